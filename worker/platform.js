// What the Worker has the platform do by a few lines of JavaScript, where the same from Rust would be many: imported by
// worker/src/platform.rs.

/** The reply of a Durable Object to a command, both in bytes. worker/entry.js is at the other end. */
export const ask = async (stub, command) => await stub.ask(command);

/** The whole body of a request; nothing as soon as it proves longer than `most` bytes, where there is a most. */
export async function body(request, most) {
  if (most === undefined) return new Uint8Array(await request.arrayBuffer());
  const chunks = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** The bytes of a file of www/; nothing where there is no such file. Of its URL, only the path is looked at. */
export async function asset(assets, path) {
  const response = await assets.fetch(`https://assets${path}`);
  return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
}

/** URLs, each on a line, normalised; nothing of what is no URL. In one that was read there is no line's end. */
export const urls = (texts) => texts.split("\n").map((text) => URL.parse(text)?.href ?? "").join("\n");

/** The name or the address of a host as URLs write it; nothing for what is none, or more. */
export function host(text) {
  if (!/^([^\s/?#@:\\%*[\]]+|\[[\da-f:.]+\])$/i.test(text)) return undefined;
  return URL.parse(`http://${text}/`)?.hostname;
}

let segmenter;

/** Where each grapheme cluster of a text ends, in UTF-16 code units. */
export function clusters(text) {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return Uint32Array.from(segmenter.segment(text), ({ index, segment }) => index + segment.length);
}

/** A text in Unicode's normalisation form C. */
export const normalised = (text) => text.normalize("NFC");

const QUARTER_MS = 900_000;
/** No zone sets its clocks twice within so long and ends where it was. */
const STEP_MS = 10 * 86_400_000;

/**
 * When the clocks of a time zone are set between two moments, of which the first begins a quarter of an hour: the moments,
 * each followed by the minutes that they are ahead of UTC from then on, the first at `from`. Nothing for a zone that there is none of.
 */
export function zone(timeZone, from, to) {
  let format;
  try {
    format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  } catch {
    return undefined;
  }
  const offset = (at) => {
    const { value } = format.formatToParts(at).find(({ type }) => type === "timeZoneName");
    const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(value) ?? [0, "+", 0, 0];
    return Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
  };
  const steps = [from, offset(from)];
  for (let [at, before] = [from, steps[1]]; at < to; at += STEP_MS) {
    const after = offset(at + STEP_MS);
    if (after === before) continue;
    let [early, late] = [0, STEP_MS / QUARTER_MS];
    while (late - early > 1) {
      const middle = (early + late) >> 1;
      if (offset(at + middle * QUARTER_MS) === before) early = middle;
      else late = middle;
    }
    steps.push(at + late * QUARTER_MS, after);
    before = after;
  }
  return steps;
}

/** Of a module's memory, which it keeps: with more, it is not used again. */
const MUCH = 0x1000000;
let drawer;

/**
 * A QR code, of the bytes that npm/qr/src/lib.rs reads: the image's bytes, or the least size that would do, or 0 for a logo
 * that cannot be read. The module that draws is loaded when the first code is asked for.
 */
export async function qr(drawing) {
  const { default: module } = await import("./qr.wasm");
  const { memory, start, draw } = (drawer ??= new WebAssembly.Instance(module).exports);
  new Uint8Array(memory.buffer, start(drawing.length)).set(drawing);
  const at = draw(drawing.length);
  const [failed, address, length, , , least] = new Uint32Array(memory.buffer, at, 6);
  if (memory.buffer.byteLength > MUCH) drawer = undefined;
  return failed ? least : new Uint8Array(memory.buffer, address, length).slice();
}

/** What a phone number is, in words: worker/phone.js, which is loaded when the first number is asked for. */
export async function phone(digits) {
  const { told } = await import("./phone.js");
  return told(digits);
}
