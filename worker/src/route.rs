//! Every path that the Worker answers, in one list.

use shortwave::slug::Slug;
use worker::js_sys;

/// Which endpoint a path names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// `/healthz`
    Health,
    /// `/api/rest/…`
    Rest(RestRoute),
    /// `/admin/…`
    Admin(AdminRoute),
    /// `/{slug}`
    Slug(Slug),
    /// A static page, if there is one.
    Page,
    /// Nothing, and no page or slug may ever be here.
    Unknown,
}

/// Which endpoint of the REST dialect a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestRoute {
    /// `/api/rest/account`
    Account,
    /// `/api/rest/otp/generate`
    GenerateOtp,
    /// `/api/rest/otp/check`
    CheckOtp,
    /// `/api/rest/sms/count`
    CountSms,
    /// `/api/rest/shortener/shorten`
    Shorten,
}

/// Which endpoint of `/admin` a path names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdminRoute {
    /// `/admin/accounts`
    Accounts,
    /// `/admin/accounts/{username}`
    Account(String),
    /// `/admin/accounts/{username}/password`
    AccountPassword(String),
    /// `/admin/links/{slug}`
    Link(String),
    /// `/admin/test/panic`: where `TEST_FAULTS` allows it.
    Panic,
    /// `/admin/test/trap`: the same, as a fault that cannot unwind.
    Trap,
    /// `/admin/test/panic-otp/{username}`: the same, in the object of one of the account's codes.
    PanicOtp(String),
}

impl Route {
    /// The endpoint that a path names.
    pub fn of(path: &str) -> Self {
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        match segments.as_slice() {
            ["healthz"] => Self::Health,
            ["api", "rest", rest @ ..] => RestRoute::of(rest).map_or(Self::Unknown, Self::Rest),
            ["admin", rest @ ..] => AdminRoute::of(rest).map_or(Self::Unknown, Self::Admin),
            ["api" | "v1", ..] => Self::Unknown,
            [one] => one.parse().map_or(Self::Page, Self::Slug),
            _ => Self::Page,
        }
    }

    /// The methods that it answers, as `Allow` lists them.
    pub const fn methods(&self) -> &'static [&'static str] {
        match self {
            Self::Rest(rest) => rest.methods(),
            Self::Health | Self::Slug(_) | Self::Page => &["GET", "HEAD"],
            Self::Admin(admin) => admin.methods(),
            Self::Unknown => &[],
        }
    }

    /// Whether it answers a method. Where there is nothing, no method is the wrong one.
    pub fn allows(&self, method: &str) -> bool {
        *self == Self::Unknown || self.methods().contains(&method)
    }

    /// Whether people rather than programs ask for it, so that its errors may be pages.
    pub const fn is_for_people(&self) -> bool {
        matches!(self, Self::Slug(_) | Self::Page)
    }

    /// Its name in the log: the pattern of its path, so that no personal part of a path is logged.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Health => "/healthz",
            Self::Rest(rest) => rest.name(),
            Self::Admin(admin) => admin.name(),
            Self::Slug(_) => "/{slug}",
            Self::Page => "page",
            Self::Unknown => "unknown",
        }
    }
}

impl RestRoute {
    fn of(segments: &[&str]) -> Option<Self> {
        Some(match segments {
            ["account"] => Self::Account,
            ["otp", "generate"] => Self::GenerateOtp,
            ["otp", "check"] => Self::CheckOtp,
            ["sms", "count"] => Self::CountSms,
            ["shortener", "shorten"] => Self::Shorten,
            _ => return None,
        })
    }

    const fn methods(self) -> &'static [&'static str] {
        match self {
            Self::Account => &["GET"],
            Self::GenerateOtp | Self::CheckOtp | Self::CountSms | Self::Shorten => &["POST"],
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Account => "/api/rest/account",
            Self::GenerateOtp => "/api/rest/otp/generate",
            Self::CheckOtp => "/api/rest/otp/check",
            Self::CountSms => "/api/rest/sms/count",
            Self::Shorten => "/api/rest/shortener/shorten",
        }
    }
}

impl AdminRoute {
    fn of(segments: &[&str]) -> Option<Self> {
        Some(match segments {
            ["accounts"] => Self::Accounts,
            ["accounts", username] => Self::Account(decoded(username)),
            ["accounts", username, "password"] => Self::AccountPassword(decoded(username)),
            ["links", slug] => Self::Link(decoded(slug)),
            ["test", "panic"] => Self::Panic,
            ["test", "trap"] => Self::Trap,
            ["test", "panic-otp", username] => Self::PanicOtp(decoded(username)),
            _ => return None,
        })
    }

    const fn methods(&self) -> &'static [&'static str] {
        match self {
            Self::Accounts | Self::AccountPassword(_) | Self::Panic | Self::Trap | Self::PanicOtp(_) => {
                &["POST"]
            }
            Self::Account(_) => &["GET", "DELETE"],
            Self::Link(_) => &["GET"],
        }
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Accounts => "/admin/accounts",
            Self::Account(_) => "/admin/accounts/{username}",
            Self::AccountPassword(_) => "/admin/accounts/{username}/password",
            Self::Link(_) => "/admin/links/{slug}",
            Self::Panic => "/admin/test/panic",
            Self::Trap => "/admin/test/trap",
            Self::PanicOtp(_) => "/admin/test/panic-otp/{username}",
        }
    }
}

/// A path segment with its percent-encoding undone; as it is where that is malformed, which then names nothing.
fn decoded(segment: &str) -> String {
    js_sys::decode_uri_component(segment).map_or_else(|_| segment.to_owned(), String::from)
}
