/** How much of a code may be unreadable: about 7, 15, 25 or 30 percent (ISO/IEC 18004:2015, clause 7.5.1). */
export type Level = "L" | "M" | "Q" | "H";

/** How a code is drawn. Each may be left out. */
export interface Options {
  /** Width and height of the whole image in pixels, from 64 to 2048; 512 unless said. */
  size?: number | undefined;
  /** The quiet zone on each side in modules, from 0 to 16; 4 unless said, which scanners rely on (clause 6.3.8). */
  margin?: number | undefined;
  /** The least level of error correction; `"M"` unless said. A code gets a higher one where it has room for that. */
  level?: Level | undefined;
  /** Of the dark modules, as `#rrggbb`; black unless said. */
  foreground?: string | undefined;
  /**
   * Behind them, as `#rrggbb` or `"transparent"`; white unless said. It is lighter than the foreground, with a contrast of at
   * least 3 (WCAG 2.2); a transparent one is judged as if it were white.
   */
  background?: string | undefined;
  /**
   * A PNG for the middle, of at most 65,536 bytes and 1,024 x 1,024 pixels, not interlaced. It takes up to a fifth of the
   * side, and makes the level `"H"`.
   */
  logo?: Uint8Array | undefined;
}

/** What is wrong with an option: a `TypeError` or a `RangeError` that names it. The message says what to do. */
export interface OptionError extends Error {
  /** `text`, or the name of the option. */
  field: "text" | "options" | keyof Options;
}

/**
 * Draws a text as a QR code in SVG, whose title is the text.
 *
 * @throws {TypeError} When something is of the wrong type. `field` names it, as in every error: see {@link OptionError}.
 * @throws {RangeError} When the text is empty or too long, or an option is not one of its values.
 */
export function svg(text: string, options?: Options): string;

/**
 * Draws a text as a QR code in PNG, of exactly the size that is asked for: each module is a square of whole pixels, and
 * those that are left go to the margin.
 *
 * @throws {TypeError} As {@link svg}.
 * @throws {RangeError} As {@link svg}, and when the size has less than a pixel for each module.
 */
export function png(text: string, options?: Options): Uint8Array<ArrayBuffer>;
