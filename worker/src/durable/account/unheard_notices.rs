//! What nobody heard of messages, after the last attempt: kept for whoever looks why.

use serde::{Deserialize, Serialize};
use shortwave::{message::Unheard, request::v1::listings};

use super::{AccountObject, Reply, reply};
use crate::{
    durable::{
        listing::{self, Parameters},
        table::{Row, Table},
    },
    env,
};

/// The most that is kept. The oldest goes first.
const MOST: i64 = 1_000;

#[derive(Serialize, Deserialize)]
pub enum Command {
    Note(Vec<Unheard>),
    List(Parameters),
}

impl Row for Unheard {
    const TABLE: &'static str = "unheard";

    fn id(&self) -> String {
        self.id.clone()
    }
}

impl AccountObject {
    pub(super) async fn unheard(&self, command: Command) -> worker::Result<Reply> {
        if self.account().await?.is_none() {
            return match command {
                // Nobody will look at them.
                Command::Note(_) => reply(&()),
                Command::List(_) => Err("the account is gone".into()),
            };
        }
        let table: Table<Unheard> = self.table();
        table.create()?;
        let kept = env::now().millis() - i64::try_from(Unheard::KEPT.as_millis()).unwrap_or(i64::MAX);
        table.remove_where("json_extract(data, '$.failedAt') < ?", vec![kept.into()])?;
        match command {
            Command::Note(notices) => {
                table.put_all(&notices)?;
                let beyond = "id IN (SELECT id FROM unheard ORDER BY json_extract(data, '$.failedAt') DESC LIMIT -1 OFFSET ?)";
                reply(&table.remove_where(beyond, vec![MOST.into()])?)
            }
            Command::List(parameters) => {
                reply(&table.list(&listing::query(&listings::NOTIFICATIONS, &parameters)?)?)
            }
        }
    }
}
