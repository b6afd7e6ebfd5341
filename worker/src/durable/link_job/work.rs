//! What is done with the rows of a job, some at a time.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::try_join_all;
use shortwave::{
    change::Change,
    domain::Domain,
    link::{
        Draft, Link, LinkId,
        job::{LinkJobRow, Operation, RowProblem, RowState},
    },
    request::{
        FieldError, Problem,
        import::{Past, Row},
        native::Invalid,
        v1::{self, CreateLink, Judge, SlugWish},
    },
    target_url::TargetUrl,
};

use super::{super::link_shard::LinkShardStub, LinkJobObject, StoredJob};
use crate::{
    auth::password,
    blocklist,
    durable::LinkWithClicks,
    env::{self, Config},
    failure::Failure,
    json,
    short_links::{self, ShortLinks},
};

/// So many passwords are stretched in one run, which is most of its time.
const MOST_PASSWORDS: usize = 20;

/// A slug is drawn for a row so often.
const MOST_DRAWS: u8 = 20;

/// A link that a row wants.
struct Wanted {
    /// The place of the row.
    index: usize,
    domain: Option<Domain>,
    wish: CreateLink,
}

impl LinkJobObject {
    /// Does rows that wait, or some of them.
    pub(super) async fn work(&self, stored: &StoredJob, rows: &mut [LinkJobRow]) -> Result<(), Failure> {
        let config = Config::load(&self.env)?;
        blocklist::freshened(&self.env).await?;
        let short_links = ShortLinks::at(&stored.asked_at, &config)?.of_account(&stored.domains);
        match stored.job.operation {
            Operation::Create => self.create(stored, &config, &short_links, rows).await,
            Operation::Update => self.update(stored, &config, &short_links, rows).await,
        }
    }

    async fn create(
        &self,
        stored: &StoredJob,
        config: &Config,
        short_links: &ShortLinks,
        rows: &mut [LinkJobRow],
    ) -> Result<(), Failure> {
        let mut wanted = wanted(stored, short_links, rows);
        if stored.job.find_or_create {
            self.find(&stored.account_id, &mut wanted, rows).await?;
        }
        let mut links = BTreeMap::new();
        for Wanted { index, domain, wish } in wanted {
            let Some(row) = rows.get_mut(index) else { continue };
            let password = password::of_link(config, wish.settings.password.clone()).await?;
            let is_drawn = matches!(wish.slug, SlugWish::Drawn(..));
            let slug = match (&row.link, wish.slug) {
                (Some(noted), _) => noted.slug.clone(),
                (None, SlugWish::Own(slug)) => slug,
                (None, SlugWish::Drawn(alphabet, length)) => short_links::random_slug(alphabet, length)?,
            };
            let draft = Draft::to(wish.target).on(domain).with(wish.settings).protected(password);
            let link = draft.into_link(slug, stored.account_id.clone(), stored.job.created_at);
            let again = row.link.replace(link.id.clone()).is_some();
            if links.contains_key(&link.id) {
                refuse_or_draw_again(row, is_drawn);
                continue;
            }
            links.insert(link.id.clone(), (index, is_drawn, again, link));
        }
        self.rows().put_all(links.values().filter_map(|(index, ..)| rows.get(*index)))?;
        let claimed = self.claim(&links).await?;
        for (id, (index, is_drawn, ..)) in links {
            let Some(row) = rows.get_mut(index) else { continue };
            if claimed.contains(&id) { row.end(id) } else { refuse_or_draw_again(row, is_drawn) }
        }
        Ok(())
    }

    /// Takes links that lead to the same place, on the same domain, in the place of new ones.
    async fn find(
        &self,
        account_id: &str,
        wanted: &mut Vec<Wanted>,
        rows: &mut [LinkJobRow],
    ) -> Result<(), Failure> {
        let targets: BTreeSet<_> = wanted.iter().map(|wanted| wanted.wish.target.clone()).collect();
        let found = short_links::find(&self.env, account_id, targets.into_iter().collect()).await?;
        let mut seen: BTreeSet<(Option<Domain>, TargetUrl)> = BTreeSet::new();
        wanted.retain(|Wanted { index, domain, wish }| {
            if let Some(id) = found.get(&(domain.clone(), wish.target.clone())) {
                if let Some(row) = rows.get_mut(*index) {
                    row.end(id.clone());
                }
                return false;
            }
            // Of several rows that lead to one place, the first makes the link, and the next run finds it.
            seen.insert((domain.clone(), wish.target.clone()))
        });
        Ok(())
    }

    async fn claim(
        &self,
        links: &BTreeMap<LinkId, (usize, bool, bool, Link)>,
    ) -> Result<BTreeSet<LinkId>, Failure> {
        let mut by_shard: BTreeMap<(u32, bool), Vec<Link>> = BTreeMap::new();
        for (_, _, again, link) in links.values() {
            by_shard.entry((link.id.shard(), *again)).or_default().push(link.clone());
        }
        let claims = by_shard.into_iter().map(|((shard, again), links)| async move {
            LinkShardStub::of(&self.env, shard)?.claim(links, again).await
        });
        Ok(try_join_all(claims).await?.into_iter().flatten().collect())
    }

