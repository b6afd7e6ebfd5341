use serde_json::{Value, json};
use shortwave::{
    auth::{Role, Scope},
    change::Change,
    email::Email,
    otp::CodeLength,
    request::{
        FieldError,
        native::{Arguments, Invalid, Reader, read},
    },
    time::Timestamp,
};

#[derive(Debug, PartialEq)]
struct Everything {
    email: Email,
    role: Option<Role>,
    is_active: bool,
    length: u8,
    limit: Option<i64>,
    scopes: Option<Vec<Scope>>,
    expires_at: Change<Timestamp>,
    place: Option<String>,
}

/// With a field of each kind.
fn everything(reader: &mut Reader) -> Option<Everything> {
    let email = reader.take(|fields| fields.required_parsed("email"));
    let role = reader.take(|fields| fields.parsed("role"));
    let is_active = reader.take(|fields| fields.flag("isActive"));
    let length = reader.take(|fields| fields.number::<CodeLength>("length"));
    let limit = reader.take(|fields| fields.integer("limit", 1..=100));
    let scopes = reader.take(|fields| fields.parsed_list("scopes", 1..=3));
    let expires_at = reader.take(|fields| fields.changed("expiresAt"));
    let place = reader.object("address", |reader| {
        let street = reader.take(|fields| fields.string("street", 10));
        let place = reader.take(|fields| fields.required_string("place", 5));
        street?;
        place
    });
    Some(Everything {
        email: email?,
        role: role?,
        is_active: is_active?,
        length: length?.get(),
        limit: limit?,
        scopes: scopes?,
        expires_at: expires_at?,
        place: place?,
    })
}

fn of_json(value: Value) -> Result<Everything, Invalid> {
    let Value::Object(map) = value else { panic!("{value}") };
    read(Arguments::Json(map), everything)
}

fn of_pairs(pairs: &[(&str, &str)]) -> Result<Everything, Invalid> {
    let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    read(Arguments::Pairs(pairs.collect()), everything)
}

fn wrong(read: Result<Everything, Invalid>) -> Vec<String> {
    read.unwrap_err().0.iter().map(ToString::to_string).collect()
}

fn full() -> Everything {
    Everything {
        email: "a@example.com".parse().unwrap(),
        role: Some(Role::Viewer),
        is_active: true,
        length: 7,
        limit: Some(10),
        scopes: Some(vec![Scope::OtpWrite, Scope::LinksRead]),
        expires_at: Change::To(Timestamp::from_millis(1_577_880_000_000)),
        place: Some("Ávila".to_owned()),
    }
}

fn bare() -> Everything {
    Everything {
        email: "a@example.com".parse().unwrap(),
        role: None,
        is_active: false,
        length: 4,
        limit: None,
        scopes: None,
        expires_at: Change::Keep,
        place: None,
    }
}

#[test]
fn json_pairs_and_both_ways_to_write_them_say_the_same() {
    let json = json!({
        "email": "a@example.com", "role": "viewer", "isActive": true, "length": 7, "limit": 10,
        "scopes": ["otp:write", "links:read"], "expiresAt": 1_577_880_000_000_i64,
        "address": { "street": "", "place": "Ávila" },
    });
    assert_eq!(of_json(json), Ok(full()));
    let dots = [
        ("email", "a@example.com"),
        ("role", "viewer"),
        ("isActive", "1"),
        ("length", "7"),
        ("limit", "10"),
        ("scopes", "otp:write"),
        ("scopes", "links:read"),
        ("expiresAt", "2020-01-01T13:00:00+01:00"),
        ("address.place", "Ávila"),
    ];
    assert_eq!(of_pairs(&dots), Ok(full()));
    let brackets = dots.map(|(name, value)| match name {
        "scopes" => ("scopes[]", value),
        "isActive" => (name, "true"),
        "expiresAt" => (name, "1577880000000"),
        "address.place" => ("address[place]", value),
        _ => (name, value),
    });
    assert_eq!(of_pairs(&brackets), Ok(full()));
}

#[test]
fn what_is_absent_null_or_empty_is_not_given() {
    assert_eq!(of_json(json!({ "email": "a@example.com" })), Ok(bare()));
    let nulls = json!({
        "email": "a@example.com", "role": null, "isActive": null, "length": null, "limit": null, "scopes": null,
        "address": null,
    });
    assert_eq!(of_json(nulls), Ok(bare()));
    let empty = [("email", "a@example.com"), ("role", ""), ("isActive", ""), ("length", "")];
    assert_eq!(of_pairs(&empty), Ok(bare()));
}

#[test]
fn what_may_be_cleared_tells_null_from_absent() {
    let cleared = Everything { expires_at: Change::Clear, ..bare() };
    assert_eq!(of_json(json!({ "email": "a@example.com", "expiresAt": null })), Ok(cleared));
    let cleared = Everything { expires_at: Change::Clear, ..bare() };
    assert_eq!(of_pairs(&[("email", "a@example.com"), ("expiresAt", "")]), Ok(cleared));
}

#[test]
fn an_item_of_a_list_is_never_nothing() {
    let scopes = |pairs: &[(&str, &str)]| of_pairs(&[&[("email", "a@example.com")], pairs].concat());
    assert_eq!(
        wrong(scopes(&[("scopes", "")])),
        ["The scopes.0 field must be a valid scope, such as otp:write."]
    );
    assert_eq!(wrong(scopes(&[("scopes", ""), ("scopes", "otp:write")])).len(), 1);
    assert_eq!(wrong(of_json(json!({ "email": "a@example.com", "scopes": [null] }))).len(), 1);
}

