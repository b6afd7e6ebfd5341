// Times our counter and its peers in Node and in Chromium, and natively: bench/RESULTS.md.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { launch } from "../tests/browser/chromium.js";
import { bulk, COUNTERS, live, singles } from "./counters.js";
import { measure, METHOD } from "./measure.js";
import { SINGLE } from "./texts.js";

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const text = (path) => readFileSync(file(path), "utf8");
const progress = (name) => process.stderr.write(`${name}\n`);

const ns = (figure) => (figure < 10 ? figure.toFixed(1) : Math.round(figure).toLocaleString("en"));
const perCharacter = (figure) => (figure < 9.995 ? figure.toFixed(2) : ns(figure));
const ratio = (figure) => figure.toLocaleString("en", { maximumSignificantDigits: 2 });
const row = (cells) => `| ${cells.join(" | ")} |`;

function table(head, rows) {
  return [row(head), row(head.map((_, index) => (index ? "---:" : "---"))), ...rows.map(row)].join("\n");
}

function singlesTold(results) {
  const head = ["text", ...COUNTERS.map(({ name }) => name)];
  const times = results.map(({ name, length, figures }) => [name, ...figures.map((figure) => perCharacter(figure / length))]);
  const ratios = results.map(({ name, figures }) => [name, ...figures.map((figure) => ratio(figure / figures[0]))]);
  return `Nanoseconds per code unit:

${table(head, times)}

Time, ours being 1. Below 1, the other is faster:

${table(head, ratios)}`;
}

function bulkTold({ characters, texts, rows }) {
  const [ours] = rows;
  const told = rows.map(({ name, figure }) => [name, perCharacter(figure / characters), ns(figure / texts), ratio(figure / ours.figure)]);
  return table(["100,000 messages of about 120 characters", "ns a character", "ns a message", "time, ours being 1"], told);
}

function liveTold(results) {
  const head = ["text", ...results[0].rows.map(({ length }) => length.toLocaleString("en"))];
  const rows = results.flatMap(({ name, rows }) => [
    [`${name}: an edit`, ...rows.map(({ edit }) => ns(edit))],
    [`${name}: counted whole`, ...rows.map(({ whole }) => ns(whole))],
  ]);
  return table(head, rows);
}

/** The steps of a call over 20 ASCII, each alone, in the slim module. */
function steps() {
  const wasm = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file("../pkg/dist/slim.wasm")))).exports;
  const base = wasm.start(0x10000);
  const bytes = new Uint8Array(wasm.memory.buffer, base);
  const figures = new Uint32Array(wasm.memory.buffer, wasm.figures(), 5);
  const [{ inputs, length }] = SINGLE;
  const fill = (input) => {
    for (let index = 0; index < input.length; index++) bytes[index] = input.charCodeAt(index);
    return bytes[0];
  };
  const answer = () => {
    const [encoding, segments, units, remaining, capacity] = [figures[0], figures[1], figures[2], figures[3], figures[4]];
    return { encoding, segments, units, remaining, capacity };
  };
  const subjects = {
    whole: { call: COUNTERS[0].call, inputs },
    nothing: { call: (input) => input.length, inputs },
    crossing: { call: () => wasm.base() & 1, inputs },
    counting: { call: () => Number(wasm.gsm(length)), inputs },
    fill: { call: fill, inputs },
    answer: { call: () => answer().segments, inputs },
    least: { call: (input) => fill(input) + Number(wasm.gsm(input.length)) + answer().segments, inputs },
  };
  const measured = measure(Object.values(subjects));
  return Object.fromEntries(Object.keys(subjects).map((name, index) => [name, measured[index]]));
}

function stepsTold(steps) {
  const more = (name) => `${ns(Math.max(0, steps[name] - steps.nothing))} ns`;
  return `Of ${ns(steps.whole)} ns for 20 ASCII, ${ns(steps.nothing)} are the benchmark's own: the loop and the call. Beyond those: the crossing into the
module and back ${more("crossing")}, crossing and count ${more("counting")}, copying the text into the module's memory ${more("fill")},
the object that is returned ${more("answer")}. The three together, with nothing checked, take ${ns(steps.least)} ns, so what \`count\`
adds to them is a factor of ${ratio(steps.whole / steps.least)}. Each was timed alone; they do not add up exactly.`;
}

