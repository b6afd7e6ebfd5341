//! The cheapest encoding of a text.

use super::{
    Alphabet, Encoding, Language, LanguageSet, Reference,
    alphabet::{LanguageBits, Membership},
    filling::Filling,
    split::Text,
};

/// The encoding with the fewest parts, headers included, of: the default alphabet, every pair of tables of the
/// allowed languages, and UCS-2. Of equals, the one that the most phones read: the default alphabet, then UCS-2, then
/// one national table, then two.
///
/// In time linear in the text. A character costs 1 septet in a locking table that has it and 2 in any single shift
/// table, so once a locking table is chosen, all single shift tables that will do cost the same but for the header:
/// at most one alphabet for each locking table is in question.
#[must_use]
pub fn best(text: &str, allowed: LanguageSet, reference: Reference) -> Encoding {
    Text::from(text).best(allowed, reference)
}

impl Text {
    pub(super) fn best(&self, allowed: LanguageSet, reference: Reference) -> Encoding {
        let weighed = |encoding| ((count_parts(self, encoding, reference), rank(encoding)), encoding);
        let alphabets = candidates(self, allowed).into_iter().map(Encoding::Gsm7).map(weighed);
        let lighter = |best: (_, _), next: (_, _)| if next.0 < best.0 { next } else { best };
        alphabets.fold(weighed(Encoding::Ucs2), lighter).1
    }
}

/// The less, the more phones read it.
fn rank(encoding: Encoding) -> u32 {
    match encoding {
        Encoding::Gsm7(Alphabet::DEFAULT) => 0,
        Encoding::Ucs2 => 1,
        Encoding::Gsm7(alphabet) => 1 + alphabet.national_tables(),
    }
}

/// For each allowed locking table, the alphabet with the smallest header that has every character.
fn candidates(text: &Text, allowed: LanguageSet) -> Vec<Alphabet> {
    allowed
        .languages()
        .filter(|locking| locking.has_locking_table())
        .filter_map(|locking| {
            let singles = sufficient_singles(text, locking);
            let single = preferred(singles, locking, allowed)?;
            Alphabet::new(locking, single)
        })
        .collect()
}

/// The single shift tables that have every character which the locking table lacks.
fn sufficient_singles(text: &Text, locking: Language) -> LanguageBits {
    let others = text.iter().filter(|(_, member)| !member.in_locking(locking));
    others.map(|(_, member)| Membership::singles(member)).fold(LanguageBits::EVERY, LanguageBits::and)
}

/// The default where it will do, since it needs no header; else the locking table's own language; else the first.
fn preferred(singles: LanguageBits, locking: Language, allowed: LanguageSet) -> Option<Language> {
    let own = [Language::Default, locking].into_iter();
    own.chain(allowed.languages()).find(|single| singles.contains(*single))
}

/// As [`Text::split`] makes them.
fn count_parts(text: &Text, encoding: Encoding, reference: Reference) -> u32 {
    let mut filling = Filling::new(encoding, reference.into());
    text.prices(encoding).for_each(|price| filling.add(price));
    filling.into_figures().segments
}
