use serde_json::json;
use shortwave::{
    otp::{
        Alphabet, Channel, ChannelKind, CheckRefused, Code, Content, CreateRefused, Created, Delivered,
        GivenCode, Keys, NewVerification, Policy, Presented, Record, ResendRefused, Status, Verification,
        VerificationAttempts, VerificationId, VerificationLength, VerificationValidity, is_open,
        text::Payment,
    },
    phone::{CallingPrefix, Msisdn},
    phone_kind::Judged,
    recipient::Recipient,
    request::{
        native::{self, Arguments},
        v1,
    },
};

use crate::otp::{SALT, at, key, keys, wrong};

pub fn policy(length: i64, attempts: i64, validity: i64) -> Policy {
    Policy::of_verification(
        Alphabet::Digits,
        VerificationLength::try_from(length).unwrap(),
        VerificationAttempts::try_from(attempts).unwrap(),
        VerificationValidity::try_from(validity).unwrap(),
    )
}

pub fn channel(kind: ChannelKind, seconds: u16) -> Channel<String> {
    let to = match kind {
        ChannelKind::Sms => "34666555444",
        ChannelKind::Email => "someone@example.com",
    };
    Channel { to: to.to_owned(), kind, seconds }
}

pub fn new(policy: Policy, app_id: &str) -> NewVerification {
    NewVerification {
        code: None,
        channels: vec![channel(ChannelKind::Sms, 60)],
        policy,
        app_id: app_id.to_owned(),
        content: Content { locale: "en".to_owned(), sender: "Verify".to_owned(), ..Content::default() },
        payment: None,
        metadata: Vec::new(),
    }
}

fn usual() -> NewVerification {
    new(policy(6, 5, 300), "")
}

pub fn id(number: u8) -> VerificationId {
    VerificationId::new(&"ab".repeat(16), [number; 8])
}

fn created(record: &mut Record, number: u8, asked: NewVerification, second: i64) -> (VerificationId, Code) {
    let Created { verification, delivery } =
        record.create(id(number), asked, at(second), [number; 16], &keys()).unwrap();
    (verification.id, delivery.code)
}

fn begun(asked: NewVerification) -> (Record, VerificationId, Code) {
    let mut record = Record::default();
    let (id, code) = created(&mut record, 1, asked, 0);
    (record, id, code)
}

fn checked(record: &mut Record, id: &VerificationId, code: &str, second: i64) -> (bool, Status) {
    let (valid, verification) =
        record.check_verification(id, &Presented::typed(code), None, at(second), &keys()).unwrap();
    (valid, verification.status(at(second)))
}

fn status(record: &Record, id: &VerificationId, second: i64) -> Option<Status> {
    record.verification(id).map(|verification| verification.status(at(second)))
}

#[test]
fn the_right_code_approves_once() {
    let (mut record, id, code) = begun(usual());
    assert_eq!(code.expose().len(), 6);
    assert_eq!(checked(&mut record, &id, code.expose(), 299), (true, Status::Approved));
    assert_eq!(checked(&mut record, &id, code.expose(), 299), (false, Status::Approved));
    assert_eq!(record.verification(&id).unwrap().otp.attempts, 1);
}

#[test]
fn wrong_codes_fail_it_for_good() {
    let (mut record, id, code) = begun(usual());
    for _ in 0..4 {
        assert_eq!(checked(&mut record, &id, &wrong(&code), 1), (false, Status::Pending));
    }
    assert_eq!(checked(&mut record, &id, &wrong(&code), 1), (false, Status::Failed));
    assert_eq!(checked(&mut record, &id, code.expose(), 1), (false, Status::Failed));
}

#[test]
fn it_expires_and_is_kept_for_a_day_after_its_end() {
    let (mut record, id, code) = begun(usual());
    assert_eq!(status(&record, &id, 299), Some(Status::Pending));
    assert_eq!(status(&record, &id, 300), Some(Status::Expired), "without that anybody looked");
    assert_eq!(checked(&mut record, &id, code.expose(), 300), (false, Status::Expired));
    record.settle(at(86_699));
    assert_eq!(status(&record, &id, 86_699), Some(Status::Expired));
    record.settle(at(86_700));
    assert_eq!(status(&record, &id, 86_700), None);
    let gone = record.check_verification(&id, &Presented::typed(code.expose()), None, at(86_700), &keys());
    assert_eq!(gone.unwrap_err(), CheckRefused::NotFound);
    assert!(record.is_empty(), "{record:?}");
}

