//! What parameters are read and refused, and what SQL and JSON they become.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use shortwave::request::FieldError;

use super::*;

fn errors(given: &[(&str, &str)]) -> Vec<String> {
    let errors = Query::parse(&LISTING, &pairs(given)).unwrap_err();
    errors.iter().map(FieldError::to_string).collect()
}

fn cursor(json: &Value) -> String {
    URL_SAFE_NO_PAD.encode(json.to_string())
}

#[test]
fn nothing_asked_is_the_first_twenty_newest() {
    let statement = Query::parse(&LISTING, &[]).unwrap().select("items");
    assert_eq!(
        statement.sql,
        "SELECT *, json_array(created_at, id) AS sort_key FROM items WHERE TRUE \
         ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?"
    );
    assert_eq!(statement.values, [SqlValue::Integer(21), SqlValue::Integer(0)]);
}

#[test]
fn a_cursor_becomes_a_condition_that_an_index_can_serve() {
    let after = cursor(&json!(["-amount,name,id", [7, "x", "y"]]));
    let given = pairs(&[("sort", "-amount,name"), ("offset", &after), ("active", "true"), ("limit", "5")]);
    let query = Query::parse(&LISTING, &given).unwrap();
    let statement = query.select("items");
    assert_eq!(
        statement.sql,
        "SELECT *, json_array(amount, name, id) AS sort_key FROM items WHERE TRUE AND active = ? \
         AND amount <= ? AND (amount < ? OR name >= ? AND (name > ? OR id > ?)) \
         ORDER BY amount DESC, name, id LIMIT ? OFFSET ?"
    );
    let (x, y) = (SqlValue::Text("x".into()), SqlValue::Text("y".into()));
    let numbers = [1, 7, 7, 6, 0].map(SqlValue::Integer);
    let [active, seven, again, limit, offset] = numbers;
    assert_eq!(statement.values, [active, seven, again, x.clone(), x, y, limit, offset]);
    assert_eq!(statement, query.select_share("items"));

    let database = database(&[]);
    database.execute("CREATE INDEX by_amount ON items (amount DESC, name, id)", []).unwrap();
    let plan = Statement { sql: format!("EXPLAIN QUERY PLAN {}", statement.sql), ..statement };
    let plan = serde_json::to_string(&run(&database, &plan)).unwrap();
    assert!(plan.contains("SEARCH items USING INDEX by_amount (amount<?)"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

#[test]
fn all_that_is_wrong_is_told() {
    assert_eq!(
        errors(&[
            ("limit", "101"),
            ("colour", "red"),
            ("amount", "1"),
            ("amount", "1"),
            ("createdAt.from", "yesterday"),
            ("active", "1"),
            ("sort", "size"),
            ("page", "0"),
        ]),
        [
            "The amount field must be given only once.",
            "The limit field must be an integer from 1 to 100.",
            "The sort field must be at most 3 different columns, with - before one for descending.",
            "The page field must be an integer from 1 to 1000, and page x limit at most 10000.",
            "The active field must be true or false.",
            "The colour field is unknown.",
            "The createdAt.from field must be a time, RFC 3339 or milliseconds since 1970.",
        ]
    );
}

#[test]
fn a_parameter_that_is_wrong_is_named() {
    for (name, value) in [
        ("limit", "0"),
        ("limit", ""),
        ("limit", "ten"),
        ("limit", "-1"),
        ("page", "1001"),
        ("page", "501"),
        ("sort", ""),
        ("sort", "-"),
        ("sort", "name,"),
        ("sort", "name,-name"),
        ("sort", "--name"),
        ("sort", "created_at"),
        ("sort", "id,name,amount,active"),
        ("offset", ""),
        ("amount", "1.5"),
        ("amount", ""),
        ("amount", "9007199254740992"),
        ("amount", "-9223372036854775808"),
        ("amount.from", "x"),
        ("amount.contains", "1"),
        ("name.from", "a"),
        ("active.from", "true"),
        ("name.", "a"),
        ("name.contains.from", "a"),
        ("", "a"),
        (".from", "a"),
        ("createdAt", "2020-01-01"),
        ("active", "TRUE"),
        ("ID", "a"),
    ] {
        let errors = Query::parse(&LISTING, &pairs(&[(name, value)])).unwrap_err();
        assert_eq!(
            errors.iter().map(|error| error.path.as_str()).collect::<Vec<_>>(),
            [name],
            "{name}={value}"
        );
    }
}

#[test]
fn the_limits_themselves_are_allowed() {
    for given in [
        [("limit", "100"), ("page", "100")],
        [("limit", "1"), ("page", "1000")],
        [("limit", "10"), ("page", "1000")],
        [("amount.from", "-9007199254740991"), ("amount.to", "9007199254740991")],
        [("sort", "-id,name,-amount"), ("name.contains", "")],
    ] {
        assert!(Query::parse(&LISTING, &pairs(&given)).is_ok(), "{given:?}");
    }
    assert!(Query::parse(&LISTING, &pairs(&[("limit", "100"), ("page", "101")])).is_err());
}

#[test]
fn a_page_and_an_offset_exclude_each_other() {
    let after = cursor(&json!(["-createdAt,-id", [7, "x"]]));
    assert_eq!(
        errors(&[("page", "2"), ("offset", &after)]),
        ["The page field cannot go together with offset."]
    );
    assert_eq!(errors(&[("page", "2"), ("offset", "x")]).len(), 2);
}

#[test]
fn a_cursor_is_of_one_sort_and_of_its_columns_kinds() {
    let refused = |cursor: String| {
        let told = errors(&[("offset", &cursor)]);
        assert_eq!(told, ["The offset field must be what a page of the same sort had as next."], "{cursor}");
    };
    let good = json!(["-createdAt,-id", [7, "x"]]);
    assert!(Query::parse(&LISTING, &pairs(&[("offset", &cursor(&good))])).is_ok());
    for bad in [
        json!(["-createdAt,id", [7, "x"]]),
        json!(["createdAt,id", [7, "x"]]),
        json!(["-createdAt,-id", [7]]),
        json!(["-createdAt,-id", [7, "x", "y"]]),
        json!(["-createdAt,-id", ["7", "x"]]),
        json!(["-createdAt,-id", [7, 8]]),
        json!(["-createdAt,-id", [7.5, "x"]]),
        json!(["-createdAt,-id", [null, "x"]]),
        json!(["-createdAt,-id", [1_i64 << 53, "x"]]),
        json!(["-createdAt,-id", [i64::MIN, "x"]]),
        json!(["-createdAt,-id", [7, "x".repeat(4096)]]),
        json!(["-createdAt,-id"]),
        json!({}),
        json!(7),
    ] {
        refused(cursor(&bad));
    }
    for bad in ["", "x", "####", "eyJ9", &format!("{}=", cursor(&good)), &format!("{} ", cursor(&good))] {
        refused(bad.to_owned());
    }
}

#[test]
fn the_pagination_is_written_as_documented() {
    let query = Query::parse(&LISTING, &pairs(&[("limit", "2"), ("page", "3")])).unwrap();
    let pagination = query.page(Vec::<Row<Item>>::new(), 5).pagination;
    assert_eq!(
        serde_json::to_string(&pagination).unwrap(),
        r#"{"offset":null,"limit":2,"next":null,"page":3,"pages":3,"total":5}"#
    );
}

#[test]
fn a_row_travels_as_it_is() {
    let item =
        Item { id: "x".into(), name: String::new(), created_at: 7, seen_at: None, amount: 0, active: 1 };
    let database = database(std::slice::from_ref(&item));
    let rows = rows(&database, &Query::parse(&LISTING, &[]).unwrap().select("items"));
    let sent = serde_json::to_value(&rows).unwrap();
    assert_eq!(sent.pointer("/0/sort_key"), Some(&json!(r#"[7,"x"]"#)));
    assert_eq!(serde_json::from_value::<Vec<Row<Item>>>(sent).unwrap(), rows);
    let wrong = json!({"sort_key": "[7.5]"}).as_object().cloned().unwrap();
    assert!(serde_json::from_value::<Row<Map<String, Value>>>(Value::Object(wrong)).is_err());
}
