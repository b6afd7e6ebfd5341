// Tokens for pages: /v1/verifications/tokens, and what a page may do with one.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { startReceiver } from "../gateway/receiver.js";
import { withProviders } from "../gateway/sender.js";
import { until } from "../until.js";
import { operations } from "./description.js";
import { SETTINGS, start, temporaryFolder } from "./harness.js";
import { createKey, dataOf, failureOf, keyed } from "./native.js";
import { age, filesIn, storedObjects } from "./storage.js";

const PATH = "/v1/verifications";
const UNKNOWN = [401, "Username or password unknown"];
const SPENT = [409, "The token has begun a verification: ask for another"];
let receiver, server, owner;
let people = 0;
const someone = () => `346300${String(++people).padStart(5, "0")}`;

before(async () => {
  receiver = await startReceiver();
  server = await start({ settings: withProviders({ own: receiver.setting }) });
  owner = { user: await server.createAccount() };
});
after(() => {
  receiver.stop();
  return server.stop();
});

/** A page with a new token, as the options of its requests. */
const aPage = async (decided = {}, caller = owner, of = server) => ({ bearer: dataOf(await of.post(`${PATH}/tokens`, decided, caller), 201).token });
const begin = (page, body = {}, of = server) => of.post(PATH, { recipient: someone(), ...body }, page);
const pathOf = ({ id }) => `${PATH}/${id}`;
const codeOf = async (recipient) => {
  const [{ body }] = await until(() => receiver.for(recipient), (posts) => posts.length > 0, 30_000);
  return /\b\d{6}\b/.exec(body.text)[0];
};
/** All that can be asked of a verification. */
const CALLS = [["GET", ""], ["POST", "/check", { code: "1" }], ["POST", "/resend", {}], ["DELETE", ""]];
const callsOf = async (verification, page, of = server) => Promise.all(CALLS.map(async ([method, path, body]) => of.request(method, pathOf(verification) + path, { body, ...page })));

