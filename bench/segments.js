// Time per call of our counter, three published ones and a plain table loop, over six texts: bench/RESULTS.md.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

import smsLength from "sms-length";
import segmentsCalculator from "sms-segments-calculator";
import splitSms from "split-sms";

import { count } from "../pkg/index.js";
import { Counter, initSync } from "../pkg/dist/shortwave.js";
import { count as countWithTable } from "./table.js";

const ROUNDS = 7;
const ROUND_MS = 50;
/** A clock reading costs as much as counting a short text, so one is taken for a batch of about so long. */
const BATCH_MS = 2;
/** Of each kind of text, so that no engine can keep the answer for the only one. */
const VARIANTS = 8;

const { devDependencies } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

const COUNTERS = [
  { name: "Shortwave", call: (text) => count(text).segments },
  { name: "sms-segments-calculator", call: (text) => new segmentsCalculator.SegmentedMessage(text).segmentsCount },
  { name: "split-sms", call: (text) => splitSms.split(text, { summary: true }).parts.length },
  { name: "sms-length", call: (text) => smsLength.count(text).messages },
  { name: "table loop", call: (text) => countWithTable(text).segments },
];

const ENGLISH = "The quick brown fox jumps over the lazy dog, twice a day. ";
const PRICES = "Pay 15 € at [desk 4] or {online} ~ code A|B: thanks, señor Müller. ";
const PARTY = "See you at the party 🎉 on Friday 😀 bring cake 🍰 ";
const HINDI = "आपका सत्यापन कोड यह है, कृपया इसे किसी को न बताएं। ";

const TEXTS = [
  { name: "20 ASCII", source: ENGLISH, length: 20 },
  { name: "160 GSM", source: ENGLISH, length: 160 },
  { name: "1,000 GSM with extension", source: PRICES, length: 1000 },
  { name: "300 with emoji", source: PARTY, length: 300 },
  { name: "10,000 GSM", source: ENGLISH, length: 10_000 },
  { name: "300 Hindi", source: HINDI, length: 300 },
];

/** Texts of one length in code units, each starting at another place of the source. */
function variantsOf({ source, length }) {
  const characters = [...source];
  return Array.from({ length: VARIANTS }, (_, start) => {
    const turned = characters.slice(start).concat(characters.slice(0, start)).join("");
    const text = turned.repeat(Math.ceil(length / turned.length)).slice(0, length).toWellFormed();
    // Parsed, as texts arrive: a slice would refer to another string, and be slower to read for everybody.
    return JSON.parse(JSON.stringify(text));
  });
}

/** Kept, so that no call's result goes unused. */
let consumed = 0;

/** Calls in turn over the inputs, so many times. Returns milliseconds. */
function batch(call, inputs, calls) {
  const start = performance.now();
  for (let done = 0; done < calls; done++) consumed += call(inputs[done % inputs.length]);
  return performance.now() - start;
}

/** How many calls take about BATCH_MS. Warms the code up on the way. */
function calibrated(call, inputs) {
  for (let calls = 1; ; calls *= 2) if (batch(call, inputs, calls) >= BATCH_MS) return calls;
}

/** Nanoseconds per call in a round of at least ROUND_MS. */
function round({ call, inputs, calls }) {
  let [elapsed, done] = [0, 0];
  while (elapsed < ROUND_MS) {
    elapsed += batch(call, inputs, calls);
    done += calls;
  }
  return (elapsed * 1e6) / done;
}

const median = (figures) => figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)];

/** Median nanoseconds per call of each subject, all taking turns in every round. The first round only warms up. */
function measure(subjects) {
  const ready = subjects.map((subject) => ({ ...subject, calls: calibrated(subject.call, subject.inputs) }));
  const rounds = Array.from({ length: ROUNDS + 1 }, () => ready.map(round)).slice(1);
  return subjects.map((_, index) => median(rounds.map((figures) => figures[index])));
}

function measureText(text) {
  const inputs = variantsOf(text);
  for (const input of inputs) {
    const { segments, encoding, units, remaining } = count(input);
    assert.deepEqual(countWithTable(input), { encoding, segments, units, remaining });
  }
  process.stderr.write(`${text.name}\n`);
  return { ...text, figures: measure(COUNTERS.map(({ call }) => ({ call, inputs }))) };
}

const wasm = initSync();

/** A buffer of the module's, as api.js has one. */
function ownCounter(length) {
  const counter = new Counter(length);
  return { counter, buffer: new Uint16Array(wasm.memory.buffer, counter.text(), length) };
}

