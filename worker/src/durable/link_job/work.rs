//! What is done with the rows of a job, some at a time.

use std::collections::{BTreeMap, BTreeSet};

use shortwave::{
    change::Change,
    domain::Domain,
    link::{
        Draft, Link, LinkId,
        change::LinkPassword,
        job::{LinkJobRow, Operation, RowProblem},
    },
    request::{
        FieldError, Problem,
        import::{Past, Row},
        native::{Invalid, Reader},
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

/// What the rows of a job are done by.
struct Terms<'a> {
    stored: &'a StoredJob,
    config: &'a Config,
    short_links: ShortLinks,
}

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
        let config = &*Config::load(&self.env)?;
        blocklist::freshened(&self.env).await?;
        let short_links = ShortLinks::at(&stored.asked_at, config)?.of_account(&stored.domains);
        let terms = Terms { stored, config, short_links };
        match stored.job.operation {
            Operation::Create => self.create(&terms, rows).await,
            Operation::Update => self.update(&terms, rows).await,
        }
    }

    async fn create(&self, terms: &Terms<'_>, rows: &mut [LinkJobRow]) -> Result<(), Failure> {
        let Terms { stored, config, .. } = terms;
        let mut wanted = terms.wanted(rows);
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
        let refused = self.claim(&links).await?;
        for (id, (index, is_drawn, ..)) in links {
            let Some(row) = rows.get_mut(index) else { continue };
            if refused.contains(&id) { refuse_or_draw_again(row, is_drawn) } else { row.end(id) }
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

    /// Claims the slugs of links, and says which were refused.
    async fn claim(
        &self,
        links: &BTreeMap<LinkId, (usize, bool, bool, Link)>,
    ) -> Result<BTreeSet<LinkId>, Failure> {
        let mut by_shard: BTreeMap<(u32, bool), Vec<Link>> = BTreeMap::new();
        for (_, _, again, link) in links.values() {
            by_shard.entry((link.id.shard(), *again)).or_default().push(link.clone());
        }
        let by_shard = by_shard.into_iter().map(|((shard, again), links)| (shard, (links, again)));
        let refused =
            LinkShardStub::each(&self.env, by_shard, |shard, (links, again)| shard.claim(&links, again))
                .await?;
        Ok(refused.into_iter().flatten().collect())
    }

    async fn update(&self, terms: &Terms<'_>, rows: &mut [LinkJobRow]) -> Result<(), Failure> {
        let mut changes = BTreeMap::new();
        for (index, (id, change)) in terms.read_some(rows, v1::change_link, |(_, change)| &change.password) {
            // A second change of the same link waits for the next run.
            changes.entry(id).or_insert((index, change));
        }
        let found = self.show(&terms.stored.account_id, changes.keys()).await?;
        let mut replacing: BTreeMap<u32, Vec<Link>> = BTreeMap::new();
        for (id, (index, change)) in &changes {
            let Some(mut link) = found.get(id).cloned() else {
                let Some(row) = rows.get_mut(*index) else { continue };
                fail(row, "id", Problem::Form { expected: "id of a link of the account" });
                continue;
            };
            let password = password::of_link(terms.config, change.password.clone()).await?;
            link.change(change.clone(), password, env::now());
            replacing.entry(id.shard()).or_default().push(link);
        }
        let replaced = LinkShardStub::each(&self.env, replacing, LinkShardStub::replace_many).await?;
        for id in replaced.into_iter().flatten() {
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
        let shown = LinkShardStub::each(&self.env, by_shard, LinkShardStub::show_many).await?;
        let links = shown.into_iter().flatten().map(|LinkWithClicks { link, .. }| link);
        Ok(links.filter(|link| link.account_id == account_id).map(|link| (link.id.clone(), link)).collect())
    }
}

impl Terms<'_> {
    /// What rows want; those that want what cannot be have failed.
    fn wanted(&self, rows: &mut [LinkJobRow]) -> Vec<Wanted> {
        let read = self.read_some(rows, v1::create_link, |wish| &wish.settings.password);
        let wanted = |(index, wish): (usize, CreateLink)| {
            let domain = self.stored.domains.place(wish.domain.clone());
            if let (None, Some(row)) = (&domain, rows.get_mut(index)) {
                fail(row, "domain", Problem::Form { expected: "verified domain of the account" });
            }
            Some(Wanted { index, domain: domain?, wish })
        };
        read.into_iter().filter_map(wanted).collect()
    }

    /// What rows say, by their places; those that say what is wrong have failed. After so many passwords as are stretched in
    /// one run, the others wait.
    fn read_some<T>(
        &self,
        rows: &mut [LinkJobRow],
        read: fn(&mut Reader, Judge<'_>) -> Option<T>,
        password: fn(&T) -> &Change<LinkPassword>,
    ) -> Vec<(usize, T)> {
        let (mut said, mut passwords) = (Vec::new(), 0);
        for (index, row) in rows.iter_mut().enumerate() {
            let Some(value) = self.read(row, read) else { continue };
            passwords += usize::from(matches!(password(&value), Change::To(_)));
            if passwords > MOST_PASSWORDS {
                break;
            }
            said.push((index, value));
        }
        said
    }

    fn read<T>(&self, row: &mut LinkJobRow, read: fn(&mut Reader, Judge<'_>) -> Option<T>) -> Option<T> {
        let fields = json::read(&row.fields).unwrap_or_default();
        let given = Row { row: row.row, fields, past: Past::default() };
        let said = self.short_links.judging(|judge| given.read(|reader| read(reader, judge)));
        said.map_err(|Invalid(errors)| row.fail(errors.iter().map(RowProblem::from).collect())).ok()
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
    if !is_drawn || row.draws >= MOST_DRAWS {
        fail(row, "slug", Problem::Taken);
    }
}
