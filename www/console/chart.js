// Bars over time, drawn by uPlot. It is loaded with the first chart, not with the page.
import uPlot from "../lib/uplot.js";

const HEIGHT = 220;
const FONT = "12px system-ui, sans-serif";

/**
 * Draws into an element, and again when that changes its width or the colours change. `points` are `[{label, bar, dot}]`;
 * `tell(point)` is called for the one under the pointer, or without one. Returns what ends it.
 */
export function drawChart(place, points, tell) {
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  let chart;
  const draw = () => {
    chart?.destroy();
    chart = new uPlot(optionsFor(place, points, tell), dataOf(points), place);
  };
  const watcher = new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height: HEIGHT }));
  draw();
  watcher.observe(place);
  scheme.addEventListener("change", draw);
  return () => {
    watcher.disconnect();
    scheme.removeEventListener("change", draw);
    chart.destroy();
  };
}

/** Places instead of moments: a month is as wide as another. */
const dataOf = (points) => [points.map((_, index) => index), points.map(({ bar }) => bar), points.map(({ dot }) => dot || null)];

function optionsFor(place, points, tell) {
  const colour = (name) => getComputedStyle(place).getPropertyValue(name).trim();
  const axis = { stroke: colour("--muted"), font: FONT, ticks: { show: false } };
  const grid = { stroke: colour("--line"), width: 1 };
  return {
    width: place.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: { x: { time: false, range: [-0.6, points.length - 0.4] }, y: { range: (_, __, max) => [0, Math.max(4, max * 1.1)] } },
    axes: [
      { ...axis, grid: { show: false }, space: 64, size: 32, incrs: [1, 2, 3, 4, 6, 7, 12, 14, 24, 48], values: (_, at) => at.map((index) => points[index]?.label ?? "") },
      { ...axis, grid, space: 40, size: 44, incrs: wholeSteps(), values: (_, at) => at.map((amount) => amount.toLocaleString("en")) },
    ],
    series: [
      {},
      { fill: colour("--gsm"), stroke: colour("--gsm"), width: 0, paths: uPlot.paths.bars({ size: [0.7, 48], radius: 0.15 }), points: { show: false } },
      { points: { show: true, size: 9, width: 2, stroke: colour("--text"), fill: colour("--surface") }, paths: () => null },
    ],
    hooks: { setCursor: [({ cursor: { idx } }) => tell(points[idx])] },
  };
}

/** Nothing happens by halves. */
const wholeSteps = () => Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();
