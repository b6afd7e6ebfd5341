//! Reading an object field by field, with errors that name the field. What is asked for is noted down, and the notes are
//! the description of the object: nothing is described that is not read, nor read otherwise than described.

use std::ops::RangeInclusive;

use serde_json::{Map, Value, json};

use super::{
    FieldError, Problem,
    notes::{Notes, Presence},
    value::{FieldValue, Given, integer, integer_schema},
};
use crate::{
    change::Change,
    ranged::{OutOfRange, Ranged},
    written::Written,
};

/// An object being read, and where it stands in the body.
#[derive(Debug)]
pub struct Fields {
    prefix: String,
    source: Source,
    notes: Notes,
    /// What was found wrong beside what was answered: the second bad item of a list, and so on.
    further: Vec<FieldError>,
}

#[derive(Debug)]
enum Source {
    Json(Map<String, Value>),
    /// Of a query or a form: paths in the form `a.b`, each with the text that it was given, or a list of several.
    Pairs(Map<String, Value>),
}

impl Fields {
    pub(super) fn of_json(map: Map<String, Value>) -> Self {
        Self::of(Source::Json(map))
    }

    /// Pairs as they were written: `a.b` and `a[b]` are one path, and so are `a` and `a[]`.
    pub(super) fn of_pairs(pairs: Vec<(String, String)>) -> Self {
        let mut paths = Map::new();
        for (name, text) in pairs {
            let path = path(&name);
            let given = joined(paths.remove(&path), text.into());
            paths.insert(path, given);
        }
        Self::of(Source::Pairs(paths))
    }

    fn of(source: Source) -> Self {
        Self { prefix: String::new(), source, notes: Notes::default(), further: Vec::new() }
    }

    #[cfg(feature = "describe")]
    pub(super) const fn notes(&self) -> &Notes {
        &self.notes
    }

    /// What is wrong with one of the fields.
    pub fn error(&self, name: &str, problem: impl Into<Problem>) -> FieldError {
        FieldError { path: format!("{}{name}", self.prefix), problem: problem.into() }
    }

    /// What was found wrong beside what was answered, and the fields that nobody asked for.
    pub(super) fn leftovers(self) -> Vec<FieldError> {
        let (Source::Json(fields) | Source::Pairs(fields)) = &self.source;
        let unknown: Vec<_> = fields.keys().map(|name| self.error(name, Problem::Unknown)).collect();
        self.further.into_iter().chain(unknown).collect()
    }

    /// Takes a field out; `None` where it is absent.
    fn take(&mut self, name: &str) -> Option<Given> {
        let given = match &mut self.source {
            Source::Json(map) => map.remove(name).map(Given::json),
            Source::Pairs(paths) => paths.remove(name).map(Given::text),
        };
        if given.is_some() {
            self.notes.seen(name);
        }
        given
    }

