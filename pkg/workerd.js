// The entry for Cloudflare Workers, which import compiled modules and must not compile bytes.
import { counterOf } from "./api.js";
import module from "./dist/shortwave.wasm";

export const count = /* @__PURE__ */ counterOf(module);