#[test]
fn a_number_is_whole_by_its_value() {
    let limit =
        |limit: Value| of_json(json!({ "email": "a@example.com", "limit": limit })).map(|read| read.limit);
    assert_eq!(limit(json!(4.0)), Ok(Some(4)));
    assert_eq!(limit(json!(1e1)), Ok(Some(10)));
    for (value, code) in
        [(json!(4.5), "type"), (json!(1e300), "range"), (json!(-1e300), "range"), (json!(u64::MAX), "range")]
    {
        assert_eq!(limit(value).unwrap_err().0[0].problem.code(), code);
    }
}

#[test]
fn a_list_of_one_needs_no_brackets() {
    let one = Everything { scopes: Some(vec![Scope::OtpWrite]), ..bare() };
    assert_eq!(of_pairs(&[("email", "a@example.com"), ("scopes", "otp:write")]), Ok(one));
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let json = json!({
        "email": "", "role": "king", "isActive": "true", "length": 11, "limit": "10",
        "scopes": ["otp:write", "x", 5], "expiresAt": true, "address": { "street": "x".repeat(11), "town": 1 }, "more": 1,
    });
    assert_eq!(
        wrong(of_json(json)),
        [
            "The email field is required.",
            "The role field must be a valid role: owner, admin, developer or viewer.",
            "The isActive field must be true or false.",
            "The length field must be between 3 and 10.",
            "The limit field must be an integer.",
            "The scopes.1 field must be a valid scope, such as otp:write.",
            "The expiresAt field must be a string or an integer.",
            "The address.street field must not be longer than 10 characters.",
            "The address.place field is required.",
            "The address.town field is unknown.",
            "The scopes.2 field must be a valid scope, such as otp:write.",
            "The more field is unknown.",
        ]
    );
    let pairs = [
        ("role", "viewer"),
        ("role", "admin"),
        ("isActive", "yes"),
        ("length", "4.0"),
        ("limit", "99999999999999999999"),
        ("scopes[]", "a"),
        ("scopes[]", "b"),
        ("scopes[]", "c"),
        ("scopes[]", "d"),
        ("expiresAt", "tomorrow"),
        ("address", "x"),
        ("address[place]", "too long"),
        ("more", ""),
    ];
    assert_eq!(
        wrong(of_pairs(&pairs)),
        [
            "The email field is required.",
            "The role field must be a string.",
            "The isActive field must be true or false.",
            "The length field must be an integer.",
            "The limit field must be between 1 and 100.",
            "The scopes field must have between 1 and 3 items.",
            "The expiresAt field must be a valid moment: RFC 3339, or milliseconds since 1970.",
            "The address.place field must not be longer than 5 characters.",
            "The address field is unknown.",
            "The more field is unknown.",
        ]
    );
}

#[test]
fn numbers_in_texts_are_digits() {
    let limit = |text| of_pairs(&[("email", "a@example.com"), ("limit", text)]).map(|read| read.limit);
    assert_eq!(limit("007"), Ok(Some(7)));
    for text in ["-0", "0", "101", "-1", "-99999999999999999999"] {
        assert_eq!(limit(text).unwrap_err().0[0].problem.code(), "range", "{text}");
    }
    for text in ["+1", " 1", "1 ", "1e1", "0x1", "-", "--1", "١"] {
        assert_eq!(limit(text).unwrap_err().0[0].problem.code(), "type", "{text}");
    }
}

#[test]
fn a_text_is_no_number_and_no_flag_in_json() {
    assert_eq!(wrong(of_json(json!({ "email": "a@example.com", "expiresAt": "5" }))).len(), 1);
    assert_eq!(wrong(of_json(json!({ "email": "a@example.com", "isActive": 1 }))).len(), 1);
    assert_eq!(wrong(of_json(json!({ "email": "a@example.com", "scopes": "otp:write" }))).len(), 1);
}

#[test]
fn a_rule_between_fields_is_told_with_the_others() {
    let read = read(Arguments::Json(serde_json::Map::new()), |reader| {
        let email = reader.take(|fields| fields.parsed::<Email>("email"));
        reader.refuse("email", shortwave::request::Problem::Required);
        email
    });
    assert_eq!(read.unwrap_err().0.len(), 1);
}

#[test]
fn a_detail_has_a_path_a_code_and_a_message() {
    let details = |value| serde_json::to_value(of_json(value).unwrap_err().0).unwrap();
    let detail = |path, code, message| json!([{ "path": path, "code": code, "message": message }]);
    for (value, path, code, message) in [
        (json!({}), "email", "required", "The email field is required."),
        (json!({ "email": 5 }), "email", "type", "The email field must be a string."),
        (json!({ "email": "x" }), "email", "format", "The email field must be a valid email."),
    ] {
        assert_eq!(details(value), detail(path, code, message));
    }
    for (name, value, code) in [
        ("length", json!(11), "range"),
        ("email", json!("x".repeat(321)), "length"),
        ("scopes", json!([]), "items"),
        ("more", json!(1), "unknown"),
    ] {
        let mut all = json!({ "email": "a@example.com" });
        all[name] = value;
        assert_eq!(details(all)[0]["code"], code);
    }
}

#[test]
fn errors_of_one_field_become_those_of_a_call() {
    let error = FieldError { path: "a".to_owned(), problem: shortwave::request::Problem::Unknown };
    assert_eq!(Invalid::from(error.clone()), Invalid(vec![error]));
}