#[test]
fn another_of_the_application_takes_its_place() {
    let (mut record, first, old) = begun(usual());
    let (shop, _) = created(&mut record, 2, new(policy(6, 5, 300), "shop"), 1);
    let (second, code) = created(&mut record, 3, usual(), 2);
    assert_eq!(checked(&mut record, &first, old.expose(), 3), (false, Status::Canceled));
    assert_eq!(status(&record, &shop, 3), Some(Status::Pending));
    assert_eq!(checked(&mut record, &second, code.expose(), 3), (true, Status::Approved));
}

#[test]
fn what_is_canceled_is_not_approved_and_what_is_approved_not_canceled() {
    let (record, id, code) = begun(usual());
    let mut canceled = record.clone();
    assert_eq!(canceled.end(&id, Status::Canceled, at(1)).unwrap().status(at(1)), Status::Canceled);
    assert_eq!(checked(&mut canceled, &id, code.expose(), 1), (false, Status::Canceled));
    let mut approved = record;
    checked(&mut approved, &id, code.expose(), 1);
    assert_eq!(approved.end(&id, Status::Canceled, at(2)).unwrap().status(at(2)), Status::Approved);
    assert_eq!(approved.end(&self::id(9), Status::Canceled, at(2)), None);
}

fn payment(payee: &str, amount: &str) -> Payment {
    Payment { payee: payee.parse().unwrap(), amount: amount.parse().unwrap() }
}

#[test]
fn a_payments_code_is_right_for_that_payment_only() {
    let paid = payment("Corner Shop", "12.50 EUR");
    let (record, id, code) = begun(NewVerification { payment: Some(paid.clone()), ..usual() });
    let check = |payment: Option<&Payment>| {
        let presented = Presented::typed(code.expose());
        record.clone().check_verification(&id, &presented, payment, at(1), &keys()).unwrap().0
    };
    assert!(check(Some(&paid)));
    assert!(!check(None));
    assert!(!check(Some(&payment("Corner Shop", "12.51 EUR"))));
    assert!(!check(Some(&payment("Korner Shop", "12.50 EUR"))));
    assert!(!check(Some(&payment("Corner Shop1", "2.50 EUR"))));
    let (_, _, of_another) = begun(NewVerification { payment: Some(payment("Shop", "1")), ..usual() });
    assert_ne!(of_another.expose(), code.expose(), "the same salt");
    let (plain, id, code) = begun(usual());
    let with =
        plain.clone().check_verification(&id, &Presented::typed(code.expose()), Some(&paid), at(1), &keys());
    assert!(!with.unwrap().0, "nor is a code for no payment right for one");
}

fn resent(
    record: &mut Record,
    id: &VerificationId,
    is_new: bool,
    second: i64,
) -> Result<Code, ResendRefused> {
    record.resend(id, is_new, at(second), SALT, &keys()).map(|created| created.delivery.code)
}

#[test]
fn the_same_code_is_sent_again_after_half_a_minute() {
    let (mut record, id, code) = begun(usual());
    assert_eq!(resent(&mut record, &id, false, 29).unwrap_err(), ResendRefused::Wait(at(30)));
    assert_eq!(resent(&mut record, &id, false, 30).unwrap().expose(), code.expose());
    assert_eq!(resent(&mut record, &id, false, 59).unwrap_err(), ResendRefused::Wait(at(60)));
    assert_eq!(status(&record, &id, 300), Some(Status::Expired), "it is valid no longer for that");
    assert_eq!(resent(&mut record, &id, false, 300).unwrap_err(), ResendRefused::Ended(Status::Expired));
    assert_eq!(resent(&mut record, &self::id(9), false, 300).unwrap_err(), ResendRefused::NotFound);
}

#[test]
fn another_code_voids_the_former_and_keeps_the_attempts() {
    let (mut record, id, old) = begun(usual());
    for _ in 0..2 {
        checked(&mut record, &id, &wrong(&old), 1);
    }
    let new = resent(&mut record, &id, true, 200).unwrap();
    assert_ne!(new.expose(), old.expose());
    assert_eq!(checked(&mut record, &id, old.expose(), 201), (false, Status::Pending));
    assert_eq!(record.verification(&id).unwrap().attempts_left(), 2);
    assert_eq!(checked(&mut record.clone(), &id, new.expose(), 499), (true, Status::Approved));
    assert_eq!(checked(&mut record, &id, new.expose(), 500), (false, Status::Expired));
}

