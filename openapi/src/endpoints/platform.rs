//! What every deployment has.

use shortwave::{answer::platform::Health, auth::PublicKeySet};

use super::tags;
use crate::{answers::Answer, headers::Header, operation::Operation, schemas::Schemas};

pub fn health(schemas: &mut Schemas) -> Operation {
    Operation::new(tags::PLATFORM).answers(Answer::json(200, "It runs.", schemas.of::<Health<'static>>()))
}

pub fn jwk_set(schemas: &mut Schemas) -> Operation {
    let keys =
        Answer::json(200, "The keys, which may be kept for five minutes.", schemas.of::<PublicKeySet>());
    Operation::new(tags::PLATFORM)
        .words("Empty where tokens are signed with a key that only the deployment has.")
        .answers(keys.with(Header::CacheControl))
}
