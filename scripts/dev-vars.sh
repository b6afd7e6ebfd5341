#!/usr/bin/env bash
# Writes .dev.vars, the settings and secrets of this machine, unless it is there.
source "$(dirname "$0")/env.sh"

secret() { head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

[ -e .dev.vars ] && exit
say "Secrets of this machine: .dev.vars, which git ignores."
umask 077
cat >.dev.vars <<VARS
ENVIRONMENT=local
DEMO_USERNAME=demo
DEMO_API_PASSWORD=$(secret)
ADMIN_TOKEN=$(secret)
CREDENTIAL_KEY=$(secret)
OTP_KEY=$(secret)
VARS
