//! Writes the API's description: OpenAPI 3.1, from the endpoints, readers and answers of the core.
//!
//! What can be derived is derived. Paths, methods, summaries and who may call come from [`shortwave::endpoint`]; bodies
//! from the readers, by what these ask for while they read an example; answers from their types; what may go wrong from the
//! dialect. [`endpoints`] says the rest, endpoint by endpoint. Where it leaves a hole (a field without a word to it, an
//! example that the reader refuses, a field that no example has), there is no description but an error.

mod answers;
mod bodies;
mod components;
mod document;
mod endpoints;
mod failures;
mod headers;
mod operation;
mod redirect;
mod schemas;
mod security;

use std::{env, fs, process::ExitCode};

/// What keeps the description from being made.
#[derive(Debug, thiserror::Error)]
enum Fault {
    /// The description would have a hole.
    #[error("{endpoint}: {problem}")]
    Hole {
        /// Where.
        endpoint: &'static str,
        /// What is missing.
        problem: String,
    },
    /// It cannot be written.
    #[error("{0}")]
    Write(#[from] std::io::Error),
    /// It was not said where to.
    #[error("usage: shortwave-openapi FILE")]
    Usage,
}

#[expect(clippy::print_stderr, reason = "a command tells its user what is wrong")]
fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("shortwave-openapi: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Fault> {
    let file = env::args_os().nth(1).ok_or(Fault::Usage)?;
    let document = document::document()?;
    Ok(fs::write(file, format!("{document}\n"))?)
}
