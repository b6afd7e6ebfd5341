//! The segment engine with national tables, against the tables themselves as data/national-tables.json has them: what
//! a text costs, the cheapest way to write it, its parts, and the octets of its messages read back.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::{collections::HashMap, sync::LazyLock};

use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
};
use serde::Deserialize;
use shortwave::segment::{
    Alphabet, Carrier, Concatenation, Encoding, Language, LanguageSet, Limit, MAX_PARTS, Message, Reference,
    SplitError, best, split,
};

const CARRIER: Carrier = Carrier { reference: Reference::Bits8, gsm7: Limit::NONE, ucs2: Limit::NONE };

#[derive(Deserialize)]
struct Data {
    languages: Vec<LanguageData>,
}

#[derive(Deserialize)]
struct LanguageData {
    id: u8,
    locking: Option<Vec<Option<String>>>,
    single: HashMap<String, String>,
}

/// Both tables of a language, septet to character.
struct Tables {
    locking: Option<HashMap<u8, char>>,
    single: HashMap<u8, char>,
}

static TABLES: LazyLock<Vec<Tables>> = LazyLock::new(|| {
    let data: Data = serde_json::from_str(include_str!("../../data/national-tables.json")).unwrap();
    assert!(data.languages.iter().enumerate().all(|(index, language)| usize::from(language.id) == index));
    data.languages.into_iter().map(Tables::from).collect()
});

impl From<LanguageData> for Tables {
    fn from(data: LanguageData) -> Self {
        let character = |text: &str| char::from_u32(u32::from_str_radix(&text[2..], 16).unwrap()).unwrap();
        let locking = data.locking.map(|table| {
            let entries = table.into_iter().zip(0_u8..);
            entries
                .filter_map(|(entry, septet)| Some((septet, entry.filter(|text| text != "ESC")?)))
                .map(|(septet, text)| (septet, character(&text)))
                .collect()
        });
        let septet = |text: &str| u8::from_str_radix(&text[2..], 16).unwrap();
        let single = data.single.iter().map(|(key, text)| (septet(key), character(text))).collect();
        Self { locking, single }
    }
}

/// What a character costs with two tables, found the slow way.
fn cost(locking: Language, single: Language, character: char) -> Option<u32> {
    let has = |table: &HashMap<u8, char>| table.values().any(|entry| *entry == character);
    let tables = |language: Language| &TABLES[usize::from(language.identifier())];
    if has(tables(locking).locking.as_ref()?) {
        return Some(1);
    }
    has(&tables(single).single).then_some(2)
}

/// The parts of a text whose characters cost so much, filled in order.
fn parts(costs: &[u32], header: u32, reference: u32, octets_to_units: impl Fn(u32) -> u32) -> usize {
    let room = |elements: u32| octets_to_units(140 - if elements == 0 { 0 } else { elements + 1 });
    if costs.iter().sum::<u32>() <= room(header) {
        return 1;
    }
    let part = room(header + reference);
    let (mut parts, mut used) = (1, 0);
    for cost in costs {
        if used + cost > part {
            parts += 1;
            used = 0;
        }
        used += cost;
    }
    parts
}

/// The fewest parts over every pair of tables of the allowed languages, and UCS-2.
fn fewest_parts(text: &str, allowed: LanguageSet, reference: u32) -> usize {
    let ucs2: Vec<u32> = text.chars().map(|character| u32::from(character > '\u{ffff}') + 1).collect();
    let mut fewest = parts(&ucs2, 0, reference, |octets| octets / 2);
    let usable = || Language::ALL.into_iter().filter(|language| allowed.contains(*language));
    for locking in usable() {
        for single in usable() {
            let costs: Option<Vec<u32>> =
                text.chars().map(|character| cost(locking, single, character)).collect();
            let Some(costs) = costs else { continue };
            let tables = [locking, single].iter().filter(|table| **table != Language::Default).count();
            let header = 3 * u32::try_from(tables).unwrap();
            fewest = fewest.min(parts(&costs, header, reference, |octets| octets * 8 / 7));
        }
    }
    fewest
}

/// Every character of a language's tables.
fn characters(language: Language) -> Vec<char> {
    let Tables { locking, single } = &TABLES[usize::from(language.identifier())];
    let mut all: Vec<char> = locking.iter().flatten().map(|(_, character)| *character).collect();
    all.extend(single.values());
    all.sort_unstable();
    all
}

fn any_language() -> impl Strategy<Value = Language> {
    select(Language::ALL.to_vec())
}

/// Texts that one or two languages' tables have, now and then with a character that none has.
fn any_text() -> impl Strategy<Value = String> {
    let other = prop_oneof![9 => Just(None), 1 => any::<char>().prop_map(Some)];
    let picks = vec(any::<Index>(), 0..400);
    (any_language(), any_language(), picks, other).prop_map(|(one, two, picks, other)| {
        let mut pool = characters(one);
        pool.extend(characters(two));
        pool.extend(
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa eeeeeeeeeeeeeee".chars(),
        );
        picks.iter().map(|pick| *pick.get(&pool)).chain(other).collect()
    })
}

