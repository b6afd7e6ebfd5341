// The clicks of a link: how many there are, when they came, and from where.
import { element, entry, format } from "../dom.js";
import { countClicks, showLink } from "./api.js";
import { choice, isSomething } from "./fields.js";
import { groupsOf } from "./groups.js";
import { PERIODS, queryOf, timeZone } from "./periods.js";
import { series } from "./series.js";
import { loading, problem } from "./view.js";

const GROUPS = [
  ["country", "Country"],
  ["city", "City"],
  ["referrer", "Where they came from"],
  ["device", "Device"],
  ["system", "System"],
  ["browser", "Browser"],
  ["language", "Language"],
  ["target", "Where they were led"],
];

export function clicksOf(link, signal) {
  const title = element("h2", "", "Clicks");
  title.id = "clicks-title";
  const total = totalOf(link.clicks);
  const statistics = statisticsOf(link, signal);
  const section = element("section", "card clicks", title, total.node, statistics.node);
  section.setAttribute("aria-labelledby", title.id);

  let last = link.clicks;
  if (last) statistics.show();
  keepLooking(signal, async () => {
    const { data: now } = await showLink(link.id, signal);
    if (now.clicks === last) return;
    last = now.clicks;
    total.write(last);
    await statistics.show();
  });
  return section;
}

/** How many there are, or what to do so that there will be. */
function totalOf(clicks) {
  const number = element("strong", "");
  const word = element("span", "");
  const teaching = element("p", "hint", "Nobody followed it yet. Open or share the short link: the clicks appear here by themselves.");
  const write = (amount) => {
    number.textContent = format(amount);
    word.textContent = amount === 1 ? "click" : "clicks";
    teaching.hidden = amount > 0;
  };
  write(clicks);
  return { node: element("div", "", element("p", "total", number, " ", word), teaching), write };
}

/** The clicks of a period: figures, a chart, and what they have in common. Asked for anew by `show`. */
function statisticsOf(link, signal) {
  const period = choice("period", "Period", Object.entries(PERIODS).map(([value, { label }]) => [value, label]));
  const group = choice("group", "By", GROUPS);
  period.write("30d");
  const figures = element("dl", "figures");
  const chart = series(signal, { bar: ["clicks", "Clicks", "click"], dot: ["visitors", "Visitors", "visitor"] });
  const groups = element("div", "groups");
  const problems = element("div", "problems");
  const waiting = loading("Counting the clicks…");
  const found = element("div", "statistics", period.node, figures, chart.node, group.node, groups);
  const node = element("div", "counted", waiting, problems, found);
  found.hidden = waiting.hidden = true;

  async function show() {
    problems.replaceChildren();
    waiting.hidden = !found.hidden;
    found.setAttribute("aria-busy", "true");
    try {
      const counted = await countClicks(link.id, queryOf(PERIODS[period.read()], group.read()), signal);
      found.hidden = false;
      figures.replaceChildren(...figuresOf(counted.total));
      groups.replaceChildren(groupsOf(group.read(), labelOf(group.read()), counted, link));
      await chart.show(counted.series, { ...PERIODS[period.read()], timeZone });
    } catch (error) {
      if (error.name !== "AbortError") problems.replaceChildren(problem(error, show));
    } finally {
      waiting.hidden = true;
      found.removeAttribute("aria-busy");
    }
  }
  for (const { control } of [period, group]) control.addEventListener("change", show);
  return { node, show };
}

const labelOf = (group) => GROUPS.find(([value]) => value === group)[1];

const FIGURES = [
  ["clicks", "Clicks"],
  ["visitors", "Visitors"],
  ["bots", "Bots"],
  ["previews", "Previews"],
];

const figuresOf = (total) => FIGURES.filter(([name]) => isSomething(total[name])).map(([name, label]) => entry(label, format(total[name])));

/** So soon the number is asked for again while one looks; then less and less often. */
const FIRST_MS = 2_000;
const LAST_MS = 60_000;

/**
 * Looks again and again, and at once when one comes back to the tab. What fails is tried again the next time, unless one
 * does not want to sign in again.
 */
function keepLooking(signal, look) {
  let waiting;
  let pause = FIRST_MS;
  const again = async () => {
    clearTimeout(waiting);
    const isOver = !document.hidden && (await look().catch(({ status }) => status === 401));
    if (isOver || signal.aborted) return;
    waiting = setTimeout(again, pause);
    pause = Math.min(pause * 1.3, LAST_MS);
  };
  const afresh = () => {
    pause = FIRST_MS;
    if (!document.hidden) again();
  };
  waiting = setTimeout(again, pause);
  document.addEventListener("visibilitychange", afresh, { signal });
  signal.addEventListener("abort", () => clearTimeout(waiting));
}