describe("a page with a token", () => {
  test("begins a verification of what is decided and what it says, and ends it", async () => {
    const created = await server.post(`${PATH}/tokens`, { expiresIn: 60, brand: "Acme", domain: "bank.example.com", attempts: 3, metadata: { session: "8c1f" } }, owner);
    const { token, expiresAt } = dataOf(created, 201);
    assert.match(token, /^sw_page_[\w-]{130,}$/);
    assert.ok(Math.abs(Date.parse(expiresAt) - created.json.meta.timestamp - 60_000) <= 1_000, expiresAt);
    const [page, recipient] = [{ bearer: token }, someone()];
    const begun = await begin(page, { recipient: `+${recipient}`, locale: "es" });
    const verification = dataOf(begun, 201);
    assert.equal(begun.headers.get("location"), pathOf(verification));
    const { status, locale, maxAttempts } = verification;
    assert.deepEqual([status, locale, maxAttempts], ["pending", "es", 3]);

    const code = await codeOf(recipient);
    const [{ body }] = receiver.for(recipient);
    assert.match(body.text, /^Acme: .*\bclave\b.*\n@bank\.example\.com #\d{6}$/s);
    assert.equal(dataOf(await server.post(`${pathOf(verification)}/check`, { code: "1" }, page)).valid, false);
    assert.equal((await server.post(`${pathOf(verification)}/resend`, {}, page)).status, 429, "not at once");
    const { valid, verification: checked } = dataOf(await server.post(`${pathOf(verification)}/check`, { code }, page));
    assert.deepEqual([valid, checked.status], [true, "approved"]);
    assert.deepEqual(failureOf(await server.delete(pathOf(verification), page)), [409, "The verification is approved"]);
  });

  test("sees neither what the account noted nor its messages", async () => {
    const [page, recipient] = [await aPage({ metadata: { session: "8c1f" } }), someone()];
    const verification = dataOf(await begin(page, { recipient }), 201);
    await codeOf(recipient);
    const sent = await until(() => server.get(pathOf(verification), owner), ({ json }) => json.data.deliveries.length > 0, 30_000);
    assert.deepEqual(dataOf(sent).metadata, { session: "8c1f" });
    assert.match(dataOf(sent).deliveries[0].messageId, /^[0-9A-Z]{13}$/);
    const answers = await callsOf(verification, page);
    for (const { text } of answers) assert.ok(!text.includes("8c1f") && !text.includes(dataOf(sent).deliveries[0].messageId), text);
    assert.deepEqual([...new Set(answers.map(({ headers }) => headers.get("ratelimit-policy")))], ['"credential";q=30;w=30']);
    const [{ metadata, deliveries }] = answers.map(({ json }) => json?.data);
    assert.deepEqual([metadata, deliveries.map(({ channel, messageId }) => [channel, messageId])], [{}, [["sms", null]]]);
    assert.equal(dataOf(await server.get(pathOf(verification), owner)).status, "canceled");
  });

  test("says nothing but what the token leaves open", async () => {
    const open = await aPage();
    const others = { channels: ["sms"], length: 4, brand: "Bank", payee: "Me", amount: "1 EUR", metadata: {}, expiresIn: 60 };
    const details = Object.keys(others).map((name) => `${name} unknown`);
    const [status, , ...found] = failureOf(await begin(open, others));
    assert.deepEqual([status, found.sort()], [400, details.sort()]);
    assert.deepEqual(failureOf(await server.post(PATH, { locale: "en" }, open)).slice(2), ["recipient required"]);
    // What is wrong has begun nothing.
    assert.equal((await begin(open)).status, 201);

    const recipient = someone();
    const decided = await aPage({ recipient, locale: "fr", payee: "Corner Shop", amount: "12.50 EUR" });
    assert.deepEqual(failureOf(await begin(decided, { locale: "en" })).slice(2), ["locale unknown", "recipient unknown"]);
    const { locale, payee, amount } = dataOf(await server.post(PATH, {}, decided), 201);
    assert.deepEqual([locale, payee, amount], ["fr", "Corner Shop", "12.50 EUR"]);
    await codeOf(recipient);
  });

  test("reaches its own verification alone", async () => {
    const [one, two] = [await aPage(), await aPage()];
    const recipient = someone();
    const first = dataOf(await begin(one, { recipient }), 201);
    const ofAccount = dataOf(await server.post(PATH, { recipient: someone() }, owner), 201);
    // Of the same recipient, so that it is in the same place.
    const second = dataOf(await begin(two, { recipient }), 201);
    for (const [page, other] of [[one, second], [two, first], [one, ofAccount], [await aPage(), first], [one, { id: "0".repeat(32) + first.id.slice(32) }]]) {
      for (const answer of await callsOf(other, page)) assert.deepEqual(failureOf(answer), [404, "Resource not found"]);
    }
    const { status, attempts } = dataOf(await server.get(pathOf(second), two));
    assert.deepEqual([status, attempts], ["pending", 0]);
  });

  test("may call nothing else", async () => {
    const isOpen = ({ method, path }) => ["POST /v1/verifications", ...CALLS.map(([method, path]) => `${method} /v1/verifications/{id}${path}`)].includes(`${method} ${path}`);
    const others = operations.filter((each) => each.operation.security.length > 0 && !isOpen(each));
    assert.equal(operations.filter(isOpen).length, 5);
    assert.ok(others.length > 80, String(others.length));
    let page;
    for (const [place, { method, path, operation }] of others.entries()) {
      // One page may not ask so much.
      if (place % 25 === 0) page = await aPage();
      const body = method === "GET" ? undefined : {};
      const { status, text } = await server.request(method, path.replace(/\{\w+\}/, "x"), { body, ...page });
      // The operator's token is another, and some want a name and password beside it.
      const isUnknown = operation.security.every((way) => way.OperatorToken || way.XAuthorization);
      assert.equal(status, isUnknown ? 401 : 403, `${method} ${path} ${text}`);
    }
  });

  test("comes from anywhere, also where the account's other callers may not", async () => {
    const caller = { user: await server.createAccount() };
    const page = await aPage({}, caller);
    const from = (address) => ({ headers: { "CF-Connecting-IP": address } });
    assert.equal((await server.put("/v1/account", { allowedIps: ["203.0.113.0/24"] }, { ...caller, ...from("203.0.113.1") })).status, 200);
    assert.equal((await server.get("/v1/account", { ...caller, ...from("198.51.100.1") })).status, 401);
    assert.equal((await begin({ ...page, ...from("198.51.100.1") })).status, 201);
  });

  test("is held back when it asks too much, and holds nobody else back", async () => {
    const [page, other] = [await aPage(), await aPage()];
    const verification = dataOf(await begin(page), 201);
    const answers = await Promise.all(Array.from({ length: 100 }, () => server.get(pathOf(verification), page)));
    const limited = answers.filter(({ status }) => status === 429);
    assert.ok(limited.length > 0 && limited.every(({ headers }) => headers.get("retry-after") === "1"));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))].sort(), [200, 429]);
    assert.equal((await begin(other)).status, 201);
    assert.equal((await server.get(pathOf(verification), owner)).status, 200);
  });
});

