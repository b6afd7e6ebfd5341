//! How many different visitors there were, without a list of them.

use serde::{Deserialize, Serialize};

/// Counts different 64-bit hashes: exactly up to [`Sketch::EXACT`], and within 1.6% (one standard error) beyond, by
/// `HyperLogLog` with 4,096 registers (Flajolet, Fusy, Gandouet and Meunier, 2007).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sketch {
    /// The hashes, in order.
    Exact(Vec<u64>),
    /// For each beginning of a hash, the longest run of zeros that followed it, and one.
    Registers(Vec<u8>),
}

impl Default for Sketch {
    fn default() -> Self {
        Self::Exact(Vec::new())
    }
}

impl Sketch {
    /// So many are counted exactly.
    pub const EXACT: usize = 1_024;

    const INDEX_BITS: u32 = 12;
    const REGISTERS: usize = 1 << Self::INDEX_BITS;

    /// Adds a hash. Tells whether anything changed.
    pub fn add(&mut self, hash: u64) -> bool {
        match self {
            Self::Exact(hashes) => {
                let Err(place) = hashes.binary_search(&hash) else { return false };
                hashes.insert(place, hash);
                if hashes.len() > Self::EXACT {
                    let mut registers = Self::Registers(vec![0; Self::REGISTERS]);
                    for hash in hashes {
                        registers.add(*hash);
                    }
                    *self = registers;
                }
                true
            }
            Self::Registers(registers) => {
                let index = usize::try_from(hash >> (u64::BITS - Self::INDEX_BITS)).unwrap_or_default();
                // The bit below the index ends a run of zeros at the latest.
                let rest = (hash << Self::INDEX_BITS) | (1 << (Self::INDEX_BITS - 1));
                let run = u8::try_from(rest.leading_zeros() + 1).unwrap_or(u8::MAX);
                let Some(register) = registers.get_mut(index).filter(|register| **register < run) else {
                    return false;
                };
                *register = run;
                true
            }
        }
    }

    /// How many different hashes were added.
    #[must_use]
    pub fn count(&self) -> u64 {
        match self {
            Self::Exact(hashes) => hashes.len() as u64,
            Self::Registers(registers) => estimate(registers),
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an estimate, of a few thousand registers"
)]
fn estimate(registers: &[u8]) -> u64 {
    let number = registers.len() as f64;
    let sum: f64 = registers.iter().map(|run| (-f64::from(*run)).exp2()).sum();
    let raw = 0.7213 / (1.0 + 1.079 / number) * number * number / sum;
    let empty = registers.iter().map(|run| usize::from(*run == 0)).sum::<usize>();
    // Few hashes are better told by how many registers are empty.
    let estimate = if raw <= 2.5 * number && empty > 0 { number * (number / empty as f64).ln() } else { raw };
    estimate.round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random: `SplitMix64`.
    fn hash(number: u64) -> u64 {
        let mut z = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn of(count: u64) -> Sketch {
        let mut sketch = Sketch::default();
        (1..=count).for_each(|number| {
            sketch.add(hash(number));
        });
        sketch
    }

    #[test]
    fn few_are_counted_exactly_and_once() {
        let mut sketch = of(1_024);
        assert_eq!(sketch.count(), 1_024);
        assert!(!sketch.add(hash(7)));
        assert_eq!(sketch.count(), 1_024);
    }

    #[test]
    fn many_are_counted_within_five_standard_errors() {
        for count in [1_025_u64, 5_000, 20_000, 300_000] {
            let found = of(count).count();
            assert!(found.abs_diff(count) * 1_000 <= count * 81, "{found} of {count}");
        }
    }

    #[test]
    fn one_that_was_added_changes_nothing() {
        let mut sketch = of(5_000);
        let before = sketch.clone();
        (1..=5_000).for_each(|number| assert!(!sketch.add(hash(number))));
        assert_eq!(sketch, before);
    }
}
