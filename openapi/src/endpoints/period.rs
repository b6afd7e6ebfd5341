//! The time that is looked at, in the words of all that tell of one.

/// An argument of a query: its name, what it says, and an example.
type Argument = (&'static str, &'static str, &'static str);

pub const FROM: Argument =
    ("from", "From then on; 30 days before the end unless said.", "2026-01-01T00:00:00Z");
pub const TO: Argument =
    ("to", "Until then; now unless said. At most 400 days after the beginning.", "2026-02-01T00:00:00Z");
pub const INTERVAL: Argument =
    ("interval", "In parts of this length, at most 1,000; only in all unless said.", "day");
pub const TIME_ZONE: Argument =
    ("timeZone", "Whose hours, days and months these are, by IANA's name; UTC unless said.", "Europe/Madrid");
