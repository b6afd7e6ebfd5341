//! A text as the octets of its messages: what TP-UDHI, TP-DCS, TP-UDL and TP-UD of a PDU are set to.

use super::{
    Alphabet, Character, Concatenation, Encoding, Language, Reference,
    alphabet::Septets,
    split::{Part, Split, SplitError, Text},
};

/// The escape to the single shift table (3GPP TS 23.038, clause 6.2.1).
const ESCAPE: u8 = 0x1B;

/// Information element identifiers (3GPP TS 23.040, clause 9.2.3.24).
const IEI_CONCATENATION_8: u8 = 0x00;
const IEI_CONCATENATION_16: u8 = 0x08;
const IEI_SINGLE_SHIFT: u8 = 0x24;
const IEI_LOCKING_SHIFT: u8 = 0x25;

/// One message, ready for a PDU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// TP-DCS without a message class: 0x00 for GSM 7-bit, 0x08 for UCS-2 (3GPP TS 23.038, clause 4).
    pub data_coding_scheme: u8,
    /// The user data header with its length octet; empty when there is none, and TP-UDHI is then 0.
    pub header: Vec<u8>,
    /// TP-UDL: septets, those that the header takes included, or octets.
    pub user_data_length: u8,
    /// TP-UD: the header, and the text after it.
    pub user_data: Vec<u8>,
}

/// Writes a text as messages whose parts share `reference_number`; an 8-bit reference is its low octet.
///
/// # Errors
/// As [`super::split`].
pub fn encode(
    text: &str,
    encoding: Encoding,
    reference: Reference,
    reference_number: u16,
) -> Result<Vec<Message>, SplitError> {
    let text = Text::from(text);
    let split = text.split(encoding, reference)?;
    let mut characters = text.iter().map(|(character, _)| character);
    let message = |(index, part): (usize, &Part)| {
        let header = header(&split, index, reference_number);
        let length = part.characters.end - part.characters.start;
        let characters = characters.by_ref().take(length as usize);
        match encoding {
            Encoding::Gsm7(alphabet) => gsm_message(header, &septets(alphabet, characters)),
            Encoding::Ucs2 => ucs2_message(header, characters),
        }
    };
    Ok(split.parts.iter().enumerate().map(message).collect())
}

/// The user data header of a part; empty when nothing needs one.
fn header(split: &Split, index: usize, number: u16) -> Vec<u8> {
    let octet = |number: usize| u8::try_from(number).unwrap_or(u8::MAX);
    let (total, sequence) = (octet(split.parts.len()), octet(index + 1));
    let [high, low] = number.to_be_bytes();
    let mut elements = match split.concatenation {
        Concatenation::None => Vec::new(),
        Concatenation::Reference8 => vec![IEI_CONCATENATION_8, 3, low, total, sequence],
        Concatenation::Reference16 => vec![IEI_CONCATENATION_16, 4, high, low, total, sequence],
    };
    if let Encoding::Gsm7(alphabet) = split.encoding {
        let tables = [(IEI_SINGLE_SHIFT, alphabet.single()), (IEI_LOCKING_SHIFT, alphabet.locking())];
        for (identifier, language) in tables.into_iter().filter(|(_, table)| *table != Language::Default) {
            elements.extend([identifier, 1, language.identifier()]);
        }
    }
    if !elements.is_empty() {
        elements.insert(0, octet(elements.len()));
    }
    elements
}

fn septets(alphabet: Alphabet, characters: impl Iterator<Item = Character>) -> Vec<u8> {
    let scalars = characters.filter_map(|character| match character {
        Character::Scalar(scalar) => alphabet.encode(scalar),
        Character::LoneSurrogate(_) => None,
    });
    scalars
        .flat_map(|septets| match septets {
            Septets::One(septet) => [Some(septet), None],
            Septets::Escaped(septet) => [Some(ESCAPE), Some(septet)],
        })
        .flatten()
        .collect()
}

/// Septets are packed from the low bits up (3GPP TS 23.038, clause 6.1.2.1.1), beginning at a septet boundary after
/// the header, with fill bits before it (TS 23.040, clause 9.2.3.24).
fn gsm_message(header: Vec<u8>, septets: &[u8]) -> Message {
    let header_septets = (header.len() * 8).div_ceil(7);
    let all_septets = header_septets + septets.len();
    let mut user_data = header.clone();
    user_data.resize((all_septets * 7).div_ceil(8), 0);
    for (septet, bit) in septets.iter().zip((header_septets * 7..).step_by(7)) {
        let [low, high] = (u16::from(*septet) << (bit % 8)).to_le_bytes();
        for (place, bits) in user_data.iter_mut().skip(bit / 8).zip([low, high]) {
            *place |= bits;
        }
    }
    let user_data_length = u8::try_from(all_septets).unwrap_or(u8::MAX);
    Message { data_coding_scheme: 0x00, header, user_data_length, user_data }
}

fn ucs2_message(header: Vec<u8>, characters: impl Iterator<Item = Character>) -> Message {
    let mut user_data = header.clone();
    for character in characters {
        match character {
            Character::Scalar(scalar) => {
                let mut units = [0; 2];
                user_data.extend(scalar.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_be_bytes()));
            }
            Character::LoneSurrogate(unit) => user_data.extend(unit.to_be_bytes()),
        }
    }
    let user_data_length = u8::try_from(user_data.len()).unwrap_or(u8::MAX);
    Message { data_coding_scheme: 0x08, header, user_data_length, user_data }
}
