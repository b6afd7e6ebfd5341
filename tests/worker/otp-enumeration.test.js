// Nobody learns from an answer, its size or how long it takes whether a recipient is known or has a code, beyond what the REST dialect documents.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { SETTINGS, basic, start } from "./harness.js";

const REQUESTS = 10_000;
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

test("how long a check takes does not tell whether there is a code", async () => {
  // By itself: what the harness does with an answer takes longer, the longer that is.
  const headers = { Authorization: basic(user.username, user.apiPassword) };
  const url = `${server.url.origin}/api/rest/otp/check`;
  const check = async (recipient) => (await fetch(url, { method: "POST", headers, body: JSON.stringify({ recipient, code: "0" }) })).text();
  const [known, unknown] = [(index) => String(34_630_000_000 + (index % 500)), (index) => String(34_640_000_000 + (index % 500))];
  const code = { length: 10, maxAttempts: 10, maxSecondsValidity: 600 };
  for (let index = 0; index < 500; index++) await server.post("/api/rest/otp/generate", { recipient: known(index), ...code }, { user });
  const times = { known: [], unknown: [] };
  const timed = async (kind, recipient, hasCode) => {
    const begun = performance.now();
    const answer = await check(recipient);
    times[kind].push(performance.now() - begun);
    const { valid, otp } = JSON.parse(answer).data;
    assert.deepEqual([valid, otp !== null], [false, hasCode]);
  };
  for (let index = 0; index < REQUESTS / 2; index++) {
    // Whichever comes first may find the machine in another state.
    const pair = [() => timed("known", known(index), true), () => timed("unknown", unknown(index), false)];
    for (const one of index % 2 ? pair : pair.reverse()) await one();
  }
  const chance = chanceOfLonger(times.known, times.unknown);
  assert.ok(Math.abs(chance - 0.5) < 0.05, `a check of a code takes longer with a chance of ${chance.toFixed(3)}`);
});

test("a verification is begun alike for who is known and who is not", async () => {
  const begin = (recipient, appId) => server.post("/v1/verifications", { recipient, appId }, { user });
  const shape = ({ status, text, headers }) => [status, text.length, [...headers.keys()].filter((name) => name !== "date").sort()];
  const known = "34650000001";
  await server.post("/api/rest/otp/generate", { recipient: known }, { user });
  await begin(known, "aa");
  assert.deepEqual(shape(await begin(known, "bb")), shape(await begin("34650000002", "bb")));
});
