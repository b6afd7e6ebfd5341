//! A link as the row of a table.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use shortwave::{
    link::{Link, Rules, Words},
    target_url::TargetUrl,
    time::Timestamp,
};
use worker::SqlStorageValue;

use super::super::{read, sql::Row, written};
use crate::json;

/// In `slug` is the whole id: the domain too, where there is one.
pub const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS link (
        slug TEXT PRIMARY KEY, target TEXT NOT NULL, account_id TEXT NOT NULL, created_at INTEGER NOT NULL,
        clicks INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
";

/// What came later.
const SCHEMA_2: &str = "
    ALTER TABLE link ADD COLUMN title TEXT NOT NULL DEFAULT '';
    ALTER TABLE link ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE link ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE link ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
    UPDATE link SET updated_at = created_at;
    CREATE INDEX link_of_account ON link (account_id, created_at, slug) WHERE removed = 0;
";

/// What came with rules and with clicks by the hour.
const SCHEMA_3: &str = "
    ALTER TABLE link ADD COLUMN rules BLOB NOT NULL DEFAULT x'';
    ALTER TABLE link ADD COLUMN tags TEXT NOT NULL DEFAULT '';
    ALTER TABLE link ADD COLUMN notes TEXT NOT NULL DEFAULT '';
    ALTER TABLE link ADD COLUMN external_id TEXT NOT NULL DEFAULT '';
    ALTER TABLE link ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE link ADD COLUMN active_from INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE link ADD COLUMN expires_at INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE link ADD COLUMN password BLOB NOT NULL DEFAULT x'';
    ALTER TABLE link ADD COLUMN taken INTEGER NOT NULL DEFAULT 0;
";

/// What came with previews.
const SCHEMA_4: &str = "ALTER TABLE link ADD COLUMN preview BLOB NOT NULL DEFAULT x'';";

/// What came after the first schema, each by the last column that came with it.
pub const LATER: [(&str, &str); 3] = [("removed", SCHEMA_2), ("taken", SCHEMA_3), ("preview", SCHEMA_4)];

/// A link and how often it was followed.
#[derive(Serialize, Deserialize)]
pub struct LinkWithClicks {
    /// The link.
    pub link: Link,
    /// How often people followed it.
    pub clicks: u64,
}

/// The columns that a [`LinkWithClicks`] is read from, in order, and [`FILTERED`] that lists are filtered by besides.
macro_rules! columns {
    () => {
        "slug, target, account_id, rules, password, title, tags, notes, external_id, preview, created_at, updated_at, version, clicks, \
         archived, active_from, expires_at"
    };
}

pub const FILTERED: usize = 3;

/// The link of one id.
pub const OF_ID: &str = concat!("SELECT ", columns!(), " FROM link WHERE slug = ? AND removed = 0");

/// The links of one account. Its id is the first value of each statement on it.
pub const OF_ACCOUNT: &str =
    concat!("(SELECT ", columns!(), " FROM link WHERE account_id = ? AND removed = 0)");

impl LinkWithClicks {
    pub fn read(row: &mut Row) -> worker::Result<Self> {
        let (id, target, account_id) = (row.read()?, row.read()?, row.text()?);
        let rules = rules_of(&row.bytes()?, target)?;
        let password = some(&row.bytes()?)?;
        let words = Words {
            title: row.text()?,
            tags: row.text()?.split(',').filter(|tag| !tag.is_empty()).map(str::to_owned).collect(),
            notes: row.text()?,
            external_id: row.text()?,
            preview: some(&row.bytes()?)?.unwrap_or_default(),
        };
        let link = Link {
            id,
            account_id,
            rules,
            words,
            password,
            created_at: Timestamp::from_millis(row.number()?),
            updated_at: Timestamp::from_millis(row.number()?),
            version: row.number()?,
        };
        Ok(Self { link, clicks: row.number()? })
    }
}

/// What bytes say; `None` where there are none.
fn some<T: DeserializeOwned>(bytes: &[u8]) -> worker::Result<Option<T>> {
    (!bytes.is_empty()).then(|| read(bytes)).transpose()
}

/// Rules as they are stored: nothing where a link leads to one place, always.
pub fn rules_of(bytes: &[u8], target: TargetUrl) -> worker::Result<Rules> {
    if bytes.is_empty() {
        return Ok(Rules::to(target));
    }
    Rules::from_bytes(bytes).ok_or_else(|| "a link's rules cannot be read".into())
}

/// The same the other way round.
fn stored(rules: &Rules) -> Vec<u8> {
    if *rules == Rules::to(rules.target.clone()) { Vec::new() } else { rules.to_bytes() }
}

/// Whether a link has nothing but a target and words.
fn is_plain(link: &Link) -> bool {
    link.password.is_none() && stored(&link.rules).is_empty()
}

/// New links on their way to their shard.
///
/// Of those that are plain, the shard gets the JSON that its statements take them from: it need not read a thousand links to
/// write them as JSON itself.
#[derive(Serialize, Deserialize)]
pub struct NewLinks {
    /// How many they are.
    pub count: usize,
    /// Whose the plain ones are.
    pub account_id: String,
    /// When those were made.
    pub created_at: Timestamp,
    /// The ids of those.
    pub ids: String,
    /// Of each of those, its id and its target.
    pub rows: String,
    /// After these two its title, tags, notes and external id.
    pub has_words: bool,
    /// The others.
    pub others: Vec<Link>,
}

impl From<&[Link]> for NewLinks {
    fn from(links: &[Link]) -> Self {
        let of_first = |link: &Link| (link.account_id.clone(), link.created_at);
        let (account_id, created_at) =
            links.first().map_or_else(|| (String::new(), Timestamp::FIRST), of_first);
        let (plain, others): (Vec<_>, Vec<_>) = links.iter().partition(|link| {
            is_plain(link) && link.account_id == account_id && link.created_at == created_at
        });
        let has_words = plain.iter().any(|link| link.words != Words::default());
        let row = |Link { id, rules, words, .. }: &&Link| {
            let mut row = vec![id.clone().into(), rules.target.as_str().to_owned()];
            if has_words {
                let Words { title, tags, notes, external_id, .. } = words.clone();
                row.extend([title, joined(&tags), notes, external_id]);
            }
            row
        };
        let ids: Vec<String> = plain.iter().map(|link| link.id.clone().into()).collect();
        let rows: Vec<Vec<String>> = plain.iter().map(row).collect();
        Self {
            count: links.len(),
            has_words,
            ids: json(&ids),
            rows: json(&rows),
            account_id,
            created_at,
            others: others.into_iter().cloned().collect(),
        }
    }
}

/// Texts, which can always be written.
fn json(texts: &impl Serialize) -> String {
    serde_json::to_string(texts).unwrap_or_default()
}

/// The columns that may change of a link, and its id.
pub fn changeable(
    Link { id, rules, words, password, updated_at, version, .. }: &Link,
) -> worker::Result<Vec<SqlStorageValue>> {
    let password = password.as_ref().map(written).transpose()?.unwrap_or_default();
    let preview = if words.preview.is_empty() { Vec::new() } else { written(&words.preview)? };
    let millis = |at: Option<Timestamp>| at.map_or(0, Timestamp::millis);
    Ok(vec![
        rules.target.as_str().into(),
        SqlStorageValue::Blob(stored(rules)),
        SqlStorageValue::Blob(password),
        words.title.as_str().into(),
        joined(&words.tags).into(),
        words.notes.as_str().into(),
        words.external_id.as_str().into(),
        SqlStorageValue::Blob(preview),
        i64::from(rules.archived).into(),
        millis(rules.active_from).into(),
        millis(rules.expires_at).into(),
        updated_at.millis().into(),
        i64::from(*version).into(),
        id.to_string().into(),
    ])
}

/// Tags as they are stored: each between commas, so that one can be looked for.
fn joined(tags: &[String]) -> String {
    tags.iter().fold(
        String::new(),
        |joined, tag| if joined.is_empty() { format!(",{tag},") } else { joined + tag + "," },
    )
}

/// What redirects read of a link, from its columns `target` and `rules`.
pub fn copy(row: &mut Row) -> worker::Result<Vec<u8>> {
    let (target, rules) = (row.text()?, row.bytes()?);
    if !rules.is_empty() {
        return Ok(rules);
    }
    Ok(Rules::to(json::read_text(&target)?).to_bytes())
}
