#!/usr/bin/env bash
# Builds the npm package (pkg/dist), what the pages use (www/lib), the API's description (www/openapi.json) and the
# Worker (build/), what changed only. Prints the sizes that matter and fails when one is over its budget. `build.sh worker`,
# `npm`, `openapi` or `console` builds one.
source "$(dirname "$0")/env.sh"

WORKER_BUDGET_KB=945
REDIRECT_BUDGET_KB=46
NPM_BUDGET_KB=13
SLIM_BUDGET_KB=5
CLIENT_BUDGET_KB=4
QR_BUDGET_KB=18
VALIDATE_BUDGET_KB=76
PHONE_BUDGET_KB=42
OTP_BUDGET_KB=7

# Fails when a file's gzip size is over a budget in KB.
within_budget() {
  local name=$1 file=$2 budget=$3 bytes
  bytes=$(gzip -9 -c "$file" | wc -c)
  say "$name: $((bytes / 1024)).$((bytes % 1024 * 10 / 1024)) KB gzip of at most $budget KB"
  [ "$bytes" -le $((budget * 1024)) ] || fail "$name is over its budget."
}

# What rustc emits for wasm32 today, named one by one: --all-features would let wasm-opt emit more than
# engines know.
WASM_FEATURES=(--enable-bulk-memory --enable-exception-handling --enable-multivalue --enable-mutable-globals
  --enable-nontrapping-float-to-int --enable-reference-types --enable-sign-ext --enable-simd)

optimise() {
  local from=$1 to=$2
  shift 2
  wasm-opt "$from" -o "$to" "$@" --strip-debug --strip-producers --strip-target-features "${WASM_FEATURES[@]}"
}

# Core + npm/ + pkg/src -> pkg/dist: four wasm modules, and the entries for each place that they run in.
build_npm() {
  build_module full shortwave-npm npm --features full
  build_module slim shortwave-npm npm
  build_qr
  # The standard library for size, too: with it, this module is a fortieth smaller.
  build_module validate shortwave-validate validate -Zbuild-std-features=optimize_for_size
  if [ -n "$(newer_than pkg/dist/index.js target/npm/{full,slim,qr,validate}.wasm pkg/src scripts)" ]; then
    rm -rf pkg/dist && mkdir -p pkg/dist/tmp
    optimise target/npm/full.wasm pkg/dist/shortwave.wasm -O3
    optimise target/npm/slim.wasm pkg/dist/slim.wasm -O3
    node scripts/inline-wasm.js pkg/dist/shortwave.wasm pkg/dist/tmp/full.js
    node scripts/inline-wasm.js pkg/dist/slim.wasm pkg/dist/tmp/slim.js
    cp target/npm/qr/qr.wasm pkg/dist/qr.wasm
    node scripts/inline-wasm.js pkg/dist/qr.wasm pkg/dist/tmp/qr.js
    wasm-bindgen target/npm/validate.wasm --out-dir pkg/dist/tmp --out-name validate-glue --target web \
      --omit-default-module-path --no-typescript
    optimise pkg/dist/tmp/validate-glue_bg.wasm pkg/dist/validate.wasm -Os
    node scripts/inline-wasm.js pkg/dist/validate.wasm pkg/dist/tmp/validate.js
    bundle index.js && bundle index.js cjs && bundle workerd.js && bundle init.js
    bundle element.js && bundle cli.js && bundle otp.js
    bundle slim-index.js esm slim && bundle slim-index.js cjs slim && bundle slim-workerd.js
    bundle qr-index.js esm qr && bundle qr-index.js cjs qr && bundle qr-workerd.js
    bundle validate-index.js esm validate && bundle validate-index.js cjs validate && bundle validate-workerd.js
    rm -r pkg/dist/tmp
  fi
  refresh pkg/index.d.ts pkg/dist/index.d.cts
  refresh pkg/slim.d.ts pkg/dist/slim.d.cts
  refresh pkg/qr.d.ts pkg/dist/qr.d.cts
  refresh pkg/validate.d.ts pkg/dist/validate.d.cts
  refresh LICENSE-APACHE pkg/LICENSE-APACHE
  refresh LICENSE-MIT pkg/LICENSE-MIT
  refresh pkg/dist/index.js www/lib/index.js
  refresh pkg/dist/otp.js www/lib/otp.js
  within_budget "npm, whole engine" pkg/dist/index.js $NPM_BUDGET_KB
  within_budget "npm, slim" pkg/dist/slim.js $SLIM_BUDGET_KB
  within_budget "npm, QR codes" pkg/dist/qr.js $QR_BUDGET_KB
  within_budget "npm, messages judged" pkg/dist/validate.js $VALIDATE_BUDGET_KB
  within_budget "npm, one-time codes" pkg/dist/otp.js $OTP_BUDGET_KB
}

