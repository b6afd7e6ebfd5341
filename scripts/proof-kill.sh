#!/usr/bin/env bash
# The Worker is killed again and again while messages go out through a real gateway (tests/gateway/kill.test.js).
source "$(dirname "$0")/env.sh"

scripts/setup.sh tests
scripts/build.sh worker
export NODE_NO_WARNINGS=1
KILLS=${KILLS:-20} MESSAGES=${MESSAGES:-20000} node --test --test-reporter=spec tests/gateway/kill.test.js
