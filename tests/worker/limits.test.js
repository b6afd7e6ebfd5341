// How much may be asked: limits of credentials and accounts, and what one account's flood is to another.
import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, describe, test } from "node:test";
import { until } from "../until.js";
import { basic, errorBody, start } from "./harness.js";
import { createUser, failureOf, keyed, signIn } from "./native.js";

const MANY = { perSecond: 100_000, burst: 100_000 };
const REASON = "Too many requests";
let server;

before(async () => {
  server = await start();
});
after(() => server.stop());

/** A caller of a new account with these limits. */
const limited = async (limits) => ({ user: await server.createAccount({ limits: { account: MANY, credential: MANY, ...limits } }) });
const account = (caller) => server.get("/v1/account", caller);
const rest = (caller) => server.get("/api/rest/account", caller);

/** Each limit of an answer's header: its name, with its parameters. */
function limitsOf({ headers }, name = "ratelimit") {
  const items = headers.get(name)?.split(", ") ?? [];
  return Object.fromEntries(items.map((item) => {
    const [, limit, parameters] = /^"(\w+)"((?:;[qwrt]=\d+)+)$/.exec(item);
    const pairs = parameters.slice(1).split(";").map((pair) => pair.split("="));
    return [limit, Object.fromEntries(pairs.map(([key, value]) => [key, Number(value)]))];
  }));
}

/** Asks until it is too much; the answers until then, and the one that refuses. */
async function exhaust(ask, most) {
  const answers = [];
  for (let count = 0; count <= most; count++) {
    const answer = await ask();
    if (answer.status === 429) return { answers, refused: answer };
    answers.push(answer);
  }
  assert.fail(`${most} requests were not too many`);
}

function assertPutOff({ status, headers }) {
  assert.equal(status, 429);
  assert.match(headers.get("retry-after"), /^[1-9]\d*$/);
}

describe("an answer tells where the limits stand", () => {
  test("of the credential and of the account, with every status", async () => {
    const caller = await limited({ credential: { perSecond: 2, burst: 50 }, account: { perSecond: 3, burst: 100 } });
    const policy = { credential: { q: 50, w: 25 }, account: { q: 100, w: 34 } };
    for (const [status, answer] of [
      [200, await account(caller)],
      [200, await rest(caller)],
      [404, await server.get("/v1/links/zzzzzz", caller)],
      [400, await server.post("/v1/links", {}, caller)],
      [422, await server.post("/api/rest/otp/generate", {}, caller)],
    ]) {
      assert.equal(answer.status, status);
      assert.deepEqual(limitsOf(answer, "ratelimit-policy"), policy);
      const { credential, account } = limitsOf(answer);
      assert.ok(credential.r < 50 && credential.r >= 45 && credential.t >= 1 && credential.t <= 25, JSON.stringify(credential));
      assert.ok(account.r < 100 && account.r >= 95 && account.t >= 1 && account.t <= 34, JSON.stringify(account));
    }
  });

  test("strangers are told nothing of them", async () => {
    const { user } = await limited({});
    for (const caller of [{}, { user: { ...user, apiPassword: "wrong" } }]) {
      const answer = await account(caller);
      assert.deepEqual([answer.status, limitsOf(answer), limitsOf(answer, "ratelimit-policy")], [401, {}, {}]);
    }
  });
});

describe("a credential at its limit", () => {
  test("is put off in either dialect, and told for how long, and by which limit, however often it asks", async () => {
    for (const ask of [account, rest]) {
      const caller = await limited({ credential: { perSecond: 1, burst: 5 } });
      const { answers, refused } = await exhaust(() => ask(caller), 30);
      assert.ok(answers.length >= 5 && answers.every(({ status }) => status === 200), `${answers.length} answers`);
      assert.deepEqual(limitsOf(answers[0]).credential.r, 4);
      assert.deepEqual(limitsOf(refused), { credential: { r: 0, t: 5 } });
      for (const answer of [refused, await ask(caller)]) {
        assertPutOff(answer);
        assert.equal(limitsOf(answer).credential.r, 0);
        assert.deepEqual(limitsOf(answer, "ratelimit-policy"), { credential: { q: 5, w: 5 } });
        if (ask === rest) assert.deepEqual(answer.json, errorBody(429, REASON));
        else assert.deepEqual(failureOf(answer), [429, REASON]);
      }
    }
  });

  test("leaves the others of its account what they may ask", async () => {
    const caller = await limited({ credential: { perSecond: 1, burst: 6 }, account: { perSecond: 1, burst: 100 } });
    const { bearer } = await keyed(server, caller, ["account:read"]);
    const other = await keyed(server, caller, ["account:read"]);
    await exhaust(() => account({ bearer }), 30);
    const { credential: before, account: left } = limitsOf(await account(other));
    assert.equal(before.r, 5, "its own are untouched");
    // Each is written otherwise, so that none is turned away before it reaches the account.
    const written = (count) => ({ headers: { Authorization: `Bearer ${" ".repeat(count)}${bearer}` } });
    const flood = await Promise.all(Array.from({ length: 100 }, (_, index) => account(written(index))));
    const refused = flood.filter(({ status }) => status === 429).length;
    assert.ok(refused > 80, `${refused} were refused`);
    const { account: now } = limitsOf(await account(other));
    assert.ok(now.r >= left.r - 1 - (flood.length - refused), `${left.r} before, ${now.r} now`);
  });

  test("holds for keys, the API password and a user's session, each with its own", async () => {
    const caller = await limited({ credential: { perSecond: 1, burst: 8 } });
    const { email } = await createUser(server, caller);
    const session = await signIn(server, email);
    const key = await keyed(server, caller, ["account:read"]);
    for (const one of [session, key, caller]) assertPutOff((await exhaust(() => account(one), 30)).refused);
  });
});

