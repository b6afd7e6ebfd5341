#!/usr/bin/env bash
# Formatting, lints and documentation, all warnings denied. The core is checked as it is built for the server
# and for its tests; the Worker and the npm modules for the one target that they have.
source "$(dirname "$0")/env.sh"
scripts/setup.sh

wasm=(--target wasm32-unknown-unknown)
say "Formatting"
cargo fmt --all --check
say "Generated tables"
node scripts/generate-tables.js --check
node scripts/generate-prefixes.js --check
say "Lints"
cargo clippy --quiet -p shortwave --all-targets -- -D warnings
cargo clippy --quiet -p shortwave --features describe --all-targets -- -D warnings
cargo clippy --quiet -p shortwave --all-targets "${wasm[@]}" -- -D warnings
RUSTFLAGS="-Ctarget-feature=+simd128" cargo clippy --quiet -p shortwave-npm "${wasm[@]}" --target-dir target/npm-check -- -D warnings
RUSTFLAGS="-Ctarget-feature=+simd128" cargo clippy --quiet -p shortwave-npm --features full "${wasm[@]}" --target-dir target/npm-check -- -D warnings
cargo clippy --quiet -p shortwave-redirect "${wasm[@]}" -- -D warnings
RUSTFLAGS="-Ctarget-feature=+simd128" cargo clippy --quiet -p shortwave-qr "${wasm[@]}" --target-dir target/npm-check -- -D warnings
cargo clippy --quiet -p shortwave-validate "${wasm[@]}" -- -D warnings
cargo clippy --quiet -p shortwave-bench --all-targets -- -D warnings
cargo clippy --quiet -p shortwave-openapi --all-targets -- -D warnings
cargo clippy --quiet -p shortwave-worker "${wasm[@]}" -- -D warnings
say "Documentation"
RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps -p shortwave --features describe
RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps -p shortwave-npm --features full --document-private-items "${wasm[@]}"
RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps -p shortwave-redirect --document-private-items "${wasm[@]}"
RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps -p shortwave-qr --document-private-items "${wasm[@]}"
RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps -p shortwave-validate --document-private-items "${wasm[@]}"
RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps -p shortwave-openapi --document-private-items
RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps -p shortwave-worker --document-private-items "${wasm[@]}"
