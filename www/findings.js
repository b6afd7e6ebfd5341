// What keeps a text from being cheaper, and what to do about it.
import { withNationalTables } from "./analysis.js";
import { codePoint, describe, glyph } from "./characters.js";
import { button, byId, element, format, plural, say } from "./dom.js";
import { languageName } from "./figures.js";
import { focus, placesInBox, replace, selectNext } from "./message.js";

/** Different characters that are listed; a text in another script has dozens. */
const LISTED = 12;

const ALPHABETS = { best: "GSM-7 with national tables", "gsm-pt": "GSM-7 Portuguese", "utf-16": "UCS-2" };

/** The replaceable characters that "Replace all" is about, at their places in the box. */
let replaceable = [];

/** `chooseBest` switches to national tables. */
export function startFindings(chooseBest) {
  byId("use-tables").addEventListener("click", chooseBest);
  byId("replace-all").addEventListener("click", () => {
    replace(replaceable);
    focus();
  });
}

/** The characters to blame, in order: those that GSM-7 lacks, unless the tables in use have them. */
export function guiltyIn({ encoding, nonGsm, text }) {
  return encoding === "UCS-2" ? placesInBox(nonGsm, text) : [];
}

export function showFindings(counted, guilty, alphabet) {
  byId("verdict").textContent = verdict(counted);
  byId("verdict").toggleAttribute("data-quiet", counted.segments === 0 || guilty.length === 0);
  say("problem", counted.problem && problemIn(counted, alphabet));
  say("saving", saving(counted));
  showWarnings(counted);
  showTablesOffer(counted);
  showGuilty(guilty);
}

/** For a screen reader: what one would look at first. */
export function summary(counted) {
  const { encoding, segments, remaining, nonGsm } = counted;
  const figures = `${plural(segments, "segment")}, ${encoding}, ${plural(remaining, "unit")} remaining.`;
  const problem = counted.problem && byId("problem").textContent;
  const blame = encoding === "UCS-2" && nonGsm.length > 0 && `${verdict(counted)}.`;
  return [figures, problem, blame, saving(counted)].filter(Boolean).join(" ");
}

function verdict({ alphabet, encoding, lockingShift, singleShift, segments, nonGsm }) {
  if (segments === 0) return "Characters that force UCS-2 are listed here";
  if (encoding === "UCS-2") return verdictOnUcs2(alphabet, nonGsm.length);
  const language = [singleShift, lockingShift].find((name) => name !== "default");
  return `Every character is in the ${language ? `${languageName(language)} tables` : "GSM-7 alphabet"}`;
}

function verdictOnUcs2(alphabet, lacking) {
  const characters = plural(lacking, "character");
  if (alphabet === "best") return `UCS-2 is best: ${characters} not in GSM-7`;
  if (alphabet === "auto") return `${characters} force${lacking === 1 ? "s" : ""} UCS-2`;
  return lacking ? `${characters} would need UCS-2 anyway` : "GSM-7 has every character, too";
}

function problemIn({ problem: { code, character, parts } }, alphabet) {
  if (code === "too-many-parts") {
    return `A message has 255 parts at most: this text would take ${format(parts)}, and cannot be sent as one.`;
  }
  const lacking = glyph(character) ? `${glyph(character)} (${describe(character)})` : describe(character);
  return `${ALPHABETS[alphabet]} has no ${lacking}, so the text is counted as Automatic would.`;
}

function saving({ saving, segments }) {
  if (saving > 0) return `Replacing them takes ${plural(segments - saving, "message")} instead of ${format(segments)}`;
}

function showWarnings({ warnings, segments }) {
  const said = warnings.map(({ code, parts }) => {
    if (code === "many-parts") {
      return `${format(parts)} parts: the REST API takes 15 at most.`;
    }
    const without = format(segments - parts);
    return `The carriage returns cost ${plural(parts, "message")}: with line feeds alone it takes ${without}.`;
  });
  byId("warnings").replaceChildren(...said.map((text) => element("li", "", text)));
}

function showTablesOffer(counted) {
  const messages = withNationalTables(counted);
  byId("tables-offer").hidden = !messages;
  if (!messages) return;
  say("tables-saving", `National tables take ${plural(messages, "message")} instead of ${format(counted.segments)}`);
}

function showGuilty(guilty) {
  const groups = grouped(guilty);
  replaceable = guilty.filter(({ replacement }) => replacement !== undefined);
  byId("blockers").replaceChildren(...groups.slice(0, LISTED).map(listItem));
  say("more", groups.length > LISTED && `and ${format(groups.length - LISTED)} more`);
  byId("replace-all").hidden = replaceable.length === 0;
  byId("remedy").hidden = replaceable.length === 0;
}

/** Each character once, with the places where it occurs. */
function grouped(found) {
  const groups = new Map();
  for (const one of found) {
    if (groups.has(one.character)) groups.get(one.character).push(one);
    else groups.set(one.character, [one]);
  }
  return [...groups.values()];
}

function listItem(group, place) {
  const [{ character, replacement }] = group;
  const item = element("li", "", selectButton(character, group));
  if (replacement !== undefined) item.append(replaceButton(group, place));
  return item;
}

function selectButton(character, group) {
  const tile = element("bdi", "glyph", glyph(character));
  tile.setAttribute("aria-hidden", "true");
  const times = group.length > 1 ? ` × ${format(group.length)}` : "";
  const labels = [element("span", "name", describe(character)), element("span", "code", codePoint(character) + times)];
  const places = group.map(({ index }) => index);
  const made = button("blocker", "", () => selectNext(character, places), tile, ...labels);
  made.title = "Select it in the message";
  return made;
}

function replaceButton(group, place) {
  const [{ character, replacement }] = group;
  const onClick = () => {
    replace(group);
    focusReplaceButton(place);
  };
  if (replacement === "") return button("replace", `Remove ${describe(character)}`, onClick, "Remove");
  const by = element("span", "by", replacement === " " ? "␣" : replacement);
  const name = `Replace ${describe(character)} with ${replacement === " " ? "a space" : replacement}`;
  return button("replace", name, onClick, "Replace ", by);
}

/** The one that took the place of the button that was pressed, and is gone: one goes through a list by one key. */
function focusReplaceButton(place) {
  const rows = [...byId("blockers").children];
  const buttons = (from) => rows.slice(from).flatMap((row) => row.querySelector(".replace") ?? []);
  const next = buttons(place)[0] ?? buttons(0).at(-1);
  if (next) next.focus({ preventScroll: true });
  else focus();
}
