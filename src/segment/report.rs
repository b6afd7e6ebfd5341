//! All that there is to say of a text: how it is sent, what makes it dear, and what would make it cheaper.

use super::{
    Carrier, Encoding, LanguageSet, NonGsm, Split, SplitError, Text, Translation, best, split,
    translate::{Replacement, replacements},
};

/// Which encoding a text is to be sent in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// As phones choose: the default GSM 7-bit alphabet when it has every character, otherwise UCS-2.
    #[default]
    Automatic,
    /// The cheapest ([`super::best`]) with the national tables of these languages.
    Best(LanguageSet),
    /// This one, or an error.
    Only(Encoding),
}

/// A character that the default alphabet lacks, and what could stand in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocker {
    /// The character, and where.
    pub lacking: NonGsm,
    /// What could stand for it: by [`Translation::Both`].
    pub proposal: Option<&'static str>,
}

/// Something that a sender may not have meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Line ends of two characters, `\r\n`, cost so many parts more than `\n` would.
    CarriageReturns {
        /// Parts that plain line feeds would save.
        parts: usize,
    },
    /// More parts than the REST dialect sends.
    MoreThanApiParts,
}

/// The most parts that the REST dialect sends ("Send SMS Message", parameter `parts`).
pub const MAX_API_PARTS: usize = 15;

/// All that there is to say of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How it is sent.
    pub split: Split,
    /// The characters that the default alphabet lacks, in order.
    pub blockers: Vec<Blocker>,
    /// Parts that following every proposal would save.
    pub saving: usize,
    /// Things to look at.
    pub warnings: Vec<Warning>,
}

impl Choice {
    /// Splits a text, in the encoding that this comes to.
    ///
    /// # Errors
    /// As [`split`].
    #[inline(never)]
    pub fn split(self, text: &Text, carrier: &Carrier) -> Result<Split, SplitError> {
        let by = |encoding| split(text, encoding, carrier);
        match self {
            Self::Automatic => match by(Encoding::GSM_DEFAULT) {
                Err(SplitError::Lacks(_)) => by(Encoding::Ucs2),
                result => result,
            },
            Self::Best(allowed) => by(best(text, allowed, carrier)),
            Self::Only(encoding) => by(encoding),
        }
    }

    /// Parts that replacements would save.
    #[inline(never)]
    fn saving(self, text: &Text, split: &Split, replacements: &[Replacement], carrier: &Carrier) -> usize {
        if replacements.is_empty() {
            return 0;
        }
        let other = self.split(&text.replaced(replacements), carrier);
        other.map_or(0, |other| split.parts.len().saturating_sub(other.parts.len()))
    }
}

/// Looks a text over. What a change would save is told as if clusters could be divided, since a changed text has others.
///
/// # Errors
/// As [`split`].
pub fn report(text: &Text, choice: Choice, carrier: &Carrier) -> Result<Report, SplitError> {
    let split = choice.split(text, carrier)?;
    let blockers = blockers(text);
    let saving = saving(text, &split, choice, carrier);
    let warnings = warnings(text, &split, choice, carrier);
    Ok(Report { split, blockers, saving, warnings })
}

/// The characters that the default alphabet lacks, in order, with what could stand in their place.
#[must_use]
pub fn blockers(text: &Text) -> Vec<Blocker> {
    let mut blockers = Vec::new();
    for lacking in text.lacking(Encoding::GSM_DEFAULT) {
        blockers.push(Blocker { lacking, proposal: Translation::Both.of(lacking.character) });
    }
    blockers
}

/// Parts that following every proposal would save of a text that is split so.
#[must_use]
pub fn saving(text: &Text, split: &Split, choice: Choice, carrier: &Carrier) -> usize {
    choice.saving(text, split, &Translation::Both.replacements(text), carrier)
}

/// What to look at in a text that is split so.
#[must_use]
pub fn warnings(text: &Text, split: &Split, choice: Choice, carrier: &Carrier) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let returns = replacements(text, &|characters| matches!(characters, ['\r', '\n', ..]).then_some(""));
    let parts = choice.saving(text, split, &returns, carrier);
    if parts > 0 {
        warnings.push(Warning::CarriageReturns { parts });
    }
    if split.parts.len() > MAX_API_PARTS {
        warnings.push(Warning::MoreThanApiParts);
    }
    warnings
}