fn any_set() -> impl Strategy<Value = LanguageSet> {
    prop_oneof![
        Just(LanguageSet::NONE),
        Just(LanguageSet::ALL),
        vec(any_language(), 0..5).prop_map(LanguageSet::from_iter)
    ]
}

fn any_reference() -> impl Strategy<Value = (Reference, u32)> {
    select(vec![(Reference::Bits8, 5), (Reference::Bits16, 6)])
}

/// The units of a message's text, without its header: septets, or code units.
fn units(message: &Message) -> Vec<u16> {
    let header = usize::from(message.header_octets);
    assert_eq!([message.header(), message.body()].concat(), message.user_data());
    if message.data_coding_scheme == 0x08 {
        assert_eq!(usize::from(message.user_data_length), message.user_data().len());
        assert_eq!(message.septets(), None);
        return message.user_data()[header..]
            .chunks(2)
            .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
            .collect();
    }
    let bit = |index: usize| u16::from(message.user_data()[index / 8] >> (index % 8) & 1);
    let septet = |index: usize| (0..7).map(|place| bit(index * 7 + place) << place).sum();
    let first = (header * 8).div_ceil(7);
    assert_eq!((usize::from(message.user_data_length) * 7).div_ceil(8), message.user_data().len());
    assert!((header * 8..first * 7).all(|index| bit(index) == 0), "fill bits are 0");
    let units: Vec<u16> = (first..usize::from(message.user_data_length)).map(septet).collect();
    assert_eq!(
        message.septets().map(|septets| septets.into_iter().map(u16::from).collect()),
        Some(units.clone())
    );
    units
}

/// A phone reads a message: its tables from the header, its text with them.
fn read(message: &Message) -> String {
    let units = units(message);
    if message.data_coding_scheme == 0x08 {
        return String::from_utf16(&units).unwrap();
    }
    let table = |identifier: u8| elements(message).get(&identifier).map_or(0, |data| usize::from(data[0]));
    let locking = TABLES[table(0x25)].locking.as_ref().unwrap();
    let single = &TABLES[table(0x24)].single;
    let mut septets = units.iter().map(|unit| u8::try_from(*unit).unwrap());
    let mut text = String::new();
    while let Some(septet) = septets.next() {
        text.push(if septet == 0x1b { single[&septets.next().unwrap()] } else { locking[&septet] });
    }
    text
}

/// The information elements of a header.
fn elements(message: &Message) -> HashMap<u8, Vec<u8>> {
    let mut found = HashMap::new();
    let Some((length, mut rest)) = message.header().split_first() else { return found };
    assert_eq!(usize::from(*length), rest.len());
    while let [identifier, length, data @ ..] = rest {
        let (data, after) = data.split_at(usize::from(*length));
        found.insert(*identifier, data.to_vec());
        rest = after;
    }
    found
}

proptest! {
    #[test]
    fn best_is_as_cheap_as_the_cheapest(
        text in any_text(), allowed in any_set(), (reference, octets) in any_reference(),
    ) {
        let encoding = best(&text.as_str().into(), allowed, &reference.into());
        let parts = split(&text.as_str().into(), encoding, &reference.into()).unwrap().parts.len().max(1);
        prop_assert_eq!(parts, fewest_parts(&text, allowed, octets), "{:?}", encoding);
        if let Encoding::Gsm7(alphabet) = encoding {
            prop_assert!(allowed.contains(alphabet.locking()) && allowed.contains(alphabet.single()));
        }
    }

    #[test]
    fn parts_joined_are_the_text_and_none_is_over_capacity(
        text in any_text(), (reference, _) in any_reference(),
    ) {
        let encoding = best(&text.as_str().into(), LanguageSet::ALL, &reference.into());
        let split = split(&text.as_str().into(), encoding, &reference.into()).unwrap();
        let code_units: Vec<u16> = text.encode_utf16().collect();
        let scalars: Vec<char> = text.chars().collect();
        let (mut utf16, mut characters, mut units) = (0, 0, 0);
        for part in &split.parts {
            prop_assert_eq!((part.utf16.start, part.characters.start), (utf16, characters));
            prop_assert!(part.units <= split.capacity && part.units > 0);
            let of_utf16 = &code_units[part.utf16.start as usize..part.utf16.end as usize];
            let of_characters: String = scalars[part.characters.start as usize..part.characters.end as usize].iter().collect();
            prop_assert_eq!(String::from_utf16(of_utf16).unwrap(), of_characters);
            (utf16, characters, units) = (part.utf16.end, part.characters.end, units + part.units);
        }
        prop_assert_eq!((utf16 as usize, characters as usize, units), (code_units.len(), scalars.len(), split.units));
    }

    #[test]
    fn a_phone_reads_what_was_written(
        text in any_text(), allowed in any_set(), (reference, _) in any_reference(), number: u16,
    ) {
        let encoding = best(&text.as_str().into(), allowed, &reference.into());
        let split = split(&text.as_str().into(), encoding, &reference.into()).unwrap();
        let messages = split.messages(&text.as_str().into(), number).collect::<Vec<_>>();
        prop_assert_eq!(messages.len(), split.parts.len());
        prop_assert_eq!(messages.iter().map(read).collect::<String>(), text);
        let total = u8::try_from(messages.len()).unwrap();
        let [high, low] = number.to_be_bytes();
        for (sequence, (message, part)) in (1_u8..).zip(messages.iter().zip(&split.parts)) {
            prop_assert!(message.user_data().len() <= 140);
            prop_assert_eq!(units(message).len(), part.units as usize);
            prop_assert_eq!(message.header().len(), encoding.header_octets(split.concatenation) as usize);
            let concatenation = match split.concatenation {
                Concatenation::None => None,
                Concatenation::Reference8 => Some((0x00, vec![low, total, sequence])),
                Concatenation::Reference16 => Some((0x08, vec![high, low, total, sequence])),
            };
            let elements = elements(message);
            let found = [0x00, 0x08].into_iter().find_map(|identifier| Some((identifier, elements.get(&identifier)?.clone())));
            prop_assert_eq!(found, concatenation);
        }
    }
}

