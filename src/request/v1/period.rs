//! The time that is looked at, as calls ask for it.

use crate::{locale::TimeZone, period::Interval, request::native::Reader, time::Timestamp};

/// What time is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskPeriod {
    /// From when.
    pub from: Option<Timestamp>,
    /// Until when.
    pub to: Option<Timestamp>,
    /// In what parts.
    pub interval: Option<Interval>,
    /// In which time zone.
    pub time_zone: Option<TimeZone>,
}

pub(super) fn period(reader: &mut Reader) -> Option<AskPeriod> {
    let from = reader.take(|fields| fields.parsed::<Timestamp>("from"));
    let to = reader.take(|fields| fields.parsed::<Timestamp>("to"));
    let interval = reader.take(|fields| fields.parsed::<Interval>("interval"));
    let time_zone = reader.take(|fields| fields.parsed::<TimeZone>("timeZone"));
    Some(AskPeriod { from: from?, to: to?, interval: interval?, time_zone: time_zone? })
}
