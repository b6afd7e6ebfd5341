//! Listings against a real database: every way through a collection gives the same.

mod rules;

use std::cmp::Ordering;

use proptest::{prelude::*, sample::select};
use rusqlite::{Connection, params_from_iter, types::Value as Cell};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use shortwave::listing::{Column, Kind, Listing, Page, Query, Row, SqlValue, Statement, Term};

const ID: Column = Column { name: "id", sql: "id", kind: Kind::Text };
const NAME: Column = Column { name: "name", sql: "name", kind: Kind::Text };
const CREATED_AT: Column = Column { name: "createdAt", sql: "created_at", kind: Kind::Moment };
const SEEN_AT: Column = Column { name: "seenAt", sql: "IFNULL(seen_at, 0)", kind: Kind::Moment };
const AMOUNT: Column = Column { name: "amount", sql: "amount", kind: Kind::Number };
const ACTIVE: Column = Column { name: "active", sql: "active", kind: Kind::Flag };

const LISTING: Listing = Listing {
    key: ID,
    columns: &[NAME, CREATED_AT, SEEN_AT, AMOUNT, ACTIVE],
    default_sort: Term { column: CREATED_AT, descending: true },
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Item {
    id: String,
    name: String,
    created_at: i64,
    seen_at: Option<i64>,
    amount: i64,
    active: i64,
}

fn database(items: &[Item]) -> Connection {
    let database = Connection::open_in_memory().unwrap();
    let schema = "CREATE TABLE items (id TEXT PRIMARY KEY, name TEXT NOT NULL, created_at INTEGER NOT NULL,
        seen_at INTEGER, amount INTEGER NOT NULL, active INTEGER NOT NULL) STRICT";
    database.execute(schema, []).unwrap();
    for item in items {
        let row = (&item.id, &item.name, item.created_at, item.seen_at, item.amount, item.active);
        database.execute("INSERT INTO items VALUES (?, ?, ?, ?, ?, ?)", row).unwrap();
    }
    database
}

fn bound(value: &SqlValue) -> Cell {
    match value {
        SqlValue::Text(text) => Cell::Text(text.clone()),
        SqlValue::Integer(number) => Cell::Integer(*number),
    }
}

fn json(cell: Cell) -> Value {
    match cell {
        Cell::Integer(number) => json!(number),
        Cell::Text(text) => json!(text),
        // There are no columns of other kinds.
        _ => Value::Null,
    }
}

fn run(database: &Connection, statement: &Statement) -> Vec<Value> {
    let mut prepared = database.prepare(&statement.sql).unwrap();
    let names: Vec<String> = prepared.column_names().map(Into::into).collect();
    let object = |row: &rusqlite::Row| {
        let cell = |index| json(row.get_unwrap(index));
        Ok(Value::Object(
            names.iter().cloned().enumerate().map(|(index, name)| (name, cell(index))).collect(),
        ))
    };
    let rows = prepared.query_map(params_from_iter(statement.values.iter().map(bound)), object).unwrap();
    rows.map(Result::unwrap).collect()
}

fn rows(database: &Connection, statement: &Statement) -> Vec<Row<Item>> {
    run(database, statement).into_iter().map(|row| serde_json::from_value(row).unwrap()).collect()
}

fn total(database: &Connection, query: &Query) -> u64 {
    run(database, &query.count("items")).first().unwrap().get("total").unwrap().as_u64().unwrap()
}

