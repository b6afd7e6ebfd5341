//! Signed tokens: JSON Web Signatures in their compact form (RFC 7515), read strictly (RFC 8725).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use serde_json::{Map, Value};

use super::SigningKeys;
use crate::unique_json;

/// The most bytes of a token. It travels in a header, of which servers read 8 to 16 KB in all.
pub const MAX_TOKEN_BYTES: usize = 4_096;

/// The most bytes of a token's header, decoded.
const MAX_HEADER_BYTES: usize = 512;

/// A token is refused. For the log: callers should be told only that their token is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It has more than [`MAX_TOKEN_BYTES`].
    #[error("the token is too long")]
    TooLong,
    /// It is not three parts of base64url without padding (RFC 7515, clauses 2 and 7.1).
    #[error("not a compact JWS")]
    Malformed,
    /// Its header is not an object of the strings `alg`, `kid` and `typ` (RFC 7515, clause 4).
    #[error("the header is not one of ours")]
    Header,
    /// Its header names a key that is not of the set (RFC 7515, clause 4.1.4).
    #[error("the key is unknown")]
    UnknownKey,
    /// Its header names an algorithm that is not the key's (RFC 8725, clause 3.1).
    #[error("the algorithm is not the key's")]
    Algorithm,
    /// It is a token of another type (RFC 8725, clause 3.11).
    #[error("the token is of another type")]
    Type,
    /// It was not signed with that key, or changed since (RFC 7515, clause 5.2).
    #[error("the signature is wrong")]
    Signature,
    /// Its claims are not an object, or one of those that it must have is missing, twice or of the wrong form
    /// (RFC 7519, clauses 4 and 7.2).
    #[error("the claims are not an access token's")]
    Claims,
    /// Another issued it (RFC 7519, clause 4.1.1).
    #[error("the issuer is another")]
    Issuer,
    /// It is meant for others (RFC 7519, clause 4.1.3).
    #[error("the audience is another")]
    Audience,
    /// Its time has not come (RFC 7519, clause 4.1.5).
    #[error("the token is not yet valid")]
    NotYetValid,
    /// Its time is over (RFC 7519, clause 4.1.4).
    #[error("the token has expired")]
    Expired,
}

/// What a signature was found to be good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The type that the header names, if it names one (RFC 7515, clause 4.1.9).
    pub typ: Option<String>,
    /// The bytes that were signed, which may be any.
    pub payload: Vec<u8>,
}

impl SigningKeys {
    /// A token of that type with that payload, signed with the first key.
    ///
    /// Its header is `alg`, `kid` and `typ`. A `typ` is short, like `at+jwt`; a token of over
    /// [`MAX_TOKEN_BYTES`] will be refused.
    #[must_use]
    pub fn sign(&self, typ: &str, payload: &[u8]) -> String {
        let key = self.signing();
        let header = NewHeader { alg: key.secret.algorithm(), kid: &key.id, typ };
        // Texts can be written.
        let mut token = URL_SAFE_NO_PAD.encode(serde_json::to_string(&header).unwrap_or_default());
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(payload, &mut token);
        let signature = key.secret.sign(token.as_bytes());
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        token
    }

    /// The payload of a token that one of these keys signed and that is of this type, to the letter: so a token
    /// made for one end cannot serve another (RFC 8725, clause 3.11).
    ///
    /// # Errors
    /// As [`Self::verify_compact`], and [`TokenError::Type`].
    pub fn verify(&self, token: &str, typ: &str) -> Result<Vec<u8>, TokenError> {
        let verified = self.verify_compact(token)?;
        if verified.typ.as_deref() != Some(typ) {
            return Err(TokenError::Type);
        }
        Ok(verified.payload)
    }

    /// What a compact JWS of any type holds that one of these keys signed (RFC 7515, clause 5.2).
    ///
    /// The key is the one that `kid` names and the algorithm is the key's. A header with any other member is
    /// refused: so no token brings its own key (`jwk`, `jku`, `x5c`, `x5u`), nor says what is to be understood
    /// (`crit`, `b64`), nor unpacks (`zip`).
    ///
    /// # Errors
    /// [`TokenError::TooLong`], [`TokenError::Malformed`], [`TokenError::Header`], [`TokenError::UnknownKey`],
    /// [`TokenError::Algorithm`] or [`TokenError::Signature`]: the first that applies, in this order.
    pub fn verify_compact(&self, token: &str) -> Result<Verified, TokenError> {
        let parts = Parts::of(token)?;
        let header = Header::of(&parts.header)?;
        let key = self.find(&header.kid).ok_or(TokenError::UnknownKey)?;
        if header.alg != key.secret.algorithm() {
            return Err(TokenError::Algorithm);
        }
        if !key.secret.verify(parts.signed, &parts.signature) {
            return Err(TokenError::Signature);
        }
        Ok(Verified { typ: header.typ, payload: parts.payload })
    }
}

/// The parts of a token, decoded, and the text that was signed.
struct Parts<'a> {
    signed: &'a [u8],
    header: Vec<u8>,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl<'a> Parts<'a> {
    fn of(token: &'a str) -> Result<Self, TokenError> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(TokenError::TooLong);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
        // A further dot would be in the payload, and is not of the alphabet.
        let (header, payload) = signed.split_once('.').ok_or(TokenError::Malformed)?;
        Ok(Self {
            signed: signed.as_bytes(),
            header: decode(header)?,
            payload: decode(payload)?,
            signature: decode(signature)?,
        })
    }
}

/// Without padding, white space or bits left over: one token has one spelling.
fn decode(part: &str) -> Result<Vec<u8>, TokenError> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenError::Malformed)
}

/// The header of a token that is being made.
#[derive(Serialize)]
struct NewHeader<'a> {
    alg: &'a str,
    kid: &'a str,
    typ: &'a str,
}

/// The header of a token: these members and no others, and all of them strings.
struct Header {
    alg: String,
    kid: String,
    typ: Option<String>,
}

impl Header {
    fn of(json: &[u8]) -> Result<Self, TokenError> {
        if json.len() > MAX_HEADER_BYTES {
            return Err(TokenError::Header);
        }
        let mut members = unique_json::object(json).map_err(|_| TokenError::Header)?;
        let header = Self {
            alg: string(&mut members, "alg")?.ok_or(TokenError::Header)?,
            kid: string(&mut members, "kid")?.ok_or(TokenError::Header)?,
            typ: string(&mut members, "typ")?,
        };
        if members.is_empty() { Ok(header) } else { Err(TokenError::Header) }
    }
}

/// Takes a member out; `None` where there is none.
fn string(members: &mut Map<String, Value>, name: &str) -> Result<Option<String>, TokenError> {
    match members.remove(name) {
        None => Ok(None),
        Some(Value::String(value)) => Ok(Some(value)),
        Some(_) => Err(TokenError::Header),
    }
}
