//! Whom an account knows, and in which groups.

use serde::{Deserialize, Serialize};
use shortwave::{
    contact::{Contact, ContactId, Details, Group, GroupId, NewContact},
    message::{Known, Numbered, Open},
    request::{ContactFilter, PageWish},
    time::Timestamp,
};
use worker::SqlStorageValue;

use super::{AccountObject, Reply, reply, sendings::number};
use crate::{
    durable::sql::{self, Row},
    env, json,
};

#[derive(Serialize, Deserialize)]
pub enum Command {
    List(ContactFilter),
    Write { id: Option<ContactId>, contact: WrittenContact },
    Remove(ContactId),
    Values(Open),
    ListGroups { id: Option<GroupId>, page: PageWish },
    WriteGroup { id: Option<GroupId>, name: String },
    RemoveGroup(GroupId),
}

/// A contact as it is to be, in JSON: nobody between who asked and the table looks into it.
#[derive(Serialize, Deserialize)]
pub struct WrittenContact {
    details: String,
    group_ids: String,
    group_names: String,
}

impl WrittenContact {
    pub fn of(contact: &NewContact) -> Result<Self, serde_json::Error> {
        Ok(Self {
            details: serde_json::to_string(&contact.details)?,
            group_ids: serde_json::to_string(&contact.group_ids)?,
            group_names: serde_json::to_string(&contact.group_names)?,
        })
    }
}

/// A contact as it is kept: what is said of it, and its groups, are JSON.
#[derive(Serialize, Deserialize)]
pub struct StoredContact {
    id: ContactId,
    created_at: Timestamp,
    updated_at: Timestamp,
    details: String,
    groups: String,
}

impl StoredContact {
    pub fn read(&self) -> Result<Contact, serde_json::Error> {
        let Self { id, created_at, updated_at, details, groups } = self;
        let (id, created_at, updated_at) = (*id, *created_at, *updated_at);
        Ok(Contact { id, details: json::read(details)?, groups: json::read(groups)?, created_at, updated_at })
    }
}

/// What there is after a contact or a group was written: it, or nothing where there was none to change. Or what stood against it:
/// by its place, a group that there is not, or by its number, one that has the name.
pub type Written<T> = Result<Numbered<T>, u64>;

