# Sourced by the other scripts: where things are, and which versions of the tools.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The pinned toolchain, whatever the surrounding shell prefers.
RUSTUP_TOOLCHAIN=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
export RUSTUP_TOOLCHAIN

# The command-line half of wasm-bindgen must be of exactly the version that the crates were built with.
WASM_BINDGEN_VERSION=$(sed -n '/^name = "wasm-bindgen"$/{n;s/version = "\(.*\)"/\1/p;}' Cargo.lock)
# Kept outside the checkout, so that every clone and `make clean` shares one build of them.
TOOLS="${XDG_CACHE_HOME:-$HOME/.cache}/shortwave/wasm-bindgen-$WASM_BINDGEN_VERSION"

# Node 22 by its folder: the tests install Node 20 too, under the same name in .bin.
export PATH="$PWD/node_modules/node/bin:$PWD/node_modules/.bin:$TOOLS/bin:$PATH"
export WRANGLER_SEND_METRICS=false

# One line of progress on stderr, so that the output of a script stays its own.
say() { printf '\033[36m▸\033[0m %s\n' "$*" >&2; }

fail() {
  printf '\033[31m✗\033[0m %s\n' "$*" >&2
  exit 1
}
