//! What belongs together.

pub const VERIFICATIONS: &str = "Verifications";
pub const FACTORS: &str = "Factors";
pub const LINKS: &str = "Short links";
pub const DOMAINS: &str = "Domains";
pub const WEBHOOKS: &str = "Webhooks";
pub const SIGN_IN: &str = "Sign-in";
pub const SECOND_FACTOR: &str = "Second factor";
pub const KEYS: &str = "API keys";
pub const ACCOUNT: &str = "Account";
pub const USERS: &str = "Users";
pub const AUDIT: &str = "Audit log";
pub const REST: &str = "REST dialect";
pub const CONTACTS: &str = "Contacts";
pub const ENGAGE: &str = "Engage API";
pub const ADMIN: &str = "Operator";
pub const PLATFORM: &str = "Platform";

/// All of them, in the order of the reference, each with a word.
pub const ALL: [(&str, &str); 16] = [
    (VERIFICATIONS, "Whether somebody has a phone or a mailbox: codes that are sent, and checked."),
    (FACTORS, "Authenticator apps of your own users, and their recovery codes."),
    (LINKS, "Short links that can be changed, and how often they were followed."),
    (DOMAINS, "Hosts of one's own for short links."),
    (WEBHOOKS, "Servers of one's own that are told of clicks, by Standard Webhooks."),
    (SIGN_IN, "The sessions of users."),
    (SECOND_FACTOR, "Codes of an authenticator app (RFC 6238), and recovery codes."),
    (KEYS, "Keys for programs, each with its scopes."),
    (ACCOUNT, "The account that calls."),
    (USERS, "Who may sign in to the account."),
    (AUDIT, "What happened in the account."),
    (REST, "The calls of a vendor's REST API, as its clients make them."),
    (CONTACTS, "Whom the account knows, as the REST dialect has them: what messages may say of them."),
    (ENGAGE, "The calls of another vendor's messaging API: one message at once, or many at a constant rate."),
    (ADMIN, "For whoever runs the deployment."),
    (PLATFORM, "What every deployment has."),
];
