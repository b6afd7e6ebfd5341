#!/usr/bin/env bash
# Installs what is missing and says what and why. `setup.sh` is enough to build and run;
# `setup.sh browser` adds Chromium and its driver, `setup.sh tests` these, Kannel and schemathesis, which the tests need.
source "$(dirname "$0")/env.sh"

need_rust() {
  command -v rustup >/dev/null || fail "rustup is missing. Install it from https://rustup.rs and run this again."
  has_rust && return
  say "Rust $RUSTUP_TOOLCHAIN with its wasm32 target and library sources: compiles the core and the Worker."
  rustup toolchain install "$RUSTUP_TOOLCHAIN" --profile minimal --target wasm32-unknown-unknown \
    --component clippy --component rustfmt --component rust-src >&2
}

has_rust() {
  local installed part
  installed=$(rustup component list --toolchain "$RUSTUP_TOOLCHAIN" --installed 2>/dev/null) || return
  for part in clippy rust-src rustfmt rust-std-wasm32-unknown-unknown; do
    grep -q "^$part" <<<"$installed" || return
  done
}

need_node_packages() {
  command -v npm >/dev/null || fail "Node.js is missing. Install version 20 or later from https://nodejs.org and run this again."
  cmp -s package-lock.json node_modules/.installed-lock && return
  say "Node packages: wrangler and workerd run the Worker, esbuild and binaryen finish its build, Node 20, vite and typescript test the package (about 40 s, once)."
  npm ci >&2
  node -e 'process.exit(Number(parseInt(process.versions.node) < 22))' ||
    fail "wrangler needs Node.js 22, which the package \"node\" could not install here (does npm's ignore-scripts forbid it?). Install Node.js 22 and run this again."
  cp package-lock.json node_modules/.installed-lock
}

need_wasm_bindgen() {
  [ -x "$TOOLS/bin/wasm-bindgen" ] && return
  say "wasm-bindgen $WASM_BINDGEN_VERSION: writes the JavaScript side of the wasm modules (2 to 4 minutes, once)."
  cargo install --quiet --root "$TOOLS" "wasm-bindgen-cli@$WASM_BINDGEN_VERSION" >&2
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Installs packages with the machine's package manager: one list of names for each manager, in the order apt, dnf,
# pacman, apk, brew.
install_packages() {
  # The lists are split into names on purpose.
  # shellcheck disable=SC2086
  if command -v apt-get >/dev/null; then
    as_root apt-get update -qq >&2
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $1 >&2
  elif command -v dnf >/dev/null; then
    as_root dnf install -y $2 >&2
  elif command -v pacman >/dev/null; then
    as_root pacman -S --noconfirm $3 >&2
  elif command -v apk >/dev/null; then
    as_root apk add $4 >&2
  elif command -v brew >/dev/null; then
    brew install $5 >&2
  else
    fail "No package manager that this script knows. Install $1 and run this again."
  fi
}

need_compiler() {
  command -v cc >/dev/null && return
  say "A C compiler: Rust links with it."
  install_packages "gcc libc6-dev" gcc gcc "gcc musl-dev" gcc
}

need_browser() {
  command -v chromedriver >/dev/null && scripts/chromium.sh >/dev/null && return
  say "Chromium and ChromeDriver: the tests open the page and run the bindings in a real browser."
  install_packages "chromium chromium-driver" "chromium chromedriver" chromium "chromium chromium-chromedriver" \
    "--cask chromium chromedriver"
  scripts/chromium.sh >/dev/null || fail "Chromium was installed but is not on the PATH; set CHROMIUM to its path."
}

# Debian's package is the one there is: others do without, and the tests say that they were skipped.
need_kannel() {
  command -v bearerbox >/dev/null || [ -x /usr/sbin/bearerbox ] && return
  if ! command -v apt-get >/dev/null; then
    say "Kannel, an SMS gateway, is no package here: tests/gateway will be skipped. With bearerbox and smsbox on the PATH it is not."
    return
  fi
  say "Kannel: the tests send messages through a real SMS gateway."
  install_packages kannel
  # The package runs a gateway of its own, now and whenever the machine starts. The tests start theirs.
  as_root service kannel stop >&2 || true
  as_root update-rc.d kannel disable >&2 || true
}

need_python() {
  python3 -c 'import ensurepip, venv' 2>/dev/null && return
  say "Python 3: schemathesis is written in it."
  install_packages "python3 python3-venv" python3 python python3 python3
}

need_schemathesis() {
  local schemathesis environment
  schemathesis=$(scripts/schemathesis.sh)
  [ -x "$schemathesis" ] && return
  need_python
  say "schemathesis: tests the API by its description (about 20 s, once)."
  environment=${schemathesis%/bin/*}
  rm -rf "$environment" && python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check --requirement tests/api/requirements.txt >&2 ||
    { rm -rf "$environment" && fail "schemathesis could not be installed."; }
}

need_compiler
need_rust
need_node_packages
need_wasm_bindgen
case "${1:-}" in
  browser) need_browser ;;
  tests) need_browser && need_kannel && need_schemathesis ;;
esac
