// The entry for Cloudflare Workers, which import compiled modules and must not compile bytes.
import module from "./shortwave.wasm";
import { load } from "./engine.js";

load(module);
export * from "./full.js";
