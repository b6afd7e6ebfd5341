// Options in, answers of many parts out: what the slim package goes without. npm/src/answers.rs is the other side.
import { characterAt, check, figure, figures, look, put, setFigures, wasm, words } from "./engine.js";

/** By national language identifier. */
const LANGUAGES = "default turkish spanish portuguese bengali gujarati hindi kannada malayalam oriya punjabi tamil telugu urdu".split(" ");
const ENCODINGS = ["auto", "best", "gsm", "utf-16", "gsm-pt"];
const REFERENCES = ["8-bit", "16-bit"];
const TABLES = ["rest", "smart"];
/** `which` of the module's replacements() for the characters that GSM-7 lacks. */
const LACKING = 2;
const UNLIMITED = [2 ** 32 - 1, 2 ** 32 - 1];

const decoder = new TextDecoder();

/** A text cannot be sent as asked. */
export class SegmentError extends RangeError {
  name = "SegmentError";

  constructor(message, details) {
    super(message);
    Object.assign(this, details);
  }
}

/** What a text takes, and more of it when that is read. Not a subclass: each call would pay for it. */
export class Count {
  #text;
  #options;

  constructor(from, at, text, options) {
    setFigures(this, from, at);
    this.#text = text;
    this.#options = options;
  }

  get nonGsm() {
    return list(this.#text, LACKING);
  }

  get parts() {
    return split(this.#text, this.#options);
  }

  get lockingShift() {
    return this.#more().lockingShift;
  }

  get singleShift() {
    return this.#more().singleShift;
  }

  get headerOctets() {
    return this.#more().headerOctets;
  }

  get saving() {
    return this.#more().saving;
  }

  get warnings() {
    return this.#more().warnings;
  }

  toJSON() {
    return { ...this, ...this.#more(), nonGsm: this.nonGsm, parts: this.parts };
  }

  #more() {
    return ask(this.#text, this.#options, (at) => {
      const [locking, single, headerOctets] = words.subarray(at + 6, at + 9);
      const segments = words[at + 2];
      const savings = look(wasm.savings());
      const lineEnds = (savings >> 8) & 255;
      const warnings = [];
      if (lineEnds) warnings.push({ code: "carriage-returns", parts: lineEnds });
      if (savings >> 16) warnings.push({ code: "many-parts", parts: segments });
      return { lockingShift: LANGUAGES[locking], singleShift: LANGUAGES[single], headerOctets, saving: savings & 255, warnings };
    });
  }
}

export function count(text, options) {
  if (options) return ask(check(text, "count()"), options, (at) => new Count(words, at + 1, text, options));
  figure(check(text, "count()"));
  return new Count(words, figures, text);
}

export function split(text, options) {
  return ask(check(text, "split()"), options, (at) => {
    let [utf16, characters] = [0, 0];
    return Array.from({ length: words[at + 2] }, (_, index) => {
      const [utf16End, charactersEnd, units] = words.subarray(at + 9 + 3 * index);
      const part = { text: text.slice(utf16, utf16End), utf16: [utf16, utf16End], characters: [characters, charactersEnd], units };
      [utf16, characters] = [utf16End, charactersEnd];
      return part;
    });
  });
}

export function encode(text, options) {
  const { referenceNumber = 0 } = options ?? {};
  whole("referenceNumber", referenceNumber, 0, 0xffff);
  return ask(check(text, "encode()"), options, (at) =>
    Array.from({ length: words[at + 2] }, (_, part) => {
      const message = look(wasm.message(part, referenceNumber)) >> 2;
      const [dataCodingScheme, headerOctets, userDataLength, address, length] = words.subarray(message);
      return { dataCodingScheme, headerOctets, userDataLength, userData: memory(address, length).slice() };
    }),
  );
}

export function translate(text, table = "smart") {
  const replacements = list(check(text, "translate()"), choose("table", table, TABLES));
  let translated = "";
  let from = 0;
  for (const { index, character, replacement } of replacements) {
    translated += text.slice(from, index) + replacement;
    from = index + character.length;
  }
  return { text: translated + text.slice(from), replacements };
}

/** Characters with their places, and what could stand for them. */
function list(text, which) {
  const at = look(wasm.replacements(put(text), which)) >> 2;
  return Array.from({ length: words[at] }, (_, row) => {
    const [index, address, length] = words.subarray(at + 1 + 3 * row);
    const character = characterAt(text, index);
    return address ? { character, index, replacement: decoder.decode(memory(address, length)) } : { character, index };
  });
}

const memory = (address, length) => new Uint8Array(words.buffer, address, length);

/** Splits a text by options, and answers while the module knows it. */
function ask(text, options, answer) {
  const { capacity, graphemes, reference = "8-bit" } = options ?? {};
  if (capacity && typeof capacity !== "object") throw new RangeError(`capacity: ${capacity} is not { gsm, ucs2 }`);
  const [choice, tables] = chosen(options ?? {});
  const limits = [...limit("capacity.gsm", capacity?.gsm), ...limit("capacity.ucs2", capacity?.ucs2)];
  wasm.carrier(choose("reference", reference, REFERENCES), ...limits);
  try {
    const written = put(text);
    if (graphemes) keepClusters(text);
    const at = look(wasm.split(written, choice, tables, Boolean(graphemes))) >> 2;
    const [refused, detail] = words.subarray(at);
    if (refused === 1) throw lacks(text, detail);
    if (refused) throw new SegmentError(`${detail} parts are more than the 255 that a message may have`, { code: "too-many-parts", parts: detail });
    return answer(at);
  } finally {
    wasm.carrier(0, ...UNLIMITED, ...UNLIMITED);
  }
}

function lacks(text, index) {
  const character = characterAt(text, index);
  return new SegmentError(`the alphabet lacks ${JSON.stringify(character)} at ${index}`, { code: "lacks-character", character, index });
}

function keepClusters(text) {
  const ends = Array.from(new Intl.Segmenter().segment(text), ({ segment, index }) => index + segment.length);
  const at = look(wasm.clusters(ends.length)) >> 2;
  words.set(ends, at);
}

/** As the module's split() takes them: which encoding, and its tables. */
function chosen({ encoding = "auto", languages = LANGUAGES }) {
  if (!Array.isArray(languages)) throw new RangeError("languages: not a list of names");
  const allowed = languages.reduce((set, language) => set | (1 << choose("languages", language, LANGUAGES)), 0);
  if (encoding?.locking || encoding?.single) return [2, tables(encoding)];
  const choice = choose("encoding", encoding, ENCODINGS);
  return choice === 4 ? [2, tables({ locking: "portuguese", single: "portuguese" })] : [choice, allowed];
}

function tables({ locking = "default", single = "default" }) {
  if (locking === "spanish") throw new RangeError("encoding.locking: spanish has no locking shift table");
  return choose("encoding.locking", locking, LANGUAGES) | (choose("encoding.single", single, LANGUAGES) << 8);
}

function limit(name, units = UNLIMITED) {
  if (units?.length !== 2) throw new RangeError(`${name}: ${units} is not [alone, part]`);
  for (const place of [0, 1]) whole(`${name}.${place}`, units[place], 2, UNLIMITED[0]);
  return units;
}

function whole(name, value, least, most) {
  if (!(Number.isInteger(value) && value >= least && value <= most)) throw new RangeError(`${name}: ${value} is not a whole number from ${least} to ${most}`);
}

function choose(name, value, values) {
  const index = values.indexOf(value);
  if (index < 0) throw new RangeError(`${name}: ${JSON.stringify(value)} is not one of ${values.join(", ")}`);
  return index;
}
