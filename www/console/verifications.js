// What became of verifications: figures, a chart, where they went, and which prefixes are stopped.
import { announceNow } from "../announcer.js";
import { button, element, entry, format } from "../dom.js";
import { countVerifications, openPrefix } from "./api.js";
import { choice } from "./fields.js";
import { barOf, countryOf, percent } from "./groups.js";
import { PERIODS, queryOf, timeZone } from "./periods.js";
import { cell, series } from "./series.js";
import { attempt, heading, link, loading, problem, show } from "./view.js";

const GROUPS = {
  country: { label: "Country", said: (value) => (value ? countryOf(value) : "E-mail, and numbers of no country") },
  prefix: { label: "Prefix", said: (value) => (value ? `+${value}…` : "E-mail") },
  channel: { label: "Channel", said: (value) => ({ sms: "Message", email: "E-mail" })[value] ?? value },
};

/** They are kept for 92 days. */
const SHOWN = ["24h", "7d", "30d"];

export async function showVerifications(_, signal) {
  const statistics = statisticsOf(signal);
  show("Verifications", heading("Verifications"), statistics.node);
  await statistics.show();
}

function statisticsOf(signal) {
  const period = choice("period", "Period", SHOWN.map((name) => [name, PERIODS[name].label]));
  const group = choice("group", "By", Object.entries(GROUPS).map(([name, { label }]) => [name, label]));
  period.write("7d");
  const stops = element("div", "stops");
  const figures = element("dl", "figures");
  const chart = series(signal, { bar: ["created", "Verifications", "verification"], dot: ["approved", "Approved", "approved"] });
  const groups = element("div", "groups");
  const problems = element("div", "problems");
  const waiting = loading("Counting the verifications…");
  const found = element("div", "statistics card", period.node, figures, chart.node, group.node, groups);
  const empty = emptiness();
  const node = element("div", "place", waiting, problems, stops, empty, found);
  found.hidden = empty.hidden = true;

  async function again() {
    problems.replaceChildren();
    found.setAttribute("aria-busy", "true");
    try {
      const shown = PERIODS[period.read()];
      const told = await countVerifications(queryOf(shown, group.read()), signal);
      const isUnused = !told.total.created && found.hidden;
      empty.hidden = !isUnused;
      found.hidden = isUnused;
      stops.replaceChildren(...stopsOf(told.stops, again));
      if (isUnused) return;
      figures.replaceChildren(...figuresOf(told.total, told.currency));
      groups.replaceChildren(tableOf(GROUPS[group.read()], told));
      await chart.show(told.series, { ...shown, timeZone });
    } catch (error) {
      if (error.name !== "AbortError") problems.replaceChildren(problem(error, again));
    } finally {
      waiting.hidden = true;
      found.removeAttribute("aria-busy");
    }
  }
  for (const { control } of [period, group]) control.addEventListener("change", again);
  return { node, show: again };
}

function emptiness() {
  return element(
    "div",
    "empty",
    element("h2", "", "No verifications yet"),
    element("p", "", "With one call a code goes to a phone or a mailbox, and with another you check what somebody typed. What becomes of them is shown here."),
    link("action", "../docs/#tag/verifications", "See the calls"),
  );
}

const money = (amount, currency) => new Intl.NumberFormat("en", { style: "currency", currency, maximumFractionDigits: 4 }).format(amount);

const seconds = (amount) => (amount === null ? "–" : `${format(amount)} s`);

function figuresOf(total, currency) {
  return [
    ["Verifications", format(total.created)],
    ["Approved", format(total.approved)],
    ["Conversion", percent(total.approved, total.created)],
    ["Codes sent", format(total.sent)],
    ["Delivered", format(total.delivered)],
    ["Half approved in", seconds(total.secondsToApprove.median)],
    ["90% approved in", seconds(total.secondsToApprove.p90)],
    ["Cost", money(total.cost, currency)],
  ].map(([term, words]) => entry(term, words));
}

/** A table whose rows are bars: as long as there are verifications. */
function tableOf({ label, said }, { groups, currency }) {
  if (!groups.length) return element("p", "hint", "No verifications in this period.");
  const most = Math.max(1, ...groups.map(({ created }) => created));
  const head = [label, "Count", "Conversion", "Cost"].map((name) => cell("th", name, "col"));
  const rows = groups.map(({ value, created, approved, cost }) =>
    element("tr", "", barOf(said(value), created / most), cell("td", format(created)), cell("td", percent(approved, created)), cell("td", money(cost, currency))),
  );
  const table = element("table", "bars", element("caption", "visually-hidden", `Verifications by ${label.toLowerCase()}`));
  table.append(element("thead", "", element("tr", "", ...head)), element("tbody", "", ...rows));
  return table;
}

function stopsOf(stops, again) {
  return stops.map(({ prefix, sent, approved, usualConversion, until }) => {
    const problems = element("div", "problems");
    const end = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" }).format(new Date(until));
    const opening = async () => {
      await openPrefix(prefix);
      announceNow(`Codes go to +${prefix}… again.`);
      await again();
    };
    const open = button("", "", () => attempt(open, "Opening…", problems, opening), "Open it again");
    return element(
      "section",
      "card stop",
      element("h2", "", `Codes no longer go to +${prefix}…`),
      element("p", "", `Of ${format(sent)} codes within an hour ${format(approved)} came back; ${Math.round(100 * usualConversion)}% is usual. That is what fraud looks like, so this prefix is stopped until ${end}.`),
      element("p", "hint", "Open it where you know why: it is then not stopped for 24 hours."),
      open,
      problems,
    );
  });
}
