// The entry for Node, browsers and bundlers: the module travels as text, so there is no file to find or fetch.
import { bytes } from "../dist/tmp/full.js";
import { load } from "./engine.js";

load(new WebAssembly.Module(bytes));
export * from "./full.js";
