//! The operator's block list: hosts that no short link may lead to.
//!
//! It is written as a text and kept as hashes in order, which are searched as they come from storage. What is hashed is a name
//! from its end to its beginning, so that one pass over a host meets every domain that it is under.
//!
//! 64 bits are enough for nobody to be blocked by chance: of 100,000 entries and a host under five names, the odds are one in
//! 30 million millions. Who makes a host that collides with an entry has blocked that host, and none that is listed gets away.

use crate::{domain::Domain, fnv, target_url::intent_fallback};

/// Hosts, each alone or with all that is under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocklist {
    /// [`FORMAT`], then the hashes of the entries, the least first, 8 bytes each, little-endian.
    bytes: Vec<u8>,
}

/// What the bytes begin with. Another form gets another number.
const FORMAT: u8 = 1;

/// Why a text is no block list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BlocklistError {
    /// Lines that are neither a host, nor empty, nor a comment; counted from 1, each but once, in order.
    #[error("no host in {}", told(.0))]
    Lines(Vec<usize>),
    /// Over [`Blocklist::MAX_ENTRIES`].
    #[error("more than {} entries", Blocklist::MAX_ENTRIES)]
    TooMany,
}

/// Nobody is blocked.
impl Default for Blocklist {
    fn default() -> Self {
        Self { bytes: vec![FORMAT] }
    }
}

impl Blocklist {
    /// The most entries.
    pub const MAX_ENTRIES: usize = 100_000;

    /// Reads a list: an entry a line, and what follows `#` is nobody's business. `example.com` is that host,
    /// `.example.com` and `*.example.com` are that host and all under it. Ports and final dots do not count.
    ///
    /// `host` is what a URL parser makes of a host as it is written, in ASCII and small letters; `None` for what is none.
    ///
    /// # Errors
    /// All lines that are wrong, or that there are too many.
    pub fn parse(text: &str, host: impl Fn(&str) -> Option<String>) -> Result<Self, BlocklistError> {
        let (mut hashes, mut wrong) = (Vec::new(), Vec::new());
        for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let written = line.split('#').next().unwrap_or_default().trim();
            match entry(written, &host) {
                _ if written.is_empty() => {}
                Some(entry) => hashes.push(entry.bytes().rev().fold(fnv::NOTHING, fnv::with)),
                None => wrong.push(number),
            }
        }
        if !wrong.is_empty() {
            return Err(BlocklistError::Lines(wrong));
        }
        hashes.sort_unstable();
        hashes.dedup();
        if hashes.len() > Self::MAX_ENTRIES {
            return Err(BlocklistError::TooMany);
        }
        let bytes = [FORMAT].into_iter().chain(hashes.into_iter().flat_map(u64::to_le_bytes));
        Ok(Self { bytes: bytes.collect() })
    }

    /// What [`Self::as_bytes`] gave; `None` for anything else.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Option<Self> {
        let (format, hashes) = bytes.split_first()?;
        (*format == FORMAT && hashes.len().is_multiple_of(size_of::<u64>())).then_some(Self { bytes })
    }

    /// As it is stored.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many different entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hashes().len()
    }

    /// Whether nothing is blocked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hashes().is_empty()
    }

    fn hashes(&self) -> &[[u8; 8]] {
        self.bytes.get(1..).unwrap_or_default().as_chunks().0
    }

    /// Whether a URL leads to a blocked host. Of a scheme of apps that is what stands behind `//`, if anything does, and of an
    /// `intent:` also where it leads without the app.
    #[must_use]
    pub fn blocks(&self, url: &str) -> bool {
        let leads_there =
            |url: &str| host_of(url).is_some_and(|host| self.blocks_host(host.trim_end_matches('.')));
        leads_there(url) || intent_fallback(url).is_some_and(|fallback| leads_there(&fallback))
    }

    fn blocks_host(&self, host: &str) -> bool {
        let mut hash = fnv::NOTHING;
        for byte in host.bytes().rev() {
            hash = fnv::with(hash, byte.to_ascii_lowercase());
            // What was hashed is `.example.com` of a host under it.
            if byte == b'.' && self.has(hash) {
                return true;
            }
        }
        self.has(hash) || self.has(fnv::with(hash, b'.'))
    }

    fn has(&self, hash: u64) -> bool {
        self.hashes().binary_search_by_key(&hash, |bytes| u64::from_le_bytes(*bytes)).is_ok()
    }
}

/// An entry as it is hashed: with a dot before it where all under it is meant too.
fn entry(written: &str, host: impl Fn(&str) -> Option<String>) -> Option<String> {
    let (name, dot) = match written.strip_prefix("*.").or_else(|| written.strip_prefix('.')) {
        Some(name) => (name, "."),
        None => (written, ""),
    };
    let name = if is_plain(name) { name.to_ascii_lowercase() } else { host(name)? };
    let name = name.trim_end_matches('.');
    (!name.split('.').any(str::is_empty)).then(|| format!("{dot}{name}"))
}

/// Whether a URL parser would leave a name as it is, but for capitals. Most are such, and are spared it.
fn is_plain(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.parse::<Domain>().is_ok() && !name.contains("xn--")
}

/// The host of a URL that a parser wrote, without its port.
fn host_of(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once(':')?;
    let authority = rest.strip_prefix("//")?.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    match host.find(']') {
        Some(end) => host.get(..=end),
        None => host.split(':').next(),
    }
}

/// Numbers of lines for people: as many as they will look at.
fn told(lines: &[usize]) -> String {
    const MOST: usize = 20;
    let numbers: Vec<String> = lines.iter().take(MOST).map(ToString::to_string).collect();
    let more = match lines.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let word = if lines.len() == 1 { "line" } else { "lines" };
    format!("{word} {}{more}", numbers.join(", "))
}
