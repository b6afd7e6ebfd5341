// Our count against three published counters, over random texts and texts at the boundaries of parts. Where they
// disagree, the text must be of a class listed here, each with the clause that decides. The listed classes must
// all occur, so that the list stays true.
import assert from "node:assert/strict";
import { test } from "node:test";

import smsLength from "sms-length";
import segmentsCalculator from "sms-segments-calculator";
import splitSms from "split-sms";

import { randomOf, range } from "./random.js";
import { count } from "../../pkg/dist/index.js";

const SEED = 0x5305;
const RANDOM_TEXTS = 20_000;

// The default alphabet and its extension table, as in clause 6.2.1 of 3GPP TS 23.038: written once more here, so
// that no counter's own table decides what is a fault.
const BASIC = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const EXTENSION = new Set("\f^{}\\[~]|€");

const isGsm = (text) => [...text].every((character) => BASIC.has(character) || EXTENSION.has(character));

/** Each character's units: septets of GSM 7-bit, or code units of UCS-2. */
function charactersOf(text) {
  const gsm = isGsm(text);
  const cost = (character) => (gsm ? 1 + EXTENSION.has(character) : character.length);
  const [alone, part] = gsm ? [160, 153] : [70, 67];
  const costs = Array.from(text, cost);
  return { costs, part, concatenated: costs.reduce((sum, units) => sum + units, 0) > alone };
}

