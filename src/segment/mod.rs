//! SMS segments: how many parts a text takes, exactly, in which encoding, and where they begin.
//!
//! Sources: the GSM 7-bit alphabets, 3GPP TS 23.038 clause 6.2.1 and annex A; UCS-2, clause 6.2.3; the 140 octets of a
//! message and the headers of concatenated parts and national tables, 3GPP TS 23.040 clauses 9.2.3.16 and 9.2.3.24.
//! docs/SEGMENTS.md says where each figure comes from.

mod alphabet;
mod best;
mod count;
mod encoding;
mod figures;
mod filling;
mod pdu;
mod report;
mod split;
#[rustfmt::skip]
mod tables;
mod translate;

pub use alphabet::{Alphabet, Language, LanguageError, LanguageSet, septets};
pub use best::best;
pub use count::{Count, NonGsm, count, count_utf16};
pub use encoding::{Character, Concatenation, Encoding};
pub use figures::figures_utf16;
pub use filling::Figures;
pub use pdu::{Message, encode};
pub use report::{Blocker, Choice, MAX_API_PARTS, Report, Warning, report};
pub use split::{MAX_PARTS, Part, Reference, Split, SplitError, split};
pub use translate::Translation;

use alphabet::Membership;
