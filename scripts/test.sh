#!/usr/bin/env bash
# Everything: formatting and lints, the core natively, the Worker over HTTP against workerd, the engine as wasm in Node
# and Chromium, the packed npm package, the pages in Chromium, `make dev` as a newcomer runs it, and the API by its description.
source "$(dirname "$0")/env.sh"

scripts/setup.sh tests
scripts/check.sh
say "Core"
cargo test --quiet -p shortwave --features describe
cargo test --quiet -p shortwave-openapi
scripts/build.sh
say "Engine in Node and Chromium"
scripts/test-bindings.sh
say "Worker, npm package, pages, make dev, and the API by its description"
scripts/dev-vars.sh
NODE_NO_WARNINGS=1 node --test --test-reporter=spec --test-concurrency=2 --test-timeout=300000 'tests/{worker,pkg,browser,e2e,api}/*.test.js'
