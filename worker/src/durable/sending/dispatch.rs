//! Submitting the messages of a sending, some at a time.
//!
//! A message is given to the first provider of its route that is there, and at once to the next where one says that it cannot take
//! it now. Once a provider may have it, it is that provider's, by name, until that surely has nothing of it.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use shortwave::{
    message::{
        Event, EventKind, MAX_RETRIES, MessageId, OTP_MARK, Parts, Sending, State, UNSUB_MARK, retry_seconds,
    },
    otp::Delivered,
    provider::{Provider, Providers},
    recipient::Recipient,
    time::Timestamp,
};
use worker::console_error;

use super::{
    Kept, SendingObject,
    messages::Due,
    report,
    run::{Choice, Given, Run},
};
use crate::{
    durable::{OtpStub, sql},
    env::{self, Config},
    failure::Failure,
    provider::{self, Answered, Submission, Submitted},
    receipts, unsubscribe,
};

/// As many messages as have so many parts are looked at in one run of the alarm.
const MOST_PARTS: u32 = 500;

/// So many are with providers at once. The platform opens no more connections, and what waited for one would pass for not answered.
const AT_ONCE: usize = 6;

impl SendingObject {
    /// One run: does some of what is due, and sets the alarm for the rest, at once where that is due too.
    pub(super) async fn dispatch(&self, sending: &Sending) -> Result<Kept, Failure> {
        let config = Config::load(&self.env)?;
        let now = env::now();
        self.recover(sending, &config, now)?;
        self.tell_receipts(now)?;
        self.end_doubts(now)?;
        if sending.is_expired(now) {
            self.expire(&config, now)?;
        }
        self.submit_due(sending, &config, now).await?;
        let is_over = self.next_due(sending)?.is_none_or(|next| next > env::now());
        if is_over || self.is_report_due() {
            match self.report(sending).await {
                Ok(Kept::Yes) => {}
                Ok(Kept::No) => return Ok(Kept::No),
                Err(failure) => console_error!("sending: {failure:?}"),
            }
        }
        let report = self.is_unreported()?.then(report::due);
        match self.next_due(sending)?.into_iter().chain(report).min() {
            Some(next) => Ok(self.wake_at(next).await.map(|()| Kept::Yes)?),
            None => self.rest(sending).await,
        }
    }

    /// There is nothing left to do but to forget it, where it is to be forgotten.
    async fn rest(&self, sending: &Sending) -> Result<Kept, Failure> {
        match sending.forget_at() {
            Some(at) if at <= env::now() => return self.forget(sending).await,
            Some(at) => self.wake_at(at).await?,
            None => {}
        }
        Ok(Kept::Yes)
    }

    /// Looks after what an interrupted run left behind: only one runs at a time. A code would be another the second time, but for that of a
    /// verification.
    fn recover(&self, sending: &Sending, config: &Config, now: Timestamp) -> worker::Result<()> {
        let known = config.providers.iter().flat_map(Providers::list);
        let names: Vec<_> = known
            .filter(|provider| provider.access.takes_none_twice())
            .map(|provider| provider.name.as_str())
            .collect();
        let again = "UPDATE message SET state = 'waiting', due = ?, attempts = attempts + 1
            WHERE state = 'submitting' AND provider IN (SELECT value FROM json_each(?))
            AND (? OR instr(coalesce(text, ?), ?) = 0)";
        let text = sending.text.as_deref().unwrap_or_default();
        let names = serde_json::to_string(&names)?;
        let is_same = i64::from(sending.verification.is_some());
        let mark = OTP_MARK.to_string();
        self.run(again, vec![now.millis().into(), names.into(), is_same.into(), text.into(), mark.into()])?;
        self.doubt("state = 'submitting'", config, now)
    }

    /// The messages that a condition holds for wait for their receipts: nobody knows where they are.
    fn doubt(&self, condition: &str, config: &Config, now: Timestamp) -> worker::Result<()> {
        let update = format!("UPDATE message SET state = 'doubtful', due = ? WHERE {condition}");
        self.run(&update, vec![now.plus_seconds(config.doubt_seconds).millis().into()])
    }

