//! `links`

use crate::{link::Link, request::native::Reader, target_url::LongUrl};

/// `POST links`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateLink {
    /// Where it is to lead, as the caller wrote it.
    pub target: LongUrl,
    /// What people are to call it; may be empty.
    pub title: String,
}

/// Reads `POST links`.
pub fn create_link(reader: &mut Reader) -> Option<CreateLink> {
    let target = reader.take(|fields| fields.required_parsed("target"));
    let title = reader.take(|fields| fields.string("title", Link::MAX_TITLE));
    Some(CreateLink { target: target?, title: title?.unwrap_or_default() })
}

/// `PUT` and `PATCH` of `links/{slug}`; what is `None` stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateLink {
    /// Where it is to lead, as the caller wrote it.
    pub target: Option<LongUrl>,
    /// What people are to call it.
    pub title: Option<String>,
}

/// Reads `PUT links/{slug}`: what is absent becomes what it is for a new link.
pub fn replace_link(reader: &mut Reader) -> Option<UpdateLink> {
    let CreateLink { target, title } = create_link(reader)?;
    Some(UpdateLink { target: Some(target), title: Some(title) })
}

/// Reads `PATCH links/{slug}`.
pub fn update_link(reader: &mut Reader) -> Option<UpdateLink> {
    let target = reader.take(|fields| fields.parsed("target"));
    let title = reader.take(|fields| fields.string("title", Link::MAX_TITLE));
    Some(UpdateLink { target: target?, title: title? })
}
