// The slim package: counting without national tables, parts or octets.
import { characterAt, check, figure, figures, look, put, setFigures, wasm, words } from "./engine.js";

/** What a text takes, and more of it when that is read. Not a subclass: each call would pay for it. */
export class Count {
  #text;

  constructor(from, at, text) {
    setFigures(this, from, at);
    this.#text = text;
  }

  get nonGsm() {
    const at = look(wasm.lacking(put(this.#text))) >> 2;
    const indices = words.slice(at + 1, at + 1 + words[at]);
    return Array.from(indices, (index) => ({ character: characterAt(this.#text, index), index }));
  }

  toJSON() {
    return { ...this, nonGsm: this.nonGsm };
  }
}

export function count(text) {
  figure(check(text, "count()"));
  return new Count(words, figures, text);
}
