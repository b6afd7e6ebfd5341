// How many verifications may begin, which prefixes are stopped, what became of them all, and who is told.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startReceiver } from "../gateway/receiver.js";
import { withProviders } from "../gateway/sender.js";
import { until } from "../until.js";
import { SETTINGS, start, temporaryFolder } from "./harness.js";
import { mailServer } from "./mail-server.js";
import { dataOf, failureOf, keyed } from "./native.js";
import { age, filesIn } from "./storage.js";

const PATH = "/v1/verifications";
const MANY = { address: 1e6, prefix: 1e6, credential: 1e6, account: 1e6, stopsPumping: false };
const GENEROUS = { perSecond: 100_000, burst: 100_000 };
let receiver, server;
let people = 0;
const someone = (prefix = "346211") => prefix + String(++people).padStart(11 - prefix.length, "0");

before(async () => {
  receiver = await startReceiver();
  server = await start({ settings: withProviders({ own: receiver.setting }, undefined, { ENVIRONMENT: "local" }) });
});
after(() => {
  receiver.stop();
  return server.stop();
});

/** The setting for a mail server that is there until the test ends. */
async function withMail(t) {
  const { port } = await mailServer(t);
  return { ENVIRONMENT: "local", MAIL: JSON.stringify({ host: "127.0.0.1", port, security: "none", from: "codes@acme.example" }) };
}

/** A new account that may begin so many. */
const limited = async (verifications, of = server) => ({
  user: await of.createAccount({ limits: { account: GENEROUS, credential: GENEROUS, verifications: { ...MANY, ...verifications } } }),
});
const begin = (caller, body, of = server) => of.post(PATH, { recipient: someone(), ...body }, caller);
const created = async (caller, body, of) => dataOf(await begin(caller, body, of), 201);
const check = async ({ id }, code, caller, of = server) => dataOf(await of.post(`${PATH}/${id}/check`, { code }, caller));
const stats = async (caller, query = "", of = server) => dataOf(await of.get(`${PATH}/stats?${query}`, caller));
const codeTo = async (number) => {
  const [{ body }] = await until(() => receiver.for(number), (posts) => posts.length > 0, 30_000);
  return /\b\d{6}\b/.exec(body.text)[0];
};
/** The statistics, once they are so. */
const counted = (caller, isIt, query, of) => until(() => stats(caller, query, of), isIt, 30_000);

describe("so many may begin within an hour", () => {
  test("of an account, by a credential, from an address, to a prefix", async () => {
    const from = (address) => ({ address });
    const to = (prefix) => ({ recipient: someone(prefix) });
    for (const [limit, bodies, other] of [
      ["account", [{}, {}], undefined],
      ["address", [from("203.0.113.7"), from("203.0.113.7")], from("203.0.113.8")],
      // One subscriber has a whole network of IPv6.
      ["address", [from("2001:db8::1"), from("2001:db8::ffff")], from("2001:db8:0:1::1")],
      ["prefix", [to("346212"), to("346212")], to("346213")],
    ]) {
      const caller = await limited({ [limit]: 1 });
      const [first, second] = bodies;
      await created(caller, first);
      const refused = await begin(caller, second);
      assert.deepEqual(failureOf(refused).slice(0, 1), [429], limit);
      const wait = Number(refused.headers.get("retry-after"));
      assert.ok(wait > 3_480 && wait <= 3_600, `${limit}: ${wait} seconds`);
      if (other) await created(caller, other);
    }
    const caller = await limited({ credential: 1 });
    const [one, two] = [await keyed(server, caller, ["otp:write"]), await keyed(server, caller, ["otp:write"])];
    await created(one);
    assert.equal((await begin(one)).status, 429);
    await created(two);
  });

  test("and what is refused begins nothing, and is not sent", async () => {
    const caller = await limited({ account: 1 });
    const recipient = someone();
    await created(caller);
    assert.equal((await begin(caller, { recipient })).status, 429);
    const { total } = await counted(caller, ({ total: { sent } }) => sent === 1);
    assert.deepEqual([total.created, receiver.for(recipient).length], [1, 0]);
  });

  test("an address that is none is told", async () => {
    const caller = await limited({});
    const { json } = await begin(caller, { address: "203.0.113.256" });
    assert.deepEqual(json.errors.details.map(({ path, code }) => [path, code]), [["address", "format"]]);
  });
});

