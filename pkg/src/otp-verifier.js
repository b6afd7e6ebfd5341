// A verification, asked for from a page: of an endpoint of the page's own origin, with a token that can do nothing else.

/** Why a call came to nothing. `status` is 0 when there was no answer. */
export class VerifierError extends Error {
  constructor(reason, { status = 0, details = [], retryAfterSeconds, cause } = {}) {
    super(reason, { cause });
    Object.assign(this, { name: "VerifierError", reason, status, details, retryAfterSeconds });
  }
}

class Verifier {
  #options;
  #fields;
  #verification;
  /** The token that the verification was begun with: no other knows of it. */
  #bearer;
  /** What the server's clock is ahead of this one, in milliseconds. */
  #ahead = 0;

  constructor({ verification, ...options }) {
    this.#verification = verification;
    this.#options = { endpoint: "/v1/verifications", timeout: 15_000, ...options };
  }

  /** Where it stands, as the server told last. */
  get verification() {
    return this.#verification;
  }

  /** A moment of the server by the clock of this device, which may be wrong. */
  localTime(moment) {
    return new Date(Date.parse(moment) - this.#ahead);
  }

  /** Begins one, with a token of its own; without fields, another one as the last. */
  async start(fields = this.#fields) {
    this.#fields = fields;
    let bearer;
    const begun = await this.#ask("POST", "", fields, async () => (bearer = await this.#token()));
    this.#bearer = bearer;
    return (this.#verification = begun);
  }

  async check(code, fields) {
    const checked = await this.#ask("POST", `${this.#path()}/check`, { ...fields, code });
    this.#learn(checked.verification);
    return checked;
  }

  async resend({ newCode = false } = {}) {
    return this.#learn(await this.#ask("POST", `${this.#path()}/resend`, { newCode }));
  }

  async show() {
    return this.#learn(await this.#ask("GET", this.#path()));
  }

  async cancel() {
    const { id } = this.#verification ?? {};
    await this.#ask("DELETE", this.#path());
    this.#learn({ ...this.#verification, id, status: "canceled" });
  }

  /** Whether `start` knows what to begin. */
  get canStart() {
    return this.#fields !== undefined;
  }

  /** An answer about the one before tells nothing of another that was begun meanwhile. */
  #learn(verification) {
    if (verification.id === this.#verification.id) this.#verification = verification;
    return verification;
  }

  #path() {
    if (!this.#verification) throw new VerifierError("There is no verification yet");
    return `/${encodeURIComponent(this.#verification.id)}`;
  }

  async #token() {
    const { token } = this.#options;
    return typeof token === "function" ? token() : token;
  }

  async #ask(method, path, body, bearer = async () => (this.#bearer ??= await this.#token())) {
    const [response, answer] = await this.#answer(method, path, body, bearer).catch((cause) => {
      throw new VerifierError("There was no answer", { cause });
    });
    const { status, headers } = response;
    const now = Date.parse(headers.get("Date"));
    if (now) this.#ahead = now - Date.now();
    if (response.ok) return answer?.data;
    const retryAfterSeconds = Number(headers.get("Retry-After") ?? NaN);
    const { reason = `HTTP ${status}`, details } = answer?.errors ?? {};
    throw new VerifierError(reason, { status, details, ...(retryAfterSeconds >= 0 && { retryAfterSeconds }) });
  }

  /** The response and what is in it; undefined where that is no JSON. */
  async #answer(method, path, body, token) {
    const { endpoint, timeout, fetch = globalThis.fetch } = this.#options;
    const bearer = await token();
    const headers = { Accept: "application/json" };
    if (bearer) headers.Authorization = `Bearer ${bearer}`;
    if (body) headers["Content-Type"] = "application/json";
    // With a token, the browser shall not ask people for a name and password when it is refused.
    const credentials = bearer ? "omit" : "same-origin";
    const signal = AbortSignal.timeout(timeout);
    const response = await fetch(endpoint + path, { method, headers, credentials, body: body && JSON.stringify(body), signal });
    const text = await response.text();
    return [response, /^\s*\{/.test(text) ? JSON.parse(text) : undefined];
  }
}

/** Makes one. It sends nothing before it is asked to. */
export const createVerifier = (options = {}) => new Verifier(options);

/** A code is not sent again for so long, in milliseconds. */
const PAUSE = 30_000;

/** Another code takes another verification. */
const ENDED = ["failed", "expired", "canceled"];

const fromNow = (milliseconds) => new Date(Date.now() + milliseconds);

/** What ends the work of `verify` on an element: it works for one verifier at a time. */
const ends = new WeakMap();

/** Has an `<otp-input>` check its codes and send others. Returns a function that ends this. */
export function verify(element, verifier, { fields, onApproved, onError } = {}) {
  ends.get(element)?.();
  const ending = new AbortController();
  const { signal } = ending;
  const end = () => ending.abort();
  ends.set(element, end);

  function show(status, message = null) {
    Object.assign(element, { status, message });
    if (ENDED.includes(status) && !verifier.canStart) element.resendAt = null;
  }

  function follow({ status, expiresAt }) {
    element.expiresAt = expiresAt ? verifier.localTime(expiresAt) : null;
    show(status);
  }

  function fail(error, status, message) {
    const { retryAfterSeconds = 60 } = error;
    // It came to another end, or is no more, or its token is not.
    if ([401, 404, 409].includes(error.status)) show("canceled");
    else show(status, error.status === 429 ? element.texts.wait(retryAfterSeconds) : message);
    onError?.(error);
  }

  async function check(code) {
    show("checking");
    const checked = await verifier.check(code, fields).catch((error) => {
      if (!signal.aborted) fail(error, "trouble", element.texts.unchecked);
    });
    if (!checked || signal.aborted) return;
    const { status, attempts, maxAttempts } = checked.verification;
    follow(checked.verification);
    if (status === "approved") onApproved?.(checked.verification);
    if (status !== "pending") return;
    show("wrong", element.texts.wrong(maxAttempts - attempts));
    element.select();
  }

  async function send() {
    const { status } = element;
    const isOver = ENDED.includes(status);
    element.resendAt = fromNow(PAUSE);
    const sent = await (isOver ? verifier.start() : verifier.resend()).catch((error) => {
      if (signal.aborted) return;
      element.resendAt = fromNow((error.retryAfterSeconds ?? 0) * 1000);
      fail(error, isOver ? status : "trouble", element.texts.unsent);
    });
    // A code that was typed meanwhile has the last word.
    if (!sent || signal.aborted || ["checking", "approved"].includes(element.status)) return;
    if (isOver) element.value = "";
    follow(sent);
    if (sent.status === "pending") element.message = element.texts.sent;
  }

  element.addEventListener("otp-complete", ({ detail }) => check(detail.code), { signal });
  element.addEventListener("otp-resend", send, { signal });
  element.addEventListener("otp-expired", () => show("expired"), { signal });
  element.value = "";
  if (verifier.verification) {
    const { createdAt, deliveries = [] } = verifier.verification;
    const [last] = [createdAt, ...deliveries.map(({ sentAt }) => sentAt)].filter(Boolean).sort().slice(-1);
    element.resendAt = last ? new Date(verifier.localTime(last).getTime() + PAUSE) : fromNow(0);
    follow(verifier.verification);
  }
  return end;
}
