//! JSON objects whose members have one meaning.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

use crate::json;

/// The object that a text is, at whatever depth without two members of one name.
///
/// Readers disagree on which of two such members counts, and a token must not mean one thing here and another
/// elsewhere (RFC 8259, clause 4; RFC 7515, clause 4). `serde_json::Value` would keep the last.
///
/// # Errors
/// When the text is not JSON, not an object, nested deeper than 127, or names a member twice. Of the error only
/// the line and column may be told: its message can hold what the text held.
pub(crate) fn object(json: &[u8]) -> Result<Map<String, Value>, serde_json::Error> {
    match json::from_bytes(json)? {
        Unique(Value::Object(members)) => Ok(members),
        Unique(_) => Err(Error::custom("not an object")),
    }
}

struct Unique(Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UniqueVisitor).map(Self)
    }
}

struct UniqueVisitor;

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON with each member once")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Unique(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some((name, Unique(value))) = entries.next_entry::<String, Unique>()? {
            if members.insert(name, value).is_some() {
                return Err(Error::custom("a member twice"));
            }
        }
        Ok(members.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_serde_json_reads() {
        let text = r#"{"a":null,"b":[true,1,-1,1.5,"\u00e9",[]],"c":{"a":{}},"":""}"#;
        assert_eq!(
            Value::Object(object(text.as_bytes()).unwrap()),
            serde_json::from_str::<Value>(text).unwrap()
        );
    }

    #[test]
    fn refuses_a_member_twice_at_any_depth_and_in_any_spelling() {
        for text in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"b":2,"\u0061":3}"#,
            r#"{"a":{"b":1,"b":null}}"#,
            r#"{"a":[[{"b":1,"b":2}]]}"#,
        ] {
            assert!(object(text.as_bytes()).is_err(), "{text}");
        }
        assert!(object(br#"{"a":{"a":1},"b":{"a":2},"A":3}"#).is_ok());
    }

    #[test]
    fn refuses_what_is_no_object() {
        for text in
            ["", "null", "[]", r#""a""#, "1", "{", "{}{}", r#"{"a":1}x"#, "\u{feff}{}", "{\"a\":\"\0\"}"]
        {
            assert!(object(text.as_bytes()).is_err(), "{text:?}");
        }
        assert!(object(b"{\"a\":\"\xff\"}").is_err());
    }

    #[test]
    fn nesting_has_an_end() {
        let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        assert!(object(nested(126).as_bytes()).is_ok());
        assert!(object(nested(127).as_bytes()).is_err());
        assert!(object(nested(1_000_000).as_bytes()).is_err());
    }
}
