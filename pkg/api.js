// What both entries share: text in, numbers through the wasm module, named figures out.
import { Counter, count as countLong, initSync, nonGsm } from "./dist/shortwave.js";

const ENCODINGS = ["GSM-7", "UCS-2"];
/** Code units that fit the buffer; a longer text is rare, and gets memory of its own for the call. */
const BUFFERED = 16_384;

let memory;
let counter;
let buffer;
let figures;

/** Makes `count` of the compiled module. It returns the function, so that a bundler which drops modules
 * without side effects cannot keep `count` and drop its module. */
export function counterOf(module) {
  ({ memory } = initSync({ module }));
  counter = new Counter(BUFFERED);
  look();
  return count;
}

/** Looks at the buffers again: what looked at them before is void once the memory has grown. */
function look() {
  buffer = new Uint16Array(memory.buffer, counter.text(), BUFFERED);
  figures = new Uint32Array(memory.buffer, counter.figures(), 5);
}

class Count {
  #text;
  #nonGsm;

  /** `figures` as src/npm.rs orders them. */
  constructor(text, figures) {
    this.encoding = ENCODINGS[figures[0]];
    this.segments = figures[1];
    this.units = figures[2];
    this.remaining = figures[3];
    this.capacity = figures[4];
    this.#text = text;
  }

  get nonGsm() {
    return (this.#nonGsm ??= this.encoding === "GSM-7" ? [] : charactersAt(this.#text, nonGsm(codeUnits(this.#text))));
  }

  toJSON() {
    return { ...this, nonGsm: this.nonGsm };
  }
}

function count(text) {
  if (typeof text !== "string") {
    throw new TypeError(`count() takes a string, not ${nameOf(text)}: convert the value first, as with String(value)`);
  }
  const { length } = text;
  if (length > BUFFERED) return new Count(text, countLong(codeUnits(text)));
  if (buffer.length === 0) look();
  write(text, buffer);
  counter.count(length);
  return new Count(text, figures);
}

function codeUnits(text) {
  return write(text, new Uint16Array(text.length));
}

function write(text, units) {
  for (let index = 0; index < text.length; index++) units[index] = text.charCodeAt(index);
  return units;
}

function charactersAt(text, indices) {
  return Array.from(indices, (index) => ({ character: String.fromCodePoint(text.codePointAt(index)), index }));
}

function nameOf(value) {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}