fn written(text: &str, encoding: Encoding, number: u16) -> Vec<Message> {
    let text = text.into();
    split(&text, encoding, &CARRIER).unwrap().messages(&text, number).collect()
}

/// Worked by hand: ten septets without a header, then septets of 0x41 after 48 bits of header and 1 fill bit.
#[test]
fn octets_as_packed_by_hand() {
    let hello = written("hellohello", Encoding::GSM_DEFAULT, 0);
    assert_eq!(hello[0].user_data(), [0xE8, 0x32, 0x9B, 0xFD, 0x46, 0x97, 0xD9, 0xEC, 0x37]);
    assert_eq!((hello[0].user_data_length, hello[0].data_coding_scheme, hello[0].header_octets), (10, 0, 0));
    let long = written("A".repeat(161).as_str(), Encoding::GSM_DEFAULT, 0xCC);
    assert_eq!(long[0].user_data()[..9], [0x05, 0x00, 0x03, 0xCC, 0x02, 0x01, 0x82, 0xC1, 0x60]);
    assert_eq!((long[0].user_data_length, long[1].user_data_length), (160, 7 + 8));
    let emoji = written("😀", Encoding::Ucs2, 0);
    assert_eq!((emoji[0].user_data(), emoji[0].data_coding_scheme), ([0xD8, 0x3D, 0xDE, 0x00].as_slice(), 8));
}

#[test]
fn gsm_pt_is_both_portuguese_tables() {
    let text = "ção ".repeat(38);
    let portuguese = Encoding::Gsm7(Alphabet::PORTUGUESE);
    let parts = split(&text.as_str().into(), portuguese, &CARRIER).unwrap();
    assert_eq!((parts.units, parts.parts.len(), parts.capacity), (152, 1, 152));
    assert_eq!(
        best(&text.as_str().into(), LanguageSet::ALL, &CARRIER),
        Encoding::Gsm7(Alphabet::new(Language::Portuguese, Language::Default).unwrap())
    );
    assert_eq!(best(&text.as_str().into(), LanguageSet::NONE, &CARRIER), Encoding::Ucs2);
}

#[test]
fn of_equals_the_one_that_most_phones_read() {
    assert_eq!(best(&"".into(), LanguageSet::ALL, &CARRIER), Encoding::GSM_DEFAULT);
    assert_eq!(best(&"plain".into(), LanguageSet::ALL, &CARRIER), Encoding::GSM_DEFAULT);
    assert_eq!(best(&"ş".into(), LanguageSet::ALL, &CARRIER), Encoding::Ucs2);
    let turkish = best(&"ş".repeat(71).as_str().into(), LanguageSet::ALL, &CARRIER);
    assert_eq!(turkish, Encoding::Gsm7(Alphabet::new(Language::Default, Language::Turkish).unwrap()));
}

#[test]
fn more_parts_than_a_message_may_have_are_an_error() {
    let most = "a".repeat(153 * MAX_PARTS);
    assert_eq!(split(&most.as_str().into(), Encoding::GSM_DEFAULT, &CARRIER).unwrap().parts.len(), 255);
    let error = split(&format!("{most}a").as_str().into(), Encoding::GSM_DEFAULT, &CARRIER).unwrap_err();
    assert_eq!(error, SplitError::TooManyParts(256));
    assert_eq!(error.to_string(), "256 parts are more than the 255 that a message may have");
}

#[test]
fn spanish_has_no_locking_table() {
    assert_eq!(Alphabet::new(Language::Spanish, Language::Spanish), None);
    assert!(Alphabet::new(Language::Default, Language::Spanish).is_some());
}
