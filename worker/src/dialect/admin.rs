//! `/admin/…`: the operator's own calls. Same envelopes as the REST dialect.

use shortwave::{
    account::{Account, StoredAccount},
    answer::{
        Data,
        admin::{self, ClickedLink, NewAccount, NewPassword},
    },
    auth::ApiPassword,
    blocklist::{Blocklist, BlocklistError},
    endpoint::Endpoint,
    error::{ApiError, ErrorCode},
    ids::AccountId,
    link::LinkId,
    mail::Mail,
    precondition::{Changed, Precondition},
    price::{PriceList, PriceListError},
    request,
    username::Username,
};
use worker::{Env, Request, Response, ResponseBuilder};

use crate::{
    Call, auth, blocklist,
    durable::{
        AccountStub, By, DirectoryStub, LinkShardStub, LinkWithClicks, LoginOwner, LoginStub, OtpStub,
        VerificationTrafficStub, WebhooksStub,
    },
    env::{self, Config},
    failure::{Failure, sentence},
    http,
    kv::LinkCache,
    mail, platform, prices,
    route::Fault,
};

/// Answers one of the calls.
pub async fn answer(call: &mut Call<'_>) -> Result<Response, Failure> {
    auth::operator(call.request, call.env, call.config).await?;
    let (env, config) = (call.env, call.config);
    match call.endpoint {
        Endpoint::AdminCreateAccount => create_account(call.request, env, config).await,
        Endpoint::AdminShowAccount => show_account(env, config, call.argument()).await,
        Endpoint::AdminUpdateAccount => update_account(call).await,
        Endpoint::AdminRemoveAccount => remove_account(env, config, call.argument()).await,
        Endpoint::AdminCredit => credit(call).await,
        Endpoint::AdminRotatePassword => rotate_password(env, config, call.argument()).await,
        Endpoint::AdminShowLink => show_link(env, call.argument()).await,
        Endpoint::AdminShowBlocklist => show_blocklist(env).await,
        Endpoint::AdminReplaceBlocklist => replace_blocklist(call.request, env).await,
        Endpoint::AdminClearBlocklist => clear_blocklist(env).await,
        Endpoint::AdminShowPrices => show_prices(env).await,
        Endpoint::AdminReplacePrices => replace_prices(call.request, env).await,
        Endpoint::AdminClearPrices => clear_prices(env).await,
        Endpoint::AdminTestMail => test_mail(call.request, config).await,
        _ => Err(Failure::NotFound),
    }
}

/// Breaks something on purpose, where the deployment allows it.
pub async fn fault(
    request: &mut Request,
    env: &Env,
    config: &Config,
    fault: &Fault,
) -> Result<Response, Failure> {
    match fault {
        _ if !config.test_faults => Err(Failure::NotFound),
        Fault::Panic => deliberate_panic(),
        Fault::Trap => std::process::abort(),
        Fault::PanicOtp(username) => panic_otp(request, env, config, username).await,
    }
}

async fn create_account(request: &mut Request, env: &Env, config: &Config) -> Result<Response, Failure> {
    let profile = request::read(&http::body(request).await?, request::create_account)?;
    let password = new_password()?;
    let id = AccountId::generate(&env::random::<64>()?).ok_or_else(env::no_randomness)?;
    let taken = || ApiError::new(ErrorCode::Conflict, "This username is taken.");
    let id = claim(env, config, &profile.username, id).await?.ok_or_else(taken)?;
    let stored = StoredAccount::new(id, profile, password.hash(&config.hash_key), env::now());
    if !AccountStub::of(env, &stored.account.id)?.create(stored.clone()).await? {
        return Err(taken().into());
    }
    http::json(201, &Data { data: NewAccount { account: (&stored.account).into(), api_password: &password } })
}

