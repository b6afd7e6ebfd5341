#!/usr/bin/env bash
# Times the counter of the npm package against three published ones, and writes bench/RESULTS.md (about a minute).
source "$(dirname "$0")/env.sh"

scripts/setup.sh
scripts/build.sh npm
node bench/segments.js
