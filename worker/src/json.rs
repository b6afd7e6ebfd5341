//! Reading JSON that we wrote ourselves.
//!
//! `serde_json` compiles for each type how it is read from a text: as an object, and as a list of the fields too. Here
//! a text becomes a value first, in one place, and each type takes its fields from the value one after the other, by their
//! names, which is much less code.

use std::slice;

use serde::{
    Deserializer,
    de::{
        DeserializeOwned, DeserializeSeed, Error as _, IntoDeserializer, MapAccess, SeqAccess, Visitor,
        value::StrDeserializer,
    },
    forward_to_deserialize_any,
};
use serde_json::{Error, Map, Value, map};

/// Reads a text in JSON.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    T::deserialize(Stored(&value(text)?))
}

/// Reads what is written as a text.
pub fn read_text<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    let text: StrDeserializer<'_, Error> = text.into_deserializer();
    T::deserialize(text)
}

#[inline(never)]
fn value(text: &str) -> Result<Value, Error> {
    serde_json::from_str(text)
}

/// A value that a type is read from. What holds other values is read here; the rest is `serde_json`'s.
#[derive(Clone, Copy)]
struct Stored<'de>(&'de Value);

impl<'de> Deserializer<'de> for Stored<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.0.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.0.deserialize_string(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.0.deserialize_str(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.0.deserialize_bool(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Array(items) => visitor.visit_seq(Items(items.iter())),
            _ => Err(Error::custom("not a list")),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Object(members) => {
                visitor.visit_map(Members { left: members.iter(), value: &Value::Null })
            }
            _ => Err(Error::custom("not an object")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Value::Object(members) => visitor.visit_seq(Fields { names: names.iter(), members }),
            _ => Err(Error::custom("not an object")),
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple_struct identifier
        ignored_any
    }
}

/// The fields of a struct, in the order of the type.
struct Fields<'de> {
    names: slice::Iter<'static, &'static str>,
    members: &'de Map<String, Value>,
}

impl<'de> SeqAccess<'de> for Fields<'de> {
    type Error = Error;

    /// A field that is not there is read as `null`, which is none where there may be none. Where there must be a value, the
    /// list of fields is at its end, and the type says whether it has a default.
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let Some(name) = self.names.next() else { return Ok(None) };
        let member = self.members.get(*name);
        let value = seed.deserialize(Stored(member.unwrap_or(&Value::Null)));
        if member.is_some() { value.map(Some) } else { Ok(value.ok()) }
    }
}

/// The items of a list.
struct Items<'de>(slice::Iter<'de, Value>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        self.0.next().map(|item| seed.deserialize(Stored(item))).transpose()
    }
}

/// The members of an object.
struct Members<'de> {
    left: map::Iter<'de>,
    /// The value of the key that was read last.
    value: &'de Value,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some((key, value)) = self.left.next() else { return Ok(None) };
        self.value = value;
        seed.deserialize(StrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(Stored(self.value))
    }
}
