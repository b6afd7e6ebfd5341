// What clicks have in common, as a table whose rows are bars: it is the chart and its words in one.
import { element, format } from "../dom.js";
import { cell } from "./series.js";

const places = new Intl.DisplayNames("en", { type: "region" });
const languages = new Intl.DisplayNames("en", { type: "language" });

/** How the values of a group are said; as they are, where nothing is said here. */
const SAID = {
  country: (value) => named(places, value),
  language: (value) => named(languages, value),
  system: (value) => ({ ios: "iOS", macos: "macOS" })[value] ?? capitalised(value),
  device: (value) => capitalised(value),
  browser: (value) => capitalised(value),
};

const NOTHING = { referrer: "Typed, scanned, or not told" };

export function groupsOf(name, labels, groups, total) {
  const [, label] = labels.find(([value]) => value === name);
  if (!groups.length) return element("p", "hint", "No clicks in this period.");
  const head = element("tr", "", cell("th", label, "col"), cell("th", "Clicks", "col"), cell("th", "Share", "col"));
  const most = Math.max(...groups.map(({ clicks }) => clicks));
  const rows = groups.map((group) => rowOf(name, group, most, total));
  const table = element("table", "bars", element("caption", "visually-hidden", `Clicks by ${label.toLowerCase()}`));
  table.append(element("thead", "", head), element("tbody", "", ...rows));
  return table;
}

function rowOf(name, { value, clicks }, most, total) {
  const bar = element("span", "bar");
  bar.style.inlineSize = `${(100 * clicks) / most}%`;
  const said = value ? (SAID[name]?.(value) ?? value) : (NOTHING[name] ?? "Unknown");
  const head = cell("th", "", "row");
  head.append(element("span", "bar-name", said), bar);
  const share = total ? `${Math.round((100 * clicks) / total)}%` : "–";
  return element("tr", "", head, cell("td", format(clicks)), cell("td", share));
}

function named(names, code) {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

const capitalised = (text) => text[0].toUpperCase() + text.slice(1);
