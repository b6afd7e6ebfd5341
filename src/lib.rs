//! Shortwave's core: segment counts, one-time codes, short links, accounts, and the rules of their requests.
//!
//! Pure. Nothing in here reads a clock, draws randomness, does I/O or knows HTTP or JavaScript: the time and
//! random bytes are arguments, and state goes in and comes out as values. The Worker (`worker/`) supplies them;
//! [`segment`], [`qr`] and [`answer::rest::Judged`] also ship to browsers and Node as the npm package (`npm/` and `pkg/`).
//!
//! Dependencies point one way: [`request`] and [`answer`] → domains ([`account`], [`contact`], [`otp`], [`link`], [`mail`], [`price`],
//! [`qr`], [`segment`]) → newtypes (the rest) → [`error`]. Domains do not import each other.

pub mod account;
pub mod answer;
mod array;
pub mod auth;
pub mod blocklist;
pub mod change;
pub mod contact;
pub mod country;
pub mod csv;
pub mod domain;
pub mod email;
pub mod endpoint;
pub mod error;
mod fnv;
mod hex;
pub mod ids;
mod json;
pub mod keyed_hash;
pub mod link;
pub mod listing;
pub mod locale;
pub mod mail;
pub mod message;
pub mod money;
mod numbered;
pub mod otp;
mod percent;
pub mod period;
pub mod phone;
pub mod phone_kind;
pub mod precondition;
pub mod price;
pub mod provider;
pub mod public_address;
pub mod qr;
pub mod random;
pub mod ranged;
pub mod rate_limit;
pub mod recipient;
pub mod request;
pub mod sealed;
pub mod segment;
pub mod settings;
pub mod slug;
pub mod target_url;
pub mod time;
mod unique_json;
pub mod username;
pub mod webhook;
pub mod written;
