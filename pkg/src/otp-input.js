// <otp-input>: one field for a one-time code, drawn as a box for each character.
import { make } from "./make.js";
import { clean, findCode } from "./otp-code.js";

/** In these, a code can be typed. */
const OPEN = ["pending", "wrong", "trouble"];
/** In these, nobody needs another code. */
const DONE = ["approved", "blocked"];
/** A screen reader is told when so many seconds are left. */
const MARKS = [60, 10];

const PROPERTIES = {
  name: "name",
  alphabet: "alphabet",
  label: "label",
  expiresAt: "expires-at",
  resendAt: "resend-at",
  status: "status",
  message: "message",
};

function spoken(seconds) {
  const [number, unit] = seconds < 60 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
  return `${number} ${unit}${number === 1 ? "" : "s"}`;
}

const ENGLISH = {
  label: "Code",
  incomplete: (length) => `Enter all ${length} characters of the code.`,
  left: (time) => `Valid for ${time}`,
  soon: (seconds) => `The code is valid for ${spoken(seconds)} more.`,
  resend: "Send again",
  resendIn: (time) => `Send again in ${time}`,
  restart: "Send a new code",
  sent: "We have sent it again. That can take a minute.",
  checking: "Checking…",
  approved: "Verified",
  wrong: (attempts) => `That is not the code. Look again: you have ${attempts} more ${attempts === 1 ? "try" : "tries"}.`,
  wait: (seconds) => `That was too often. Try again in ${spoken(seconds)}.`,
  unchecked: "The code could not be checked. Enter it once more.",
  unsent: "The message could not be sent. Try again.",
  failed: "There were too many wrong codes. Ask for a new one.",
  expired: "The code has expired. Ask for a new one.",
  canceled: "This code is no longer valid. Ask for a new one.",
  blocked: "We cannot send a code there now. Try another way.",
};

const CSS = `
:host { display: block; line-height: 1.4; text-align: start }
:host([hidden]), [hidden] { display: none !important }
* { box-sizing: border-box; margin: 0; padding: 0 }
.panel {
  --accent: var(--otp-input-accent, color-mix(in oklab, #00897b 85%, currentColor));
  --error: var(--otp-input-error, color-mix(in oklab, #d32f2f 82%, currentColor));
  --muted: var(--otp-input-muted, color-mix(in oklab, currentColor 72%, transparent));
  --line: var(--otp-input-line, color-mix(in oklab, currentColor 46%, transparent));
  --fill: var(--otp-input-fill, color-mix(in oklab, currentColor 5%, transparent));
  --radius: var(--otp-input-radius, 0.625rem);
  --gap: min(0.5rem, 1.75cqi);
  --pitch: min(var(--otp-input-size, 3rem) + var(--gap), (100cqi + var(--gap)) / var(--length));
  --box: calc(var(--pitch) - var(--gap));
  container-type: inline-size; display: grid; gap: 0.625rem; font-variant-numeric: tabular-nums;
}
.label { font-weight: 600; justify-self: start }
.code { position: relative; overflow: clip; overflow-clip-margin: 4px; block-size: 3.5rem;
  inline-size: calc(var(--pitch) * var(--length) - var(--gap)) }
.boxes { position: absolute; inset: 0; display: flex; gap: var(--gap) }
.box { flex: 1; border: 1px solid var(--line); border-radius: min(var(--radius), 30cqi / var(--length)); background: var(--fill) }
.filled { border-color: var(--muted) }
.current { border-color: var(--accent); outline: 2px solid var(--accent); outline-offset: -1px }
.input { position: relative; display: block; inline-size: calc(var(--pitch) * (var(--length) + 1)); block-size: 100%;
  color: inherit; caret-color: var(--accent); background: none; border: 0; outline: 0; appearance: none;
  font: 600 min(1.625rem, var(--box) * 0.75)/1 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  letter-spacing: calc(var(--pitch) - 1ch); padding-inline-start: calc((var(--box) - 1ch) / 2) }
.input::selection { background: none }
.input:autofill { -webkit-text-fill-color: currentColor; -webkit-background-clip: text }
.checking .boxes { opacity: 0.55 }
.bad .box { border-color: var(--error) }
.bad .current { outline-color: var(--error) }
.bad .message { color: var(--error) }
.approved .box { border-color: var(--accent); background: color-mix(in oklab, var(--accent) 12%, transparent) }
.approved .message { color: var(--accent) }
.message { font-weight: 600; text-wrap: balance; overflow-wrap: anywhere }
.message:not(.said) { display: contents }
.row { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.5rem;
  max-inline-size: max(calc(var(--pitch) * var(--length) - var(--gap)), 18rem) }
.countdown { color: var(--muted) }
.resend { font: inherit; font-size: 0.9375em; font-weight: 600; color: var(--accent); background: none; border: 1px solid; min-block-size: 2.75rem;
  padding: 0.25rem 0.75rem; border-radius: var(--radius); cursor: pointer }
.resend:hover { background: var(--fill) }
.resend[aria-disabled="true"] { font-weight: inherit; color: var(--muted); border-color: var(--line); cursor: default; background: none }
.resend:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
:disabled, .off .label, .off .boxes { opacity: 0.55 }
.status { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@media (prefers-reduced-motion: no-preference) {
  .box { transition: border-color 0.12s, background-color 0.2s }
  .boxes { transition: opacity 0.2s }
}
@media (forced-colors: active) {
  .current { outline-color: Highlight }
  .input { color: CanvasText; forced-color-adjust: none }
  .resend[aria-disabled="true"] { color: GrayText }
}`;

