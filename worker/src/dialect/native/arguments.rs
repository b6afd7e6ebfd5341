//! The arguments of a call: from the query, a form or JSON, by the content type.

use shortwave::{
    error::{ApiError, ErrorCode},
    listing::{Listing, Query},
    request::native::{self, Arguments, Invalid, Reader},
};

use super::Asked;
use crate::{durable::Parameters, failure::Failure};

impl Asked<'_, '_> {
    /// The arguments. Without a body they are in the query. A body that is JSON by its looks is read as JSON also where
    /// it is called a form, as some HTTP clients do unless told otherwise.
    /// A `GET` has none, whatever the call is said to have.
    fn arguments(&self) -> Result<Arguments, Failure> {
        if self.call.endpoint.method() == "GET" {
            return Ok(Arguments::Pairs(self.query()));
        }
        let content_type = self.header("Content-Type")?.unwrap_or_default().to_ascii_lowercase();
        let content_type = content_type.split(';').next().unwrap_or_default().trim();
        let is_json = content_type == "application/json" || content_type.ends_with("+json");
        let is_form = content_type == "application/x-www-form-urlencoded" || content_type.is_empty();
        let looks_like_json = self.body.trim_ascii_start().first() == Some(&b'{');
        if self.body.is_empty() && !is_json {
            Ok(Arguments::Pairs(self.query()))
        } else if is_json || (is_form && looks_like_json) {
            Ok(Arguments::json(&self.body)?)
        } else if is_form {
            Ok(Arguments::Pairs(pairs(&self.body)))
        } else {
            Err(ApiError::from(ErrorCode::UnsupportedMediaType).into())
        }
    }

    /// What the endpoint reads of the arguments.
    pub(super) fn read<T>(&self, reader: impl FnOnce(&mut Reader) -> Option<T>) -> Result<T, Failure> {
        Ok(native::read(self.arguments()?, reader)?)
    }

    /// What the endpoint reads of the query, where the body is something else.
    pub(super) fn read_query<T>(&self, reader: impl FnOnce(&mut Reader) -> Option<T>) -> Result<T, Failure> {
        Ok(native::read(Arguments::Pairs(self.query()), reader)?)
    }

    /// Which part of a collection is asked for, also as the parameters that objects are asked with.
    pub(super) fn list_query(&self, listing: &'static Listing) -> Result<(Query, Parameters), Failure> {
        let parameters = self.query();
        Ok((Query::parse(listing, &parameters).map_err(Invalid)?, parameters))
    }

    fn query(&self) -> Vec<(String, String)> {
        let url = self.call.request.inner().url();
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let query = query.split_once('#').map_or(query, |(query, _)| query);
        pairs(query.as_bytes())
    }
}

fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded).into_owned().collect()
}
