//! What an app shows beside a code.

use std::str::FromStr;

use crate::written::{Form, Written};

/// A name that an app shows: who asks for the code, or whose it is. The colon between both is part of neither ("Key Uri Format").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppText(String);

/// The text cannot be shown by an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not 1 to {} characters without colons", AppText::MAX_LENGTH)]
pub struct AppTextError;

impl AppText {
    /// The most characters: with two of this length there is still room for all in a QR code.
    pub const MAX_LENGTH: usize = 64;

    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AppText {
    type Err = AppTextError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (1..=Self::MAX_LENGTH).contains(&text.chars().count());
        let is_shown = |character: char| character != ':' && !character.is_control();
        if fits && text.chars().all(is_shown) { Ok(Self(text.to_owned())) } else { Err(AppTextError) }
    }
}

impl Written for AppText {
    const EXPECTED: &'static str = "name of at most 64 characters, without colons";
    const MAX: usize = Self::MAX_LENGTH;

    fn form() -> Form {
        Form::Pattern(r"[^:\u0000-\u001f\u007f-\u009f]{1,64}".into())
    }
}
