//! Contacts and groups: what is taken, what each rule says that is broken, and what messages have of contacts.

use serde_json::{Map, Value, json};
use shortwave::{
    contact::{Contact, ContactId, CustomField, Details, FieldType, Group, GroupId, NewContact},
    error::{ApiError, ErrorCode},
    message::{Batch, Known, Open},
    request::{self, ContactFilter, FieldError, Fields, Include, Judging},
    time::Timestamp,
};

fn read<T>(body: &Value, read: fn(&mut Fields) -> Result<T, FieldError>) -> Result<T, ApiError> {
    request::read(body.to_string().as_bytes(), read)
}

fn query<T>(pairs: &[(&str, &str)], read: fn(&mut Fields) -> Result<T, FieldError>) -> Result<T, ApiError> {
    let pairs = pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    request::read_query(pairs.collect(), read)
}

/// A good body, with some fields changed; a field that is `null` is left out.
fn body(changes: &Value) -> Value {
    let mut body =
        json!({ "email": "ana@example.com", "phone": "34666555440", "countryIso": "ES", "groupsIds": [1] });
    let fields: &mut Map<_, _> = body.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        fields.insert(name.clone(), value.clone());
    }
    body
}

fn refused(changes: &Value) -> String {
    let error = read(&body(changes), request::contact).unwrap_err();
    assert_eq!(error.code(), ErrorCode::InputValidation, "{changes}");
    error.to_string()
}

fn field(key: &str, kind: FieldType, value: &str) -> CustomField {
    CustomField { key: key.to_owned(), kind, value: value.to_owned() }
}

#[test]
fn a_contact_is_read_in_one_spelling() {
    let whole = json!({
        "email": "Ana@EXAMPLE.com", "phone": "+34666555440", "landline": "900222222", "countryIso": "ES",
        "groupsIds": [1, "2"], "groupsNames": [" Mine ", "Yours"], "name": "Ana", "surname": "Ruiz", "externalId": "EXT1",
        "customFields": [
            { "key": "color", "value": "green" }, { "key": "since", "type": "date", "value": "2018-03-13" },
            { "key": "debt", "type": "decimal", "value": -12.5 }, { "key": "size" },
        ],
    });
    let some = |text: &str| Some(text.to_owned());
    let details = Details {
        email: some("Ana@example.com"),
        phone: some("34666555440"),
        landline: some("900222222"),
        country: some("ES"),
        name: some("Ana"),
        surname: some("Ruiz"),
        external_id: some("EXT1"),
        custom_fields: vec![
            field("color", FieldType::String, "green"),
            field("since", FieldType::Date, "2018-03-13"),
            field("debt", FieldType::Decimal, "-12.5"),
            field("size", FieldType::String, ""),
        ],
    };
    let group_names = ["Mine", "Yours"].map(str::to_owned).to_vec();
    let contact = NewContact { details, group_ids: vec![GroupId(1), GroupId(2)], group_names };
    assert_eq!(read(&whole, request::contact), Ok(contact));

    let least = json!({ "email": "ana@example.com", "groupsNames": ["Mine"] });
    let details = Details { email: some("ana@example.com"), ..Details::default() };
    let contact = NewContact { details, group_ids: Vec::new(), group_names: vec!["Mine".to_owned()] };
    assert_eq!(read(&least, request::contact), Ok(contact));
}

