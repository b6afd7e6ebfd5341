#!/usr/bin/env bash
# Everything: formatting and lints, the core natively, the Worker over HTTP against workerd, the engine as wasm in Node
# and Chromium, the packed npm package, the page in Chromium, and `make dev` as a newcomer runs it.
source "$(dirname "$0")/env.sh"

scripts/setup.sh browser
scripts/check.sh
say "Core"
cargo test --quiet -p shortwave --features describe
scripts/build.sh
say "Engine in Node and Chromium"
scripts/test-bindings.sh
say "Worker, npm package, page and make dev"
scripts/dev-vars.sh
NODE_NO_WARNINGS=1 node --test --test-reporter=spec --test-concurrency=2 --test-timeout=300000 'tests/{worker,pkg,browser,e2e}/*.test.js'
