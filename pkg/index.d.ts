/**
 * How a text is written in a message.
 *
 * - `GSM-7`: the GSM 7-bit alphabet (3GPP TS 23.038, clause 6.2.1): the default alphabet with its extension table, or a
 *   pair of national tables. Its unit is the septet: most characters take 1, those behind an escape take 2. In the
 *   default alphabet these are form feed and `^ { } \ [ ~ ] | €`.
 * - `UCS-2`: UTF-16, which has every character (clause 6.2.3). Its unit is the 16-bit code unit: characters beyond
 *   U+FFFF, such as most emoji, take 2; all others take 1.
 */
export type Encoding = "GSM-7" | "UCS-2";

/** A language with tables in annex A of 3GPP TS 23.038; `default` is the alphabet that every phone has. */
export type LanguageName =
  | "default"
  | "turkish"
  | "spanish"
  | "portuguese"
  | "bengali"
  | "gujarati"
  | "hindi"
  | "kannada"
  | "malayalam"
  | "oriya"
  | "punjabi"
  | "tamil"
  | "telugu"
  | "urdu";

/** A language with a locking shift table, one that stands in place of the default alphabet. Spanish has none. */
export type LockingLanguageName = Exclude<LanguageName, "spanish">;

/** National tables by name (3GPP TS 23.038, clause 6.2.1.2). The one that is left out is `default`. */
export type Tables =
  | { locking: LockingLanguageName; single?: LanguageName | undefined }
  | { locking?: LockingLanguageName | undefined; single: LanguageName };

/** How a text is to be sent. */
export interface Options {
  /**
   * Which encoding the text is sent in.
   *
   * - `"auto"`, unless said: as phones choose. GSM-7 without national tables when that has every character, else UCS-2.
   * - `"best"`: the fewest segments over the default alphabet, national tables and UCS-2. Of equals, what the most phones
   *   can read: the default alphabet, then UCS-2, then one national table, then two.
   * - `"gsm"`: the default alphabet, or an error.
   * - `"gsm-pt"`: both Portuguese tables, or an error.
   * - `"utf-16"`: UCS-2.
   * - tables by name, such as `{ single: "spanish" }`: these, or an error.
   */
  encoding?: "auto" | "best" | "gsm" | "gsm-pt" | "utf-16" | Tables | undefined;
  /** The languages whose tables `"best"` may use: all, unless said. Nothing changes for other encodings. */
  languages?: readonly LanguageName[] | undefined;
  /**
   * The size of the number that says which parts belong together: `"8-bit"`, unless said (3GPP TS 23.040, clause
   * 9.2.3.24.1), or `"16-bit"` (clause 9.2.3.24.8), which costs each part one octet more.
   */
  reference?: "8-bit" | "16-bit" | undefined;
  /**
   * How many units a carrier takes, where that is less than a message has room for: of a message alone, and of each
   * part. At least 2, since a character may need so many. GSM-7 counts septets, UCS-2 code units.
   *
   * @example
   * count(text, { capacity: { gsm: [152, 66] } });
   */
  capacity?:
    | {
        gsm?: readonly [alone: number, part: number] | undefined;
        ucs2?: readonly [alone: number, part: number] | undefined;
      }
    | undefined;
  /**
   * Keeps grapheme clusters whole, too: what a reader takes for one character, such as a family emoji or a letter with
   * an accent of its own, is not cut by the end of a part, unless it is longer than a part. Needs `Intl.Segmenter`.
   */
  graphemes?: boolean | undefined;
}

/** What a text takes as an SMS. */
export interface Figures {
  /** How it is written. */
  readonly encoding: Encoding;
  /**
   * Messages to pay for: 1 for a text that fits one message, otherwise the parts of the concatenated message.
   * 0 means that the text is empty, and there is nothing to send.
   */
  readonly segments: number;
  /**
   * Units of the text itself: septets in GSM-7, UTF-16 code units in UCS-2. Room lost at the end of a part, where the 2
   * units of one character did not fit, is not in it.
   */
  readonly units: number;
  /** Units still free in the last segment, before one more is needed. */
  readonly remaining: number;
  /**
   * Units that each segment holds. Of the default alphabet 160 alone, and 153 as one of several, since each part carries
   * a header; of UCS-2 70 and 67. Less with national tables, 16-bit references or a carrier's own limits.
   */
  readonly capacity: number;
}

/** A character that the default GSM 7-bit alphabet lacks. */
export interface NonGsm {
  /** The character: one code point, or half a surrogate pair whose other half is missing. */
  character: string;
  /** Where it starts in the text, in UTF-16 code units, as in `text.slice(index)`. Not a count of characters or bytes. */
  index: number;
  /** What could stand in its place, all in the default alphabet; empty to leave the character out. Absent: nothing. */
  replacement?: string;
}

