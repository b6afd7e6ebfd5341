// The entry for Cloudflare Workers, which import compiled modules and must not compile bytes.
import { counter } from "./api.js";
import module from "./dist/shortwave.wasm";

export const count = /* @__PURE__ */ counter(module);
