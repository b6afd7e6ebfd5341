// Which exports of a wasm module its JavaScript uses, as wasm-metadce reads it: the rest of the module may go. The crates that
// we use export classes of which we use none. Usage: node wasm-roots.js MODULE.wasm BUNDLE.js
import { readFileSync } from "node:fs";

const [wasm, bundle] = process.argv.slice(2);
const script = readFileSync(bundle, "utf8");
const used = new Set(Array.from(script.matchAll(/[\w$]+/g), ([name]) => name));
const exports = WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(wasm)));
const kept = exports.filter(({ name }) => used.has(name));
console.log(JSON.stringify(kept.map(({ name }) => ({ name: `export:${name}`, root: true, export: name }))));