#[test]
fn a_recipient_has_five_codes_in_ten_minutes_and_twenty_in_a_day() {
    let mut record = Record::default();
    let mut create = |second| record.create(id(1), usual(), at(second), SALT, &keys()).map(drop);
    for batch in 0..4 {
        for second in 0..5 {
            assert_eq!(create(batch * 600 + second), Ok(()), "{batch} {second}");
        }
        if batch < 3 {
            assert_eq!(create(batch * 600 + 599), Err(CreateRefused::Wait(at((batch + 1) * 600))));
        }
    }
    assert_eq!(create(86_399), Err(CreateRefused::Wait(at(86_400))));
    assert_eq!(create(86_400), Ok(()));
    assert_eq!(create(86_400), Err(CreateRefused::Wait(at(86_401))));
}

#[test]
fn what_is_sent_again_counts_like_what_is_new() {
    let (mut record, id, _) = begun(usual());
    for again in 1..5 {
        resent(&mut record, &id, false, again * 30).unwrap();
    }
    assert_eq!(resent(&mut record, &id, false, 150).unwrap_err(), ResendRefused::Wait(at(600)));
    let refused = record.create(self::id(2), usual(), at(150), SALT, &keys()).unwrap_err();
    assert_eq!(refused, CreateRefused::Wait(at(600)));
}

#[test]
fn wrong_codes_add_up_over_verifications_and_the_rest_dialect() {
    let mut record = Record::default();
    let short = || new(policy(4, 10, 300), "");
    let (first, code) = created(&mut record, 1, short(), 0);
    for _ in 0..6 {
        checked(&mut record, &first, &wrong(&code), 1);
    }
    let request =
        shortwave::otp::Generate { policy: Policy::default(), reject_if_pending: false, is_sent: false };
    let (_, rest) = record.generate("", &request, at(1), SALT, &keys()).unwrap();
    for _ in 0..3 {
        record.check("", &Presented::new(&wrong(&rest), false), at(1), &keys());
    }
    assert_eq!(checked(&mut record, &first, code.expose(), 2), (false, Status::Blocked));
    assert_eq!(status(&record, &first, 3), Some(Status::Blocked));
    let refused = record.create(id(2), short(), at(2), SALT, &keys()).unwrap_err();
    assert_eq!(refused, CreateRefused::Wait(at(86_401)));
    assert!(
        record.create(id(2), usual(), at(2), SALT, &keys()).is_ok(),
        "a longer code may still be guessed at"
    );
}

#[test]
fn after_ten_wrong_codes_in_a_row_a_check_waits_and_counts_nothing() {
    let mut record = Record::default();
    for number in 0..2 {
        let (id, code) = created(&mut record, number, usual(), 0);
        for _ in 0..5 {
            checked(&mut record, &id, &wrong(&code), 0);
        }
    }
    let (id, code) = created(&mut record, 2, usual(), 0);
    let check = |record: &mut Record, second| {
        let presented = Presented::typed(code.expose());
        record.check_verification(&id, &presented, None, at(second), &keys()).map(|(valid, _)| valid)
    };
    for second in 0..60 {
        assert_eq!(check(&mut record, second), Err(CheckRefused::Wait(at(60))));
    }
    assert_eq!(check(&mut record, 60), Ok(true));
}

#[test]
fn the_ways_are_taken_one_after_the_other() {
    let channels =
        vec![channel(ChannelKind::Email, 20), channel(ChannelKind::Sms, 30), channel(ChannelKind::Email, 60)];
    let (mut record, id, code) = begun(NewVerification { channels, ..usual() });
    let due = |record: &Record, second| -> Vec<_> {
        let due = record.due(at(second), &keys()).into_iter();
        due.map(|due| {
            assert_eq!(due.delivery.code.expose(), code.expose());
            (due.delivery.place, due.delivery.channel.to)
        })
        .collect()
    };
    let (phone, mailbox) = ("34666555444".to_owned(), "someone@example.com".to_owned());
    assert_eq!(due(&record, 0), [(0, mailbox.clone())]);
    record.took(&id, 0, false, at(1));
    assert_eq!(due(&record, 5), []);
    assert_eq!(due(&record, 6), [(0, mailbox.clone())], "it is tried again");
    record.took(&id, 0, true, at(6));
    record.took(&id, 0, true, at(7));
    assert_eq!(due(&record, 25), []);
    assert_eq!(due(&record, 26), [(1, phone)]);
    record.took(&id, 1, true, at(26));
    assert_eq!(due(&record, 56), [(2, mailbox)]);
    record.took(&id, 2, true, at(56));
    assert_eq!(due(&record, 299), []);
}