# Core + openapi/ -> www/openapi.json, and what its reference (www/docs) is shown with.
build_openapi() {
  mkdir -p target
  cargo run --quiet -p shortwave-openapi -- target/openapi.json
  refresh target/openapi.json www/openapi.json
  local file
  node scripts/take-out-images.js node_modules/swagger-ui-dist/swagger-ui.css target/docs
  cp node_modules/swagger-ui-dist/{swagger-ui-bundle.js,swagger-ui-bundle.js.LICENSE.txt,LICENSE,NOTICE} target/docs
  for file in target/docs/*; do refresh "$file" "www/docs/lib/${file##*/}"; done
}

# www/openapi.json + pkg/src/client.* -> pkg/dist/client.*: the API's client, whole in one file, and its types.
build_client() {
  if [ -n "$(newer_than pkg/dist/client.d.ts www/openapi.json pkg/src/client.js pkg/src/client.d.ts scripts package-lock.json)" ]; then
    bundle client.js && bundle client.js cjs
    cp node_modules/openapi-fetch/LICENSE pkg/dist/client.LICENSE
    node scripts/client-types.js www/openapi.json pkg/src/client.d.ts pkg/dist/client.d.ts
  fi
  refresh pkg/dist/client.d.ts pkg/dist/client.d.cts
  within_budget "npm, client" pkg/dist/client.js $CLIENT_BUDGET_KB
}

CONSOLE_BUDGET_KB=37
CHART_BUDGET_KB=23

# The chart library -> www/lib, and what the console weighs with and without it.
build_console() {
  mkdir -p target/console
  esbuild node_modules/uplot/dist/uPlot.esm.js --minify --charset=utf8 --target=es2022 --format=esm --log-level=warning \
    --outfile=target/console/uplot.js
  cp node_modules/uplot/dist/uPlot.min.css target/console/uplot.css
  cp node_modules/uplot/LICENSE target/console/uplot.LICENSE
  local file
  for file in target/console/uplot.*; do refresh "$file" "www/lib/${file##*/}"; done
  cat www/console/* >target/console/page
  within_budget "Console, without charts" target/console/page $CONSOLE_BUDGET_KB
  within_budget "Console, its charts" www/lib/uplot.js $CHART_BUDGET_KB
}

# Copies a file where it differs, and at once: it may be being served.
refresh() {
  cmp -s "$1" "$2" && return
  mkdir -p "$(dirname "$2")"
  cp "$1" "$2.new" && mv "$2.new" "$2"
}

# What of the paths after the first is newer than it, or anything when that is missing.
newer_than() {
  local made=$1
  shift
  if [ -e "$made" ]; then find "$@" -newer "$made"; else echo "$made"; fi
}

# The wasm that draws QR codes -> target/npm/qr/qr.wasm, for the package and for the Worker.
build_qr() {
  build_module qr shortwave-qr qr
  mkdir -p target/npm/qr
  if [ -n "$(newer_than target/npm/qr/qr.wasm target/npm/qr.wasm scripts)" ]; then
    optimise target/npm/qr.wasm target/npm/qr/qr.wasm -Os
  fi
}

# The wasm of one variant, by its name, crate and profile -> target/npm/NAME.wasm. The standard library is built again, so
# that a panic is a trap without words: its messages would be a third of the module.
build_module() {
  local name=$1 crate=$2 profile=$3
  local built=target/npm/wasm32-unknown-unknown/$profile/${crate//-/_}.wasm
  shift 3
  RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Zunstable-options -Cpanic=immediate-abort -Ctarget-feature=+simd128" \
    cargo build --quiet -p "$crate" --lib --profile "$profile" "$@" --target wasm32-unknown-unknown \
    --target-dir target/npm -Zbuild-std=std,panic_abort
  cmp -s "$built" "target/npm/$name.wasm" || cp "$built" "target/npm/$name.wasm"
}

# An entry of pkg/src -> pkg/dist, in one file.
bundle() {
  local entry=$1 format=${2:-esm} name=${3:-${1%.js}} extension=js
  [ "$format" = esm ] || extension=cjs
  # What uses the package does so through its entry, and shares its module.
  local shared=()
  [[ $entry != element.js && $entry != cli.js ]] || shared=(--external:./index.js --external:node:*)
  esbuild "pkg/src/$entry" --bundle --minify --charset=utf8 --target=es2022 --format="$format" --log-level=warning \
    '--external:*.wasm' "${shared[@]}" --outfile="pkg/dist/$name.$extension"
}

# Core + worker/ -> build/. The standard library is built again with unwinding, so that a panic costs one
# request; that needs -Zbuild-std, which the pinned stable compiler grants under RUSTC_BOOTSTRAP. It is built for size too:
# its sorting alone would be 20 KB. A panic while something is dropped is a trap instead: we have no `Drop` that panics, and
# what catches such panics would be 12 KB.
build_worker() {
  # What redirects need, apart from all else.
  build_module redirect shortwave-redirect redirect
  mkdir -p target/redirect
  local cargo_out=target/worker/wasm32-unknown-unknown/release/shortwave_worker.wasm
  # Where a panic was is told by a path, which shall not be one of this machine.
  local paths="--remap-path-prefix=$(rustc --print sysroot)/lib/rustlib/src/rust/library="
  paths+=" --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src="
  # The hash functions as loops: spelled out, they would be 4 KB more, and what is hashed is short.
  local hashes='--cfg=sha2_backend_soft="compact"'
  SHORTWAVE_COMMIT=$(git describe --always --dirty --abbrev=10 2>/dev/null || echo unknown) \
    RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Cpanic=unwind -Zpanic-in-drop=abort $hashes $paths" WASM_BINDGEN_USE_JS_SYS=1 \
    cargo build --quiet -p shortwave-worker --lib --release --target wasm32-unknown-unknown \
    --target-dir target/worker -Zbuild-std=std,panic_unwind -Zbuild-std-features=panic-unwind,optimize_for_size
  if [ ! build/index.js -nt "$cargo_out" ] || [ -n "$(newer_than build/index.js worker/*.js target/npm/redirect.wasm)" ] || [ scripts/build.sh -nt build/index.js ]; then
    rm -rf build && mkdir -p build/tmp
    wasm-bindgen "$cargo_out" --out-dir build/tmp --out-name glue --target module --no-typescript \
      --experimental-reset-state-function --force-enable-abort-handler
    # Says of what only unused classes need that it may go with them.
    # The module begins when it is first needed: redirects do without it.
    sed -e 's#import source wasmModule from "./glue_bg.wasm"#import wasmModule from "./shortwave.wasm"#' \
      -e '/^if (Symbol.dispose)/d' -e 's#: new FinalizationRegistry#: /* @__PURE__ */ new FinalizationRegistry#' \
      -e 's#^let wasmInstance = new#let wasmInstance, wasm;\nexport function begin() {\n  wasmInstance = new#' \
      -e 's#^let wasm = wasmInstance.exports;#  wasm = wasmInstance.exports;#' \
      -e 's#^wasm.__wbindgen_start();#  wasm.__wbindgen_start();\n  return __worker_init_state();\n}#' \
      build/tmp/glue.js >build/tmp/glue.module.js
    esbuild worker/entry.js --bundle --minify --format=esm --log-level=warning --alias:shortwave-wasm=./build/tmp/glue.module.js \
      --alias:shortwave-blocklist=./worker/blocklist.js \
      '--external:*.wasm' '--external:*/phone.js' '--external:cloudflare:*' --outfile=build/index.js
    node scripts/wasm-roots.js build/tmp/glue_bg.wasm build/index.js >build/tmp/roots.json
    wasm-metadce build/tmp/glue_bg.wasm --graph-file build/tmp/roots.json -o build/tmp/used.wasm -g \
      "${WASM_FEATURES[@]}" >/dev/null
    # For size when compressed: functions of like names are alike, and stand side by side; and code that is alike stays so
    # without inlining large functions, and without the two passes that shape it by its surroundings. The lowest KB of memory
    # is the far end of the stack, so that no address of an object is reached by way of a negative one.
    optimise build/tmp/used.wasm build/shortwave.wasm -Os --low-memory-unused --skip-pass=local-cse \
      --skip-pass=simplify-locals --one-caller-inline-max-function-size=100 --reorder-functions-by-name
    optimise target/npm/redirect.wasm build/redirect.wasm -Os
    rm -r build/tmp
  fi
  cat build/index.js build/shortwave.wasm build/redirect.wasm >target/worker/bundle
  cat build/index.js build/redirect.wasm >target/redirect/bundle
  within_budget "Worker" target/worker/bundle $WORKER_BUDGET_KB
  within_budget "Worker, of that for redirects" target/redirect/bundle $REDIRECT_BUDGET_KB
  build_qr
  refresh target/npm/qr/qr.wasm build/qr.wasm
  within_budget "Worker, QR codes" build/qr.wasm $QR_BUDGET_KB
  build_phone
  within_budget "Worker, phone numbers" build/phone.js $PHONE_BUDGET_KB
}

