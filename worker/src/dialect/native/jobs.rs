//! `link-jobs`, and `link-export`: many links at once.

use std::rc::Rc;

use futures_util::stream;
use shortwave::{
    answer::{
        export::{Export, ExportFormat},
        native::{LinkData, LinkJobData, LinkJobRowData},
    },
    error::{ApiError, ErrorCode},
    ids::LinkJobId,
    link::{
        LinkId,
        job::{LinkJob, LinkJobRow, Operation, RowProblem},
    },
    request::{
        FieldError,
        import::{self, ImportError},
        v1::{self, AskLinkJob, listings},
    },
};
use worker::{Env, Response, ResponseBuilder};

use super::{Answer, Asked, links::short_links};
use crate::{
    durable::{LinkJobStub, LinkShardStub, LinkWithClicks, StoredJob},
    env,
    failure::Failure,
    short_links::ShortLinks,
};

/// `POST link-jobs`
pub async fn create(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let AskLinkJob { operation, format, find_or_create } = asked.read_query(v1::link_job)?;
    let rows = match operation {
        Operation::Create => import::read(&asked.body, format).map(|imported| imported.rows),
        Operation::Update => import::changes(&asked.body),
    };
    let rows: Vec<_> = rows.map_err(|error| refused(&error))?.into_iter().enumerate().map(row).collect();
    let account = &asked.caller()?.account;
    let job = LinkJob {
        id: LinkJobId::generate(&env::random::<64>()?).ok_or_else(env::no_randomness)?,
        operation,
        find_or_create,
        total: rows.len(),
        done: 0,
        failed: 0,
        created_at: env::now(),
        ended_at: None,
    };
    let stub = LinkJobStub::of(asked.call.env, &account.id, &job.id)?;
    let stored = StoredJob {
        job,
        account_id: account.id.to_string(),
        domains: account.domains.clone(),
        asked_at: asked.call.request.inner().url(),
    };
    let job = stub.begin(stored, rows).await?;
    let path = format!("/v1/link-jobs/{}", job.id);
    Ok(Answer::one(asked, 202, LinkJobData::from(&job))?.with("Location", path))
}

/// `GET link-jobs/{id}`
pub async fn show(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let job = job(asked)?.show().await?.ok_or(Failure::NotFound)?;
    Answer::one(asked, 200, LinkJobData::from(&job))
}

/// `GET link-jobs/{id}/rows`
pub async fn rows(asked: &Asked<'_, '_>) -> Result<Answer, Failure> {
    let (query, parameters) = asked.list_query(&listings::LINK_JOB_ROWS)?;
    let page = job(asked)?.rows(parameters).await?.ok_or(Failure::NotFound)?.page(&query);
    let short_links = short_links(asked)?;
    let data = |row: &LinkJobRow| LinkJobRowData::new(row, row.made().map(|id| short_links.url(id)));
    Answer::many(asked, page.items.iter().map(data).collect(), page.pagination)
}

/// `GET link-export`: one shard after the other, some links at a time, so that nobody needs to have them all.
pub fn export(asked: &Asked<'_, '_>) -> Result<Response, Failure> {
    let format = asked.read(v1::export_links)?.unwrap_or(ExportFormat::Csv);
    let (name, id) = (format.as_str(), asked.call.exchange.meta().transaction_id);
    let pieces = Pieces {
        env: asked.call.env.clone(),
        account_id: asked.caller()?.account.id.to_string(),
        short_links: Rc::new(short_links(asked)?),
        export: Export::new(format),
        at: Some((0, String::new())),
        is_begun: false,
    };
    let stream = stream::unfold(Some(pieces), |pieces| async { Pieces::next(pieces?).await });
    Ok(ResponseBuilder::new()
        .with_header("Content-Type", format.media_type())?
        .with_header("Content-Disposition", &format!("attachment; filename=\"links.{name}\""))?
        .with_header("Cache-Control", "no-store")?
        .with_header("X-Transaction-Id", &id)?
        .from_stream(stream)?)
}

/// A file of links that is being written.
struct Pieces {
    env: Env,
    account_id: String,
    short_links: Rc<ShortLinks>,
    export: Export,
    /// The shard that is asked next, and the id of the link after which it goes on; nothing at the end.
    at: Option<(u32, String)>,
    is_begun: bool,
}

impl Pieces {
    /// So many links at a time.
    const LINKS: i64 = 250;

    /// The next piece, and what comes after. A file that breaks off for a failure is seen to be broken off.
    async fn next(mut self) -> Option<(Result<Vec<u8>, Failure>, Option<Self>)> {
        if !std::mem::replace(&mut self.is_begun, true) {
            return Some((Ok(self.export.begin().into_bytes()), Some(self)));
        }
        let Some((shard, after)) = self.at.take() else {
            return Some((Ok(self.export.end().as_bytes().to_vec()), None));
        };
        match self.piece(shard, after).await {
            Ok(piece) => Some((Ok(piece), Some(self))),
            Err(failure) => Some((Err(failure), None)),
        }
    }

    async fn piece(&mut self, shard: u32, after: String) -> Result<Vec<u8>, Failure> {
        let account_id = self.account_id.clone();
        let links = LinkShardStub::of(&self.env, shard)?.page(account_id, after, Self::LINKS).await?;
        self.at = match links.last() {
            Some(last) => Some((shard, last.link.id.to_string())),
            None => Some((shard + 1, String::new())).filter(|(shard, _)| *shard < LinkId::SHARDS),
        };
        let mut piece = String::new();
        for LinkWithClicks { link, clicks } in &links {
            piece +=
                &self.export.link(&LinkData::new(link, self.short_links.url(&link.id), *clicks, env::now()));
        }
        Ok(piece.into_bytes())
    }
}

fn job(asked: &Asked<'_, '_>) -> Result<LinkJobStub, Failure> {
    LinkJobStub::of(asked.call.env, &asked.caller()?.account.id, &asked.id()?)
}

fn row((row, read): (usize, Result<import::Row, FieldError>)) -> LinkJobRow {
    match read {
        Ok(given) => LinkJobRow::waiting(row, &given.fields),
        Err(error) => {
            let mut failed = LinkJobRow::waiting(row, &serde_json::Map::default());
            failed.fail(vec![RowProblem::from(&error)]);
            failed
        }
    }
}

fn refused(error: &ImportError) -> Failure {
    ApiError::new(ErrorCode::InvalidArguments, format!("Nothing was read: {error}.")).into()
}
