//! E-mail: the setting, messages as they are sent, and what is said to servers.

use base64::{Engine, engine::general_purpose::STANDARD};
use proptest::prelude::*;
use shortwave::{
    email::Email,
    mail::{
        Line, Mail, Mailed, Outcome, Security, Sender, Settings, Stage,
        smtp::{Dialogue, Next},
    },
    time::Timestamp,
};

const TO: &str = "ana@example.com";

fn settings(members: &str) -> Result<Settings, String> {
    let json = format!(r#"{{"host": "smtp.example", "from": "Acme <codes@acme.example>", {members}}}"#);
    Settings::parse(&json, true).map_err(|error| error.to_string())
}

#[test]
fn ports_follow_from_how_the_connection_is_encrypted() {
    for (members, port, security) in [
        (r#""security": "tls""#, 465, Security::Tls),
        (r#""security": "starttls""#, 587, Security::StartTls),
        (r#""security": "none""#, 25, Security::None),
        (r#""security": "starttls", "port": 2525"#, 2525, Security::StartTls),
    ] {
        let settings = settings(members).unwrap();
        assert_eq!((settings.port, settings.security), (port, security), "{members}");
        assert_eq!((settings.login, settings.seconds), (None, 30));
    }
    let settings = settings(r#""security": "tls", "username": "u", "password": "p", "seconds": 5"#).unwrap();
    let login = settings.login.unwrap();
    assert_eq!((login.username.as_str(), login.password.as_str(), settings.seconds), ("u", "p", 5));
}

#[test]
fn what_is_wrong_with_the_setting_is_told_with_its_place() {
    let parse = |json: &str, is_local| Settings::parse(json, is_local).map_err(|error| error.to_string());
    let of = |host: &str, from: &str| {
        parse(&format!(r#"{{"host": {host}, "from": {from}, "security": "tls"}}"#), false)
    };
    let login = |members: &str| settings(&format!(r#""security": "tls", {members}"#));
    let from = "from: an e-mail address in ASCII is needed, or Name <address>";
    let host = "host: the name of a host is needed";
    let port = "port: a port is needed";
    let seconds = "seconds: 1 to 60 are needed";
    let long = "x".repeat(181);
    for (wrong, said) in [
        (parse("", false), "no JSON object, or one that names a member twice"),
        (parse("{}", false), "security: a text is needed"),
        (
            parse(r#"{"host": "h", "from": "a@b.co", "security": "none"}"#, false),
            "security: none is for developers' machines only",
        ),
        (settings(r#""security": "ssl""#), "security: tls or starttls is needed"),
        (settings(r#""security": "tls", "pasword": "p""#), "pasword: nothing of this name is known here"),
        (of("1", r#""a@b.co""#), "host: a text is needed"),
        (of(r#""a b""#, r#""a@b.co""#), host),
        (of(r#""h:25""#, r#""a@b.co""#), host),
        (of(r#""h""#, r#""""#), "from: a text is needed"),
        (of(r#""h""#, r#""Acme""#), from),
        (of(r#""h""#, r#""Acme <a@b.co> x""#), from),
        (of(r#""h""#, r#""<a@b.co\r\nX: y>""#), from),
        (of(r#""h""#, r#""é@b.co""#), from),
        (login(r#""port": 0"#), port),
        (login(r#""port": 65536"#), port),
        (login(r#""port": "25""#), port),
        (login(r#""seconds": 0"#), seconds),
        (login(r#""seconds": 61"#), seconds),
        (login(r#""username": "u""#), "password: a text is needed"),
        (login(r#""password": "p""#), "username: a text is needed"),
        (
            login(r#""username": "u", "password": "a\u0000b""#),
            "password: at most 180 bytes, none of them NUL, are needed",
        ),
        (
            login(&format!(r#""username": "{long}", "password": "p""#)),
            "username: at most 180 bytes, none of them NUL, are needed",
        ),
        (
            settings(r#""security": "none", "username": "u", "password": "p""#),
            "security: no password is sent where nothing is encrypted",
        ),
    ] {
        assert_eq!(wrong.unwrap_err(), said);
    }
}

#[test]
fn nothing_of_it_is_shown() {
    let settings = settings(r#""security": "tls", "username": "us", "password": "secret word""#).unwrap();
    assert_eq!(format!("{settings:?}"), "Settings(..)");
    assert_eq!(format!("{:?}", settings.login), "Some(Login(..))");
    let (to, subject) = (TO.parse().unwrap(), Line::from("Your code"));
    assert_eq!(format!("{:?}", Mail { to: &to, subject: &subject, text: "123456" }), "Mail(..)");
    let mut dialogue = Dialogue::new(&settings, &to, "123456".to_owned());
    let said = dialogue.hear(b"220 hello\r\n");
    assert_eq!(format!("{said:?} {dialogue:?}"), "Say(..) Dialogue(Hello)");
    assert_eq!(format!("{:?}", Next::Encrypt("x".to_owned())), "Encrypt(..)");
    let mailed = Mailed { outcome: Outcome::Later, stage: Stage::Login, reply: Some(535) };
    assert_eq!(mailed.to_string(), "Later at Login (535)");
}

fn written(from: &str, subject: &str, text: &str) -> String {
    let (from, to): (Sender, Email) = (from.parse().unwrap(), TO.parse().unwrap());
    let at = Timestamp::from_millis(1_577_880_000_999);
    Mail { to: &to, subject: &subject.into(), text }.message(&from, [0xab; 16], at)
}

#[test]
fn a_message_is_what_readers_expect() {
    let expected = "From: Acme <codes@acme.example>\r\n\
        To: ana@example.com\r\n\
        Subject: Your code\r\n\
        Date: Wed, 1 Jan 2020 12:00:00 +0000\r\n\
        Message-ID: <abababababababababababababababab@acme.example>\r\n\
        Auto-Submitted: auto-generated\r\n\
        MIME-Version: 1.0\r\n\
        Content-Type: text/plain; charset=utf-8\r\n\
        Content-Transfer-Encoding: base64\r\n\
        \r\n\
        MTIzNDU2DQo=\r\n";
    assert_eq!(written("Acme <codes@acme.example>", "Your code", "123456\n"), expected);
}

#[test]
fn names_and_subjects_beyond_plain_words_are_encoded() {
    let header = |from: &str, subject: &str| {
        let message = written(from, subject, "");
        message.split("\r\nDate: ").next().unwrap().to_owned()
    };
    let first = "From: codes@acme.example\r\nTo: ana@example.com\r\nSubject: ";
    assert_eq!(header("codes@acme.example", "a: b"), format!("{first}a: b"));
    assert_eq!(header("<codes@acme.example>", "é"), format!("{first}=?utf-8?B?w6k=?="));
    for subject in ["=?x", " x", "x ", &"x".repeat(68)] {
        let encoded = header("codes@acme.example", subject);
        assert!(encoded.starts_with(&format!("{first}=?utf-8?B?")), "{encoded}");
    }
    let named = "From: =?utf-8?B?QWNtZSwgSW5jLg==?=\r\n <codes@acme.example>\r\n";
    assert!(header("Acme, Inc. <codes@acme.example>", "x").starts_with(named));
    let long = format!("{} <codes@acme.example>", "x".repeat(60));
    assert!(header(&long, "x").starts_with("From: =?utf-8?B?"));
    assert!(header("\"A\" <codes@acme.example>", "x").starts_with("From: =?utf-8?B?IkEi?=\r\n <"));
}

#[test]
fn a_line_is_one() {
    assert_eq!(Line::from("a\r\nBcc: é\t\0\u{85}\u{7f}b").as_str(), "a  Bcc: é    b");
}

/// What a reader makes of a header: lines are unfolded, and encoded words that follow each other joined (RFC 2047, clause 6.2).
fn decoded(message: &str, name: &str) -> String {
    let headers = message.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
    let value = headers.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap();
    let joined = value.replace("?= =?", "?==?");
    let (mut rest, mut text) = (joined.as_str(), String::new());
    while let Some((before, after)) = rest.split_once("=?utf-8?B?") {
        let (word, after) = after.split_once("?=").unwrap();
        text += before;
        text += std::str::from_utf8(&STANDARD.decode(word).unwrap()).unwrap();
        rest = after;
    }
    text + rest
}

fn text_of(message: &str) -> String {
    let body = message.split_once("\r\n\r\n").unwrap().1.replace("\r\n", "");
    String::from_utf8(STANDARD.decode(body).unwrap()).unwrap()
}

proptest! {
    #[test]
    fn whatever_is_said_comes_out_again(name in "\\PC{0,120}", subject in ".{0,200}", text in "(.|\r|\n){0,400}") {
        let from = format!("{} <codes@acme.example>", name.trim()).trim().to_owned();
        let message = written(&from, &subject, &text);
        let line = Line::from(subject.as_str());
        prop_assert_eq!(decoded(&message, "Subject"), line.as_str());
        let read = decoded(&message, "From");
        prop_assert_eq!(if name.trim().is_empty() { format!("<{read}>") } else { read }, from);
        let ends = text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n");
        prop_assert_eq!(text_of(&message), ends);
    }

    #[test]
    fn no_text_makes_a_line_of_its_own(name in "[a-zé\r\n:]{0,90}|\\PC{0,90}", subject in "[a-z\r\n:]{0,90}|\\PC{0,90}", text in any::<String>()) {
        let Ok(from) = format!("{name}<codes@acme.example>").parse::<Sender>() else { return Ok(()) };
        let to: Email = TO.parse().unwrap();
        let message = Mail { to: &to, subject: &subject.as_str().into(), text: &text }
            .message(&from, [0; 16], Timestamp::from_millis(0));
        let names: Vec<_> = message.split("\r\n").take_while(|line| !line.is_empty())
            .filter(|line| !line.starts_with(' ')).map(|line| line.split(':').next().unwrap()).collect();
        prop_assert_eq!(names, ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
            "Content-Type", "Content-Transfer-Encoding"]);
        prop_assert!(message.is_ascii());
        for line in message.split("\r\n") {
            prop_assert!(line.len() <= 76 && !line.contains(['\r', '\n']), "{}", line);
        }
    }

    #[test]
    fn no_address_ends_its_line(address in "[ -~\r\n\t\\x00]{1,20}@[a-z\r\n]{1,5}[.]com[\r\n]?") {
        if let Ok(email) = address.parse::<Email>() {
            prop_assert!(!email.as_str().contains(|character: char| character.is_ascii_control() && character != '\t'));
        }
    }
}

/// Plays a server: what is said after each of its replies, in the order of these, and how that ends.
fn talk(settings: &Settings, to: &str, message: &str, replies: &[&str]) -> (Vec<String>, Option<Mailed>) {
    let to = to.parse().unwrap();
    let mut dialogue = Dialogue::new(settings, &to, message.to_owned());
    let mut said = Vec::new();
    for reply in replies {
        match dialogue.hear(reply.as_bytes()) {
            Next::Say(words) => said.push(words),
            Next::Encrypt(words) => said.push(format!("(encrypts) {words}")),
            Next::End(mailed) => return (said, Some(mailed)),
        }
    }
    (said, None)
}

fn tls() -> Settings {
    settings(r#""security": "tls""#).unwrap()
}

fn starttls() -> Settings {
    settings(r#""security": "starttls", "username": "us", "password": "pass""#).unwrap()
}

const fn mailed(outcome: Outcome, stage: Stage, reply: Option<u16>) -> Mailed {
    Mailed { outcome, stage, reply }
}

#[test]
fn a_message_is_given_to_a_server() {
    let replies =
        ["220 hi\r\n", "250-hi\r\n250 X\r\n", "250 ok\r\n", "251 ok\r\n", "354\r\n", "250 as 5\r\n"];
    let (said, end) = talk(&tls(), TO, "A: b\r\n\r\ntext\r\n", &replies);
    let expected = [
        "EHLO acme.example\r\n",
        "MAIL FROM:<codes@acme.example>\r\n",
        "RCPT TO:<ana@example.com>\r\n",
        "DATA\r\n",
        "A: b\r\n\r\ntext\r\n.\r\n",
    ];
    assert_eq!(said, expected);
    assert_eq!(end, Some(mailed(Outcome::Accepted, Stage::Text, Some(250))));
}

#[test]
fn replies_come_in_pieces() {
    let whole = "220-hi\r\n220 hi\r\n";
    for at in 0..whole.len() {
        let (first, second) = whole.split_at(at);
        let (said, end) = talk(&tls(), TO, "", &[first, second]);
        assert_eq!((said, end), (vec![String::new(), "EHLO acme.example\r\n".to_owned()], None), "{at}");
    }
}

#[test]
fn a_name_and_a_password_are_given_after_the_connection_is_encrypted() {
    let plain = "250-hi\r\n250-auth login plain\r\n250 STARTTLS\r\n";
    let (said, end) = talk(
        &starttls(),
        TO,
        "",
        &["220 hi\r\n", plain, "220 go\r\n", "250-hi\r\n250 AUTH LOGIN PLAIN\r\n", "235 ok\r\n"],
    );
    let expected = [
        "EHLO acme.example\r\n",
        "STARTTLS\r\n",
        "(encrypts) EHLO acme.example\r\n",
        "AUTH PLAIN AHVzAHBhc3M=\r\n",
        "MAIL FROM:<codes@acme.example>\r\n",
    ];
    assert_eq!((said.as_slice(), end), (&expected.map(str::to_owned)[..], None));
    let login = [
        "220 hi\r\n",
        plain,
        "220 go\r\n",
        "250-hi\r\n250 AUTH LOGIN\r\n",
        "334 VXNlcm5hbWU6\r\n",
        "334\r\n",
        "235\r\n",
    ];
    let (said, end) = talk(&starttls(), TO, "", &login);
    assert_eq!(
        (&said[3..], end),
        (&["AUTH LOGIN\r\n", "dXM=\r\n", "cGFzcw==\r\n", expected[4]].map(str::to_owned)[..], None)
    );
}

#[test]
fn nothing_is_given_to_who_cannot_encrypt_or_let_us_in() {
    let plain = "250-hi\r\n250 AUTH PLAIN\r\n";
    let offered = "250-hi\r\n250 STARTTLS\r\n";
    let none = |stage, reply| mailed(Outcome::Later, stage, reply);
    for (replies, said, end) in [
        (&["220 hi\r\n", plain][..], 1, none(Stage::Tls, None)),
        // What a server is called is not what it can do.
        (&["220 hi\r\n", "250-STARTTLS\r\n250 X\r\n"], 1, none(Stage::Tls, None)),
        (&["220 hi\r\n", offered, "454 not now\r\n"], 2, none(Stage::Tls, Some(454))),
        // Somebody in between put words into the server's mouth before the connection was encrypted.
        (&["220 hi\r\n", offered, "220 go\r\n250-hi\r\n250 AUTH PLAIN\r\n"], 2, none(Stage::Tls, None)),
        (
            &["220 hi\r\n", offered, "220 go\r\n", "250-hi\r\n250 AUTH GSSAPI\r\n"],
            3,
            none(Stage::Login, None),
        ),
        (&["220 hi\r\n", offered, "220 go\r\n", "250 AUTH PLAIN\r\n"], 3, none(Stage::Login, None)),
        (&["220 hi\r\n", offered, "220 go\r\n", plain, "535 no\r\n"], 4, none(Stage::Login, Some(535))),
    ] {
        let (words, ended) = talk(&starttls(), TO, "", replies);
        assert_eq!((words.len(), ended), (said, Some(end)), "{replies:?}");
    }
}

/// What becomes of a message where a server that took all before says this.
fn after(taken: usize, reply: &str) -> Option<Mailed> {
    let replies = ["220 hi\r\n", "250 hi\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n"];
    let replies: Vec<_> = replies.into_iter().take(taken).chain([reply]).collect();
    talk(&tls(), TO, "text", &replies).1
}

#[test]
fn what_a_refusal_is_of_decides_whether_it_is_final() {
    let stages = [Stage::Connect, Stage::Hello, Stage::Sender, Stage::Recipient, Stage::Text, Stage::Text];
    for (taken, stage) in stages.into_iter().enumerate() {
        for code in [421, 450, 451, 452] {
            let end = mailed(Outcome::Later, stage, Some(code));
            assert_eq!(after(taken, &format!("{code} later\r\n")), Some(end));
        }
        let refused = if taken < 3 { Outcome::Later } else { Outcome::Refused };
        assert_eq!(after(taken, "550 no\r\n"), Some(mailed(refused, stage, Some(550))));
        assert_eq!(after(taken, "530 who\r\n"), Some(mailed(Outcome::Later, stage, Some(530))));
        // A code that does not belong there.
        let lost = if taken < 5 { Outcome::Later } else { Outcome::Doubtful };
        let code = if taken == 4 { 250 } else { 354 };
        assert_eq!(after(taken, &format!("{code} what\r\n")), Some(mailed(lost, stage, Some(code))));
        for nonsense in [
            "HTTP/1.1 400\r\n",
            "25\r\n",
            "\r\n",
            "199 x\r\n",
            "600 x\r\n",
            "250x\r\n",
            "+50 x\r\n",
            "é50\r\n",
        ] {
            assert_eq!(after(taken, nonsense), Some(mailed(lost, stage, None)), "{nonsense}");
        }
    }
}

#[test]
fn a_reply_without_an_end_is_none() {
    for endless in [&"220-hi\r\n".repeat(600), &"2".repeat(5_000)] {
        assert_eq!(after(0, endless), Some(mailed(Outcome::Later, Stage::Connect, None)));
    }
    assert_eq!(after(0, &"220-hi\r\n".repeat(400)), None);
}

#[test]
fn addresses_beyond_ascii_are_for_servers_that_say_so() {
    let to = "josé@exämple.com";
    let (_, end) = talk(&tls(), to, "", &["220 hi\r\n", "250-hi\r\n250 8BITMIME\r\n"]);
    assert_eq!(end, Some(mailed(Outcome::Refused, Stage::Recipient, None)));
    let (said, _) = talk(&tls(), to, "", &["220 hi\r\n", "250-hi\r\n250 SMTPUTF8\r\n", "250\r\n"]);
    let expected =
        ["MAIL FROM:<codes@acme.example> BODY=8BITMIME SMTPUTF8\r\n", "RCPT TO:<josé@exämple.com>\r\n"];
    assert_eq!(said[1..], expected);
}

proptest! {
    #[test]
    fn a_full_stop_never_ends_a_message_early(lines in prop::collection::vec("[.]{0,3}[a-z]{0,2}", 0..8)) {
        let message = lines.join("\r\n");
        let replies = ["220\r\n", "250\r\n", "250\r\n", "250\r\n", "354\r\n"];
        let (said, _) = talk(&tls(), TO, &message, &replies);
        let given = said.last().unwrap();
        // As a server reads it.
        let end = if given == ".\r\n" { 0 } else { given.find("\r\n.\r\n").unwrap() + 2 };
        prop_assert_eq!(&given[end..], ".\r\n");
        let read: Vec<_> = given[..end].split("\r\n").map(|line| line.strip_prefix('.').unwrap_or(line)).collect();
        let ended = if message.ends_with("\r\n") { message.clone() } else { format!("{message}\r\n") };
        prop_assert_eq!(read.join("\r\n"), ended);
    }
}
