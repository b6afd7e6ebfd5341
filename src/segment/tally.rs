//! A text counted while it is edited: what its code units are, added and taken away, says without a look at the text
//! how it is encoded, and mostly what it takes.

use super::{Carrier, Encoding, Figures, filling::Filling, prices::price};

/// What the code units of a text are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many the default GSM 7-bit alphabet lacks.
    pub lacking: u32,
    /// How many need an escape in it.
    pub escaped: u32,
    /// How many are surrogates.
    pub surrogates: u32,
}

impl Tally {
    /// Of some code units.
    #[must_use]
    pub fn of(units: &[u16]) -> Self {
        let mut tally = Self::default();
        for unit in units {
            match price(*unit) {
                Some(septets) => tally.escaped += septets - 1,
                None => tally.lacking += 1,
            }
            tally.surrogates += u32::from(matches!(unit, 0xD800..0xE000));
        }
        tally
    }
}

/// The figures of a text whose characters take one unit each: of GSM 7-bit without escapes, or of UCS-2 without surrogates.
#[must_use]
pub fn plain_figures(length: u32, encoding: Encoding, carrier: &Carrier) -> Figures {
    let mut filling = Filling::new(encoding, carrier.room(encoding));
    filling.add_singles(length);
    filling.figures()
}

/// The figures of a text whose code units are all in the default GSM 7-bit alphabet.
#[must_use]
pub fn gsm_unit_figures(units: &[u16], carrier: &Carrier) -> Figures {
    let mut filling = Filling::new(Encoding::GSM_DEFAULT, carrier.room(Encoding::GSM_DEFAULT));
    for unit in units {
        filling.add(price(*unit).unwrap_or_default());
    }
    filling.figures()
}
