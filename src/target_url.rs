//! Where a short link may lead.

use serde::{Deserialize, Serialize};

use crate::percent;

/// A URL taken apart by a WHATWG parser, as browsers do it. The platform has one, so the core carries none.
#[derive(Clone, Debug)]
pub struct UrlParts {
    /// The whole URL, normalised: host in ASCII, everything else percent-encoded where needed.
    pub href: String,
    /// The scheme without its colon, in lower case.
    pub scheme: String,
    /// User and password; empty when there are none.
    pub credentials: String,
    /// Host and, when it is not the scheme's own, port.
    pub host: String,
}

impl UrlParts {
    /// Of a whole URL as such a parser writes it. Credentials have their `@` and paths their slash percent-encoded where it
    /// would be taken for the end of something (URL Standard, clauses 4.2 and 4.5).
    #[must_use]
    pub fn of(href: String) -> Self {
        let (scheme, rest) = href.split_once(':').unwrap_or((&href, ""));
        let authority =
            rest.strip_prefix("//").and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or("");
        let (credentials, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let [scheme, credentials, host] = [scheme, credentials, host].map(str::to_owned);
        Self { href, scheme, credentials, host }
    }

    /// Whether it is of the web, and says of no user: such that may be told of receipts.
    #[must_use]
    pub fn is_plain_web(&self) -> bool {
        matches!(self.scheme.as_str(), "http" | "https")
            && self.credentials.is_empty()
            && !self.host.is_empty()
    }
}

/// A URL that a short link may lead to, in its normalised form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TargetUrl(String);

/// Why a link may not lead there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetUrlError {
    /// Over [`TargetUrl::MAX_BYTES`].
    #[error("longer than {} bytes", TargetUrl::MAX_BYTES)]
    TooLong,
    /// A control character, which a URL parser would drop silently.
    #[error("a control character")]
    ControlCharacter,
    /// Not an absolute `http` or `https` URL, nor of an app where those are taken.
    #[error("not an absolute http or https URL")]
    Scheme,
    /// The URL parser refused it, or it has no host.
    #[error("no valid host")]
    Host,
    /// User or password before the host: a way to disguise the host.
    #[error("credentials in the URL")]
    Credentials,
    /// The short host itself: a loop.
    #[error("leads back to the short host")]
    OwnHost,
    /// A host that the operator blocks.
    #[error("leads to a blocked host")]
    Blocked,
}

/// Which schemes are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schemes {
    /// `http` and `https`.
    Web,
    /// Those, and [`TargetUrl::APP_SCHEMES`].
    WebAndApps,
}

impl TargetUrl {
    /// The most bytes a caller's URL may have.
    pub const MAX_BYTES: usize = 2_048;

    /// The schemes by which apps are opened that a link may lead to. None of them runs anything in a browser.
    pub const APP_SCHEMES: [&'static str; 28] = [
        "fb",
        "fb-messenger",
        "geo",
        "instagram",
        "intent",
        "itms-apps",
        "itms-appss",
        "line",
        "mailto",
        "maps",
        "market",
        "msteams",
        "musically",
        "sgnl",
        "skype",
        "slack",
        "sms",
        "snapchat",
        "spotify",
        "tel",
        "tg",
        "twitter",
        "viber",
        "weixin",
        "whatsapp",
        "wechat",
        "youtube",
        "zoommtg",
    ];

    /// Judges a URL as a caller wrote it together with what `parse` makes of it; `None` from `parse` means that
    /// it is no URL. `own_hosts` are the hosts that serve short links, with their port where it is unusual.
    ///
    /// # Errors
    /// The first rule that the URL breaks.
    pub fn new(
        written: &str,
        schemes: Schemes,
        own_hosts: &[&str],
        mut parse: impl FnMut(&str) -> Option<UrlParts>,
    ) -> Result<Self, TargetUrlError> {
        if written.len() > Self::MAX_BYTES {
            return Err(TargetUrlError::TooLong);
        }
        if written.chars().any(char::is_control) {
            return Err(TargetUrlError::ControlCharacter);
        }
        let is_of_app = schemes == Schemes::WebAndApps && has_app_scheme(written);
        if !is_of_app && !has_web_scheme(written) {
            return Err(TargetUrlError::Scheme);
        }
        let parts = parse(written).ok_or(TargetUrlError::Host)?;
        if !is_of_app {
            judge(&parts, own_hosts)?;
        } else if !parts.credentials.is_empty() {
            return Err(TargetUrlError::Credentials);
        } else if let Some(fallback) = intent_fallback(&parts.href) {
            judge(&parse(&fallback).ok_or(TargetUrlError::Host)?, own_hosts)?;
        }
        Ok(Self(parts.href))
    }

    /// The same, unless its host is blocked.
    ///
    /// # Errors
    /// [`TargetUrlError::Blocked`].
    pub fn unless(self, is_blocked: impl FnOnce(&str) -> bool) -> Result<Self, TargetUrlError> {
        if is_blocked(&self.0) { Err(TargetUrlError::Blocked) } else { Ok(self) }
    }

    /// Whether browsers go there themselves, rather than open an app.
    #[must_use]
    pub fn is_web(&self) -> bool {
        has_web_scheme(&self.0)
    }

    /// Whether it is an `intent:`, of which Android knows where to go when no app is there for it: to its package's page in the
    /// store, or where it says itself.
    #[must_use]
    pub fn has_own_fallback(&self) -> bool {
        self.0.starts_with("intent:")
    }

    /// The normalised URL, fit for a `Location` header.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether the text starts with `http://` or `https://`. A URL parser would forgive missing slashes and
/// backslashes; what a caller wrote so is more likely a slip.
fn has_web_scheme(written: &str) -> bool {
    written.split_once("://").is_some_and(|(scheme, _)| {
        let scheme = scheme.trim_start();
        scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
    })
}

/// Where an `intent:` leads when no app is there for it, if it says so.
///
/// <https://developer.chrome.com/docs/android/intents>
pub(crate) fn intent_fallback(url: &str) -> Option<String> {
    let (_, fragment) = url.strip_prefix("intent:")?.split_once("#Intent;")?;
    let fallback = fragment.split(';').find_map(|part| part.strip_prefix("S.browser_fallback_url="))?;
    Some(percent::decoded(fallback))
}

fn has_app_scheme(written: &str) -> bool {
    let scheme = written.split_once(':').map_or("", |(scheme, _)| scheme);
    TargetUrl::APP_SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme))
}

fn judge(parts: &UrlParts, own_hosts: &[&str]) -> Result<(), TargetUrlError> {
    if parts.scheme != "http" && parts.scheme != "https" {
        return Err(TargetUrlError::Scheme);
    }
    if !parts.credentials.is_empty() {
        return Err(TargetUrlError::Credentials);
    }
    if parts.host.is_empty() {
        return Err(TargetUrlError::Host);
    }
    if own_hosts.iter().any(|own| same_host(own, &parts.host)) {
        return Err(TargetUrlError::OwnHost);
    }
    Ok(())
}

/// Whether two `host[:port]` name the same host: case and a name's final dot (RFC 1034, clause 3.1) do not count.
fn same_host(one: &str, other: &str) -> bool {
    let split = |text| {
        let (host, port) =
            str::rsplit_once(text, ':').filter(|(_, port)| !port.contains(']')).unwrap_or((text, ""));
        (host.trim_end_matches('.'), port)
    };
    let ((host, port), (other_host, other_port)) = (split(one), split(other));
    host.eq_ignore_ascii_case(other_host) && port == other_port
}
