//! What happened to messages, on its way to those who asked to be told.
//!
//! An event is one row, by which it is shown and told, so the one is never without the other. Their numbers rise: up to one of them all
//! have been handed over to the notifiers of the hosts.

use std::time::Duration;

use shortwave::{
    message::{Event, MessageId, Notification, Sending},
    otp::{Passage, VerificationId},
    target_url::UrlParts,
    time::Timestamp,
};
use worker::console_error;

use super::{SendingObject, run::MOST_HOSTS};
use crate::{
    durable::{Notice, NotifierStub, OtpStub, sql},
    env::{self, Config},
    failure::Failure,
    platform,
};

const SCHEMA: &str =
    "CREATE TABLE IF NOT EXISTS handed_over (one INTEGER PRIMARY KEY, up_to INTEGER NOT NULL);";

/// Events in one run of the alarm, with a notice or two for each: a statement takes values of at most 2 MB.
const AT_A_TIME: i64 = 150;

const RETRY_AFTER: Duration = Duration::from_secs(10);

impl SendingObject {
    /// Hands over what happened, or some of it and goes on in another run.
    pub(super) async fn tell(&self, sending: &Sending) -> worker::Result<()> {
        if !self.is_told(sending)? {
            return Ok(());
        }
        match self.hand_over(sending).await {
            Ok(false) => Ok(()),
            Ok(true) => self.wake_within(Duration::ZERO).await,
            Err(failure) => {
                console_error!("messages' events not told: {failure:?}");
                self.wake_within(RETRY_AFTER).await
            }
        }
    }

    /// Tells the verification that it is for what became of its message.
    async fn follow(&self, sending: &Sending, id: &VerificationId) -> Result<(), Failure> {
        let select = "SELECT number, kind, cost, at FROM event JOIN message ON number = message
            WHERE event.id > (SELECT coalesce(max(up_to), 0) FROM handed_over) ORDER BY event.id LIMIT ?";
        let (mut message, mut passages) = (0, Vec::new());
        for mut row in sql::rows(&self.sql(), select, vec![AT_A_TIME.into()])? {
            message = row.number()?;
            let kind = row.text()?.parse().map_err(|_| worker::Error::from("an event of no kind"))?;
            let (cost, at) = (row.number()?, Timestamp::from_millis(row.number()?));
            passages.extend(Passage::of(kind).map(|passage| (passage, cost, at)));
        }
        if passages.is_empty() {
            return Ok(());
        }
        let key = &Config::load(&self.env)?.hash_key;
        let message = MessageId::new(sending.id, message).to_string();
        let otp = OtpStub::of_verification(&self.env, key, &sending.account_id, id)?;
        otp.follow(id.clone(), message, passages).await
    }

    /// Whether anybody is told. Where recipients have URLs of their own, all do.
    fn is_told(&self, sending: &Sending) -> worker::Result<bool> {
        let select = "SELECT count(url) FROM (SELECT url FROM message ORDER BY number LIMIT 1)";
        Ok(sending.verification.is_some()
            || sending.event_url.is_some()
            || sending.delivery_url.is_some()
            || sending.notification_url.is_some()
            || sql::number(&self.sql(), select, Vec::new())? > 0)
    }

    /// Hands over some events, and tells whether there are more.
    async fn hand_over(&self, sending: &Sending) -> Result<bool, Failure> {
        self.run(SCHEMA, Vec::new())?;
        self.create_click_table()?;
        if let Some(id) = &sending.verification {
            self.follow(sending, id).await?;
        }
        let (last, notices) = self.notices(sending)?;
        if last == 0 {
            return Ok(false);
        }
        let (hosts, first_left) = by_host(notices);
        for (host, notices) in hosts {
            let notifier = NotifierStub::of(&self.env, &sending.account_id, &host)?;
            notifier.take(sending.account_id.clone(), sending.id, notices).await?;
        }
        let last = i64::try_from(first_left.map_or(last, |first| first - 1)).unwrap_or(i64::MAX);
        self.run("INSERT OR REPLACE INTO handed_over (one, up_to) VALUES (1, ?)", vec![last.into()])?;
        let more = "SELECT count(*) FROM (SELECT 1 FROM event WHERE id > ? LIMIT 1)";
        Ok(sql::number(&self.sql(), more, vec![last.into()])? > 0)
    }

