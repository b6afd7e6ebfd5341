// What each function of the package does, in Node.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Counter, SegmentError, count, countMany, encode, split, translate } from "../../pkg/dist/index.js";
import init, * as begun from "../../pkg/dist/init.js";
import * as slim from "../../pkg/dist/slim.js";
import { randomOf, randomText } from "./random.js";

const FAMILY = "👨‍👩‍👧‍👦";
/** Two parts with the locking table, three with the single shift table, whose characters take an escape. */
const PORTUGUESE = "Não há pão à mão ".repeat(17);

const figuresOf = (counted) => ({ ...counted });
const octets = (hex) => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const unitsOfParts = (text, options) => split(text, options).map(({ units }) => units);

function* randomTexts(seed, texts, longest) {
  const random = randomOf(seed);
  for (let index = 0; index < texts; index++) yield randomText(random, random(longest));
}

// count

test("count tells how a text is sent, and what makes it dear", () => {
  const counted = count("“Hi” – я");
  assert.deepEqual(figuresOf(counted), { encoding: "UCS-2", segments: 1, units: 8, remaining: 62, capacity: 70 });
  assert.deepEqual(counted.nonGsm, [
    { character: "“", index: 0, replacement: '"' },
    { character: "”", index: 3, replacement: '"' },
    { character: "–", index: 5, replacement: "-" },
    { character: "я", index: 7 },
  ]);
  const { lockingShift, singleShift, headerOctets, saving, warnings } = counted;
  assert.deepEqual([lockingShift, singleShift, headerOctets, saving, warnings], ["default", "default", 0, 0, []]);
});

test("the README shows a true answer", () => {
  const readme = readFileSync(new URL("../../pkg/README.md", import.meta.url), "utf8");
  const [, text] = readme.match(/const counted = count\("(.*)"\);/);
  const [, answer] = readme.match(/```json\n([^]*?)```/);
  assert.deepEqual(JSON.parse(JSON.stringify(count(text))), JSON.parse(answer));
});

test("count tells what replacing saves", () => {
  assert.equal(count(`“${"a".repeat(100)}”`).saving, 1);
  assert.equal(count(`“${"a".repeat(400)}”`).saving, 6 - 3);
  assert.equal(count(`я“${"a".repeat(100)}”`).saving, 0);
  // Left out, so less is more than a replacement of the same length.
  assert.equal(count(`${"я".repeat(70)}\u200b`).saving, 1);
});

test("count warns", () => {
  assert.deepEqual(count("a\r\n".repeat(60)).warnings, [{ code: "carriage-returns", parts: 1 }]);
  assert.deepEqual(count("a\r\n".repeat(20)).warnings, []);
  assert.deepEqual(count("a".repeat(15 * 153)).warnings, []);
  assert.deepEqual(count("a".repeat(15 * 153 + 1)).warnings, [{ code: "many-parts", parts: 16 }]);
  const both = [{ code: "carriage-returns", parts: 13 }, { code: "many-parts", parts: 40 }];
  assert.deepEqual(count("a\r\n".repeat(40 * 51)).warnings, both);
});

test("count without options takes a text of any length, its getters do not", () => {
  const counted = count("ç".repeat(1_000_000));
  assert.deepEqual(figuresOf(counted), { encoding: "UCS-2", segments: 14_926, units: 1_000_000, remaining: 42, capacity: 67 });
  assert.equal(counted.nonGsm.length, 1_000_000);
  assert.deepEqual(counted.nonGsm.at(-1), { character: "ç", index: 999_999, replacement: "Ç" });
  const tooMany = { name: "SegmentError", code: "too-many-parts", parts: 14_926 };
  for (const getter of ["parts", "lockingShift", "singleShift", "headerOctets", "saving", "warnings"]) {
    assert.throws(() => counted[getter], tooMany);
  }
  assert.throws(() => JSON.stringify(counted), tooMany);
  assert.equal(count("a".repeat(9_000_000)).segments, 58_824);
});

