use std::collections::{BTreeSet, HashSet};

use proptest::prelude::*;
use shortwave::{
    link::{Allocation, Draft, LinkId, allocation::Asked},
    slug::{Alphabet, Length, Slug},
    target_url::{Schemes, TargetUrl, UrlParts},
    time::Timestamp,
};

/// Of two digits only: there are 64.
fn slug(number: u32) -> Slug {
    format!("{number:06b}").parse().unwrap()
}

fn target(index: usize) -> TargetUrl {
    let href = format!("https://example.com/{index}");
    let parts = UrlParts {
        href: href.clone(),
        scheme: "https".into(),
        credentials: String::new(),
        host: "example.com".into(),
    };
    TargetUrl::new(&href, Schemes::Web, &[], |_| Some(parts.clone())).unwrap()
}

fn allocation(good: &[bool]) -> Allocation {
    let targets =
        good.iter().enumerate().map(|(index, good)| good.then(|| Draft::to(target(index)))).collect();
    let form = (Alphabet::Digits, Length::try_from(6).unwrap());
    Allocation::new("account".into(), Timestamp::from_millis(7), form, targets)
}

/// Bytes of a linear generator (Knuth's MMIX).
fn random(seed: &mut u64, count: usize) -> Vec<u8> {
    let mut byte = || {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        seed.to_be_bytes()[0]
    };
    (0..count).map(|_| byte()).collect()
}

proptest! {
    /// However often draws collide with each other and with slugs that are taken, each target ends with a slug of
    /// its own that was free, and the shard of that slug was asked to store exactly this link.
    #[test]
    fn every_target_gets_a_free_slug_of_its_own(
        good in prop::collection::vec(any::<bool>(), 0..40),
        taken in prop::collection::hash_set(0_u32..64, 0..20),
        mut seed in any::<u64>(),
    ) {
        let mut allocation = allocation(&good);
        let mut stored: HashSet<(LinkId, TargetUrl)> = HashSet::new();
        let mut used: HashSet<LinkId> = taken.into_iter().map(|number| slug(number).into()).collect();
        let bytes = |seed: &mut u64| random(seed, 2_000).into_iter().map(|byte| byte & 1).collect::<Vec<_>>();
        while let Some(draw) = allocation.draw(&bytes(&mut seed)) {
            let mut refused = BTreeSet::new();
            for Asked { shard, links, .. } in &draw {
                for link in links {
                    prop_assert_eq!(*shard, link.id.shard());
                    if used.insert(link.id.clone()) {
                        stored.insert((link.id.clone(), link.rules.target.clone()));
                    } else {
                        refused.insert(link.id.clone());
                    }
                }
            }
            allocation.settle(draw, &refused);
        }
        let ids = allocation.into_ids();
        prop_assert_eq!(ids.iter().map(Option::is_some).collect::<Vec<_>>(), good);
        let answered: HashSet<_> = ids.into_iter().enumerate()
            .filter_map(|(index, id)| Some((id?, target(index)))).collect();
        prop_assert_eq!(answered, stored);
    }
}

#[test]
fn slugs_that_are_drawn_together_are_of_few_shards_and_any_that_is_drawn_alone_of_any() {
    let shards_of = |links, seed| {
        let mut allocation = allocation(&vec![true; links]);
        let bytes = random(&mut { seed }, allocation.random_bytes());
        allocation.draw(&bytes).unwrap()
    };
    let thousand = shards_of(1_000, 1);
    let shares: Vec<_> = thousand.iter().map(|asked| asked.links.len()).collect();
    // As good as all: a slug may have come up twice.
    assert!(shares.len() == 2 && shares.iter().sum::<usize>() > 990, "{shares:?}");
    assert!(shares.iter().all(|share| (350..650).contains(share)), "{shares:?}");
    assert_eq!(shards_of(500, 2).len(), 1);
    let alone: HashSet<u32> = (0..500).flat_map(|seed| shards_of(1, seed)).map(|asked| asked.shard).collect();
    assert_eq!(alone.len(), 32);
}

#[test]
fn who_has_no_slug_when_the_random_bytes_run_out_waits_for_more() {
    let mut allocation = allocation(&[true, true]);
    let draw = allocation.draw(b"000000").unwrap();
    assert_eq!(draw.iter().map(|asked| asked.links.len()).sum::<usize>(), 1);
    allocation.settle(draw, &BTreeSet::new());
    assert!(allocation.draw(&[]).unwrap().is_empty());
    let draw = allocation.draw(b"111111").unwrap();
    allocation.settle(draw, &BTreeSet::new());
    assert!(allocation.draw(&[]).is_none());
    assert!(allocation.into_ids().iter().all(Option::is_some));
}
