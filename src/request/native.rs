//! How the native dialect reads: arguments come as a query, a form or JSON. Everything that is wrong with them is told at
//! once, and a field that does not exist is wrong.

use serde_json::{Map, Value};

use super::{FieldError, Fields, Problem, object};
use crate::error::ApiError;

/// What a caller gave.
#[derive(Clone, Debug)]
pub enum Arguments {
    /// A JSON object.
    Json(Map<String, Value>),
    /// A query or a form, decoded. Numbers, flags (`true`, `false`, `1`, `0`) and moments are texts. A list is `a=1&a=2` or
    /// `a[]=1`, a field of an object `a.b=1` or `a[b]=1`. An empty text is as good as none, but not in a list.
    Pairs(Vec<(String, String)>),
}

impl Arguments {
    /// From a body in JSON.
    ///
    /// # Errors
    /// Code 125 for what is no JSON object.
    pub fn json(body: &[u8]) -> Result<Self, ApiError> {
        object(body).map(Self::Json)
    }
}

/// All that is wrong with the arguments.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", summary(.0))]
pub struct Invalid(pub Vec<FieldError>);

fn summary(errors: &[FieldError]) -> String {
    match errors.len() {
        1 => "A field breaks a rule".to_owned(),
        count => format!("{count} of the fields break a rule"),
    }
}

impl From<FieldError> for Invalid {
    fn from(error: FieldError) -> Self {
        Self(vec![error])
    }
}

/// Reads the fields of an object one after the other, and remembers what was wrong with each.
#[derive(Debug)]
pub struct Reader {
    fields: Fields,
    errors: Vec<FieldError>,
}

impl Reader {
    pub(super) fn new(arguments: Arguments) -> Self {
        Self::over(match arguments {
            Arguments::Json(map) => Fields::of_json(map),
            Arguments::Pairs(pairs) => Fields::of_pairs(pairs),
        })
    }

    const fn over(fields: Fields) -> Self {
        Self { fields, errors: Vec::new() }
    }

    #[cfg(feature = "describe")]
    pub(super) const fn fields(&self) -> &Fields {
        &self.fields
    }

    /// What `read` says of a field; `None` where the field is wrong. Take all the fields before using `?` on one, so that
    /// each is looked at.
    pub fn take<T>(&mut self, read: impl FnOnce(&mut Fields) -> Result<T, FieldError>) -> Option<T> {
        read(&mut self.fields).map_err(|error| self.errors.push(error)).ok()
    }

    /// An object, if it is there: `Some(None)` where it is not, `None` where something in it is wrong.
    pub fn object<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        let Some(fields) = self.take(|fields| fields.enter(name))? else { return Some(None) };
        let mut inner = Self::over(fields);
        let value = read(&mut inner);
        let errors = inner.finish();
        let is_right = errors.is_empty();
        self.errors.extend(errors);
        value.filter(|_| is_right).map(Some)
    }

    /// Says what is wrong with a field, beyond what its type says.
    pub fn refuse(&mut self, name: &str, problem: impl Into<Problem>) {
        self.errors.push(self.fields.error(name, problem));
    }

    pub(super) fn finish(self) -> Vec<FieldError> {
        let mut errors = self.errors;
        errors.extend(self.fields.leftovers());
        errors
    }
}

/// Reads arguments. `read` answers `None` where it cannot go on for what was wrong.
///
/// # Errors
/// All that is wrong with them.
pub fn read<T>(arguments: Arguments, read: impl FnOnce(&mut Reader) -> Option<T>) -> Result<T, Invalid> {
    let (mut value, mut read) = (None, Some(read));
    let errors = errors(arguments, &mut |reader| value = read.take().and_then(|read| read(reader)));
    value.filter(|_| errors.is_empty()).ok_or(Invalid(errors))
}

/// The part of reading that knows no types.
fn errors(arguments: Arguments, read: &mut dyn FnMut(&mut Reader)) -> Vec<FieldError> {
    let mut reader = Reader::new(arguments);
    read(&mut reader);
    reader.finish()
}
