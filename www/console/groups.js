// What clicks have in common, as a table whose rows are bars: it is the chart and its words in one.
import { element, format } from "../dom.js";
import { cell } from "./series.js";
import { spoken } from "./words.js";

const places = new Intl.DisplayNames("en", { type: "region" });
const languages = new Intl.DisplayNames("en", { type: "language" });

/** How the values of a group are said; as they are, where nothing is said here. */
const SAID = {
  country: countryOf,
  language: (value) => named(languages, value),
  system: (value) => ({ ios: "iOS", macos: "macOS" })[value] ?? capitalised(value),
  device: (value) => capitalised(value),
  browser: (value) => capitalised(value),
};

const NOTHING = { referrer: "Typed, scanned, or not told" };

export function groupsOf(name, label, { groups, total }, link) {
  if (!groups.length) return element("p", "hint", "No clicks in this period.");
  const head = element("tr", "", cell("th", label, "col"), cell("th", "Clicks", "col"), cell("th", "Share", "col"));
  const most = Math.max(...groups.map(({ clicks }) => clicks));
  const rows = groups.map((group) => rowOf(wordsOf(name, group.value, link), group.clicks, most, total.clicks));
  const table = element("table", "bars", element("caption", "visually-hidden", `Clicks by ${label.toLowerCase()}`));
  table.append(element("thead", "", head), element("tbody", "", ...rows));
  return table;
}

function rowOf(words, clicks, most, total) {
  return element("tr", "", barOf(words, clicks / most), cell("td", format(clicks)), cell("td", percent(clicks, total)));
}

/** The head of a row, with a bar below it that is so long, from 0 to 1. */
export function barOf(words, length) {
  const bar = element("span", "bar");
  bar.style.inlineSize = `${100 * length}%`;
  const head = cell("th", "", "row");
  head.append(element("span", "bar-name", words), bar);
  return head;
}

export const percent = (part, whole) => (whole ? `${Math.round((100 * part) / whole)}%` : "–");

function wordsOf(name, value, link) {
  if (value === "(other)") return "All others";
  if (!value) return NOTHING[name] ?? "Unknown";
  return name === "target" ? targetOf(value, link) : (SAID[name]?.(value) ?? value);
}

/** A target is told by the path of its field, such as `variants.1.target`; the link may have changed since. */
function targetOf(path, link) {
  const [field, index] = path.split(".");
  const leadsTo = path.split(".").reduce((value, name) => value?.[name], link);
  const words = { targeting: `Rule ${Number(index) + 1}`, variants: `Variant ${Number(index) + 1}`, expiredTarget: "Once expired", deepLinks: "App" };
  return [words[field] ?? "Target", ...(leadsTo ? [spoken(leadsTo)] : [])].join(": ");
}

export function countryOf(code) {
  return named(places, code);
}

function named(names, code) {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

const capitalised = (text) => text[0].toUpperCase() + text.slice(1);
