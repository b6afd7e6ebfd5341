//! `POST /notify`: messages to many, each with a text of its own, and the report of what became of them ("Notify").

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value, json};

use super::{MAX_TEXT, sender, switch, transaction_id};
use crate::{
    error::{ApiError, ErrorCode},
    message::{Sender, without_marks},
    phone::Msisdn,
    request::{FieldError, Problem, native::Reader},
    written::Written,
};

/// The most recipients of a call ("upto 1 lakh users").
pub const MAX_RECIPIENTS: usize = 100_000;
const MAX_CAMPAIGN_NAME: usize = 255;
const MAX_PAGE: i64 = 1_000_000;
const MAX_PAGE_SIZE: i64 = 1_000;

/// A body with its items apart. They are read as they come and borrow their texts, since as values of JSON 100,000 of them would take
/// more memory than there is.
#[derive(Debug)]
pub struct Body<'a> {
    /// All but the items.
    pub fields: Map<String, Value>,
    /// The items.
    pub items: Vec<Item<'a>>,
}

/// What is sent to one.
#[derive(Debug, Default)]
pub struct Item<'a> {
    msisdn: Cell<'a>,
    message: Cell<'a>,
}

/// What stands in an item.
#[derive(Debug, Default)]
enum Cell<'a> {
    #[default]
    Missing,
    Text(Cow<'a, str>),
    Number(u64),
    Other,
}

/// A call without its items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notify {
    /// What the caller knows it by.
    pub transaction_id: Option<String>,
    /// The campaign that it belongs to.
    pub campaign_name: Option<String>,
    /// Whom its messages are from.
    pub from: Sender,
    /// Whether their URLs become short links.
    pub is_tiny: bool,
}

/// Which page of the report is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportWish {
    /// Its number, from 0.
    pub page_number: u64,
    /// How many messages it has.
    pub page_size: u32,
    /// Those of a call alone, by what the caller knows it by.
    pub transaction_id: Option<String>,
}

impl<'a> Body<'a> {
    /// Reads the JSON of a body.
    ///
    /// # Errors
    /// Code 125 for what is no JSON object.
    pub fn of_json(json: &'a [u8]) -> Result<Self, ApiError> {
        let text = str::from_utf8(json).map_err(|_| ErrorCode::InvalidJson)?;
        serde_json::from_str(text).map_err(|_| ErrorCode::InvalidJson.into())
    }
}

impl Item<'_> {
    /// The number, where it is one.
    #[must_use]
    pub fn number(&self) -> Option<Msisdn> {
        match &self.msisdn {
            Cell::Text(text) => text.trim().parse().ok(),
            Cell::Number(digits) => digits.to_string().parse().ok(),
            Cell::Missing | Cell::Other => None,
        }
    }

    /// The text as it was written, where it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let Cell::Text(text) = &self.message { Some(text) } else { None }
    }

    /// Whom it is for and what it says, by its place in the call.
    ///
    /// # Errors
    /// What is wrong with it first.
    pub fn read(&self, place: usize) -> Result<(Msisdn, String), FieldError> {
        let wrong = |name: &str, problem| FieldError { path: format!("dataSet.{place}.{name}"), problem };
        let number = || Problem::Form { expected: Msisdn::EXPECTED };
        let to = match &self.msisdn {
            Cell::Missing => Err(Problem::Required),
            Cell::Text(_) | Cell::Number(_) => self.number().ok_or_else(number),
            Cell::Other => Err(Problem::Type { expected: "a string" }),
        };
        let to = to.map_err(|problem| wrong("msisdn", problem))?;
        let text = match &self.message {
            Cell::Missing => Err(Problem::Required),
            Cell::Text(text) if text.is_empty() => Err(Problem::Required),
            Cell::Text(text) if text.chars().count() > MAX_TEXT => Err(Problem::TooLong { max: MAX_TEXT }),
            Cell::Text(text) => Ok(without_marks(text)),
            Cell::Number(_) | Cell::Other => Err(Problem::Type { expected: "a string" }),
        };
        Ok((to, text.map_err(|problem| wrong("message", problem))?))
    }
}

