//! Which providers there are, and which of them a message is given to: the operator's setting.
//!
//! ```json
//! {"providers": {"main": {"kind": "kannel", "url": "…", "username": "…", "password": "…"},
//!                "backup": {"kind": "webhook", "url": "…", "secret": "whsec_…"}},
//!  "routes": [{"account": "acme", "country": "ES", "providers": ["backup", "main"]},
//!             {"providers": ["main", "backup"]}]}
//! ```

use serde_json::Value;

use super::{kannel::Gateway, webhook::Receiver};
use crate::{
    country::CountryIso,
    phone::Msisdn,
    settings::{self, Object, SettingsError},
    username::Username,
};

/// Who carries messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// What the operator calls it. Messages that it has remember it by that.
    pub name: ProviderName,
    /// Where it is.
    pub access: Access,
    /// Whether it carries certified messages, and no others.
    certifies: bool,
}

impl Provider {
    /// Whether it carries messages that are certified, or that are not. The sandbox plays whatever is asked of it.
    const fn carries(&self, is_certified: bool) -> bool {
        matches!(self.access, Access::Sandbox) || self.certifies == is_certified
    }
}

/// The name of a provider: 1 to 32 ASCII letters, digits, `-` and `_`, so that it may stand in a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderName(String);

impl ProviderName {
    /// The most characters.
    pub const MAX: usize = 32;

    /// The name of a text; `None` where that may be none.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        let fits = (1..=Self::MAX).contains(&text.len()) && text.bytes().all(is_allowed);
        fits.then(|| Self(text.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a provider is, and how it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nowhere: it plays what a carrier would do.
    Sandbox,
    /// A Kannel.
    Kannel(Gateway),
    /// A gateway of any kind that is posted messages.
    Webhook(Receiver),
}

impl Access {
    /// Whether a message that it is given twice goes out once. Of one that it may have, or not, it can be asked again then.
    #[must_use]
    pub const fn takes_none_twice(&self) -> bool {
        match self {
            Self::Sandbox | Self::Webhook(_) => true,
            Self::Kannel(_) => false,
        }
    }
}

/// Providers, and who of them carries what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Providers {
    list: Vec<Provider>,
    /// The first that fits counts, and the last fits all.
    routes: Vec<Route>,
}

/// Who carries the messages of an account to a country, of any where none is named.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Route {
    account: Option<Username>,
    country: Option<CountryIso>,
    /// Places in the list of providers, those first that are asked first.
    order: Vec<usize>,
}

impl Route {
    const fn fits_all(&self) -> bool {
        self.account.is_none() && self.country.is_none()
    }

    fn fits(&self, account: &Username, country: Option<CountryIso>) -> bool {
        self.account.as_ref().is_none_or(|own| own == account)
            && self.country.is_none_or(|own| country == Some(own))
    }
}

/// Whether a text is a URL of `http` or `https` without credentials: there is no parser of URLs here.
pub type IsUrl<'a> = &'a dyn Fn(&str) -> bool;

impl Providers {
    /// The most providers.
    pub const MAX: usize = 8;

    /// The sandbox alone.
    #[must_use]
    pub fn sandbox() -> Self {
        let name = ProviderName("sandbox".to_owned());
        Self {
            list: vec![Provider { name, access: Access::Sandbox, certifies: false }],
            routes: vec![Route::to_all(vec![0])],
        }
    }

    /// Reads the setting. Where there is one provider, routes may be left out.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn parse(json: &str, is_url: IsUrl<'_>) -> Result<Self, SettingsError> {
        let setting = settings::members(json)?;
        let setting = Object::new(String::new(), &setting, &["providers", "routes"])?;
        let list = setting.list_of_providers(is_url)?;
        let routes = match setting.get("routes") {
            None if list.len() == 1 && list.iter().all(|provider| provider.carries(false)) => {
                vec![Route::to_all(vec![0])]
            }
            None => {
                return Err(setting.wrong(
                    "routes",
                    "needed but for a single provider, which carries what is not certified",
                ));
            }
            Some(routes) => setting.list_of_routes(routes, &list)?,
        };
        Ok(Self { list, routes })
    }

    /// All of them.
    #[must_use]
    pub fn list(&self) -> &[Provider] {
        &self.list
    }

    /// Whether any of them carries certified messages.
    #[must_use]
    pub fn certify(&self) -> bool {
        self.list.iter().any(|provider| provider.carries(true))
    }

    /// The provider of a name, if there still is one.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Provider> {
        self.list.iter().find(|provider| provider.name.as_str() == name)
    }

    /// Those who may carry a message of an account to a number, certified or not, in the order in which they are asked.
    pub fn of_route(
        &self,
        account: &Username,
        to: &Msisdn,
        is_certified: bool,
    ) -> impl Iterator<Item = &Provider> {
        let country = CountryIso::of(to);
        let route = self.routes.iter().find(|route| route.fits(account, country));
        let providers =
            route.into_iter().flat_map(|route| &route.order).filter_map(|place| self.list.get(*place));
        providers.filter(move |provider| provider.carries(is_certified))
    }
}

