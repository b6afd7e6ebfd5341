// <sms-counter for="id">: what the text in a box takes, as it is typed, and the characters that make it dear.
import { count } from "./index.js";
import { make } from "./make.js";

const BOX = "textarea, input";
const OPTIONS = ["encoding", "languages", "reference", "graphemes"];
const PROPERTIES = {
  htmlFor: "for",
  encoding: "encoding",
  languages: "languages",
  reference: "reference",
  maxSegments: "max-segments",
};
/** Different characters that are listed, at most. */
const LISTED = 12;
/** A screen reader is told when typing has paused for so long, in milliseconds. */
const PAUSE = 900;

/** Those that get into messages unseen, and those that replace them. */
const NAMES = {
  "\t": "tab",
  "\n": "line break",
  " ": "space",
  "'": "straight apostrophe",
  '"': "straight quote",
  "-": "hyphen-minus",
  "...": "three dots",
  "`": "backtick",
  "‘": "opening single quote",
  "’": "curly apostrophe",
  "“": "opening double quote",
  "”": "closing double quote",
  "„": "low double quote",
  "«": "opening angle quote",
  "»": "closing angle quote",
  "–": "en dash",
  "—": "em dash",
  "…": "ellipsis",
  "•": "bullet",
  "\u00a0": "no-break space",
  "\u00ad": "soft hyphen",
  "\u2011": "no-break hyphen",
  "\u202f": "narrow no-break space",
  "\u200b": "zero-width space",
  "\u200d": "zero-width joiner",
  "\ufe0f": "emoji style selector",
  "\ufeff": "byte order mark",
};

/** What a character without a name is: the first that matches. */
const KINDS = [
  [/\p{Surrogate}/u, "half of a broken character"],
  [/\p{Emoji_Presentation}|\p{Extended_Pictographic}|\p{Emoji_Modifier}/u, "emoji"],
  [/\p{Script=Latin}/u, "Latin letter"],
  [/\p{Script=Cyrillic}/u, "Cyrillic letter"],
  [/\p{Script=Greek}/u, "Greek letter"],
  [/\p{Script=Arabic}/u, "Arabic character"],
  [/\p{Script=Hebrew}/u, "Hebrew character"],
  [/\p{Script=Han}/u, "Chinese character"],
  [/\p{Other}/u, "invisible character"],
  [/\p{Separator}/u, "space"],
  [/\p{Mark}/u, "combining mark"],
  [/\p{Letter}/u, "letter"],
  [/\p{Number}/u, "number"],
];

const INVISIBLE = /^[\p{Other}\p{Separator}\ufe0e\ufe0f]$/u;

const some = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;

const ENGLISH = {
  label: "SMS length",
  find: "Find",
  replace: "Replace",
  remove: "Remove",
  segments: (segments) => some(segments, "message"),
  units: (used, capacity) => `${used} of ${capacity} used`,
  left: (units) => `${units} left`,
  over: (segments, most) => `${segments - most} more than the ${some(most, "message")} allowed`,
  lacking: (name, character) => `This encoding lacks ${character} (${name})`,
  tooLong: (segments) => `Too long: ${segments} messages, and 255 are possible`,
  unsendable: "Cannot be sent",
  blame: (characters, encoding) =>
    some(characters, "character") + (encoding === "UCS-2" ? " outside GSM-7" : encoding ? " from a national table" : " to replace"),
  saving: (segments) => `Replacing saves ${some(segments, "message")}`,
  replaceAll: (characters) => `Replace all ${characters}`,
  more: (characters) => `and ${characters} more`,
  findLabel: (name) => `Find next ${name}`,
  replaceLabel: (name, by) => (by ? `Replace ${name} with ${by}` : `Remove ${name}`),
  spell: (replacement) => NAMES[replacement] ?? replacement,
  describe: (character) => NAMES[character] ?? KINDS.find(([pattern]) => pattern.test(character))?.[1] ?? "symbol",
};

