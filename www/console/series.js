// Clicks over time: a chart, what is under the pointer in words, and the same as a table.
import { element, format, plural } from "../dom.js";

/** How a step of time is written: short below the chart, whole in the table. */
const STEPS = {
  hour: { short: { hour: "numeric", minute: "2-digit" }, whole: { dateStyle: "medium", timeStyle: "short" } },
  day: { short: { day: "numeric", month: "short" }, whole: { weekday: "short", day: "numeric", month: "short", year: "numeric" } },
  month: { short: { month: "short", year: "2-digit" }, whole: { month: "long", year: "numeric" } },
};

export function series(signal) {
  const place = element("div", "chart");
  const readout = element("p", "readout");
  const table = element("table", "");
  const asTable = element("details", "as-table", element("summary", "", "As a table"), table);
  const node = element("figure", "", element("figcaption", "", legend()), place, readout, asTable);
  place.setAttribute("role", "img");
  let end = () => {};
  signal.addEventListener("abort", () => end());

  return {
    node,
    async show({ series: steps, timeZone }, { label, interval }) {
      const words = writers(interval, timeZone);
      const points = steps.map((step) => ({ ...step, label: words.short(step.at), when: words.whole(step.at) }));
      place.ariaLabel = summaryOf(points, label);
      table.replaceChildren(...rowsOf(points, label));
      const rest = "Point at a bar for its numbers, or read them as a table.";
      const tell = (point) => (readout.textContent = point ? `${point.when}: ${inWords(point)}` : rest);
      tell();
      // With the first chart, not with the page: nobody waits for it to sign in.
      const { drawChart } = await import("./chart.js");
      end();
      if (!signal.aborted) end = drawChart(place, points, tell);
    },
  };
}

function legend() {
  return element("span", "legend", element("span", "key clicks-key", "Clicks"), element("span", "key visitors-key", "Visitors"));
}

function writers(interval, timeZone) {
  const { short, whole } = STEPS[interval];
  const write = (form) => {
    const written = new Intl.DateTimeFormat("en", { ...form, timeZone });
    return (at) => written.format(new Date(at));
  };
  return { short: write(short), whole: write(whole) };
}

const inWords = ({ clicks, visitors }) => [plural(clicks, "click"), ...(visitors === undefined ? [] : [plural(visitors, "visitor")])].join(", ");

/** What one sees at a glance. */
function summaryOf(points, label) {
  const total = points.reduce((sum, { clicks }) => sum + clicks, 0);
  if (!total) return `Chart: no clicks, ${label.toLowerCase()}`;
  const most = points.reduce((best, point) => (point.clicks > best.clicks ? point : best));
  return `Chart: ${plural(total, "click")}, ${label.toLowerCase()}; most on ${most.when}, ${format(most.clicks)}`;
}

/** The latest first: that is what one looks for. Steps without a click are left out, or there would be little else. */
function rowsOf(points, label) {
  const clicked = points.filter(({ clicks, visitors }) => clicks || visitors).reverse();
  const head = element("tr", "", ...["When", "Clicks", "Visitors"].map((name) => cell("th", name, "col")));
  const rows = clicked.map(({ when, clicks, visitors }) =>
    element("tr", "", cell("th", when, "row"), cell("td", format(clicks)), cell("td", visitors === undefined ? "–" : format(visitors))),
  );
  return [element("caption", "", `Clicks, ${label.toLowerCase()}`), element("thead", "", head), element("tbody", "", ...rows)];
}

export function cell(name, text, scope) {
  const made = element(name, "", text);
  if (scope) made.scope = scope;
  return made;
}