fn answer(databases: &[Connection], query: &Query) -> Page<Item> {
    let total = databases.iter().map(|database| total(database, query)).sum();
    let share = query.select_share("items");
    let rows = match databases {
        [database] => rows(database, &query.select("items")),
        _ => query.merge(databases.iter().map(|database| rows(database, &share)).collect()),
    };
    query.page(rows, total)
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn with(pairs: &[(String, String)], name: &str, value: String) -> Vec<(String, String)> {
    [pairs, &[(name.to_owned(), value)]].concat()
}

/// A filter as a parameter and as what it means.
type Meaning = fn(&Item, &str) -> bool;

fn number(text: &str) -> i64 {
    text.parse().unwrap()
}

const FILTERS: [(&str, &[&str], Meaning); 10] = [
    ("name", &["b", "B%", ""], |item, text| item.name == text),
    ("name.contains", &["B", "%", "_", "é", "É"], |item, text| {
        item.name.to_ascii_lowercase().contains(&text.to_ascii_lowercase())
    }),
    ("createdAt.from", &["2"], |item, text| item.created_at >= number(text)),
    ("createdAt.to", &["3"], |item, text| item.created_at < number(text)),
    ("createdAt", &["1970-01-01T00:00:00.002Z"], |item, _| item.created_at == 2),
    ("seenAt.from", &["0", "1"], |item, text| item.seen_at.unwrap_or(0) >= number(text)),
    ("amount", &["-1", "0"], |item, text| item.amount == number(text)),
    ("amount.from", &["0"], |item, text| item.amount >= number(text)),
    ("amount.to", &["0"], |item, text| item.amount < number(text)),
    ("active", &["true", "false"], |item, text| (item.active == 1) == (text == "true")),
];

type Comparer = fn(&Item, &Item) -> Ordering;

const COLUMNS: [(&str, Comparer); 6] = [
    ("id", |a, b| a.id.cmp(&b.id)),
    ("name", |a, b| a.name.cmp(&b.name)),
    ("createdAt", |a, b| a.created_at.cmp(&b.created_at)),
    ("seenAt", |a, b| a.seen_at.unwrap_or(0).cmp(&b.seen_at.unwrap_or(0))),
    ("amount", |a, b| a.amount.cmp(&b.amount)),
    ("active", |a, b| a.active.cmp(&b.active)),
];

/// A sort and filters, as parameters and as what they mean.
#[derive(Clone, Debug)]
struct Ask {
    sort: Vec<(usize, bool)>,
    filters: Vec<(usize, usize)>,
    limit: usize,
}

impl Ask {
    fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = vec![("limit".to_owned(), self.limit.to_string())];
        let term = |(column, descending): &(usize, bool)| {
            format!("{}{}", if *descending { "-" } else { "" }, COLUMNS.get(*column).unwrap().0)
        };
        if !self.sort.is_empty() {
            pairs.push(("sort".into(), self.sort.iter().map(term).collect::<Vec<_>>().join(",")));
        }
        pairs.extend(self.filters().map(|(name, text, _)| (name.to_owned(), text.to_owned())));
        pairs
    }

    fn filters(&self) -> impl Iterator<Item = (&str, &str, Meaning)> {
        self.filters.iter().map(|(filter, value)| {
            let (name, values, meaning) = FILTERS.get(*filter).unwrap();
            (*name, *values.get(value % values.len()).unwrap(), *meaning)
        })
    }

    fn compare(&self, left: &Item, right: &Item) -> Ordering {
        let sort = if self.sort.is_empty() { &[(2, true)][..] } else { &self.sort };
        let last = sort.last().unwrap().1;
        for &(column, descending) in sort.iter().chain(&[(0, last)]) {
            let ordering = COLUMNS.get(column).unwrap().1(left, right);
            if ordering != Ordering::Equal {
                return if descending { ordering.reverse() } else { ordering };
            }
        }
        Ordering::Equal
    }

    fn of(&self, items: &[Item]) -> Vec<Item> {
        let passes = |item: &&Item| self.filters().all(|(_, text, meaning)| meaning(item, text));
        let mut items: Vec<_> = items.iter().filter(passes).cloned().collect();
        items.sort_by(|left, right| self.compare(left, right));
        items
    }
}

fn ask() -> impl Strategy<Value = Ask> {
    let sort = prop::sample::subsequence((0..COLUMNS.len()).collect::<Vec<_>>(), 0..=3).prop_shuffle();
    let filters = prop::sample::subsequence((0..FILTERS.len()).collect::<Vec<_>>(), 0..=2);
    (sort, any::<[bool; 3]>(), filters, any::<[u8; 2]>(), 1_usize..12).prop_map(
        |(sort, directions, filters, values, limit)| Ask {
            sort: sort.into_iter().zip(directions).collect(),
            filters: filters.into_iter().zip(values.map(usize::from)).collect(),
            limit,
        },
    )
}

/// Few values, so that many items are equal in all but their id.
fn items() -> impl Strategy<Value = Vec<Item>> {
    let names = select(vec!["", "a", "b", "B", "B%", "b_c", "é", "É\u{0}", "\"}',", "\u{10000}", "\u{ffff}"]);
    let item = (names, 0_i64..5, prop::option::of(-1_i64..3), -2_i64..3, 0_i64..2);
    prop::collection::vec(item, 0..60).prop_map(|items| {
        let numbered = items.into_iter().enumerate();
        numbered
            .map(|(index, (name, created_at, seen_at, amount, active))| Item {
                id: format!("{:02}", index * 37 % 61),
                name: name.to_owned(),
                created_at,
                seen_at,
                amount,
                active,
            })
            .collect()
    })
}

fn split(items: &[Item], shards: &[usize], count: usize) -> Vec<Connection> {
    let of = |shard| -> Vec<Item> {
        let owners = shards.iter().cycle();
        items
            .iter()
            .zip(owners)
            .filter(|(_, owner)| **owner % count == shard)
            .map(|(item, _)| item.clone())
            .collect()
    };
    (0..count).map(|shard| database(&of(shard))).collect()
}

