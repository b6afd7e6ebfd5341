// The slim package's entry for Cloudflare Workers: see workerd.js.
import module from "./slim.wasm";
import { load } from "./engine.js";

load(module);
export { Counter, countMany } from "./engine.js";
export { count } from "./slim.js";
