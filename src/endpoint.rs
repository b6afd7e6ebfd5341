//! Every endpoint of the API, in one list. Requests are routed by it, and the API's description is made from it.

use serde::{Deserialize, Serialize};

use crate::auth::Scope;

/// Who may call an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Access {
    /// Anybody.
    Public,
    /// Whoever runs the deployment.
    Operator,
    /// A caller of an account who has the scope.
    Scope(Scope),
    /// The same, and who gives a second factor where one is set up or required.
    Guarded(Scope),
    /// A caller of an account who has the scope, or a page with a token for one verification.
    Page(Scope),
    /// A signed-in user, about itself.
    User,
    /// The same, and who gives a second factor where one is set up.
    GuardedUser,
}

impl Access {
    /// The scope that a caller needs.
    #[must_use]
    pub const fn scope(self) -> Option<Scope> {
        match self {
            Self::Scope(scope) | Self::Guarded(scope) | Self::Page(scope) => Some(scope),
            Self::Public | Self::Operator | Self::User | Self::GuardedUser => None,
        }
    }

    /// Whether a second factor is asked for.
    #[must_use]
    pub const fn is_guarded(self) -> bool {
        matches!(self, Self::Guarded(_) | Self::GuardedUser)
    }

    /// Whether a page may, too.
    #[must_use]
    pub const fn is_for_pages(self) -> bool {
        matches!(self, Self::Page(_))
    }

    /// Whether only a signed-in user will do.
    #[must_use]
    pub const fn is_for_users(self) -> bool {
        matches!(self, Self::User | Self::GuardedUser)
    }
}

/// Whose conventions an endpoint follows: how it reads its arguments, and how its answers and errors look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// What every deployment has: `/healthz`, `/.well-known/…`.
    Platform,
    /// `/api/rest/…`
    Rest,
    /// `/admin/…`
    Admin,
    /// `/v1/…`
    Native,
    /// `/v1/messaging/…` and `/notify`
    Engage,
}

impl Dialect {
    /// That of a path.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let mut segments = path.split('/').skip(1);
        match (segments.next(), segments.next()) {
            (Some("api"), _) => Self::Rest,
            (Some("admin"), _) => Self::Admin,
            (Some("notify"), None) | (Some("v1"), Some("messaging")) => Self::Engage,
            (Some("v1"), _) => Self::Native,
            _ => Self::Platform,
        }
    }
}

macro_rules! endpoints {
    ($($(#[doc = $doc:literal])+ $name:ident = $method:literal $path:literal, $access:expr;)*) => {
        /// One method of one path.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Endpoint {
            $($(#[doc = $doc])+ $name,)*
        }

        impl Endpoint {
            /// All of them, in the order of the description.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its name in the description, in Rust's case.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }

            /// The HTTP method.
            #[must_use]
            pub const fn method(self) -> &'static str {
                match self {
                    $(Self::$name => $method,)*
                }
            }

            /// The path, with `{name}` for each segment that is an argument. Also its name in the log, so that no
            /// argument is logged.
            #[must_use]
            pub const fn path(self) -> &'static str {
                match self {
                    $(Self::$name => $path,)*
                }
            }

            /// What it does, in the words above it.
            #[must_use]
            pub const fn summary(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc),+).trim_ascii(),)*
                }
            }

            /// Who may call it.
            #[must_use]
            pub const fn access(self) -> Access {
                match self {
                    $(Self::$name => $access,)*
                }
            }
        }
    };
}

use Access::{Guarded, GuardedUser, Operator, Page, Public, User};