    /// Ends what has waited too long to be sent. What a provider may have waits for its receipt.
    fn expire(&self, config: &Config, now: Timestamp) -> worker::Result<()> {
        self.doubt("state = 'waiting' AND provider IS NOT NULL", config, now)?;
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

    /// Submits messages that are due, as many as one run may.
    async fn submit_due(&self, sending: &Sending, config: &Config, now: Timestamp) -> Result<(), Failure> {
        let open = sending.windows.next_open(now);
        if open > now {
            return Ok(self.put_off_all(now, open)?);
        }
        let Some(room) = self.room(sending, config, now).await? else { return Ok(()) };
        let due = self.due(now, MOST_PARTS.min(room), sending, config)?;
        let Some(first) = due.first() else { return Ok(()) };
        let Some(providers) = &config.providers else {
            return Ok(self.put_off_all(now, now.plus_seconds(retry_seconds(first.attempts)))?);
        };
        let run = Run::new(sending, config, providers);
        let mut given = self.wanted(sending, self.choose(&run, due).await?, now).await?;
        self.take_turn(sending, &given)?;
        while !given.is_empty() {
            given = self.choose(&run, self.give(&run, given).await?).await?;
        }
        Ok(())
    }

    /// Whom messages are given to, as many as the requests that are left are enough for; the rest stays due. What nobody can take
    /// waits.
    async fn choose<'a>(&self, run: &Run<'a>, due: Vec<Due>) -> worker::Result<Vec<Given<'a>>> {
        let (mut given, mut room) = (Vec::new(), run.requests());
        for due in due {
            match run.choose(&due).await? {
                Choice::Nobody => self.put_off(&due, true)?,
                Choice::Gone => {
                    let condition = format!("number = {} AND state = 'waiting'", due.number);
                    self.doubt(&condition, run.config, env::now())?;
                }
                Choice::Provider(provider) => {
                    let Some(left) = room.checked_sub(requests(&due, provider)) else { break };
                    room = left;
                    given.push(Given { due, provider });
                }
            }
        }
        Ok(given)
    }

    /// Gives messages to their providers, some at once. Those come back that another may take.
    async fn give<'a>(&self, run: &Run<'a>, given: Vec<Given<'a>>) -> Result<Vec<Due>, Failure> {
        let given = stream::iter(given).map(|given| self.give_one(run, given)).buffer_unordered(AT_ONCE);
        // All of them, before a failure is looked at.
        let left: Vec<_> = given.collect().await;
        left.into_iter().filter_map(Result::transpose).collect()
    }

    async fn give_one<'a>(&self, run: &Run<'a>, given: Given<'a>) -> Result<Option<Due>, Failure> {
        let Given { mut due, provider } = given;
        if run.is_passed_over(provider, &due) {
            return Ok(Some(due));
        }
        let requests = requests(&due, provider);
        if !run.take(requests) {
            return Ok(None);
        }
        let Some(text) = self.filled(run.sending, run.config, &due).await? else {
            run.give_back(requests);
            // The code that is pending may be the one that was made for it the last time.
            if due.attempts == 0 {
                self.end(due.number, EventKind::Rejected)?;
            } else {
                self.put_off(&due, true)?;
            }
            return Ok(None);
        };
        due.text = text;
        if !self.mark(due.number, provider)? {
            return Ok(None);
        }
        let answered = self.submit(run, provider, &due).await.unwrap_or_else(|error| {
            console_error!("sending: {error}");
            Answered { submitted: Submitted::Doubtful, requests }
        });
        run.give_back(requests.saturating_sub(answered.requests + u32::from(due.has_code)));
        let is_left = self.settle(run, provider, &due, answered.submitted)?;
        Ok(is_left.then_some(due))
    }

    /// Notes that a provider is given a message, which is durable before it is asked. False for what was called off or put off
    /// since it was looked up.
    fn mark(&self, number: u32, provider: &Provider) -> worker::Result<bool> {
        let mark = "UPDATE message SET state = 'submitting', provider = ?
            WHERE number = ? AND state = 'waiting' AND due <= ? RETURNING 1";
        let now = env::now().millis();
        let values = vec![provider.name.as_str().into(), i64::from(number).into(), now.into()];
        Ok(sql::first(&self.sql(), mark, values)?.is_some())
    }

    async fn submit(&self, run: &Run<'_>, provider: &Provider, due: &Due) -> worker::Result<Answered> {
        let Run { sending, config, .. } = run;
        let message = MessageId::new(sending.id, due.number);
        let submission = Submission {
            id: &format!("{message}-{}", sending.account_id),
            from: &sending.from,
            to: &due.to,
            text: &due.text,
            form: sending.form,
            reference_number: u16::try_from(due.number & 0xffff).unwrap_or_default(),
            taken: due.taken,
            is_remembered: config.is_local,
            receipts_to: &receipts::url(&sending.origin, provider, &sending.account_id, message, config),
        };
        provider::submit(&provider.access, &submission).await
    }

    /// Notes what a provider answered, unless a receipt was faster. True where another may take the message at once.
    fn settle<'a>(
        &self,
        run: &Run<'a>,
        provider: &'a Provider,
        due: &Due,
        submitted: Submitted,
    ) -> worker::Result<bool> {
        let (number, now) = (due.number, env::now());
        let Some((State::Submitting, parts)) = self.standing(number)? else { return Ok(false) };
        match submitted {
            Submitted::Accepted(receipt) => {
                if let Some((after, kind)) = receipt {
                    self.expect_receipt(number, kind, now, after)?;
                }
                self.end(number, EventKind::Sent)?;
            }
            Submitted::Refused => self.end(number, EventKind::Rejected)?,
            Submitted::Later(taken) => {
                run.pass_over(provider);
                let taken = parts.taken | taken;
                self.put_parts(number, Parts { taken, ..parts })?;
                let is_kept = taken != 0 || due.provider.is_some();
                if !is_kept && run.is_passed_over(provider, due) {
                    return self.release(number).map(|()| true);
                }
                self.put_off(due, is_kept)?;
            }
            Submitted::Doubtful if provider.access.takes_none_twice() && !due.is_another_each_time => {
                self.put_off(due, true)?;
            }
            Submitted::Doubtful => self.doubt(&format!("number = {number}"), run.config, now)?,
        }
        Ok(false)
    }

    /// A provider surely has nothing of a message.
    fn release(&self, number: u32) -> worker::Result<()> {
        let update = "UPDATE message SET state = 'waiting', provider = NULL WHERE number = ?";
        self.run(update, vec![i64::from(number).into()])
    }

    /// A message waits to be submitted again, to the same provider where that is kept, unless it was often enough.
    fn put_off(&self, due: &Due, is_kept: bool) -> worker::Result<()> {
        if due.attempts >= MAX_RETRIES {
            return self.end(due.number, EventKind::Undelivered);
        }
        let update = "UPDATE message SET state = 'waiting', due = ?, attempts = attempts + 1, provider = iif(?, provider, NULL)
            WHERE number = ? AND state IN ('waiting', 'submitting')";
        let again = env::now().plus_seconds(retry_seconds(due.attempts));
        let values = vec![again.millis().into(), i64::from(is_kept).into(), i64::from(due.number).into()];
        self.run(update, values)
    }

    /// Something happened to a message now.
    fn end(&self, number: u32, kind: EventKind) -> worker::Result<()> {
        match self.standing(number)? {
            Some((state, _)) => self.advance(number, state, Event { kind, at: env::now() }),
            None => Ok(()),
        }
    }

    /// What is due waits until a moment.
    fn put_off_all(&self, now: Timestamp, until: Timestamp) -> worker::Result<()> {
        let update =
            "UPDATE message SET due = ?, attempts = attempts + 1 WHERE state = 'waiting' AND due <= ?";
        self.run(update, vec![until.millis().into(), now.millis().into()])
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
        if let Some(id) = &sending.verification {
            let otp = OtpStub::of_verification(&self.env, &config.hash_key, &sending.account_id, id)?;
            let message = MessageId::new(sending.id, due.number).to_string();
            let delivered = Delivered::submitted(message, env::now());
            return otp.hand_over(id.clone(), delivered).await;
        }
        let recipient = Recipient::Phone(due.to.clone());
        let otp = OtpStub::of(&self.env, &config.hash_key, &sending.account_id, &recipient)?;
        let made = otp.generate(sending.otp_app_id.clone(), sending.otp.clone()).await?;
        Ok(made.ok().map(|(_, code)| text.replace(OTP_MARK, code.expose())))
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
}

/// The most requests that giving a message to a provider takes.
fn requests(due: &Due, provider: &Provider) -> u32 {
    provider::requests(&provider.access, due.parts) + u32::from(due.has_code)
}
