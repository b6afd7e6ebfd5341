//! Sixteen objects for each account: its one-time codes, of which each recipient is a row, and the factors of its users. An alarm hands
//! over what is due, and erases what is over; an object that has nothing left takes no storage.

mod outbox;

use std::cell::Cell;

use futures_util::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use shortwave::{
    auth::PageToken,
    ids::AccountId,
    keyed_hash::HashKey,
    otp::{
        CheckRefused, Checked, Code, CreateRefused, Created, Delivered, Generate, GenerateError,
        NewVerification, Otp, Passage, Presented, Record, ResendRefused, Status, Verification,
        VerificationId, text::Payment,
    },
    recipient::Recipient,
    time::Timestamp,
};
use worker::{Env, ScheduledTime, State};

use outbox::Outbox;

use super::{Asking, Class, Document, Object, Reply, factor::FactorCommand, reply, sql};
use crate::{
    env::{self, Config},
    failure::Failure,
    json,
    verifications::{self, Handed},
};

/// So many rows are looked after in one run of the alarm.
const AT_A_TIME: u32 = 100;

/// So much is handed over in one run: a request to the mail server, or four to objects, each. The free plan allows 50.
const HANDED_AT_A_TIME: usize = 10;

/// So many connections the platform opens at once.
const AT_ONCE: usize = 6;

/// Alarms are for whole seconds, so that what ends within one of them takes one alarm.
const WHOLE: i64 = 1_000;

/// So many objects an account has, each for the records that begin with one hexadecimal digit.
const OBJECTS: u8 = 16;

/// What names the first of them.
const FIRST: &str = "0";

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS record (id TEXT PRIMARY KEY, wake INTEGER NOT NULL, data TEXT NOT NULL) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS by_wake ON record (wake);
    CREATE TABLE IF NOT EXISTS owner (one INTEGER PRIMARY KEY, account TEXT NOT NULL);";

#[derive(Serialize, Deserialize)]
enum Command {
    Generate {
        app_id: String,
        request: Generate,
    },
    Check {
        app_id: String,
        presented: Presented,
    },
    Create {
        id: VerificationId,
        asked: NewVerification,
    },
    Show(VerificationId),
    CheckVerification {
        id: VerificationId,
        presented: Presented,
        payment: Option<Payment>,
    },
    Resend {
        id: VerificationId,
        is_new: bool,
    },
    End {
        id: VerificationId,
        status: Status,
    },
    HandOver {
        id: VerificationId,
        delivered: Delivered,
    },
    Follow {
        id: VerificationId,
        message: String,
        passages: Vec<Passed>,
    },
    Factor(FactorCommand),
    /// Erases all; the first of the objects has the others do so too.
    Erase,
    Spend {
        until: Timestamp,
    },
    GiveBack,
    Panic,
}

impl Command {
    const fn is_read(&self) -> bool {
        match self {
            Self::Show(_) => true,
            Self::Factor(command) => command.is_read(),
            _ => false,
        }
    }
}

/// How far a message came, what it cost, in millionths, and when.
pub type Passed = (Passage, u64, Timestamp);

/// A command, the account that it comes from, and whom it is about.
#[derive(Serialize, Deserialize)]
pub struct Asked {
    account: AccountId,
    record: String,
    command: Command,
}

/// Some of an account's recipients.
///
/// Two checks of one code never see the same state: between reading it and writing it there is no wait.
pub struct OtpObject {
    state: State,
    env: Env,
    /// When the alarm is set for, as far as this instance knows, in milliseconds.
    alarm: Cell<Option<i64>>,
    has_tables: Cell<bool>,
}

impl Class for OtpObject {
    type Command = Asked;

    fn new(state: State, env: Env) -> Self {
        Self { state, env, alarm: Cell::new(None), has_tables: Cell::new(false) }
    }

    async fn answer(&self, Asked { account, record, command }: Asked) -> worker::Result<Reply> {
        if matches!(command, Command::Erase) {
            return reply(&self.erase_all(&account, &record).await?);
        }
        self.create_tables(&account)?;
        let mut held = self.load(&record)?;
        let now = env::now();
        let is_read = command.is_read();
        let reply = self.transition(&mut held, &account, command, now)?;
        if !is_read {
            self.store(&record, &mut held, now).await?;
        }
        Ok(reply)
    }