fn walk_by_offset(databases: &[Connection], pairs: &[(String, String)], most: usize) -> Vec<Page<Item>> {
    let mut pages: Vec<Page<Item>> = vec![answer(databases, &Query::parse(&LISTING, pairs).unwrap())];
    while let Some(next) = pages.last().unwrap().pagination.next.clone() {
        let query = Query::parse(&LISTING, &with(pairs, "offset", next.clone())).unwrap();
        pages.push(answer(databases, &query));
        let pagination = &pages.last().unwrap().pagination;
        assert_eq!((pagination.offset.as_ref(), pagination.page), (Some(&next), None));
        assert!(pages.len() <= most, "goes on for ever");
    }
    pages
}

fn check(pages: &[Page<Item>], expected: &[Item], limit: usize) {
    let items: Vec<Item> = pages.iter().flat_map(|page| page.items.clone()).collect();
    assert_eq!(items, expected);
    assert_eq!(pages.len(), expected.len().div_ceil(limit).max(1));
    for page in pages {
        let pagination = &page.pagination;
        assert_eq!(pagination.total, expected.len() as u64);
        assert_eq!(pagination.pages, expected.len().div_ceil(limit) as u64);
        assert_eq!(pagination.limit as usize, limit);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Every item exactly once, in order: by offset, by page, and from any split over several databases.
    #[test]
    fn all_ways_through_a_collection_are_one(
        items in items(),
        ask in ask(),
        shards in prop::collection::vec(0_usize..5, 1..60),
        count in 1_usize..5,
    ) {
        let (databases, pairs, expected) = (split(&items, &shards, count), ask.pairs(), ask.of(&items));
        check(&walk_by_offset(&databases, &pairs, items.len() + 1), &expected, ask.limit);
        let whole = database(&items);
        let page = |number: usize| {
            let query = Query::parse(&LISTING, &with(&pairs, "page", number.to_string())).unwrap();
            let shares = databases.iter().map(|database| rows(database, &query.select_share("items"))).collect();
            assert_eq!(query.merge(shares), rows(&whole, &query.select("items")));
            let page = answer(&databases, &query);
            assert_eq!((page.pagination.page, page.pagination.offset.clone()), (u32::try_from(number).ok(), None));
            assert_eq!(page.pagination.next.is_some(), number * ask.limit < expected.len());
            page
        };
        let pages: Vec<_> = (1..=expected.len().div_ceil(ask.limit).max(1)).map(page).collect();
        check(&pages, &expected, ask.limit);
    }

    /// Whatever else comes and goes meanwhile, what stays is seen once.
    #[test]
    fn offsets_neither_repeat_nor_skip(items in items(), ask in ask(), gone in any::<[bool; 60]>()) {
        let pairs = ask.pairs();
        let first = answer(&[database(&items)], &Query::parse(&LISTING, &pairs).unwrap());
        let Some(next) = first.pagination.next else { return Ok(()) };
        let left: Vec<Item> =
            items.iter().zip(gone).filter(|(_, gone)| !gone).map(|(item, _)| item.clone()).collect();
        let query = Query::parse(&LISTING, &with(&pairs, "offset", next)).unwrap();
        let rest = answer(&[database(&left)], &query).items;
        let expected = ask.of(&left).into_iter().filter(|item| !first.items.contains(item));
        prop_assert_eq!(rest, expected.take(ask.limit).collect::<Vec<_>>());
    }

    /// The text of SQL depends on the names of parameters alone, and no parameters make it panic or fail to run.
    #[test]
    fn what_a_caller_gives_is_never_sql(
        given in prop::collection::vec((
            prop_oneof![select(vec!["name", "name.contains", "amount", "createdAt.to", "active", "limit", "page",
                "sort", "offset"]).prop_map(str::to_owned), "\\PC{0,8}"],
            prop_oneof!["\\PC{0,12}", "-?[0-9]{1,19}", "true|false|-id|name,-id|'|\"|\\?"],
        ), 0..5),
    ) {
        let Ok(query) = Query::parse(&LISTING, &given) else { return Ok(()) };
        let database = database(&[]);
        for statement in [query.select("items"), query.select_share("items"), query.count("items")] {
            run(&database, &statement);
            prop_assert_eq!(statement.sql.matches('?').count(), statement.values.len());
            prop_assert!(statement.sql.chars().all(|c| c.is_ascii_alphanumeric() || " ()_,*=<>?".contains(c)));
        }
    }
}
