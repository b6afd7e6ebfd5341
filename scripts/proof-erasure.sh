#!/usr/bin/env bash
# What was kept of many who were verified is gone when its time is over (tests/worker/otp-erasure.test.js).
source "$(dirname "$0")/env.sh"

scripts/setup.sh tests
scripts/build.sh worker
export NODE_NO_WARNINGS=1
VERIFICATIONS=${VERIFICATIONS:-100000} node --test --test-reporter=spec tests/worker/otp-erasure.test.js