impl Route {
    const fn to_all(order: Vec<usize>) -> Self {
        Self { account: None, country: None, order }
    }
}

impl Object<'_> {
    fn url(&self, is_url: IsUrl<'_>) -> Result<String, SettingsError> {
        let url = Some(self.text("url")?).filter(|url| is_url(url));
        url.map(str::to_owned).ok_or_else(|| self.wrong("url", "no URL of http or https without credentials"))
    }

    fn list_of_providers(&self, is_url: IsUrl<'_>) -> Result<Vec<Provider>, SettingsError> {
        let members = self.get("providers").and_then(Value::as_object);
        let members = members.filter(|members| (1..=Providers::MAX).contains(&members.len()));
        let members = members.ok_or_else(|| self.wrong("providers", "an object of 1 to 8 is needed"))?;
        let mut list = Vec::new();
        for (name, value) in members {
            let path = format!("providers.{name}");
            let name = ProviderName::new(name);
            let name = name.ok_or_else(|| {
                SettingsError::new(path.as_str(), "a name has 1 to 32 letters, digits, - and _")
            })?;
            list.push(Provider {
                name,
                access: access(&path, value, is_url)?,
                certifies: certifies(&path, value)?,
            });
        }
        Ok(list)
    }

    fn list_of_routes(&self, routes: &Value, list: &[Provider]) -> Result<Vec<Route>, SettingsError> {
        let routes = routes.as_array().filter(|routes| !routes.is_empty());
        let routes = routes.ok_or_else(|| self.wrong("routes", "a list that is not empty is needed"))?;
        let mut read = Vec::new();
        for (place, value) in routes.iter().enumerate() {
            let path = format!("routes.{place}");
            let route = route(&path, value, list)?;
            if route.fits_all() != (place + 1 == routes.len()) {
                return Err(SettingsError::new(
                    path,
                    "the last route, and no other, has neither account nor country",
                ));
            }
            read.push(route);
        }
        Ok(read)
    }
}

fn access(path: &str, value: &Value, is_url: IsUrl<'_>) -> Result<Access, SettingsError> {
    let kind = value.get("kind").and_then(Value::as_str);
    let object = |known| Object::of(path.to_owned(), value, known);
    match kind {
        Some("sandbox") => object(&["kind"]).map(|_| Access::Sandbox),
        Some("kannel") => {
            let object = object(&["kind", "url", "username", "password", "certifies"])?;
            let (username, password) = (object.text("username")?, object.text("password")?);
            let url = object.url(is_url)?;
            // A query of ours is put behind it.
            if url.contains(['?', '#']) {
                return Err(object.wrong("url", "a URL without ? and # is needed"));
            }
            Ok(Access::Kannel(Gateway { url, username: username.to_owned(), password: password.to_owned() }))
        }
        Some("webhook") => {
            let object = object(&["kind", "url", "secret", "certifies"])?;
            let secret = object.text("secret")?.parse();
            let secret =
                secret.map_err(|_| object.wrong("secret", "whsec_ and 32 bytes in base64 are needed"))?;
            Ok(Access::Webhook(Receiver { url: object.url(is_url)?, secret }))
        }
        _ => Err(SettingsError::new(format!("{path}.kind"), "sandbox, kannel or webhook is needed")),
    }
}

fn certifies(path: &str, value: &Value) -> Result<bool, SettingsError> {
    let said = value.get("certifies").map_or(Some(false), Value::as_bool);
    said.ok_or_else(|| SettingsError::new(format!("{path}.certifies"), "true or false is needed"))
}

fn route(path: &str, value: &Value, list: &[Provider]) -> Result<Route, SettingsError> {
    let object = Object::of(path.to_owned(), value, &["account", "country", "providers"])?;
    let written = |name| object.get(name).map(|_| object.text(name)).transpose();
    let account = written("account")?.map(str::parse).transpose();
    let country = written("country")?.map(str::parse).transpose();
    let names = object.get("providers").and_then(Value::as_array).filter(|names| !names.is_empty());
    let names = names.ok_or_else(|| object.wrong("providers", "a list that is not empty is needed"))?;
    let mut order = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let place = list.iter().position(|provider| Some(provider.name.as_str()) == name.as_str());
        match place {
            Some(place) if !order.contains(&place) => order.push(place),
            _ => {
                return Err(
                    object.wrong(&format!("providers.{at}"), "no provider of this name, or there twice")
                );
            }
        }
    }
    let has_plain = order.iter().filter_map(|place| list.get(*place)).any(|provider| provider.carries(false));
    if !has_plain {
        return Err(object.wrong("providers", "one that carries messages which are not certified is needed"));
    }
    Ok(Route {
        account: account.map_err(|_| object.wrong("account", "no name of an account"))?,
        country: country.map_err(|_| object.wrong("country", "no code of two capitals, such as ES"))?,
        order,
    })
}
