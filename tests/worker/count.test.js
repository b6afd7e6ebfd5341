// Segment counts over HTTP: /api/rest/sms/count.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cases } from "../fixtures/segments.js";
import { errorBody, start } from "./harness.js";

let server, user;
const count = (body) => server.post("/api/rest/sms/count", body, { user });

before(async () => {
  server = await start();
  user = await server.createAccount();
});
after(() => server.stop());

test("counts every fixture, one by one and all in one call", async () => {
  const wellFormed = cases.filter(({ text, expected }) => text.isWellFormed() && expected.segments <= 255);
  assert.ok(wellFormed.length > 50);
  const { json } = await count({ messages: wellFormed.map(({ text }) => text) });
  for (const [index, { name, text, expected }] of wellFormed.entries()) {
    const one = (await count({ message: text })).json.data;
    assert.deepEqual(json.data[index], one, name);
    const { encoding, segments, units, remaining, capacity } = one;
    const nonGsm = one.nonGsm.map(({ character, index }) => ({ character, index }));
    assert.deepEqual({ encoding, segments, units, remaining, capacity, nonGsm }, expected, name);
    assert.equal(one.parts.map(({ utf16: [from, to] }) => text.slice(from, to)).join(""), text, name);
    const characters = [...text];
    assert.equal(one.parts.map(({ characters: [from, to] }) => characters.slice(from, to).join("")).join(""), text, name);
    assert.equal(one.parts.length, segments);
  }
});

test("says what makes a text dear, what to write instead, and what that saves", async () => {
  const { json } = await count({ message: `It’s late ${"x".repeat(70)}` });
  assert.deepEqual(json.data, {
    encoding: "UCS-2", segments: 2, units: 80, remaining: 54, capacity: 67, headerOctets: 6,
    parts: [{ utf16: [0, 67], characters: [0, 67], units: 67 }, { utf16: [67, 80], characters: [67, 80], units: 13 }],
    nonGsm: [{ character: "’", index: 2, replacement: "'" }],
    saving: 1, warnings: [],
  });
});

test("finds the cheapest encoding, and those that are asked for", async () => {
  const message = "ção ".repeat(38);
  const figures = async (options) => {
    const { encoding, lockingShift, singleShift, segments, capacity } = (await count({ message, ...options })).json.data;
    return [encoding, lockingShift, singleShift, segments, capacity];
  };
  assert.deepEqual(await figures({}), ["UCS-2", undefined, undefined, 3, 67]);
  assert.deepEqual(await figures({ encoding: "best" }), ["GSM-7", "portuguese", "default", 1, 155]);
  assert.deepEqual(await figures({ encoding: "best", languages: ["turkish"] }), ["UCS-2", undefined, undefined, 3, 67]);
  assert.deepEqual(await figures({ encoding: "gsm-pt" }), ["GSM-7", "portuguese", "portuguese", 1, 152]);
  assert.deepEqual(await figures({ encoding: "utf-16", reference: "16-bit" }), ["UCS-2", undefined, undefined, 3, 66]);
});

test("warns of line ends and of more parts than a call may send", async () => {
  const { json } = await count({ message: `${"x".repeat(79)}\r\n${"y".repeat(80)}` });
  assert.deepEqual(json.data.warnings, ["line ends of two characters cost 1 more than a line feed alone would"]);
  const long = await count({ message: "x".repeat(153 * 15 + 1) });
  assert.deepEqual(long.json.data.warnings, ["more parts than the 15 that one call may send"]);
});

test("replaces characters before it counts, and says which", async () => {
  const { json } = await count({ message: "“São” – já", trans: 1, smart: true });
  const { encoding, segments, text, replacements } = json.data;
  assert.deepEqual({ encoding, segments, text }, { encoding: "GSM-7", segments: 1, text: '"Sao" - ja' });
  assert.deepEqual(replacements[1], { character: "ã", index: 2, replacement: "a" });
  assert.deepEqual(replacements.map(({ index }) => index), [0, 2, 4, 6, 9]);
  const { json: smart } = await count({ message: "“São” – já", smart: true });
  assert.equal(smart.data.text, '"São" - já');
});

test("counts as a carrier does that takes less, and keeps grapheme clusters whole when asked", async () => {
  const capacity = { gsm: [150, 150], ucs2: [70, 66] };
  assert.equal((await count({ message: "a".repeat(151), capacity })).json.data.segments, 2);
  assert.equal((await count({ message: "я".repeat(133), capacity })).json.data.segments, 3);
  const message = `${"я".repeat(65)}👩‍👩‍👧‍👦`;
  const starts = async (options) => (await count({ message, ...options })).json.data.parts.map(({ utf16: [from] }) => from);
  assert.deepEqual(await starts({}), [0, 67]);
  assert.deepEqual(await starts({ graphemes: true }), [0, 65]);
});

test("refuses what cannot be counted as asked, with the document's codes", async () => {
  for (const [body, status, code, description] of [
    [{ message: "ç", encoding: "gsm" }, 400, 113, "Invalid coding: message: the alphabet lacks the character at UTF-16 offset 0"],
    [{ messages: ["a", "好"], encoding: "gsm" }, 400, 113, "Invalid coding: messages.1: the alphabet lacks the character at UTF-16 offset 0"],
    [{ message: "x".repeat(153 * 255 + 1) }, 400, 105, "Text message too long: message: 256 parts are more than the 255 that a message may have"],
    [{}, 422, 422, "The message field is required."],
    [{ message: "a", encoding: "latin1" }, 422, 422, "The encoding field must be a valid encoding: auto, best, gsm, gsm-pt or utf-16."],
    ["not json", 400, 125, "Invalid JSON"],
  ]) {
    const answer = await count(body);
    assert.equal(answer.status, status);
    assert.deepEqual(answer.json, errorBody(code, description));
  }
});

test("needs an account", async () => {
  assert.equal((await server.post("/api/rest/sms/count", { message: "a" })).status, 401);
});
