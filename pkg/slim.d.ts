// By the package's own name, so that this file serves `require` as well: see dist/slim.d.cts.
import type { Figures } from "shortwave";

export type { Counts, Encoding, Figures } from "shortwave";
export { Counter, countMany } from "shortwave";

/** A character that the GSM 7-bit alphabet lacks. */
export interface NonGsm {
  /** The character: one code point, or half a surrogate pair whose other half is missing. */
  character: string;
  /** Where it starts in the text, in UTF-16 code units, as in `text.slice(index)`. Not a count of characters or bytes. */
  index: number;
}

/** What a text takes as an SMS, and why. `JSON.stringify` has it all, `{ ...count }` has the figures only. */
export interface Count extends Figures {
  /** The characters that keep the text from being GSM-7, in order. Found each time it is read. */
  readonly nonGsm: NonGsm[];
  /** The whole answer as a plain object. */
  toJSON(): Figures & { nonGsm: NonGsm[] };
}

/**
 * Counts the segments that a text takes as an SMS, its encoding chosen as phones choose it: as `count` of the whole
 * package without options, but without replacements, parts and octets.
 *
 * @throws {TypeError} When `text` is not a string.
 */
export function count(text: string): Count;
