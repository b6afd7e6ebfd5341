import type { Schemas } from "./dist/client.js";

/** What a code is made of. */
export interface CodeForm {
  /** Its characters, 6 unless said. */
  length?: number;
  /** `digits` unless said. */
  alphabet?: "digits" | "alphanumeric";
}

/**
 * The code in a text: alone, with spaces and hyphens, in the digits of any script, or in a message. An empty string when
 * there is none.
 */
export declare function findCode(text: string, form?: CodeForm): string;

/** What `<otp-input>` says, in English unless said. */
export interface OtpInputTexts {
  /** Names the field, where neither the attribute `label` nor a `<label>` does. */
  label: string;
  /** Why a form is not sent. */
  incomplete(length: number): string;
  /** For how long the code is valid, such as `4:32`. */
  left(time: string): string;
  /** The same for screen readers, at a minute and at ten seconds. */
  soon(seconds: number): string;
  /** On the button that asks for another message. */
  resend: string;
  /** On the same, as long as it is too early. */
  resendIn(time: string): string;
  /** On the same, where another code is needed. */
  restart: string;
  sent: string;
  checking: string;
  approved: string;
  /** The code was wrong, and so many more may be tried. */
  wrong(attempts: number): string;
  /** Too much was asked for. */
  wait(seconds: number): string;
  /** The server could not be asked about a code. */
  unchecked: string;
  /** The server could not be asked for a message. */
  unsent: string;
  failed: string;
  expired: string;
  canceled: string;
  blocked: string;
}

/**
 * Where an `<otp-input>` stands. It can be typed in while it is `pending`, `wrong` (the last code was), or in `trouble` (the
 * last code could not be checked).
 */
export type OtpInputStatus = Schemas["Verification"]["status"] | "checking" | "wrong" | "trouble";

/**
 * A field for a one-time code. It takes the code from what is typed, pasted, filled in, or received as a text message, and
 * shows for how long it is valid. A form has it by its `name`.
 *
 * @example
 * <otp-input name="code" length="6" expires-at="2030-01-31T12:05:00Z"></otp-input>
 */
export declare class OtpInput extends HTMLElement {
  /** The characters of the code that there are. */
  value: string;

  /** What it says. Texts that are left out are said in English. */
  get texts(): OtpInputTexts;
  set texts(texts: Partial<OtpInputTexts>);

  /** The characters of the code: 4 to 10, 6 unless said. */
  length: number;

  /** `digits` unless said, or `alphanumeric`. */
  get alphabet(): string;
  set alphabet(alphabet: "digits" | "alphanumeric" | null | undefined);

  /** Names the field. */
  get label(): string;
  set label(label: string | null | undefined);

  /** The attribute `expires-at`: until when the code is valid (RFC 3339). */
  get expiresAt(): string;
  set expiresAt(moment: string | Date | null | undefined);

  /** The attribute `resend-at`: from when on one may ask for another message. Without it, there is no button. */
  get resendAt(): string;
  set resendAt(moment: string | Date | null | undefined);

  /** Where it stands; empty for `pending`. */
  get status(): OtpInputStatus | "";
  set status(status: OtpInputStatus | null | undefined);

  /** Stands in place of what it says of its status. */
  get message(): string;
  set message(message: string | null | undefined);

  get name(): string;
  set name(name: string | null | undefined);

  required: boolean;
  disabled: boolean;

  readonly form: HTMLFormElement | null;
  readonly labels: NodeList;
  readonly validity: ValidityState;
  readonly validationMessage: string;
  readonly willValidate: boolean;
  checkValidity(): boolean;
  reportValidity(): boolean;

  /** Selects what was typed, so that typing replaces it. */
  select(): void;

  addEventListener<K extends keyof OtpInputEventMap>(
    type: K,
    listener: (this: OtpInput, event: OtpInputEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof OtpInputEventMap>(
    type: K,
    listener: (this: OtpInput, event: OtpInputEventMap[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

/** All of them bubble, out of shadow roots too. */
export interface OtpInputEventMap extends HTMLElementEventMap {
  /** After each change. */
  "otp-input": CustomEvent<{ value: string }>;
  /** When the code is whole. Not for the code of the last time. */
  "otp-complete": CustomEvent<{ code: string }>;
  /** When somebody asks for another message. */
  "otp-resend": CustomEvent<Record<string, never>>;
  /** At `expires-at`, if a code could still be typed. */
  "otp-expired": CustomEvent<Record<string, never>>;
}

/** A verification, as the API has it. */
export type Verification = Schemas["Verification"];

/** What begins a verification. With a page's token, what the token leaves open: `recipient`, and `locale`. */
export type VerificationFields = Partial<Schemas["CreateVerificationBody"]>;

/** What a check of a payment's code presents again. */
export type CheckFields = Omit<Schemas["CheckVerificationBody"], "code">;

export interface VerifierOptions {
  /** Where verifications are: `/v1/verifications` of the page's own origin, unless said. */
  endpoint?: string;
  /**
   * A bearer token that is good for one verification alone, or what gets a new one of your server before each is begun. Left out where the
   * endpoint knows the caller otherwise.
   */
  token?: string | (() => string | Promise<string>);
  /** The verification, where the page's server has begun it. */
  verification?: Verification;
  /** How long an answer is waited for, in milliseconds: 15,000 unless said. */
  timeout?: number;
  /** In place of the platform's `fetch`. */
  fetch?: typeof fetch;
}

/** One verification at a time. A call that fails throws a `VerifierError`. */
export interface Verifier {
  /** Where it stands, as the server told last. */
  readonly verification: Verification | undefined;
  /** Whether `start` was called with fields. */
  readonly canStart: boolean;
  /** Begins one; without fields, another one as the last. */
  start(fields?: VerificationFields): Promise<Verification>;
  /** Checks a code. A wrong one is no failure: `valid` says so. */
  check(code: string, fields?: CheckFields): Promise<Schemas["VerificationCheck"]>;
  /** Sends the same code again, or another one, valid anew. */
  resend(options?: { newCode?: boolean }): Promise<Verification>;
  show(): Promise<Verification>;
  cancel(): Promise<void>;
  /** A moment of the server by the clock of this device, which may be wrong. */
  localTime(moment: string): Date;
}

/** Makes one. It sends nothing before it is asked to. */
export declare function createVerifier(options?: VerifierOptions): Verifier;

/** Why a call came to nothing. */
export declare class VerifierError extends Error {
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly reason: string;
  /** What is wrong with each field. */
  readonly details: Schemas["Failure"]["errors"]["details"];
  /** When to come again, where the server says so. */
  readonly retryAfterSeconds?: number;
}

export interface VerifyOptions {
  /** What each check presents again, for a payment. */
  fields?: CheckFields;
  /** The right code came. What a page says proves nothing: your server asks for the verification itself. */
  onApproved?(verification: Verification): void;
  /** A call failed. The element says so too. */
  onError?(error: VerifierError): void;
}

/**
 * Has an `<otp-input>` check its codes and send others, and shows where the verification stands. An element works for one
 * verifier at a time. Returns a function that ends this.
 */
export declare function verify(element: OtpInput, verifier: Verifier, options?: VerifyOptions): () => void;

declare global {
  interface HTMLElementTagNameMap {
    "otp-input": OtpInput;
  }
}