describe("a token", () => {
  test("begins one verification", async () => {
    const [page, recipient] = [await aPage(), someone()];
    assert.equal((await begin(page, { recipient })).status, 201);
    for (const body of [{ recipient }, {}]) assert.deepEqual(failureOf(await begin(page, body)), SPENT);
    // A call that is repeated is answered as it was.
    const repeated = await aPage();
    const options = { ...repeated, headers: { "Idempotency-Key": someone() } };
    const [first, again] = [await server.post(PATH, { recipient }, options), await server.post(PATH, { recipient }, options)];
    assert.deepEqual([dataOf(first, 201).id, again.headers.get("idempotency-replayed")], [dataOf(again, 201).id, "true"]);
  });

  test("of many calls at once, begins one verification", async () => {
    const page = await aPage();
    const recipients = Array.from({ length: 25 }, someone);
    const answers = await Promise.all(recipients.map((recipient) => begin(page, { recipient })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(24).fill(409)]);
    const begun = answers.findIndex(({ status }) => status === 201);
    await codeOf(recipients[begun]);
    assert.equal(recipients.filter((recipient) => receiver.for(recipient).length > 0).length, 1);
  });

  test("is spent by a recipient who is sent nothing", async () => {
    const page = await aPage();
    assert.equal(dataOf(await begin(page, { recipient: "870123456789" }), 201).status, "blocked");
    assert.deepEqual(failureOf(await begin(page)), SPENT);
  });

  test("is as good as before when nothing was begun", async () => {
    const recipient = someone();
    for (let count = 0; count < 5; count++) assert.equal((await server.post(PATH, { recipient }, owner)).status, 201);
    const page = await aPage();
    for (let count = 0; count < 2; count++) assert.equal((await begin(page, { recipient })).status, 429);
    assert.equal((await begin(page)).status, 201);
    assert.deepEqual(failureOf(await begin(page)), SPENT);
  });

  test("is as good as before when the account could not pay", async (t) => {
    const dear = await start({ settings: withProviders({ own: receiver.setting }), t });
    const caller = { user: await dear.createAccount() };
    const table = "countryIso,countryName,cost\nES,Spain,0.05\n";
    const loaded = await dear.put("/admin/prices", table, { admin: true });
    assert.equal(loaded.status, 200, loaded.text);
    const [page, recipient] = [await aPage({}, caller, dear), someone()];
    assert.equal((await begin(page, { recipient }, dear)).status, 402);
    await dear.post(`/admin/accounts/${caller.user.username}/credit`, { amount: 1 }, { admin: true });
    const { id, status } = dataOf(await begin(page, { recipient }, dear), 201);
    assert.equal(status, "pending");
    // Also the same recipient's, which then was nothing.
    const code = await codeOf(recipient);
    assert.equal(dataOf(await dear.post(`${PATH}/${id}/check`, { code }, page)).valid, true);
  });

  test("is made by who may begin verifications, and says what is wrong", async () => {
    assert.equal((await server.post(`${PATH}/tokens`, {}, await keyed(server, owner, ["otp:read"]))).status, 403);
    for (const [body, ...details] of [
      [{ expiresIn: 59, recipient: "x" }, "expiresIn range", "recipient format"],
      [{ channels: [{ channel: "sms", to: "34666555444" }] }, "recipient required"],
      [{ recipient: "ana@example.com", channels: ["sms"] }, "channels.0 format"],
      [{ metadata: Object.fromEntries(Array.from({ length: 10 }, (_, place) => [place, "ñ".repeat(200)])) }, "metadata format"],
    ]) {
      assert.deepEqual(failureOf(await server.post(`${PATH}/tokens`, body, owner)).slice(2), details);
    }
  });

  test("ends with the key that it was made with", async () => {
    const { id, key } = await createKey(server, owner, ["otp:write"]);
    const [page, other] = [await aPage({}, { bearer: key }), await aPage({}, { bearer: key })];
    const verification = dataOf(await begin(page), 201);
    assert.equal((await server.delete(`/v1/auth/keys/${id}`, owner)).status, 204);
    assert.deepEqual(failureOf(await begin(other)), UNKNOWN);
    for (const answer of await callsOf(verification, page)) assert.deepEqual(failureOf(answer), UNKNOWN);
  });

  test("that was changed, or is another server's, is none", async (t) => {
    const { bearer } = await aPage();
    const other = await start({ settings: { ...SETTINGS, HASH_KEY: "another-hash-key-of-the-tests-32" }, t });
    const foreign = await aPage({}, { user: await other.createAccount() }, other);
    const changed = [10, 35, 50, 60, 120, bearer.length - 1].map((place) => bearer.slice(0, place) + (bearer[place] === "a" ? "b" : "a") + bearer.slice(place + 1));
    for (const token of [...changed, foreign.bearer, `${bearer}A`, bearer.slice(0, -1), bearer.slice(8), "sw_page_", signed(bearer, 0, "x".repeat(32))]) {
      assert.deepEqual(failureOf(await begin({ bearer: token })), UNKNOWN, token);
    }
    assert.equal((await begin({ bearer: signed(bearer, 0) })).status, 201, "what is signed as it was, is as it was");
  });

  test("begins nothing after its end, and serves what it began for ten minutes more", async () => {
    const [page, late, recipient] = [await aPage({ expiresIn: 60 }), await aPage({ expiresIn: 60 }), someone()];
    const verification = dataOf(await begin(page, { recipient }), 201);
    const before = (seconds, { bearer }) => ({ bearer: signed(bearer, -seconds) });
    assert.deepEqual(failureOf(await begin(before(61, late))), UNKNOWN);
    assert.equal(dataOf(await server.get(pathOf(verification), before(601, page))).status, "pending");
    for (const answer of await callsOf(verification, before(661, page))) assert.deepEqual(failureOf(answer), UNKNOWN);
    const code = await codeOf(recipient);
    assert.equal(dataOf(await server.post(`${pathOf(verification)}/check`, { code }, before(630, page))).valid, true);
  });

  test("stays spent over a restart, is written down nowhere, and leaves nothing behind", async (t) => {
    const persist = temporaryFolder(t);
    const options = { settings: withProviders({ own: receiver.setting }), persist, t };
    const first = await start(options);
    const caller = { user: await first.createAccount() };
    const [page, recipient] = [await aPage({}, caller, first), someone()];
    const verification = dataOf(await begin(page, { recipient }, first), 201);
    await codeOf(recipient);
    await first.logLine(await first.post("/v1/links", {}, page));
    await first.stop();
    const secret = page.bearer.slice(52);
    for (const [path, bytes] of filesIn(persist)) assert.ok(!bytes.includes(secret.slice(0, 64)), path);
    assert.ok(!first.logs.join("\n").includes(secret.slice(0, 64)));
    // The recipient, and the token.
    assert.equal(storedObjects(persist), 2);

    const second = await start(options);
    assert.deepEqual(failureOf(await begin(page, {}, second)), SPENT);
    assert.equal(dataOf(await second.get(pathOf(verification), page)).status, "pending");
    await second.stop();
    age(persist, 86_400 + 600);
    const third = await start(options);
    const left = async () => {
      // Any call starts the objects, and with them the alarms that are due.
      await third.get(`${PATH}/${"0".repeat(48)}`, caller);
      return storedObjects(persist);
    };
    assert.equal(await until(left, (count) => count === 0, 30_000), 0);
    await third.stop();
  });
});