#[test]
fn nothing_is_due_of_what_came_to_its_end() {
    let channels = vec![channel(ChannelKind::Sms, 30), channel(ChannelKind::Sms, 30)];
    let (mut record, id, code) = begun(NewVerification { channels, ..usual() });
    assert_eq!(record.due(at(29), &keys()).len(), 0, "a message is handed over by who asked");
    assert_eq!(record.due(at(30), &keys()).len(), 1);
    assert_eq!(record.due(at(300), &keys()).len(), 0);
    checked(&mut record, &id, code.expose(), 1);
    assert_eq!(record.due(at(30), &keys()).len(), 0);
}

#[test]
fn what_is_handed_over_is_noted_once_for_each_message() {
    let (mut record, id, code) = begun(usual());
    let delivered = |message: &str, second| Delivered::submitted(message.to_owned(), at(second));
    for second in 1..3 {
        let (verification, again) = record.hand_over(&id, delivered("A", second), &keys()).unwrap();
        assert_eq!((verification.delivered.len(), again.expose()), (1, code.expose()));
    }
    assert_eq!(record.hand_over(&id, delivered("B", 3), &keys()).unwrap().0.delivered.len(), 2);
    checked(&mut record, &id, code.expose(), 4);
    assert!(record.hand_over(&id, delivered("C", 5), &keys()).is_none(), "nobody needs it any more");
}

#[test]
fn an_account_may_decide_on_the_code() {
    let given: GivenCode = "481516".parse().unwrap();
    let (mut record, id, code) = begun(NewVerification { code: Some(given.clone()), ..usual() });
    assert_eq!((code.expose(), format!("{given:?}")), ("481516", "GivenCode(..)".to_owned()));
    let stored = serde_json::to_string(&record).unwrap();
    assert!(!stored.contains("481516"));
    let again = record.resend(&id, false, at(40), [9; 16], &keys()).unwrap();
    assert_eq!(again.delivery.code.expose(), "481516");
    let other = record.resend(&id, true, at(80), [8; 16], &keys()).unwrap().delivery.code;
    assert_ne!(other.expose(), "481516", "another is ours");
    assert_eq!(other.expose().len(), 6);
    assert!(!checked(&mut record, &id, "481516", 81).0);
    assert!(checked(&mut record, &id, other.expose(), 82).0);
}

#[test]
fn a_code_that_is_given_counts_as_what_it_is() {
    for (text, symbols, length) in
        [("4815", 10_u64, 4), ("0123456789", 10, 10), ("AB12", 31, 4), ("O0I1L", 31, 5)]
    {
        let policy = Policy::default().given(&text.parse().unwrap());
        assert_eq!(policy.luck(), 1_000_000_000_u64.div_ceil(symbols.pow(length)), "{text}");
    }
    for text in ["", "123", "12345678901", "ab12", "12 34", "12é4"] {
        assert!(text.parse::<GivenCode>().is_err(), "{text}");
    }
}

#[test]
fn a_text_says_how_long_the_code_is_still_valid() {
    let (record, id, code) = begun(usual());
    let verification = record.verification(&id).unwrap();
    let says = |second, minutes| verification.text(&code, at(second)).contains(minutes);
    assert!(says(0, "Valid 5 min.") && says(10, "Valid 5 min."));
    assert!(says(11, "Valid 4 min.") && says(250, "Valid 1 min."));
    assert!(!says(251, "Valid"));
    let (subject, text) = verification.mail(&code, at(0));
    assert!(text.contains(code.expose()) && !subject.contains(code.expose()));
}

