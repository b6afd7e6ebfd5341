#!/usr/bin/env bash
# Builds the npm package (pkg/dist), the pages that use it (www/lib) and the Worker (build/), what changed only.
# Prints the sizes that matter and fails when one is over its budget. `build.sh worker` or `npm` builds one.
source "$(dirname "$0")/env.sh"

WORKER_BUDGET_KB=400
NPM_BUDGET_KB=20

# Fails when a file's gzip size is over a budget in KB.
within_budget() {
  local name=$1 file=$2 budget=$3 bytes
  bytes=$(gzip -9 -c "$file" | wc -c)
  say "$name: $((bytes / 1024)).$((bytes % 1024 * 10 / 1024)) KB gzip of at most $budget KB"
  [ "$bytes" -le $((budget * 1024)) ] || fail "$name is over its budget."
}

# What rustc emits for wasm32 today, named one by one: --all-features would let wasm-opt emit more than
# engines know.
optimise() {
  wasm-opt "$1" -o "$2" "$3" --strip-debug --strip-producers \
    --enable-bulk-memory --enable-exception-handling --enable-multivalue --enable-mutable-globals \
    --enable-nontrapping-float-to-int --enable-reference-types --enable-sign-ext
}

# Core -> pkg/dist: the wasm module, its glue, and the module once more as text for where no file can be loaded.
build_npm() {
  local cargo_out=target/npm/wasm32-unknown-unknown/npm/shortwave.wasm
  cargo rustc --quiet -p shortwave --lib --crate-type cdylib --features npm --profile npm \
    --target wasm32-unknown-unknown --target-dir target/npm
  if [ ! pkg/dist/inline.js -nt "$cargo_out" ] || [ scripts/build.sh -nt pkg/dist/inline.js ]; then
    rm -rf pkg/dist && mkdir -p pkg/dist
    wasm-bindgen "$cargo_out" --out-dir pkg/dist --target web --omit-default-module-path --no-typescript
    optimise pkg/dist/shortwave_bg.wasm pkg/dist/shortwave.wasm -O3
    rm pkg/dist/shortwave_bg.wasm
    node scripts/inline-wasm.js pkg/dist/shortwave.wasm pkg/dist/inline.js
  fi
  cp LICENSE-* pkg/
  mkdir -p www/lib/dist
  cp pkg/index.js pkg/api.js www/lib/ && cp pkg/dist/*.js www/lib/dist/
  within_budget "npm wasm" pkg/dist/shortwave.wasm $NPM_BUDGET_KB
}

# Core + worker/ -> build/. The standard library is built again with unwinding, so that a panic costs one
# request; that needs -Zbuild-std, which the pinned stable compiler grants under RUSTC_BOOTSTRAP.
build_worker() {
  local cargo_out=target/worker/wasm32-unknown-unknown/release/shortwave_worker.wasm
  SHORTWAVE_COMMIT=$(git describe --always --dirty --abbrev=10 2>/dev/null || echo unknown) \
    RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Cpanic=unwind" WASM_BINDGEN_USE_JS_SYS=1 \
    cargo build --quiet -p shortwave-worker --lib --release --target wasm32-unknown-unknown \
    --target-dir target/worker -Zbuild-std=std,panic_unwind
  if [ ! build/index.js -nt "$cargo_out" ] || [ worker/entry.js -nt build/index.js ] || [ scripts/build.sh -nt build/index.js ]; then
    rm -rf build && mkdir -p build/tmp
    wasm-bindgen "$cargo_out" --out-dir build/tmp --out-name glue --target module --no-typescript \
      --experimental-reset-state-function --force-enable-abort-handler
    optimise build/tmp/glue_bg.wasm build/shortwave.wasm -Os
    sed 's#import source wasmModule from "./glue_bg.wasm"#import wasmModule from "./shortwave.wasm"#' \
      build/tmp/glue.js >build/tmp/glue.module.js
    esbuild worker/entry.js --bundle --minify --format=esm --log-level=warning --alias:shortwave-wasm=./build/tmp/glue.module.js \
      '--external:*.wasm' '--external:cloudflare:*' --outfile=build/index.js
    rm -r build/tmp
  fi
  cat build/index.js build/shortwave.wasm >target/worker/bundle
  within_budget "Worker" target/worker/bundle $WORKER_BUDGET_KB
}

case "${1:-all}" in
  npm) build_npm ;;
  worker) build_worker ;;
  all) build_npm && build_worker ;;
  *) fail "usage: scripts/build.sh [npm|worker]" ;;
esac
