//! HTTP Basic authentication (RFC 7617).

use std::str::FromStr;

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::ApiPassword;

/// Clients disagree on trailing `=`; both spellings decode.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What an `Authorization: Basic` header carries.
#[derive(Clone, Debug)]
pub struct BasicCredentials {
    /// The text before the first colon. Not yet known to be a username.
    pub username: String,
    /// The text after it.
    pub password: ApiPassword,
}

/// The header value is not `Basic base64(username:password)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not HTTP Basic credentials")]
pub struct BasicError;

impl FromStr for BasicCredentials {
    type Err = BasicError;

    fn from_str(header: &str) -> Result<Self, Self::Err> {
        let (scheme, token) = header.trim().split_once(' ').ok_or(BasicError)?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return Err(BasicError);
        }
        let decoded = BASE64.decode(token.trim_start()).map_err(|_| BasicError)?;
        let decoded = String::from_utf8(decoded).map_err(|_| BasicError)?;
        let (username, password) = decoded.split_once(':').ok_or(BasicError)?;
        Ok(Self { username: username.to_owned(), password: ApiPassword::presented(password) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_documents_example_in_every_spelling() {
        for header in [
            "Basic dXNlcm5hbWU6YXBpUGFzc3dvcmQ=",
            "basic dXNlcm5hbWU6YXBpUGFzc3dvcmQ",
            " BASIC  dXNlcm5hbWU6YXBpUGFzc3dvcmQ= ",
        ] {
            let credentials: BasicCredentials = header.parse().unwrap();
            assert_eq!(credentials.username, "username");
            assert_eq!(credentials.password.expose(), "apiPassword");
        }
    }

    #[test]
    fn a_password_may_hold_colons() {
        let credentials: BasicCredentials = "Basic YTpiOmM=".parse().unwrap();
        assert_eq!((credentials.username.as_str(), credentials.password.expose()), ("a", "b:c"));
    }

    #[test]
    fn refuses_everything_else() {
        for header in ["", "Basic", "Basic ", "Basic !!!", "Basic dXNlcg==", "Bearer dXNlcjpw", "Basic /zo="]
        {
            assert_eq!(header.parse::<BasicCredentials>().unwrap_err(), BasicError, "{header}");
        }
    }
}
