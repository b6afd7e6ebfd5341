#!/usr/bin/env bash
# Installs what is missing and says what and why. `setup.sh` is enough to build and run;
# `setup.sh browser` adds Chromium and its driver, which the tests need.
source "$(dirname "$0")/env.sh"

need_rust() {
  command -v rustup >/dev/null || fail "rustup is missing. Install it from https://rustup.rs and run this again."
  local channel
  channel=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
  if ! rustup run "$channel" rustc --print sysroot >/dev/null 2>&1 ||
    ! rustup component list --toolchain "$channel" --installed | grep -q '^rust-src' ||
    ! rustup component list --toolchain "$channel" --installed | grep -q '^clippy' ||
    ! rustup component list --toolchain "$channel" --installed | grep -q '^rustfmt' ||
    ! rustup target list --toolchain "$channel" --installed | grep -q '^wasm32-unknown-unknown'; then
    say "Rust $channel with its wasm32 target and library sources: compiles the core and the Worker."
    rustup toolchain install "$channel" --profile minimal --target wasm32-unknown-unknown \
      --component clippy --component rustfmt --component rust-src >&2
  fi
}

need_node_packages() {
  command -v npm >/dev/null || fail "Node.js is missing. Install version 20 or later from https://nodejs.org and run this again."
  cmp -s package-lock.json node_modules/.installed-lock && return
  say "Node packages: wrangler and workerd run the Worker, esbuild and binaryen finish its build (about 30 s, once)."
  npm ci --ignore-scripts >&2
  cp package-lock.json node_modules/.installed-lock
}

need_wasm_bindgen() {
  [ -x "$TOOLS/bin/wasm-bindgen" ] && return
  say "wasm-bindgen $WASM_BINDGEN_VERSION: writes the JavaScript side of the wasm modules (2 to 4 minutes, once)."
  cargo install --quiet --root "$TOOLS" "wasm-bindgen-cli@$WASM_BINDGEN_VERSION" >&2
}

# Asks the machine's package manager, as root or through sudo.
install_packages() {
  local sudo=""
  [ "$(id -u)" = 0 ] || sudo=sudo
  if command -v apt-get >/dev/null; then
    $sudo apt-get update -qq >&2
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium chromium-driver >&2
  elif command -v dnf >/dev/null; then
    $sudo dnf install -y chromium chromedriver >&2
  elif command -v pacman >/dev/null; then
    $sudo pacman -S --noconfirm chromium >&2
  elif command -v apk >/dev/null; then
    $sudo apk add chromium chromium-chromedriver >&2
  elif command -v brew >/dev/null; then
    brew install --cask chromium chromedriver >&2
  else
    fail "No package manager that this script knows. Install Chromium and ChromeDriver and run this again."
  fi
}

need_browser() {
  command -v chromedriver >/dev/null && scripts/chromium.sh >/dev/null && return
  say "Chromium and ChromeDriver: the tests open the page and run the bindings in a real browser."
  install_packages
  scripts/chromium.sh >/dev/null || fail "Chromium was installed but is not on the PATH; set CHROMIUM to its path."
}

need_rust
need_node_packages
need_wasm_bindgen
[ "${1:-}" != browser ] || need_browser
