export * from "shortwave";

/** A `Response`, such as `fetch` gives. */
interface Fetched {
  readonly status: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Where the WebAssembly comes from: an address, as a string or a `URL`; a `Response`; or its bytes. */
export type Source =
  | string
  | { readonly href: string; readonly searchParams: object }
  | Fetched
  | ArrayBuffer
  | ArrayBufferView
  | PromiseLike<Fetched | ArrayBuffer | ArrayBufferView>;

/**
 * Loads the WebAssembly, and compiles it in the background. The other functions work once the promise is fulfilled, and
 * throw before.
 *
 * Unless said, the file is `shortwave.wasm` beside the package's JavaScript: bundlers copy it, and a plain page serves it.
 *
 * @throws {WebAssembly.CompileError} When there is something else, or a Content Security Policy forbids it.
 *
 * @example
 * import init, { count } from "shortwave/init";
 * await init();
 * count("Hello").segments; // 1
 */
export default function init(source?: Source): Promise<void>;
