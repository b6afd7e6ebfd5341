//! The wasm module that serves redirects. It is apart from the rest of the Worker, so that an isolate that only redirects
//! starts with a twentieth of the code. It only forwards to the core.
//!
//! JavaScript (`worker/redirect.js`) writes where [`room`] says and calls; the length of the answer comes back, which is read
//! where [`answer`] says. Texts that belong together are lines: no header of a request has a line break in it.
#![expect(unsafe_code, reason = "names that are exported as they stand")]

mod facts;

use std::cell::RefCell;

use shortwave::{
    blocklist::Blocklist,
    keyed_hash::HashKey,
    link::{
        LinkId, Rules,
        click::{Batch, Received, by_shard},
        redirect::{Decision, OpenApp, Passed, Redirect, decide},
        shard::Question,
    },
    time::Timestamp,
};

use facts::Facts;

/// What stays in the module's memory between calls.
struct State {
    input: Vec<u8>,
    answer: Vec<u8>,
    key: Option<HashKey>,
    blocklist: Option<Blocklist>,
}

thread_local! {
    static STATE: RefCell<State> =
        const { RefCell::new(State { input: Vec::new(), answer: Vec::new(), key: None, blocklist: None }) };
}

/// Where to write at most so many bytes. The next call may say another place.
#[unsafe(no_mangle)]
pub extern "C" fn room(bytes: usize) -> *mut u8 {
    STATE.with_borrow_mut(|state| {
        if state.input.len() < bytes {
            state.input.resize(bytes, 0);
        }
        state.input.as_mut_ptr()
    })
}

/// Where the answer to the last call is.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    STATE.with_borrow(|state| state.answer.as_ptr())
}