/// Reads `POST /notify`, of which there are so many items.
pub fn notify(reader: &mut Reader, items: usize) -> Option<Notify> {
    let transaction_id = reader.take(transaction_id);
    let campaign_name = reader.take(|fields| fields.string("campaignName", MAX_CAMPAIGN_NAME));
    let from = sender(reader, "oa");
    let channel = reader.take(|fields| {
        let sms = || json!({ "type": "string", "enum": ["sms"] });
        fields.optional_by("channel", sms, |given| match given.string()?.as_str() {
            "sms" => Ok(()),
            _ => Err(Problem::Form { expected: "channel: sms" }),
        })
    });
    let is_tiny = reader.take(|fields| {
        let schema = || json!({ "enum": [0, 1, "0", "1"] });
        fields.optional_by("tiny", schema, |given| switch(&given))
    });
    let item = || {
        let number = json!({ "type": ["string", "integer"] });
        json!({ "type": "object", "properties": { "msisdn": number, "message": { "type": "string", "minLength": 1, "maxLength": MAX_TEXT } } })
    };
    let set = || json!({ "type": "array", "minItems": 1, "maxItems": MAX_RECIPIENTS, "items": item() });
    // Its items are read apart from it.
    reader.take(|fields| fields.optional_by("dataSet", set, |_| Ok(())));
    match items {
        0 => reader.refuse("dataSet", Problem::Required),
        1..=MAX_RECIPIENTS => {}
        _ => reader.refuse("dataSet", Problem::Items { min: 1, max: MAX_RECIPIENTS }),
    }
    channel?;
    Some(Notify {
        transaction_id: transaction_id?,
        campaign_name: campaign_name?.filter(|name| !name.trim().is_empty()),
        from: from?,
        is_tiny: is_tiny?.unwrap_or(false),
    })
}

/// Reads the query of `GET /notify`.
pub fn report(reader: &mut Reader) -> Option<ReportWish> {
    let page_number = reader.take(|fields| fields.integer("page_number", 0..=MAX_PAGE));
    let page_size = reader.take(|fields| fields.integer("page_size", 1..=MAX_PAGE_SIZE));
    let transaction_id = reader.take(transaction_id);
    Some(ReportWish {
        page_number: page_number?.and_then(|number| number.try_into().ok()).unwrap_or(0),
        page_size: page_size?.and_then(|size| size.try_into().ok()).unwrap_or(100),
        transaction_id: transaction_id?,
    })
}

impl<'de> Deserialize<'de> for Body<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(BodyVisitor)
    }
}

struct BodyVisitor;

impl<'de> Visitor<'de> for BodyVisitor {
    type Value = Body<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Body<'de>, A::Error> {
        let mut body = Body { fields: Map::new(), items: Vec::new() };
        while let Some(name) = map.next_key::<String>()? {
            if name == "dataSet" {
                body.items = map.next_value::<Items>()?.0;
            } else {
                body.fields.insert(name, map.next_value()?);
            }
        }
        Ok(body)
    }
}

/// None where there is no list. One more than there may be, where there are too many.
struct Items<'a>(Vec<Item<'a>>);

impl<'de> Deserialize<'de> for Items<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything).map(|read| match read {
            Read::Items(items) => Self(items),
            Read::Item(_) | Read::Cell(_) => Self(Vec::new()),
        })
    }
}

impl<'de> Deserialize<'de> for Item<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything).map(|read| match read {
            Read::Item(item) => item,
            Read::Items(_) | Read::Cell(_) => Self { msisdn: Cell::Missing, message: Cell::Missing },
        })
    }
}

impl<'de> Deserialize<'de> for Cell<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything).map(|read| match read {
            Read::Cell(cell) => cell,
            Read::Item(_) | Read::Items(_) => Self::Other,
        })
    }
}

