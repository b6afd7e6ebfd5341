// Our counter and its peers, on the same texts: run by Node, and by Chromium as a bundle.
import smsLength from "sms-length";
import segmentsCalculator from "sms-segments-calculator";
import splitSms from "split-sms";

import { Counter, count, countMany } from "../pkg/dist/index.js";
import { count as countSlim } from "../pkg/dist/slim.js";
import { measure } from "./measure.js";
import { count as countWithTable } from "./table.js";
import { personalised, SINGLE } from "./texts.js";

/** The first is what the others are compared to. */
export const COUNTERS = [
  { name: "Shortwave", call: (text) => count(text).segments },
  { name: "/slim", call: (text) => countSlim(text).segments },
  { name: "sms-length", call: (text) => smsLength.count(text).messages },
  { name: "split-sms", call: (text) => splitSms.split(text, { summary: true }).parts.length },
  { name: "sms-segments-calculator", call: (text) => new segmentsCalculator.SegmentedMessage(text).segmentsCount },
  { name: "table loop", call: (text) => countWithTable(text).segments },
];

/** Nanoseconds a call for each text and counter. */
export function singles(progress) {
  return SINGLE.map(({ name, length, inputs }) => {
    progress(name);
    for (const input of inputs) agree(input);
    return { name, length, figures: measure(COUNTERS.map(({ call }) => ({ call, inputs }))) };
  });
}

function agree(input) {
  const { encoding, segments, units, remaining } = count(input);
  const floor = countWithTable(input);
  const same = floor.encoding === encoding && floor.segments === segments && floor.units === units && floor.remaining === remaining;
  if (!same) throw new Error(`the table loop counts another ${JSON.stringify(input)}`);
}

const sum = (call) => (texts) => {
  let segments = 0;
  for (const text of texts) segments += call(text);
  return segments;
};

/** Nanoseconds for all personalised messages, together and one by one. */
export function bulk(progress) {
  progress("100,000 messages");
  const texts = personalised();
  const characters = texts.reduce((length, text) => length + text.length, 0);
  const encoder = new TextEncoder();
  const bytes = new Uint8Array(256 * 1024);
  const subjects = [
    { name: "countMany", call: (all) => countMany(all).segments },
    { name: "count, each", call: sum(COUNTERS[0].call) },
    { name: "sms-length, each", call: sum(COUNTERS[2].call) },
    { name: "table loop, each", call: sum(COUNTERS[5].call) },
    { name: "joined and encoded only", call: (all) => encodeOnly(all, encoder, bytes) },
  ];
  const figures = measure(subjects.map(({ call }) => ({ call, inputs: [texts] })));
  return { characters, texts: texts.length, rows: subjects.map(({ name }, index) => ({ name, figure: figures[index] })) };
}

/** What any counter in wasm must do first: strings into memory, some hundred at a time. */
function encodeOnly(texts, encoder, bytes) {
  let written = 0;
  for (let from = 0; from < texts.length; from += 256) {
    let joined = "";
    for (let index = from; index < Math.min(from + 256, texts.length); index++) joined += texts[index];
    written += encoder.encodeInto(joined, bytes).written;
  }
  return written;
}

const LIVE = [
  { name: "GSM", unit: "a" },
  { name: "GSM with escapes", unit: "aaaaaaaaa€" },
  { name: "Cyrillic", unit: "я" },
  { name: "emoji", unit: "яя😀" },
];

/** Nanoseconds for a character typed and taken back at the middle of a text, and for counting it whole. */
export function live(progress) {
  const lengths = [100, 1000, 10_000, 100_000];
  return LIVE.map(({ name, unit }) => {
    progress(`live, ${name}`);
    const rows = lengths.map((length) => {
      const text = unit.repeat(length / unit.length);
      const counter = new Counter(text);
      const middle = Math.floor(text.length / 2);
      const edit = () => counter.edit(middle, middle, "a").segments + counter.edit(middle, middle + 1, "").segments;
      const [edits, whole] = measure([{ call: edit, inputs: [0] }, { call: COUNTERS[0].call, inputs: [text] }]);
      return { length, edit: edits / 2, whole };
    });
    return { name, rows };
  });
}
