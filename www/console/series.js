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
  const visitors = element("span", "key visitors-key", "Visitors");
  const legend = element("span", "legend", element("span", "key clicks-key", "Clicks"), visitors);
  const node = element("figure", "", element("figcaption", "", legend), place, readout, asTable);
  place.setAttribute("role", "img");
  let end = () => {};
  signal.addEventListener("abort", () => end());

  return {
    node,
    async show(steps, { label, interval, timeZone }) {
      const words = writers(interval, timeZone);
      const points = steps.map((step) => ({ ...step, label: words.short(step.at), when: words.whole(step.at) }));
      visitors.hidden = !points.some(hasVisitors);
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

/** They are known by day of UTC: no hour has them, nor a day elsewhere. */
const hasVisitors = ({ visitors }) => typeof visitors === "number";

function writers(interval, timeZone) {
  const { short, whole } = STEPS[interval];
  const write = (form) => {
    const written = new Intl.DateTimeFormat("en", { ...form, timeZone });
    return (at) => written.format(new Date(at));
  };
  return { short: write(short), whole: write(whole) };
}

const inWords = (point) => [plural(point.clicks, "click"), ...(hasVisitors(point) ? [plural(point.visitors, "visitor")] : [])].join(", ");

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
  const columns = [["Clicks", "clicks"], ...(points.some(hasVisitors) ? [["Visitors", "visitors"]] : [])];
  const head = element("tr", "", cell("th", "When", "col"), ...columns.map(([name]) => cell("th", name, "col")));
  const rows = clicked.map((point) => element("tr", "", cell("th", point.when, "row"), ...columns.map(([, name]) => cell("td", format(point[name])))));
  return [element("caption", "", `Clicks, ${label.toLowerCase()}`), element("thead", "", head), element("tbody", "", ...rows)];
}

export function cell(name, text, scope) {
  const made = element(name, "", text);
  if (scope) made.scope = scope;
  return made;
}
