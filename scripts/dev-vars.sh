#!/usr/bin/env bash
# Writes .dev.vars, the settings and secrets of this machine, unless it is there.
source "$(dirname "$0")/env.sh"

# As many random bytes in hexadecimal digits.
secret() { head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

[ -e .dev.vars ] && exit
say "Secrets of this machine: .dev.vars, which git ignores."
umask 077
cat >.dev.vars <<VARS
ENVIRONMENT=local
DEMO_USERNAME=demo
DEMO_API_PASSWORD=$(secret 12)
ADMIN_TOKEN=$(secret 32)
HASH_KEY=$(secret 32)
OTP_KEY=$(secret 32)
VARS