function sizesTold() {
  // As the build measures its budgets.
  const gzipped = (path) => execFileSync("gzip", ["-9", "-c", file(`../pkg/dist/${path}`)]).length;
  const size = (path) => (gzipped(path) / 1024).toFixed(1);
  const parts = (module, entry) => [size(module), size(entry)];
  const [full, fullScript] = parts("shortwave.wasm", "workerd.js");
  const [slim, slimScript] = parts("slim.wasm", "slim-workerd.js");
  const rows = [
    ["whole engine", full, fullScript, size("index.js")],
    ["/slim", slim, slimScript, size("slim.js")],
  ];
  return table(["KB gzip", "wasm", "JavaScript", "in one file, as a browser loads it"], rows);
}

function memoryTold() {
  progress("memory");
  const told = execFileSync("node", ["--expose-gc", file("memory.js")], { encoding: "utf8" });
  const { calls, before, after } = JSON.parse(told);
  const kb = (bytes) => `${Math.round(bytes / 1024).toLocaleString("en")} KB`;
  const cell = (name) => [name, kb(before[name]), kb(after[name])];
  return table([`${calls.toLocaleString("en")} calls`, "before", "after"], [cell("heapUsed"), cell("arrayBuffers"), cell("rss")]);
}

/** Everything once more in headless Chromium, isolated, so that its clock is a fine one. */
async function inChromium() {
  const { outputFiles } = await build({ entryPoints: [file("page.js")], bundle: true, format: "iife", mainFields: ["main"], charset: "utf8", write: false });
  const isolated = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };
  const server = createServer((request, response) => {
    const script = request.url === "/page.js";
    response.writeHead(200, { ...isolated, "Content-Type": script ? "text/javascript; charset=utf-8" : "text/html" });
    response.end(script ? outputFiles[0].contents : '<!doctype html><script src="/page.js"></script>');
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const browser = await launch();
  const page = await browser.newPage();
  page.on("console", (entry) => progress(`Chromium: ${entry.text()}`));
  page.on("pageerror", (error) => progress(`Chromium: ${error}`));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const results = await page.evaluate(() => globalThis.run());
  const version = browser.version();
  await browser.close();
  server.close();
  return { ...results, version };
}

/** What criterion found, if it ran. */
function nativeTold() {
  const texts = ["20 ASCII", "160 ASCII", "10000 ASCII", "1000 with extension", "300 Hindi"];
  const subjects = ["shortwave", "shortwave, best", "sms_splitter"];
  const rows = texts.map((name) => {
    const characters = Number.parseInt(name, 10);
    const median = (subject) => JSON.parse(text(`../target/criterion/${name}/${subject}/new/estimates.json`)).median.point_estimate;
    return [name, ...subjects.map((subject) => perCharacter(median(subject) / characters))];
  });
  return table(["ns a character", ...subjects], rows);
}

function versions(chromiumVersion) {
  const git = execFileSync("git", ["describe", "--always", "--dirty", "--abbrev=10"], { encoding: "utf8" }).trim();
  const { devDependencies } = JSON.parse(text("../package.json"));
  const peers = ["sms-segments-calculator", "split-sms", "sms-length"].map((name) => `${name} ${devDependencies[name]}`);
  return `Node ${process.versions.node}, Chromium ${chromiumVersion}, Shortwave ${git}, ${peers.join(", ")}.`;
}

const node = { singles: singles(progress), bulk: bulk(progress), live: live(progress), steps: steps(), memory: memoryTold() };
const browser = await inChromium();
const template = text("RESULTS.template.md");
const told = {
  VERSIONS: versions(browser.version),
  METHOD,
  NODE: singlesTold(node.singles),
  CHROMIUM: singlesTold(browser.singles),
  STEPS: stepsTold(node.steps),
  BULK_NODE: bulkTold(node.bulk),
  BULK_CHROMIUM: bulkTold(browser.bulk),
  LIVE: liveTold(node.live),
  NATIVE: nativeTold(),
  MEMORY: node.memory,
  SIZES: sizesTold(),
};
writeFileSync(file("RESULTS.md"), template.replaceAll(/\{\{(\w+)\}\}/g, (_, name) => told[name]));
