//! All that there is to say of a text: how it is sent, what makes it dear, and what would make it cheaper.

use super::{
    Encoding, LanguageSet, NonGsm, Reference, Split, SplitError, Translation, split::Text,
    translate::replace_by,
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
    /// What could stand for it: by [`Translation::Smart`], else by [`Translation::Rest`].
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

/// Looks a text over.
///
/// # Errors
/// As [`super::split`].
pub fn report(text: &str, choice: Choice, reference: Reference) -> Result<Report, SplitError> {
    let read = Text::from(text);
    let split = split_by(&read, choice, reference)?;
    let blocker =
        |lacking: NonGsm| Blocker { lacking, proposal: lacking.character.scalar().and_then(proposal) };
    let blockers: Vec<Blocker> = read.lacking(Encoding::GSM_DEFAULT).map(blocker).collect();
    let saved_by = |other: &str| {
        let other = split_by(&Text::from(other), choice, reference);
        other.map_or(0, |other| split.parts.len().saturating_sub(other.parts.len()))
    };

    let proposed = blockers.iter().any(|blocker| blocker.proposal.is_some());
    let saving = if proposed { saved_by(&replace_by(text, proposal)) } else { 0 };
    let mut warnings = Vec::new();
    if text.contains("\r\n") {
        let parts = saved_by(&text.replace("\r\n", "\n"));
        warnings.extend((parts > 0).then_some(Warning::CarriageReturns { parts }));
    }
    warnings.extend((split.parts.len() > MAX_API_PARTS).then_some(Warning::MoreThanApiParts));
    Ok(Report { split, blockers, saving, warnings })
}

fn proposal(character: char) -> Option<&'static str> {
    Translation::Smart.of(character).or_else(|| Translation::Rest.of(character))
}

fn split_by(text: &Text, choice: Choice, reference: Reference) -> Result<Split, SplitError> {
    let encoding = match choice {
        Choice::Automatic if text.lacking(Encoding::GSM_DEFAULT).next().is_none() => Encoding::GSM_DEFAULT,
        Choice::Automatic => Encoding::Ucs2,
        Choice::Best(allowed) => text.best(allowed, reference),
        Choice::Only(encoding) => encoding,
    };
    text.split(encoding, reference)
}