# What tells phone numbers apart -> build/phone.js.
build_phone() {
  if [ -n "$(newer_than target/phone/phone.js worker/phone.js scripts package-lock.json)" ]; then
    mkdir -p target/phone
    node scripts/phone-metadata.js target/phone/metadata.js
    esbuild worker/phone.js --bundle --minify --charset=utf8 --target=es2022 --format=esm --log-level=warning \
      --alias:shortwave-phone-metadata=./target/phone/metadata.js --outfile=target/phone/phone.js
  fi
  refresh target/phone/phone.js build/phone.js
}

# The list of prices that there is before the operator loads one -> www/lib/networks.csv.
build_networks() {
  mkdir -p target
  if [ -n "$(newer_than target/networks.csv scripts/networks.js src/country package-lock.json)" ]; then
    node scripts/networks.js target/networks.csv
  fi
  refresh target/networks.csv www/lib/networks.csv
}

case "${1:-all}" in
  npm) build_npm; build_openapi; build_client; build_console ;;
  worker) build_networks; build_worker ;;
  openapi) build_openapi ;;
  all) build_npm; build_openapi; build_client; build_console; build_networks; build_worker ;;
  console) build_console ;;
  *) fail "usage: scripts/build.sh [npm|worker|openapi|console]" ;;
esac
