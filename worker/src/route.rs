//! What a path means: an endpoint of the API, a short link, or a page.

use shortwave::{
    domain::Domain,
    endpoint::{Endpoint, Routed},
    link::LinkId,
};
use worker::js_sys;

use crate::platform;

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// An endpoint, with the arguments of the path.
    Api(Endpoint, Vec<String>),
    /// `/{slug}`
    Link(LinkId),
    /// `/{slug}+`
    Preview(LinkId),
    /// `/{slug}`, asked by a program that shows links and is to show this one by its own preview.
    Card(LinkId),
    /// `/{slug}`, where it opens an app.
    OpenApp {
        /// The app's URL.
        app: String,
        /// Where to go where there is no such app.
        fallback: String,
    },
    /// A link, or what else leads on, to where the operator lets nobody go.
    Blocked,
    /// `/receipts/kannel/{token}`: a Kannel of the operator's tells what became of a message.
    KannelReceipt(String),
    /// `/receipts/webhook/{token}`: a gateway of another kind does.
    WebhookReceipt(String),
    /// `/u/{token}`: a recipient wants no more messages.
    Unsubscribe(String),
    /// A static page, if there is one.
    Page,
    /// `/sandbox/messages`: what a developer's machine would have sent.
    Sandbox,
    /// `/sandbox/tokens`: a token for the example of a page.
    SandboxToken,
    /// No link, where there is nothing else: on the domain of an account.
    NoLink,
    /// `/admin/test/…`: where `TEST_FAULTS` allows it.
    Fault(Fault),
    /// Something, but not with this method; those that it has.
    OtherMethods(Vec<&'static str>),
    /// Nothing, and no page or slug may ever be here.
    Unknown,
}

/// What is broken on purpose, to show that it breaks nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `/admin/test/panic`
    Panic,
    /// `/admin/test/trap`: the same, as a fault that cannot unwind.
    Trap,
    /// `/admin/test/panic-otp/{username}`: a panic in the object of one of the account's codes.
    PanicOtp(String),
}

/// What pages answer.
const READS: [&str; 2] = ["GET", "HEAD"];

impl Route {
    /// Where a method and a path lead, on an account's domain or on the deployment's own hosts.
    pub fn of(method: &str, path: &str, domain: Option<Domain>) -> Self {
        let is_own_host = domain.is_none();
        match Self::of_link(path, domain) {
            Some(route @ Self::Link(_)) => return route.asked_by(method, &["GET", "HEAD", "POST"]),
            Some(route) => return route.asked_by(method, &READS),
            None if is_own_host => {}
            None => return Self::NoLink.asked_by(method, &READS),
        }
        match Endpoint::route(method, path) {
            Routed::To(endpoint, arguments) => {
                Self::Api(endpoint, arguments.into_iter().map(decoded).collect())
            }
            Routed::Methods(methods) => Self::OtherMethods(methods),
            Routed::Nothing => Self::outside_the_api(method, path),
        }
    }

    /// The same, after what redirects came to (`worker/redirect.js`).
    pub fn redirected(self, to: &str) -> Option<Self> {
        match (self, to.split('\n').collect::<Vec<_>>().as_slice()) {
            (Self::Link(id), ["P", ..]) => Some(Self::Card(id)),
            (_, ["A", _, app, fallback]) => {
                Some(Self::OpenApp { app: (*app).to_owned(), fallback: (*fallback).to_owned() })
            }
            (_, ["B"]) => Some(Self::Blocked),
            _ => None,
        }
    }

    fn of_link(path: &str, domain: Option<Domain>) -> Option<Self> {
        let segment = path.strip_prefix('/').filter(|segment| !segment.contains('/'))?;
        let id = |text| Some(LinkId { domain, slug: platform::normalised(&decoded(text)).parse().ok()? });
        match segment.strip_suffix('+') {
            Some(text) => id(text).map(Self::Preview),
            None => id(segment).map(Self::Link),
        }
    }

    fn outside_the_api(method: &str, path: &str) -> Self {
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        let fault = match segments.as_slice() {
            ["admin", "test", "panic"] => Fault::Panic,
            ["admin", "test", "trap"] => Fault::Trap,
            ["admin", "test", "panic-otp", username] => Fault::PanicOtp(decoded(username)),
            ["receipts", "kannel", token] => {
                return Self::KannelReceipt(decoded(token)).asked_by(method, &["GET"]);
            }
            ["receipts", "webhook", token] => {
                return Self::WebhookReceipt(decoded(token)).asked_by(method, &["POST"]);
            }
            ["u", token] => {
                return Self::Unsubscribe(decoded(token)).asked_by(method, &["GET", "HEAD", "POST"]);
            }
            ["sandbox", "messages"] => return Self::Sandbox.asked_by(method, &["GET"]),
            ["sandbox", "tokens"] => return Self::SandboxToken.asked_by(method, &["POST"]),
            ["api" | "admin" | "v1" | ".well-known", ..] => return Self::Unknown,
            _ => return Self::Page.asked_by(method, &READS),
        };
        if method == "POST" { Self::Fault(fault) } else { Self::OtherMethods(vec!["POST"]) }
    }

    fn asked_by(self, method: &str, methods: &[&'static str]) -> Self {
        if methods.contains(&method) { self } else { Self::OtherMethods(methods.to_vec()) }
    }

    /// The methods of an API path, for a preflight.
    pub fn methods_for_preflight(path: &str) -> Option<Vec<&'static str>> {
        match Endpoint::route("OPTIONS", path) {
            Routed::Methods(methods) => Some(methods),
            Routed::To(..) | Routed::Nothing => None,
        }
    }

    /// Whether people rather than programs ask for it, so that its errors may be pages.
    pub const fn is_for_people(&self) -> bool {
        matches!(
            self,
            Self::Link(_)
                | Self::Preview(_)
                | Self::Card(_)
                | Self::OpenApp { .. }
                | Self::Blocked
                | Self::Unsubscribe(_)
                | Self::Page
                | Self::NoLink
        )
    }

    /// Its name in the log: the pattern of its path, so that no personal part of a path is logged.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Api(endpoint, _) => endpoint.path(),
            Self::Link(_) | Self::Card(_) | Self::OpenApp { .. } => "/{slug}",
            Self::Preview(_) => "/{slug}+",
            Self::Blocked => "blocked",
            Self::KannelReceipt(_) => "/receipts/kannel/{token}",
            Self::WebhookReceipt(_) => "/receipts/webhook/{token}",
            Self::Unsubscribe(_) => "/u/{token}",
            Self::Sandbox => "/sandbox/messages",
            Self::SandboxToken => "/sandbox/tokens",
            Self::Page => "page",
            Self::NoLink => "no link",
            Self::Fault(_) => "/admin/test",
            Self::OtherMethods(_) => "other method",
            Self::Unknown => "unknown",
        }
    }
}

/// A path segment with its percent-encoding undone; as it is where that is malformed, which then names nothing.
fn decoded(segment: &str) -> String {
    js_sys::decode_uri_component(segment).map_or_else(|_| segment.to_owned(), String::from)
}
