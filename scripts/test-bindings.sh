#!/usr/bin/env bash
# Runs the segment engine as the npm package has it, as wasm with vector instructions, in Node and headless Chromium.
source "$(dirname "$0")/env.sh"

export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner
CHROMEDRIVER=$(command -v chromedriver) || fail "chromedriver is missing: scripts/setup.sh browser installs it."
export CHROMEDRIVER

test_in() {
  say "Engine in $1"
  RUSTFLAGS="-Ctarget-feature=+simd128" \
    cargo test -p shortwave --target wasm32-unknown-unknown --target-dir target/bindings --test "$2"
}

test_in Node bindings_node
test_in Chromium bindings_web
