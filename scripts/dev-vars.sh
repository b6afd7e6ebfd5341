#!/usr/bin/env bash
# Writes .dev.vars, the settings and secrets of this machine, unless it is there.
source "$(dirname "$0")/env.sh"

# As many random bytes in hexadecimal digits.
secret() { head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

umask 077

# Who signs in at /console. A file of an earlier version knows nobody yet.
add_demo_user() {
  grep -q '^DEMO_EMAIL=' .dev.vars || cat >>.dev.vars <<VARS
DEMO_EMAIL=demo@example.com
DEMO_PASSWORD=$(secret 8)
VARS
}

[ -e .dev.vars ] && add_demo_user && exit
say "Secrets of this machine: .dev.vars, which git ignores."
cat >.dev.vars <<VARS
ENVIRONMENT=local
DEMO_USERNAME=demo
DEMO_API_PASSWORD=$(secret 12)
ADMIN_TOKEN=$(secret 32)
HASH_KEY=$(secret 32)
OTP_KEY=$(secret 32)
VARS
add_demo_user