const CSS = `
:host { display: block; margin-block: 0.5rem; line-height: 1.4; text-align: start }
:host([hidden]), [hidden] { display: none !important }
* { box-sizing: border-box; margin: 0; padding: 0 }
.panel {
  --accent: var(--sms-counter-accent, color-mix(in oklab, #00897b 85%, currentColor));
  --warn: var(--sms-counter-warn, color-mix(in oklab, #d9480f 86%, currentColor));
  --muted: var(--sms-counter-muted, color-mix(in oklab, currentColor 72%, transparent));
  --line: var(--sms-counter-line, color-mix(in oklab, currentColor 22%, transparent));
  --fill: var(--sms-counter-fill, color-mix(in oklab, currentColor 7%, transparent));
  --radius: var(--sms-counter-radius, 0.5em);
  display: grid; gap: 0.5em; font-size: 0.9375em; font-variant-numeric: tabular-nums;
}
.panel > * { min-inline-size: 0 }
.row { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0.125em 1em }
.segments { font-size: 1.125em; font-weight: 600 }
.encoding { font-size: 0.8125em; font-weight: 600; letter-spacing: 0.02em; color: var(--accent);
  border: 1px solid; border-radius: 99em; padding: 0.1em 0.75em }
.dear .encoding, .message { color: var(--warn) }
.meter { block-size: 0.375em; border-radius: 99em; background: var(--fill); box-shadow: inset 0 0 0 1px var(--line); overflow: hidden }
.bar { block-size: 100%; inline-size: calc(var(--full, 0) * 100%); border-radius: inherit; background: var(--accent) }
.dear .bar { background: var(--warn) }
.units, .code, .more { color: var(--muted) }
.left { font-weight: 600 }
.message { font-weight: 600; overflow-wrap: anywhere; justify-self: start }
.row > *, .message, .what > *, .name > * { unicode-bidi: plaintext }
details { border: 1px solid var(--line); border-radius: var(--radius); margin-block-start: 0.25em }
summary { display: flex; align-items: center; gap: 0.625em; padding: 0.625em 0.75em; border-radius: var(--radius); cursor: pointer;
  list-style: none }
summary::-webkit-details-marker { display: none }
summary::before { content: ""; flex: none; inline-size: 0.45em; block-size: 0.45em; margin-inline: 0.1em; rotate: -45deg;
  border: solid; border-width: 0 0.125em 0.125em 0 }
summary:dir(rtl)::before { rotate: 135deg }
[open] > summary::before { rotate: 45deg; translate: 0 -0.1em }
.what { flex: 1; display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1em }
.blamed { font-weight: 600; text-wrap: balance }
.saving { color: var(--accent) }
ul { list-style: none; padding-inline: 0.75em }
li { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5em 0.75em; padding-block: 0.625em; border-block-start: 1px solid var(--line) }
.glyphs { display: flex; align-items: center; gap: 0.375em }
.glyphs bdi { display: grid; place-items: center; min-inline-size: 2em; block-size: 2em; padding-inline: 0.375em;
  background: var(--fill); border: 1px solid var(--line); border-radius: calc(var(--radius) * 0.75) }
.glyphs bdi:empty { border-style: dashed; border-color: var(--muted); background: none }
.arrow { color: var(--muted) }
.arrow:dir(rtl) { scale: -1 1 }
.name { flex: 1 1 9em; display: grid; justify-items: start; min-inline-size: 0; overflow-wrap: anywhere }
.name > *::first-letter { text-transform: uppercase }
.code { font-size: 0.875em }
.do { display: flex; gap: 0.5em; margin-inline-start: auto }
.more { padding: 0.5em 0.75em 0.75em; border-block-start: 1px solid var(--line) }
.replace-all { margin: 0.125em 0.75em 0.75em }
button { font: inherit; font-size: 0.9375em; color: inherit; min-block-size: 2.25em; padding: 0.25em 0.8em; cursor: pointer;
  background: none; border: 1px solid var(--line); border-radius: calc(var(--radius) * 0.75) }
button:hover, summary:hover { background: var(--fill) }
.fix { font-weight: 600; color: var(--accent); border-color: currentColor }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.status { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@media (pointer: coarse) { button { min-block-size: 2.75em } }
@media (prefers-reduced-motion: no-preference) {
  .bar { transition: inline-size 0.15s ease-out }
  summary::before { transition: rotate 0.15s }
}
@media (forced-colors: active) {
  .meter { border: 1px solid }
  .bar { background: Highlight !important; forced-color-adjust: none }
}`;

let sheet;

/** A sheet that is constructed, since a strict content security policy allows no other. */
function styles() {
  if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(CSS);
  return sheet;
}

const codePoint = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

function glyph(character) {
  if (character === " ") return "␣";
  if (character === "\n") return "↵";
  if (INVISIBLE.test(character)) return "";
  return /^\p{Mark}/u.test(character) ? `◌${character}` : character;
}

/** Occurrences of each character, those that have a replacement first. */
function grouped(occurrences) {
  const groups = new Map();
  for (const occurrence of occurrences) {
    const group = groups.get(occurrence.character);
    if (group) group.push(occurrence);
    else groups.set(occurrence.character, [occurrence]);
  }
  return [...groups.values()].sort(([a], [b]) => isFixed(b) - isFixed(a));
}

