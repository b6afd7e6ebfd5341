//! `sms/…`

use serde::Serialize;
use shortwave::{
    error::{ApiError, ErrorCode},
    request::{self, CountSms, Messages},
    segment::{
        Blocker, MAX_API_PARTS, Part, Replacement, Report, SplitError, Text, Translation, Warning, clusters,
        report,
    },
};
use worker::{Request, Response};

use crate::{dialect::Data, failure::Failure, http};

/// What a text takes. Offsets are given twice: in UTF-16 code units, as JavaScript counts, and in characters.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CountData {
    encoding: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    locking_shift: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    single_shift: Option<&'static str>,
    segments: usize,
    units: u32,
    remaining: u32,
    capacity: u32,
    header_octets: u32,
    parts: Vec<PartData>,
    non_gsm: Vec<NonGsmData>,
    saving: usize,
    warnings: Vec<String>,
    #[serde(flatten)]
    translated: Option<TranslatedData>,
}

/// What was counted in place of the text that came.
#[derive(Serialize)]
struct TranslatedData {
    text: String,
    replacements: Vec<ReplacementData>,
}

/// A character of the text that came, and where it was.
#[derive(Serialize)]
struct ReplacementData {
    character: char,
    index: u32,
    replacement: &'static str,
}

/// Where a part begins and ends: `[from, to)`.
#[derive(Serialize)]
struct PartData {
    utf16: [u32; 2],
    characters: [u32; 2],
    units: u32,
}

#[derive(Serialize)]
struct NonGsmData {
    character: char,
    index: u32,
    replacement: Option<&'static str>,
}

/// `POST sms/count`
pub async fn count(request: &mut Request) -> Result<Response, Failure> {
    let asked = request::read(&http::body(request).await?, request::count_sms)?;
    match &asked.messages {
        Messages::One(text) => http::json(200, &Data { data: count_one(text, "message", &asked)? }),
        Messages::Many(texts) => {
            let counted = texts.iter().enumerate();
            let data: Result<Vec<_>, ApiError> =
                counted.map(|(index, text)| count_one(text, &format!("messages.{index}"), &asked)).collect();
            http::json(200, &Data { data: data? })
        }
    }
}

fn count_one(text: &str, path: &str, asked: &CountSms) -> Result<CountData, ApiError> {
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
    Ok(CountData { translated, ..CountData::from(report) })
}

fn translate(text: Text, translation: Option<Translation>) -> (Text, Option<TranslatedData>) {
    let Some(translation) = translation else { return (text, None) };
    let replacements = translation.replacements(&text);
    let text = text.replaced(&replacements);
    let replacements = replacements.iter().map(ReplacementData::from).collect();
    let translated = TranslatedData { text: text.to_string(), replacements };
    (text, Some(translated))
}

impl From<&Replacement> for ReplacementData {
    fn from(replacement: &Replacement) -> Self {
        let Replacement { character, utf16_offset: index, by: replacement } = *replacement;
        Self { character, index, replacement }
    }
}

impl From<Report> for CountData {
    fn from(report: Report) -> Self {
        let Report { split, blockers, saving, warnings } = report;
        let alphabet = split.encoding.alphabet();
        Self {
            encoding: split.encoding.to_string(),
            locking_shift: alphabet.map(|alphabet| alphabet.locking().name()),
            single_shift: alphabet.map(|alphabet| alphabet.single().name()),
            segments: split.parts.len(),
            units: split.units,
            remaining: split.remaining(),
            capacity: split.capacity,
            header_octets: split.header_octets(),
            parts: split.parts.iter().map(PartData::from).collect(),
            non_gsm: blockers.iter().map(NonGsmData::from).collect(),
            saving,
            warnings: warnings.iter().map(described).collect(),
            translated: None,
        }
    }
}

impl From<&Part> for PartData {
    fn from(part: &Part) -> Self {
        let ends = |range: &std::ops::Range<u32>| [range.start, range.end];
        Self { utf16: ends(&part.utf16), characters: ends(&part.characters), units: part.units }
    }
}

impl From<&Blocker> for NonGsmData {
    fn from(blocker: &Blocker) -> Self {
        Self {
            character: blocker.lacking.character,
            index: blocker.lacking.utf16_offset,
            replacement: blocker.proposal,
        }
    }
}

fn described(warning: &Warning) -> String {
    match warning {
        Warning::CarriageReturns { parts } => {
            format!("line ends of two characters cost {parts} more than a line feed alone would")
        }
        Warning::MoreThanApiParts => {
            format!("more parts than the {MAX_API_PARTS} that one call may send")
        }
    }
}
