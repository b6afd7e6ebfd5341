// The entry for Node, browsers and bundlers: the module travels as text, so there is no file to find or fetch.
import { counterOf } from "./api.js";
import { bytes } from "./dist/inline.js";

export const count = /* @__PURE__ */ counterOf(/* @__PURE__ */ new WebAssembly.Module(bytes));