const textOf = (box) => box?.value ?? "";
const isWritable = (box) => Boolean(box?.matches(":read-write"));
const isFixed = ({ replacement }) => replacement !== undefined;

/** A text after changes, and where an offset into it has gone. */
function changed(text, changes) {
  const move = (offset) =>
    changes.reduce(
      (moved, { index, character, replacement }) => moved + (index < offset && replacement.length - character.length),
      offset,
    );
  let after = "";
  let from = 0;
  for (const { index, character, replacement } of changes) {
    after += text.slice(from, index) + replacement;
    from = index + character.length;
  }
  return { after: after + text.slice(from), move };
}

/** Changes a box as typing would, so that one can undo it. False where that cannot be. */
function type(box, after, changes) {
  // What is typed is cut at maxlength.
  if (box.selectionStart === null || (box.maxLength >= 0 && after.length > box.maxLength)) return false;
  const before = box.value;
  const [from, last] = [changes[0].index, changes.at(-1)];
  const to = last.index + last.character.length;
  const inserted = after.slice(from, after.length - (before.length - to));
  box.focus({ preventScroll: true });
  box.setSelectionRange(from, to);
  return box.ownerDocument.execCommand(inserted ? "insertText" : "delete", false, inserted);
}

/** Changes a box past what frameworks put over its `value`, or they would take the event for one without a change. */
function assign(box, after) {
  const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), "value");
  set.call(box, after);
  box.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, inputType: "insertReplacementText" }));
}

/**
 * Shows what the text in a text box takes as an SMS. Its box is the one whose id `for` says, or the first one inside.
 *
 * @fires count After each change; its `detail` is the count, or null when the text cannot be sent as asked.
 */
export class SmsCounter extends (globalThis.HTMLElement ?? class {}) {
  static observedAttributes = ["for", "max-segments", ...OPTIONS];

  /** What it says, to be replaced in whole or in part. What is left out is said in English. */
  static messages = ENGLISH;

  #box = null;
  #count = null;
  #error = null;
  #text;
  #writable;
  #stop;
  #timer;
  #blamed = [];
  #parts;

  /** What the text takes; null when it cannot be sent as asked. */
  get count() {
    return this.#count;
  }

  /** Why the text cannot be sent as asked, or null. */
  get error() {
    return this.#error;
  }

  get graphemes() {
    return this.hasAttribute("graphemes");
  }

  set graphemes(on) {
    this.toggleAttribute("graphemes", Boolean(on));
  }

