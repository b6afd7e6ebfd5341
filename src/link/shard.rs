//! What the shard of a link is asked: by redirects, whose part is here since they are built apart from the rest, and by
//! those who manage links, whose part is the Worker's own.

use serde::{Deserialize, Serialize};

use super::{LinkId, click::Batch};

/// A command to a shard, in postcard's format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ShardCommand<M> {
    /// A redirect's.
    Redirecting(Question),
    /// Anybody else's.
    Managing(M),
}

/// What redirects ask a shard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// The [`Rules`](super::Rules) of a link. The reply is their bytes, and empty where there is no link.
    Resolve(LinkId),
    /// One of the clicks that the link's limit allows. The reply is a byte: 1 if there was one left.
    TakeClick(LinkId),
    /// Whether one is left, which is not taken. The reply is the same.
    HasClick(LinkId),
    /// To count clicks. The reply is empty.
    Count(Batch),
}

impl Question {
    /// As a shard reads it.
    #[must_use]
    pub fn to_command(self) -> Vec<u8> {
        // To a vector, everything that this type can be is written.
        postcard::to_allocvec(&ShardCommand::<()>::Redirecting(self)).unwrap_or_default()
    }
}
