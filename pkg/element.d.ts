import type { Count, SegmentError } from "./index.js";

/** What `<sms-counter>` says, in English unless said. */
export interface SmsCounterMessages {
  /** Names the group of figures for screen readers. */
  label: string;
  /** On the button that selects the next occurrence of a character. */
  find: string;
  /** On the button that replaces a character. */
  replace: string;
  /** On the button that drops a character. */
  remove: string;
  segments(segments: number): string;
  units(used: number, capacity: number): string;
  left(units: number): string;
  /** More messages than `max-segments`. */
  over(segments: number, most: number): string;
  /** The chosen encoding lacks a character. */
  lacking(name: string, character: string): string;
  /** More messages than one text can take. */
  tooLong(segments: number): string;
  /** Stands in place of the number of messages when the text cannot be sent as asked. */
  unsendable: string;
  /** How many characters are to blame. `encoding` is undefined when the text cannot be sent as asked. */
  blame(characters: number, encoding?: Count["encoding"]): string;
  saving(segments: number): string;
  replaceAll(characters: number): string;
  /** Different characters that are not listed. */
  more(characters: number): string;
  /** Names a button that selects, for screen readers. */
  findLabel(name: string): string;
  /** Names a button that replaces, for screen readers. `by` is empty where the character is dropped. */
  replaceLabel(name: string, by: string): string;
  /** A replacement in words, or as it is. */
  spell(replacement: string): string;
  /** A character in words. */
  describe(character: string): string;
}

/**
 * Shows what the text in a text box takes as an SMS, as it is typed, and the characters that make it dear.
 *
 * Its box is the `<textarea>` or `<input>` whose id the attribute `for` says, or without that the first one inside.
 *
 * @example
 * <textarea id="message"></textarea>
 * <sms-counter for="message" max-segments="2"></sms-counter>
 */
export class SmsCounter extends HTMLElement {
  /** What it says. Messages that are left out are said in English. */
  static messages: Partial<SmsCounterMessages>;

  /** The id of the text box, in the same document or shadow root. */
  get htmlFor(): string;
  set htmlFor(id: string | null | undefined);

  /** `auto`, `best`, `gsm`, `gsm-pt` or `utf-16`, as in the options of `count()`. */
  get encoding(): string;
  set encoding(encoding: string | null | undefined);

  /** The national tables that `best` may use, separated by spaces. */
  get languages(): string;
  set languages(languages: string | readonly string[] | null | undefined);

  /** `8-bit` or `16-bit`. */
  get reference(): string;
  set reference(reference: string | null | undefined);

  /** Whether grapheme clusters are kept whole. */
  graphemes: boolean;

  /** The attribute `max-segments`: with more messages, the element has the attribute `over`. */
  get maxSegments(): string;
  set maxSegments(segments: number | string | null | undefined);

  /** What the text takes; null when it cannot be sent as asked. */
  readonly count: Count | null;

  /** Why the text cannot be sent as asked, or null. A `RangeError` of another kind tells of a wrong attribute. */
  readonly error: SegmentError | RangeError | null;

  /** Counts anew: for a script that has set the box's `value`, of which no event tells. */
  update(): void;

  addEventListener<K extends keyof SmsCounterEventMap>(
    type: K,
    listener: (this: SmsCounter, event: SmsCounterEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof SmsCounterEventMap>(
    type: K,
    listener: (this: SmsCounter, event: SmsCounterEventMap[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

export interface SmsCounterEventMap extends HTMLElementEventMap {
  /** After each change. Bubbles, out of shadow roots too. `detail` is null when the text cannot be sent as asked. */
  count: CustomEvent<Count | null>;
}

declare global {
  interface HTMLElementTagNameMap {
    "sms-counter": SmsCounter;
  }
}
