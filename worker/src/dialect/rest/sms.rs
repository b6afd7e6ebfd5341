//! `sms/…`

use shortwave::{
    answer::{
        Data,
        rest::{Count, Counted, Replacement, Translated},
    },
    error::{ApiError, ErrorCode},
    request::{self, CountSms, Messages},
    segment::{SplitError, Text, Translation, report},
};
use worker::{Request, Response};

use crate::{failure::Failure, http, platform::clusters};

/// `POST sms/count`
pub async fn count(request: &mut Request) -> Result<Response, Failure> {
    let asked = request::read(&http::body(request).await?, request::count_sms)?;
    let data = match &asked.messages {
        Messages::One(text) => Counted::One(Box::new(count_one(text, "message", &asked)?)),
        Messages::Many(texts) => {
            let counted = texts.iter().enumerate();
            let counts: Result<Vec<_>, ApiError> =
                counted.map(|(index, text)| count_one(text, &format!("messages.{index}"), &asked)).collect();
            Counted::Many(counts?)
        }
    };
    http::json(200, &Data { data })
}

fn count_one(text: &str, path: &str, asked: &CountSms) -> Result<Count, ApiError> {
    let (mut text, translated) = translate(Text::from(text), asked.translation);
    if asked.graphemes {
        text.keep_clusters(clusters(&text.to_string()));
    }
    let report = report(&text, asked.choice, &asked.carrier).map_err(|error| {
        let code = match error {
            SplitError::Lacks(_) => ErrorCode::InvalidCoding,
            SplitError::TooManyParts(_) => ErrorCode::MessageTooLong,
        };
        ApiError::new(code, format!("{}: {path}: {error}", code.description()))
    })?;
    Ok(Count { translated, ..Count::from(report) })
}

fn translate(text: Text, translation: Option<Translation>) -> (Text, Option<Translated>) {
    let Some(translation) = translation else { return (text, None) };
    let replacements = translation.replacements(&text);
    let text = text.replaced(&replacements);
    let replacements = replacements.iter().map(Replacement::from).collect();
    let translated = Translated { text: text.to_string(), replacements };
    (text, Some(translated))
}