/** One of the messages that carry a text. */
export interface Part {
  /** The text of this part: a slice of the whole. */
  text: string;
  /** From where to where, in UTF-16 code units: `whole.slice(...utf16) === text`. */
  utf16: [from: number, to: number];
  /** The same in Unicode characters (code points). */
  characters: [from: number, to: number];
  /** Units that it takes, without the header: septets in GSM-7, code units in UCS-2. */
  units: number;
}

/** Something that a sender may not have meant. */
export type Warning =
  | {
      code: "carriage-returns";
      /** Segments that `\n` in place of each `\r\n` would save. */
      parts: number;
    }
  | {
      code: "many-parts";
      /** Segments of the text: more than the 15 that the REST API of the Shortwave server sends. */
      parts: number;
    };

/**
 * What a text takes, and why. The figures are there at once. All else is computed each time it is read, so counting
 * alone stays fast: `JSON.stringify` has it all, `{ ...count }` has the figures only.
 *
 * Of a text of more than 255 parts there are figures, `nonGsm` and no more: the other getters throw a
 * {@link SegmentError}, and so does `toJSON`.
 */
export interface Count extends Figures {
  /**
   * The characters that the default GSM 7-bit alphabet lacks, in order, each as often as it occurs. With `"auto"` they
   * are what keeps the text from being GSM-7.
   */
  readonly nonGsm: NonGsm[];
  /** The text of each segment, as {@link split} gives it. */
  readonly parts: Part[];
  /** The locking shift table; `default` in UCS-2. */
  readonly lockingShift: LockingLanguageName;
  /** The single shift table; `default` in UCS-2. */
  readonly singleShift: LanguageName;
  /**
   * Octets of the header of each message, its length octet among them: 0 for none, 6 in a part with an 8-bit reference, 7
   * with a 16-bit one, and 3 for each national table (4 with one alone).
   */
  readonly headerOctets: number;
  /** Segments fewer, if each character of `nonGsm` that has a replacement were replaced. */
  readonly saving: number;
  /** What to look at. */
  readonly warnings: Warning[];
  /** The whole answer as a plain object. */
  toJSON(): CountJson;
}

/** A {@link Count} as a plain object. */
export interface CountJson extends Figures {
  nonGsm: NonGsm[];
  parts: Part[];
  lockingShift: LockingLanguageName;
  singleShift: LanguageName;
  headerOctets: number;
  saving: number;
  warnings: Warning[];
}

/**
 * Counts the segments that a text takes as an SMS.
 *
 * Synchronous. Half a surrogate pair counts as one unit of UCS-2. Without options a text may be of any length.
 *
 * @throws {TypeError} When `text` is not a string.
 * @throws {RangeError} When an option is not one of its values; the message begins with the option's path.
 * @throws {SegmentError} With options, when the encoding asked for lacks a character, or there are more than 255 parts.
 *
 * @example
 * const { encoding, segments, units, remaining, capacity, nonGsm } = count("It’s 5 €");
 * // "UCS-2", 1, 8, 62, 70, [{ character: "’", index: 2, replacement: "'" }]
 */
export function count(text: string, options?: Options): Count;

/**
 * Splits a text into what each message carries. An escape sequence and a surrogate pair are never divided (3GPP TS
 * 23.040, clause 9.2.3.24.1). The parts joined are the text. An empty text has none.
 *
 * @throws {TypeError} When `text` is not a string.
 * @throws {RangeError} When an option is not one of its values; the message begins with the option's path.
 * @throws {SegmentError} When the encoding asked for lacks a character, or there are more than 255 parts.
 *
 * @example
 * split("a".repeat(160) + "€").map(({ utf16, units }) => [utf16, units]);
 * // [[[0, 153], 153], [[153, 161], 9]]
 */
export function split(text: string, options?: Options): Part[];

/** A message as a short message service centre takes it: the fields of an SMS-SUBMIT (3GPP TS 23.040, clause 9.2.2.2). */
export interface Message {
  /** TP-DCS: 0 for GSM-7, 8 for UCS-2 (3GPP TS 23.038, clause 4). */
  dataCodingScheme: 0 | 8;
  /** Octets of the header at the start of the user data, its length octet among them. When not 0, TP-UDHI is to be set. */
  headerOctets: number;
  /** TP-UDL: the length of the user data, its header included: in septets for GSM-7, in octets for UCS-2. */
  userDataLength: number;
  /** TP-UD: the header, then packed septets (3GPP TS 23.038, clause 6.1.2.1) or UTF-16, high octet first. */
  userData: Uint8Array;
}

