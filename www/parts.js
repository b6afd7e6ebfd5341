// The text, in the parts that it is sent as.
import { escapes } from "./analysis.js";
import { glyph } from "./characters.js";
import { byId, element, format, plural } from "./dom.js";
import { UNIT } from "./figures.js";
import { LongList } from "./long-list.js";
import { direction } from "./message.js";

const list = new LongList(byId("parts"), byId("more-parts"), "parts", partItem);

/** Characters that would not show by themselves; the style sheet puts a sign before each. */
const SIGNS = new Map([
  ["\n", "line-feed"],
  ["\r", "carriage-return"],
  ["\f", "form-feed"],
]);

/** To be called before anything else on the page changes: reading a style is cheap only then. */
export function followDirection() {
  byId("parts").dir = direction();
}

/** `guilty` are the characters to highlight. */
export function showParts(counted, guilty) {
  const { parts, encoding, capacity, lockingShift, singleShift, segments } = counted;
  const isGuilty = (character) => guilty.has(character);
  const isEscaped = escapes(counted);
  // All that an item depends on but the text.
  const circumstances = [encoding, capacity, lockingShift, singleShift, [...guilty].join("")].join("/");
  const shared = { encoding, capacity, isGuilty, isEscaped };
  list.show(parts.map(({ text, units }) => ({ key: `${units}/${circumstances}/${text}`, text, units, ...shared })));
  byId("parts-title").textContent = parts.length ? `In ${plural(parts.length, "part")}` : "In parts";
  byId("no-parts").hidden = segments > 0;
  byId("legend").hidden = parts.length === 0;
  showLegend(counted, guilty, isEscaped);
}

/** What the signs mean, of those that the text needs. */
function showLegend({ text }, guilty, isEscaped) {
  const needed = {
    guilty: guilty.size > 0,
    escape: Array.from(new Set(text)).some(isEscaped),
    "line-feed": text.includes("\n"),
    "carriage-return": text.includes("\r"),
  };
  for (const [sign, isNeeded] of Object.entries(needed)) byId(`legend-${sign}`).hidden = !isNeeded;
}

function partItem({ text, units, encoding, capacity, isGuilty, isEscaped }, place) {
  const unit = element("span", "visually-hidden", ` ${UNIT[encoding]}`);
  const used = element("span", "part-units", `${units}/${capacity}`, unit);
  const label = element("p", "part-label", element("span", "", `Part ${format(place + 1)}`), used);
  return element("li", "part", label, element("p", "part-text", ...fragments(text, isGuilty, isEscaped)));
}

/** The text in pieces, elements where there is something to show. Neighbours alike are one: joined letters stay joined. */
function fragments(text, isGuilty, isEscaped) {
  const made = [];
  let run = "";
  let runClass = "";
  const end = () => run && made.push(fragment(run, runClass));
  for (const character of text) {
    const className = classOf(character, isGuilty, isEscaped);
    if (className !== runClass || SIGNS.has(character)) {
      end();
      [run, runClass] = ["", className];
    }
    run += character;
  }
  end();
  return made;
}

function classOf(character, isGuilty, isEscaped) {
  const sign = SIGNS.get(character);
  if (isGuilty(character)) return glyph(character) ? "guilty" : "guilty unseen";
  if (isEscaped(character)) return sign ? `escape ${sign}` : "escape";
  return sign ?? "";
}

function fragment(text, className) {
  if (!className) return text;
  return element(className.startsWith("guilty") ? "mark" : "span", className, text);
}
