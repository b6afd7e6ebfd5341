use proptest::prelude::*;
use shortwave::segment::{
    Carrier, Choice, Encoding, Language, LanguageSet, Replacement, SplitError, Text, Translation, Warning,
    best, figures, report, split,
};

fn look(text: &str, choice: Choice) -> shortwave::segment::Report {
    report(&text.into(), choice, &Carrier::default()).unwrap()
}

#[test]
fn proposals_name_what_to_write_and_what_that_saves() {
    let text = format!("It’s late… {}", "x".repeat(70));
    let report = look(&text, Choice::Automatic);
    let found: Vec<_> =
        report.blockers.iter().map(|blocker| (blocker.lacking.utf16_offset, blocker.proposal)).collect();
    assert_eq!(found, [(2, Some("'")), (9, Some("..."))]);
    assert_eq!((report.split.encoding, report.split.parts.len(), report.saving), (Encoding::Ucs2, 2, 1));
}

#[test]
fn what_cannot_be_replaced_is_said_to_save_nothing() {
    let report = look(&format!("‘{}’ 好", "x".repeat(90)), Choice::Automatic);
    assert_eq!(
        report.blockers.iter().map(|blocker| blocker.proposal).collect::<Vec<_>>(),
        [Some("'"), Some("'"), None]
    );
    assert_eq!(report.saving, 0);
}

#[test]
fn national_tables_may_make_a_proposal_idle() {
    let text = "ção ".repeat(38);
    let automatic = look(&text, Choice::Automatic);
    assert_eq!((automatic.split.parts.len(), automatic.saving), (3, 2));
    let best = look(&text, Choice::Best(LanguageSet::ALL));
    assert_eq!((best.split.parts.len(), best.saving, best.blockers.len()), (1, 0, 76));
}

#[test]
fn warnings_come_where_they_matter_only() {
    let lines = |ends: &str, length: usize| format!("{}{ends}{}", "x".repeat(length), "y".repeat(80));
    assert_eq!(look(&lines("\r\n", 78), Choice::Automatic).warnings, []);
    assert_eq!(look(&lines("\r\n", 79), Choice::Automatic).warnings, [Warning::CarriageReturns { parts: 1 }]);
    assert_eq!(look(&lines("\n", 79), Choice::Automatic).warnings, []);
    assert_eq!(look(&lines("\r", 80), Choice::Automatic).warnings, []);
    assert_eq!(look(&"x".repeat(153 * 15), Choice::Automatic).warnings, []);
    assert_eq!(look(&"x".repeat(153 * 15 + 1), Choice::Automatic).warnings, [Warning::MoreThanApiParts]);
}

#[test]
fn an_encoding_that_lacks_a_character_is_refused() {
    let error =
        report(&"5 €, 3 ₤".into(), Choice::Only(Encoding::GSM_DEFAULT), &Carrier::default()).unwrap_err();
    assert!(matches!(error, SplitError::Lacks(lacking) if lacking.utf16_offset == 7));
    assert_eq!(error.to_string(), "the alphabet lacks the character at UTF-16 offset 7");
}

#[test]
fn languages_have_names() {
    for language in Language::ALL {
        assert_eq!(language.name().parse(), Ok(language));
    }
    assert!("klingon".parse::<Language>().is_err());
}

#[test]
fn each_replacement_is_told_with_its_place() {
    let text = Text::from("😀 “Hi”\u{ad}…");
    let replacements = Translation::Smart.replacements(&text);
    assert_eq!(text.replaced(&replacements).to_string(), "😀 \"Hi\"...");
    let places: Vec<_> = replacements.iter().map(|one| (one.utf16_offset, one.character, one.by)).collect();
    assert_eq!(places, [(3, '“', "\""), (6, '”', "\""), (7, '\u{ad}', ""), (8, '…', "...")]);
    let rest = Translation::Rest.replacements(&"São".into());
    assert_eq!(rest, [Replacement { character: 'ã', utf16_offset: 1, by: "a" }]);
    assert_eq!(Translation::Smart.replacements(&"plain".into()), []);
}

proptest! {
    #[test]
    fn a_report_agrees_with_its_parts(text in "[a-zçãÁ‘’“”…–€{}~\r\nя😀\u{a0}]{0,200}", national: bool) {
        let choice = if national { Choice::Best(LanguageSet::ALL) } else { Choice::Automatic };
        let report = look(&text, choice);
        let carrier = Carrier::default();
        let encoding = if national { best(&text.as_str().into(), LanguageSet::ALL, &carrier) } else { figures(&text, &carrier).encoding };
        prop_assert_eq!(&report.split, &split(&text.as_str().into(), encoding, &carrier).unwrap());
        let apply = |table: Translation, text: Text| text.replaced(&table.replacements(&text));
        let replaced = apply(Translation::Rest, apply(Translation::Smart, text.as_str().into())).to_string();
        prop_assert_eq!(report.saving, report.split.parts.len().saturating_sub(look(&replaced, choice).split.parts.len()));
    }
}
