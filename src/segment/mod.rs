//! SMS segments: how many parts a text takes, exactly, in which encoding, and where they begin.
//!
//! Sources: the GSM 7-bit alphabets, 3GPP TS 23.038 clause 6.2.1 and annex A; UCS-2, clause 6.2.3; the 140 octets of a
//! message and the headers of concatenated parts and national tables, 3GPP TS 23.040 clauses 9.2.3.16 and 9.2.3.24.
//! docs/SEGMENTS.md says where each figure comes from.
//!
//! `#[inline(never)]` is on what is not hot and would otherwise be in the npm package's module several times: 0.7 KB of
//! what each browser loads.

mod alphabet;
mod best;
mod carrier;
mod chunk;
mod cuts;
mod encoding;
mod figures;
mod filling;
mod membership;
mod pdu;
mod prices;
mod report;
mod split;
#[rustfmt::skip]
mod tables;
mod tally;
mod text;
mod translate;

pub use alphabet::{Alphabet, Language, LanguageError, LanguageSet, septets};
pub use best::best;
pub use carrier::{Carrier, Limit, LimitError, Reference, Room};
pub use cuts::Ucs2Cuts;
pub use encoding::{Concatenation, Encoding};
pub use figures::{figures, gsm_figures};
pub use filling::Figures;
pub use pdu::Message;
pub use report::{Blocker, Choice, MAX_API_PARTS, Report, Warning, blockers, report, saving, warnings};
pub use split::{MAX_PARTS, NonGsm, Part, Split, SplitError, split, split_apart};
pub use tally::{Tally, gsm_unit_figures, plain_figures};
pub use text::Text;
pub use translate::{Replacement, Translation};
