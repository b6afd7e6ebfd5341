/** What a message is judged by beside itself. Each may be left out. */
export interface Options {
  /** When it is sent, as a `Date` or in milliseconds: `scheduleDate` and `expirationDate` are judged by it. Now, unless said. */
  now?: Date | number | undefined;
  /**
   * The server, such as `"https://api.example.com"`: what stands for `{UNSUB_URL}` is as long as that is.
   * `"https://shortwave.example"` unless said.
   */
  origin?: string | undefined;
  /** Where its short links are, such as `"https://sho.rt"`, for the filter `shorten`. The `origin` unless said. */
  shortOrigin?: string | undefined;
}

/** A rule that is broken. */
export interface RuleError {
  /** The number that programs act upon. */
  readonly code: number;
  /** The same for people. */
  readonly description: string;
  /** The field that breaks it, such as `message`, `to.1` or `otpConfig.length`; none where the body is no object, or too large. */
  readonly path?: string;
}

/** What would become of one recipient. */
export type Recipient =
  | {
      readonly accepted: true;
      /** The number, without `+`. */
      readonly to: string;
      /** How many parts the message takes. */
      readonly parts: number;
    }
  | {
      readonly accepted: false;
      /** As it was given. */
      readonly to: string;
      /** Why. */
      readonly error: RuleError;
    };

/** Somebody would be sent to. */
export interface Taken {
  readonly ok: true;
  /** 202 where all recipients are accepted, 207 where some are. */
  readonly status: 202 | 207;
  /** What would become of each recipient, in the order of `to`. */
  readonly result: readonly Recipient[];
}

/** Nobody would: the call fails. */
export interface Refused {
  readonly ok: false;
  /** The HTTP status of the answer. */
  readonly status: 400 | 413 | 422;
  /** The first rule that is broken. */
  readonly error: RuleError;
}

/**
 * Judges a body of `POST /api/rest/sms` by the server's own rules: an object, or the text of its JSON.
 *
 * What only the server knows is not looked at: balance and prices, blacklists, hosts to which no link may lead, domains of the
 * account, limits of calls, whether there is a gateway, and contacts: a variable that `sub` does not give counts as it is written.
 * So a call that is `ok` here may still be refused; one that is not will be, but for the parts and characters of such a text.
 *
 * @throws {RangeError} When an option is not one of its values. The message begins with its name.
 * @throws {TypeError} When the body cannot be written as JSON.
 *
 * @example
 * const judged = validateSms({ to: ["34666555444"], from: "SHOP", message: "Hello" });
 * if (!judged.ok) console.log(judged.error.path, judged.error.description);
 */
export function validateSms(body: object | string, options?: Options): Taken | Refused;
