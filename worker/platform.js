// What the Worker has the platform do by a few lines of JavaScript, where the same from Rust would be many: imported by
// worker/src/platform.rs.

/** The reply of a Durable Object to a command, both in bytes. worker/entry.js is at the other end. */
export async function ask(stub, command) {
  const response = await stub.fetch("https://object/", { method: "POST", body: command });
  return new Uint8Array(await response.arrayBuffer());
}

/** The whole body of a request; nothing as soon as it proves longer than `most` bytes. */
export async function body(request, most) {
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

let segmenter;

/** Where each grapheme cluster of a text ends, in UTF-16 code units. */
export function clusters(text) {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return Uint32Array.from(segmenter.segment(text), ({ index, segment }) => index + segment.length);
}
