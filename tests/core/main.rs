//! The core's rules, seen through its public face. Segments have a test of their own (segment.rs).
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod access_token;
mod account;
mod api_key;
mod blocklist;
mod clicks;
mod contact;
mod csv;
#[cfg(feature = "describe")]
mod describe;
mod error;
mod export;
mod factor;
mod guesses;
mod import;
mod judged;
mod jwk;
mod jws;
mod link;
mod listing;
mod mail;
mod native;
mod otp;
mod otp_model;
mod otp_text;
mod page_token;
mod phone_kind;
mod price;
mod provider;
mod providers;
mod qr;
mod rate_limit;
mod recipient;
mod redirect;
mod refresh;
mod report;
mod request;
mod send;
mod slug;
mod target_url;
mod totp;
mod traffic;
mod vectors;
mod verification;
mod verification_token;
mod written;

use serde::de::DeserializeOwned;

fn fixture<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).expect("fixture")
}