    /// What is to be told of the next events, in their order, and the number of the last of them.
    fn notices(&self, sending: &Sending) -> worker::Result<(u64, Vec<Notice>)> {
        let select = "SELECT event.id, kind, at, number, recipient, parts, cost, coalesce(url, ?), coalesce((
                SELECT min(sent.at) FROM event AS sent WHERE sent.message = number AND sent.kind = 'sent'), 0),
                coalesce((SELECT clicked.url FROM clicked WHERE clicked.event = event.id), '')
            FROM event JOIN message ON number = message
            WHERE event.id > (SELECT coalesce(max(up_to), 0) FROM handed_over) ORDER BY event.id LIMIT ?";
        let url = sending.notification_url.as_deref().unwrap_or_default();
        let (mut last, mut notices) = (0, Vec::new());
        for mut row in sql::rows(&self.sql(), select, vec![url.into(), AT_A_TIME.into()])? {
            let event = row.number()?;
            last = event;
            let kind = row.text()?.parse().map_err(|_| "an event of no kind")?;
            let at = Timestamp::from_millis(row.number()?);
            let (number, to, parts, cost) = (row.number()?, row.text()?, row.number()?, row.number()?);
            let (template, sent_at, clicked) = (row.text()?, row.number()?, row.text()?);
            let sent_at = (sent_at != 0).then(|| Timestamp::from_millis(sent_at));
            let event_of = Event { kind, at };
            let clicked = Some(clicked.as_str()).filter(|url| !url.is_empty());
            let told =
                Notification { sending, number, to: &to, parts, cost, sent_at, event: event_of, clicked };
            // A message may have several links.
            let id = clicked.map_or_else(|| told.id(), |_| format!("{}-{event}", told.id()));
            if let Some(url) = Some(template).filter(|url| !url.is_empty()).and_then(|url| told.url(&url)) {
                notices.push(Notice { event, id: id.clone(), url, body: None });
            }
            if let Some((to, body)) =
                sending.delivery_url.as_ref().and_then(|to| Some((to, told.delivery(to)?)))
            {
                notices.push(Notice { event, id: id.clone(), url: to.url.clone(), body: Some(body) });
            }
            if let Some(url) = &sending.event_url {
                notices.push(Notice { event, id, url: url.clone(), body: Some(told.form()) });
            }
        }
        Ok((last, notices))
    }

    /// Sets the alarm, unless it comes before.
    pub(super) async fn wake_within(&self, wait: Duration) -> worker::Result<()> {
        let by = env::now().millis().saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX));
        let storage = self.state.storage();
        if storage.get_alarm().await?.is_none_or(|at| at > by) {
            storage.set_alarm(wait).await?;
        }
        Ok(())
    }
}

/// Notices by the hosts that they go to, and the number of the first event that goes to one host too many.
fn by_host(notices: Vec<Notice>) -> (Vec<(String, Vec<Notice>)>, Option<u64>) {
    let urls: Vec<_> = notices.iter().map(|notice| notice.url.as_str()).collect();
    let parts = platform::urls(&urls);
    let mut hosts: Vec<(String, Vec<Notice>)> = Vec::new();
    for (notice, parts) in notices.into_iter().zip(parts) {
        // A URL that was accepted is one still with its values in it. Were it none, it could be told nowhere.
        let Some(UrlParts { href, host, .. }) = parts else { continue };
        let event = notice.event;
        let notice = Notice { url: href, ..notice };
        let place = hosts.iter().position(|(known, _)| *known == host);
        if let Some((_, notices)) = place.and_then(|place| hosts.get_mut(place)) {
            notices.push(notice);
        } else if hosts.len() < MOST_HOSTS as usize {
            hosts.push((host, vec![notice]));
        } else {
            return (hosts, Some(event));
        }
    }
    (hosts, None)
}