endpoints! {
    /// Whether the Worker runs, and which version.
    Health = "GET" "/healthz", Public;
    /// The public halves of the keys that access tokens are signed with (RFC 7517).
    JwkSet = "GET" "/.well-known/jwks.json", Public;

    /// The account that calls.
    RestAccount = "GET" "/api/rest/account", Access::Scope(Scope::AccountRead);
    /// Make a one-time code.
    RestGenerateOtp = "POST" "/api/rest/otp/generate", Access::Scope(Scope::OtpWrite);
    /// Check a one-time code.
    RestCheckOtp = "POST" "/api/rest/otp/check", Access::Scope(Scope::OtpWrite);
    /// Count the segments of messages.
    RestCountSms = "POST" "/api/rest/sms/count", Access::Scope(Scope::SmsRead);
    /// Where messages can be sent, and what they cost there, network by network.
    RestCoverage = "GET" "/api/rest/sms/coverage", Access::Scope(Scope::SmsRead);
    /// Where messages can be sent, and what they cost there, country by country.
    RestCoverageByCountry = "GET" "/api/rest/sms/coverageByCountry", Access::Scope(Scope::SmsRead);
    /// Send messages.
    RestSendSms = "POST" "/api/rest/sms", Access::Scope(Scope::SmsWrite);
    /// Show messages, by their ids with commas between.
    RestShowSms = "GET" "/api/rest/sms/{ids}", Access::Scope(Scope::SmsRead);
    /// The sendings that are still to come.
    RestListScheduled = "GET" "/api/rest/scheduled", Access::Scope(Scope::SmsRead);
    /// Put sendings off that are still to come.
    RestUpdateScheduled = "PUT" "/api/rest/scheduled", Access::Scope(Scope::SmsWrite);
    /// Call sendings off that are still to come.
    RestRemoveScheduled = "DELETE" "/api/rest/scheduled", Access::Scope(Scope::SmsWrite);
    /// The campaigns of the account, the newest first.
    RestListCampaigns = "GET" "/api/rest/campaigns", Access::Scope(Scope::SmsRead);
    /// A campaign, with its latest sendings.
    RestShowCampaign = "GET" "/api/rest/campaigns/{id}", Access::Scope(Scope::SmsRead);
    /// The sendings of a campaign, the newest first.
    RestListCampaignSendings = "GET" "/api/rest/campaigns/{id}/sendings", Access::Scope(Scope::SmsRead);
    /// The sendings of the account, the newest first.
    RestListSendings = "GET" "/api/rest/sendings", Access::Scope(Scope::SmsRead);
    /// A sending, and how far it is.
    RestShowSending = "GET" "/api/rest/sendings/{id}", Access::Scope(Scope::SmsRead);
    /// What happened in a sending, as a table.
    RestReportEvents = "GET" "/api/rest/sendings/{id}/reports/events", Access::Scope(Scope::SmsRead);
    /// Those whom the account sends nothing, the newest first.
    RestListBlacklist = "GET" "/api/rest/v2/blacklist/{type}", Access::Scope(Scope::SmsRead);
    /// Send somebody nothing from now on.
    RestAddToBlacklist = "PUT" "/api/rest/v2/blacklist/{type}", Access::Scope(Scope::SmsWrite);
    /// Send to somebody again.
    RestRemoveFromBlacklist = "DELETE" "/api/rest/v2/blacklist/{type}", Access::Scope(Scope::SmsWrite);
    /// The contacts of the account, the newest first.
    RestListContacts = "GET" "/api/rest/contacts", Access::Scope(Scope::ContactsRead);
    /// Add a contact.
    RestCreateContact = "POST" "/api/rest/contacts", Access::Scope(Scope::ContactsWrite);
    /// Show a contact.
    RestShowContact = "GET" "/api/rest/contacts/{id}", Access::Scope(Scope::ContactsRead);
    /// Replace all that is said of a contact.
    RestReplaceContact = "PUT" "/api/rest/contacts/{id}", Access::Scope(Scope::ContactsWrite);
    /// Remove a contact.
    RestRemoveContact = "DELETE" "/api/rest/contacts/{id}", Access::Scope(Scope::ContactsWrite);
    /// The groups of contacts, the newest first.
    RestListGroups = "GET" "/api/rest/groups", Access::Scope(Scope::ContactsRead);
    /// Add a group of contacts.
    RestCreateGroup = "POST" "/api/rest/groups", Access::Scope(Scope::ContactsWrite);
    /// Show a group of contacts.
    RestShowGroup = "GET" "/api/rest/groups/{id}", Access::Scope(Scope::ContactsRead);
    /// Rename a group of contacts.
    RestRenameGroup = "PUT" "/api/rest/groups/{id}", Access::Scope(Scope::ContactsWrite);
    /// Remove a group. Its contacts stay.
    RestRemoveGroup = "DELETE" "/api/rest/groups/{id}", Access::Scope(Scope::ContactsWrite);
    /// Shorten URLs.
    RestShorten = "POST" "/api/rest/shortener/shorten", Access::Scope(Scope::LinksWrite);

    /// Send a message at once.
    PushSms = "POST" "/v1/messaging/sms", Access::Scope(Scope::SmsWrite);
    /// Send messages to many, at a constant rate.
    Notify = "POST" "/notify", Access::Scope(Scope::SmsWrite);
    /// What became of messages to many.
    ShowNotified = "GET" "/notify", Access::Scope(Scope::SmsRead);

    /// Create an account.
    AdminCreateAccount = "POST" "/admin/accounts", Operator;
    /// Show an account.
    AdminShowAccount = "GET" "/admin/accounts/{username}", Operator;
    /// Change an account's limits, and what may have locked it out.
    AdminUpdateAccount = "PATCH" "/admin/accounts/{username}", Operator;
    /// Remove an account.
    AdminRemoveAccount = "DELETE" "/admin/accounts/{username}", Operator;
    /// Add to an account's balance, or take off it.
    AdminCredit = "POST" "/admin/accounts/{username}/credit", Operator;
    /// Replace an account's API password.
    AdminRotatePassword = "POST" "/admin/accounts/{username}/password", Operator;
    /// Show a short link.
    AdminShowLink = "GET" "/admin/links/{id}", Operator;
    /// Show the block list.
    AdminShowBlocklist = "GET" "/admin/blocklist", Operator;
    /// Replace the block list.
    AdminReplaceBlocklist = "PUT" "/admin/blocklist", Operator;
    /// Clear the block list.
    AdminClearBlocklist = "DELETE" "/admin/blocklist", Operator;
    /// Show the prices of messages.
    AdminShowPrices = "GET" "/admin/prices", Operator;
    /// Replace the prices of messages.
    AdminReplacePrices = "PUT" "/admin/prices", Operator;
    /// Go back to the prices that there were before any were loaded.
    AdminClearPrices = "DELETE" "/admin/prices", Operator;

    /// Send an e-mail to see whether e-mail gets out.
    AdminTestMail = "POST" "/admin/mail/test", Operator;

    /// Sign in with e-mail address and password.
    Login = "POST" "/v1/auth/login", Public;
    /// Exchange a refresh token for new tokens.
    Refresh = "POST" "/v1/auth/refresh", Public;
    /// End the session that calls.
    Logout = "POST" "/v1/auth/logout", User;
    /// Change the password of the user who calls.
    ChangePassword = "POST" "/v1/auth/password", GuardedUser;
    /// The second factor of the user who calls.
    ShowSecondFactor = "GET" "/v1/auth/second-factor", User;
    /// Begin to set up a second factor.
    EnrolSecondFactor = "POST" "/v1/auth/second-factor", GuardedUser;
    /// Show that the second factor works, which turns it on.
    ConfirmSecondFactor = "POST" "/v1/auth/second-factor/confirm", User;
    /// Turn the second factor off.
    RemoveSecondFactor = "DELETE" "/v1/auth/second-factor", GuardedUser;
    /// Replace the recovery codes.
    RenewRecoveryCodes = "POST" "/v1/auth/second-factor/recovery-codes", GuardedUser;
    /// The API keys of the account.
    ListKeys = "GET" "/v1/auth/keys", Access::Scope(Scope::KeysRead);
    /// Make an API key.
    CreateKey = "POST" "/v1/auth/keys", Guarded(Scope::KeysWrite);
    /// Show an API key; never the key itself.
    ShowKey = "GET" "/v1/auth/keys/{id}", Access::Scope(Scope::KeysRead);
    /// Change the name, scopes or expiry of an API key.
    UpdateKey = "PATCH" "/v1/auth/keys/{id}", Guarded(Scope::KeysWrite);
    /// Revoke an API key.
    RevokeKey = "DELETE" "/v1/auth/keys/{id}", Access::Scope(Scope::KeysWrite);

    /// The account that calls.
    ShowAccount = "GET" "/v1/account", Access::Scope(Scope::AccountRead);
    /// Replace what may be changed of the account.
    ReplaceAccount = "PUT" "/v1/account", Guarded(Scope::AccountWrite);
    /// Change some of the account.
    UpdateAccount = "PATCH" "/v1/account", Guarded(Scope::AccountWrite);
    /// The users of the account.
    ListUsers = "GET" "/v1/users", Access::Scope(Scope::UsersRead);
    /// Add a user.
    CreateUser = "POST" "/v1/users", Guarded(Scope::UsersWrite);
    /// Show a user.
    ShowUser = "GET" "/v1/users/{id}", Access::Scope(Scope::UsersRead);
    /// Change a user's name or role.
    UpdateUser = "PATCH" "/v1/users/{id}", Guarded(Scope::UsersWrite);
    /// Remove a user, and end its sessions.
    RemoveUser = "DELETE" "/v1/users/{id}", Guarded(Scope::UsersWrite);
    /// What happened in the account: sign-ins, changes of keys, refusals.
    ListAudit = "GET" "/v1/audit", Access::Scope(Scope::AuditRead);

    /// Begin a verification: send a code to a phone or a mailbox.
    CreateVerification = "POST" "/v1/verifications", Page(Scope::OtpWrite);
    /// Make a token with which a page may begin one verification, and end it.
    CreateVerificationToken = "POST" "/v1/verifications/tokens", Access::Scope(Scope::OtpWrite);
    /// What became of verifications.
    ShowVerificationStats = "GET" "/v1/verifications/stats", Access::Scope(Scope::OtpRead);
    /// Open a prefix of numbers that was stopped.
    OpenVerificationPrefix = "DELETE" "/v1/verifications/stops/{prefix}", Access::Scope(Scope::OtpWrite);
    /// Show where a verification stands.
    ShowVerification = "GET" "/v1/verifications/{id}", Page(Scope::OtpRead);
    /// Check a verification's code.
    CheckVerification = "POST" "/v1/verifications/{id}/check", Page(Scope::OtpWrite);
    /// Send a verification's code again.
    ResendVerification = "POST" "/v1/verifications/{id}/resend", Page(Scope::OtpWrite);
    /// Cancel a verification.
    CancelVerification = "DELETE" "/v1/verifications/{id}", Page(Scope::OtpWrite);
    /// The authenticator apps of a user of yours.
    ListFactors = "GET" "/v1/factors", Access::Scope(Scope::OtpRead);
    /// Set up an authenticator app of a user of yours.
    CreateFactor = "POST" "/v1/factors", Access::Scope(Scope::OtpWrite);
    /// Show where a factor stands.
    ShowFactor = "GET" "/v1/factors/{id}", Access::Scope(Scope::OtpRead);
    /// Check a code of a factor.
    CheckFactor = "POST" "/v1/factors/{id}/check", Access::Scope(Scope::OtpWrite);
    /// Give a factor new recovery codes.
    RenewFactorRecoveryCodes = "POST" "/v1/factors/{id}/recovery-codes", Access::Scope(Scope::OtpWrite);
    /// Remove a factor.
    RemoveFactor = "DELETE" "/v1/factors/{id}", Access::Scope(Scope::OtpWrite);
    /// Tell what a phone number is.
    ShowNumber = "GET" "/v1/numbers/{number}", Access::Scope(Scope::OtpRead);

    /// The short links of the account.
    ListLinks = "GET" "/v1/links", Access::Scope(Scope::LinksRead);
    /// Make a short link.
    CreateLink = "POST" "/v1/links", Access::Scope(Scope::LinksWrite);
    /// Show a short link.
    ShowLink = "GET" "/v1/links/{id}", Access::Scope(Scope::LinksRead);
    /// Draw a short link as a QR code.
    ShowLinkQr = "GET" "/v1/links/{id}/qr", Access::Scope(Scope::LinksRead);
    /// Replace what may be changed of a short link.
    ReplaceLink = "PUT" "/v1/links/{id}", Access::Scope(Scope::LinksWrite);
    /// Change some of a short link.
    UpdateLink = "PATCH" "/v1/links/{id}", Access::Scope(Scope::LinksWrite);
    /// Take a short link's preview from the page that it leads to.
    ReadLinkPreview = "POST" "/v1/links/{id}/preview", Access::Scope(Scope::LinksWrite);
    /// How often a short link was followed, when, by whom and from where.
    ShowLinkClicks = "GET" "/v1/links/{id}/clicks", Access::Scope(Scope::LinksRead);
    /// Remove a short link. Its slug is never given to another.
    RemoveLink = "DELETE" "/v1/links/{id}", Access::Scope(Scope::LinksWrite);

    /// Make or change many links.
    CreateLinkJob = "POST" "/v1/link-jobs", Access::Scope(Scope::LinksWrite);
    /// How far a job is.
    ShowLinkJob = "GET" "/v1/link-jobs/{id}", Access::Scope(Scope::LinksRead);
    /// What became of each row of a job.
    ListLinkJobRows = "GET" "/v1/link-jobs/{id}/rows", Access::Scope(Scope::LinksRead);
    /// All links of the account, as a file.
    ExportLinks = "GET" "/v1/link-export", Access::Scope(Scope::LinksRead);

    /// The domains of the account.
    ListDomains = "GET" "/v1/domains", Access::Scope(Scope::LinksRead);
    /// Add a domain for short links.
    CreateDomain = "POST" "/v1/domains", Access::Scope(Scope::LinksWrite);
    /// Show a domain.
    ShowDomain = "GET" "/v1/domains/{domain}", Access::Scope(Scope::LinksRead);
    /// Change where a domain leads without a link, or make it the default.
    UpdateDomain = "PATCH" "/v1/domains/{domain}", Access::Scope(Scope::LinksWrite);
    /// Look for what shows that a domain is the account's.
    VerifyDomain = "POST" "/v1/domains/{domain}/verify", Access::Scope(Scope::LinksWrite);
    /// Remove a domain. Its links lead nowhere from then on.
    RemoveDomain = "DELETE" "/v1/domains/{domain}", Access::Scope(Scope::LinksWrite);

    /// The webhooks of the account.
    ListWebhooks = "GET" "/v1/webhooks", Access::Scope(Scope::LinksRead);
    /// Add a webhook, which is told of clicks.
    CreateWebhook = "POST" "/v1/webhooks", Access::Scope(Scope::LinksWrite);
    /// Show a webhook; never its secret.
    ShowWebhook = "GET" "/v1/webhooks/{id}", Access::Scope(Scope::LinksRead);
    /// What is on its way to a webhook, and what never arrived.
    ListDeliveries = "GET" "/v1/webhooks/{id}/deliveries", Access::Scope(Scope::LinksRead);
    /// Remove a webhook, and what is on its way there.
    RemoveWebhook = "DELETE" "/v1/webhooks/{id}", Access::Scope(Scope::LinksWrite);

    /// What servers of the account were told of messages in vain.
    ListNotifications = "GET" "/v1/notifications", Access::Scope(Scope::SmsRead);
}