    async fn update(
        &self,
        stored: &StoredJob,
        config: &Config,
        short_links: &ShortLinks,
        rows: &mut [LinkJobRow],
    ) -> Result<(), Failure> {
        let mut changes = BTreeMap::new();
        let mut passwords = 0;
        for (index, row) in rows.iter_mut().enumerate() {
            let Some((id, change)) = read(row, short_links, v1::change_link) else { continue };
            passwords += usize::from(matches!(change.password, Change::To(_)));
            if passwords > MOST_PASSWORDS {
                break;
            }
            // A second change of the same link waits for the next run.
            changes.entry(id).or_insert((index, change));
        }
        let found = self.show(&stored.account_id, changes.keys()).await?;
        let mut replacing: BTreeMap<u32, Vec<Link>> = BTreeMap::new();
        for (id, (index, change)) in &changes {
            let Some(mut link) = found.get(id).cloned() else {
                let Some(row) = rows.get_mut(*index) else { continue };
                fail(row, "id", Problem::Form { expected: "id of a link of the account" });
                continue;
            };
            let password = password::of_link(config, change.password.clone()).await?;
            change.clone().apply(&mut link.rules, &mut link.words);
            (link.updated_at, link.version) = (env::now(), link.version + 1);
            link.set_password(password);
            replacing.entry(id.shard()).or_default().push(link);
        }
        let replaced = replacing.into_iter().map(|(shard, links)| async move {
            LinkShardStub::of(&self.env, shard)?.replace_many(links).await
        });
        for id in try_join_all(replaced).await?.into_iter().flatten() {
            let row = changes.get(&id).and_then(|(index, _)| rows.get_mut(*index));
            if let Some(row) = row {
                row.end(id);
            }
        }
        Ok(())
    }

    /// Links of the account, by their ids.
    async fn show(
        &self,
        account_id: &str,
        ids: impl Iterator<Item = &LinkId>,
    ) -> Result<BTreeMap<LinkId, Link>, Failure> {
        let mut by_shard: BTreeMap<u32, Vec<LinkId>> = BTreeMap::new();
        for id in ids {
            by_shard.entry(id.shard()).or_default().push(id.clone());
        }
        let shown = by_shard
            .into_iter()
            .map(|(shard, ids)| async move { LinkShardStub::of(&self.env, shard)?.show_many(ids).await });
        let links = try_join_all(shown).await?.into_iter().flatten().map(|LinkWithClicks { link, .. }| link);
        Ok(links.filter(|link| link.account_id == account_id).map(|link| (link.id.clone(), link)).collect())
    }
}

/// What the rows want; those that want what cannot be have failed.
fn wanted(stored: &StoredJob, short_links: &ShortLinks, rows: &mut [LinkJobRow]) -> Vec<Wanted> {
    let (mut wanted, mut passwords) = (Vec::new(), 0);
    for (index, row) in rows.iter_mut().enumerate() {
        let Some(wish) = read(row, short_links, v1::create_link) else { continue };
        let Some(domain) = stored.domains.place(wish.domain.clone()) else {
            fail(row, "domain", Problem::Form { expected: "verified domain of the account" });
            continue;
        };
        passwords += usize::from(matches!(wish.settings.password, Change::To(_)));
        if passwords > MOST_PASSWORDS {
            break;
        }
        wanted.push(Wanted { index, domain, wish });
    }
    wanted
}

/// What a row says; `None` where that is wrong, and the row has failed.
fn read<T>(
    row: &mut LinkJobRow,
    short_links: &ShortLinks,
    read: fn(&mut shortwave::request::native::Reader, Judge<'_>) -> Option<T>,
) -> Option<T> {
    let fields = json::read(&row.fields).unwrap_or_default();
    let given = Row { row: row.row, fields, past: Past::default() };
    match short_links.judging(|judge| given.read(|reader| read(reader, judge))) {
        Ok(value) => Some(value),
        Err(Invalid(errors)) => {
            row.fail(errors.iter().map(RowProblem::from).collect());
            None
        }
    }
}

fn fail(row: &mut LinkJobRow, field: &str, problem: Problem) {
    let path = format!("rows.{}.{field}", row.row);
    row.fail(vec![RowProblem::from(&FieldError { path, problem })]);
}

/// The slug is not free.
fn refuse_or_draw_again(row: &mut LinkJobRow, is_drawn: bool) {
    row.link = None;
    row.draws += 1;
    if is_drawn && row.draws < MOST_DRAWS {
        row.state = RowState::Waiting;
    } else {
        fail(row, "slug", Problem::Taken);
    }
}