#[test]
fn each_rule_names_its_field() {
    let custom = |field: Value| json!({ "customFields": [{ "key": "a" }, field] });
    let long = "a".repeat(256);
    for (changes, expected) in [
        (json!({ "email": null, "phone": null, "countryIso": null }), "The email field is required."),
        (json!({ "email": "ana" }), "The email field must be a valid email."),
        (json!({ "phone": "34" }), "The phone field must be a valid phone number: 6 to 15 digits."),
        (json!({ "landline": 900_222_222 }), "The landline field must be a string."),
        (json!({ "countryIso": null }), "The countryIso field is required."),
        (
            json!({ "phone": null, "landline": "900222222", "countryIso": null }),
            "The countryIso field is required.",
        ),
        (
            json!({ "countryIso": "Spain" }),
            "The countryIso field must be a valid ISO 3166-1 code in upper case.",
        ),
        (json!({ "groupsIds": null }), "The groupsIds field is required."),
        (json!({ "groupsIds": [] }), "The groupsIds field must have between 1 and 100 items."),
        (json!({ "groupsIds": 1 }), "The groupsIds field must be an array."),
        (json!({ "groupsIds": vec![1; 101] }), "The groupsIds field must have between 1 and 100 items."),
        (json!({ "groupsIds": [1, 0] }), "The groupsIds.1 field must be a valid group of the account."),
        (json!({ "groupsIds": [1, "x"] }), "The groupsIds.1 field must be a valid group of the account."),
        (json!({ "groupsNames": [] }), "The groupsNames field must have between 1 and 100 items."),
        (json!({ "groupsNames": ["a", " "] }), "The groupsNames.1 field is required."),
        (
            json!({ "groupsNames": ["a".repeat(101)] }),
            "The groupsNames.0 field must not be longer than 100 characters.",
        ),
        (json!({ "groupsNames": [1] }), "The groupsNames.0 field must be a string."),
        (json!({ "name": long }), "The name field must not be longer than 255 characters."),
        (json!({ "surname": long }), "The surname field must not be longer than 255 characters."),
        (json!({ "externalId": long }), "The externalId field must not be longer than 255 characters."),
        (json!({ "customFields": {} }), "The customFields field must be an array."),
        (
            json!({ "customFields": vec![json!({ "key": "a" }); 51] }),
            "The customFields field must have between 0 and 50 items.",
        ),
        (custom(json!("b")), "The customFields.1 field must be an object."),
        (custom(json!({ "value": "x" })), "The customFields.1.key field is required."),
        (custom(json!({ "key": "a" })), "The customFields.1.key field must be given only once."),
        (
            custom(json!({ "key": "a b" })),
            "The customFields.1.key field must be a valid name of a variable: at most 64 letters, digits, `_`, `-` and `.`.",
        ),
        (
            custom(json!({ "key": "a".repeat(65) })),
            "The customFields.1.key field must be a valid name of a variable: at most 64 letters, digits, `_`, `-` and `.`.",
        ),
        (
            custom(json!({ "key": "b", "type": "text" })),
            "The customFields.1.type field must be a valid type: string, date or decimal.",
        ),
        (
            custom(json!({ "key": "b", "value": true })),
            "The customFields.1.value field must be a string or a number.",
        ),
        (
            custom(json!({ "key": "b", "value": "a".repeat(1_001) })),
            "The customFields.1.value field must not be longer than 1000 characters.",
        ),
        (
            custom(json!({ "key": "b", "type": "date", "value": "soon" })),
            "The customFields.1.value field must be a valid date of ISO 8601.",
        ),
        (
            custom(json!({ "key": "b", "type": "decimal", "value": "1,5" })),
            "The customFields.1.value field must be a valid decimal number.",
        ),
    ] {
        assert_eq!(refused(&changes), expected, "{changes}");
    }
    let field = |index: usize| json!({ "key": format!("k{index:03}"), "value": "a".repeat(996) });
    let all = |count| json!({ "customFields": (0..count).map(field).collect::<Vec<_>>() });
    assert!(read(&body(&all(16)), request::contact).is_ok());
    assert_eq!(refused(&all(17)), "The customFields field must not be longer than 16000 characters.");
}

#[test]
fn a_group_has_a_name() {
    assert_eq!(read(&json!({ "name": " Mine " }), request::group), Ok("Mine".to_owned()));
    let refused = |body: &Value| read(body, request::group).unwrap_err().to_string();
    for body in [json!({}), json!({ "name": "" }), json!({ "name": "  " })] {
        assert_eq!(refused(&body), "The name field is required.", "{body}");
    }
    let long = json!({ "name": "a".repeat(101) });
    assert_eq!(refused(&long), "The name field must not be longer than 100 characters.");
    assert_eq!(ApiError::from(request::taken_name()).to_string(), "The name field is taken.");
    let unknown = ApiError::from(request::unknown_group(2)).to_string();
    assert_eq!(unknown, "The groupsIds.2 field must be a valid group of the account.");
}

#[test]
fn what_is_looked_for_has_one_spelling_too() {
    let pairs = [
        ("email", "Ana@EXAMPLE.com"),
        ("phone", " 34666555440"),
        ("landline", "+34900222222"),
        ("countryIso", "ES"),
        ("externalId", "EXT1"),
        ("include", "groups"),
    ];
    let some = |text: &str| Some(text.to_owned());
    let filter = ContactFilter {
        email: some("Ana@example.com"),
        phone: some("34666555440"),
        landline: some("34900222222"),
        country: some("ES"),
        external_id: some("EXT1"),
        ..ContactFilter::default()
    };
    let include = Include { groups: true, custom_fields: false };
    assert_eq!(query(&pairs, request::contacts), Ok((filter, include)));
    let both = query(&[("include", "customFields , groups ")], request::include);
    assert_eq!(both, Ok(Include { groups: true, custom_fields: true }));
    for (pairs, expected) in [
        ([("limit", "1001")], "The limit field must be between 1 and 1000."),
        ([("page", "0")], "The page field must be between 1 and 1000000."),
        (
            [("include", "events")],
            "The include field must be a valid list of customFields and groups, with commas between.",
        ),
    ] {
        assert_eq!(query(&pairs, request::contacts).unwrap_err().to_string(), expected);
    }
}

