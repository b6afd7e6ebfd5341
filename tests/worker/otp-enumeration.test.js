// Nobody learns from an answer, its size or how long it takes whether a recipient is known or has a code, beyond what the REST dialect documents.
// BEGINNINGS says how many verifications are timed; few unless said, since each sends a message.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { SETTINGS, basic, start } from "./harness.js";

const CHECKS = 10_000;
const BEGINNINGS = Number(process.env.BEGINNINGS ?? 400);
let server, user;

before(async () => {
  server = await start({ settings: { ...SETTINGS, PROVIDERS: '{"providers":{"sandbox":{"kind":"sandbox"}}}' } });
  user = await server.createAccount();
});
after(() => server.stop());

/** The chance that a time of the first is longer than one of the second (the area under the ROC curve): 0.5 where they tell nothing. */
function chanceOfLonger(first, second) {
  const ranked = [...first.map((time) => [time, 1]), ...second.map((time) => [time, 0])].sort(([a], [b]) => a - b);
  const ranks = ranked.reduce((total, [, isFirst], index) => total + (isFirst ? index + 1 : 0), 0);
  return (ranks - (first.length * (first.length + 1)) / 2) / (first.length * second.length);
}

/** That times tell nothing: the chance is within 0.03 of a half, and within what so many times would be by accident once in 15,000 runs. */
function tellNothing({ known, unknown }, t) {
  const chance = chanceOfLonger(known, unknown);
  const deviation = Math.sqrt((known.length + unknown.length + 1) / (12 * known.length * unknown.length));
  t.diagnostic(`${known.length + unknown.length} requests: longer for who is known with a chance of ${chance.toFixed(3)}`);
  assert.ok(Math.abs(chance - 0.5) < 0.03 + 4 * deviation, `it takes longer for who is known with a chance of ${chance.toFixed(3)}`);
}

/** Times of so many pairs of requests, each of the one kind and of the other. Whichever comes first may find the machine in another state. */
async function timesOf(pairs, ask) {
  const times = { known: [], unknown: [] };
  const timed = async (kind, index) => {
    const begun = performance.now();
    const text = await ask[kind](index);
    times[kind].push(performance.now() - begun);
    return text;
  };
  for (let index = 0; index < pairs; index++) {
    for (const kind of index % 2 ? ["known", "unknown"] : ["unknown", "known"]) ask.judge(kind, await timed(kind, index));
  }
  return times;
}

/** By itself: what the harness does with an answer takes longer, the longer that is. */
async function post(path, body) {
  const headers = { Authorization: basic(user.username, user.apiPassword), "Content-Type": "application/json" };
  return (await fetch(server.url.origin + path, { method: "POST", headers, body: JSON.stringify(body) })).text();
}

test("how long a check takes does not tell whether there is a code", async (t) => {
  const check = (recipient) => post("/api/rest/otp/check", { recipient, code: "0" });
  const [known, unknown] = [(index) => String(34_630_000_000 + (index % 500)), (index) => String(34_640_000_000 + (index % 500))];
  const code = { length: 10, maxAttempts: 10, maxSecondsValidity: 600 };
  for (let index = 0; index < 500; index++) await server.post("/api/rest/otp/generate", { recipient: known(index), ...code }, { user });
  const judge = (kind, answer) => {
    const { valid, otp } = JSON.parse(answer).data;
    assert.deepEqual([valid, otp !== null], [false, kind === "known"]);
  };
  tellNothing(await timesOf(CHECKS / 2, { known: (index) => check(known(index)), unknown: (index) => check(unknown(index)), judge }), t);
});

test("how long a verification takes to begin does not tell whether its recipient has had another, or has a code", async (t) => {
  const begin = (recipient) => post("/v1/verifications", { recipient });
  const [known, unknown] = [(index) => String(34_660_000_000 + index), (index) => String(34_670_000_000 + index)];
  for (let index = 0; index < BEGINNINGS / 2; index++) await begin(known(index));
  const lengths = new Set();
  const judge = (_, answer) => {
    assert.equal(JSON.parse(answer).data?.status, "pending", answer);
    lengths.add(answer.length);
  };
  tellNothing(await timesOf(BEGINNINGS / 2, { known: (index) => begin(known(index)), unknown: (index) => begin(unknown(index)), judge }), t);
  assert.equal(lengths.size, 1);
});

test("a verification is begun alike for who is known and who is not", async () => {
  const begin = (recipient, appId) => server.post("/v1/verifications", { recipient, appId }, { user });
  const shape = ({ status, text, headers }) => [status, text.length, [...headers.keys()].filter((name) => name !== "date").sort()];
  const known = "34650000001";
  await server.post("/api/rest/otp/generate", { recipient: known }, { user });
  await begin(known, "aa");
  assert.deepEqual(shape(await begin(known, "bb")), shape(await begin("34650000002", "bb")));
});
