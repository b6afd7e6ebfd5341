use std::collections::BTreeSet;

use proptest::{prelude::*, sample::select, string::string_regex};
use regex::Regex;
use shortwave::{
    otp::CodeLength,
    otp::text::{
        ALWAYS_FIT, Amount, AppHash, Brand, Ending, Host, Language, MAX_CODE, PartError, Payee, Payment,
        Template, TemplateError, TooLong, Wording, check, subject, text,
    },
    ranged::Ranged,
    segment::{Carrier, Encoding, Figures},
    written::{Form, Written},
};

fn part<T: Written>(text: &str) -> T {
    text.parse().ok().unwrap()
}

/// A payment of this amount to this payee.
fn pay(payee: &str, amount: &str) -> Payment {
    Payment { payee: part(payee), amount: part(amount) }
}

const fn wording(code: &str) -> Wording<'_> {
    Wording { code, brand: None, minutes: None, payment: None, ending: Ending::None, template: None }
}

fn figures(text: &str) -> Figures {
    shortwave::segment::figures(text, &Carrier::default())
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The text without the line that it ends with for software.
fn body<'a>(text: &'a str, wording: &Wording<'_>) -> &'a str {
    if wording.ending == Ending::None { text } else { text.rsplit_once('\n').unwrap().0 }
}

/// Names and amounts as short and as long as can be: of the GSM alphabet, of its extension table, and of neither.
struct Parts {
    brands: Vec<Brand>,
    hosts: Vec<Host>,
    hash: AppHash,
    payments: Vec<Payment>,
}

impl Parts {
    fn new() -> Self {
        let names = |longest| ["x".to_owned(), "n".repeat(longest), "[".repeat(longest), "ж".repeat(longest)];
        let longest = format!("{}.{}.com", "h".repeat(30), "o".repeat(11));
        let payees: Vec<_> = names(Payee::MAX_LENGTH).iter().map(|name| part(name)).collect();
        let amounts: [Amount; 3] = ["1", "€999.999.999 €", "999.999.999 zł"].map(part);
        let of = |payee: &Payee| {
            let payee = payee.clone();
            amounts.clone().map(|amount| Payment { payee: payee.clone(), amount })
        };
        Self {
            brands: names(Brand::MAX_LENGTH).iter().map(|name| part(name)).collect(),
            payments: payees.iter().flat_map(of).collect(),
            hosts: ["a.b", "example.com", &longest].map(part).into(),
            hash: part("FA+9qCX9VSu"),
        }
    }

    fn payments(&self) -> Vec<Option<&Payment>> {
        self.payments.iter().map(Some).chain([None]).collect()
    }

    fn endings(&self) -> Vec<Ending<'_>> {
        let others = [Ending::None, Ending::Retriever(&self.hash)];
        self.hosts.iter().map(Ending::WebOtp).chain(others).collect()
    }

    /// Every combination that is allowed, in every language.
    fn each(&self, see: impl Fn(Language, &Wording<'_>, &str)) {
        for (payment, ending) in self.essentials() {
            for brand in self.brands.iter().map(Some).chain([None]) {
                for (code, minutes) in [("7777", None), ("7A7B7C7D7E", Some(3)), ("7777777777", Some(65_535))]
                {
                    let wording = Wording { code, brand, minutes, payment, ending, template: None };
                    for language in Language::ALL {
                        see(*language, &wording, &text(*language, &wording));
                    }
                }
            }
        }
    }

    fn essentials(&self) -> impl Iterator<Item = (Option<&Payment>, Ending<'_>)> {
        let endings = self.endings();
        let both = move |payment| endings.clone().into_iter().map(move |ending| (payment, ending));
        self.payments()
            .into_iter()
            .flat_map(both)
            .filter(|(payment, ending)| check(*payment, *ending).is_ok())
    }
}

fn has_essentials(text: &str, wording: &Wording<'_>) -> bool {
    let body = body(text, wording);
    let ends = match wording.ending {
        Ending::None => true,
        Ending::WebOtp(host) => text.ends_with(&format!("\n@{host} #{}", wording.code)),
        Ending::Retriever(hash) => text.ends_with(&format!("\n{hash}")) && text.len() <= 140,
    };
    let pays = wording.payment.is_none_or(|payment| {
        body.contains(payment.payee.as_str()) && body.contains(payment.amount.as_str())
    });
    ends && pays && body.contains(wording.code) && !body.contains('\n')
}

/// The end of a language's warning, with which its shortest text ends.
fn warning(language: Language) -> String {
    let text = text(language, &wording("1234"));
    let warning = text.trim_end_matches(['.', '。', '।', '۔']);
    let end = warning.char_indices().rev().nth(5).unwrap().0;
    assert!(!warning[end..].contains(|character: char| character.is_ascii_digit()), "{text}");
    warning[end..].to_owned()
}

#[test]
fn every_text_is_one_segment_with_what_is_never_left_out() {
    Parts::new().each(|_, wording, text| {
        assert_eq!(figures(text).segments, 1, "{text}");
        assert!(has_essentials(text, wording), "{text}");
    });
}

#[test]
fn a_code_stands_apart_and_is_said_once() {
    // A danda looks like a 1.
    let is_part = |character: char| character.is_alphanumeric() || "।-".contains(character);
    Parts::new().each(|_, wording, text| {
        let around: Vec<_> = body(text, wording).split(wording.code).collect();
        let [before, after] = around[..] else { panic!("{text}") };
        assert!(!before.ends_with(is_part) && !after.starts_with(is_part), "{text}");
        assert!(units(before) <= 45, "{text}");
    });
}

#[test]
fn templates_are_filled_and_sentences_end_once() {
    Parts::new().each(|_, wording, text| {
        let wrong = ["{", "}", "..", "  ", " \n", "。。"];
        assert!(!wrong.iter().any(|wrong| text.contains(wrong)), "{text}");
        assert_eq!(body(text, wording).trim(), body(text, wording));
    });
    let payment = Some(&pay("Acme S.A.", "1 EUR"));
    for language in Language::ALL {
        let text = text(*language, &Wording { payment, minutes: Some(5), ..wording("1234") });
        assert!(!text.contains(".."), "{text}");
    }
    let brand = part("{code} {text}");
    let braces = Wording { brand: Some(&brand), ..wording("1234") };
    assert!(text(Language::English, &braces).starts_with("{code} {text}: Your code is 1234. "));
}

#[test]
fn ordinary_texts_leave_nothing_out() {
    let (brand, paid): (Brand, _) = (part("Acme Bank"), pay("Acme Energy", "12.50 EUR"));
    let payment = Some(&paid);
    for language in Language::ALL {
        let said = text(*language, &Wording { brand: Some(&brand), minutes: Some(8), ..wording("123456") });
        let warning = warning(*language);
        assert!(said.contains("Acme Bank") && said.contains('8') && said.contains(&warning), "{said}");
        let said = text(*language, &Wording { payment, ..wording("123456") });
        assert!(said.contains(&warning), "{said}");
        let host = part("example.com");
        let bound = Wording { payment, ending: Ending::WebOtp(&host), ..wording("123456") };
        let said = text(*language, &bound);
        assert!(!said.starts_with("123456:"), "without words: {said}");
    }
}

#[test]
fn what_matters_less_goes_first() {
    let (host, long) = (part("example.com"), part("login.of.a.host.with.a.long.name.example.com"));
    let (brand, foreign) = (part("Acme Bank"), part("Банк ромашка и лютик"));
    let russian = |brand, ending| {
        text(Language::Russian, &Wording { brand, ending, minutes: Some(5), ..wording("123456") })
    };
    for (said, expected) in [
        (
            russian(Some(&brand), Ending::None),
            "Acme Bank: Ваш код 123456. Никому его не сообщайте. Действует 5 мин.",
        ),
        (
            russian(Some(&foreign), Ending::None),
            "Банк ромашка и лютик: Ваш код 123456. Никому его не сообщайте.",
        ),
        (
            russian(Some(&brand), Ending::WebOtp(&host)),
            "Ваш код 123456. Никому его не сообщайте.\n@example.com #123456",
        ),
        (
            russian(Some(&brand), Ending::WebOtp(&long)),
            "Ваш код 123456.\n@login.of.a.host.with.a.long.name.example.com #123456",
        ),
    ] {
        assert_eq!(said, expected);
    }
    let payment = Some(&pay("Acme Energy Limited", "1,234.50 EUR"));
    let bound = Wording { payment, ending: Ending::WebOtp(&host), ..wording("123456") };
    let barest = "123456: 1,234.50 EUR, Acme Energy Limited\n@example.com #123456";
    assert_eq!(text(Language::Russian, &bound), barest);
    let english = Wording { brand: Some(&foreign), minutes: Some(5), ..wording("123456") };
    let said = "Your code is 123456. Do not share it with anyone. Valid 5 min.";
    assert_eq!(text(Language::English, &english), said);
}

#[test]
fn languages_word_it_so() {
    let (brand, paid): (Brand, _) = (part("Acme Bank"), pay("Acme Energy", "12.50 EUR"));
    let (host, hash) = (part("example.com"), part("FA+9qCX9VSu"));
    let payment = Some(&paid);
    let pays = Wording { brand: Some(&brand), minutes: Some(1), payment, ..wording("123456") };
    for (language, ending, expected) in [
        (
            Language::English,
            Ending::WebOtp(&host),
            "Acme Bank: Code 123456 to pay 12.50 EUR to Acme Energy. Do not share it with anyone. Valid 1 min.\n\
             @example.com #123456",
        ),
        (
            Language::Spanish,
            Ending::Retriever(&hash),
            "Acme Bank: Clave 123456 para pagar 12.50 EUR a Acme Energy. No la comparta con nadie. \
             Caduca en 1 min.\nFA+9qCX9VSu",
        ),
        (Language::Arabic, Ending::None, "الرمز 123456 لدفع 12.50 EUR إلى Acme Energy. لا تشاركه مع أحد."),
        (
            Language::Chinese,
            Ending::None,
            "【Acme Bank】验证码：123456，用于向 Acme Energy 支付 12.50 EUR。请勿告知他人。1分钟内有效。",
        ),
    ] {
        assert_eq!(text(language, &Wording { ending, ..pays }), expected);
    }
}

#[test]
fn every_language_has_a_text_of_its_own() {
    let all = Language::ALL.len();
    assert_eq!(all, 40);
    let payment = Some(&pay("Acme", "12.50 EUR"));
    for payment in [None, payment] {
        let text = |language: &Language| text(*language, &Wording { payment, ..wording("123456") });
        assert_eq!(Language::ALL.iter().map(text).collect::<BTreeSet<_>>().len(), all);
    }
}

/// A letter that the alphabet lacks would cost a language more than half of its room.
#[test]
fn these_languages_stay_in_the_gsm_alphabet() {
    let (brand, paid): (Brand, _) = (part("Acme Bank"), pay("Acme Energy", "12.50 EUR"));
    let whole = Wording { brand: Some(&brand), minutes: Some(5), ..wording("123456") };
    let pays = Wording { payment: Some(&paid), ..whole };
    let is_gsm =
        |language: &Language, wording| figures(&text(*language, wording)).encoding == Encoding::GSM_DEFAULT;
    let tags = |wording| {
        let languages = Language::ALL.iter().filter(|language| is_gsm(language, wording));
        languages.map(|language| language.tag()).collect::<Vec<_>>().join(" ")
    };
    let expected = "en es ca gl eu pt pt-br fr de it nl sv da nb fi pl ro tr id ms sw";
    assert_eq!(tags(&whole), expected);
    assert_eq!(tags(&pays), expected);
}

/// Software takes the direction of a line from its first letter.
#[test]
fn lines_from_right_to_left_begin_with_a_letter_of_theirs() {
    let is_right_to_left = |text: &str| text.starts_with(|first| ('\u{590}'..='\u{8ff}').contains(&first));
    let parts = Parts::new();
    parts.each(|language, wording, text| {
        let is_bare = text.starts_with(wording.code) && language != Language::Bengali;
        let has_direction = is_bare || is_right_to_left(text) == language.is_right_to_left();
        assert!(has_direction, "{text}");
        let subject = subject(language, wording);
        assert_eq!(is_right_to_left(&subject), language.is_right_to_left(), "{subject}");
    });
}

#[test]
fn subjects_name_the_brand_and_not_the_code() {
    let brand = part("Acme Bank");
    for language in Language::ALL {
        let branded = subject(*language, &Wording { brand: Some(&brand), ..wording("123456") });
        let plain = subject(*language, &wording("123456"));
        assert!(branded.contains("Acme Bank") && branded.contains(&plain), "{branded}");
        assert!(!branded.contains("123456") && !branded.contains('{') && units(&plain) >= 4, "{branded}");
    }
    assert_eq!(subject(Language::German, &wording("1234")), "Ihr Code");
    let korean = subject(Language::Korean, &Wording { brand: Some(&brand), ..wording("1234") });
    assert_eq!(korean, "[Acme Bank] 인증번호");
}

#[test]
fn a_language_is_found_by_its_tag() {
    for (tag, expected) in [
        ("en", Some("en")),
        ("EN-GB", Some("en")),
        ("pt-BR", Some("pt-br")),
        ("pt-br", Some("pt-br")),
        ("pt-Latn-BR", Some("pt-br")),
        ("pt-ao", Some("pt")),
        ("pt", Some("pt")),
        ("zh", Some("zh")),
        ("zh-CN", Some("zh")),
        ("zh-Hans-TW", Some("zh")),
        ("zh-Hant-TW", Some("zh-tw")),
        ("zh-hant", Some("zh-tw")),
        ("zh-tw", Some("zh-tw")),
        ("zh-HK", Some("zh-tw")),
        ("no", Some("nb")),
        ("nn-NO", Some("nb")),
        ("iw", Some("he")),
        ("in-ID", Some("id")),
        ("sw-KE", Some("sw")),
        ("xx", None),
        ("e", None),
        ("eng", None),
        ("", None),
        ("-en", None),
        ("en_GB", None),
    ] {
        assert_eq!(Language::of_tag(tag).map(Language::tag), expected, "{tag}");
    }
    for language in Language::ALL {
        assert_eq!(Language::of_tag(language.tag()), Some(*language));
        assert_eq!(Language::of_tag(&language.tag().to_uppercase()), Some(*language));
    }
    let right_to_left = Language::ALL.iter().filter(|language| language.is_right_to_left());
    assert_eq!(right_to_left.map(|language| language.tag()).collect::<Vec<_>>(), ["ar", "he", "fa", "ur"]);
}

#[test]
fn payee_amount_and_host_may_be_too_long_together() {
    let paid = pay(&"ж".repeat(22), "1234567.89");
    let payment = Some(&paid);
    assert_eq!(ALWAYS_FIT, 22 + 10 + 10);
    assert_eq!(check(payment, Ending::WebOtp(&part("example.eu"))), Ok(()));
    assert_eq!(check(payment, Ending::WebOtp(&part("example.com"))), Err(TooLong));
    // What GSM has leaves room for any host.
    let paid = pay(&"[".repeat(22), "€1,234,567.89€");
    let longest = format!("{}.com", "a".repeat(42));
    assert_eq!(check(Some(&paid), Ending::WebOtp(&part(&longest))), Ok(()));
    assert_eq!(usize::try_from(CodeLength::MAX), Ok(MAX_CODE));
}

#[test]
fn parts_are_read() {
    let brand = |text: &str| text.parse::<Brand>().map(String::from);
    assert_eq!(brand(" Acme & Söhne 24 "), Ok("Acme & Söhne 24".to_owned()));
    assert_eq!(brand(&"𠮷".repeat(10)), Ok("𠮷".repeat(10)));
    for (text, error) in [
        ("", PartError::Missing),
        (" \u{a0}", PartError::Missing),
        ("123456789012345678901", PartError::TooLong),
        ("𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷1", PartError::TooLong),
        ("a\nb", PartError::Character),
        ("@a.b #1", PartError::Character),
        ("a\u{85}b", PartError::Character),
        ("a\u{202e}b", PartError::Character),
        ("a\u{2028}b", PartError::Character),
        ("a\u{2066}b", PartError::Character),
        ("\u{200f}ab", PartError::Character),
        ("a\u{61c}b", PartError::Character),
    ] {
        assert_eq!(brand(text), Err(error), "{text:?}");
    }
    assert_eq!("1234567890123456789012".parse::<Payee>().map(|payee| payee.to_string().len()), Ok(22));
    assert_eq!("12345678901234567890123".parse::<Payee>(), Err(PartError::TooLong));
}

#[test]
fn an_amount_is_one_number() {
    for text in [
        "12.50 EUR",
        "€5",
        "1",
        "1,234,567.89",
        "R$ 1.234,56",
        "1\u{202f}234,56\u{a0}€",
        "12,50 zł",
        "500 تومان",
    ] {
        assert_eq!(text.parse::<Amount>().as_ref().map(Amount::as_str), Ok(text));
    }
    for (text, error) in [
        ("", PartError::Missing),
        ("EUR", PartError::Number),
        ("1 234 EUR", PartError::Number),
        ("1'234", PartError::Number),
        ("1 EUR 2", PartError::Number),
        ("123.456.789 EUR", PartError::TooLong),
        ("12\n.50", PartError::Character),
    ] {
        assert_eq!(text.parse::<Amount>(), Err(error), "{text:?}");
    }
}

#[test]
fn hosts_and_hashes_are_read() {
    let longest = format!("{}.com", "a".repeat(42));
    assert_eq!(longest.parse::<Host>().map(String::from), Ok(longest.clone()));
    assert_eq!(format!("a{longest}").parse::<Host>(), Err(PartError::TooLong));
    for text in ["", "com", "https://example.com", "Example.com", "a b.com", "example.com:80", "a.com\n"] {
        assert_eq!(text.parse::<Host>(), Err(PartError::Host), "{text}");
    }
    for text in ["FA+9qCX9VSu", "01234567890", "/+/+/+/+/+/"] {
        assert_eq!(text.parse::<AppHash>().map(String::from).as_deref(), Ok(text));
    }
    for text in ["", "FA+9qCX9VS", "FA+9qCX9VSuu", "FA-9qCX9VSu", "FA+9qCX9VS=", "FA+9qCX9VSé"] {
        assert_eq!(text.parse::<AppHash>(), Err(PartError::Hash), "{text}");
    }
    assert_eq!(serde_json::from_str::<Host>("\"a.b\"").unwrap().as_str(), "a.b");
    assert!(serde_json::from_str::<Host>("\"a\"").is_err());
    assert_eq!(serde_json::to_string(&part::<AppHash>("FA+9qCX9VSu")).unwrap(), "\"FA+9qCX9VSu\"");
}

fn pattern<T: Written>() -> String {
    match T::form() {
        Form::Pattern(pattern) => pattern.into_owned(),
        form => panic!("{form:?}"),
    }
}

/// What has a part's form can be read, but for blanks alone and what is too long; and what is read has its form.
fn agrees<T: Written + ToString>() -> impl Strategy<Value = (String, bool)>
where
    T::Err: PartialEq<PartError>,
{
    let whole = Regex::new(&format!(r"\A(?:{})\z", pattern::<T>())).unwrap();
    let texts = prop_oneof![
        string_regex(&pattern::<T>()).unwrap(),
        "\\PC{0,15}",
        "(?s).{0,4}[0-9]{1,4}(?s).{0,6}",
        "[a-z0-9.]{1,12}"
    ];
    texts.prop_map(move |text| {
        let agrees = match text.parse::<T>() {
            Ok(part) => whole.is_match(&part.to_string()) && units(&part.to_string()) <= T::MAX,
            Err(error) if error == PartError::TooLong => units(&text) > T::MAX,
            Err(error) if error == PartError::Missing => text.trim().is_empty(),
            Err(_) => !whole.is_match(&text),
        };
        (text, agrees)
    })
}

/// Any part that can be read from what a pattern makes.
fn any_part<T: Written + Clone + std::fmt::Debug>(pattern: &str) -> impl Strategy<Value = T> {
    string_regex(pattern).unwrap().prop_filter_map("none", |text| text.parse().ok())
}

#[test]
fn a_text_of_ones_own_has_the_code_once_and_names_what_there_is() {
    for (text, expected) in [
        ("Acme: {code}", Ok(())),
        ("  {code} is for {payee}, {amount}. {brand}, {minutes} min  ", Ok(())),
        ("", Err(TemplateError::Part(PartError::Missing))),
        ("{code}\n@evil.example 1", Err(TemplateError::Part(PartError::Character))),
        ("{code} #1", Err(TemplateError::Part(PartError::Character))),
        ("{code}\u{fdd0}", Err(TemplateError::Part(PartError::Character))),
        ("no code", Err(TemplateError::Code)),
        ("{code} {code}", Err(TemplateError::Code)),
        ("{code} {name}", Err(TemplateError::Placeholder)),
        ("{code} {", Err(TemplateError::Placeholder)),
        ("} {code}", Err(TemplateError::Placeholder)),
        ("{code}}", Err(TemplateError::Placeholder)),
        ("{{code}}", Err(TemplateError::Placeholder)),
    ] {
        assert_eq!(text.parse::<Template>().map(drop), expected, "{text}");
    }
    let longest = format!("{{code}}{}", "x".repeat(Template::MAX_LENGTH - 6));
    assert!(longest.parse::<Template>().is_ok());
    assert_eq!(format!("{longest}x").parse::<Template>(), Err(TemplateError::Part(PartError::TooLong)));
}

#[test]
fn a_text_of_ones_own_does_for_what_is_to_be_said() {
    let (brand, host): (Brand, Host) = (part("Acme"), part("example.com"));
    let paid = pay("Corner Shop", "12.50 EUR");
    let judged =
        |text: &str, brand, payment, ending| text.parse::<Template>().unwrap().check(brand, payment, ending);
    let plain = |text: &str| judged(text, None, None, Ending::None);
    assert_eq!(plain("{code} {brand}"), Err(TemplateError::Lacks("brand")));
    assert_eq!(judged("{code} {brand}", Some(&brand), None, Ending::None), Ok(()));
    assert_eq!(plain("{code} {payee}"), Err(TemplateError::Lacks("payee")));
    assert_eq!(plain("{code} {amount}"), Err(TemplateError::Lacks("amount")));
    for lacking in ["{code}", "{code} {payee}", "{code} {amount}"] {
        assert_eq!(
            judged(lacking, None, Some(&paid), Ending::None),
            Err(TemplateError::Payment),
            "{lacking}"
        );
    }
    assert_eq!(judged("{code}: {amount}, {payee}", None, Some(&paid), Ending::None), Ok(()));
    let filling = |free: usize, letter: &str| format!("{{code}}{}", letter.repeat(free - MAX_CODE));
    assert_eq!((plain(&filling(154, "x")), plain(&filling(70, "ж"))), (Ok(()), Ok(())));
    assert_eq!(plain(&filling(71, "ж")), Err(TemplateError::TooLong));
    let bound = |free| judged(&filling(free, "x"), None, None, Ending::WebOtp(&host));
    assert_eq!((bound(160 - 25), bound(160 - 24)), (Ok(()), Err(TemplateError::TooLong)));
}

#[test]
fn a_text_of_ones_own_is_filled_in() {
    let (brand, host): (Brand, Host) = (part("{code}"), part("example.com"));
    let template: Template = part_of("{brand}: {code} pays {amount} to {payee} for {minutes} min");
    let paid = pay("{minutes}", "1 EUR");
    let said = Wording {
        brand: Some(&brand),
        minutes: None,
        payment: Some(&paid),
        ending: Ending::WebOtp(&host),
        template: Some(&template),
        ..wording("1234")
    };
    assert_eq!(
        text(Language::Arabic, &said),
        "{code}: 1234 pays 1 EUR to {minutes} for 1 min\n@example.com #1234"
    );
    assert_eq!(subject(Language::English, &said), "{code}: Your code");
}

fn part_of(text: &str) -> Template {
    text.parse().unwrap()
}

proptest! {
    #[test]
    fn parts_have_their_form(
        brand in agrees::<Brand>(),
        payee in agrees::<Payee>(),
        amount in agrees::<Amount>(),
        host in agrees::<Host>(),
        hash in agrees::<AppHash>(),
    ) {
        for (text, agrees) in [brand, payee, amount, host, hash] {
            prop_assert!(agrees, "{text:?}");
        }
    }

    #[test]
    fn any_wording_is_one_segment(
        code in "[0-9A-Z]{4,10}",
        brand in prop::option::of(any_part("[^#\\pC]{1,20}|[ -\"$-~]{1,20}")),
        minutes in any::<Option<u16>>(),
        payee in any_part("[^#\\pC]{1,22}|[ -\"$-~]{1,22}"),
        amount in any_part("\\PC{0,4}[0-9]([0-9.,]{0,8}[0-9])?\\PC{0,4}|[A-Z]{3} [0-9]{1,9}"),
        host in any_part("([a-z]{1,14}\\.){1,3}[a-z]{2,6}"),
        hash in any_part("[0-9A-Za-z+/]{11}"),
        pays in any::<bool>(),
        ends in 0..3,
        language in select(Language::ALL),
    ) {
        let paid = Payment { payee, amount };
        let payment = pays.then_some(&paid);
        let ending = [Ending::None, Ending::WebOtp(&host), Ending::Retriever(&hash)][usize::try_from(ends).unwrap()];
        let wording = Wording { code: &code, brand: brand.as_ref(), minutes, payment, ending, template: None };
        let text = text(language, &wording);
        prop_assert!(has_essentials(&text, &wording), "{text}");
        if check(payment, ending).is_ok() {
            prop_assert_eq!(figures(&text).segments, 1, "{}", text);
        } else {
            let sum = units(paid.payee.as_str()) + units(paid.amount.as_str()) + units(host.as_str());
            prop_assert!(payment.is_some() && matches!(ending, Ending::WebOtp(_)) && sum > ALWAYS_FIT);
        }
    }

    #[test]
    fn a_text_of_ones_own_that_does_is_one_segment(
        text_of_ones_own in "(\\PC{0,40}|[ -~]{0,120}|жж)(\\{(minutes|brand|payee|amount)\\})?\\{code\\}[ -~]{0,10}(\\{brand\\})?",
        code in "[0-9A-Z]{4,10}",
        brand in prop::option::of(any_part("[^#\\pC]{1,20}|[ -\"$-~]{1,20}")),
        minutes in prop::option::of(0..=10_u16),
        host in any_part("([a-z]{1,14}\\.){1,3}[a-z]{2,6}"),
        hash in any_part("[0-9A-Za-z+/]{11}"),
        ends in 0..3,
    ) {
        let pattern = Regex::new(&Template::pattern()).unwrap();
        let fits_pattern = pattern.is_match(&text_of_ones_own) && units(text_of_ones_own.trim()) <= Template::MAX_LENGTH;
        let read = text_of_ones_own.parse::<Template>();
        prop_assert_eq!(read.is_ok(), fits_pattern, "{}", text_of_ones_own);
        let Ok(template) = read else { return Ok(()) };
        let ending = [Ending::None, Ending::WebOtp(&host), Ending::Retriever(&hash)][usize::try_from(ends).unwrap()];
        if template.check(brand.as_ref(), None, ending).is_ok() {
            let brand = brand.as_ref();
            let wording =
                Wording { code: &code, brand, minutes, payment: None, ending, template: Some(&template) };
            let text = text(Language::English, &wording);
            prop_assert_eq!(figures(&text).segments, 1, "{}", &text);
            prop_assert!(text.contains(&code) && (ends != 2 || text.len() <= 140), "{}", text);
        }
    }
}