  /** Counts anew: for a script that has set the box's `value`, of which no event tells. */
  update() {
    if (!this.#stop) return;
    this.#text = textOf(this.#box);
    this.#writable = isWritable(this.#box);
    this.#recount();
    this.#render();
    this.dispatchEvent(new CustomEvent("count", { detail: this.#count, bubbles: true, composed: true }));
  }

  connectedCallback() {
    this.#parts ??= this.#build();
    this.#listen();
    this.#box = this.#find();
    this.update();
  }

  disconnectedCallback() {
    this.#stop?.();
    this.#stop = undefined;
    clearTimeout(this.#timer);
    this.#box = null;
  }

  attributeChangedCallback(name) {
    if (!this.#stop) return;
    if (name === "for") this.#check();
    else this.update();
  }

  /** Listens at the root, where boxes come and go. */
  #listen() {
    const root = this.getRootNode();
    const listening = new AbortController();
    const on = (target, event, listener) => target.addEventListener(event, listener, { capture: true, signal: listening.signal });
    on(root, "input", ({ target }) => target === this.#box && this.#checkTwice());
    on(root, "reset", () => this.#checkLater());
    on(window, "pageshow", () => this.#checkLater());
    const observer = new MutationObserver(() => this.#check());
    observer.observe(root, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: ["id", "value", "readonly", "disabled"],
    });
    this.#stop = () => {
      listening.abort();
      observer.disconnect();
    };
  }

  /** Now, and when a framework has had its say: it may set another value. */
  #checkTwice() {
    this.#check();
    this.#checkLater();
  }

  #checkLater() {
    setTimeout(() => this.#stop && this.#check());
  }

  /** Counts anew if the box, its text or what one may do with it is another. */
  #check() {
    const box = this.#find();
    const isSame = box === this.#box;
    if (isSame && this.#text === textOf(box) && this.#writable === isWritable(box)) return;
    this.#box = box;
    this.update();
    if (isSame) this.#announceLater();
  }

  #find() {
    const id = this.getAttribute("for");
    const box = id === null ? this.querySelector(BOX) : this.getRootNode().getElementById(id);
    return box?.matches(BOX) ? box : null;
  }

  /** Undefined without attributes that say otherwise: then no text is too long to count. */
  #options() {
    if (!OPTIONS.some((name) => this.hasAttribute(name))) return;
    const options = { graphemes: this.graphemes };
    for (const name of ["encoding", "reference"]) if (this.hasAttribute(name)) options[name] = this.getAttribute(name);
    const languages = this.getAttribute("languages")?.match(/[^\s,]+/g);
    return languages ? { ...options, languages } : options;
  }

  #recount() {
    [this.#count, this.#error] = [null, null];
    try {
      this.#count = count(this.#text, this.#options());
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#error = error;
    }
    this.#blamed = this.#blame();
  }

  /** Occurrences of the characters that keep the text from being cheaper, or from being sent. */
  #blame() {
    if (this.#error) return this.#error.code === "lacks-character" ? this.#lacking() : [];
    const dear = this.#count.encoding === "UCS-2" && this.encoding !== "utf-16";
    return dear || this.#saving() ? this.#count.nonGsm : [];
  }

  /** Those that the chosen tables lack: they may have some that GSM-7 has not. */
  #lacking() {
    const options = this.#options();
    const lacks = new Map();
    const isLacking = (character) => {
      try {
        return !count(character, options);
      } catch {
        return true;
      }
    };
    return count(this.#text).nonGsm.filter(({ character }) => {
      if (!lacks.has(character)) lacks.set(character, isLacking(character));
      return lacks.get(character);
    });
  }

  #saving() {
    // Of a text that is too long to be sent, this is not known.
    return this.#count && this.#count.segments <= 255 ? this.#count.saving : 0;
  }

  get #messages() {
    return { ...ENGLISH, ...this.constructor.messages };
  }