/// What is looked for stands beside the details, which are one text.
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS contact (
        id INTEGER PRIMARY KEY AUTOINCREMENT, details TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
        email TEXT AS (details ->> 'email'), phone TEXT AS (details ->> 'phone'), landline TEXT AS (details ->> 'landline'),
        country TEXT AS (details ->> 'country'), external_id TEXT AS (details ->> 'external_id'));
    CREATE INDEX IF NOT EXISTS contact_email ON contact (email);
    CREATE INDEX IF NOT EXISTS contact_phone ON contact (phone, updated_at);
    CREATE INDEX IF NOT EXISTS contact_landline ON contact (landline);
    CREATE INDEX IF NOT EXISTS contact_country ON contact (country);
    CREATE INDEX IF NOT EXISTS contact_external_id ON contact (external_id);
    CREATE TABLE IF NOT EXISTS contact_group (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
    CREATE TABLE IF NOT EXISTS contact_member (
        contact_id INTEGER NOT NULL, group_id INTEGER NOT NULL, PRIMARY KEY (contact_id, group_id)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS contact_member_group ON contact_member (group_id);
";

const COLUMNS: &str = "id, created_at, updated_at, details, (
    SELECT json_group_array(json_object('id', contact_group.id, 'name', name))
    FROM contact_member JOIN contact_group ON contact_group.id = group_id WHERE contact_id = contact.id)";

/// The most bytes of values that one call is given, as many as it may have itself.
const MAX_VALUES: usize = 8 * 1024 * 1024;

impl AccountObject {
    pub(super) async fn contacts(&self, command: Command) -> worker::Result<Reply> {
        self.account().await?.ok_or("the account is gone")?;
        sql::run(&self.sql(), SCHEMA, Vec::new())?;
        match command {
            Command::List(filter) => reply(&self.list_contacts(&filter)?),
            Command::Write { id, contact } => reply(&self.write_contact(id, contact)?),
            Command::Remove(id) => reply(&self.remove_of("contact", "contact_id", id.0)?),
            Command::Values(open) => reply(&self.values(&open)?),
            Command::ListGroups { id, page } => reply(&self.list_groups(id, page)?),
            Command::WriteGroup { id, name } => reply(&self.write_group(id, &name)?),
            Command::RemoveGroup(id) => reply(&self.remove_of("contact_group", "group_id", id.0)?),
        }
    }

    /// A page of those that are asked for, the newest first.
    fn list_contacts(&self, filter: &ContactFilter) -> worker::Result<Numbered<StoredContact>> {
        let (mut condition, mut values) = ("true".to_owned(), Vec::new());
        if let Some(id) = filter.id {
            condition += " AND id = ?";
            values.push(number(id.0));
        }
        for (more, value) in [
            (" AND email = ?", &filter.email),
            (" AND phone = ?", &filter.phone),
            (" AND landline = ?", &filter.landline),
            (" AND country = ?", &filter.country),
            (" AND external_id = ?", &filter.external_id),
        ] {
            if let Some(value) = value {
                condition += more;
                values.push(value.as_str().into());
            }
        }
        let (rows, total) = self.rows_of([COLUMNS, "contact"], &condition, values, filter.page)?;
        let items = rows.into_iter().map(contact).collect::<worker::Result<_>>()?;
        Ok(Numbered { items, total })
    }

    fn list_groups(&self, id: Option<GroupId>, page: PageWish) -> worker::Result<Numbered<Group>> {
        let condition = if id.is_some() { "id = ?" } else { "true" };
        let values = id.iter().map(|id| number(id.0)).collect();
        let (rows, total) = self.rows_of(["id, name", "contact_group"], condition, values, page)?;
        let items = rows.into_iter().map(group).collect::<worker::Result<_>>()?;
        Ok(Numbered { items, total })
    }

    /// A page of the rows that a condition holds for, the newest first, and how many there are on all pages.
    fn rows_of(
        &self,
        [columns, table]: [&str; 2],
        condition: &str,
        values: Vec<SqlStorageValue>,
        page: PageWish,
    ) -> worker::Result<(Vec<Row>, u64)> {
        let from = format!("FROM {table} WHERE {condition}");
        let total = sql::number(&self.sql(), &format!("SELECT count(*) {from}"), values.clone())?;
        let (limit, offset) = (page.limit.get(), page.offset());
        let select = format!("SELECT {columns} {from} ORDER BY id DESC LIMIT {limit} OFFSET {offset}");
        Ok((sql::rows(&self.sql(), &select, values)?, total))
    }

    /// Makes a contact, or replaces one.
    fn write_contact(
        &self,
        id: Option<ContactId>,
        contact: WrittenContact,
    ) -> worker::Result<Written<StoredContact>> {
        if let Some(place) = self.unknown_group(&contact.group_ids)? {
            return Ok(Err(place));
        }
        let values = vec![contact.details.into(), env::now().millis().into()];
        let insert = "INSERT INTO contact (details, created_at, updated_at) VALUES (?1, ?2, ?2) RETURNING id";
        let update = "UPDATE contact SET details = ?1, updated_at = ?2 WHERE id = ?3 RETURNING id";
        let id = self.write([insert, update], values, id.map(|id| id.0))?;
        if id != 0 {
            self.put_into_groups(id, contact.group_ids, contact.group_names)?;
        }
        let filter = ContactFilter { id: Some(ContactId(id)), ..ContactFilter::default() };
        self.list_contacts(&filter).map(Ok)
    }

    /// Makes something, by the first statement, or changes it, by the other: its number, or 0 where there is none.
    fn write(
        &self,
        [insert, update]: [&str; 2],
        mut values: Vec<SqlStorageValue>,
        id: Option<u64>,
    ) -> worker::Result<u64> {
        values.extend(id.map(number));
        sql::number(&self.sql(), if id.is_some() { update } else { insert }, values)
    }

    /// The place of the first among numbers of groups, in JSON, that is of none.
    fn unknown_group(&self, ids: &str) -> worker::Result<Option<u64>> {
        let select = "SELECT key FROM json_each(?) WHERE value NOT IN (SELECT id FROM contact_group) LIMIT 1";
        sql::first(&self.sql(), select, vec![ids.into()])?.map(|mut row| row.number()).transpose()
    }

    /// Puts a contact into groups by their numbers and by their names, in JSON, and into no others.
    fn put_into_groups(&self, id: u64, ids: String, names: String) -> worker::Result<()> {
        let leave = "DELETE FROM contact_member WHERE contact_id = ?";
        sql::run(&self.sql(), leave, vec![number(id)])?;
        let make = "INSERT OR IGNORE INTO contact_group (name) SELECT value FROM json_each(?)";
        sql::run(&self.sql(), make, vec![names.as_str().into()])?;
        let join = "INSERT INTO contact_member SELECT ?, id FROM contact_group
            WHERE id IN (SELECT value FROM json_each(?)) OR name IN (SELECT value FROM json_each(?))";
        sql::run(&self.sql(), join, vec![number(id), ids.into(), names.into()])
    }

    /// Values of variables by the numbers that lack them, in order, each of the contact that was changed last. `None` where there is
    /// more than a call may have. Read one by one: a contact may have much that is not asked for.
    fn values(&self, open: &Open) -> worker::Result<Option<Vec<Known>>> {
        let select = "SELECT value, details FROM json_each(?) CROSS JOIN contact ON contact.id = (
                SELECT id FROM contact WHERE phone = value ORDER BY updated_at DESC, id DESC LIMIT 1)
            ORDER BY value";
        let (mut known, mut bytes) = (Vec::new(), 0);
        let numbers = serde_json::to_string(&open.numbers)?.into();
        for row in sql::each(&self.sql(), select, vec![numbers])? {
            let mut row = row?;
            let (number, details) = (row.text()?, json::read::<Details>(&row.text()?)?);
            let values = details.values(&open.names);
            bytes += values.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>();
            if bytes > MAX_VALUES {
                return Ok(None);
            }
            known.push(Known { number, values });
        }
        Ok(Some(known))
    }

    /// Makes a group, or renames one. Not to a name that another has.
    fn write_group(&self, id: Option<GroupId>, name: &str) -> worker::Result<Written<Group>> {
        let other = "SELECT id FROM contact_group WHERE name = ?";
        let other = sql::number(&self.sql(), other, vec![name.into()])?;
        if other != 0 && id != Some(GroupId(other)) {
            return Ok(Err(other));
        }
        let insert = "INSERT INTO contact_group (name) VALUES (?) RETURNING id";
        let update = "UPDATE contact_group SET name = ? WHERE id = ? RETURNING id";
        let id = self.write([insert, update], vec![name.into()], id.map(|id| id.0))?;
        self.list_groups(Some(GroupId(id)), PageWish::default()).map(Ok)
    }

    /// Removes a contact or a group, and who is in it; false where there is none.
    fn remove_of(&self, table: &str, member: &str, id: u64) -> worker::Result<bool> {
        let leave = format!("DELETE FROM contact_member WHERE {member} = ?");
        sql::run(&self.sql(), &leave, vec![number(id)])?;
        let remove = format!("DELETE FROM {table} WHERE id = ? RETURNING 1");
        Ok(sql::first(&self.sql(), &remove, vec![number(id)])?.is_some())
    }
}

fn contact(mut row: Row) -> worker::Result<StoredContact> {
    let id = ContactId(row.number()?);
    let mut moment = || row.number().map(Timestamp::from_millis);
    let (created_at, updated_at) = (moment()?, moment()?);
    Ok(StoredContact { id, created_at, updated_at, details: row.text()?, groups: row.text()? })
}

fn group(mut row: Row) -> worker::Result<Group> {
    Ok(Group { id: GroupId(row.number()?), name: row.text()? })
}