#[test]
fn keys_rotate_under_what_is_pending() {
    let channels = vec![channel(ChannelKind::Sms, 30), channel(ChannelKind::Email, 30)];
    let (record, id, code) = begun(NewVerification { channels, ..usual() });
    let rotated = Keys::new(key("l"), Some(key("k")));
    let mut after = record.clone();
    assert_eq!(after.due(at(30), &rotated).pop().unwrap().delivery.channel.to, "someone@example.com");
    let again = after.resend(&id, false, at(30), SALT, &rotated).unwrap().delivery;
    assert_eq!(again.code.expose(), code.expose());
    let (valid, _) = after
        .clone()
        .check_verification(&id, &Presented::typed(code.expose()), None, at(31), &rotated)
        .unwrap();
    assert!(valid);
    let renewed = after.resend(&id, true, at(60), SALT, &rotated).unwrap().delivery;
    let only_new = Keys::new(key("l"), None);
    let presented = Presented::typed(renewed.code.expose());
    assert!(
        after.check_verification(&id, &presented, None, at(61), &only_new).unwrap().0,
        "it has the new key"
    );
    let (valid, _) = record
        .clone()
        .check_verification(&id, &Presented::typed(code.expose()), None, at(1), &only_new)
        .unwrap();
    assert!(!valid, "a key that is gone approves nothing");
}

#[test]
fn what_is_stored_and_printed_tells_neither_code_nor_recipient() {
    let (record, _, code) = begun(usual());
    for text in [serde_json::to_string(&record).unwrap(), format!("{record:?}")] {
        assert!(!text.contains(code.expose()) && !text.contains("34666555444"), "{text}");
    }
}

#[test]
fn a_clock_that_steps_does_no_harm() {
    let (record, id, code) = begun(usual());
    let mut back = record.clone();
    back.settle(at(-100_000));
    assert_eq!(checked(&mut back.clone(), &id, code.expose(), -99_701), (true, Status::Approved));
    assert_eq!(checked(&mut back, &id, code.expose(), -99_700), (false, Status::Expired));
    let mut forth = record;
    forth.settle(at(300));
    assert_eq!(checked(&mut forth, &id, code.expose(), 1), (false, Status::Expired), "an end is an end");
    forth.settle(at(86_401));
    assert_eq!(status(&forth, &id, 86_401), None);
}

#[test]
fn codes_go_where_somebody_may_have_a_phone() {
    let open = |number: &str, told: &str, prefixes: &[&str]| {
        let number: Msisdn = number.parse().unwrap();
        let prefixes: Vec<CallingPrefix> = prefixes.iter().map(|prefix| prefix.parse().unwrap()).collect();
        is_open(&number, &Judged::of(&number, told), &prefixes)
    };
    for (number, told) in [
        ("34666555444", "valid mobile ES"),
        ("12015550123", "valid fixed-line-or-mobile US"),
        ("34910000000", "valid fixed-line ES"),
        ("34566555444", "possible unknown ES"),
    ] {
        assert!(open(number, told, &[]), "{number}");
        assert!(open(number, told, &["1", "34"]), "{number}");
        assert!(!open(number, told, &["351"]), "{number}");
    }
    for (number, told) in
        [("447", "valid premium-rate GB"), ("44", "valid shared-cost GB"), ("448", "valid toll-free GB")]
    {
        let number = format!("{number}00000000");
        assert!(!open(&number, told, &[]) && !open(&number, told, &[&number[..7]]), "{number}");
    }
    for number in ["870772001234", "881612345678", "882161234567", "883510012345", "979123456789"] {
        assert!(!open(number, "valid mobile", &[]) && !open(number, "valid mobile", &["34"]), "{number}");
        assert!(open(number, "valid mobile", &["34", &number[..4]]), "{number}");
    }
    assert!(!open("346665", "impossible unknown", &[]));
}

#[test]
fn an_id_has_the_record_in_it_and_nothing_else_that_tells() {
    let phone: Recipient = "34666555444".parse().unwrap();
    let record = VerificationId::record_of(&key("h"), "account", &phone);
    assert_eq!(record.len(), 32);
    let id = VerificationId::new(&record, [255; 8]);
    assert_eq!((id.record(), id.as_str().len()), (record.as_str(), VerificationId::LENGTH));
    assert_eq!(id.as_str().parse(), Ok(id.clone()));
    for other in ["other", "account"] {
        let other = VerificationId::record_of(&key(if other == "other" { "h" } else { "g" }), other, &phone);
        assert_ne!(other, record);
    }
    for text in ["", &"a".repeat(47), &"a".repeat(49), &"A".repeat(48), &"é".repeat(24)] {
        assert!(text.parse::<VerificationId>().is_err(), "{text}");
    }
}

