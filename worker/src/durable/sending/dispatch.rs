//! Submitting the messages of a sending, some at a time.

use std::time::Duration;

use futures_util::future::join_all;
use shortwave::{
    message::{
        Event, EventKind, MAX_RETRIES, MessageId, OTP_MARK, Parts, Sending, State, UNSUB_MARK, retry_seconds,
    },
    recipient::Recipient,
    request::OtpIdentity,
    time::Timestamp,
};
use worker::console_error;

use super::{SendingObject, messages::Due, report};
use crate::{
    durable::{OtpStub, sql},
    env::{self, Config},
    failure::Failure,
    provider::{Provider, Submission, Submitted},
    receipts::Token,
    unsubscribe,
};

/// One run of the alarm goes on for so long at most, and then sets itself again.
const RUN_MS: u64 = 5_000;

impl SendingObject {
    pub(super) async fn dispatch(&self, sending: &Sending) -> Result<(), Failure> {
        let config = Config::load(&self.env)?;
        let begun = env::now();
        self.recover(&config, begun)?;
        loop {
            let now = env::now();
            self.tell_receipts(now)?;
            self.end_doubts(now)?;
            if sending.is_expired(now) {
                self.expire(now)?;
            }
            if !self.submit_some(sending, &config, now).await? || now.millis_since(begun) > RUN_MS {
                break;
            }
        }
        if let Err(failure) = self.report(sending).await {
            console_error!("sending: {failure:?}");
        }
        let report = self.is_unreported()?.then(report::due);
        match self.next_due(sending)?.into_iter().chain(report).min() {
            Some(next) => Ok(self.wake_at(next).await?),
            None => Ok(()),
        }
    }

    /// Looks after what an interrupted run left behind: only one runs at a time.
    fn recover(&self, config: &Config, now: Timestamp) -> worker::Result<()> {
        let (state, due) = if config.provider().is_some_and(Provider::takes_none_twice) {
            (State::Waiting, now)
        } else {
            (State::Doubtful, now.plus_seconds(config.doubt_seconds))
        };
        let update = "UPDATE message SET state = ?, due = ? WHERE state = 'submitting'";
        self.run(update, vec![state.as_str().into(), due.millis().into()])
    }

    /// Ends what has waited too long to be sent.
    fn expire(&self, now: Timestamp) -> worker::Result<()> {
        self.end_all("state = 'waiting'", EventKind::Expired, now)
    }

    fn end_doubts(&self, now: Timestamp) -> worker::Result<()> {
        let overdue = format!("state = 'doubtful' AND due <= {}", now.millis());
        self.end_all(&overdue, EventKind::Undelivered, now)
    }

    /// Ends the messages that a condition holds for.
    fn end_all(&self, condition: &str, kind: EventKind, now: Timestamp) -> worker::Result<()> {
        let insert = format!(
            "INSERT INTO event (message, kind, at) SELECT number, ?, ? FROM message WHERE {condition}"
        );
        self.run(&insert, vec![kind.as_str().into(), now.millis().into()])?;
        let update = format!("UPDATE message SET state = ?, cost = 0 WHERE {condition} RETURNING 1");
        match sql::first(&self.sql(), &update, vec![kind.as_str().into()])? {
            Some(_) => self.mark_unreported(),
            None => Ok(()),
        }
    }

    /// What a provider that plays a carrier has to tell by now.
    fn tell_receipts(&self, now: Timestamp) -> worker::Result<()> {
        let select = "SELECT message, kind FROM receipt WHERE due <= ?";
        for mut row in sql::rows(&self.sql(), select, vec![now.millis().into()])? {
            let (number, kind) = (row.number()?, row.text()?);
            let kind: EventKind = kind.parse().map_err(|_| "a receipt of no kind")?;
            if let Some((state, _)) = self.standing(number)? {
                self.advance(number, state, Event { kind, at: now })?;
            }
        }
        self.run("DELETE FROM receipt WHERE due <= ?", vec![now.millis().into()])
    }

    /// Submits some messages that are due; false where there are none, or nobody to submit them to.
    async fn submit_some(&self, sending: &Sending, config: &Config, now: Timestamp) -> Result<bool, Failure> {
        let open = sending.windows.next_open(now);
        if open > now {
            self.put_off_all(now, open)?;
            return Ok(false);
        }
        let Some(room) = self.room(sending, config, now).await? else { return Ok(false) };
        let provider = config.provider();
        let due = self.due(now, provider.map_or(1, Provider::parts_at_a_time).min(room), sending)?;
        let Some(first) = due.first() else { return Ok(false) };
        let provider = match provider {
            Some(provider) if provider.is_there().await? => provider,
            _ => {
                self.put_off_all(now, now.plus_seconds(retry_seconds(first.attempts)))?;
                return Ok(false);
            }
        };
        let due = self.mark(self.wanted(sending, due, now).await?)?;
        self.take_turn(sending, &due)?;
        let submitted = join_all(due.iter().map(|due| self.submit(sending, provider, config, due))).await;
        for (due, submitted) in due.iter().zip(submitted) {
            // What failed in here may have reached the provider before.
            let submitted = submitted.unwrap_or_else(|failure| {
                console_error!("sending: {failure:?}");
                Submitted::Doubtful
            });
            self.settle(due, submitted, config)?;
        }
        Ok(true)
    }

