// A text in, figures out: what the whole package and the slim one share. npm/src/lib.rs is the other side.

const ENCODINGS = ["GSM-7", "UCS-2"];
/** GSM-7 has no code unit from here on but the euro sign. A hint only: it decides which way a text goes, not what it takes. */
const BEYOND_GSM = 0x3aa;
const EURO = 0x20ac;
/** Texts up to here are written unit by unit. Node's encodeInto takes 40 ns for any text, Chromium's begins at 250. */
const LOOPED = globalThis.process?.versions?.node ? 32 : 1024;
/** Of a longer text, so many units are looked at first: one that needs UCS-2 mostly shows it there. */
const PROBED = 32;
/** Texts that the module counts in one call, and words that it says of each. */
const BATCH = 256;
const ROW = 2;
/** No text joins others that are together longer. */
const BATCH_LENGTH = 0x10000;

const encoder = new TextEncoder();

export let wasm;
/** All of the module's memory in words, and where figures are in it. */
export let words;
export let figures;
/** Code units of a part. */
let ucs2Part;
/** The memory from where a text is written on, and the longest text that surely fits. */
let bytes;
let most;

/** Begins with a compiled module, or begins again. */
export function load(module) {
  words = undefined;
  wasm = new WebAssembly.Instance(module).exports;
  figures = wasm.figures() >> 2;
  ucs2Part = wasm.capacity(true, true);
  room(0x10000);
}

/** Makes room for a text of so many bytes. Returns where. */
function room(size) {
  const base = wasm.start(size);
  if (!base) throw new RangeError("no memory for so long a text");
  return look(base);
}

/** Looks at memory anew if it has grown: to be called when it may have. */
export function look(result) {
  if (words?.length) return result;
  words = new Uint32Array(wasm.memory.buffer);
  bytes = new Uint8Array(wasm.memory.buffer, wasm.base());
  most = Math.floor(bytes.length / 3);
  return result;
}

/** Writes a text, and ends what was known of the one before. Returns its length in bytes. */
export function put(text) {
  room(text.length * 3);
  return encoder.encodeInto(text, bytes).written;
}

export function check(text, name) {
  if (typeof text === "string") return text;
  const kind = text == null ? text : Array.isArray(text) ? "an array" : `a value of type ${typeof text}`;
  throw new TypeError(`${name} takes a string, not ${kind}: convert the value first, as with String(value)`);
}

/** The character that begins at an offset: whole, or half a pair. */
export function characterAt(text, index) {
  return String.fromCodePoint(text.codePointAt(index));
}

/** Counts a text. Its figures stand. */
export function figure(text) {
  if (text.length > most) room(text.length * 3);
  const written = write(text);
  if (written < 0 || !wasm.gsm(written)) countUcs2(text);
}

/** The bytes written, or -1 when GSM-7 certainly lacks a character. */
function write(text) {
  const { length } = text;
  const looped = length > LOOPED ? PROBED : length;
  let at = 0;
  for (; at < looped; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x80) break;
    bytes[at] = unit;
  }
  if (at < looped) at = writeOn(text, at, looped);
  return at >= 0 && looped < length ? encoder.encodeInto(text, bytes).written : at;
}

/** Goes on behind the ASCII that a text begins with: apart, so that most texts take the shorter loop. */
function writeOn(text, from, to) {
  let at = from;
  for (let index = from; index < to; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) {
      bytes[at++] = unit;
    } else if (unit < BEYOND_GSM) {
      bytes[at++] = 0xc0 | (unit >> 6);
      bytes[at++] = 0x80 | (unit & 0x3f);
    } else if (unit === EURO) {
      bytes[at++] = 0xe2;
      bytes[at++] = 0x82;
      bytes[at++] = 0xac;
    } else {
      return -1;
    }
  }
  return at;
}

/** Counts a text of UCS-2. Where no pair goes over a multiple of a part's room, every part but the last is full, as if
 * there were no pairs at all: mostly so, and known in one call. */
function countUcs2(text) {
  const { length } = text;
  for (let end = ucs2Part; end < length; end += ucs2Part) if (isWithinPair(text, end)) return cut(text);
  wasm.plain(length, true);
}

/** Counts a text of UCS-2 by the code units at the ends of its parts. */
function cut(text) {
  let end = wasm.ucs2(text.length);
  while (end) end = wasm.cut(isWithinPair(text, end));
}

function isWithinPair(text, offset) {
  return (text.charCodeAt(offset) & 0xfc00) === 0xdc00 && (text.charCodeAt(offset - 1) & 0xfc00) === 0xd800;
}

/** Sets what a text takes: figures as npm/src/lib.rs orders them. */
export function setFigures(of, from, at) {
  of.encoding = ENCODINGS[from[at]];
  of.segments = from[at + 1];
  of.units = from[at + 2];
  of.remaining = from[at + 3];
  of.capacity = from[at + 4];
}

/** What a text takes, without the text. */
export class Figures {
  constructor(from, at) {
    setFigures(this, from, at);
  }
}

export function countMany(texts) {
  if (!Array.isArray(texts)) throw new TypeError("countMany() takes an array of strings");
  const rows = new Uint32Array(texts.length * ROW);
  let counted = 0;
  while (counted < texts.length) counted = countBatch(texts, counted, rows);
  return new Counts(rows);
}

/** Counts some of many texts, in one call if all are of ASCII: then their lengths say where each begins. Returns where to
 * go on. */
