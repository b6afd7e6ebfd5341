// Writes the types of the API's client in one file that needs no other package:
//   node scripts/client-types.js OPENAPI.json OWN.d.ts TO.d.ts
//
// The calls and answers are of openapi-typescript; around them are the types of openapi-fetch, which nobody else sees.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import openapi, { astToString } from "openapi-typescript";

const [description, own, to] = process.argv.slice(2);
const { resolve } = createRequire(import.meta.url);
const ofFetch = resolve("openapi-fetch");
const ofHelpers = createRequire(ofFetch).resolve("openapi-typescript-helpers");

/** The declarations of a package, private to the file that they stand in. */
function declarations(entry) {
  const text = readFileSync(join(dirname(entry), "index.d.mts"), "utf8");
  return text.replace(/^import .*;$/gm, "").replace(/^export (?:type )?\{[^}]*\};?$/gm, "").replace(/^export /gm, "");
}

// A field with a default need not be given.
const options = { defaultNonNullable: false };
const api = astToString(await openapi(JSON.parse(readFileSync(description, "utf8")), options));
const parts = [
  "// Made of the API's description by openapi-typescript, with the types of openapi-fetch (MIT).",
  api,
  declarations(ofHelpers),
  // All that its client is made of stands before its functions.
  declarations(ofFetch).split(/^declare function/m)[0],
  readFileSync(own, "utf8"),
  // Without this, all that stands at the top would be exported.
  "export {};",
];
writeFileSync(to, `${parts.join("\n").replace(/\n{3,}/g, "\n\n")}\n`);
