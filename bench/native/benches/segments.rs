//! The segment engine, and the crate that sms-splitter-wasm wraps, on the same texts.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use shortwave::segment::{Carrier, LanguageSet, best, figures};
use sms_splitter::SplitSms;

const ENGLISH: &str = "The quick brown fox jumps over the lazy dog, twice a day. ";
const PRICES: &str = "Pay 15 € at [desk 4] or {online} ~ code A|B: thanks, señor Müller. ";
const HINDI: &str = "आपका सत्यापन कोड यह है, कृपया इसे किसी को न बताएं। ";

/// So many characters of a source, over and over.
fn text(source: &str, characters: usize) -> String {
    source.chars().cycle().take(characters).collect()
}

fn counters(criterion: &mut Criterion) {
    let carrier = Carrier::default();
    for (name, source, characters) in [
        ("20 ASCII", ENGLISH, 20),
        ("160 ASCII", ENGLISH, 160),
        ("10000 ASCII", ENGLISH, 10_000),
        ("1000 with extension", PRICES, 1000),
        ("300 Hindi", HINDI, 300),
    ] {
        let text = text(source, characters);
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Elements(characters as u64));
        group.bench_function("shortwave", |bench| bench.iter(|| figures(black_box(&text), &carrier)));
        group.bench_function("shortwave, best", |bench| {
            bench.iter(|| best(&black_box(text.as_str()).into(), LanguageSet::ALL, &carrier));
        });
        group.bench_function("sms_splitter", |bench| {
            bench.iter(|| SplitSms::default().split(black_box(&text).clone()));
        });
        group.finish();
    }
}

criterion_group!(benches, counters);
criterion_main!(benches);
