//! The server that takes mail: the operator's setting.
//!
//! ```json
//! {"host": "smtp.example", "port": 465, "security": "tls", "username": "…", "password": "…",
//!  "from": "Acme <codes@acme.example>", "seconds": 30}
//! ```

use std::fmt;

use super::Sender;
use crate::settings::{self, Object, SettingsError};

/// How mail gets out.
#[derive(Clone, PartialEq, Eq)]
pub struct Settings {
    /// The server's name.
    pub host: String,
    /// The port that it takes mail at.
    pub port: u16,
    /// How the connection is encrypted.
    pub security: Security,
    /// Who it is told that we are.
    pub login: Option<Login>,
    /// Whom mail is from.
    pub from: Sender,
    /// How long a message may take.
    pub seconds: u16,
}

/// Redacted.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Settings(..)")
    }
}

/// How the connection to the server is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// From its first byte (RFC 8314, clause 3.3).
    Tls,
    /// Before anything else is said (RFC 3207).
    StartTls,
    /// Not at all, which is for developers' machines.
    None,
}

impl Security {
    /// As it is set.
    const ALL: [(&'static str, Self); 3] =
        [("tls", Self::Tls), ("starttls", Self::StartTls), ("none", Self::None)];

    const fn port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::StartTls => 587,
            Self::None => 25,
        }
    }
}

/// A name and its password.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// The name.
    pub username: String,
    /// The password.
    pub password: String,
}

/// Redacted.
impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(..)")
    }
}

impl Settings {
    /// Reads the setting. Only on a developer's machine may mail go unencrypted, and then without a password.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn parse(json: &str, is_local: bool) -> Result<Self, SettingsError> {
        const KNOWN: [&str; 7] = ["host", "port", "security", "username", "password", "from", "seconds"];
        let members = settings::members(json)?;
        let setting = Object::new(String::new(), &members, &KNOWN)?;
        let security = setting.security(is_local)?;
        Ok(Self {
            host: setting.host()?,
            port: setting.whole("port", 1..=u16::MAX, "a port is needed")?.unwrap_or(security.port()),
            security,
            login: setting.login(security)?,
            from: setting.from()?,
            seconds: setting.whole("seconds", 1..=60, "1 to 60 are needed")?.unwrap_or(30),
        })
    }
}

impl Object<'_> {
    fn security(&self, is_local: bool) -> Result<Security, SettingsError> {
        let word = self.text("security")?;
        let found = Security::ALL.into_iter().find(|(name, _)| *name == word);
        match found {
            Some((_, Security::None)) if !is_local => {
                Err(self.wrong("security", "none is for developers' machines only"))
            }
            Some((_, security)) => Ok(security),
            None => Err(self.wrong("security", "tls or starttls is needed")),
        }
    }

    fn host(&self) -> Result<String, SettingsError> {
        let host = self.text("host")?;
        let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
        if host.bytes().all(is_of_name) {
            Ok(host.to_owned())
        } else {
            Err(self.wrong("host", "the name of a host is needed"))
        }
    }

    fn whole(
        &self,
        name: &str,
        range: std::ops::RangeInclusive<u16>,
        needed: &'static str,
    ) -> Result<Option<u16>, SettingsError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let number = value.as_u64().and_then(|number| u16::try_from(number).ok());
        let number = number.filter(|number| range.contains(number));
        number.map(Some).ok_or_else(|| self.wrong(name, needed))
    }

    fn login(&self, security: Security) -> Result<Option<Login>, SettingsError> {
        if self.get("username").is_none() && self.get("password").is_none() {
            return Ok(None);
        }
        if security == Security::None {
            return Err(self.wrong("security", "no password is sent where nothing is encrypted"));
        }
        Ok(Some(Login { username: self.credential("username")?, password: self.credential("password")? }))
    }

    /// A NUL would end it (RFC 4616), and together they fit a command's line (RFC 4954, clause 4).
    fn credential(&self, name: &str) -> Result<String, SettingsError> {
        const MAX_BYTES: usize = 180;
        let text = self.text(name)?;
        if text.len() > MAX_BYTES || text.contains('\0') {
            return Err(self.wrong(name, "at most 180 bytes, none of them NUL, are needed"));
        }
        Ok(text.to_owned())
    }

    fn from(&self) -> Result<Sender, SettingsError> {
        let from = self.text("from")?.parse();
        from.map_err(|_| self.wrong("from", "an e-mail address in ASCII is needed, or Name <address>"))
    }
}
