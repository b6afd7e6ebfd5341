//! What a code unit costs in the default GSM 7-bit alphabet, looked up.

use super::septets;

/// Nothing above [`PRICES`] is in the alphabet but this.
pub(super) const EURO: u16 = 0x20AC;

/// Septets by code unit, 0 where the alphabet has none.
const PRICES: [u8; 0x3AA] = {
    let mut prices = [0; 0x3AA];
    let mut unit = 0_u32;
    while (unit as usize) < prices.len() {
        if let Some(character) = char::from_u32(unit) {
            #[expect(clippy::indexing_slicing, reason = "evaluated while compiling")]
            {
                prices[unit as usize] = match septets(character) {
                    Some(1) => 1,
                    Some(_) => 2,
                    None => 0,
                };
            }
        }
        unit += 1;
    }
    prices
};

/// The septets of a code unit; `None` where the alphabet lacks it.
pub(super) fn price(unit: u16) -> Option<u32> {
    match PRICES.get(usize::from(unit)) {
        Some(0) => None,
        Some(price) => Some(u32::from(*price)),
        None => (unit == EURO).then_some(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_unit_costs_what_its_character_costs() {
        for unit in 0..=u16::MAX {
            assert_eq!(price(unit), char::from_u32(u32::from(unit)).and_then(septets), "{unit:#x}");
        }
    }
}