test("JSON has the whole answer, a copy the figures alone", () => {
  const counted = count("a’b", { reference: "16-bit" });
  const figures = { encoding: "UCS-2", segments: 1, units: 3, remaining: 67, capacity: 70 };
  assert.deepEqual({ ...counted }, figures);
  assert.deepEqual(JSON.parse(JSON.stringify(counted)), {
    ...figures,
    nonGsm: [{ character: "’", index: 1, replacement: "'" }],
    parts: [{ text: "a’b", utf16: [0, 3], characters: [0, 3], units: 3 }],
    lockingShift: "default",
    singleShift: "default",
    headerOctets: 0,
    saving: 0,
    warnings: [],
  });
  assert.deepEqual(JSON.parse(JSON.stringify(slim.count("a’b"))), { ...figures, nonGsm: [{ character: "’", index: 1 }] });
});

test("getters answer for their own text and options, whatever was asked since", () => {
  const wide = count("a".repeat(153) + "€".repeat(10), { reference: "16-bit" });
  const turkish = count("ş".repeat(80), { encoding: "best" });
  count("я".repeat(30_000));
  countMany(["x", "я"]);
  new Counter("€€");
  assert.deepEqual(wide.parts.map(({ units }) => units), [152, 21]);
  assert.deepEqual([wide.headerOctets, wide.lockingShift], [7, "default"]);
  assert.deepEqual([turkish.headerOctets, turkish.lockingShift, turkish.singleShift], [4, "turkish", "default"]);
  assert.equal(turkish.parts[0].text, "ş".repeat(80));
  assert.equal(count("a".repeat(153 * 2)).parts.length, 2);
});

test("init may be called again, and what was made before goes on", async () => {
  const module = readFileSync(new URL("../../pkg/dist/shortwave.wasm", import.meta.url));
  await init(module);
  const counted = begun.count("ş".repeat(80), { encoding: "best" });
  const counter = new begun.Counter("€€");
  begun.count("x".repeat(200_000));
  await init(module);
  assert.equal(begun.count("hello").units, 5);
  assert.deepEqual(begun.encode("hellohello"), encode("hellohello"));
  assert.deepEqual(begun.count("“").nonGsm, count("“").nonGsm);
  assert.deepEqual([counted.lockingShift, counted.parts.length], ["turkish", 1]);
  assert.equal(counter.edit(0, 1, "").units, 2);
});

test("half a surrogate pair is one unit", () => {
  for (const half of ["\ud800", "\udbff", "\udc00", "\udfff"]) {
    assert.deepEqual(figuresOf(count(`a${half}b`)), { encoding: "UCS-2", segments: 1, units: 3, remaining: 67, capacity: 70 });
    assert.deepEqual(count(`a${half}b`).nonGsm, [{ character: half, index: 1 }]);
    assert.deepEqual(slim.count(`a${half}b`).nonGsm, [{ character: half, index: 1 }]);
    assert.equal(count(`a${half}b`, { encoding: "utf-16" }).units, 3);
  }
  assert.equal(count("\udc00\ud800".repeat(35)).segments, 1);
  assert.equal(count("\udc00\ud800".repeat(35) + "\udc00").segments, 2);
});

test("a long text behind a short one is counted, and a short one behind it", () => {
  const kinds = { a: ["GSM-7", 153], é: ["GSM-7", 153], "€": ["GSM-7", 76], я: ["UCS-2", 67], "😀": ["UCS-2", 33] };
  for (const [character, [encoding, part]] of Object.entries(kinds)) {
    for (const length of [70_000, 700_000, 4_000_000]) {
      assert.equal(count("a").units, 1);
      const text = character.repeat(length);
      const expected = { encoding, segments: Math.ceil(length / part) };
      for (const { encoding, segments } of [count(text), slim.count(text), countMany([text]).at(0)]) {
        assert.deepEqual({ encoding, segments }, expected);
      }
    }
  }
});

// Options

