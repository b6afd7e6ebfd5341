use std::{collections::HashMap, fs, path::Path};

use proptest::prelude::*;
use shortwave::link::LinkId;
use shortwave::slug::{Alphabet, Length, Slug, SlugError};

proptest! {
    #[test]
    fn a_drawn_slug_reads_back_as_itself(bytes in any::<[u8; Slug::RANDOM_BYTES]>(), length in 4_i64..=32) {
        for (alphabet, symbols) in [
            (Alphabet::Base62, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
            (Alphabet::Lowercase, "0123456789abcdefghijklmnopqrstuvwxyz"),
            (Alphabet::Digits, "0123456789"),
            (Alphabet::Unambiguous, "23456789abcdefghjkmnpqrstuvwxyz"),
        ] {
            let slug = Slug::generate(alphabet, Length::try_from(length).unwrap(), &bytes);
            let Some(slug) = slug else { continue };
            prop_assert_eq!(slug.as_str().len(), usize::try_from(length).unwrap());
            prop_assert!(slug.as_str().chars().all(|character| symbols.contains(character)));
            prop_assert_eq!(slug.as_str().parse::<Slug>(), Ok(slug.clone()));
        }
    }

    #[test]
    fn ascii_slugs_are_letters_digits_hyphens_and_underscores(text in "[ -~]{0,70}") {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let is_form = (1..=64).contains(&text.len()) && text.bytes().all(fits);
        prop_assert_eq!(text.parse::<Slug>() != Err(SlugError::Form), is_form);
    }

    #[test]
    fn nothing_but_a_slug_is_kept_whatever_is_asked_for(text in "\\PC{0,70}") {
        if let Ok(slug) = text.parse::<Slug>() {
            prop_assert_eq!(slug.as_str(), &text);
            prop_assert!(!text.contains(['/', '.', '+', '%', '?', '#', ' ']));
        }
    }
}

#[test]
fn letters_of_any_script_are_taken_but_not_what_looks_like_others() {
    for text in [
        "été",
        "straße",
        "ελλάδα",
        "привет",
        "שלום",
        "سلام",
        "हिन्दी",
        "ภาษาไทย",
        "日本語",
        "한국어",
        "iphone手机",
        "a-b_c",
        "2026",
    ] {
        assert_eq!(text.parse::<Slug>().map(String::from), Ok(text.to_owned()), "{text}");
    }
    for text in ["pаypal", "аррӏе-і", "рауρаl", "раураӏ", "hello-мир", "ΑΒΕ", "сор"]
    {
        assert!(text.parse::<Slug>().is_err(), "{text}");
    }
    assert_eq!("раура".parse::<Slug>(), Err(SlugError::LookAlike), "Cyrillic that reads as Latin");
    assert_eq!("pаypal".parse::<Slug>(), Err(SlugError::LookAlike), "a Cyrillic letter among Latin ones");
    for text in ["ｆｕｌｌ", "e\u{301}te", "a\u{200b}b", "🎉", "١٢٣", "a b", "ⅷ", "𝐚𝐛"] {
        assert_eq!(text.parse::<Slug>(), Err(SlugError::Form), "{text}");
    }
}

#[test]
fn slugs_spread_over_all_shards_and_stay_there() {
    let mut per_shard: HashMap<u32, u32> = HashMap::new();
    for number in 0..32_000 {
        let link: LinkId = format!("{number:06}").parse().unwrap();
        *per_shard.entry(link.shard()).or_default() += 1;
    }
    assert_eq!(per_shard.len(), 32);
    assert!(per_shard.values().all(|count| (700..1300).contains(count)), "{per_shard:?}");
    // A slug's shard is where its link is stored: these may never change.
    let shard = |text: &str| text.parse::<LinkId>().unwrap().shard();
    assert_eq!([shard("dvRINN"), shard("GFA6Fm"), shard("000000")], [22, 2, 29]);
    assert_ne!(shard("dvRINN"), shard("go.example.org:dvRINN"));
}

#[test]
fn reserved_words_are_no_slugs_in_any_case() {
    assert_eq!("assets".parse::<Slug>(), Err(SlugError::Reserved));
    assert_eq!("AsSeTs".parse::<Slug>(), Err(SlugError::Reserved));
}

#[test]
fn no_page_can_be_shadowed_by_a_slug() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("www");
    for entry in fs::read_dir(pages).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        // The page of a folder and that of a file of HTML are asked for without more.
        let name = name.strip_suffix(".html").unwrap_or(name);
        assert!(name.parse::<Slug>().is_err(), "{name} is a slug");
    }
}