#[test]
fn an_answer_has_what_is_asked_for() {
    let details = Details {
        email: Some("ana@example.com".to_owned()),
        custom_fields: vec![field("color", FieldType::String, "green")],
        ..Details::default()
    };
    let contact = Contact {
        id: ContactId(7),
        details,
        groups: vec![Group { id: GroupId(1), name: "Mine".to_owned() }],
        created_at: Timestamp::from_millis(0),
        updated_at: Timestamp::from_millis(1_000),
    };
    let plain = json!({
        "id": 7, "email": "ana@example.com", "phone": null, "countryIso": null, "landline": null, "name": null,
        "surname": null, "externalId": null, "createdAt": "1970-01-01T00:00:00+00:00", "updatedAt": "1970-01-01T00:00:01+00:00",
    });
    let shown = |include| {
        serde_json::to_value(shortwave::answer::rest::Contact::new(contact.clone(), include)).unwrap()
    };
    assert_eq!(shown(Include::default()), plain);
    let mut grouped = plain.clone();
    grouped["groups"] = json!({ "data": [{ "id": 1, "name": "Mine" }] });
    assert_eq!(shown(Include { custom_fields: false, groups: true }), grouped);
    let mut whole = plain.clone();
    whole["customFields"] = json!({ "data": [{ "key": "color", "type": "string", "value": "green" }] });
    whole["groups"] = json!({ "data": [{ "id": 1, "name": "Mine" }] });
    assert_eq!(shown(Include { custom_fields: true, groups: true }), whole);
    let mut written = plain;
    written["links"] = json!({ "self": "https://api.example/api/rest/contacts/7" });
    let answer = shortwave::answer::rest::Contact::written(contact, "https://api.example");
    assert_eq!(serde_json::to_value(answer).unwrap(), written);
}

fn batch(call: &Value) -> Batch {
    let judging = Judging { now: Timestamp::from_millis(0), is_url: &|_| true, unsub_length: 30 };
    let read = request::read(call.to_string().as_bytes(), |fields| request::send_sms(fields, &judging));
    read.unwrap().batch
}

#[test]
fn a_call_leaves_open_what_sub_does_not_give() {
    let to = ["34666555442", "34666555441", "34", "34666555441", "34666555440"];
    let call = |message: &str, sub: Value| {
        batch(&json!({ "to": to, "from": "TEST", "message": message, "sub": sub }))
    };
    let open = |names: &[&str], numbers: &[&str]| {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Open { names: owned(names), numbers: owned(numbers) }
    };
    let sub = json!([{ "name": "a" }, {}, {}, { "name": "b" }, { "name": null, "color": "c" }]);
    for (message, expected) in [
        ("Hello", open(&[], &[])),
        ("{OTP_CODE} {UNSUB_URL}", open(&[], &[])),
        ("Hello {name}", open(&["name"], &["34666555441"])),
        ("{name|upper} {color} {name}", open(&["color", "name"], &["34666555441", "34666555442"])),
    ] {
        assert_eq!(call(message, sub.clone()).open(), expected, "{message}");
    }
    let all = ["34666555440", "34666555441", "34666555442"];
    assert_eq!(call("{name}", Value::Null).open(), open(&["name"], &all));
}

#[test]
fn recipients_get_what_they_lack_and_parts_are_counted_after() {
    let mut batch = batch(&json!({
        "to": ["34666555440", "34666555441", "34666555442", "34666555443"], "from": "TEST", "message": "{name|upper} {color}",
        "parts": 2, "sub": [{}, { "name": "sub" }, {}, {}],
    }));
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let known = |number: &str, values: &[(String, String)]| Known {
        number: number.to_owned(),
        values: values.to_vec(),
    };
    batch.fill(&[
        known("34666555440", &[pair("name", "ana"), pair("color", "red")]),
        known("34666555441", &[pair("name", "bob"), pair("color", "{name}")]),
        known("34666555442", &[pair("name", &"x".repeat(160))]),
    ]);
    let composed = batch.compose(&|_, _| None);
    let texts: Vec<_> =
        composed.into_iter().map(|composed| composed.map(|one| (one.text.unwrap(), one.parts))).collect();
    assert_eq!(
        texts,
        [
            Ok(("ANA red".to_owned(), 1)),
            Ok(("SUB {name}".to_owned(), 1)),
            Ok((format!("{} {{color}}", "X".repeat(160)), 2)),
            Ok(("{name|upper} {color}".to_owned(), 1)),
        ]
    );
}