function countBatch(texts, from, rows) {
  const batch = wasm.batch() >> 2;
  const last = Math.min(from + BATCH, texts.length);
  let joined = "";
  let to = from;
  for (let at = batch; to < last && joined.length < BATCH_LENGTH; to++, at += ROW) {
    const text = texts[to];
    joined += check(text, "countMany()");
    words[at] = text.length;
  }
  if (joined.length > most) room(joined.length * 3);
  if (encoder.encodeInto(joined, bytes).written === joined.length) {
    wasm.many(to - from);
    rows.set(words.subarray(batch, batch + (to - from) * ROW), from * ROW);
  } else {
    for (let index = from; index < to; index++) countRow(texts[index], rows, index * ROW);
  }
  return to;
}

/** Counts one text apart, as the module's many() does. */
function countRow(text, rows, at) {
  figure(text);
  const [encoding, segments, units, remaining] = words.subarray(figures, figures + 4);
  rows[at] = units;
  rows[at + 1] = (segments << 9) | (remaining << 1) | encoding;
}

/** What each of many texts takes. */
export class Counts {
  #rows;

  /** As npm/src/lib.rs packs them. */
  constructor(rows) {
    this.#rows = rows;
    this.length = rows.length / ROW;
  }

  /** Messages of all of them. */
  get segments() {
    let sum = 0;
    for (let at = 1; at < this.#rows.length; at += ROW) sum += this.#rows[at] >>> 9;
    return sum;
  }

  at(index) {
    if (!(Number.isInteger(index) && index >= 0 && index < this.length)) return;
    const units = this.#rows[index * ROW];
    const packed = this.#rows[index * ROW + 1];
    const [encoding, segments] = [packed & 1, packed >>> 9];
    return new Figures([encoding, segments, units, (packed >> 1) & 255, wasm.capacity(encoding, segments > 1)], 0);
  }

  *[Symbol.iterator]() {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }
}

/** A text that is counted again after each edit. Its code units stand in a buffer with a gap where it is edited, so an
 * edit costs what it changes, and how far it is from the last one. */
export class Counter {
  #units = new Uint16Array(64);
  #gap = 0;
  #gapEnd = 64;
  #lacking = 0;
  #escaped = 0;
  #surrogates = 0;

  constructor(text = "") {
    this.edit(0, 0, text);
  }

  get length() {
    return this.#units.length - (this.#gapEnd - this.#gap);
  }

  charCodeAt(index) {
    return this.#units[index < this.#gap ? index : index + this.#gapEnd - this.#gap];
  }

  get text() {
    const halves = [this.#units.subarray(0, this.#gap), this.#units.subarray(this.#gapEnd)];
    return halves.map(textOf).join("");
  }

  /** Puts a text in place of the code units from one offset to another. */
  edit(from, to, inserted) {
    const { length } = check(inserted, "edit()");
    const whole = Number.isInteger(from) && Number.isInteger(to);
    if (!(whole && from >= 0 && from <= to && to <= this.length)) throw new RangeError(`there is no ${from} to ${to} in a text of ${this.length} code units`);
    this.#moveGap(to);
    this.#tally(this.#units.subarray(from, to), -1);
    this.#gap = from;
    if (this.#gapEnd - this.#gap < length) this.#widen(length);
    for (let index = 0; index < length; index++) this.#units[this.#gap++] = inserted.charCodeAt(index);
    this.#tally(this.#units.subarray(from, this.#gap), 1);
    return this.count;
  }

  get count() {
    if (this.#surrogates) countUcs2(this);
    else if (this.#lacking) wasm.plain(this.length, true);
    else if (this.#escaped) this.#countEscapes();
    else wasm.plain(this.length, false);
    return new Figures(words, figures);
  }

  #countEscapes() {
    const units = unitsAt(this.length);
    units.set(this.#units.subarray(0, this.#gap));
    units.set(this.#units.subarray(this.#gapEnd), this.#gap);
    wasm.gsm_units(this.length);
  }

  #moveGap(to) {
    const distance = to - this.#gap;
    if (distance > 0) this.#units.copyWithin(this.#gap, this.#gapEnd, this.#gapEnd + distance);
    else this.#units.copyWithin(this.#gapEnd + distance, to, this.#gap);
    this.#gap += distance;
    this.#gapEnd += distance;
  }

  #widen(length) {
    const before = this.#units;
    const behind = before.length - this.#gapEnd;
    this.#units = new Uint16Array(2 * (before.length + length));
    this.#units.set(before.subarray(0, this.#gap));
    this.#units.set(before.subarray(this.#gapEnd), this.#units.length - behind);
    this.#gapEnd = this.#units.length - behind;
  }

  #tally(units, sign) {
    unitsAt(units.length).set(units);
    wasm.tally(units.length);
    this.#lacking += sign * words[figures];
    this.#escaped += sign * words[figures + 1];
    this.#surrogates += sign * words[figures + 2];
  }
}

/** Where so many code units are written. */
function unitsAt(length) {
  const base = room(length * 2);
  return new Uint16Array(wasm.memory.buffer, base, length);
}

/** In steps, since a call has no room for any number of arguments. */
function textOf(units) {
  let text = "";
  for (let from = 0; from < units.length; from += 4096) text += String.fromCharCode(...units.subarray(from, from + 4096));
  return text;
}