let sheet;

/** A sheet that is constructed, since a strict content security policy allows no other. */
function styles() {
  if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(CSS);
  return sheet;
}

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
const inSeconds = (milliseconds) => Math.ceil(milliseconds / 1000);

/**
 * A field for a one-time code. It takes the code from what is typed, pasted, filled in, or received as a text message, and
 * shows for how long it is valid.
 *
 * @fires otp-input After each change; `detail.value` is what there is of the code.
 * @fires otp-complete When the code is whole; `detail.code`. Not for the code of the last time.
 * @fires otp-resend When somebody asks for another message.
 * @fires otp-expired At `expires-at`.
 */
export class OtpInput extends (globalThis.HTMLElement ?? class {}) {
  static formAssociated = true;
  static observedAttributes = ["length", "required", ...Object.values(PROPERTIES)];

  #internals;
  #parts;
  #texts = {};
  #value = "";
  /** The code that was told last. */
  #told;
  #leaving;
  #listening;
  #timer;
  #awaited = false;
  /** The seconds that were left when it was looked at last. */
  #left;

  constructor() {
    super();
    this.#internals = this.attachInternals();
    this.#parts = this.#build();
  }

  /** The characters of the code that there are. */
  get value() {
    return this.#value;
  }

  set value(value) {
    this.#told = undefined;
    this.#parts.input.value = this.#codeIn(String(value ?? ""));
    this.#read();
  }