    /// Reads a field, if it is there and not `null`.
    fn read<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(Given) -> Result<T, Problem>,
    ) -> Result<Option<T>, FieldError> {
        let (mut value, mut read) = (None, Some(read));
        self.read_with(name, &mut |given| {
            value = read.take().map(|read| read(given)).transpose()?;
            Ok(())
        })?;
        Ok(value)
    }

    /// The part of it that knows no types: it would be compiled for each otherwise.
    fn read_with(
        &mut self,
        name: &str,
        read: &mut dyn FnMut(Given) -> Result<(), Problem>,
    ) -> Result<(), FieldError> {
        let Some(given) = self.take(name).filter(|given| !given.is_nothing()) else { return Ok(()) };
        read(given).map_err(|problem| self.error(name, problem))
    }

    /// The same of one that must be there and not be empty.
    fn require<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(Given) -> Result<T, Problem>,
    ) -> Result<T, FieldError> {
        let read = |given: Given| if given.is_empty_string() { Err(Problem::Required) } else { read(given) };
        self.read(name, read)?.ok_or_else(|| self.error(name, Problem::Required))
    }

    /// A value, if it is there.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn parsed<T: FieldValue>(&mut self, name: &str) -> Result<Option<T>, FieldError> {
        self.notes.field(name, Presence::Optional, T::schema);
        self.read(name, T::read)
    }

    /// A value that must be there.
    ///
    /// # Errors
    /// When it is not there, or cannot be read.
    pub fn required_parsed<T: FieldValue>(&mut self, name: &str) -> Result<T, FieldError> {
        self.notes.field(name, Presence::Required, T::schema);
        self.require(name, T::read)
    }

    /// Whatever is given, if it is there, for what has codes of its own.
    pub(super) fn given(
        &mut self,
        name: &str,
        presence: Presence,
        schema: impl FnOnce() -> Value + Copy,
    ) -> Option<Given> {
        self.notes.field(name, presence, schema);
        self.take(name).filter(|given| !given.is_nothing())
    }

    /// What is to become of a value: absent, it stays; `null`, or an empty text of a form, clears it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn changed<T: FieldValue>(&mut self, name: &str) -> Result<Change<T>, FieldError> {
        self.changed_by(name, T::schema, T::read)
    }

    /// The same of a string of at most `max` characters.
    ///
    /// # Errors
    /// When it is too long, or no string.
    pub fn changed_string(&mut self, name: &str, max: usize) -> Result<Change<String>, FieldError> {
        let schema = || json!({ "type": "string", "maxLength": max });
        self.changed_by(name, schema, |given| given.text_of(max))
    }

    /// The same of a whole number of a range.
    ///
    /// # Errors
    /// When it is out of range, or no whole number.
    pub fn changed_integer(
        &mut self,
        name: &str,
        range: RangeInclusive<i64>,
    ) -> Result<Change<i64>, FieldError> {
        let bounds = OutOfRange { min: *range.start(), max: *range.end() };
        self.changed_by(name, || integer_schema(bounds), |given| within(bounds, &given))
    }

    /// The same of a list of strings that all parse.
    ///
    /// # Errors
    /// When it has too many items, one of them does not parse, or it is no list.
    pub fn changed_list<T: Written>(
        &mut self,
        name: &str,
        most: usize,
    ) -> Result<Change<Vec<T>>, FieldError> {
        if self.clears(name) {
            return Ok(Change::Clear);
        }
        Ok(Change::given(self.parsed_list(name, 0..=most)?))
    }

    /// The same of an object.
    ///
    /// # Errors
    /// When it is no object, or `read` says so.
    pub fn changed_object<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Self) -> Result<T, FieldError>,
    ) -> Result<Change<T>, FieldError> {
        if self.clears(name) {
            return Ok(Change::Clear);
        }
        Ok(Change::given(self.object(name, read)?))
    }

    /// The same of a list of objects.
    ///
    /// # Errors
    /// When it has too many items, one of them is no object, or `read` says so.
    pub fn changed_objects<T>(
        &mut self,
        name: &str,
        most: usize,
        read: impl FnMut(&mut Self) -> Result<T, FieldError>,
    ) -> Result<Change<Vec<T>>, FieldError> {
        if self.clears(name) {
            return Ok(Change::Clear);
        }
        Ok(Change::given(self.objects(name, Presence::Optional, &(0..=most), read)?))
    }

    /// The same of a value of another kind.
    ///
    /// # Errors
    /// What `read` says.
    pub fn changed_by<T>(
        &mut self,
        name: &str,
        schema: impl FnOnce() -> Value + Copy,
        read: impl FnOnce(Given) -> Result<T, Problem>,
    ) -> Result<Change<T>, FieldError> {
        self.notes.field(name, Presence::Optional, schema);
        match self.take(name) {
            None => Ok(Change::Keep),
            Some(given) if given.is_nothing() => Ok(Change::Clear),
            Some(given) => read(given).map(Change::To).map_err(|problem| self.error(name, problem)),
        }
    }

    /// A value of another kind, if it is there.
    ///
    /// # Errors
    /// What `read` says.
    pub fn optional_by<T>(
        &mut self,
        name: &str,
        schema: impl FnOnce() -> Value + Copy,
        read: impl FnOnce(Given) -> Result<T, Problem>,
    ) -> Result<Option<T>, FieldError> {
        self.notes.field(name, Presence::Optional, schema);
        self.read(name, read)
    }

    /// A value of another kind that must be there.
    ///
    /// # Errors
    /// When it is not there, and what `read` says.
    pub fn required_by<T>(
        &mut self,
        name: &str,
        schema: impl FnOnce() -> Value + Copy,
        read: impl FnOnce(Given) -> Result<T, Problem>,
    ) -> Result<T, FieldError> {
        self.notes.field(name, Presence::Required, schema);
        self.require(name, read)
    }

    /// Whether a list or object is given as `null`, which is then taken.
    fn clears(&mut self, name: &str) -> bool {
        let Source::Json(map) = &mut self.source else { return false };
        map.get(name).is_some_and(Value::is_null) && map.remove(name).is_some()
    }

    /// A string of at most `max` characters, if it is there.
    ///
    /// # Errors
    /// When it is too long, or no string.
    pub fn string(&mut self, name: &str, max: usize) -> Result<Option<String>, FieldError> {
        self.notes.field(name, Presence::Optional, || json!({ "type": "string", "maxLength": max }));
        self.read(name, |given| given.text_of(max))
    }

    /// A string of at most `max` characters that must be there and not be empty.
    ///
    /// # Errors
    /// When it is not there, empty, too long, or no string.
    pub fn required_string(&mut self, name: &str, max: usize) -> Result<String, FieldError> {
        let schema = || json!({ "type": "string", "minLength": 1, "maxLength": max });
        self.notes.field(name, Presence::Required, schema);
        self.require(name, |given| given.text_of(max))
    }

    /// Any string, even an empty one, that must be there.
    ///
    /// # Errors
    /// When it is not there, or no string.
    pub fn required_text(&mut self, name: &str) -> Result<String, FieldError> {
        self.notes.field(name, Presence::Required, String::schema);
        self.read(name, Given::string)?.ok_or_else(|| self.error(name, Problem::Required))
    }

    /// `true` or `false`; false when absent.
    ///
    /// # Errors
    /// When it is neither.
    pub fn flag(&mut self, name: &str) -> Result<bool, FieldError> {
        self.notes.field(name, Presence::Default(|| json!(false)), bool::schema);
        Ok(self.read(name, bool::read)?.unwrap_or(false))
    }

    /// A whole number in its type's range; its type's default when absent.
    ///
    /// # Errors
    /// When it is out of range, or no whole number.
    pub fn number<T: Ranged>(&mut self, name: &str) -> Result<T, FieldError> {
        let bounds = OutOfRange { min: T::MIN, max: T::MAX };
        self.notes.field(name, Presence::Default(|| json!(T::default().into())), || integer_schema(bounds));
        let number = self.read(name, |given| within(bounds, &given))?;
        Ok(number.and_then(|number| T::try_from(number).ok()).unwrap_or_default())
    }

    /// A whole number of a range, if it is there.
    ///
    /// # Errors
    /// When it is out of range, or no whole number.
    pub fn integer(&mut self, name: &str, range: RangeInclusive<i64>) -> Result<Option<i64>, FieldError> {
        let bounds = OutOfRange { min: *range.start(), max: *range.end() };
        self.notes.field(name, Presence::Optional, || integer_schema(bounds));
        self.read(name, |given| within(bounds, &given))
    }

    /// A list of strings, if it is there. In a query or a form, a string that stands alone is a list.
    ///
    /// # Errors
    /// When it has too few or too many items, one of them is no string, or it is no list.
    pub fn texts(
        &mut self,
        name: &str,
        count: RangeInclusive<usize>,
    ) -> Result<Option<Vec<String>>, FieldError> {
        self.notes.field(name, Presence::Optional, || list_schema(&count, &String::schema()));
        self.list(name, &count, |_, item| item.string())
    }

    /// A list of strings that all parse, if it is there. In a query or a form, a string that stands alone is a list.
    ///
    /// # Errors
    /// When it has too few or too many items, one of them does not parse, or it is no list.
    pub fn parsed_list<T: Written>(
        &mut self,
        name: &str,
        count: RangeInclusive<usize>,
    ) -> Result<Option<Vec<T>>, FieldError> {
        self.notes.field(name, Presence::Optional, || list_schema(&count, &T::form().schema()));
        self.list(name, &count, |_, item| T::read(item).map_err(|_| Problem::Form { expected: T::EXPECTED }))
    }

    /// The same of a list that must be there.
    ///
    /// # Errors
    /// The same, and when it is not there.
    pub fn required_parsed_list<T: Written>(
        &mut self,
        name: &str,
        count: RangeInclusive<usize>,
    ) -> Result<Vec<T>, FieldError> {
        self.notes.field(name, Presence::Required, || list_schema(&count, &T::form().schema()));
        let items = self
            .list(name, &count, |_, item| T::read(item).map_err(|_| Problem::Form { expected: T::EXPECTED }));
        items?.ok_or_else(|| self.error(name, Problem::Required))
    }

    /// A list of objects that must be there.
    ///
    /// # Errors
    /// When it is not there, has too few or too many items, one of them is no object, or `read` says so.
    pub fn required_objects<T>(
        &mut self,
        name: &str,
        count: RangeInclusive<usize>,
        read: impl FnMut(&mut Self) -> Result<T, FieldError>,
    ) -> Result<Vec<T>, FieldError> {
        let items = self.objects(name, Presence::Required, &count, read)?;
        items.ok_or_else(|| self.error(name, Problem::Required))
    }

    /// A list of objects, if it is there, each of which may be the word alone that its field `key` would have.
    ///
    /// # Errors
    /// When it has too few or too many items, one of them is neither, or `read` says so.
    pub fn objects_or_words<T: Written, V>(
        &mut self,
        name: &str,
        count: RangeInclusive<usize>,
        key: &'static str,
        mut read: impl FnMut(&mut Self) -> Result<V, FieldError>,
    ) -> Result<Option<Vec<V>>, FieldError> {
        let notes = self.notes.objects_or_words(name, Presence::Optional, &count, T::schema);
        let items = self.list(name, &count, |_, item| item.object_or_word(key))?;
        self.read_objects(name, items, &notes, &mut read)
    }

    fn objects<T>(
        &mut self,
        name: &str,
        presence: Presence,
        count: &RangeInclusive<usize>,
        mut read: impl FnMut(&mut Self) -> Result<T, FieldError>,
    ) -> Result<Option<Vec<T>>, FieldError> {
        let notes = self.notes.objects(name, presence, count);
        let items =
            self.list(name, count, |_, item| item.object().ok_or(Problem::Type { expected: "an object" }))?;
        self.read_objects(name, items, &notes, &mut read)
    }

    fn read_objects<T>(
        &mut self,
        name: &str,
        items: Option<Vec<Map<String, Value>>>,
        notes: &Notes,
        read: &mut dyn FnMut(&mut Self) -> Result<T, FieldError>,
    ) -> Result<Option<Vec<T>>, FieldError> {
        let item = |(index, map)| {
            let inner = self.inner(&format!("{name}.{index}"), Source::Json(map), notes.clone());
            self.within(inner, &mut *read)
        };
        items.map(|items| items.into_iter().enumerate().map(item).collect()).transpose()
    }

    /// An object, if it is there.
    ///
    /// # Errors
    /// When it is no object, or `read` says so.
    pub fn object<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Self) -> Result<T, FieldError>,
    ) -> Result<Option<T>, FieldError> {
        self.enter(name)?.map(|inner| self.within(inner, read)).transpose()
    }

    /// The fields of an object, if it is there.
    pub(super) fn enter(&mut self, name: &str) -> Result<Option<Self>, FieldError> {
        let notes = self.notes.object(name, Presence::Optional);
        let source = match &mut self.source {
            Source::Json(_) => {
                let read = |given: Given| given.object().ok_or(Problem::Type { expected: "an object" });
                self.read(name, read)?.map(Source::Json)
            }
            Source::Pairs(paths) => below(paths, name).map(Source::Pairs),
        };
        if source.is_some() {
            self.notes.seen(name);
        }
        Ok(source.map(|source| self.inner(name, source, notes)))
    }

    /// Reads what is within one of the fields.
    fn within<T>(
        &mut self,
        mut inner: Self,
        read: impl FnOnce(&mut Self) -> Result<T, FieldError>,
    ) -> Result<T, FieldError> {
        let value = read(&mut inner)?;
        self.further.extend(inner.leftovers());
        Ok(value)
    }

    /// Of several fields, one must be there. To be asked before they are read.
    ///
    /// # Errors
    /// When none is. The first is named.
    pub fn need_one_of(&self, names: &[&'static str]) -> Result<(), FieldError> {
        self.notes.one_of(names);
        let is_there = |name: &&str| match &self.source {
            Source::Json(map) => map.get(*name).is_some_and(|value| !value.is_null()),
            Source::Pairs(paths) => match paths.get(*name) {
                Some(Value::Array(texts)) => texts.iter().any(|text| text != ""),
                text => text.is_some_and(|text| text != ""),
            },
        };
        match names.first() {
            Some(first) if !names.iter().any(is_there) => Err(self.error(first, Problem::Required)),
            _ => Ok(()),
        }
    }

    /// The items of a list, if it is there. All are read: the first that is wrong is answered, the others are kept.
    fn list<T>(
        &mut self,
        name: &str,
        count: &RangeInclusive<usize>,
        mut read: impl FnMut(usize, Given) -> Result<T, Problem>,
    ) -> Result<Option<Vec<T>>, FieldError> {
        let Some(given) = self.take(name).filter(|given| !given.is_null()) else { return Ok(None) };
        let items = given.items().ok_or(Problem::Type { expected: "an array" });
        let items = items.map_err(|problem| self.error(name, problem))?;
        if !count.contains(&items.len()) {
            return Err(self.error(name, Problem::Items { min: *count.start(), max: *count.end() }));
        }
        let (mut values, mut errors) = (Vec::with_capacity(items.len()), Vec::new());
        for (index, item) in items.into_iter().enumerate() {
            match read(index, item) {
                Ok(value) => values.push(value),
                Err(problem) => errors.push(self.error(&format!("{name}.{index}"), problem)),
            }
        }
        let mut errors = errors.into_iter();
        let first = errors.next();
        self.further.extend(errors);
        first.map_or(Ok(Some(values)), Err)
    }

    fn inner(&self, name: &str, source: Source, notes: Notes) -> Self {
        Self { prefix: format!("{}{name}.", self.prefix), source, notes, further: Vec::new() }
    }
}