/// Answers from the first bytes of the input; tells the length of the answer.
fn answered(bytes: usize, answer: impl FnOnce(&[u8], &mut Vec<u8>, Option<&HashKey>)) -> usize {
    STATE.with_borrow_mut(|State { input, answer: to, key, .. }| {
        to.clear();
        answer(input.get(..bytes).unwrap_or_default(), to, key.as_ref());
        to.len()
    })
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// Takes the key that visitors are hashed under. False when it is none.
#[unsafe(no_mangle)]
pub extern "C" fn key(bytes: usize) -> bool {
    STATE.with_borrow_mut(|state| {
        state.key = HashKey::new(text(state.input.get(..bytes).unwrap_or_default())).ok();
        state.key.is_some()
    })
}

/// Takes the operator's block list, in the place of the one before. False when it is none: then the one before stays.
#[unsafe(no_mangle)]
pub extern "C" fn blocklist(bytes: usize) -> bool {
    STATE.with_borrow_mut(|state| {
        // The list keeps the bytes that were written, and of their room no more.
        let mut list = std::mem::take(&mut state.input);
        list.truncate(bytes);
        list.shrink_to_fit();
        let taken = Blocklist::from_bytes(list);
        let is_one = taken.is_some();
        state.blocklist = taken.or_else(|| state.blocklist.take());
        is_one
    })
}

/// Of a URL, whether the operator blocks its host.
#[unsafe(no_mangle)]
pub extern "C" fn blocks(bytes: usize) -> bool {
    STATE.with_borrow(|state| {
        let url = text(state.input.get(..bytes).unwrap_or_default());
        state.blocklist.as_ref().is_some_and(|list| list.blocks(url))
    })
}

/// Of a link's id, the number of its shard; -1 for what is none.
#[unsafe(no_mangle)]
pub extern "C" fn shard(bytes: usize) -> i32 {
    STATE.with_borrow(|state| {
        let link = text(state.input.get(..bytes).unwrap_or_default()).parse::<LinkId>();
        link.ok().and_then(|link| i32::try_from(link.shard()).ok()).unwrap_or(-1)
    })
}

/// Of a link's id, the command that asks its shard where it leads.
#[unsafe(no_mangle)]
pub extern "C" fn resolve(bytes: usize) -> usize {
    asked(bytes, Question::Resolve)
}

/// Of a link's id, the command that takes one of its link's clicks.
#[unsafe(no_mangle)]
pub extern "C" fn take(bytes: usize) -> usize {
    asked(bytes, Question::TakeClick)
}

/// Of a link's id, the command that asks whether there is one to take.
#[unsafe(no_mangle)]
pub extern "C" fn look(bytes: usize) -> usize {
    asked(bytes, Question::HasClick)
}

fn asked(bytes: usize, question: fn(LinkId) -> Question) -> usize {
    answered(bytes, |input, answer, _| {
        if let Ok(link) = text(input).parse() {
            answer.extend(question(link).to_command());
        }
    })
}

/// Decides where a request goes: of the bytes of a link's rules, so many, and after these the lines of `facts.rs`.
///
/// The answer is nothing where those are no rules; one letter where there is more to do (`T`: take a click first, `C`: nowhere,
/// a page says why) or a page is shown (`P`: the link's preview, `A`: one that opens an app), and then the field that decided and
/// the URLs that the page is about, in lines; else the status, until when it is the same for everybody (0: it is not), what to remember of the visitor,
/// whether search engines are to leave it alone, the field that decided, and the location, in lines.
#[unsafe(no_mangle)]
pub extern "C" fn decision(rules: usize, bytes: usize) -> usize {
    answered(bytes, |input, answer, key| {
        let Some((rules, facts)) = input.split_at_checked(rules) else { return };
        let (Some(rules), Some(facts)) = (Rules::from_bytes(rules), Facts::of(text(facts))) else { return };
        let has_pass = |key| rules.password_version > 0 && facts.has_pass(rules.password_version, key);
        let passed = Passed { password: key.is_some_and(has_pass), click: facts.click_taken() };
        match decide(&rules, &facts.visitor(), passed, facts.at()) {
            Decision::TakeClick => answer.push(b'T'),
            Decision::Closed(_) => answer.push(b'C'),
            Decision::Preview => answer.extend(["P", "target", rules.target.as_str()].join("\n").bytes()),
            Decision::OpenApp(OpenApp { app, fallback, field }) => {
                answer.extend(["A", &field, &app, &fallback].join("\n").bytes());
            }
            Decision::Redirect(redirect) => write(&redirect, answer),
        }
    })
}

fn write(redirect: &Redirect, answer: &mut Vec<u8>) {
    let Redirect { status, location, field, variant, noindex, same_until } = redirect;
    let (status, same_until) =
        (status.code().to_string(), same_until.map_or(0, Timestamp::millis).to_string());
    let lines = [
        status.as_str(),
        same_until.as_str(),
        variant.as_deref().unwrap_or_default(),
        if *noindex { "1" } else { "" },
        field,
        location,
    ];
    answer.extend(lines.join("\n").into_bytes());
}

/// Puts clicks together for their shards: of the 16 bytes of a batch's id, and after these, for each click, its link's id, its
/// field and the lines of `facts.rs`.
///
/// The answer is, for each shard, its number and the length of its command in four bytes each, the lowest first, and the
/// command.
#[unsafe(no_mangle)]
pub extern "C" fn clicks(bytes: usize) -> usize {
    answered(bytes, |input, answer, key| {
        let (Some((id, lines)), Some(key)) = (input.split_first_chunk::<16>(), key) else { return };
        for (shard, clicks) in by_shard(received(text(lines)), key) {
            let command = Question::Count(Batch::new(*id, &clicks)).to_command();
            answer.extend(shard.to_le_bytes());
            answer.extend(u32::try_from(command.len()).unwrap_or_default().to_le_bytes());
            answer.extend(command);
        }
    })
}

fn received(lines: &str) -> impl Iterator<Item = Received<'_>> {
    let mut lines = lines.split('\n');
    std::iter::from_fn(move || {
        let (link, field) = (lines.next()?, lines.next()?);
        Some(Facts::take(&mut lines)?.received(link, field))
    })
}