/// Takes a name for a new account. A name whose account was never made, since something failed between the two, is
/// there to be taken on.
async fn claim(
    env: &Env,
    config: &Config,
    username: &Username,
    id: AccountId,
) -> Result<Option<AccountId>, Failure> {
    let directory = DirectoryStub::of(env, &config.hash_key, username)?;
    let Some(earlier) = directory.claim(&id).await? else { return Ok(Some(id)) };
    let is_made = AccountStub::of(env, &earlier)?.show().await?.is_some();
    Ok((!is_made).then_some(earlier))
}

async fn show_account(env: &Env, config: &Config, username: &str) -> Result<Response, Failure> {
    let account = account(env, config, username).await?;
    http::json(200, &Data { data: admin::Account::from(&account) })
}

async fn update_account(call: &mut Call<'_>) -> Result<Response, Failure> {
    let change = request::read(&http::body(call.request).await?, request::update_account)?;
    let account = account(call.env, call.config, call.argument()).await?;
    let stub = AccountStub::of(call.env, &account.id)?;
    let Changed::Done(account) = stub.change(change, Precondition::Any, By::operator()).await? else {
        return Err(Failure::NotFound);
    };
    http::json(200, &Data { data: admin::Account::from(&account) })
}

/// The account goes first: from then on nobody is let in, whatever happens to the names that lead to it.
async fn remove_account(env: &Env, config: &Config, username: &str) -> Result<Response, Failure> {
    let account = account(env, config, username).await?;
    let (account, users) = AccountStub::of(env, &account.id)?.remove().await?.ok_or(Failure::NotFound)?;
    for user in users {
        let owner = LoginOwner { account: account.id.clone(), user: user.id };
        LoginStub::of(env, &config.hash_key, &user.email)?.release(owner).await?;
    }
    for domain in &account.domains.verified {
        LinkCache::open(env)?.remove_domain(domain).await?;
        DirectoryStub::of_domain(env, &config.hash_key, domain)?.release(&account.id).await?;
    }
    OtpStub::erase_all(env, &config.hash_key, &account.id)?.await?;
    VerificationTrafficStub::of(env, &account.id)?.erase().await?;
    if WebhooksStub::of(env, &account.id)?.erase().await? {
        LinkShardStub::all(env, |shard| shard.watch(&account.id, false)).await?;
    }
    DirectoryStub::of(env, &config.hash_key, &account.profile.username)?.release(&account.id).await?;
    Ok(ResponseBuilder::new().with_status(204).empty())
}

async fn rotate_password(env: &Env, config: &Config, username: &str) -> Result<Response, Failure> {
    let account = account(env, config, username).await?;
    let password = new_password()?;
    let hash = password.hash(&config.hash_key);
    if !AccountStub::of(env, &account.id)?.set_password(hash, By::operator()).await? {
        return Err(Failure::NotFound);
    }
    http::json(200, &Data { data: NewPassword { username, api_password: &password } })
}

/// The account of a name.
async fn account(env: &Env, config: &Config, username: &str) -> Result<Account, Failure> {
    let username: Username = username.parse().map_err(|_| Failure::NotFound)?;
    let id = DirectoryStub::of(env, &config.hash_key, &username)?.find().await?;
    AccountStub::of(env, &id.ok_or(Failure::NotFound)?)?.show().await?.ok_or(Failure::NotFound)
}

fn new_password() -> Result<ApiPassword, Failure> {
    ApiPassword::generate(&env::random::<128>()?).ok_or_else(env::no_randomness)
}

async fn show_link(env: &Env, id: &str) -> Result<Response, Failure> {
    let id: LinkId = id.parse().map_err(|_| Failure::NotFound)?;
    let found = LinkShardStub::of(env, id.shard())?.show(&id).await?;
    let LinkWithClicks { link, clicks } = found.ok_or(Failure::NotFound)?;
    http::json(200, &Data { data: ClickedLink::new(&link, clicks) })
}

