// The message box: counts as one types.
import { codePoint, describe, glyph } from "./characters.js";

const UNIT = { "GSM-7": "septets", "UCS-2": "code units" };
/** Different characters that are listed; a text in another script has dozens. */
const LISTED = 12;
/** Long enough that a screen reader speaks when the typing pauses, not at each key. */
const ANNOUNCE_AFTER_MS = 900;

const byId = (id) => document.getElementById(id);
const message = byId("message");
const number = new Intl.NumberFormat("en");

function plural(amount, noun) {
  return `${number.format(amount)} ${noun}${amount === 1 ? "" : "s"}`;
}

/** The characters that GSM-7 lacks, each once, with the places where it occurs. */
function grouped(nonGsm) {
  const places = new Map();
  for (const { character, index } of nonGsm) {
    if (places.has(character)) places.get(character).push(index);
    else places.set(character, [index]);
  }
  return [...places];
}

function showFigures({ encoding, segments, units, remaining, capacity }) {
  const used = capacity - remaining;
  byId("encoding").textContent = encoding;
  byId("segments").textContent = number.format(segments);
  byId("units").textContent = number.format(units);
  byId("remaining").textContent = number.format(remaining);
  byId("place").textContent = segments > 1 ? `Segment ${number.format(segments)}` : segments ? "One segment" : "No segment yet";
  byId("fullness").textContent = `${used} of ${capacity} ${UNIT[encoding]}`;
  byId("fill").style.inlineSize = `${(100 * used) / capacity}%`;
  byId("gauge").dataset.encoding = encoding;
}

function verdict({ segments, nonGsm }) {
  if (nonGsm.length > 0) return `${plural(nonGsm.length, "character")} force${nonGsm.length === 1 ? "s" : ""} UCS-2`;
  return segments ? "Every character is in the GSM-7 alphabet" : "Characters that force UCS-2 are listed here";
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/** Selects the next occurrence in the box, from where the caret is. */
function select(character, places) {
  const next = places.find((index) => index >= message.selectionEnd) ?? places[0];
  message.focus();
  message.setSelectionRange(next, next + character.length);
}

function listItem([character, places]) {
  const button = element("button", "blocker", "");
  button.type = "button";
  button.title = "Select it in the message";
  const tile = element("bdi", "glyph", glyph(character));
  tile.setAttribute("aria-hidden", "true");
  const times = places.length > 1 ? ` × ${number.format(places.length)}` : "";
  button.append(tile, element("span", "name", describe(character)), element("span", "code", codePoint(character) + times));
  button.addEventListener("click", () => select(character, places));
  const item = document.createElement("li");
  item.append(button);
  return item;
}

function showBlockers(counted) {
  const groups = grouped(counted.nonGsm);
  byId("verdict").textContent = verdict(counted);
  byId("verdict").toggleAttribute("data-quiet", counted.segments === 0);
  byId("blockers").replaceChildren(...groups.slice(0, LISTED).map(listItem));
  byId("more").hidden = groups.length <= LISTED;
  byId("more").textContent = `and ${number.format(groups.length - LISTED)} more`;
}

let announcing;

function announce(counted) {
  const { encoding, segments, remaining, nonGsm } = counted;
  const figures = `${plural(segments, "segment")}, ${encoding}, ${plural(remaining, "unit")} remaining.`;
  clearTimeout(announcing);
  announcing = setTimeout(() => {
    byId("status").textContent = nonGsm.length > 0 ? `${figures} ${verdict(counted)}.` : figures;
  }, ANNOUNCE_AFTER_MS);
}

function show(counted) {
  showFigures(counted);
  showBlockers(counted);
}

function start(count) {
  const update = () => {
    const counted = count(message.value);
    show(counted);
    announce(counted);
  };
  message.addEventListener("input", update);
  for (const example of document.querySelectorAll("[data-text]")) {
    example.addEventListener("click", () => {
      message.value = example.dataset.text;
      update();
    });
  }
  // A browser that comes back to the page keeps what was typed.
  show(count(message.value));
}

try {
  const { count } = await import("./lib/index.js");
  start(count);
} catch (error) {
  byId("verdict").textContent = "The counter could not start in this browser.";
  throw error;
}
