// Many links at once: in from a file, with progress and a word to each row that failed, and out as a file.
import { announceNow } from "../announcer.js";
import { button, element, format, plural } from "../dom.js";
import { beginImport, exportLinks, failedRows, showJob } from "./api.js";
import { check, file } from "./fields.js";
import { random } from "./random.js";
import { busy, heading, link as anchor, problem, show } from "./view.js";
import { sentence } from "./words.js";

/** A job is asked how far it is so often. */
const EVERY_MS = 700;
/** Rows that failed are shown up to so many. */
const MOST_ROWS = 100;

export function showTransfer(_, signal) {
  show("Import and export", heading("Import and export", anchor("button", "#/", "Back to your links")), importing(signal), exporting());
}

function importing(signal) {
  const source = file("file", "File", {
    hint: "A table (CSV) or JSON, of Shortwave, Bitly, Shlink or YOURLS: at most 10,000 links and 8 MB.",
    accept: ".csv,.json,.txt,text/csv,application/json",
    "aria-required": "true",
  });
  const findOrCreate = check("findOrCreate", "Keep links that lead to the same address, and make no second one");
  const place = element("div", "place");
  const begin = element("button", "action", "Import");
  const form = element("form", "card", element("h2", "", "Import"), source.node, findOrCreate.node, element("div", "actions", begin), place);
  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    source.clear();
    if (!source.read()) {
      source.refuse("Choose a file first.");
      return source.control.focus();
    }
    busy(begin, "Importing…", () => imported(place, source.read(), findOrCreate.read(), signal));
  });
  return form;
}

/** Sends the file, and follows what becomes of it. */
async function imported(place, file, findOrCreate, signal) {
  try {
    const key = random();
    let job = await beginImport(file, { findOrCreate }, key);
    const progress = progressOf(job);
    place.replaceChildren(progress.node);
    while (!job.endedAt) {
      await pause(EVERY_MS, signal);
      job = await showJob(job.id, signal);
      progress.tell(job);
    }
    place.replaceChildren(...(await resultsOf(job, signal)));
    announceNow(summaryOf(job));
  } catch (error) {
    if (error.name !== "AbortError") place.replaceChildren(problem(error));
  }
}

function progressOf({ total }) {
  const bar = element("progress", "");
  const text = element("p", "");
  bar.max = total || 1;
  bar.id = "import-progress";
  const caption = element("label", "", "Links are being made. You may leave this page: it goes on.");
  caption.htmlFor = bar.id;
  const tell = ({ done, failed }) => {
    bar.value = done + failed;
    text.textContent = `${format(done + failed)} of ${plural(total, "row")}`;
  };
  tell({ done: 0, failed: 0 });
  return { node: element("div", "progress", caption, bar, text), tell };
}

const summaryOf = ({ done, failed }) => `${plural(done, "link")} imported${failed ? `, ${plural(failed, "row")} not` : ""}.`;

async function resultsOf(job, signal) {
  const shown = [element("p", "", element("strong", "", summaryOf(job)))];
  if (!job.failed) return shown;
  const rows = await failedRows(job.id, MOST_ROWS, signal);
  const list = element("ul", "failures", ...rows.map(rowOf));
  list.setAttribute("role", "list");
  if (job.failed > rows.length) list.append(element("li", "", `… and ${plural(job.failed - rows.length, "more row")}`));
  return [...shown, element("h3", "", "Rows that were not imported"), list];
}

/** People count rows from 1. */
function rowOf({ row, details }) {
  const what = details.map(({ message }) => sentence(message.replace(`rows.${row}.`, "").replace(`rows.${row} `, "row "))).join(" ");
  return element("li", "", element("strong", "", `Row ${format(row + 1)}: `), what);
}

function exporting() {
  const problems = element("div", "problems");
  const save = (kind) =>
    button("", "", ({ currentTarget }) => busy(currentTarget, "Exporting…", () => saved(kind, problems)), `Export as ${kind.toUpperCase()}`);
  return element(
    "section",
    "card",
    element("h2", "", "Export"),
    element("p", "", "All your links in a file, which can be imported again. Passwords are not in it."),
    element("div", "actions", save("csv"), save("json")),
    problems,
  );
}

async function saved(kind, problems) {
  problems.replaceChildren();
  try {
    const url = URL.createObjectURL(await exportLinks(kind));
    const file = anchor("", url);
    file.download = `links.${kind}`;
    file.click();
    // The download has begun when the click is over; what it reads stays until then.
    setTimeout(() => URL.revokeObjectURL(url));
  } catch (error) {
    problems.replaceChildren(problem(error));
  }
}

/** Waits, unless one goes elsewhere. */
function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });
}
