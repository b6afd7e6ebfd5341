// The slim package's entry for Node, browsers and bundlers: see index.js.
import { bytes } from "../dist/tmp/slim.js";
import { load } from "./engine.js";

load(new WebAssembly.Module(bytes));
export { Counter, countMany } from "./engine.js";
export { count } from "./slim.js";