    async fn alarm(&self) -> worker::Result<()> {
        self.alarm.set(None);
        let Some(account) = self.owner()? else { return self.erase().await };
        let due = self.settle_due().await?;
        let handed = stream::iter(due.into_iter().take(HANDED_AT_A_TIME))
            .map(|(id, created)| self.hand_over(&account, id, created))
            .buffer_unordered(AT_ONCE);
        // All of them, before a failure is looked at.
        let handed: Vec<worker::Result<()>> = handed.collect().await;
        handed.into_iter().collect::<worker::Result<()>>()?;
        let tell_at = self.outbox().tell(&self.env, &account).await?;
        let wake = sql::first(&self.sql(), "SELECT wake FROM record ORDER BY wake LIMIT 1", Vec::new())?;
        let wake = wake.map(|mut row| row.number().map(Timestamp::from_millis)).transpose()?;
        match wake.into_iter().chain(tell_at).min() {
            Some(at) => self.wake_at(at).await,
            None => self.erase().await,
        }
    }
}

impl OtpObject {
    fn transition(
        &self,
        held: &mut Record,
        account: &AccountId,
        command: Command,
        now: Timestamp,
    ) -> worker::Result<Reply> {
        let config = Config::load(&self.env).map_err(Failure::from)?;
        let keys = &config.otp_keys;
        match command {
            Command::Generate { app_id, request } => {
                reply(&held.generate(&app_id, &request, now, env::random()?, keys))
            }
            Command::Check { app_id, presented } => reply(&held.check(&app_id, &presented, now, keys)),
            Command::Create { id, asked } => reply(&held.create(id, asked, now, env::random()?, keys)),
            Command::Show(id) => {
                held.settle(now);
                reply(&held.verification(&id))
            }
            Command::CheckVerification { id, presented, payment } => {
                reply(&held.check_verification(&id, &presented, payment.as_ref(), now, keys))
            }
            Command::Resend { id, is_new } => reply(&held.resend(&id, is_new, now, env::random()?, keys)),
            Command::End { id, status } => reply(&held.end(&id, status, now)),
            Command::HandOver { id, delivered } => {
                let handed = held.hand_over(&id, delivered, keys);
                reply(&handed.map(|(verification, code)| verification.text(&code, now)))
            }
            Command::Follow { id, message, passages } => {
                for (passage, cost, at) in passages {
                    held.follow(&id, &message, passage, cost, at.min(now));
                }
                reply(&())
            }
            Command::Factor(command) => command.run(held, account, &config, now),
            Command::Erase => reply(&()),
            Command::Spend { until } => reply(&held.spend(until, now)),
            Command::GiveBack => reply(&held.give_back()),
            Command::Panic => deliberate_panic(),
        }
    }

    /// Brings those whose time has come to this moment; what is to be handed over for them. It stays due until it was.
    async fn settle_due(&self) -> worker::Result<Vec<(String, Created)>> {
        let config = Config::load(&self.env).map_err(Failure::from)?;
        let now = env::now();
        let select = "SELECT id FROM record WHERE wake <= ? ORDER BY wake LIMIT ?";
        let values = vec![now.millis().into(), i64::from(AT_A_TIME).into()];
        let mut due = Vec::new();
        for mut row in sql::rows(&self.sql(), select, values)? {
            let id = row.text()?;
            let mut held = self.load(&id)?;
            held.settle(now);
            held.tend(now, &config.otp_keys);
            due.extend(held.due(now, &config.otp_keys).into_iter().map(|created| (id.clone(), created)));
            self.store(&id, &mut held, now).await?;
        }
        Ok(due)
    }

    async fn hand_over(&self, account: &AccountId, id: String, created: Created) -> worker::Result<()> {
        let config = Config::load(&self.env).map_err(Failure::from)?;
        let handed = verifications::deliver(&self.env, &config, account, &created).await;
        // Somebody may have checked it, and more, meanwhile.
        let (mut held, now) = (self.load(&id)?, env::now());
        let Created { verification, delivery } = created;
        if handed == Handed::Sent {
            held.hand_over(&verification.id, Delivered::mailed(now), &config.otp_keys);
        }
        held.took(&verification.id, delivery.place, handed != Handed::Later, now);
        self.store(&id, &mut held, now).await
    }

    fn load(&self, id: &str) -> worker::Result<Record> {
        let row = sql::first(&self.sql(), "SELECT data FROM record WHERE id = ?", vec![id.into()])?;
        row.map_or_else(|| Ok(Record::default()), |mut row| Ok(json::read(&row.text()?)?))
    }

