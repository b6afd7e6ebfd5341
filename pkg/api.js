// What both entries share: text in, numbers through the wasm module, named figures out.
import { count as countUnits, initSync } from "./dist/shortwave.js";

const ENCODINGS = ["GSM-7", "UCS-2"];
/** Figures before the offsets in what the wasm module answers: see src/npm.rs. */
const FIGURES = 5;

/** Makes `count` of the compiled module. It returns the function, so that a bundler which drops modules
 * without side effects cannot keep `count` and drop its module. */
export function counter(module) {
  initSync({ module });
  return count;
}

function count(text) {
  if (typeof text !== "string") {
    throw new TypeError(`count() takes a string, not ${nameOf(text)}: convert the value first, as with String(value)`);
  }
  const figures = countUnits(codeUnits(text));
  return {
    encoding: ENCODINGS[figures[0]],
    segments: figures[1],
    units: figures[2],
    remaining: figures[3],
    capacity: figures[4],
    nonGsm: Array.from(figures.subarray(FIGURES), (index) => ({ character: characterAt(text, index), index })),
  };
}

function codeUnits(text) {
  const units = new Uint16Array(text.length);
  for (let index = 0; index < text.length; index++) units[index] = text.charCodeAt(index);
  return units;
}

function characterAt(text, index) {
  return String.fromCodePoint(text.codePointAt(index));
}

function nameOf(value) {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}
