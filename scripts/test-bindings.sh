#!/usr/bin/env bash
# Runs the wasm bindings of the npm package in Node and in headless Chromium.
source "$(dirname "$0")/env.sh"

export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner
CHROMEDRIVER=$(command -v chromedriver) || fail "chromedriver is missing: scripts/setup.sh browser installs it."
export CHROMEDRIVER

test_in() {
  say "Bindings in $1"
  cargo test -p shortwave --features npm --target wasm32-unknown-unknown --target-dir target/bindings --test "$2"
}

test_in Node bindings_node
test_in Chromium bindings_web