describe("the account's server", () => {
  test("learns of whom a verification is, whatever the page says", async () => {
    const [page, recipient, mailbox] = [await aPage(), someone(), await aPage()];
    const verification = dataOf(await begin(page, { recipient }), 201);
    const shown = (query, caller = owner) => server.get(`${pathOf(verification)}?${new URLSearchParams(query)}`, caller);
    for (const same of [recipient, `+${recipient}`]) assert.equal(dataOf(await shown({ recipient: same })).id, verification.id);
    for (const other of [someone(), "ana@example.com"]) assert.deepEqual(failureOf(await shown({ recipient: other })), [404, "Resource not found"]);
    assert.deepEqual(failureOf(await shown({ recipient: "x" })).slice(2), ["recipient format"]);
    assert.equal((await shown({ recipient }, { user: await server.createAccount() })).status, 404);
    assert.equal((await begin(mailbox, { recipient: "ana@example.com" })).status, 503, "nobody carries e-mail here");
  });
});

describe("the sandbox", () => {
  const DEMO = { DEMO_USERNAME: "demo", DEMO_API_PASSWORD: "demo-api-password" };

  test("gives tokens of the demo account, on a developer's machine", async (t) => {
    const local = await start({ settings: { ...SETTINGS, ...DEMO, ENVIRONMENT: "local" }, t });
    const token = async () => ({ bearer: (await local.post("/sandbox/tokens")).json.token });
    const [page, recipient] = [await token(), someone()];
    const { id, appId } = dataOf(await begin(page, { recipient }, local), 201);
    assert.equal(appId, "verify");
    const sent = await until(() => local.get("/sandbox/messages"), ({ json }) => json.some(({ to }) => to === recipient), 30_000);
    assert.match(sent.json.find(({ to }) => to === recipient).text, /^Acme: .*\d{6}/);
    const demo = { user: { username: DEMO.DEMO_USERNAME, apiPassword: DEMO.DEMO_API_PASSWORD } };
    assert.equal(dataOf(await local.get(`${PATH}/${id}`, demo)).id, id);
    assert.deepEqual(dataOf(await local.get(`${PATH}/${id}?recipient=${recipient}`, demo)).metadata, {});
    assert.equal((await local.get("/sandbox/tokens")).status, 405);
  });

  test("gives none elsewhere", async (t) => {
    assert.equal((await server.post("/sandbox/tokens")).status, 404);
    for (const settings of [{ ...SETTINGS, ...DEMO }, { ...SETTINGS, ENVIRONMENT: "local" }]) {
      const other = await start({ settings, t });
      assert.equal((await other.post("/sandbox/tokens")).status, 404);
    }
  });
});

/** A token as it would be had it been made so many seconds later: signed anew, by what the server signs with or by another key. */
function signed(token, seconds, key = SETTINGS.HASH_KEY) {
  const fields = /^sw_page_(.{22})(.{16})(.{6}).{64}(.*)$/.exec(token).slice(1);
  const symbols = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  let end = [...fields[2]].reduce((number, digit) => number * 62 + symbols.indexOf(digit), 0) + seconds;
  fields[2] = "";
  for (; fields[2].length < 6; end = Math.floor(end / 62)) fields[2] = symbols[end % 62] + fields[2];
  const hash = createHmac("sha256", key);
  for (const part of ["page-token", ...fields]) {
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(Buffer.byteLength(part)));
    hash.update(length).update(part);
  }
  const [account, id, expiresAt, sealed] = fields;
  return `sw_page_${account}${id}${expiresAt}${hash.digest("hex")}${sealed}`;
}
