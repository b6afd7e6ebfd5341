//! `verifications`

use shortwave::{
    account::Identity,
    answer::verification::{StatsData, VerificationCheckData, VerificationData},
    error::{ApiError, ErrorCode},
    message::BlacklistKind,
    otp::{
        ChannelKind, CheckRefused, CreateRefused, Created, ResendRefused, Status, Verification,
        VerificationId, is_open,
        traffic::{AskedStatistics, NoCode, Place},
    },
    recipient::Recipient,
    request::{
        Problem,
        v1::{self, CreateVerification, Decided},
    },
};

use super::{Answer, Asked, links::wrong, period::judged};
use crate::{
    auth::network,
    dialect::composing::{needs_provider, origin, wait},
    durable::{Begin, OtpStub, VerificationTrafficStub, address_of},
    env,
    failure::Failure,
    mail,
    page_tokens::{self, Page},
    phone, prices, verifications,
};

/// `POST verifications`
pub async fn create(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let (page, mut wanted) = match page(asked)? {
        Some((page, decided)) => (Some(page), asked.read(|reader| v1::begin_verification(reader, decided))?),
        None => (None, asked.read(v1::create_verification)?),
    };
    if wanted.new.code.is_some() && !asked.caller()?.account.profile.custom_codes {
        let expected = "code only where the operator lets the account decide on it: `customCodes`";
        return Err(wrong("code", Problem::Form { expected }));
    }
    needs_ways(asked, &wanted)?;
    if page.is_some() {
        wanted.address = asked.caller()?.address;
    }
    wanted.new.content.origin = origin(asked.call.request);
    asked.caller()?.account.profile.username.as_str().clone_into(&mut wanted.new.content.username);
    let is_wanted = is_wanted(asked, &wanted).await? && may_begin(asked, &wanted).await?;
    let random = match &page {
        Some(page) => page.spend().await?,
        None => env::random()?,
    };
    let begun = begin(asked, wanted, is_wanted, random).await;
    if let Some(page) = &page {
        page.settle(&begun).await?;
    }
    let verification = begun?;
    let location = format!("/v1/verifications/{}", verification.id.as_str());
    Ok(Answer::one(asked, 201, data(asked, &verification))?.with("Location", location))
}

/// The page that calls, if one does, with what its account has decided.
fn page<'a>(asked: &'a Asked<'_, '_>) -> Result<Option<(Page<'a>, Decided)>, Failure> {
    let token = asked.caller()?.page.as_ref();
    token.map(|token| Page::of(asked.call.env, asked.call.config, token)).transpose()
}

/// Begins a verification, and sends its code where that is wanted.
async fn begin(
    asked: &Asked<'_, '_>,
    wanted: CreateVerification,
    is_wanted: bool,
    random: [u8; 8],
) -> Result<Verification, Failure> {
    let (call, account) = (&asked.call, &asked.caller()?.account);
    let stub = OtpStub::of(call.env, &call.config.hash_key, &account.id, &wanted.recipient)?;
    let created = stub.create(random, wanted.new).await?;
    let created = created.map_err(|refused| match refused {
        CreateRefused::Wait(until) => wait(until),
        CreateRefused::Randomness => env::no_randomness(),
    })?;
    if is_wanted {
        return deliver(asked, &stub, created).await;
    }
    stub.end(created.verification.id, Status::Blocked).await?.ok_or(Failure::NotFound)
}

/// What the caller may see of a verification.
fn data<'a>(asked: &Asked<'_, '_>, verification: &'a Verification) -> VerificationData<'a> {
    let data = VerificationData::new(verification, env::now());
    let is_page = asked.caller.as_ref().is_some_and(|caller| caller.identity.is_page());
    if is_page { data.for_page() } else { data }
}

/// `POST verifications/tokens`
pub fn create_token(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let wanted = asked.read(v1::create_verification_token)?;
    let caller = asked.caller()?;
    let key = match &caller.identity {
        Identity::Key { id } => Some(id.clone()),
        _ => None,
    };
    let token = page_tokens::issue(asked.call.config, &caller.account.id, key, &wanted)?;
    Answer::explained(asked, 201, token, "Give it to one page: it begins one verification.")
}

/// Refuses where nobody takes what is to be sent.
fn needs_ways(asked: &Asked<'_, '_>, wanted: &CreateVerification) -> Result<(), Failure> {
    if wanted.to.iter().any(|to| to.phone().is_some()) {
        needs_provider(asked.call.config)?;
    }
    if wanted.to.iter().any(|to| to.phone().is_none()) {
        mail::needed(asked.call.config)?;
    }
    Ok(())
}

/// Whether all of the recipients may be sent to. Where they may, and there is no price, there is no way.
async fn is_wanted(asked: &Asked<'_, '_>, wanted: &CreateVerification) -> Result<bool, Failure> {
    let phones: Vec<_> = wanted.to.iter().filter_map(Recipient::phone).collect();
    if phones.is_empty() {
        return Ok(true);
    }
    let prefixes = &asked.caller()?.account.profile.code_prefixes;
    for phone in &phones {
        if !is_open(phone, &phone::judge(phone).await?, prefixes) {
            return Ok(false);
        }
    }
    let prices = prices::current(asked.call.env).await?;
    for phone in &phones {
        prices::cost(phone, 1, &prices).map_err(ApiError::from)?;
    }
    let numbers = phones.iter().map(|phone| phone.as_str().to_owned()).collect();
    let listed = asked.account()?.blacklisted_among(BlacklistKind::Sms, numbers).await?;
    Ok(listed.is_empty())
}

