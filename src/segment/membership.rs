//! Which tables hold a character, found at once.

use std::sync::LazyLock;

use super::{Language, alphabet::Table};

/// The locking and single shift tables that hold a character, as bits by language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Membership {
    locking: u16,
    single: u16,
}

impl Membership {
    pub(super) fn of(character: char) -> Self {
        slot(character).and_then(|slot| INDEX.get(slot)).copied().unwrap_or_default()
    }

    pub(super) const fn in_locking(self, language: Language) -> bool {
        self.locking & language.bit() != 0
    }

    pub(super) const fn in_single(self, language: Language) -> bool {
        self.single & language.bit() != 0
    }

    /// The single shift tables that hold it.
    pub(super) const fn singles(self) -> LanguageBits {
        LanguageBits(self.single)
    }
}

/// Single shift tables that have every character so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LanguageBits(u16);

impl LanguageBits {
    pub(super) const EVERY: Self = Self(u16::MAX);

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) const fn contains(self, language: Language) -> bool {
        self.0 & language.bit() != 0
    }
}

/// The scripts of the tables end with Malayalam, at U+0D7F. Beyond are two signs.
const SCRIPTS: usize = 0xD80;
const SLOTS: usize = SCRIPTS + 2;

fn slot(character: char) -> Option<usize> {
    match character {
        '\0'..'\u{d80}' => Some(character as usize),
        '€' => Some(SCRIPTS),
        '∞' => Some(SCRIPTS + 1),
        _ => None,
    }
}

/// The tables turned round, made when first asked for: they are a third of its size.
static INDEX: LazyLock<[Membership; SLOTS]> = LazyLock::new(|| {
    let mut index = [Membership::default(); SLOTS];
    for language in Language::ALL {
        note(&mut index, language.locking_table(), Membership { locking: language.bit(), single: 0 });
        note(&mut index, language.single_table(), Membership { locking: 0, single: language.bit() });
    }
    index
});

/// Adds a membership to what is known of each character of a table.
#[inline(never)]
fn note(index: &mut [Membership], table: Option<Table>, membership: Membership) {
    let Some(table) = table else { return };
    for code in table.code_points() {
        let place = char::from_u32(u32::from(code)).and_then(slot);
        if let Some(member) = place.and_then(|slot| index.get_mut(slot)) {
            member.locking |= membership.locking;
            member.single |= membership.single;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_of_a_table_has_a_slot() {
        for language in Language::ALL {
            for table in [language.locking_table(), language.single_table()].into_iter().flatten() {
                for code in table.code_points() {
                    let character = char::from_u32(u32::from(code)).unwrap();
                    assert!(slot(character).is_some_and(|slot| slot < SLOTS), "{character:?}");
                }
            }
        }
    }
}
