#!/usr/bin/env bash
# Installs what is missing, builds, and serves on http://localhost:8787 with real KV and Durable Object storage.
# PORT= chooses another port, PERSIST= another folder for the state (.wrangler/state), INSPECTOR_PORT= a port for debuggers.
source "$(dirname "$0")/env.sh"

PORT="${PORT:-8787}"
PERSIST="${PERSIST:-.wrangler/state}"
# Location data of requests is not used; looking up a sample of it would fail where there is no network.
export CLOUDFLARE_CF_FETCH_ENABLED=false

# A setting of this machine.
setting() { sed -n "s/^$1=//p" .dev.vars; }

greet() {
  local address=$1 user password
  user=$(setting DEMO_USERNAME)
  password=$(setting DEMO_API_PASSWORD)
  cat <<GREETING

  Shortwave is at $address

  Demo account   $user
  API password   $password
  Admin token    in .dev.vars

  Generate a one-time code:
    curl -u $user:$password $address/api/rest/otp/generate -d '{"recipient":"34666555444"}'

  Check it (put the code that you got in the place of 1234):
    curl -u $user:$password $address/api/rest/otp/check -d '{"recipient":"34666555444","code":"1234"}'

  Verify a phone, and see the message that it would get on $address/sandbox/:
    curl -u $user:$password $address/v1/verifications -d '{"recipient":"34666555444"}'

  The same as somebody sees it in a page, from entering a number to being verified:
    $address/verify/

  Shorten a URL:
    curl -u $user:$password $address/api/rest/shortener/shorten -d '{"urls":[{"longUrl":"https://example.com/"}]}'

  Make links and see who follows them, as $(setting DEMO_EMAIL), password $(setting DEMO_PASSWORD):
    $address/console

  Everything else, to be tried out in the browser:
    $address/docs

  Ctrl-C stops it. State is kept in $PERSIST.

GREETING
}

# Who is there already stays as it is.
add_demo_user() {
  local user
  user=$(printf '{"email":"%s","password":"%s","name":"Demo","role":"owner"}' "$(setting DEMO_EMAIL)" "$(setting DEMO_PASSWORD)")
  curl -s -o /dev/null -u "$(setting DEMO_USERNAME):$(setting DEMO_API_PASSWORD)" "$1/v1/users" -d "$user"
}

# Greets once the Worker answers, so that the calls work the moment they are printed.
greet_when_ready() {
  until curl -sf -o /dev/null "$1/healthz"; do sleep 0.2; done
  add_demo_user "$1"
  greet "$1"
}

# Somebody else's server would answer in the Worker's place.
need_free_port() {
  node -e 'require("net").createServer().on("error", () => process.exit(1)).listen(process.argv[1], () => process.exit(0))' "$PORT" ||
    fail "Port $PORT is taken. Stop what listens there, or choose another: PORT=$((PORT + 1)) make dev"
}

scripts/setup.sh
need_free_port
scripts/dev-vars.sh
scripts/build.sh
greet_when_ready "http://localhost:$PORT" &
greeter=$!
trap 'kill $greeter 2>/dev/null || true' EXIT
# Of two servers that start at once, both would take the same port for debuggers.
wrangler dev --port "$PORT" ${INSPECTOR_PORT:+"--inspector-port=$INSPECTOR_PORT"} --persist-to "$PERSIST" --show-interactive-dev-session=false