fn within(bounds: OutOfRange, given: &Given) -> Result<i64, Problem> {
    let number = integer(given)?;
    if (bounds.min..=bounds.max).contains(&number) { Ok(number) } else { Err(bounds.into()) }
}

fn list_schema(count: &RangeInclusive<usize>, items: &Value) -> Value {
    json!({ "type": "array", "minItems": count.start(), "maxItems": count.end(), "items": items })
}

/// `a[b][c]` as `a.b.c`, and `a[]` as `a`.
fn path(name: &str) -> String {
    let name = name.strip_suffix("[]").unwrap_or(name);
    name.replace('[', ".").replace(']', "")
}

/// One more of what a path was given: a text stands alone, several are a list.
fn joined(given: Option<Value>, text: Value) -> Value {
    match given {
        None => text,
        Some(Value::Array(mut texts)) => {
            texts.push(text);
            texts.into()
        }
        Some(first) => vec![first, text].into(),
    }
}

/// The paths below `name.`, taken out; `None` where there are none.
fn below(paths: &mut Map<String, Value>, name: &str) -> Option<Map<String, Value>> {
    let (mut inner, mut others) = (Map::new(), Map::new());
    for (path, given) in std::mem::take(paths) {
        match path.strip_prefix(name).and_then(|path| path.strip_prefix('.')) {
            Some(within) => inner.insert(within.to_owned(), given),
            None => others.insert(path, given),
        };
    }
    *paths = others;
    (!inner.is_empty()).then_some(inner)
}
