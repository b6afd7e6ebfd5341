//! Where a short link may lead.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::written::{Form, Written};

/// A URL taken apart by a WHATWG parser, as browsers do it. The platform has one, so the core carries none.
#[derive(Clone, Debug)]
pub struct UrlParts {
    /// The whole URL, normalised: host in ASCII, everything else percent-encoded where needed.
    pub href: String,
    /// The scheme without its colon, in lower case.
    pub scheme: String,
    /// User and password together; empty when there are none.
    pub credentials: String,
    /// Host and, when it is not the scheme's own, port.
    pub host: String,
}

/// A URL that a short link may lead to, in its normalised form.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    /// Not an absolute `http` or `https` URL.
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
}

impl TargetUrl {
    /// The most bytes a caller's URL may have.
    pub const MAX_BYTES: usize = 2_048;

    /// Judges a URL as a caller wrote it together with what `parse` makes of it; `None` from `parse` means that
    /// it is no URL. `own_hosts` are the hosts that serve short links, with their port where it is unusual.
    ///
    /// # Errors
    /// The first rule that the URL breaks.
    pub fn new(
        written: &str,
        own_hosts: &[&str],
        parse: impl FnOnce(&str) -> Option<UrlParts>,
    ) -> Result<Self, TargetUrlError> {
        if written.len() > Self::MAX_BYTES {
            return Err(TargetUrlError::TooLong);
        }
        if written.chars().any(char::is_control) {
            return Err(TargetUrlError::ControlCharacter);
        }
        if !has_web_scheme(written) {
            return Err(TargetUrlError::Scheme);
        }
        let parts = parse(written).ok_or(TargetUrlError::Host)?;
        judge(&parts, own_hosts)?;
        Ok(Self(parts.href))
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
    let split = |text: &str| -> (String, String) {
        let (host, port) =
            text.rsplit_once(':').filter(|(_, port)| !port.contains(']')).unwrap_or((text, ""));
        (host.trim_end_matches('.').to_ascii_lowercase(), port.to_owned())
    };
    split(one) == split(other)
}

/// A URL as a caller wrote it, of the right scheme and length. Whether a link may lead there is for [`TargetUrl::new`]
/// to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LongUrl(String);

impl LongUrl {
    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LongUrl {
    type Err = TargetUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > TargetUrl::MAX_BYTES {
            return Err(TargetUrlError::TooLong);
        }
        if has_web_scheme(text) { Ok(Self(text.to_owned())) } else { Err(TargetUrlError::Scheme) }
    }
}

impl Written for LongUrl {
    const EXPECTED: &'static str = "http or https URL";
    const MAX: usize = TargetUrl::MAX_BYTES;

    fn form() -> Form {
        Form::Format { name: "iri", max: TargetUrl::MAX_BYTES }
    }
}