/// What stands anywhere in a set of items.
enum Read<'a> {
    Cell(Cell<'a>),
    Item(Item<'a>),
    Items(Vec<Item<'a>>),
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Read<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Read::Cell(Cell::Text(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Read::Cell(Cell::Text(Cow::Owned(text.to_owned()))))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Read::Cell(Cell::Number(number)))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Read::Cell(Cell::Other))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Read::Cell(Cell::Other))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Read::Cell(Cell::Other))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Read::Cell(Cell::Missing))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while items.len() <= MAX_RECIPIENTS {
            let Some(item) = list.next_element()? else { return Ok(Read::Items(items)) };
            items.push(item);
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Read::Items(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut item = Item::default();
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            match &*name {
                "msisdn" => item.msisdn = map.next_value()?,
                "message" => item.message = map.next_value()?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Read::Item(item))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::{engage, native::Arguments};

    type Items = Vec<Result<(Msisdn, String), FieldError>>;

    fn read(json: &str) -> Result<(Notify, Items), Vec<String>> {
        let Body { fields, items } =
            Body::of_json(json.as_bytes()).map_err(|error| vec![error.to_string()])?;
        let read = engage::read(Arguments::Json(fields), |reader| notify(reader, items.len()));
        let read = read.map_err(|invalid| invalid.0.iter().map(ToString::to_string).collect::<Vec<_>>())?;
        Ok((read, items.iter().enumerate().map(|(place, item)| item.read(place)).collect()))
    }

    #[test]
    fn a_call_as_clients_make_it_is_read() {
        let (call, items) = read(
            r#"{"transactionID":"t1","campaignName":"spring","oa":"SHOP","channel":"sms","tiny":"1","tlv":{"PE_ID":"1"},
            "dataSet":[{"msisdn":"919812345678","message":"hi","x":[1,{"y":2}]},{"message":"caf\u00e9 \"2\"","msisdn":919812345679}]}"#,
        )
        .unwrap();
        assert_eq!(
            (call.transaction_id.as_deref(), call.campaign_name.as_deref()),
            (Some("t1"), Some("spring"))
        );
        assert_eq!((call.from.as_str(), call.is_tiny), ("SHOP", true));
        let items: Vec<_> = items.into_iter().map(|item| item.unwrap()).collect();
        let expected = [("919812345678", "hi"), ("919812345679", "café \"2\"")];
        assert_eq!(items.len(), 2);
        for ((to, text), (number, message)) in items.iter().zip(expected) {
            assert_eq!((to.as_str(), text.as_str()), (number, message));
        }
    }

    #[test]
    fn what_is_wrong_is_told_by_its_path() {
        let wrong = |json: &str| read(json).unwrap_err();
        assert_eq!(wrong("[]"), ["Invalid JSON"]);
        let all = wrong(r#"{"channel":"email","tiny":2,"dataSet":{}}"#);
        assert_eq!(
            all,
            [
                "The oa field is required.",
                "The channel field must be a valid channel: sms.",
                "The tiny field must be 0 or 1.",
                "The dataSet field is required."
            ]
        );
        let (_, items) = read(
            r#"{"oa":"SHOP","dataSet":[{"msisdn":"12","message":"a"},{"msisdn":"919812345678"},7,{"msisdn":null,"message":"a"},
            {"msisdn":["919812345678"],"message":"a"},{"msisdn":"919812345678","message":{"a":1}},{"msisdn":"919812345678","message":""}]}"#,
        )
        .unwrap();
        let paths: Vec<_> = items.into_iter().map(|item| item.unwrap_err().path).collect();
        assert_eq!(
            paths,
            [
                "dataSet.0.msisdn",
                "dataSet.1.message",
                "dataSet.2.msisdn",
                "dataSet.3.msisdn",
                "dataSet.4.msisdn",
                "dataSet.5.message",
                "dataSet.6.message"
            ]
        );
    }

    #[test]
    fn there_are_at_most_100_000_items() {
        let json = |items: usize| format!(r#"{{"oa":"SHOP","dataSet":[{}]}}"#, vec!["{}"; items].join(","));
        assert_eq!(read(&json(MAX_RECIPIENTS)).unwrap().1.len(), MAX_RECIPIENTS);
        let wrong = read(&json(MAX_RECIPIENTS + 5)).unwrap_err();
        assert_eq!(wrong, ["The dataSet field must have between 1 and 100000 items."]);
    }
}