/** How a text is to be sent, in octets. */
export interface EncodeOptions extends Options {
  /**
   * The number that all parts of one text carry and other texts to the same receiver should not: 0, unless said; to
   * 65535. With 8-bit references, its low octet is used.
   */
  referenceNumber?: number | undefined;
}

/**
 * Writes a text as the octets of its messages. An empty text has none. Half a surrogate pair is sent as U+FFFD.
 *
 * @throws {TypeError} When `text` is not a string.
 * @throws {RangeError} When an option is not one of its values; the message begins with the option's path.
 * @throws {SegmentError} When the encoding asked for lacks a character, or there are more than 255 parts.
 *
 * @example
 * encode("hellohello");
 * // [{ dataCodingScheme: 0, headerOctets: 0, userDataLength: 10,
 * //    userData: Uint8Array [0xe8, 0x32, 0x9b, 0xfd, 0x46, 0x97, 0xd9, 0xec, 0x37] }]
 */
export function encode(text: string, options?: EncodeOptions): Message[];

/** A character that was replaced. */
export interface Replacement {
  /** The character: one code point. */
  character: string;
  /** Where it starts in the text as it was, in UTF-16 code units. */
  index: number;
  /** What stands in its place; empty when it was left out. */
  replacement: string;
}

/** A text with replacements made. */
export interface Translation {
  /** The text as it is now. */
  text: string;
  /** What was replaced, in order. */
  replacements: Replacement[];
}

/**
 * Replaces characters that the default GSM 7-bit alphabet lacks.
 *
 * - `"smart"`, unless said: typography that word processors and phones put in unasked. Quotes, dashes, ellipsis, bullets,
 *   special spaces, and marks that nobody sees.
 * - `"rest"`: the table of the REST API's `trans=1`, as it stands: Latin letters with accents. It leaves out `º` and `ª`.
 *
 * @throws {TypeError} When `text` is not a string.
 * @throws {RangeError} When there is no such table.
 *
 * @example
 * translate("It’s 5 €…");
 * // { text: "It's 5 €...",
 * //   replacements: [{ character: "’", index: 2, replacement: "'" }, { character: "…", index: 8, replacement: "..." }] }
 */
export function translate(text: string, table?: "smart" | "rest"): Translation;

/** What each of many texts takes. */
export interface Counts extends Iterable<Figures> {
  /** How many texts there are. */
  readonly length: number;
  /** The segments of all of them. */
  readonly segments: number;
  /** The figures of one text, by its place in the array; `undefined` where there is none. */
  at(index: number): Figures | undefined;
}

/**
 * Counts many texts, each as {@link count} does without options, with fewer calls and less memory.
 *
 * @throws {TypeError} When one of them is not a string.
 *
 * @example
 * const counts = countMany(["Hello", "Привет"]);
 * counts.segments; // 2
 * counts.at(1)?.encoding; // "UCS-2"
 */
export function countMany(texts: readonly string[]): Counts;

/**
 * A text that is counted again after each edit, as in a text box.
 *
 * An edit costs what it removes and inserts, and how far it is from the last one. With a surrogate in the text, the count
 * then looks once at the end of each part. In GSM-7, with a character that needs an escape, it goes through the whole text.
 *
 * @example
 * const counter = new Counter("Hello");
 * counter.edit(5, 5, " 😀").encoding; // "UCS-2"
 * counter.edit(5, 8, "!").remaining; // 154
 */
export class Counter {
  /** @throws {TypeError} When `text` is not a string. */
  constructor(text?: string);

  /**
   * Puts a text in place of the code units from one offset to another, and counts. Offsets are in UTF-16 code units, as
   * in `text.slice(from, to)`, and as text boxes have them. They may fall between the halves of a surrogate pair.
   *
   * @throws {TypeError} When `inserted` is not a string.
   * @throws {RangeError} When the text has no such offsets.
   */
  edit(from: number, to: number, inserted: string): Figures;

  /** What the text takes now: as {@link count} without options says. */
  readonly count: Figures;

  /** The text now. */
  readonly text: string;

  /** Its length in UTF-16 code units. */
  readonly length: number;

  /** A code unit of the text, as `text.charCodeAt(index)` gives it. The offset must be within the text. */
  charCodeAt(index: number): number;
}

/** A text cannot be sent as asked. */
export class SegmentError extends RangeError {
  private constructor();

  /** `lacks-character`: the encoding asked for lacks it. `too-many-parts`: more than the 255 that a header can number. */
  readonly code: "lacks-character" | "too-many-parts";
  /** The first character that is lacking. */
  readonly character?: string;
  /** Where it starts in the text, in UTF-16 code units. */
  readonly index?: number;
  /** How many parts there would be. */
  readonly parts?: number;
}