test("what became of verifications is counted, by country, prefix, channel and time", async (t) => {
  const own = await start({ settings: withProviders({ own: receiver.setting }, undefined, await withMail(t)), t });
  const caller = await limited({}, own);
  const [spain, portugal] = [someone("346214"), "351912345678"];
  const right = await created(caller, { recipient: spain }, own);
  assert.equal((await check(right, await codeTo(spain), caller, own)).valid, true);
  const failed = await created(caller, { recipient: portugal, attempts: 1 }, own);
  const code = await codeTo(portugal);
  await check(failed, code === "123456" ? "123457" : "123456", caller, own);
  const canceled = await created(caller, { recipient: "somebody@example.com" }, own);
  await until(() => own.get(`${PATH}/${canceled.id}`, caller), ({ json }) => json.data.deliveries.length > 0);
  assert.equal((await own.delete(`${PATH}/${canceled.id}`, caller)).status, 204);
  // To nobody: a number that nobody can have.
  assert.equal((await created(caller, { recipient: "349000000" }, own)).status, "blocked");

  const isAll = ({ total }) => total.sent === 3 && total.approved + total.failed + total.canceled + total.blocked === 4;
  const { total, series, groups, stops } = await counted(caller, isAll, "group=country&interval=day", own);
  const { conversion, secondsToApprove, ...counts } = total;
  assert.deepEqual(counts, {
    created: 4, sent: 3, delivered: 0, undelivered: 0, approved: 1, failed: 1, expired: 0, canceled: 1, blocked: 1, cost: 0,
  });
  assert.equal(conversion, 0.25);
  assert.ok(secondsToApprove.median >= 5 && secondsToApprove.p90 === secondsToApprove.median);
  assert.deepEqual(stops, []);
  assert.equal(series.reduce((sum, part) => sum + part.created, 0), 4);
  assert.deepEqual(groups.map(({ value, created, approved }) => [value, created, approved]).sort(), [["", 1, 0], ["ES", 2, 1], ["PT", 1, 0]]);

  const by = async (query) => (await stats(caller, query, own)).groups.map(({ value, created }) => `${value} ${created}`).sort();
  assert.deepEqual(await by("group=channel"), ["email 1", "sms 3"]);
  assert.deepEqual(await by("group=prefix&channel=sms&country=PT"), ["351912 1"]);
  assert.equal((await stats(caller, "prefix=346214", own)).total.approved, 1);
  assert.equal((await stats(caller, "to=2026-01-01T00:00:00Z", own)).total.created, 0);
  assert.equal((await stats(await limited({}, own), "", own)).total.created, 0, "another account has none of it");
});

test("what a carrier says of a code is shown and counted", async (t) => {
  const sandbox = await start({ settings: { ...SETTINGS, ENVIRONMENT: "local" }, t });
  const caller = await limited({}, sandbox);
  // The sandbox goes by the last digit.
  const [arrives, lost] = await Promise.all(["34620000100", "34620000208"].map((recipient) => created(caller, { recipient }, sandbox)));
  const { total } = await counted(caller, ({ total: { delivered, undelivered } }) => delivered + undelivered === 2, "", sandbox);
  assert.deepEqual([total.sent, total.delivered, total.undelivered], [2, 1, 1]);
  const passage = async ({ id }) => dataOf(await sandbox.get(`${PATH}/${id}`, caller)).deliveries.map(({ status }) => status);
  assert.deepEqual([await passage(arrives), await passage(lost)], [["delivered"], ["undelivered"]]);
});