test("each encoding is the one asked for", () => {
  const of = (text, encoding) => {
    const { encoding: chosen, units, headerOctets, lockingShift, singleShift } = count(text, { encoding });
    return [chosen, units, headerOctets, lockingShift, singleShift];
  };
  assert.deepEqual(of("{ç", "auto"), ["UCS-2", 2, 0, "default", "default"]);
  assert.deepEqual(of("{", "gsm"), ["GSM-7", 2, 0, "default", "default"]);
  assert.deepEqual(of("{", "utf-16"), ["UCS-2", 1, 0, "default", "default"]);
  assert.deepEqual(of("{ãç", "gsm-pt"), ["GSM-7", 4, 7, "portuguese", "portuguese"]);
  assert.deepEqual(of("aç", { single: "spanish" }), ["GSM-7", 3, 4, "default", "spanish"]);
  assert.deepEqual(of("aç", { locking: "portuguese" }), ["GSM-7", 2, 4, "portuguese", "default"]);
  assert.deepEqual(of("aç", { locking: "portuguese", single: "turkish" }), ["GSM-7", 2, 7, "portuguese", "turkish"]);
  assert.deepEqual(of("a", { locking: "default", single: "default" }), ["GSM-7", 1, 0, "default", "default"]);
});

test("best takes the fewest parts, of the languages that it may use", () => {
  const best = (text, languages) => {
    const { encoding, segments, capacity, lockingShift } = count(text, { encoding: "best", languages });
    return [encoding, segments, capacity, lockingShift];
  };
  assert.deepEqual(best("abc"), ["GSM-7", 1, 160, "default"]);
  assert.deepEqual(best("ç"), ["UCS-2", 1, 70, "default"]);
  assert.deepEqual(best(PORTUGUESE), ["GSM-7", 2, 149, "portuguese"]);
  assert.deepEqual(best(PORTUGUESE, ["portuguese"]), ["GSM-7", 2, 149, "portuguese"]);
  assert.deepEqual(best(PORTUGUESE, ["turkish", "hindi"]), ["UCS-2", 5, 67, "default"]);
  assert.deepEqual(best(PORTUGUESE, []), ["UCS-2", 5, 67, "default"]);
  assert.ok(count(PORTUGUESE).segments > count(PORTUGUESE, { encoding: "best" }).segments);
});

test("a wide reference takes an octet of each part", () => {
  const roomOf = (text, more) => {
    const options = { reference: "16-bit", ...more };
    return [count(text, options).capacity, split(text, options)[0].units];
  };
  assert.deepEqual(roomOf("a".repeat(161)), [152, 152]);
  assert.deepEqual(roomOf("я".repeat(71)), [66, 66]);
  assert.deepEqual(roomOf("ã".repeat(161), { encoding: { single: "portuguese" } }), [148, 148]);
  assert.deepEqual(roomOf("ã".repeat(161), { encoding: "gsm-pt" }), [145, 145]);
  assert.deepEqual(roomOf("a".repeat(160)), [160, 160]);
  assert.equal(count("a".repeat(161), { reference: "8-bit" }).capacity, 153);
});

test("a carrier's capacity is kept", () => {
  const gsm = { capacity: { gsm: [150, 66] } };
  const full = { encoding: "GSM-7", segments: 1, units: 150, remaining: 0, capacity: 150 };
  assert.deepEqual(figuresOf(count("a".repeat(150), gsm)), full);
  assert.deepEqual(unitsOfParts("a".repeat(151), gsm), [66, 66, 19]);
  assert.deepEqual(unitsOfParts("€".repeat(80), { capacity: { gsm: [152, 65] } }), [64, 64, 32]);
  assert.deepEqual(unitsOfParts("я".repeat(152), { capacity: { gsm: [152, 66] } }), [67, 67, 18]);
  assert.deepEqual(unitsOfParts("я".repeat(61), { capacity: { ucs2: [60, 40] } }), [40, 21]);
  // More than there is changes nothing.
  assert.deepEqual(unitsOfParts("a".repeat(161), { capacity: { gsm: [1000, 1000], ucs2: [1000, 1000] } }), [153, 8]);
  assert.equal(count("a".repeat(160)).segments, 1);
});

test("options are of one call, whether it answers or throws", () => {
  const text = "a".repeat(161);
  const options = { reference: "16-bit", capacity: { gsm: [150, 150], ucs2: [60, 60] } };
  const unasked = () => [count(text).capacity, countMany([text]).at(0).capacity, new Counter(text).count.capacity];
  assert.equal(count(text, options).capacity, 150);
  assert.deepEqual(unasked(), [153, 153, 153]);
  assert.throws(() => count("я", { ...options, encoding: "gsm" }), SegmentError);
  assert.deepEqual(unasked(), [153, 153, 153]);
  assert.equal(count("я".repeat(71)).capacity, 67);
});

