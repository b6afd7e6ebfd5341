//! One module for each API document: it reads the document's requests, asks, and renders the document's answers.

pub mod admin;
mod composing;
pub mod engage;
pub mod native;
pub mod platform;
pub mod rest;
