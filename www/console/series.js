// What happened over time: a chart, what is under the pointer in words, and the same as a table.
import { element, format, plural } from "../dom.js";

/** How a step of time is written: short below the chart, whole in the table. */
const STEPS = {
  hour: { short: { hour: "numeric", minute: "2-digit" }, whole: { dateStyle: "medium", timeStyle: "short" } },
  day: { short: { day: "numeric", month: "short" }, whole: { weekday: "short", day: "numeric", month: "short", year: "numeric" } },
  month: { short: { month: "short", year: "2-digit" }, whole: { month: "long", year: "numeric" } },
};

/**
 * `bar` and `dot` are what is drawn: each the name of a number of the steps, what it is called, and one of it. Where no step has a number for
 * the dots, there are none.
 */
export function series(signal, { bar, dot }) {
  const place = element("div", "chart");
  const readout = element("p", "readout");
  const table = element("table", "");
  const asTable = element("details", "as-table", element("summary", "", "As a table"), table);
  const dots = element("span", "key dot-key", dot[1]);
  const legend = element("span", "legend", element("span", "key", bar[1]), dots);
  const node = element("figure", "", element("figcaption", "", legend), place, readout, asTable);
  place.setAttribute("role", "img");
  let end = () => {};
  signal.addEventListener("abort", () => end());

  return {
    node,
    async show(steps, { label, interval, timeZone }) {
      const words = writers(interval, timeZone);
      const points = steps.map((step) => ({ bar: step[bar[0]], dot: step[dot[0]], label: words.short(step.at), when: words.whole(step.at) }));
      dots.hidden = !points.some(hasDot);
      place.ariaLabel = summaryOf(points, bar, label);
      table.replaceChildren(...rowsOf(points, { bar, dot }, label));
      const rest = "Point at a bar for its numbers, or read them as a table.";
      const tell = (point) => (readout.textContent = point ? `${point.when}: ${inWords(point, { bar, dot })}` : rest);
      tell();
      // With the first chart, not with the page: nobody waits for it to sign in.
      const { drawChart } = await import("./chart.js");
      end();
      if (!signal.aborted) end = drawChart(place, points, tell);
    },
  };
}

/** Of visitors, no hour has a number, nor a day elsewhere than in UTC. */
const hasDot = ({ dot }) => typeof dot === "number";

function writers(interval, timeZone) {
  const { short, whole } = STEPS[interval];
  const write = (form) => {
    const written = new Intl.DateTimeFormat("en", { ...form, timeZone });
    return (at) => written.format(new Date(at));
  };
  return { short: write(short), whole: write(whole) };
}

const inWords = (point, { bar, dot }) => [plural(point.bar, bar[2]), ...(hasDot(point) ? [counted(point.dot, dot[2])] : [])].join(", ");

/** What one sees at a glance. */
function summaryOf(points, [, , noun], label) {
  const total = points.reduce((sum, { bar }) => sum + bar, 0);
  if (!total) return `Chart: no ${noun}s, ${label.toLowerCase()}`;
  const most = points.reduce((best, point) => (point.bar > best.bar ? point : best));
  return `Chart: ${plural(total, noun)}, ${label.toLowerCase()}; most on ${most.when}, ${format(most.bar)}`;
}

/** The latest first: that is what one looks for. Steps in which nothing happened are left out, or there would be little else. */
function rowsOf(points, { bar, dot }, label) {
  const eventful = points.filter((point) => point.bar || point.dot).reverse();
  const columns = [["bar", bar[1]], ...(points.some(hasDot) ? [["dot", dot[1]]] : [])];
  const head = element("tr", "", cell("th", "When", "col"), ...columns.map(([, name]) => cell("th", name, "col")));
  const rows = eventful.map((point) => element("tr", "", cell("th", point.when, "row"), ...columns.map(([name]) => cell("td", format(point[name])))));
  return [element("caption", "", `${bar[1]}, ${label.toLowerCase()}`), element("thead", "", head), element("tbody", "", ...rows)];
}

/** An adjective has no plural. */
const counted = (amount, noun) => (noun.endsWith("ed") ? `${format(amount)} ${noun}` : plural(amount, noun));

export function cell(name, text, scope) {
  const made = element(name, "", text);
  if (scope) made.scope = scope;
  return made;
}
