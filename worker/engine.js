// The wasm module that redirects start with (redirect/), as JavaScript calls it.
import module from "./redirect.wasm";

let engine;

/** The module, once there is a key for it. Without one the rest of the Worker says what is missing. */
export function engineOf(env) {
  if (engine) return engine;
  const begun = new Engine();
  if (typeof env.HASH_KEY === "string" && begun.takesKey(env.HASH_KEY)) engine = begun;
  return engine;
}

/** After a trap a module is worth nothing: the next request begins another. */
export function failed(error) {
  engine = undefined;
  console.error(`redirect: ${error.stack}`);
}

class Engine {
  #wasm = new WebAssembly.Instance(module, {}).exports;
  #encoder = new TextEncoder();
  #decoder = new TextDecoder();

  /** Writes a text after so many bytes of other things; the length of all. */
  #write(text, before) {
    const most = (before?.length ?? 0) + text.length * 3;
    const at = this.#wasm.room(most);
    const to = new Uint8Array(this.#wasm.memory.buffer, at, most);
    if (!before) return this.#encoder.encodeInto(text, to).written;
    to.set(before);
    return before.length + this.#encoder.encodeInto(text, to.subarray(before.length)).written;
  }

  #answer(length) {
    return new Uint8Array(this.#wasm.memory.buffer, this.#wasm.answer(), length);
  }

  takesKey(key) {
    return this.#wasm.key(this.#write(key)) === 1;
  }

  /** Takes the operator's block list, in bytes. */
  takesBlocklist(bytes) {
    const at = this.#wasm.room(bytes.length);
    new Uint8Array(this.#wasm.memory.buffer, at, bytes.length).set(bytes);
    return this.#wasm.blocklist(bytes.length) === 1;
  }

  /** Whether a URL leads to a host of that list. */
  blocks(url) {
    return this.#wasm.blocks(this.#write(url)) === 1;
  }

  /** The number of the shard that owns a link; -1 for what is no link's id. */
  shard(id) {
    return this.#wasm.shard(this.#write(id));
  }

  /** The command that asks where a link leads. */
  resolve(id) {
    return this.#answer(this.#wasm.resolve(this.#write(id))).slice();
  }

  /** The command that takes one of a link's clicks, or only asks whether there is one. */
  click(id, method) {
    const length = this.#write(id);
    return this.#answer(method === "GET" ? this.#wasm.take(length) : this.#wasm.look(length)).slice();
  }

  /** What becomes of a request: lines, as redirect/src/lib.rs says. */
  decision(rules, facts) {
    const length = this.#wasm.decision(rules.length, this.#write(facts, rules));
    return this.#decoder.decode(this.#answer(length)).split("\n");
  }

  /** The clicks of a batch, as commands to their shards. Each has memory of its own: with a view, all that it is of would be sent. */
  clicks(lines) {
    const id = crypto.getRandomValues(new Uint8Array(16));
    const answer = this.#answer(this.#wasm.clicks(this.#write(lines, id))).slice();
    const numbers = new DataView(answer.buffer);
    const commands = [];
    for (let at = 0; at < answer.length; ) {
      const [shard, length] = [numbers.getUint32(at, true), numbers.getUint32(at + 4, true)];
      commands.push({ shard, command: answer.slice(at + 8, at + 8 + length) });
      at += 8 + length;
    }
    return commands;
  }
}