    /// Writes down what is kept of a recipient, and what happened to it that is to be told.
    async fn store(&self, id: &str, held: &mut Record, now: Timestamp) -> worker::Result<()> {
        if self.outbox().put(&held.news())? {
            self.wake_at(now.plus_seconds(outbox::GATHERED_SECONDS)).await?;
        }
        let Some(wake) = held.wake_at() else {
            return sql::run(&self.sql(), "DELETE FROM record WHERE id = ?", vec![id.into()]);
        };
        let wake = if wake <= now { now } else { whole(wake) };
        let values = vec![id.into(), wake.millis().into(), serde_json::to_string(held)?.into()];
        sql::run(&self.sql(), "INSERT OR REPLACE INTO record (id, wake, data) VALUES (?, ?, ?)", values)?;
        self.wake_at(wake).await
    }

    /// Sets the alarm, unless it comes before that.
    async fn wake_at(&self, at: Timestamp) -> worker::Result<()> {
        let storage = self.state.storage();
        if self.alarm.get().is_none() {
            self.alarm.set(storage.get_alarm().await?);
        }
        if self.alarm.get().is_some_and(|set| set <= at.millis()) {
            return Ok(());
        }
        self.alarm.set(Some(at.millis()));
        storage.set_alarm(ScheduledTime::from(at.millis().saturating_sub(env::now().millis()).max(0))).await
    }

    fn create_tables(&self, account: &AccountId) -> worker::Result<()> {
        if self.has_tables.replace(true) {
            return Ok(());
        }
        sql::run(&self.sql(), SCHEMA, Vec::new())?;
        sql::run(&self.sql(), outbox::SCHEMA, Vec::new())?;
        let owner = "INSERT OR IGNORE INTO owner (one, account) VALUES (1, ?)";
        sql::run(&self.sql(), owner, vec![account.as_str().into()])
    }

    /// Whose it is; `None` where nothing is kept, or what an earlier version kept.
    fn owner(&self) -> worker::Result<Option<AccountId>> {
        let has_table = "SELECT 1 FROM sqlite_master WHERE name = 'owner'";
        if sql::first(&self.sql(), has_table, Vec::new())?.is_none() {
            return Ok(None);
        }
        let owner = sql::first(&self.sql(), "SELECT account FROM owner", Vec::new())?;
        owner.map(|mut row| row.text()?.parse().map_err(|_| "no account".into())).transpose()
    }

    /// Erases what it holds, and where it is the first of the account's objects, what the others hold.
    async fn erase_all(&self, account: &AccountId, record: &str) -> worker::Result<()> {
        self.erase().await?;
        if record != FIRST {
            return Ok(());
        }
        let config = Config::load(&self.env).map_err(Failure::from)?;
        let others: Result<Vec<Asking<()>>, Failure> = (1..OBJECTS)
            .map(|digit| {
                let others = OtpStub::of_record(&self.env, &config.hash_key, account, format!("{digit:x}"))?;
                Ok(others.ask(Command::Erase))
            })
            .collect();
        let erased = stream::iter(others?).buffer_unordered(AT_ONCE);
        let erased: Vec<Result<(), Failure>> = erased.collect().await;
        Ok(erased.into_iter().collect::<Result<(), _>>()?)
    }

    async fn erase(&self) -> worker::Result<()> {
        self.has_tables.set(false);
        self.alarm.set(None);
        Document::of(&self.state).erase().await
    }

    fn outbox(&self) -> Outbox {
        Outbox::of(self.sql())
    }

    fn sql(&self) -> worker::SqlStorage {
        self.state.storage().sql()
    }
}

/// The end of the second that a moment is in.
const fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_millis(at.millis().div_euclid(WHOLE).saturating_add(1).saturating_mul(WHOLE))
}

#[expect(clippy::panic, reason = "only /admin/test asks for it, to show that it costs one request")]
fn deliberate_panic() -> worker::Result<Reply> {
    panic!("asked for by /admin/test/panic-otp")
}

/// What is kept of one recipient, seen from outside by one account.
pub struct OtpStub {
    account: AccountId,
    record: String,
    stub: Object,
}

impl OtpStub {
    /// What is kept of one of an account's recipients.
    pub fn of(env: &Env, key: &HashKey, account: &AccountId, recipient: &Recipient) -> Result<Self, Failure> {
        let record = VerificationId::record_of(key, account.as_str(), recipient);
        Self::of_record(env, key, account, record)
    }

