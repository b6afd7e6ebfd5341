//! What the collections of `/v1` can be filtered and sorted by.
//!
//! Users, keys and audit entries are kept as JSON documents beside their ids; links in columns of their own.

use crate::listing::{Column, Kind, Listing, Term};

/// A column that is a member of the document.
macro_rules! member {
    ($of:literal $name:literal, $kind:ident) => {
        Column { name: $name, sql: concat!("json_extract(data, '$.", $of, $name, "')"), kind: Kind::$kind }
    };
    ($of:literal $name:literal, $kind:ident, or $default:literal) => {
        Column {
            name: $name,
            sql: concat!("IFNULL(json_extract(data, '$.", $of, $name, "'), ", $default, ")"),
            kind: Kind::$kind,
        }
    };
}

const ID: Column = Column { name: "id", sql: "id", kind: Kind::Text };
const KEY_CREATED_AT: Column = member!("key." "createdAt", Moment);
const USER_CREATED_AT: Column = member!("user." "createdAt", Moment);

/// `auth/keys`
pub static KEYS: Listing = Listing {
    key: ID,
    columns: &[
        member!("key." "name", Text),
        KEY_CREATED_AT,
        member!("key." "updatedAt", Moment),
        member!("key." "expiresAt", Moment, or "0"),
        member!("key." "lastUsedAt", Moment, or "0"),
    ],
    default_sort: Term { column: KEY_CREATED_AT, descending: true },
};

/// `users`
pub static USERS: Listing = Listing {
    key: ID,
    columns: &[
        member!("user." "email", Text),
        member!("user." "name", Text),
        member!("user." "role", Text),
        member!("user." "secondFactor", Flag),
        USER_CREATED_AT,
        member!("user." "updatedAt", Moment),
    ],
    default_sort: Term { column: USER_CREATED_AT, descending: true },
};

const CREATED_AT: Column = member!("" "createdAt", Moment);

/// `domains`
pub static DOMAINS: Listing = Listing {
    key: Column { name: "domain", sql: "id", kind: Kind::Text },
    columns: &[member!("" "verifiedAt", Moment, or "0"), CREATED_AT, member!("" "updatedAt", Moment)],
    default_sort: Term { column: CREATED_AT, descending: true },
};

/// `webhooks`
pub static WEBHOOKS: Listing = Listing {
    key: ID,
    columns: &[member!("" "url", Text), CREATED_AT],
    default_sort: Term { column: CREATED_AT, descending: true },
};

/// `webhooks/{id}/deliveries`
pub static DELIVERIES: Listing = Listing {
    key: ID,
    columns: &[member!("" "state", Text), member!("" "attempts", Number), CREATED_AT],
    default_sort: Term { column: CREATED_AT, descending: true },
};

const FAILED_AT: Column = member!("" "failedAt", Moment);

/// `notifications`
pub static NOTIFICATIONS: Listing = Listing {
    key: ID,
    columns: &[member!("" "url", Text), member!("" "status", Number, or "0"), CREATED_AT, FAILED_AT],
    default_sort: Term { column: FAILED_AT, descending: true },
};

const JOB_ROW: Column = Column { name: "row", sql: "CAST(id AS INTEGER)", kind: Kind::Number };

/// `link-jobs/{id}/rows`
pub static LINK_JOB_ROWS: Listing = Listing {
    key: JOB_ROW,
    columns: &[member!("" "state", Text)],
    default_sort: Term { column: JOB_ROW, descending: false },
};

const AUDIT_ID: Column = Column { name: "id", sql: "CAST(id AS INTEGER)", kind: Kind::Number };

/// `audit`
pub static AUDIT: Listing = Listing {
    key: AUDIT_ID,
    columns: &[
        member!("" "at", Moment),
        member!("" "event", Text),
        member!("" "actor", Text),
        member!("" "address", Text, or "''"),
        member!("" "subject", Text, or "''"),
    ],
    default_sort: Term { column: AUDIT_ID, descending: true },
};

const LINK_CREATED_AT: Column = Column { name: "createdAt", sql: "created_at", kind: Kind::Moment };

/// What of a link is looked through.
const SEARCHED: &str =
    "(slug || ' ' || target || ' ' || title || ' ' || tags || ' ' || notes || ' ' || external_id)";

/// What a link is at the moment, as `Rules::state` has it.
const STATE: &str = "CASE WHEN archived THEN 'archived' \
                     WHEN active_from > unixepoch('subsec') * 1000 THEN 'scheduled' \
                     WHEN expires_at BETWEEN 1 AND unixepoch('subsec') * 1000 THEN 'expired' \
                     ELSE 'active' END";

/// `links`
pub static LINKS: Listing = Listing {
    key: Column { name: "id", sql: "slug", kind: Kind::Text },
    columns: &[
        Column { name: "slug", sql: "substr(slug, instr(slug, ':') + 1)", kind: Kind::Text },
        Column { name: "domain", sql: "substr(slug, 1, max(instr(slug, ':') - 1, 0))", kind: Kind::Text },
        Column { name: "target", sql: "target", kind: Kind::Text },
        Column { name: "title", sql: "title", kind: Kind::Text },
        Column { name: "externalId", sql: "external_id", kind: Kind::Text },
        Column { name: "clicks", sql: "clicks", kind: Kind::Number },
        Column { name: "archived", sql: "archived", kind: Kind::Flag },
        Column { name: "state", sql: STATE, kind: Kind::Text },
        Column { name: "activeFrom", sql: "active_from", kind: Kind::Moment },
        Column { name: "expiresAt", sql: "expires_at", kind: Kind::Moment },
        LINK_CREATED_AT,
        Column { name: "updatedAt", sql: "updated_at", kind: Kind::Moment },
        Column { name: "tag", sql: "tags", kind: Kind::Words },
        Column { name: "search", sql: SEARCHED, kind: Kind::Search },
    ],
    default_sort: Term { column: LINK_CREATED_AT, descending: true },
};