function fill(buffer, text) {
  for (let index = 0; index < text.length; index++) buffer[index] = text.charCodeAt(index);
  return buffer[0];
}

function countFilled(counter, length) {
  counter.count(length);
  return 1;
}

/** What an allocation in the module's memory would add to each call. */
function mallocFree(bytes) {
  const pointer = wasm.__wbindgen_malloc(bytes, 2);
  wasm.__wbindgen_free(pointer, bytes, 2);
  return pointer & 1;
}

/** The steps of a call over 20 ASCII, each alone. */
function measureSteps() {
  const [{ length }] = TEXTS;
  const inputs = variantsOf(TEXTS[0]);
  const { counter, buffer } = ownCounter(length);
  fill(buffer, inputs[0]);
  const steps = {
    whole: { call: COUNTERS[0].call, inputs },
    empty: { call: COUNTERS[0].call, inputs: [""] },
    fill: { call: (text) => fill(buffer, text), inputs },
    crossing: { call: (none) => countFilled(counter, none), inputs: [0] },
    counting: { call: (units) => countFilled(counter, units), inputs: [length] },
    allocation: { call: mallocFree, inputs: [length * 2] },
  };
  const measured = measure(Object.values(steps));
  return Object.fromEntries(Object.keys(steps).map((name, index) => [name, measured[index]]));
}

const ns = (figure) => (figure < 10 ? figure.toFixed(1) : Math.round(figure).toLocaleString("en"));
const perCharacter = (figure) => (figure < 9.995 ? figure.toFixed(2) : ns(figure));
const row = (cells) => `| ${cells.join(" | ")} |`;
const rowOf = (of) => ({ name, length, figures }) =>
  row([name, ...figures.map((figure, index) => of(figure, index, { length, ours: figures[0] }))]);

function table(of, results) {
  const head = ["text", ...COUNTERS.map(({ name }) => name)];
  return [row(head), row(head.map((_, index) => (index ? "---:" : "---"))), ...results.map(rowOf(of))].join("\n");
}

/** How often our time fits the other's: below 1 the other is faster. */
function ratio(figure, index, { ours }) {
  return index === 0 ? "1" : (figure / ours).toLocaleString("en", { maximumSignificantDigits: 2 });
}

function stepsTold(steps) {
  const told = (figure) => `${ns(figure)} ns (${Math.round((100 * figure) / steps.whole)}%)`;
  return `A call takes ${ns(steps.whole)} ns on 20 ASCII. An empty text takes ${told(steps.empty)}: the crossing into the module and back
${told(steps.crossing)}, the rest the checks and the object that is returned. Of what the text adds, copying
its code units into the module's buffer takes ${told(steps.fill)} and the count over them
${told(steps.counting - steps.crossing)}. Each was timed alone, so they do not add up exactly. Memory is not part of it: the buffer
stays, and a \`malloc\` and \`free\` of the text's size would add ${told(steps.allocation)} to each call.`;
}

function versions() {
  const git = execFileSync("git", ["describe", "--always", "--dirty", "--abbrev=10"], { encoding: "utf8" }).trim();
  const peers = ["sms-segments-calculator", "split-sms", "sms-length"].map((name) => `${name} ${devDependencies[name]}`);
  return `Node ${process.versions.node}, Shortwave ${git}, ${peers.join(", ")}.`;
}

function report(results, steps) {
  return `# Time to count a text

Written by \`scripts/bench-segments.sh\`. ${versions()}

Lengths are in UTF-16 code units. Medians of ${ROUNDS} rounds of at least ${ROUND_MS} ms each, in which the counters take turns. "Table loop"
is \`bench/table.js\`: what a correct count costs in plain JavaScript. Asked is the number of segments: nobody lists the
characters that GSM 7-bit lacks, and split-sms gives its summary only. sms-length does not keep pairs whole at the end of
a part, and takes the length of a text of UCS-2 as it is, without looking at its characters.

## Nanoseconds per code unit

${table((figure, index, { length }) => perCharacter(figure / length), results)}

## Time, ours being 1

Below 1, the other is faster than Shortwave.

${table(ratio, results)}

## What bounds a short text

${stepsTold(steps)}
`;
}

const results = TEXTS.map(measureText);
const steps = measureSteps();
assert.ok(consumed > 0);
writeFileSync(new URL("RESULTS.md", import.meta.url), report(results, steps));