/// Counts it where it may begin; false where the prefix is stopped.
async fn may_begin(asked: &Asked<'_, '_>, wanted: &CreateVerification) -> Result<bool, Failure> {
    let caller = asked.caller()?;
    let (config, account) = (asked.call.config, &caller.account);
    let address =
        wanted.address.map(|address| address_of(config, &account.id, &network(address.to_canonical())));
    let begin = Begin {
        address,
        prefix: wanted.to.first().and_then(|to| Place::of(to).prefix),
        credential: caller.by().actor.as_str().to_owned(),
        limits: account.profile.limits.verifications,
    };
    match traffic(asked)?.begin(begin).await? {
        Ok(()) => Ok(true),
        Err(NoCode::Stopped) => Ok(false),
        Err(NoCode::Wait(until)) => Err(wait(until)),
    }
}

/// Hands the code over, where that is not left to the alarm. Where it cannot be, there is no verification.
async fn deliver(asked: &Asked<'_, '_>, stub: &OtpStub, created: Created) -> Result<Verification, Failure> {
    if created.delivery.channel.kind == ChannelKind::Email {
        return Ok(created.verification);
    }
    let (call, account) = (&asked.call, &asked.caller()?.account);
    if let Err(failure) = verifications::send_sms(call.env, call.config, &account.id, &created).await {
        stub.end(created.verification.id, Status::Canceled).await?;
        return Err(failure);
    }
    Ok(created.verification)
}

/// `GET verifications/stats`
pub async fn stats(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let v1::AskVerificationStats { period, group, only } = asked.read(v1::ask_verification_stats)?;
    let question = AskedStatistics { period: judged(period)?, group, only };
    let (statistics, stops) = traffic(asked)?.statistics(question.clone()).await?;
    let currency = &asked.caller()?.account.profile.currency;
    Answer::one(asked, 200, StatsData::new(&statistics, &stops, currency, &question.period))
}

/// `DELETE verifications/stops/{prefix}`
pub async fn open_prefix(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let was_stopped = traffic(asked)?.open(asked.id()?).await?;
    if was_stopped { Ok(Answer::none()) } else { Err(Failure::NotFound) }
}

fn traffic(asked: &Asked<'_, '_>) -> Result<VerificationTrafficStub, Failure> {
    VerificationTrafficStub::of(asked.call.env, &asked.caller()?.account.id)
}

/// `GET verifications/{id}`
pub async fn show(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let v1::ShowVerification { recipient } = asked.read(v1::show_verification)?;
    let (stub, id) = stub(asked)?;
    if recipient.is_some_and(|recipient| !is_of(asked, &id, &recipient)) {
        return Err(Failure::NotFound);
    }
    let verification = stub.show(id).await?.ok_or(Failure::NotFound)?;
    Answer::one(asked, 200, data(asked, &verification))
}

/// Whether a verification is of a recipient: its id says so.
fn is_of(asked: &Asked<'_, '_>, id: &VerificationId, recipient: &Recipient) -> bool {
    let account = asked.caller.as_ref().map_or("", |caller| caller.account.id.as_str());
    id.record() == VerificationId::record_of(&asked.call.config.hash_key, account, recipient)
}

/// `POST verifications/{id}/check`
pub async fn check(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let (presented, payment) = asked.read(v1::check_verification)?;
    let (stub, id) = stub(asked)?;
    let checked = stub.check_verification(id, presented, payment).await?;
    let (valid, verification) = checked.map_err(|refused| match refused {
        CheckRefused::NotFound => Failure::NotFound,
        CheckRefused::Wait(until) => wait(until),
    })?;
    Answer::one(asked, 200, VerificationCheckData { valid, verification: data(asked, &verification) })
}

/// `POST verifications/{id}/resend`
pub async fn resend(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let is_new = asked.read(v1::resend_verification)?;
    let (stub, id) = stub(asked)?;
    let created = stub.resend(id, is_new).await?.map_err(|refused| match refused {
        ResendRefused::NotFound => Failure::NotFound,
        ResendRefused::Ended(status) => ended(status),
        ResendRefused::Wait(until) => wait(until),
        ResendRefused::Randomness => env::no_randomness(),
    })?;
    let verification = deliver(asked, &stub, created).await?;
    Answer::one(asked, 200, data(asked, &verification))
}

/// `DELETE verifications/{id}`
pub async fn cancel(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let (stub, id) = stub(asked)?;
    let verification = stub.end(id, Status::Canceled).await?.ok_or(Failure::NotFound)?;
    match verification.status(env::now()) {
        Status::Canceled => Ok(Answer::none()),
        status => Err(ended(status)),
    }
}

fn stub(asked: &Asked<'_, '_>) -> Result<(OtpStub, VerificationId), Failure> {
    let id: VerificationId = asked.id()?;
    let (call, caller) = (&asked.call, asked.caller()?);
    // To a page, there is none but its own.
    if caller.page.as_ref().is_some_and(|token| !page_tokens::has_begun(call.config, token, &id)) {
        return Err(Failure::NotFound);
    }
    Ok((OtpStub::of_verification(call.env, &call.config.hash_key, &caller.account.id, &id)?, id))
}

fn ended(status: Status) -> Failure {
    ApiError::new(ErrorCode::Conflict, format!("The verification is {}", status.as_str())).into()
}