  /** What it says; what is left out is said in English. */
  get texts() {
    return { ...ENGLISH, ...this.#texts };
  }

  set texts(texts) {
    this.#texts = { ...texts };
    this.#later();
  }

  get length() {
    const length = Number(this.getAttribute("length"));
    return Number.isInteger(length) && length >= 4 && length <= 10 ? length : 6;
  }

  set length(length) {
    this.setAttribute("length", length);
  }

  get form() {
    return this.#internals.form;
  }

  get labels() {
    return this.#internals.labels;
  }

  get validity() {
    return this.#internals.validity;
  }

  get validationMessage() {
    return this.#internals.validationMessage;
  }

  get willValidate() {
    return this.#internals.willValidate;
  }

  checkValidity() {
    return this.#internals.checkValidity();
  }

  reportValidity() {
    return this.#internals.reportValidity();
  }

  /** Selects what was typed, so that typing replaces it. */
  select() {
    this.#parts.input.focus();
    this.#parts.input.select();
  }

  connectedCallback() {
    // Properties that were set before the element was defined.
    for (const name of ["texts", "value"]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    if (!this.#value && this.hasAttribute("value")) this.value = this.getAttribute("value");
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const isOwn = ({ target }) => target === this.form;
    document.addEventListener("submit", (event) => isOwn(event) && this.#listening?.abort(), { signal });
    for (const root of [document, this.shadowRoot]) root.addEventListener("selectionchange", () => this.#mark(), { signal });
    this.#later();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearTimeout(this.#timer);
    this.#listen();
  }

  attributeChangedCallback(name) {
    if (name === "status" && this.status === "trouble") this.#told = undefined;
    if (name === "length" || name === "alphabet") this.#parts.input.value = clean(this.#parts.input.value, this.#shape());
    this.#read();
    this.#later();
  }

  formDisabledCallback() {
    this.#later();
  }

  formResetCallback() {
    this.value = this.getAttribute("value");
  }

  #shape() {
    return { length: this.length, alphabet: this.alphabet === "alphanumeric" ? "alphanumeric" : "digits" };
  }

  /** What there is of a code in a text. */
  #codeIn(text) {
    return findCode(text, this.#shape()) || clean(text, this.#shape());
  }

  get #standing() {
    return this.status || "pending";
  }

  get #isDisabled() {
    return this.matches(":disabled");
  }

  #isOpen() {
    return OPEN.includes(this.#standing);
  }

  #build() {
    const parts = {};
    const part = (tag, name, attributes, ...children) => (parts[name] = make(tag, name, attributes, ...children));
    const code = make("div", "code", { dir: "ltr" }, part("div", "boxes", { "aria-hidden": true }), part("input", "input", {
      id: "input",
      type: "text",
      autocomplete: "one-time-code",
      autocapitalize: "characters",
      autocorrect: "off",
      spellcheck: false,
      enterkeyhint: "done",
      "aria-describedby": "message",
    }));
    part("slot", "", { name: "message" });
    part(
      "div",
      "panel",
      {},
      part("label", "label", { for: "input" }),
      code,
      part("p", "message", { id: "message", role: "status" }, parts[""]),
      part("p", "row", {}, part("span", "countdown", { role: "timer" }), part("button", "resend", { type: "button" })),
    );
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    root.adoptedStyleSheets = [styles()];
    root.append(parts.panel, part("p", "status", { role: "status" }));
    parts.input.addEventListener("beforeinput", (event) => this.#insert(event));
    parts.input.addEventListener("input", (event) => this.#type(event));
    parts.input.addEventListener("compositionend", (event) => this.#type(event));
    parts.input.addEventListener("keydown", (event) => this.#press(event));
    for (const type of ["focus", "blur"]) parts.input.addEventListener(type, () => this.#mark());
    parts.resend.addEventListener("click", () => this.#resend());
    return parts;
  }

  /** A whole code takes the place of all that there is, wherever it is pasted or dropped. */
  #insert(event) {
    const text = event.data ?? event.dataTransfer?.getData("text/plain") ?? "";
    const code = event.cancelable && !this.#parts.input.readOnly && findCode(text, this.#shape());
    if (!code) return;
    event.preventDefault();
    this.#fill(code);
  }

  #fill(code) {
    const { input } = this.#parts;
    input.value = code;
    input.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, inputType: "insertReplacementText" }));
  }

  #type({ isComposing }) {
    // What is being composed is read, and left to the keyboard.
    if (!isComposing) this.#tidy();
    if (!this.#read()) return;
    if (this.#standing === "wrong" || this.#standing === "trouble") Object.assign(this, { status: null, message: null });
    this.#fire("otp-input", { value: this.#value });
    this.#tell();
  }

  /** Leaves the code alone in the field, with the caret where it was. */
  #tidy() {
    const { input } = this.#parts;
    const { value, selectionStart } = input;
    const code = this.#codeIn(value);
    if (code === value) return;
    const caret = clean(value.slice(0, selectionStart), this.#shape()).length;
    input.value = code;
    input.setSelectionRange(caret, caret);
  }

  /** Takes the value over. Returns whether it is another one. */
  #read() {
    const before = this.#value;
    this.#value = this.#codeIn(this.#parts.input.value);
    const lacks = this.#value ? this.#value.length < this.length : this.hasAttribute("required");
    const flags = lacks ? { [this.#value ? "tooShort" : "valueMissing"]: true } : {};
    this.#internals.setFormValue(this.#value);
    this.#internals.setValidity(flags, lacks ? this.texts.incomplete(this.length) : "", this.#parts.input);
    this.#mark();
    return this.#value !== before;
  }

  #tell() {
    if (this.#value.length < this.length || this.#value === this.#told || !this.#isOpen()) return;
    this.#told = this.#value;
    this.#fire("otp-complete", { code: this.#value });
  }

  #press({ key, isComposing }) {
    if (key !== "Enter" || isComposing) return;
    this.#tell();
    this.form?.requestSubmit();
  }

  #resend() {
    if (this.#parts.resend.ariaDisabled !== "true") this.#fire("otp-resend", {});
  }

  #fire(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  /** Draws soon, and once for many changes, in whatever order they are made. */
  #later() {
    if (this.#awaited) return;
    this.#awaited = true;
    queueMicrotask(() => {
      this.#awaited = false;
      if (this.isConnected) this.#render();
    });
  }

  #render() {
    clearTimeout(this.#timer);
    const [left, wait] = ["expires-at", "resend-at"].map((name) => Date.parse(this.getAttribute(name)) - Date.now());
    if (left <= 0 && this.#isOpen()) this.#expire();
    this.#renderField();
    this.#renderMessage();
    this.#renderTime(left);
    this.#renderResend(wait);
    this.#listen();
    const waits = [left, wait].filter((milliseconds) => milliseconds > 0);
    if (waits.length) this.#timer = setTimeout(() => this.#render(), Math.min(...waits.map((wait) => wait % 1000 || 1000)));
  }

  #expire() {
    Object.assign(this, { status: "expired", message: null });
    this.#fire("otp-expired", {});
  }

  #renderField() {
    const { panel, boxes, label, input } = this.#parts;
    const { length, alphabet } = this.#shape();
    const outer = [...this.labels].map(({ textContent }) => textContent.trim()).join(" ");
    panel.style.setProperty("--length", length);
    while (boxes.childElementCount > length) boxes.lastChild.remove();
    while (boxes.childElementCount < length) boxes.append(make("span", "box"));
    label.textContent = this.label || (outer ? "" : this.texts.label);
    label.hidden = !label.textContent;
    input.ariaLabel = label.hidden ? outer : null;
    input.inputMode = alphabet === "digits" ? "numeric" : "text";
    input.pattern = alphabet === "digits" ? "[0-9]*" : "[A-Za-z0-9]*";
    input.required = this.hasAttribute("required");
    input.disabled = this.#isDisabled;
    input.readOnly = !this.#isOpen();
    input.ariaInvalid = String(this.#standing === "wrong");
    this.#mark();
  }

  #renderMessage() {
    const { panel, message, "": slot } = this.#parts;
    const standing = this.#standing;
    const own = this.texts[standing];
    const text = this.message || (typeof own === "string" ? own : "");
    const isBad = !["pending", "checking", "approved"].includes(standing);
    panel.className = ["panel", standing === "checking" || standing === "approved" ? standing : "", isBad && "bad", this.#isDisabled && "off"].filter(Boolean).join(" ");
    message.classList.toggle("said", Boolean(text) || slot.assignedNodes().length > 0);
    if (slot.textContent !== text) slot.textContent = text;
  }

  #renderTime(left) {
    const { countdown, status } = this.#parts;
    const seconds = inSeconds(left);
    countdown.hidden = !(seconds > 0 && (this.#isOpen() || this.#standing === "checking"));
    countdown.textContent = countdown.hidden ? "" : this.texts.left(clock(seconds));
    const mark = MARKS.findLast((mark) => this.#left > mark && seconds <= mark);
    this.#left = seconds;
    if (countdown.hidden) status.textContent = "";
    else if (mark) status.textContent = this.texts.soon(mark);
  }

  #renderResend(wait) {
    const { resend, row, countdown } = this.#parts;
    const { texts } = this;
    const waits = wait > 0;
    const again = this.#isOpen() || this.#standing === "checking" ? texts.resend : texts.restart;
    resend.hidden = !this.hasAttribute("resend-at") || DONE.includes(this.#standing);
    resend.textContent = waits ? texts.resendIn(clock(inSeconds(wait))) : again;
    resend.ariaDisabled = String(waits || this.#standing === "checking" || this.#isDisabled);
    row.hidden = resend.hidden && countdown.hidden;
  }

  /** Shows which boxes have a character, and which are typed in or selected. */
  #mark() {
    const { boxes, input } = this.#parts;
    const isFocused = this.shadowRoot.activeElement === input && !input.readOnly;
    const from = Math.min(input.selectionStart, this.length - 1);
    const to = Math.max(input.selectionEnd, from + 1);
    for (const [index, box] of [...boxes.children].entries()) {
      box.classList.toggle("filled", index < this.#value.length);
      box.classList.toggle("current", isFocused && index >= from && index < to);
    }
  }

  /** Waits for the message, where the browser can (WebOTP): as long as a code can be typed. */
  #listen() {
    const canType = this.isConnected && this.#isOpen() && !this.#isDisabled;
    if (!canType) {
      this.#listening?.abort();
      this.#listening = undefined;
    } else if (!this.#listening && "OTPCredential" in globalThis) {
      this.#listening = new AbortController();
      this.#receive(this.#listening.signal);
    }
  }

  async #receive(signal) {
    try {
      const { code } = await navigator.credentials.get({ otp: { transport: ["sms"] }, signal });
      if (!signal.aborted) this.#fill(findCode(code, this.#shape()));
    } catch {
      // Nobody allowed it, or nothing came: it is typed.
    }
  }
}

for (const [property, attribute] of Object.entries(PROPERTIES)) {
  Object.defineProperty(OtpInput.prototype, property, {
    configurable: true,
    enumerable: true,
    get() {
      return this.getAttribute(attribute) ?? "";
    },
    set(value) {
      if (value == null) this.removeAttribute(attribute);
      else this.setAttribute(attribute, value instanceof Date ? value.toISOString() : value);
    },
  });
}

for (const name of ["required", "disabled"]) {
  Object.defineProperty(OtpInput.prototype, name, {
    configurable: true,
    enumerable: true,
    get() {
      return this.hasAttribute(name);
    },
    set(on) {
      this.toggleAttribute(name, Boolean(on));
    },
  });
}

if (globalThis.customElements && !customElements.get("otp-input")) customElements.define("otp-input", OtpInput);
