//! What one call sends, and to whom.

use serde::{Deserialize, Serialize};

use super::{Form, Template, Values};
use crate::{error::ErrorCode, phone::Msisdn};

/// Somebody to send to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// As the caller wrote it.
    pub written: String,
    /// The number; `None` where it is none.
    pub number: Option<Msisdn>,
    /// Its variables.
    pub values: Values,
}

/// What is known of a number beside a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The number.
    pub number: String,
    /// Values of variables, by their names.
    pub values: Vec<(String, String)>,
}

/// The variables that a call leaves open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// Their names, each once, in order.
    pub names: Vec<String>,
    /// The numbers of the recipients who lack one, each once, in order.
    pub numbers: Vec<String>,
}

/// A text with placeholders, and its recipients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The text.
    pub template: Template,
    /// How it is sent.
    pub form: Form,
    /// To whom, in the order of the call.
    pub recipients: Vec<Recipient>,
}

/// What is sent to one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composed {
    /// The number.
    pub to: Msisdn,
    /// The text where it is not that of all.
    pub text: Option<String>,
    /// How many parts it takes.
    pub parts: u8,
}

impl Batch {
    /// The text of all, where there is one: without variables.
    #[must_use]
    pub fn common_text(&self) -> Option<String> {
        (!self.template.has_variables()).then(|| self.rendered(&Values::new(), &|_| None))
    }

    /// Whether its text brings codes.
    #[must_use]
    pub fn has_codes(&self) -> bool {
        self.template.has_codes()
    }

    /// Leaves out those who are on a list of numbers in order, as if they had no number.
    pub fn leave_out(&mut self, numbers: &[String]) {
        let is_listed =
            |number: &Msisdn| numbers.binary_search_by(|listed| listed.as_str().cmp(number.as_str())).is_ok();
        for recipient in &mut self.recipients {
            recipient.number.take_if(|number| is_listed(number));
        }
    }

    /// The variables that some recipient has no value for. Who has no number lacks none.
    #[must_use]
    pub fn open(&self) -> Open {
        let mut names: Vec<(&str, bool)> = self.template.names().map(|name| (name, false)).collect();
        names.sort_unstable();
        names.dedup();
        let mut numbers = Vec::new();
        for Recipient { number, values, .. } in &self.recipients {
            let Some(number) = number else { continue };
            let mut is_whole = true;
            for (_, is_open) in names.iter_mut().filter(|(name, _)| !values.contains_key(*name)) {
                (*is_open, is_whole) = (true, false);
            }
            if !is_whole {
                numbers.push(number.as_str().to_owned());
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        let names = names.into_iter().filter(|(_, is_open)| *is_open).map(|(name, _)| name.to_owned());
        Open { names: names.collect(), numbers }
    }

    /// Gives recipients the values that they lack, by what is known of numbers, which are in order. What they have stays.
    pub fn fill(&mut self, known: &[Known]) {
        for Recipient { number, values, .. } in &mut self.recipients {
            let Some(number) = number else { continue };
            let found = known.binary_search_by(|known| known.number.as_str().cmp(number.as_str()));
            let found = found.ok().and_then(|found| known.get(found));
            for (name, value) in found.iter().flat_map(|known| &known.values) {
                values.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
    }

    /// The URLs that are to be shortened, each with the place of the recipient whom it is for. There are none for who has no number.
    pub fn urls(&self) -> impl Iterator<Item = (usize, &str)> {
        let numbered = self.recipients.iter().enumerate().filter(|(_, recipient)| recipient.number.is_some());
        numbered
            .flat_map(|(place, recipient)| self.template.urls(&recipient.values).map(move |url| (place, url)))
    }

    /// What is sent to each, or why nothing is. Segments are counted after substitution. `shorten` is asked by a recipient's place for
    /// the short link to a URL.
    pub fn compose(
        &self,
        shorten: &dyn Fn(usize, &str) -> Option<String>,
    ) -> Vec<Result<Composed, ErrorCode>> {
        let common = self.common_text().map(|text| self.form.parts(&text));
        let composed = |(place, recipient): (usize, &Recipient)| {
            let to = recipient.number.clone().ok_or(ErrorCode::NoValidRecipients)?;
            let (text, parts) = common.map_or_else(
                || {
                    let text = self.rendered(&recipient.values, &|url| shorten(place, url));
                    let parts = self.form.parts(&text);
                    (Some(text), parts)
                },
                |parts| (None, parts),
            );
            let parts = parts.map_err(ErrorCode::from)?;
            Ok(Composed { to, text, parts })
        };
        self.recipients.iter().enumerate().map(composed).collect()
    }

    fn rendered(&self, values: &Values, shorten: &dyn Fn(&str) -> Option<String>) -> String {
        self.form.translated(&self.template.render(values, shorten))
    }
}