test("a way whose message does not arrive gives way to the next at once", async (t) => {
  const sandbox = await start({ settings: { ...SETTINGS, ...(await withMail(t)) }, t });
  const caller = await limited({}, sandbox);
  const channels = [{ channel: "sms", timeout: 600 }, { channel: "email", to: "next@example.com" }];
  const verification = await created(caller, { recipient: "34620000308", channels, validity: 600 }, sandbox);
  const deliveries = async () => dataOf(await sandbox.get(`${PATH}/${verification.id}`, caller)).deliveries;
  const found = await until(deliveries, (list) => list.length === 2, 60_000);
  assert.deepEqual(found.map(({ channel, status }) => [channel, status]), [["sms", "undelivered"], ["email", "sent"]]);
});

test("webhooks are told what happens, and never to whom", async (t) => {
  const hooks = await startReceiver();
  t.after(() => hooks.stop());
  const caller = await limited({});
  hooks.secret = dataOf(await server.post("/v1/webhooks", { url: hooks.url }, caller), 201).secret;
  const recipient = someone("346216");
  const verification = await created(caller, { recipient, appId: "shop", metadata: { order: "7301" } });
  const code = await codeTo(recipient);
  await check(verification, code, caller);
  const told = () => hooks.posts.flatMap(({ body }) => body.data.map((event) => ({ type: body.type, ...event })));
  const events = await until(told, (list) => list.length >= 3, 30_000);
  assert.deepEqual(events.map(({ type }) => type).sort(), ["verification.approved", "verification.created", "verification.sent"]);
  for (const { type, verificationId, appId, metadata, channel, country, prefix } of events) {
    assert.deepEqual([verificationId, appId, metadata.order, channel, country, prefix], [verification.id, "shop", "7301", "sms", "ES", "346216"], type);
  }
  const everything = JSON.stringify(hooks.posts);
  for (const secret of [recipient, code]) assert.ok(!everything.includes(secret));
});

describe("a prefix whose codes do not come back", () => {
  test("is stopped, the account is told, and opens it again; it outlives a restart", async (t) => {
    const persist = temporaryFolder(t);
    const hooks = await startReceiver();
    t.after(() => hooks.stop());
    const settings = withProviders({ own: receiver.setting }, undefined, { ENVIRONMENT: "local" });
    let own = await start({ persist, settings });
    const caller = await limited({ stopsPumping: true }, own);
    hooks.secret = dataOf(await own.post("/v1/webhooks", { url: hooks.url }, caller), 201).secret;
    const pumped = (of = own) => created(caller, { recipient: someone("346217") }, of);
    for (let number = 0; number < 20; number++) assert.equal((await pumped()).status, "pending");
    await counted(caller, ({ total: { sent } }) => sent === 20, "", own);
    await own.stop();
    // They have had their time.
    age(persist, 300, "VerificationTraffic");

    own = await start({ persist, settings });
    t.after(() => own.stop());
    assert.equal((await pumped()).status, "blocked");
    assert.equal((await created(caller, { recipient: someone("346218") }, own)).status, "pending", "another prefix is open");
    const [{ prefix, sent, approved, usualConversion, stoppedAt, until: end }] = (await stats(caller, "", own)).stops;
    assert.deepEqual([prefix, sent, approved, usualConversion], ["346217", 20, 0, 0.5]);
    assert.equal(Date.parse(end) - Date.parse(stoppedAt), 86_400_000);
    const told = () => hooks.posts.filter(({ body }) => body.type === "verification.prefix_stopped");
    const [{ body }] = await until(told, (posts) => posts.length > 0, 30_000);
    assert.deepEqual([body.data.length, body.data[0].prefix], [1, "346217"]);

    const stop = `${PATH}/stops/346217`;
    assert.equal((await own.delete(stop, await limited({}, own))).status, 404, "not another account's");
    assert.equal((await own.delete(stop, caller)).status, 204);
    assert.equal((await own.delete(stop, caller)).status, 404);
    assert.equal((await pumped()).status, "pending");
    assert.deepEqual((await stats(caller, "", own)).stops, []);
    assert.equal(told().length, 1, "once");
  });
});

