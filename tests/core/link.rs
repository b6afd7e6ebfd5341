use std::collections::{BTreeSet, HashSet};

use proptest::prelude::*;
use shortwave::{
    link::{Allocation, Draft, LinkId},
    slug::Slug,
    target_url::{Schemes, TargetUrl, UrlParts},
    time::Timestamp,
};

fn slug(number: u32) -> Slug {
    format!("{number:06}").parse().unwrap()
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
    Allocation::new("account".into(), Timestamp::from_millis(7), targets)
}

proptest! {
    /// However often draws collide with each other and with slugs that are taken, each target ends with a slug of
    /// its own that was free, and the shard of that slug was asked to store exactly this link.
    #[test]
    fn every_target_gets_a_free_slug_of_its_own(
        good in prop::collection::vec(any::<bool>(), 0..40),
        taken in prop::collection::hash_set(0_u32..100, 0..50),
        draws in prop::collection::vec(0_u32..100, 1..200),
    ) {
        let mut allocation = allocation(&good);
        let mut stored: HashSet<(LinkId, TargetUrl)> = HashSet::new();
        let mut used: HashSet<LinkId> = taken.into_iter().map(|number| slug(number).into()).collect();
        // The given draws first, then every slug in turn, so that it ends.
        let mut numbers = draws.into_iter().chain((0..100).cycle());
        loop {
            let draw = allocation.draw(|| Ok::<_, ()>(slug(numbers.next().unwrap()))).unwrap();
            if draw.by_shard.is_empty() {
                break;
            }
            let mut claimed = BTreeSet::new();
            for (shard, links) in &draw.by_shard {
                for link in links {
                    prop_assert_eq!(*shard, link.id.shard());
                    if used.insert(link.id.clone()) {
                        claimed.insert(link.id.clone());
                        stored.insert((link.id.clone(), link.rules.target.clone()));
                    }
                }
            }
            allocation.settle(&draw, claimed);
        }
        let ids = allocation.into_ids();
        prop_assert_eq!(ids.iter().map(Option::is_some).collect::<Vec<_>>(), good);
        let answered: HashSet<_> = ids.into_iter().enumerate()
            .filter_map(|(index, id)| Some((id?, target(index)))).collect();
        prop_assert_eq!(answered, stored);
    }
}

#[test]
fn a_draw_that_fails_fails_the_allocation() {
    let allocation = allocation(&[true]);
    assert_eq!(allocation.draw(|| Err("no randomness")).unwrap_err(), "no randomness");
}
