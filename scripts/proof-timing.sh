#!/usr/bin/env bash
# Neither a check nor the beginning of a verification tells by the time it takes whether a recipient is known: 10,000 of each
# (tests/worker/otp-enumeration.test.js).
source "$(dirname "$0")/env.sh"

scripts/setup.sh tests
scripts/build.sh worker
export NODE_NO_WARNINGS=1
BEGINNINGS=${BEGINNINGS:-10000} node --test --test-reporter=spec tests/worker/otp-enumeration.test.js
