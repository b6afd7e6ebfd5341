#!/usr/bin/env bash
# Measures the CPU that credentials, limits and calls cost in workerd, and what one account's flood costs another. Writes
# bench/GATE.md (about 3 minutes).
source "$(dirname "$0")/env.sh"

scripts/setup.sh
scripts/build.sh worker
node bench/gate.js