async fn show_blocklist(env: &Env) -> Result<Response, Failure> {
    Ok(ResponseBuilder::new()
        .with_header("Content-Type", "text/plain; charset=utf-8")?
        .with_header("Cache-Control", "no-store")?
        .fixed(blocklist::text(env).await?))
}

/// What is no UTF-8 is no host either, so its line is told as wrong.
async fn replace_blocklist(request: &Request, env: &Env) -> Result<Response, Failure> {
    let text = http::body(request).await?;
    let wrong = |error: BlocklistError| {
        ApiError::new(ErrorCode::InvalidArguments, sentence(&format!("{error}: nothing was changed")))
    };
    let list = Blocklist::parse(&String::from_utf8_lossy(&text), platform::host).map_err(wrong)?;
    blocklist::replace(env, &list, &text).await?;
    http::json(200, &Data { data: admin::Blocklist { entries: list.len() } })
}

async fn clear_blocklist(env: &Env) -> Result<Response, Failure> {
    blocklist::replace(env, &Blocklist::default(), &[]).await?;
    Ok(ResponseBuilder::new().with_status(204).empty())
}

async fn show_prices(env: &Env) -> Result<Response, Failure> {
    Ok(ResponseBuilder::new()
        .with_header("Content-Type", "text/csv; charset=utf-8")?
        .with_header("Cache-Control", "no-store")?
        .fixed(prices::stored(env).await?.to_csv().into_bytes()))
}

async fn replace_prices(request: &Request, env: &Env) -> Result<Response, Failure> {
    let table = http::body_of_at_most(request, PriceList::MAX_BYTES).await?;
    let wrong = |error: PriceListError| {
        ApiError::new(ErrorCode::InvalidArguments, sentence(&format!("{error}: nothing was changed")))
    };
    let list = PriceList::parse(&table).map_err(wrong)?;
    let taken = admin::Prices { countries: list.countries().len(), rows: list.rows() };
    prices::replace(env, Some(list)).await?;
    http::json(200, &Data { data: taken })
}

async fn clear_prices(env: &Env) -> Result<Response, Failure> {
    prices::replace(env, None).await?;
    Ok(ResponseBuilder::new().with_status(204).empty())
}

/// The body names the code, as `otp/check` does.
async fn panic_otp(
    request: &mut Request,
    env: &Env,
    config: &Config,
    username: &str,
) -> Result<Response, Failure> {
    let asked = request::read(&http::body(request).await?, request::check_otp)?;
    let account = account(env, config, username).await?;
    OtpStub::of(env, &config.hash_key, &account.id, &asked.identity.recipient)?.panic().await?;
    http::json(200, &())
}

#[expect(clippy::panic, reason = "only where TEST_FAULTS allows it, to show that a panic costs one request")]
fn deliberate_panic() -> Result<Response, Failure> {
    panic!("asked for by /admin/test/panic")
}

async fn credit(call: &mut Call<'_>) -> Result<Response, Failure> {
    let request::Credit { amount, reference } =
        request::read(&http::body(call.request).await?, request::credit)?;
    let account = account(call.env, call.config, call.argument()).await?;
    let balance = AccountStub::of(call.env, &account.id)?.credit(amount.millionths(), reference).await?;
    let balance = balance.ok_or_else(|| ApiError::from(ErrorCode::NotEnoughCredits))?;
    http::json(200, &Data { data: admin::Balance::new(balance) })
}

async fn test_mail(request: &Request, config: &Config) -> Result<Response, Failure> {
    let asked = request::read(&http::body(request).await?, request::test_mail)?;
    let subject = asked.subject.unwrap_or_else(|| "Shortwave: a test".into());
    let text =
        asked.text.as_deref().unwrap_or("E-mail gets out: whoever runs Shortwave asked for this message.\n");
    let mailed = mail::send(config, &Mail { to: &asked.to, subject: &subject, text }).await?;
    http::json(200, &Data { data: admin::Mailed::from(mailed) })
}
