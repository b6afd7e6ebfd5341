#!/usr/bin/env bash
# Measures the CPU that redirects and making links cost in workerd, beside what the least Workers do. Writes bench/REDIRECT.md
# (about 4 minutes).
source "$(dirname "$0")/env.sh"

scripts/setup.sh
scripts/build.sh worker
node bench/redirect.js
