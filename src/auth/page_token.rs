//! Tokens for pages: each is good for one verification, and for nothing else.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{MAX_TOKEN_BYTES, base62, same_secret};
use crate::{
    ids::{AccountId, KeyId, PageTokenId},
    keyed_hash::{HashKey, KeyedHash},
    sealed,
    time::Timestamp,
};

/// What everybody who opens a page may have: the right to begin one verification of an account, and to end it.
///
/// As text: [`Self::PREFIX`], the account (22 characters), the token's id (16), when it ends in seconds since 1970 (6 digits of base62), a
/// keyed hash (64 hexadecimal digits) of these and of the rest, and the rest: what the account has decided already, which is the
/// account's own affair, and so sealed (base64url). The server's key proves that the server issued it, so nothing is stored until it is spent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageToken {
    /// The account that pays.
    pub account: AccountId,
    /// Which token it is.
    pub id: PageTokenId,
    /// The API key that it was made with, if it was one: without that it is no good.
    pub key: Option<KeyId>,
    /// From when on it begins nothing. In whole seconds: what is beyond is dropped on the way into the text.
    pub expires_at: Timestamp,
    /// What is decided of the verification, as whoever reads requests has written it.
    pub decided: Vec<u8>,
}

/// The text is no token of this server, or not any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageTokenError {
    /// Not the prefix and fields of the right width.
    #[error("not a token for pages")]
    Form,
    /// Made without the server's key, or altered.
    #[error("not a token of this server")]
    Forged,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
}

impl PageToken {
    /// What every one of them starts with.
    pub const PREFIX: &'static str = "sw_page_";

    /// For so many seconds after its end it serves the verification that it has begun: no code is valid for longer.
    pub const AFTERWARDS_SECONDS: u32 = 600;

    const HASH_WIDTH: usize = 64;

    /// The text of the token: for the page alone, never logged or stored. `None` where more is decided than fits into a header.
    #[must_use]
    pub fn issue(&self, key: &HashKey) -> Option<String> {
        let (account, id) = (self.account.as_str(), self.id.as_str());
        let expires_at = u32::try_from(self.expires_at.millis().div_euclid(1_000)).ok()?;
        let expires_at = base62::write_number(expires_at);
        let inside = postcard::to_allocvec(&(&self.key, &self.decided)).ok()?;
        let sealed = URL_SAFE_NO_PAD.encode(sealed::added(&inside, key, &context(account, id)));
        let hash = proof([account, id, &expires_at, &sealed], key);
        let text = format!("{}{account}{id}{expires_at}{hash}{sealed}", Self::PREFIX);
        (text.len() <= MAX_TOKEN_BYTES).then_some(text)
    }

    /// Reads a token that this server issued.
    ///
    /// # Errors
    /// See [`PageTokenError`]: the first that applies, in the order in which they are declared.
    pub fn read(text: &str, key: &HashKey, now: Timestamp) -> Result<Self, PageTokenError> {
        let fields = text.strip_prefix(Self::PREFIX).filter(|_| text.len() <= MAX_TOKEN_BYTES);
        let fields = fields.and_then(fields_of).ok_or(PageTokenError::Form)?;
        let [account, id, expires_at, hash, sealed] = fields;
        if !same_secret(&proof([account, id, expires_at, sealed], key), hash) {
            return Err(PageTokenError::Forged);
        }
        let token = Self::opened(fields, key).ok_or(PageTokenError::Form)?;
        if now >= token.ends_at() {
            return Err(PageTokenError::Expired);
        }
        Ok(token)
    }

    fn opened([account, id, expires_at, _, sealed]: [&str; 5], key: &HashKey) -> Option<Self> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let inside = sealed::added(&sealed, key, &context(account, id));
        let (made_with, decided) = postcard::from_bytes(&inside).ok()?;
        Some(Self {
            account: account.parse().ok()?,
            id: id.parse().ok()?,
            key: made_with,
            expires_at: Timestamp::from_millis(i64::from(base62::read_number(expires_at)?) * 1_000),
            decided,
        })
    }

    /// Whether it may still begin its verification, if it has not.
    #[must_use]
    pub fn may_begin(&self, now: Timestamp) -> bool {
        now < self.expires_at
    }

    /// From when on it is good for nothing.
    #[must_use]
    pub const fn ends_at(&self) -> Timestamp {
        self.expires_at.plus_seconds(Self::AFTERWARDS_SECONDS)
    }

    /// A name of its own, by which it can be found again, and which tells nothing of it.
    #[must_use]
    pub fn name(&self, key: &HashKey) -> KeyedHash {
        key.hash(&[b"page-token-name", self.account.as_str().as_bytes(), self.id.as_str().as_bytes()])
    }
}

fn fields_of(text: &str) -> Option<[&str; 5]> {
    let widths = [AccountId::LENGTH, PageTokenId::LENGTH, base62::NUMBER_WIDTH, PageToken::HASH_WIDTH];
    let (front, sealed) = text.split_at_checked(widths.iter().sum())?;
    let [account, id, expires_at, hash] = base62::cut(front, widths)?;
    Some([account, id, expires_at, hash, sealed])
}

/// The hash that only the holder of the key can make. Another form of what is sealed takes another label.
fn proof(parts: [&str; 4], key: &HashKey) -> String {
    let [account, id, expires_at, sealed] = parts.map(str::as_bytes);
    key.hash(&[b"page-token", account, id, expires_at, sealed]).to_hex()
}

const fn context<'a>(account: &'a str, id: &'a str) -> [&'a [u8]; 3] {
    [b"page-token-inside", account.as_bytes(), id.as_bytes()]
}
