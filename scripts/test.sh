#!/usr/bin/env bash
# Everything: formatting and lints, the core natively, the Worker over HTTP against workerd, messages through an SMS
# gateway, the engine as wasm in Node and Chromium, the packed npm package, the pages in Chromium, `make dev` as a newcomer
# runs it, and the API by its description.
source "$(dirname "$0")/env.sh"

scripts/setup.sh tests
scripts/check.sh
say "Core"
cargo test --quiet -p shortwave --features describe
cargo test --quiet -p shortwave-openapi
scripts/build.sh
say "Engine in Node and Chromium"
scripts/test-bindings.sh
export NODE_NO_WARNINGS=1
say "Worker, SMS gateway, npm package and pages"
scripts/dev-vars.sh
node --test --test-reporter=spec --test-concurrency=2 --test-timeout=300000 'tests/{worker,gateway,pkg,browser}/*.test.js'
# One after the other: each starts a server of `make dev`, which takes ports that nobody chose. All that a link may have makes
# for thousands of calls.
say "make dev, and the API by its description"
node --test --test-reporter=spec --test-concurrency=1 --test-timeout=900000 'tests/{e2e,api}/*.test.js'