  get #most() {
    return Number(this.getAttribute("max-segments") ?? Infinity);
  }

  #isOver() {
    return this.#count?.segments > this.#most;
  }

  #build() {
    const parts = {};
    const part = (tag, name, attributes, ...children) => (parts[name] = make(tag, name, attributes, ...children));
    const what = make("span", "what", {}, part("span", "blamed"), part("span", "saving"));
    const panel = make(
      "div",
      "panel",
      { role: "group" },
      make("p", "row", {}, part("span", "segments"), part("span", "encoding")),
      part("div", "meter", { "aria-hidden": true }, part("div", "bar")),
      make("p", "row", {}, part("span", "units"), part("span", "left")),
      part("p", "message"),
      part("details", "blame", {}, part("summary", "disclosure", {}, what), part("div", "list")),
    );
    panel.part = "summary";
    parts.panel = panel;
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [styles()];
    root.append(document.createElement("slot"), panel, part("p", "status", { role: "status" }));
    return parts;
  }

  #render() {
    const { panel, bar } = this.#parts;
    const { encoding = "", capacity = 1, remaining = 1 } = this.#count ?? {};
    for (const [name, text] of Object.entries(this.#texts())) {
      this.#parts[name].textContent = text;
      this.#parts[name].hidden = !text;
    }
    panel.setAttribute("aria-label", this.#messages.label);
    panel.classList.toggle("dear", !this.#count || this.#isOver() || (encoding === "UCS-2" && this.#blamed.length > 0));
    bar.style.setProperty("--full", (capacity - remaining) / capacity);
    this.toggleAttribute("over", this.#isOver());
    this.#parts.blame.hidden = !this.#blamed.length;
    this.#renderList();
  }

  /** By part. */
  #texts() {
    const say = this.#messages;
    const { encoding, segments, remaining, capacity } = this.#count ?? {};
    const saving = this.#saving();
    const shared = {
      message: this.#trouble(),
      blamed: say.blame(this.#blamed.length, encoding),
      saving: saving ? say.saving(saving) : "",
    };
    if (!this.#count) return { ...shared, segments: say.unsendable, encoding: "", units: "", left: "" };
    const units = say.units(capacity - remaining, capacity);
    return { ...shared, segments: say.segments(segments), encoding, units, left: say.left(remaining) };
  }

  /** What is wrong, or an empty string. */
  #trouble() {
    const say = this.#messages;
    if (this.#isOver()) return say.over(this.#count.segments, this.#most);
    if (!this.#error) return "";
    const { code, character, parts, message } = this.#error;
    if (code === "lacks-character") return say.lacking(say.describe(character), glyph(character) || codePoint(character));
    return code === "too-many-parts" ? say.tooLong(parts) : message;
  }

  #renderList() {
    const { list } = this.#parts;
    const at = this.#focused();
    const groups = grouped(this.#blamed);
    const rows = groups.slice(0, LISTED).map((group) => this.#row(group));
    const more = groups.length - rows.length;
    list.replaceChildren(...this.#all(groups), make("ul", "", { role: "list" }, ...rows));
    if (more) list.append(make("p", "more", {}, this.#messages.more(more)));
    if (at >= 0) this.#focusOn(at);
  }

  #row(group) {
    const say = this.#messages;
    const [{ character, replacement }] = group;
    const name = say.describe(character);
    const label = `${name} ${codePoint(character)}`;
    const glyphs = make("span", "glyphs", { "aria-hidden": true }, make("bdi", "", {}, glyph(character)));
    const buttons = make("span", "do", {}, button("find", say.find, say.findLabel(label), () => this.#select(group)));
    if (replacement) glyphs.append(make("span", "arrow", {}, "→"), make("bdi", "", {}, glyph(replacement)));
    if (isFixed(group[0]) && this.#writable) {
      const [text, spoken] = replacement ? [say.replace, say.spell(replacement)] : [say.remove, ""];
      buttons.append(button("replace", text, say.replaceLabel(label, spoken), () => this.#replace(group)));
    }
    const often = group.length > 1 ? ` × ${group.length}` : "";
    const words = make("span", "name", {}, make("span", "", {}, name), make("span", "code", {}, codePoint(character) + often));
    return make("li", "character", {}, glyphs, words, buttons);
  }

  /** A button for all that have a replacement, if those are different characters. */
  #all(groups) {
    const fixed = this.#blamed.filter(isFixed);
    if (!groups[1]?.every(isFixed) || !this.#writable) return [];
    return [button("replace-all", this.#messages.replaceAll(fixed.length), "", () => this.#replace(fixed))];
  }

  /** Selects the occurrence that follows the selection, or else the first. */
  #select(group) {
    const box = this.#box;
    const { index, character } = group.find(({ index }) => index >= box.selectionEnd) ?? group[0];
    if (box.selectionEnd !== null) box.setSelectionRange(index, index + character.length);
    // Focus comes last: it scrolls the selection into view.
    box.focus();
  }

  #replace(changes) {
    const box = this.#box;
    const { selectionStart, selectionEnd, selectionDirection } = box;
    const at = this.#focused();
    const { after, move } = changed(box.value, changes);
    if (!type(box, after, changes)) assign(box, after);
    if (selectionStart !== null) box.setSelectionRange(move(selectionStart), move(selectionEnd), selectionDirection);
    this.#focusOn(at);
  }

  /** Which of the buttons that replace has the focus, or -1. */
  #focused() {
    return this.#buttons().indexOf(this.shadowRoot.activeElement);
  }

  #buttons() {
    return [...this.shadowRoot.querySelectorAll(".replace, .replace-all")];
  }

  /** Stays where one was, for the next character; in the box when none is left. */
  #focusOn(at) {
    const buttons = this.#buttons();
    const { blame, disclosure } = this.#parts;
    const next = buttons[Math.min(Math.max(at, 0), buttons.length - 1)];
    (next ?? (blame.hidden ? this.#box : disclosure))?.focus({ preventScroll: true });
  }

  #announceLater() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#announce(), PAUSE);
  }

  #announce() {
    const { segments, left, encoding, message } = this.#texts();
    const text = [segments, left, encoding, message].filter(Boolean).join(", ");
    const { status } = this.#parts;
    if (status.textContent !== text) status.textContent = text;
  }
}

for (const [property, attribute] of Object.entries(PROPERTIES)) {
  Object.defineProperty(SmsCounter.prototype, property, {
    configurable: true,
    enumerable: true,
    get() {
      return this.getAttribute(attribute) ?? "";
    },
    set(value) {
      if (value == null) this.removeAttribute(attribute);
      else this.setAttribute(attribute, [value].flat().join(" "));
    },
  });
}

function button(part, text, label, act) {
  const element = make("button", part, { type: "button" }, text);
  if (label) element.setAttribute("aria-label", label);
  if (part !== "find") element.classList.add("fix");
  element.addEventListener("click", act);
  return element;
}

if (globalThis.customElements && !customElements.get("sms-counter")) customElements.define("sms-counter", SmsCounter);
