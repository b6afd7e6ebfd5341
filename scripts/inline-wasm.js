// Writes a wasm module as a JavaScript module that exports its bytes:
//   node scripts/inline-wasm.js FROM.wasm TO.js
import { readFileSync, writeFileSync } from "node:fs";

const [from, to] = process.argv.slice(2);
const base64 = readFileSync(from).toString("base64");
writeFileSync(to, `export const bytes = Uint8Array.from(atob("${base64}"), (c) => c.charCodeAt(0));\n`);
