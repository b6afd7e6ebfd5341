#!/usr/bin/env bash
# Prints the path of the schemathesis to test with. It is of the version that tests/api/requirements.txt pins, in an environment
# of its own, outside the checkout, which every clone and `make clean` shares.
source "$(dirname "$0")/env.sh"

requirements=$(cksum <tests/api/requirements.txt)
echo "${XDG_CACHE_HOME:-$HOME/.cache}/shortwave/schemathesis-${requirements%% *}/bin/schemathesis"