test("grapheme clusters are kept whole when asked", () => {
  const text = `${"я".repeat(60)}${FAMILY}${"я".repeat(60)}`;
  const cut = split(text);
  assert.deepEqual(cut.map(({ units }) => units), [66, 65]);
  const whole = split(text, { graphemes: true });
  assert.deepEqual(whole.map(({ units }) => units), [60, 67, 4]);
  assert.ok(whole[1].text.startsWith(FAMILY));
  assert.equal(count(text, { graphemes: true }).segments, 3);
  // One that no part has room for is cut nevertheless.
  const longer = "e" + "\u0301".repeat(150);
  assert.equal(split(longer, { graphemes: true }).map(({ text }) => text).join(""), longer);
});

test("options that are undefined are not there", () => {
  const none = { encoding: undefined, languages: undefined, reference: undefined, capacity: undefined, graphemes: undefined };
  assert.deepEqual(figuresOf(count("ç", none)), figuresOf(count("ç")));
  assert.deepEqual(figuresOf(count("ç", { capacity: { gsm: undefined, ucs2: undefined } })), figuresOf(count("ç")));
  assert.deepEqual(encode("a", { referenceNumber: undefined }), encode("a"));
});

const BAD = [
  [{ encoding: "gsm7" }, "encoding"],
  [{ encoding: null }, "encoding"],
  [{ encoding: {} }, "encoding"],
  [{ encoding: { locking: "french" } }, "encoding.locking"],
  [{ encoding: { locking: "spanish" } }, "encoding.locking"],
  [{ encoding: { single: "french" } }, "encoding.single"],
  [{ encoding: "best", languages: ["french"] }, "languages"],
  [{ encoding: "best", languages: "turkish" }, "languages"],
  [{ encoding: "best", languages: null }, "languages"],
  [{ reference: "32-bit" }, "reference"],
  [{ reference: 16 }, "reference"],
  [{ capacity: 150 }, "capacity"],
  [{ capacity: { gsm: 150 } }, "capacity.gsm"],
  [{ capacity: { gsm: null } }, "capacity.gsm"],
  [{ capacity: { gsm: [150, 66, 40] } }, "capacity.gsm"],
  [{ capacity: { gsm: [1, 2] } }, "capacity.gsm.0"],
  [{ capacity: { gsm: [150] } }, "capacity.gsm"],
  [{ capacity: { gsm: [150, 66.5] } }, "capacity.gsm.1"],
  [{ capacity: { ucs2: ["70", 67] } }, "capacity.ucs2.0"],
  [{ capacity: { ucs2: [70, Number.NaN] } }, "capacity.ucs2.1"],
];

for (const [options, path] of BAD) {
  test(`a bad option is named: ${JSON.stringify(options)}`, () => {
    const refusal = (error) => error instanceof RangeError && !(error instanceof SegmentError) && error.message.startsWith(path);
    for (const ask of [count, split, encode]) assert.throws(() => ask("a", options), refusal);
    assert.equal(count("a").remaining, 159);
  });
}

test("bad reference numbers and tables are named", () => {
  for (const referenceNumber of [-1, 65_536, 1.5, "7", null, Number.NaN]) {
    assert.throws(() => encode("a", { referenceNumber }), { name: "RangeError", message: /^referenceNumber: / });
  }
  for (const table of ["trans", "", null, 1]) {
    assert.throws(() => translate("a", table), { name: "RangeError", message: /^table: / });
  }
});

test("what is not a string is refused with a hint", () => {
  const kinds = {
    undefined: undefined,
    null: null,
    "a value of type number": 5,
    "an array": ["a"],
    "a value of type object": new String("a"),
  };
  const calls = {
    "count()": count,
    "split()": split,
    "encode()": encode,
    "translate()": translate,
    "countMany()": (value) => countMany(["a", value]),
    "edit()": (value) => new Counter("a").edit(0, 0, value),
  };
  for (const [kind, value] of Object.entries(kinds)) {
    for (const [name, call] of Object.entries(calls)) {
      const message = `${name} takes a string, not ${kind}: convert the value first, as with String(value)`;
      assert.throws(() => call(value), { name: "TypeError", message });
    }
  }
});

for (const texts of ["abc", 5, null, undefined, {}]) {
  test(`countMany takes a list, not ${JSON.stringify(texts)}`, () => {
    assert.throws(() => countMany(texts), TypeError);
  });
}

