use std::{collections::HashMap, fs, path::Path};

use proptest::prelude::*;
use shortwave::slug::{Slug, SlugError};

proptest! {
    #[test]
    fn a_drawn_slug_reads_back_as_itself(bytes in any::<[u8; 16]>()) {
        if let Some(slug) = Slug::generate(&bytes) {
            prop_assert_eq!(slug.as_str().len(), Slug::LENGTH);
            prop_assert_eq!(slug.as_str().parse::<Slug>(), Ok(slug.clone()));
            prop_assert!(slug.shard() < Slug::SHARDS);
        }
    }

    #[test]
    fn only_six_of_base62_are_a_slug(text in "\\PC{0,8}") {
        let is_form = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        prop_assert_eq!(text.parse::<Slug>() != Err(SlugError::Form), is_form);
    }
}

#[test]
fn slugs_spread_over_all_shards_and_stay_there() {
    let mut per_shard: HashMap<u32, u32> = HashMap::new();
    for number in 0..32_000 {
        let slug: Slug = format!("{number:06}").parse().unwrap();
        *per_shard.entry(slug.shard()).or_default() += 1;
    }
    assert_eq!(per_shard.len(), 32);
    assert!(per_shard.values().all(|count| (700..1300).contains(count)), "{per_shard:?}");
    // A slug's shard is where its link is stored: these may never change.
    let shard = |text: &str| text.parse::<Slug>().unwrap().shard();
    assert_eq!([shard("dvRINN"), shard("GFA6Fm"), shard("000000")], [22, 2, 29]);
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
        for name in [path.file_name(), path.file_stem()] {
            let name = name.unwrap().to_str().unwrap();
            assert!(name.parse::<Slug>().is_err(), "{name} is a slug");
        }
    }
}
