#!/usr/bin/env bash
# Measures the CPU that making, checking and sending codes takes in workerd, for one recipient and for 10,000. Writes bench/OTP.md
# (about 4 minutes).
source "$(dirname "$0")/env.sh"

scripts/setup.sh
scripts/build.sh worker
node bench/otp.js