/** Whether a cut after every `part` units goes through a character: then one of 2 units ends 1 unit behind it. */
function splitsPair(text) {
  const { costs, part, concatenated } = charactersOf(text);
  let units = 0;
  return concatenated && costs.some((cost) => (units += cost) % part === 1 && cost === 2);
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Whether a part of whole characters ends within a grapheme cluster of UCS-2. */
function splitsCluster(text) {
  const { costs, part, concatenated } = charactersOf(text);
  if (!concatenated || isGsm(text)) return false;
  const clusters = graphemes.segment(text);
  let [used, offset] = [0, 0];
  return costs.some((cost) => {
    const full = used + cost > part;
    const within = full && clusters.containing(offset).index < offset;
    used = full ? cost : used + cost;
    offset += cost;
    return within;
  });
}

const CLASSES = [
  {
    name: "an empty text counted as a message",
    peers: ["sms-segments-calculator", "split-sms"],
    clause: "TS 23.040, 9.2.3.24.1: messages carry the text, and there is none",
    applies: (text) => text === "",
  },
  {
    name: "grapheme clusters kept whole",
    peers: ["sms-segments-calculator"],
    clause: "TS 23.040, 9.2.3.24.1: no UCS2 character is split; what a reader sees as one does not matter",
    applies: splitsCluster,
  },
  {
    name: "escape or surrogate pair split at a boundary",
    peers: ["sms-length"],
    clause: "TS 23.040, 9.2.3.24.1: neither an escape sequence nor a UCS2 character is split in the middle",
    applies: splitsPair,
  },
  {
    name: "form feed taken for UCS-2",
    peers: ["sms-length"],
    clause: "TS 23.038, 6.2.1.1: page break is 0x0A of the extension table",
    applies: (text) => text.includes("\f") && isGsm(text),
  },
  {
    name: "unpaired high surrogate taken for a pair",
    peers: ["split-sms"],
    clause: "TS 23.038, 6.2.3: a UCS2 code is 16 bits, so a unit without its other half is one unit",
    applies: (text) => /[\ud800-\udbff](?![\udc00-\udfff])/.test(text),
  },
];

const sum = (list, of) => list.reduce((total, item) => total + of(item), 0);

/** What each peer says, in our words. */
const PEERS = {
  "sms-segments-calculator": (text) => {
    const message = new segmentsCalculator.SegmentedMessage(text);
    const encoding = message.getEncodingName();
    const free = message.segments.at(-1).freeSizeInBits();
    return {
      encoding,
      segments: message.segmentsCount,
      units: sum(message.encodedChars, ({ codeUnits }) => codeUnits.length),
      // Below 0 when one cluster is larger than a part.
      remaining: Math.floor(free / (encoding === "GSM-7" ? 7 : 16)),
    };
  },
  "split-sms": (text) => {
    const { characterSet, parts, bytes, remainingInPart: remaining } = splitSms.split(text, { summary: true });
    const gsm = characterSet === splitSms.GSM;
    return { encoding: gsm ? "GSM-7" : "UCS-2", segments: parts.length, units: gsm ? bytes : bytes / 2, remaining };
  },
  "sms-length": (text) => {
    const { encoding, messages, length, remaining } = smsLength.count(text);
    return { encoding: encoding === "UTF16" ? "UCS-2" : "GSM-7", segments: messages, units: length, remaining };
  },
};

const ASCII = range(0x20, 0x7e);
const GSM = [...BASIC, ...EXTENSION];
const LETTERS = [..."abcdefghij klmnopqrst"];
const NEAR_MISSES = [..."ç`\t\0’“”–…áíóúâêîôûÀÈÌαβγ\u00a0\u001b"];
const EMOJI = ["😀", "🚀", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇪🇸", "🇧🇷", "❤️", "1️⃣", "👨🏿‍🚒", "☺", "🧑‍🤝‍🧑"];
const HINDI = [..."नमस्ते दुनिया क्षत्रिय ज्ञान हिन्दी में संदेश"];
const LONE = ["\ud800", "\udbff", "\udc00", "\udfff", "\ud83d", "\ude00"];

const POOLS = [
  ASCII,
  GSM,
  [...LETTERS, ...EXTENSION],
  [...LETTERS, "\f"],
  [...LETTERS, ...NEAR_MISSES],
  GSM.concat(LETTERS, LETTERS, LETTERS, NEAR_MISSES[0]),
  [...range(0xc0, 0x17f), "e\u0301", "n\u0303"],
  [...range(0x410, 0x44f), " "],
  HINDI,
  [...LETTERS, ...EMOJI],
  EMOJI,
  ["\r", "\n", "\r\n", "a", "b", "c"],
  ["\r\n", "ж", "\n", "\r"],
  [...LETTERS, ...LONE, "😀"],
  [...ASCII, ...NEAR_MISSES, ...HINDI, ...EMOJI, ...LONE, "\f", "\r\n"],
];

/** Mostly short, often near the end of a part of either encoding, sometimes of several parts. */
function lengthOf(random) {
  const near = [0, 67, 70, 134, 153, 160, 201, 306, 459];
  const pick = random(4);
  if (pick === 0) return random(40);
  return pick === 3 ? random(480) : Math.max(0, near[random(near.length)] + random(9) - 4);
}

function* randomTexts() {
  const random = randomOf(SEED);
  for (let index = 0; index < RANDOM_TEXTS; index++) {
    const pool = POOLS[index % POOLS.length];
    const length = lengthOf(random);
    let text = "";
    while (text.length < length) text += pool[random(pool.length)];
    yield text;
  }
}

/** Texts around the end of a message and of each of 4 parts, with something of 2 units or 2 code points there. */
function* boundaryTexts() {
  for (const [filler, alone, part, pairs] of [
    ["a", 160, 153, ["a", "€", "\f", "{}", "\r\n", "ç"]],
    ["ж", 70, 67, ["ж", "😀", "😀😀", "e\u0301", "👍🏽", "🇪🇸", "\ud83d", "\ude00", "\r\n", "€"]],
  ]) {
    for (const end of [0, alone, part, 2 * part, 3 * part, 4 * part]) {
      for (let before = Math.max(0, end - 4); before <= end + 4; before++) {
        for (const pair of pairs) for (const after of [0, 1, 2, 8, part]) yield filler.repeat(before) + pair + filler.repeat(after);
      }
    }
  }
}

/** Around 21,845 code units, beyond which the module makes more room for a text. */
const LONG = [21_844, 21_845, 21_846].flatMap((length) => ["€" + "a".repeat(length - 1), "😀" + "ж".repeat(length - 2)]);

const FIGURES = ["encoding", "segments", "units", "remaining"];

/** Counts each text with all four. Returns the peers' disagreements with us. */
function disagreements(texts) {
  const found = [];
  for (const text of texts) {
    const ours = count(text);
    for (const [peer, ask] of Object.entries(PEERS)) {
      const theirs = ask(text);
      if (FIGURES.some((figure) => theirs[figure] !== ours[figure])) found.push({ peer, text, ours, theirs });
    }
  }
  return found.map((found) => ({ ...found, classes: classesOf(found) }));
}

const classesOf = ({ peer, text }) => CLASSES.filter(({ peers, applies }) => peers.includes(peer) && applies(text));

function described({ peer, text, ours, theirs }) {
  const told = (answer) => FIGURES.map((figure) => `${figure} ${answer[figure]}`).join(", ");
  return `${JSON.stringify(text)}\n  ours: ${told(ours)}\n  ${peer}: ${told(theirs)}`;
}

const texts = new Set([...randomTexts(), ...boundaryTexts(), ...LONG, ""]);
const found = disagreements(texts);

test("there are at least 20,000 different texts", () => {
  assert.ok(texts.size >= 20_000, `${texts.size} texts`);
});

for (const peer of Object.keys(PEERS)) {
  test(`${peer} disagrees with us only where the standard decides`, () => {
    const outside = found.filter((one) => one.peer === peer && one.classes.length === 0);
    const shortest = outside.sort((a, b) => a.text.length - b.text.length).slice(0, 3);
    assert.equal(outside.length, 0, `${outside.length} disagreements in no class, such as\n${shortest.map(described).join("\n")}`);
  });
}

for (const listed of CLASSES) {
  for (const peer of listed.peers) {
    test(`${peer}: ${listed.name} (${listed.clause})`, (t) => {
      const alone = found.filter((one) => one.peer === peer && one.classes.length === 1 && one.classes[0] === listed);
      assert.ok(alone.length > 0, "no disagreement needs this class: remove it");
      t.diagnostic(`${alone.length} disagreements of ${texts.size} texts`);
    });
  }
}