for (const [from, to] of [[-1, 0], [0, 4], [2, 1], [0.5, 1], [0, Number.NaN], [undefined, 1], ["0", 1]]) {
  test(`a Counter of 3 code units has no ${JSON.stringify(from)} to ${to}`, () => {
    const counter = new Counter("abc");
    assert.throws(() => counter.edit(from, to, "x"), RangeError);
    assert.equal(counter.text, "abc");
  });
}

// What cannot be sent

test("a character that the encoding lacks is named", () => {
  const refused = { name: "SegmentError", code: "lacks-character", character: "😀", index: 3 };
  for (const ask of [count, split, encode]) {
    assert.throws(() => ask("5 €😀ş", { encoding: "gsm" }), refused);
    assert.throws(() => ask("5 €😀ş", { encoding: { locking: "turkish" } }), refused);
  }
  assert.throws(() => split("a\ud800", { encoding: "gsm" }), { code: "lacks-character", character: "\ud800", index: 1 });
  const ofBothKinds = (error) => error instanceof SegmentError && error instanceof RangeError;
  assert.throws(() => split("ş", { encoding: "gsm-pt" }), ofBothKinds);
});

test("more parts than a header can number are refused", () => {
  assert.equal(split("a".repeat(255 * 153)).length, 255);
  const long = [["a".repeat(255 * 153 + 1), 256], ["я".repeat(255 * 67 + 1), 256], ["a".repeat(1_000_000), 6536]];
  for (const [text, parts] of long) {
    for (const ask of [split, encode]) assert.throws(() => ask(text), { name: "SegmentError", code: "too-many-parts", parts });
    assert.throws(() => count(text, {}), { name: "SegmentError", code: "too-many-parts", parts });
    assert.equal(count(text).segments, parts);
  }
});

// split

test("split says where each part is, in code units and in characters", () => {
  const text = `${"😀".repeat(40)}ab`;
  assert.deepEqual(split(text), [
    { text: "😀".repeat(33), utf16: [0, 66], characters: [0, 33], units: 66 },
    { text: "😀".repeat(7) + "ab", utf16: [66, 82], characters: [33, 42], units: 16 },
  ]);
  assert.deepEqual(split(""), []);
  assert.deepEqual(unitsOfParts("a".repeat(152) + "€€aaaaaa"), [152, 10]);
});

test("parts joined are the text, and its slices", () => {
  const choices = [
    undefined,
    { encoding: "best" },
    { encoding: "utf-16", graphemes: true },
    { reference: "16-bit", capacity: { gsm: [100, 40], ucs2: [50, 30] } },
  ];
  let index = 0;
  for (const text of randomTexts(1, 2000, 500)) {
    const options = choices[index++ % choices.length];
    const parts = split(text, options);
    const { segments, units } = count(text, options);
    assert.equal(parts.map((part) => part.text).join(""), text);
    assert.deepEqual([parts.length, parts.reduce((sum, part) => sum + part.units, 0)], [segments, units]);
    for (const { text: own, utf16, characters } of parts) {
      assert.equal(own, text.slice(...utf16));
      assert.equal([...own].length, characters[1] - characters[0]);
    }
  }
});

// encode

test("encode writes the octets of a single message", () => {
  const gsm = { dataCodingScheme: 0, headerOctets: 0, userDataLength: 10, userData: octets("E8 32 9B FD 46 97 D9 EC 37") };
  assert.deepEqual(encode("hellohello"), [gsm]);
  const ucs2 = { dataCodingScheme: 8, headerOctets: 0, userDataLength: 6, userData: octets("04 4F D8 3D DE 00") };
  assert.deepEqual(encode("я😀"), [ucs2]);
  assert.deepEqual(encode(""), []);
});

