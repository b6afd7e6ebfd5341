//! The cheapest encoding of a text.

use super::{
    Alphabet, Carrier, Encoding, Language, LanguageSet, Text,
    membership::{LanguageBits, Membership},
};

/// The encoding with the fewest parts, headers included, of: the default alphabet, every pair of tables of the
/// allowed languages, and UCS-2. Of equals, the one that the most phones read: the default alphabet, then UCS-2, then
/// one national table, then two. Clusters are not looked at.
///
/// In time linear in the text. A character costs 1 septet in a locking table that has it and 2 in any single shift
/// table, so once a locking table is chosen, all single shift tables that will do cost the same but for the header:
/// at most one alphabet for each locking table is in question.
#[must_use]
pub fn best(text: &Text, allowed: LanguageSet, carrier: &Carrier) -> Encoding {
    let mut best = Encoding::Ucs2;
    let mut least = weight(text, best, carrier);
    for locking in allowed.languages().filter(|locking| locking.has_locking_table()) {
        let singles = sufficient_singles(text, locking);
        let single = preferred(singles, locking, allowed);
        let Some(alphabet) = single.and_then(|single| Alphabet::new(locking, single)) else { continue };
        let weight = weight(text, Encoding::Gsm7(alphabet), carrier);
        if weight < least {
            (best, least) = (Encoding::Gsm7(alphabet), weight);
        }
    }
    best
}

/// Parts first. Of equals, the less, the more phones read it.
fn weight(text: &Text, encoding: Encoding, carrier: &Carrier) -> (u32, u32) {
    (text.fill(encoding, carrier.room(encoding)).figures().segments, rank(encoding))
}

fn rank(encoding: Encoding) -> u32 {
    match encoding {
        Encoding::Gsm7(Alphabet::DEFAULT) => 0,
        Encoding::Ucs2 => 1,
        Encoding::Gsm7(alphabet) => 1 + alphabet.national_tables(),
    }
}

/// The single shift tables that have every character which the locking table lacks.
fn sufficient_singles(text: &Text, locking: Language) -> LanguageBits {
    let mut singles = LanguageBits::EVERY;
    for character in text.characters() {
        let member = Membership::of(*character);
        if !member.in_locking(locking) {
            singles = singles.and(member.singles());
        }
    }
    singles
}

/// The default where it will do, since it needs no header; else the locking table's own language; else the first.
fn preferred(singles: LanguageBits, locking: Language, allowed: LanguageSet) -> Option<Language> {
    let own = [Language::Default, locking].into_iter();
    own.chain(allowed.languages()).find(|single| singles.contains(*single))
}
