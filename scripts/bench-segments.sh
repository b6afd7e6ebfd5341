#!/usr/bin/env bash
# Times the segment engine: natively, in Node and in Chromium, beside its peers. Writes bench/RESULTS.md (about 6 minutes).
source "$(dirname "$0")/env.sh"

scripts/setup.sh browser
scripts/build.sh npm
say "Natively"
cargo bench --quiet -p shortwave-bench >&2
say "In Node and Chromium"
node bench/segments.js