test("encode writes headers", () => {
  const [first, second, ...more] = encode("A".repeat(161), { referenceNumber: 0xcc });
  assert.deepEqual([first.headerOctets, first.userDataLength, first.userData.length, more.length], [6, 160, 140, 0]);
  assert.deepEqual(first.userData.slice(0, 9), octets("05 00 03 CC 02 01 82 C1 60"));
  // The header is 7 septets long with the fill bit behind it; 8 more are 0x41 each.
  assert.deepEqual([second.userDataLength, second.userData], [15, octets("05 00 03 CC 02 02 82 C1 60 30 18 0C 06 01")]);
  const wide = encode("я".repeat(71), { reference: "16-bit", referenceNumber: 0x1234 });
  assert.deepEqual(wide.map(({ headerOctets, userDataLength }) => [headerOctets, userDataLength]), [[7, 139], [7, 17]]);
  assert.deepEqual(wide[1].userData, octets("06 08 04 12 34 02 02 04 4F 04 4F 04 4F 04 4F 04 4F"));
  // An 8-bit reference has the low octet.
  assert.equal(encode("a".repeat(161), { referenceNumber: 0x1cc })[0].userData[3], 0xcc);
});

test("encode names national tables", () => {
  // Single shift is element 0x24, locking shift 0x25; Turkish is 1, Portuguese 3.
  const [single] = encode("ş", { encoding: { single: "turkish" } });
  assert.deepEqual(single.userData.slice(0, 4), octets("03 24 01 01"));
  const [both] = encode("ã", { encoding: "gsm-pt" });
  assert.deepEqual([both.headerOctets, both.userData[0]], [7, 6]);
  const places = ["24 01 03", "25 01 03"].map((element) => indexOf(both.userData, octets(element)));
  assert.deepEqual(places.sort(), [1, 4]);
});

const indexOf = (octets, some) => Buffer.from(octets).indexOf(some);

/** Reads UTF-16 behind the header back, as a phone would. */
function received({ dataCodingScheme, headerOctets, userDataLength, userData }) {
  assert.deepEqual([dataCodingScheme, userDataLength], [8, userData.length]);
  return new TextDecoder("utf-16be").decode(userData.subarray(headerOctets));
}

test("what encode writes is the text, with U+FFFD for half a surrogate pair", () => {
  for (const text of randomTexts(2, 500, 400)) {
    const messages = encode(text, { encoding: "utf-16" });
    assert.equal(messages.map(received).join(""), text.toWellFormed());
    assert.ok(messages.every(({ userData }) => userData.length <= 140));
  }
});

test("the octets of one call stay when others follow", () => {
  const [message] = encode("hellohello");
  encode("я".repeat(200));
  count("x".repeat(200_000));
  assert.deepEqual(message.userData, octets("E8 32 9B FD 46 97 D9 EC 37"));
});

// translate

test("translate replaces typography, or what the REST dialect's table has", () => {
  assert.deepEqual(translate("“5\u00a0€…” ç"), {
    text: '"5 €..." ç',
    replacements: [
      { character: "“", index: 0, replacement: '"' },
      { character: "\u00a0", index: 2, replacement: " " },
      { character: "…", index: 4, replacement: "..." },
      { character: "”", index: 5, replacement: '"' },
    ],
  });
  assert.equal(translate("“5\u00a0€…” ç", "smart").text, '"5 €..." ç');
  assert.deepEqual(translate("2º pão 😀—", "rest"), {
    text: "2 pao 😀—",
    replacements: [
      { character: "º", index: 1, replacement: "" },
      { character: "ã", index: 4, replacement: "a" },
    ],
  });
  assert.deepEqual(translate(""), { text: "", replacements: [] });
  assert.deepEqual(translate("\ud800’\udc00").text, "\ud800'\udc00");
});

test("translate has a million replacements", () => {
  const { text, replacements } = translate("’".repeat(1_000_000));
  assert.deepEqual([text, replacements.length], ["'".repeat(1_000_000), 1_000_000]);
});

// countMany

test("countMany says of each text what count does", () => {
  const long = ["a", "я", "€"].map((character) => character.repeat(2_000_000));
  const texts = ["", "a", "я", "\ud800", long[0], ...randomTexts(3, 3000, 400), long[1], long[2], ""];
  // All of one kind, so that batches of ASCII alone occur, and some that grow.
  const ascii = Array.from({ length: 3000 }, (_, index) => "ab{^".repeat(index % 97));
  const escaped = ["`", "a`b", "\t", ...Array.from({ length: 600 }, (_, index) => "a`".repeat(index))];
  for (const list of [texts, ascii, escaped, [...ascii, ...texts, ...escaped], []]) {
    for (const [many, one] of [[countMany, count], [slim.countMany, slim.count]]) {
      const counts = many(list);
      const expected = list.map((text) => figuresOf(one(text)));
      assert.equal(counts.length, list.length);
      assert.equal(counts.segments, expected.reduce((sum, { segments }) => sum + segments, 0));
      assert.deepEqual(Array.from(counts, figuresOf), expected);
    }
  }
});