    /// Notes that messages are being submitted, which is durable before a provider is asked.
    /// What was called off or put off since it was looked up is left out.
    fn mark(&self, mut due: Vec<Due>) -> worker::Result<Vec<Due>> {
        let numbers: Vec<u32> = due.iter().map(|due| due.number).collect();
        let mark = "UPDATE message SET state = 'submitting', attempts = attempts + 1
            WHERE number IN (SELECT value FROM json_each(?)) AND state = 'waiting' AND due <= ? RETURNING number";
        let values = vec![serde_json::to_string(&numbers)?.into(), env::now().millis().into()];
        let marked = sql::rows(&self.sql(), mark, values)?.into_iter().map(|mut row| row.number());
        let marked: Vec<u32> = marked.collect::<worker::Result<_>>()?;
        due.retain(|due| marked.contains(&due.number));
        Ok(due)
    }

    /// What is due waits until a moment.
    fn put_off_all(&self, now: Timestamp, until: Timestamp) -> worker::Result<()> {
        let update =
            "UPDATE message SET due = ?, attempts = attempts + 1 WHERE state = 'waiting' AND due <= ?";
        self.run(update, vec![until.millis().into(), now.millis().into()])
    }

    async fn submit(
        &self,
        sending: &Sending,
        provider: Provider<'_>,
        config: &Config,
        due: &Due,
    ) -> Result<Submitted, Failure> {
        let Some(text) = self.filled(sending, config, due).await? else { return Ok(Submitted::Refused) };
        let id = MessageId::new(sending.id, due.number);
        let submission = Submission {
            from: &sending.from,
            to: &due.to,
            text: &text,
            form: sending.form,
            reference_number: u16::try_from(due.number & 0xffff).unwrap_or_default(),
            taken: due.taken,
            receipts_to: &Token::of(&sending.account_id, id, config).url(&sending.origin),
        };
        Ok(provider.submit(&submission).await?)
    }

    /// A text with what its marks stand for; `None` where there may be no code now. A code is made when it is sent, so that its
    /// time begins then, and it is written down nowhere.
    async fn filled(&self, sending: &Sending, config: &Config, due: &Due) -> Result<Option<String>, Failure> {
        let mut text = due.text.clone();
        if text.contains(UNSUB_MARK) {
            let id = MessageId::new(sending.id, due.number);
            text = text.replace(UNSUB_MARK, &unsubscribe::url(sending, id, config));
        }
        if !text.contains(OTP_MARK) {
            return Ok(Some(text));
        }
        let recipient = Recipient::Phone(due.to.clone());
        let identity = OtpIdentity { recipient, app_id: sending.otp_app_id.clone() };
        let otp = OtpStub::of(&self.env, &config.hash_key, &sending.account_id, &identity)?;
        Ok(otp
            .generate(sending.otp.clone())
            .await?
            .ok()
            .map(|(_, code)| text.replace(OTP_MARK, code.expose())))
    }

    /// Notes what a provider answered, unless a receipt was faster.
    fn settle(&self, due: &Due, submitted: Submitted, config: &Config) -> worker::Result<()> {
        let (number, now) = (due.number, env::now());
        let Some((State::Submitting, parts)) = self.standing(number)? else { return Ok(()) };
        let kind = match submitted {
            Submitted::Accepted(receipt) => {
                if let Some((after, kind)) = receipt {
                    self.expect_receipt(number, kind, now, after)?;
                }
                EventKind::Sent
            }
            Submitted::Refused => EventKind::Rejected,
            Submitted::Later(_) if due.attempts >= MAX_RETRIES => EventKind::Undelivered,
            Submitted::Later(taken) => {
                self.put_parts(number, Parts { taken: parts.taken | taken, ..parts })?;
                let again = now.plus_seconds(retry_seconds(due.attempts));
                return self.put_off(number, State::Waiting, again);
            }
            Submitted::Doubtful => {
                return self.put_off(number, State::Doubtful, now.plus_seconds(config.doubt_seconds));
            }
        };
        self.advance(number, State::Submitting, Event { kind, at: now })
    }

    /// A provider that plays a carrier has something to tell after a while.
    fn expect_receipt(
        &self,
        number: u32,
        kind: EventKind,
        now: Timestamp,
        after: Duration,
    ) -> worker::Result<()> {
        let at = now.millis().saturating_add(i64::try_from(after.as_millis()).unwrap_or(i64::MAX));
        let insert = "INSERT INTO receipt (due, message, kind) VALUES (?, ?, ?)";
        self.run(insert, vec![at.into(), i64::from(number).into(), kind.as_str().into()])
    }

    fn put_off(&self, number: u32, state: State, until: Timestamp) -> worker::Result<()> {
        let update = "UPDATE message SET state = ?, due = ? WHERE number = ?";
        self.run(update, vec![state.as_str().into(), until.millis().into(), i64::from(number).into()])
    }
}