fn read(body: &serde_json::Value) -> Result<v1::CreateVerification, Vec<String>> {
    let arguments = Arguments::json(body.to_string().as_bytes()).unwrap();
    native::read(arguments, v1::create_verification)
        .map_err(|invalid| invalid.0.iter().map(ToString::to_string).collect())
}

#[test]
fn the_ways_are_read_as_words_or_objects() {
    let read = read(&json!({
        "recipient": "+34666555444",
        "channels": ["sms", { "channel": "email", "to": "someone@Example.com", "timeout": 10 }, { "channel": "sms" }],
    }))
    .unwrap();
    let expected =
        [("34666555444", "sms", 60), ("someone@example.com", "email", 10), ("34666555444", "sms", 60)];
    let channels: Vec<_> =
        read.new.channels.iter().map(|way| (way.to.as_str(), way.kind.as_str(), way.seconds)).collect();
    assert_eq!(channels, expected);
    assert_eq!(read.to.len(), 3);
    assert_eq!(read.new.policy, policy(6, 5, 300));
}

#[test]
fn everything_that_is_wrong_is_told_with_its_path() {
    let errors = |body: serde_json::Value| read(&body).unwrap_err();
    assert_eq!(errors(json!({})), ["The recipient field is required."]);
    assert_eq!(
        errors(
            json!({ "recipient": "34666555444", "channels": ["email", 5, "fax", { "timeout": 9 }], "length": 3 })
        ),
        ["The channels.1 field must be a string or an object.", "The length field must be between 4 and 10.",],
    );
    assert_eq!(
        errors(json!({ "recipient": "34666555444", "channels": ["email", { "channel": "fax" }] })),
        ["The channels.1.channel field must be a valid channel: sms or email."],
    );
    assert_eq!(
        errors(json!({ "recipient": "34666555444", "channels": ["sms", "email"] })),
        ["The channels.1 field must be a valid channel to this recipient."],
    );
    assert_eq!(
        errors(json!({ "recipient": "34666555444", "payee": "Shop", "metadata": { "a": 1 } })),
        ["The amount field is required.", "The metadata field must be a valid object of at most 10 texts.",],
    );
}

/// The type is here for those who look at what a caller is answered.
#[test]
fn what_is_answered_tells_neither_code_nor_recipient() {
    let (record, id, code) = begun(usual());
    let verification: &Verification = record.verification(&id).unwrap();
    let data = shortwave::answer::verification::VerificationData::new(verification, at(300));
    let text = serde_json::to_string(&data).unwrap();
    assert!(
        text.contains(r#""status":"expired""#) && text.contains(r#""endedAt":"2020-01-01T12:05:00+00:00""#)
    );
    assert!(!text.contains(code.expose()) && !text.contains("34666555444"), "{text}");
}

#[test]
fn a_token_is_spent_once_and_known_until_it_has_ended() {
    let mut record = Record::default();
    assert!(record.spend(at(600), at(0)));
    assert!(!record.spend(at(600), at(1)));
    assert_eq!(record.wake_at(), Some(at(600)));
    record.give_back();
    assert!(record.is_empty());
    assert!(record.spend(at(600), at(2)));
    record.settle(at(599));
    assert!(!record.is_empty());
    record.settle(at(600));
    assert!(record.is_empty());
}

#[test]
fn what_is_begun_anew_under_an_id_takes_the_place_of_what_came_to_nothing() {
    let mut record = Record::default();
    let (one, _) = created(&mut record, 1, usual(), 0);
    record.end(&one, Status::Canceled, at(1));
    let (again, code) = created(&mut record, 1, usual(), 2);
    assert_eq!(one, again);
    assert_eq!(checked(&mut record, &again, code.expose(), 3), (true, Status::Approved));
}

#[test]
fn an_id_shows_what_it_ends_in() {
    assert!(id(7).ends_with([7; 8]));
    assert!(!id(7).ends_with([8; 8]));
    assert_eq!(id(7).record().len(), VerificationId::OF_RECORD);
}
