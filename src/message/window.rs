//! The times of the week in which messages are sent ("Send SMS Message", parameter `availableTimes`), in UTC.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

const MINUTES_OF_DAY: u16 = 24 * 60;

/// From a minute of a day to another of the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// 0 is Monday; on all days where there is none.
    day: Option<u8>,
    from: u16,
    to: u16,
}

/// Why there is no such window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WindowError {
    /// The day is none of 1 to 7.
    #[error("the day is none of 1 to 7")]
    Day,
    /// `from` is no time of the form `HH:MM`.
    #[error("from is no time of day")]
    From,
    /// `to` is no time of the form `HH:MM`.
    #[error("to is no time of day")]
    To,
    /// `from` is after `to`.
    #[error("from is after to")]
    Order,
    /// Less than [`Window::LEAST_MINUTES`].
    #[error("less than {} minutes", Window::LEAST_MINUTES)]
    TooShort,
}

impl Window {
    /// A shorter one could pass between two looks at the clock.
    pub const LEAST_MINUTES: u16 = 5;

    /// On a day from 1, Monday, to 7, or on all; from a time to another, as `09:00`. `24:00` is the end of the day.
    ///
    /// # Errors
    /// See [`WindowError`].
    pub fn new(day: Option<i64>, from: &str, to: &str) -> Result<Self, WindowError> {
        let day = match day {
            None => None,
            Some(day @ 1..=7) => u8::try_from(day - 1).ok(),
            Some(_) => return Err(WindowError::Day),
        };
        let from = minute(from).filter(|from| *from < MINUTES_OF_DAY).ok_or(WindowError::From)?;
        let to = minute(to).ok_or(WindowError::To)?;
        match to.checked_sub(from) {
            None => Err(WindowError::Order),
            Some(0..Self::LEAST_MINUTES) => Err(WindowError::TooShort),
            Some(_) => Ok(Self { day, from, to }),
        }
    }

    /// When it is first open on a day, no earlier than a minute of it.
    fn open_on(self, weekday: u8, minute: u16) -> Option<u16> {
        let is_today = self.day.is_none_or(|day| day == weekday);
        (is_today && minute < self.to).then_some(minute.max(self.from))
    }
}

/// `HH:MM` as minutes of the day.
fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |digits: &str| {
        let is_form = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<u16>().ok().filter(|_| is_form)
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let minute = hours * 60 + minutes;
    (minutes < 60 && minute <= MINUTES_OF_DAY).then_some(minute)
}

/// The windows of a sending; none are all times.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Windows(pub Vec<Window>);

impl Windows {
    /// The first moment, no earlier than one, at which a message may be sent.
    #[must_use]
    pub fn next_open(&self, from: Timestamp) -> Timestamp {
        const MINUTE: i64 = 60_000;
        if self.0.is_empty() {
            return from;
        }
        let today = from.day();
        let minute = u16::try_from((from.millis() - today * 86_400_000) / MINUTE).unwrap_or(0);
        let opening = (0..=7).find_map(|ahead| {
            let day = today + ahead;
            // The first day of the epoch was a Thursday.
            let weekday = u8::try_from((day + 3).rem_euclid(7)).unwrap_or(0);
            let since = if ahead == 0 { minute } else { 0 };
            let first = self.0.iter().filter_map(|window| window.open_on(weekday, since)).min()?;
            Some(Timestamp::from_millis(day * 86_400_000 + i64::from(first) * MINUTE))
        });
        opening.map_or(from, |opening| opening.max(from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opening(windows: &[(Option<i64>, &str, &str)], from: &str) -> String {
        let window = |(day, from, to): &(Option<i64>, &str, &str)| Window::new(*day, from, to).unwrap();
        Windows(windows.iter().map(window).collect()).next_open(from.parse().unwrap()).to_rfc3339()
    }

    #[test]
    fn a_message_waits_for_the_first_window() {
        // A Sunday.
        let sunday = "2026-11-22T10:30:15Z";
        let daily = (None, "09:00", "21:00");
        assert_eq!(opening(&[], sunday), "2026-11-22T10:30:15+00:00");
        assert_eq!(opening(&[daily], sunday), "2026-11-22T10:30:15+00:00");
        assert_eq!(opening(&[daily], "2026-11-22T21:00:00Z"), "2026-11-23T09:00:00+00:00");
        assert_eq!(opening(&[daily], "2026-11-22T08:59:59Z"), "2026-11-22T09:00:00+00:00");
        assert_eq!(
            opening(&[(Some(3), "09:00", "10:00"), (Some(2), "11:00", "24:00")], sunday),
            "2026-11-24T11:00:00+00:00"
        );
        assert_eq!(opening(&[(Some(7), "09:00", "10:00")], sunday), "2026-11-29T09:00:00+00:00");
        assert_eq!(opening(&[(Some(7), "00:00", "24:00")], sunday), "2026-11-22T10:30:15+00:00");
    }

    #[test]
    fn a_window_is_read_as_it_is_documented() {
        for (day, from, to, error) in [
            (Some(0), "09:00", "21:00", WindowError::Day),
            (Some(8), "09:00", "21:00", WindowError::Day),
            (None, "9:00", "21:00", WindowError::From),
            (None, "24:00", "24:00", WindowError::From),
            (None, "09:60", "21:00", WindowError::From),
            (None, "09:00", "24:01", WindowError::To),
            (None, "09:00", "", WindowError::To),
            (None, "21:00", "09:00", WindowError::Order),
            (None, "09:00", "09:04", WindowError::TooShort),
        ] {
            assert_eq!(Window::new(day, from, to), Err(error), "{day:?} {from} {to}");
        }
    }
}
