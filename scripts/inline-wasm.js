// Writes a wasm module as a JavaScript module that exports its bytes:
//   node scripts/inline-wasm.js FROM.wasm TO.js
//
// Each byte is a character, shifted so that few are of a kind which an editor, a server or a linter might change: those
// are written 256 higher, and lose that again when they become bytes. This gzips to within 6% of the module itself;
// base64, which moves bytes off their boundaries, takes a third more.
import { readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const [from, to] = process.argv.slice(2);
const bytes = [...readFileSync(from)];
const TROUBLE = /[\0-\x1f"\\\x7f-\x9f\xad]/;

function shifted(by) {
  const characters = bytes.map((byte) => String.fromCharCode((byte + by) & 0xff));
  return characters.map((one) => (TROUBLE.test(one) ? String.fromCharCode(one.charCodeAt() + 0x100) : one)).join("");
}

const ways = Array.from({ length: 256 }, (_, by) => ({ by, text: shifted(by) }));
const size = ({ text }) => gzipSync(text).length;
const { by, text } = ways.reduce((best, way) => (size(way) < size(best) ? way : best));
writeFileSync(to, `export const bytes = Uint8Array.from("${text}", (one) => one.charCodeAt() - ${by});\n`);