/// What a method and a path come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Routed<'a> {
    /// An endpoint, with the path's arguments in order, still percent-encoded.
    To(Endpoint, Vec<&'a str>),
    /// The path has other methods: these.
    Methods(Vec<&'static str>),
    /// No endpoint has this path.
    Nothing,
}

impl Endpoint {
    /// Whose conventions it follows.
    #[must_use]
    pub fn dialect(self) -> Dialect {
        Dialect::of(self.path())
    }

    /// Whether it answers a method. What anybody may `GET` also answers `HEAD`.
    fn answers(self, method: &str) -> bool {
        self.method() == method || (method == "HEAD" && self.answers_head())
    }

    fn answers_head(self) -> bool {
        self.method() == "GET" && self.access() == Public
    }

    /// The path's arguments, if it is this endpoint's.
    fn arguments(self, path: &str) -> Option<Vec<&str>> {
        let mut arguments = Vec::new();
        let mut segments = path.split('/');
        for expected in self.path().split('/') {
            let segment = segments.next()?;
            if expected.starts_with('{') {
                arguments.push(Some(segment).filter(|segment| !segment.is_empty())?);
            } else if segment != expected {
                return None;
            }
        }
        segments.next().is_none().then_some(arguments)
    }

    /// Where a request goes: to the first of the list whose path it is.
    #[must_use]
    pub fn route<'a>(method: &str, path: &'a str) -> Routed<'a> {
        let mut methods = Vec::new();
        // What is written out could also be the argument of another: `sms/count` and `sms/{ids}`.
        let is_written_out = Self::ALL.iter().any(|endpoint| endpoint.path() == path);
        for endpoint in Self::ALL {
            if is_written_out && endpoint.path() != path {
                continue;
            }
            let Some(arguments) = endpoint.arguments(path) else { continue };
            if endpoint.answers(method) {
                return Routed::To(*endpoint, arguments);
            }
            methods.push(endpoint.method());
            if endpoint.answers_head() {
                methods.push("HEAD");
            }
        }
        if methods.is_empty() { Routed::Nothing } else { Routed::Methods(methods) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_and_a_path_name_one_endpoint() {
        for endpoint in Endpoint::ALL {
            let same =
                |other: &&Endpoint| (other.method(), other.path()) == (endpoint.method(), endpoint.path());
            assert_eq!(Endpoint::ALL.iter().filter(same).count(), 1, "{endpoint:?}");
            let path = endpoint.path().replace(['{', '}'], "");
            assert!(
                matches!(Endpoint::route(endpoint.method(), &path), Routed::To(found, _) if found == *endpoint)
            );
        }
    }

    #[test]
    fn arguments_come_in_order_and_are_never_empty() {
        assert_eq!(
            Endpoint::route("POST", "/admin/accounts/a%40b/password"),
            Routed::To(Endpoint::AdminRotatePassword, vec!["a%40b"])
        );
        for path in ["/admin/accounts//password", "/admin/accounts/", "/admin/accounts/a/b", "/admin", ""] {
            assert_eq!(Endpoint::route("POST", path), Routed::Nothing, "{path}");
        }
    }

    #[test]
    fn another_method_is_told_those_that_there_are() {
        let methods = |path| match Endpoint::route("PROPFIND", path) {
            Routed::Methods(methods) => methods.join(", "),
            other => format!("{other:?}"),
        };
        assert_eq!(methods("/v1/links/abcdef"), "GET, PUT, PATCH, DELETE");
        assert_eq!(methods("/healthz"), "GET, HEAD");
        assert_eq!(methods("/v1/auth/keys"), "GET, POST");
        assert_eq!(methods("/api/rest/sms/coverage"), "GET");
    }

    #[test]
    fn what_an_endpoint_does_is_said() {
        assert_eq!(Endpoint::Login.summary(), "Sign in with e-mail address and password.");
        for endpoint in Endpoint::ALL {
            assert!(endpoint.summary().ends_with('.'), "{endpoint:?}");
        }
    }

    #[test]
    fn only_public_endpoints_are_outside_the_dialects() {
        for endpoint in Endpoint::ALL {
            if endpoint.dialect() == Dialect::Platform {
                assert_eq!(endpoint.access(), Public, "{endpoint:?}");
            }
            let is_for_operators = endpoint.dialect() == Dialect::Admin;
            assert_eq!(is_for_operators, endpoint.access() == Operator, "{endpoint:?}");
        }
    }
}
