/**
 * How a text is written in a message.
 *
 * - `GSM-7`: the GSM 7-bit default alphabet with its extension table (3GPP TS 23.038). Its unit is the septet:
 *   most characters take 1; form feed and `^ { } \ [ ~ ] | €` take 2.
 * - `UCS-2`: UTF-16, which has every character. Its unit is the 16-bit code unit: characters beyond U+FFFF, such
 *   as most emoji, take 2; all others take 1.
 */
export type Encoding = "GSM-7" | "UCS-2";

/** A character that the GSM 7-bit alphabet lacks. */
export interface NonGsm {
  /** The character: one code point, or half a surrogate pair whose other half is missing. */
  character: string;
  /**
   * Where it starts in the text, in UTF-16 code units, as in `text.slice(index)`. It is not a count of
   * characters or bytes.
   */
  index: number;
}

/** What a text takes as an SMS. */
export interface Count {
  /** `GSM-7` when that has every character of the text, otherwise `UCS-2`. */
  encoding: Encoding;
  /**
   * Messages to pay for: 1 for a text that fits one message, otherwise the parts of the concatenated message.
   * 0 means that the text is empty, and there is nothing to send.
   */
  segments: number;
  /**
   * Units of the text itself, in the unit of `encoding`. Room lost at the end of a part, where the 2 units of one
   * character did not fit, is not in it.
   */
  units: number;
  /** Units still free in the last segment, before one more is needed. */
  remaining: number;
  /**
   * Units that each segment holds: 160 (GSM-7) or 70 (UCS-2) for a text of at most one segment, and 153 or 67 for
   * a longer one, since each part of it carries a header.
   */
  capacity: number;
  /**
   * The characters that keep the text from being GSM-7, in order, each as often as it occurs. Empty for GSM-7.
   * Found when it is first read, so that counting alone stays fast; `JSON.stringify` reads it, `{ ...count }` does not.
   */
  readonly nonGsm: NonGsm[];
}

/**
 * Counts the segments that a text takes as an SMS, its encoding chosen as networks choose it.
 *
 * Synchronous. A lone surrogate counts as one unit of UCS-2.
 *
 * @throws {TypeError} When `text` is not a string.
 *
 * @example
 * count("It’s 5 €");
 * // { encoding: "UCS-2", segments: 1, units: 8, remaining: 62, capacity: 70,
 * //   nonGsm: [{ character: "’", index: 2 }] }
 */
export function count(text: string): Count;
