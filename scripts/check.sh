#!/usr/bin/env bash
# Formatting, lints and documentation, all warnings denied. The core is checked as it is built for the server,
# for npm, and for its tests; the Worker for the one target that it has.
source "$(dirname "$0")/env.sh"
scripts/setup.sh

wasm=(--target wasm32-unknown-unknown)
say "Formatting"
cargo fmt --all --check
say "Generated tables"
node scripts/generate-tables.js --check
say "Lints"
cargo clippy --quiet -p shortwave --all-targets -- -D warnings
cargo clippy --quiet -p shortwave --features npm --all-targets "${wasm[@]}" -- -D warnings
cargo clippy --quiet -p shortwave-worker "${wasm[@]}" -- -D warnings
say "Documentation"
RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps -p shortwave
RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps -p shortwave-worker --document-private-items "${wasm[@]}"
