//! What would have been sent from a developer's machine: the last messages and e-mails, in memory, to be looked at on `/sandbox/`.

use std::{cell::RefCell, collections::VecDeque};

use serde::Serialize;
use serde_json::json;
use shortwave::{
    answer::WholeSeconds,
    otp::ChannelKind,
    request::{
        native::{self, Arguments},
        v1,
    },
};
use worker::{Env, Response};

use crate::{
    auth,
    env::{self, Config},
    failure::Failure,
    http, page_tokens,
};

/// So many are remembered.
const MOST: usize = 50;

/// Something that was sent nowhere.
#[derive(Clone, Serialize)]
struct Seen {
    /// Counts up.
    id: u32,
    channel: &'static str,
    to: String,
    /// Whom a message is from, or what an e-mail is about.
    title: String,
    text: String,
    at: WholeSeconds,
}

thread_local!(static SEEN: RefCell<VecDeque<Seen>> = const { RefCell::new(VecDeque::new()) });

/// Remembers something, in place of sending it.
pub fn remember(channel: ChannelKind, to: &str, title: &str, text: &str) {
    SEEN.with_borrow_mut(|seen| {
        let id = seen.back().map_or(1, |last| last.id.saturating_add(1));
        seen.push_back(Seen {
            id,
            channel: channel.as_str(),
            to: to.to_owned(),
            title: title.to_owned(),
            text: text.to_owned(),
            at: WholeSeconds(env::now()),
        });
        if seen.len() > MOST {
            seen.pop_front();
        }
    });
}

/// `GET /sandbox/messages`: all of it, the oldest first. On a developer's machine only: codes are in it.
pub fn show(config: &Config) -> Result<Response, Failure> {
    if !config.is_local {
        return Err(Failure::NotFound);
    }
    http::json(200, &SEEN.with_borrow(|seen| seen.iter().cloned().collect::<Vec<_>>()))
}

/// `POST /sandbox/tokens`: a token of the demo account, as the server of a site would ask for one. It plays that server for the page of
/// the example (`www/verify/`), on a developer's machine only.
pub async fn token(env: &Env, config: &Config) -> Result<Response, Failure> {
    let account = if config.is_local { auth::demo_account(env, config).await? } else { None };
    let account = account.ok_or(Failure::NotFound)?;
    let decided = json!({ "brand": "Acme", "appId": "verify" });
    let decided = decided.as_object().cloned().unwrap_or_default();
    let wanted = native::read(Arguments::Json(decided), v1::create_verification_token)?;
    http::json(201, &page_tokens::issue(config, &account, None, &wanted)?)
}