    /// What is kept of the recipient of one of an account's verifications.
    pub fn of_verification(
        env: &Env,
        key: &HashKey,
        account: &AccountId,
        id: &VerificationId,
    ) -> Result<Self, Failure> {
        Self::of_record(env, key, account, id.record().to_owned())
    }

    /// Erases all that is kept of an account's recipients and users.
    pub fn erase_all(env: &Env, key: &HashKey, account: &AccountId) -> Result<Asking<()>, Failure> {
        Ok(Self::of_record(env, key, account, FIRST.to_owned())?.ask(Command::Erase))
    }

    /// What is kept of a page's token, in the place of a recipient.
    pub fn of_token(env: &Env, key: &HashKey, token: &PageToken) -> Result<Self, Failure> {
        let mut record = token.name(key).to_hex();
        record.truncate(VerificationId::OF_RECORD);
        Self::of_record(env, key, &token.account, record)
    }

    /// The object is by the first digit of the record. The platform stores its name in the clear, so that is a keyed hash, which
    /// also keeps an account from that of another.
    pub(super) fn of_record(
        env: &Env,
        key: &HashKey,
        account: &AccountId,
        record: String,
    ) -> Result<Self, Failure> {
        let digit = record.get(..1).unwrap_or_default();
        let name = key.hash(&[b"otp-object", account.as_str().as_bytes(), digit.as_bytes()]).to_hex();
        let stub = Object::named(&env::otps(env)?, &name)?;
        Ok(Self { account: account.clone(), record, stub })
    }

    /// Makes a code of the REST dialect.
    pub fn generate(&self, app_id: String, request: Generate) -> Asking<Result<(Otp, Code), GenerateError>> {
        self.ask(Command::Generate { app_id, request })
    }

    /// Checks one.
    pub fn check(&self, app_id: String, presented: Presented) -> Asking<Checked> {
        self.ask(Command::Check { app_id, presented })
    }

    /// Begins a verification, whose id ends in these bytes.
    pub fn create(&self, random: [u8; 8], asked: NewVerification) -> Asking<Result<Created, CreateRefused>> {
        self.ask(Command::Create { id: VerificationId::new(&self.record, random), asked })
    }

    /// Spends a page's token; false where it was spent before. It is known until then.
    pub fn spend(&self, until: Timestamp) -> Asking<bool> {
        self.ask(Command::Spend { until })
    }

    /// Has the token as it was.
    pub fn give_back(&self) -> Asking<()> {
        self.ask(Command::GiveBack)
    }

    /// A verification.
    pub fn show(&self, id: VerificationId) -> Asking<Option<Verification>> {
        self.ask(Command::Show(id))
    }

    /// Checks a verification's code.
    pub fn check_verification(
        &self,
        id: VerificationId,
        presented: Presented,
        payment: Option<Payment>,
    ) -> Asking<Result<(bool, Verification), CheckRefused>> {
        self.ask(Command::CheckVerification { id, presented, payment })
    }

    /// Sends a verification's code again, or another.
    pub fn resend(&self, id: VerificationId, is_new: bool) -> Asking<Result<Created, ResendRefused>> {
        self.ask(Command::Resend { id, is_new })
    }

    /// Ends a verification that is pending, and tells which it is.
    pub fn end(&self, id: VerificationId, status: Status) -> Asking<Option<Verification>> {
        self.ask(Command::End { id, status })
    }

    /// The text of a verification for what is now sent; `None` where nothing is to be sent any more.
    pub fn hand_over(&self, id: VerificationId, delivered: Delivered) -> Asking<Option<String>> {
        self.ask(Command::HandOver { id, delivered })
    }

    /// Tells what became of a message of a verification.
    pub fn follow(&self, id: VerificationId, message: String, passages: Vec<Passed>) -> Asking<()> {
        self.ask(Command::Follow { id, message, passages })
    }

    /// Makes the object panic.
    pub fn panic(&self) -> Asking<()> {
        self.ask(Command::Panic)
    }

    /// The record's name.
    pub(super) fn record(&self) -> &str {
        &self.record
    }

    /// Asks about factors.
    pub(super) fn ask_factor<R: serde::de::DeserializeOwned>(&self, command: FactorCommand) -> Asking<R> {
        self.ask(Command::Factor(command))
    }

    fn ask<R: serde::de::DeserializeOwned>(&self, command: Command) -> Asking<R> {
        let (account, record) = (self.account.clone(), self.record.clone());
        self.stub.ask(&Asked { account, record, command })
    }
}