test("an account at its limit puts off all its credentials, and none of another account", async () => {
  const caller = await limited({ account: { perSecond: 1, burst: 10 } });
  const other = await limited({ account: { perSecond: 1, burst: 10 } });
  const key = await keyed(server, caller, ["account:read"]);
  const { refused } = await exhaust(() => account(key), 30);
  assertPutOff(refused);
  assert.equal(limitsOf(refused).account.r, 0);
  assert.deepEqual(limitsOf(refused, "ratelimit-policy").account, { q: 10, w: 10 });
  assertPutOff((await exhaust(() => rest(caller), 5)).refused);
  const { status, headers } = await account(other);
  assert.deepEqual([status, headers.get("ratelimit").includes('"account";r=9')], [200, true]);
});

test("a flood of one account leaves another's calls and limits as they were", async () => {
  const flooding = await limited({ account: { perSecond: 5, burst: 20 }, credential: { perSecond: 5, burst: 20 } });
  const calm = await limited({ account: { perSecond: 1, burst: 200 } });
  let isOver = false;
  const flood = Array.from({ length: 20 }, async () => {
    const statuses = {};
    while (!isOver) {
      const { status } = await account(flooding);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
    return statuses;
  });
  const left = [];
  for (let count = 0; count < 50; count++) {
    const answer = await account(calm);
    assert.equal(answer.status, 200, answer.text);
    left.push(limitsOf(answer).account.r);
  }
  isOver = true;
  const statuses = await Promise.all(flood);
  const refused = statuses.reduce((sum, { 429: count = 0 }) => sum + count, 0);
  assert.ok(refused > 100, `${refused} of the flood were refused`);
  assert.deepEqual(statuses.flatMap(Object.keys).filter((status) => !["200", "429"].includes(status)), []);
  // What is left falls by one with each call at the most, and by nothing for the other's flood.
  for (const [index, remaining] of left.entries()) assert.ok(remaining >= 199 - index, `${remaining} left after ${index + 1}`);
});

describe("calls with the same credentials at a time", () => {
  const AT_A_TIME = 256;

  /** A call whose body never comes: it is being served until it is broken off. */
  function hanging({ user }) {
    const headers = { Authorization: basic(user.username, user.apiPassword), "Content-Length": 10 };
    const outgoing = request(new URL("/v1/links", server.url), { method: "POST", headers, agent: false });
    outgoing.on("error", () => {});
    outgoing.flushHeaders();
    return outgoing;
  }

  const breakOff = (outgoing) =>
    new Promise((resolve) => {
      outgoing.on("close", resolve);
      outgoing.destroy();
    });

  test(`are at most ${AT_A_TIME}: the next is told to come again, and everybody else is served`, async () => {
    const [busy, other] = [await limited({}), await limited({})];
    const key = await keyed(server, busy, ["account:read"]);
    const calls = Array.from({ length: AT_A_TIME }, () => hanging(busy));
    const answer = await until(() => account(busy), ({ status }) => status === 503);
    assert.deepEqual(failureOf(answer), [503, "Service busy"]);
    assert.match(answer.headers.get("retry-after"), /^[1-9]\d*$/);
    const refused = await rest(busy);
    assert.deepEqual([refused.status, refused.json], [503, errorBody(503, "Service busy")]);
    for (const caller of [key, other]) assert.equal((await account(caller)).status, 200);

    await Promise.all(calls.map(breakOff));
    const served = await until(() => account(busy), ({ status }) => status === 200);
    assert.equal(served.status, 200, "calls that were broken off are no longer served");
  });
});