describe("messages with {OTP_CODE}", () => {
  const send = (caller, to, of = server, message = "{OTP_CODE}") => of.post("/api/rest/sms", { from: "Shop", message, to: [to].flat() }, caller);
  const checked = async (caller, recipient, of = server) => {
    const [{ body }] = await until(() => receiver.for(recipient), (posts) => posts.length > 0, 30_000);
    return of.post("/api/rest/otp/check", { recipient, code: body.text }, caller);
  };

  test("go to the countries that codes go to", async () => {
    const caller = await limited({});
    assert.equal((await server.patch("/v1/account", { codePrefixes: ["34"] }, caller)).status, 200);
    const french = "33612345678";
    const closed = await send(caller, french);
    assert.deepEqual([closed.status, closed.json.error.code], [400, 102]);
    assert.equal((await send(caller, french, server, "no code")).status, 202);
    const mixed = await send(caller, [someone(), french]);
    assert.deepEqual([mixed.status, mixed.json.result.map(({ error }) => error?.code)], [207, [undefined, 102]]);
  });

  test("count with verifications", async () => {
    const caller = await limited({ account: 3 });
    assert.equal((await send(caller, [someone(), someone()])).status, 202);
    await created(caller);
    const refused = await send(caller, someone());
    assert.equal(refused.status, 429, refused.text);
    assert.ok(Number(refused.headers.get("retry-after")) > 3_480);
    assert.equal((await begin(caller)).status, 429);
    assert.equal((await send(caller, someone(), server, "no code")).status, 202);
    const prefixed = await limited({ prefix: 1 });
    const some = await send(prefixed, [someone("346231"), someone("346231"), someone("346232")]);
    assert.deepEqual([some.status, some.json.result.map(({ error }) => error?.code)], [207, [undefined, 102, undefined]]);
  });

  test("stop a prefix, unless their codes come back", async (t) => {
    const persist = temporaryFolder(t);
    const settings = withProviders({ own: receiver.setting }, undefined, { ENVIRONMENT: "local" });
    let own = await start({ persist, settings });
    const caller = await limited({ stopsPumping: true }, own);
    const to = (prefix) => Array.from({ length: 20 }, () => someone(prefix));
    const good = to("346234");
    for (const numbers of [to("346233"), good]) assert.equal((await send(caller, numbers, own)).status, 202);
    for (const recipient of good.slice(0, 10)) assert.equal((await checked(caller, recipient, own)).json.data.valid, true);
    await own.stop();
    age(persist, 300, "VerificationTraffic");
    own = await start({ persist, settings });
    t.after(() => own.stop());
    const stopped = await send(caller, someone("346233"), own);
    assert.deepEqual([stopped.status, stopped.json.error.code], [400, 102]);
    assert.equal((await send(caller, someone("346234"), own)).status, 202);
    assert.equal((await created(caller, { recipient: someone("346233") }, own)).status, "blocked");
    assert.deepEqual((await stats(caller, "", own)).stops.map(({ prefix, sent, approved }) => [prefix, sent, approved]), [["346233", 20, 0]]);
  });
});

test("what is kept has no number and no address", async (t) => {
  const persist = temporaryFolder(t);
  const own = await start({ persist, settings: withProviders({ own: receiver.setting }) });
  const caller = await limited({}, own);
  const recipient = someone("346219");
  await created(caller, { recipient, address: "203.0.113.77" }, own);
  await counted(caller, ({ total: { sent } }) => sent === 1, "", own);
  await own.stop();
  const bytes = filesIn(persist).map(([, bytes]) => bytes.toString("latin1")).join("");
  assert.ok(bytes.includes("346219"), "the prefix is");
  for (const secret of [recipient, "203.0.113.77"]) assert.ok(!bytes.includes(secret));
});
