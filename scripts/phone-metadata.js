// Writes the metadata of libphonenumber as worker/phone.js needs it: without how numbers are shown, a quarter of it, and as a text
// that is parsed, which is faster than the same as a script. Usage: node phone-metadata.js TO.js
import { writeFileSync } from "node:fs";
import metadata from "libphonenumber-js/metadata.max.json";

/** Where a country has the ways that its numbers are shown (libphonenumber-js, METADATA.md). */
const FORMATS = 4;
const countries = [...Object.values(metadata.countries), ...Object.values(metadata.nonGeographic)];
for (const country of countries) {
  if (country[FORMATS] !== 0 && !Array.isArray(country[FORMATS]?.[0])) throw new Error("The metadata has another form");
  country[FORMATS] = 0;
}
writeFileSync(process.argv[2], `export default JSON.parse(${JSON.stringify(JSON.stringify(metadata))});\n`);
