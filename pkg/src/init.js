// The entry for browsers that compile a module of this size only in the background, and for pages that keep it as a file.
import { load } from "./engine.js";

/** Loads the module from its file beside this one, or from what is given: a URL, a Response or bytes. */
export default async function init(source = new URL("./shortwave.wasm", import.meta.url)) {
  const given = source instanceof URL || typeof source === "string" ? await fetch(source) : await source;
  load(await WebAssembly.compile(given instanceof Response ? await given.arrayBuffer() : given));
}

export * from "./full.js";
