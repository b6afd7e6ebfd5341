// QR codes: a text and options in, a picture out. npm/qr/src/lib.rs is the other side, and has the rules.

const FORMATS = { svg: 0, png: 1 };
const LEVELS = ["L", "M", "Q", "H"];
/** What the module takes for an option that is not given, for one that is wrong, and for no background. */
const ABSENT = 0xffffffff;
const WRONG = 0xfffffffe;
const TRANSPARENT = 0x1000000;
const WORDS = 7;
/** Memory that is given back: a module keeps what it once had. */
const MUCH = 0x1000000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
let compiled;
let wasm;

/** Begins with a compiled module. */
export function load(module) {
  compiled = module;
}

export function svg(text, options) {
  return decoder.decode(drawn("svg", text, options));
}

export function png(text, options) {
  return drawn("png", text, options);
}

function drawn(format, text, options = {}) {
  if (typeof options !== "object" || options === null) wrongType("options", "an object", options);
  const words = [
    FORMATS[format],
    number("size", options.size),
    number("margin", options.margin),
    word("level", options.level, levelOf),
    word("foreground", options.foreground, colour),
    word("background", options.background, (background) => (background === "transparent" ? TRANSPARENT : colour(background))),
  ];
  return answer(words, encoder.encode(check("text", text)), logoOf(options.logo));
}

/** Has the module draw. Its memory may be another one after each call. */
function answer(words, text, logo) {
  wasm ??= new WebAssembly.Instance(compiled).exports;
  const bytes = 4 * WORDS + text.length + logo.length;
  const base = wasm.start(bytes);
  if (!base) throw new RangeError("no memory for so long a text or logo");
  new Uint32Array(wasm.memory.buffer, base).set([...words, text.length]);
  const memory = new Uint8Array(wasm.memory.buffer, base + 4 * WORDS);
  memory.set(text);
  memory.set(logo, text.length);
  const at = wasm.draw(bytes);
  const { buffer } = wasm.memory;
  const part = (address, length) => new Uint8Array(buffer, address, length);
  const [failed, address, length, fieldAddress, fieldLength] = new Uint32Array(buffer, at, 5);
  if (buffer.byteLength > MUCH) wasm = undefined;
  if (failed) fail(RangeError, decoder.decode(part(fieldAddress, fieldLength)), decoder.decode(part(address, length)));
  return part(address, length).slice();
}

function number(field, value) {
  if (value === undefined) return ABSENT;
  if (typeof value !== "number") wrongType(field, "a number", value);
  return Number.isInteger(value) && value >= 0 && value < WRONG ? value : WRONG;
}

const word = (field, value, read) => (value === undefined ? ABSENT : read(check(field, value)));

function levelOf(level) {
  const index = LEVELS.indexOf(level);
  return index < 0 ? WRONG : index;
}

const colour = (text) => (/^#[\da-f]{6}$/i.test(text) ? Number.parseInt(text.slice(1), 16) : WRONG);

function logoOf(logo) {
  if (logo === undefined) return new Uint8Array();
  if (!(logo instanceof Uint8Array)) wrongType("logo", "a Uint8Array with the bytes of a PNG", logo);
  // To the module, no bytes are no logo.
  return logo.length ? logo : Uint8Array.of(0);
}

function check(field, value) {
  return typeof value === "string" ? value : wrongType(field, "a string", value);
}

function wrongType(field, expected, value) {
  const kind = value === null ? "null" : Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
  fail(TypeError, field, `${field} must be ${expected}, not ${kind}`);
}

function fail(Kind, field, message) {
  throw Object.assign(new Kind(message), { field });
}
