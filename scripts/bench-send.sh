#!/usr/bin/env bash
# Measures what it costs to take messages and to submit them, by the recipients of a call. Writes bench/SEND.md (about 8 minutes).
source "$(dirname "$0")/env.sh"

scripts/setup.sh
scripts/build.sh worker
node bench/send.js
