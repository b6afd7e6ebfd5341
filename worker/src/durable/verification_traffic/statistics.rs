//! What became of an account's verifications, by the quarter of an hour in which they began.

use shortwave::{
    otp::{
        ChannelKind, Happened, Happening,
        traffic::{AskedStatistics, Dimension, Figures, Group, Statistics, TIMES, time_place},
    },
    phone::CallingPrefix,
    time::Timestamp,
};
use worker::SqlStorageValue;

use super::VerificationTraffic;
use crate::durable::sql;

/// So long they are kept: 92 days.
const KEPT_QUARTERS: i64 = 92 * 96;

/// The columns that are counted in, in the order of [`Figures::of`].
fn columns() -> impl Iterator<Item = String> {
    let kinds = Happening::ALL.iter().map(|kind| Happening::as_str(*kind).to_owned());
    kinds.chain(["cost".to_owned()]).chain((0..=TIMES.len()).map(time_column))
}

fn time_column(place: usize) -> String {
    format!("within{place}")
}

pub fn schema() -> String {
    let counted: Vec<_> = columns().map(|name| format!("{name} INTEGER NOT NULL DEFAULT 0")).collect();
    let counted = counted.join(", ");
    format!(
        "CREATE TABLE IF NOT EXISTS quarter (quarter INTEGER NOT NULL, country TEXT NOT NULL, prefix TEXT NOT NULL,
         channel TEXT NOT NULL, {counted}, PRIMARY KEY (quarter, country, prefix, channel)) WITHOUT ROWID"
    )
}

impl VerificationTraffic {
    /// Counts one thing that happened.
    pub(super) fn add(&self, happened: &Happened) -> worker::Result<()> {
        let kind = Happening::as_str(happened.kind).to_owned();
        let time = (happened.kind == Happening::Approved)
            .then(|| time_column(time_place(happened.at.millis_since(happened.created_at))));
        let counted: Vec<_> = [kind].into_iter().chain(time).collect();
        let names = counted.join(", ");
        let ones = vec!["1"; counted.len()].join(", ");
        let updates: Vec<_> = counted.iter().map(|name| format!("{name} = {name} + 1")).collect();
        let updates = updates.join(", ");
        let insert = format!(
            "INSERT INTO quarter (quarter, country, prefix, channel, cost, {names}) VALUES (?, ?, ?, ?, ?, {ones})
             ON CONFLICT (quarter, country, prefix, channel) DO UPDATE SET cost = cost + excluded.cost, {updates}"
        );
        let prefix = happened.place.prefix.as_ref().map_or("", CallingPrefix::as_str);
        let values = vec![
            happened.created_at.quarter().into(),
            happened.place.country.as_str().into(),
            prefix.into(),
            ChannelKind::as_str(happened.channel).into(),
            i64::try_from(happened.cost).unwrap_or(i64::MAX).into(),
        ];
        sql::run(&self.sql(), &insert, values)
    }

    /// What became of them in a time.
    pub(super) fn statistics(&self, asked: &AskedStatistics) -> worker::Result<Statistics> {
        let quarters = self.sums("quarter", asked, "quarter", sql::Row::number)?;
        let groups = match asked.group {
            None => Vec::new(),
            Some(dimension) => {
                let order = format!("sum(created) DESC, 1 LIMIT {}", Statistics::MAX_GROUPS);
                self.sums(column(dimension), asked, &order, sql::Row::text)?
            }
        };
        let groups = groups.into_iter().map(|(value, figures)| Group { value, figures }).collect();
        Ok(Statistics::of_quarters(&asked.period, &quarters, groups))
    }

    /// What was counted, added up by a column.
    fn sums<T>(
        &self,
        by: &str,
        AskedStatistics { period, only, .. }: &AskedStatistics,
        order: &str,
        read: fn(&mut sql::Row) -> worker::Result<T>,
    ) -> worker::Result<Vec<(T, Figures)>> {
        let sums: Vec<_> = columns().map(|name| format!("sum({name})")).collect();
        let times = ["quarter BETWEEN ? AND ?".to_owned()].into_iter();
        let conditions: Vec<_> =
            times.chain(only.iter().map(|(dimension, _)| format!("{} = ?", column(*dimension)))).collect();
        let select = format!(
            "SELECT {by}, {} FROM quarter WHERE {} GROUP BY 1 ORDER BY {order}",
            sums.join(", "),
            conditions.join(" AND ")
        );
        let last = Timestamp::from_millis(period.to.millis() - 1);
        let mut values: Vec<SqlStorageValue> = vec![period.from.quarter().into(), last.quarter().into()];
        values.extend(only.iter().map(|(_, value)| value.as_str().into()));
        let row = |mut row: sql::Row| {
            let value = read(&mut row)?;
            let numbers = sums.iter().map(|_| row.number()).collect::<worker::Result<Vec<_>>>()?;
            Ok((value, Figures::of(&numbers)))
        };
        sql::rows(&self.sql(), &select, values)?.into_iter().map(row).collect()
    }

    pub(super) fn forget_statistics(&self, now: Timestamp) -> worker::Result<()> {
        let first = now.quarter() - KEPT_QUARTERS;
        sql::run(&self.sql(), "DELETE FROM quarter WHERE quarter < ?", vec![first.into()])
    }
}

const fn column(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Country => "country",
        Dimension::Prefix => "prefix",
        Dimension::Channel => "channel",
    }
}