for (const index of [-1, 1, 0.5, Number.NaN]) {
  test(`countMany has nothing of 1 text at ${index}`, () => {
    assert.equal(countMany(["a"]).at(index), undefined);
  });
}

// Counter

/** Edits at random, mostly near the last edit, as people type. */
function* randomEdits(random, edits) {
  let text = "";
  let at = 0;
  for (let index = 0; index < edits; index++) {
    at = random(4) ? Math.min(at, text.length) : random(text.length + 1);
    const to = Math.min(text.length, at + [0, 0, 1, random(8), random(300)][random(5)]);
    const inserted = random(3) ? randomText(random, [1, 2, random(20), random(200)][random(4)]) : "";
    text = text.slice(0, at) + inserted + text.slice(to);
    yield { edit: [at, to, inserted], text };
    at += inserted.length;
  }
}

for (const [name, api] of Object.entries({ whole: { Counter, count }, slim })) {
  test(`a Counter of the ${name} package counts after each edit as count does`, () => {
    const counter = new api.Counter();
    for (const { edit, text } of randomEdits(randomOf(4), 6000)) {
      const edited = counter.edit(...edit);
      assert.deepEqual(figuresOf(edited), figuresOf(api.count(text)));
      assert.equal(counter.length, text.length);
    }
  });
}

test("a Counter comes back from characters that GSM-7 lacks, and from escapes", () => {
  const counter = new Counter("a".repeat(155));
  const steps = [
    [[3, 3, "😀"], "UCS-2", 157],
    [[4, 5, ""], "UCS-2", 156],
    [[3, 4, "€"], "GSM-7", 157],
    [[3, 4, ""], "GSM-7", 155],
    [[0, 155, "ş"], "UCS-2", 1],
    [[0, 1, ""], "GSM-7", 0],
    [[0, 0, "\ud83d"], "UCS-2", 1],
    [[1, 1, "\ude00"], "UCS-2", 2],
  ];
  for (const [edit, encoding, units] of steps) {
    const edited = counter.edit(...edit);
    assert.deepEqual([edited.encoding, edited.units], [encoding, units], JSON.stringify(edit));
    assert.deepEqual(figuresOf(edited), figuresOf(count(counter.text)));
  }
});

test("a Counter has its text, and its code units", () => {
  const counter = new Counter("Grüße 😀");
  counter.edit(2, 4, "o\ud800");
  assert.deepEqual([counter.text, counter.length], ["Gro\ud800e 😀", 8]);
  for (let index = 0; index < 8; index++) assert.equal(counter.charCodeAt(index), "Gro\ud800e 😀".charCodeAt(index));
  let expected = "";
  for (const { edit, text } of randomEdits(randomOf(5), 500)) {
    if (expected === "") counter.edit(0, counter.length, "");
    counter.edit(...edit);
    assert.equal(counter.text, (expected = text));
  }
});

test("a Counter holds a text of a million code units", () => {
  const counter = new Counter("ab{я".repeat(250_000));
  assert.deepEqual(figuresOf(counter.count), figuresOf(count("ab{я".repeat(250_000))));
  assert.equal(counter.edit(500_000, 500_004, "😀").units, 999_998);
  assert.equal(counter.edit(0, 999_998, "").segments, 0);
  assert.equal(counter.edit(0, 0, "€".repeat(1_000_000)).units, 2_000_000);
});

test("Counters do not disturb each other, nor other calls", () => {
  const [one, other] = [new Counter("€".repeat(10)), new Counter("я".repeat(10))];
  count("a".repeat(500), { reference: "16-bit" });
  assert.deepEqual([one.count.units, other.count.units], [20, 10]);
  assert.equal(one.edit(0, 1, "").units, 18);
  assert.equal(other.edit(0, 10, "a").encoding, "GSM-7");
  assert.equal(one.count.encoding, "GSM-7");
});
