// Webhooks: /v1/webhooks, and what they are told of clicks.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { Webhook } from "standardwebhooks";
import { until } from "../until.js";
import { SETTINGS, start, temporaryFolder } from "./harness.js";
import { dataOf, failureOf, keyed } from "./native.js";
import { resolver, worldOf } from "./world.js";

const WEBHOOKS = "/v1/webhooks";
const LINKS = "/v1/links";
const HOST = "shop.example";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1";
const names = { [HOST]: ["93.184.215.14"], "inside.example": ["10.0.0.7"] };
// What was not heard is told again after one second, then two, and so on: steps as those of the minutes.
const settings = { ...SETTINGS, DNS_URL: "http://resolver.test/dns-query", WEBHOOK_RETRY_SECONDS: "1" };
/** Shards tell every few seconds, machines have a lot to do, and the last of six attempts is 15 seconds after the first. */
const PATIENCE_MS = 60_000;

/** Those who receive, by their paths. */
const receivers = new Map();
let server, world;

/** Somebody who receives at a URL of its own, and answers as is said of the first, the second … */
function receiver(...answers) {
  const path = `/hooks/${receivers.size}?a=1`;
  const received = { url: `https://${HOST}${path}`, path, heard: [], answers };
  receivers.set(path, received);
  return received;
}

async function receive(url, request) {
  const { heard, answers } = receivers.get(url) ?? receivers.get("elsewhere");
  let body = "";
  for await (const chunk of request) body += chunk;
  heard.push({ method: request.method, headers: request.headers, body });
  return answers[heard.length - 1] ?? answers.at(-1) ?? { status: 204 };
}

before(async () => {
  receivers.set("elsewhere", { heard: [], answers: [] });
  world = worldOf({ "resolver.test": resolver({}, names), [HOST]: receive, "inside.example": receive });
  server = await start({ settings, world });
});
after(() => server?.stop());

const account = async (on = server) => ({ user: await on.createAccount() });
const add = async (owner, { url }, on = server) => dataOf(await on.post(WEBHOOKS, { url }, owner), 201);
const create = async (owner, body, on = server) => dataOf(await on.post(LINKS, { target: "https://example.com/", ...body }, owner), 201);
const follow = ({ shortUrl }, headers = {}, on = server) => on.get(new URL(shortUrl).pathname, { headers });
const deliveries = async (owner, { id }, query = "", on = server) => (await on.get(`${WEBHOOKS}/${id}/deliveries${query}`, owner)).json.items;

/** What a webhook was told, whose signatures must be right. */
const told = ({ heard }, secret) => heard.flatMap(({ body, headers }) => new Webhook(secret).verify(body, headers).data);
/** The same, once there are so many clicks in it. */
async function toldOf(clicks, received, secret) {
  const isAll = (events) => events.reduce((sum, event) => sum + event.clicks, 0) >= clicks;
  const events = await until(() => told(received, secret), isAll, PATIENCE_MS);
  assert.ok(isAll(events), JSON.stringify(events));
  return events;
}
/** Waits until something was received so often. */
async function hears(received, times) {
  await until(() => received.heard.length, (count) => count >= times, PATIENCE_MS);
  assert.equal(received.heard.length, times);
}

describe("what a webhook is told", { concurrency: true }, () => {
  test("is people's clicks on the account's links, signed, and nothing that it does not need to know", async () => {
    const [owner, received] = [await account(), receiver()];
    const { secret, url } = await add(owner, received);
    assert.equal(url, received.url);
    assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    const link = await create(owner, { externalId: "crm-7", deepLinks: { ios: "https://example.com/app" } });
    const [other, strangers] = [await create(owner), await create(await account())];
    const address = "203.0.113.77";
    await follow(link, { "User-Agent": IPHONE, "Accept-Language": "pt-BR", Referer: "https://www.example.org/path?q", "CF-Connecting-IP": address });
    await follow(link, { "User-Agent": "Googlebot/2.1" });
    await server.request("HEAD", new URL(link.shortUrl).pathname);
    await follow(strangers);
    for (let visit = 0; visit < 2; visit++) await follow(other);
    const before = Date.now();
    const clicks = await toldOf(3, received, secret);
    const of = ({ id }) => clicks.filter(({ linkId }) => linkId === id);
    const [{ at, country, city, ...first }, ...more] = of(link);
    assert.deepEqual([more, typeof country, typeof city], [[], "string", "string"]);
    assert.ok(Math.abs(Date.parse(at) - before) < 30_000, at);
    assert.deepEqual(first, {
      linkId: link.id, externalId: "crm-7", clicks: 1, language: "pt", browser: "safari", system: "ios", device: "mobile", referrer: "example.org",
      target: "deepLinks.ios",
    });
    assert.deepEqual(clicks.length - 1, of(other).length);
    assert.ok(!JSON.stringify(received.heard).includes(address));
    for (const { method, headers, body } of received.heard) {
      assert.deepEqual([method, headers["content-type"], JSON.parse(body).type], ["POST", "application/json", "link.clicked"]);
    }
  });

  test("is told to each of several, with a secret of its own", async () => {
    const [owner, one, two] = [await account(), receiver(), receiver()];
    const [first, second] = [await add(owner, one), await add(owner, two)];
    assert.notEqual(first.secret, second.secret);
    await follow(await create(owner));
    await toldOf(1, one, first.secret);
    await toldOf(1, two, second.secret);
    assert.notEqual(one.heard[0].headers["webhook-id"], two.heard[0].headers["webhook-id"]);
    assert.throws(() => told(one, second.secret));
  });

  test("is told again where it was not heard, the same with a new signature", async () => {
    const moved = { status: 301, headers: { Location: `https://${HOST}/elsewhere` } };
    const [owner, received] = [await account(), receiver({ status: 500 }, moved, { status: 200, body: "x".repeat(100_000) })];
    const webhook = await add(owner, received);
    await follow(await create(owner));
    await hears(received, 3);
    const values = (name) => received.heard.map(({ headers }) => headers[name]);
    assert.equal(new Set(values("webhook-id")).size, 1);
    assert.equal(new Set(received.heard.map(({ body }) => body)).size, 1);
    const [first, second, third] = values("webhook-timestamp").map(Number);
    assert.ok(second - first >= 1 && third - second >= 2, String([first, second, third]));
    told(received, webhook.secret);
    assert.deepEqual(await until(() => deliveries(owner, webhook), (left) => left.length === 0), []);
    assert.deepEqual(receivers.get("elsewhere").heard, [], "a redirect is not followed");
  });

  test("is kept and listed where it was told six times, and not heard", async () => {
    const [owner, received] = [await account(), receiver({ status: 503 })];
    const [webhook, link] = [await add(owner, received), await create(owner)];
    await follow(link);
    const asking = async () => {
      // Who asks all the time takes the others' time.
      await setTimeout(200);
      return deliveries(owner, webhook, "?state=failed");
    };
    const [failed] = await until(asking, ({ length }) => length, PATIENCE_MS);
    assert.equal(received.heard.length, 6);
    assert.deepEqual([failed.state, failed.attempts, failed.nextAt, failed.answer], ["failed", 6, null, "503"]);
    assert.equal(failed.id, received.heard[0].headers["webhook-id"]);
    assert.deepEqual(failed.body, JSON.parse(received.heard[0].body));
    assert.equal(failed.body.data[0].linkId, link.id);
    assert.deepEqual(await deliveries(owner, webhook, "?state=waiting"), []);
  });

  test("is not held up by another that is slow", async () => {
    const { promise, resolve } = Promise.withResolvers();
    const [owner, slow, quick] = [await account(), receiver(promise), receiver()];
    const [hung, heard] = [await add(owner, slow), await add(owner, quick)];
    await follow(await create(owner));
    await hears(quick, 1);
    assert.deepEqual(await until(() => deliveries(owner, heard), ({ length }) => length === 0), []);
    assert.equal((await deliveries(owner, hung)).length, 1);
    resolve({ status: 200 });
    assert.deepEqual(await until(() => deliveries(owner, hung), ({ length }) => length === 0), []);
  });

  test("outlives a restart", async (t) => {
    const persist = temporaryFolder(t);
    let kept = await start({ settings, world, persist, t });
    const [owner, received] = [await account(kept), receiver({ status: 500 }, { status: 200 })];
    const webhook = await add(owner, received, kept);
    await follow(await create(owner, {}, kept), {}, kept);
    await hears(received, 1);
    await kept.stop();
    kept = await start({ settings, world, persist, t });
    // Alarms of objects that nobody asks are not set again by a local runtime.
    await until(() => deliveries(owner, webhook, "", kept), ({ length }) => length === 0, PATIENCE_MS);
    await hears(received, 2);
    told(received, webhook.secret);
  });

  test("is nothing once it is removed, or its account", async () => {
    const [owner, gone, removed, left] = [await account(), await account(), receiver(), receiver()];
    const { id } = await add(owner, removed);
    await add(gone, left);
    const links = [await create(owner), await create(gone)];
    assert.equal((await server.delete(`${WEBHOOKS}/${id}`, owner)).status, 204);
    assert.equal((await server.delete(`/admin/accounts/${gone.user.username}`, { admin: true })).status, 204);
    for (const link of links) await follow(link);
    // Who comes after them has been told of it.
    const [witness, received] = [await account(), receiver()];
    const { secret } = await add(witness, received);
    await follow(await create(witness));
    await toldOf(1, received, secret);
    assert.deepEqual([removed.heard, left.heard], [[], []]);
  });
});

describe("the webhooks of an account", () => {
  test("are made, shown without their secret, listed, and removed", async () => {
    const owner = await account();
    const made = await server.post(WEBHOOKS, { url: receiver().url }, owner);
    const { secret, ...seen } = dataOf(made, 201);
    assert.ok(secret);
    assert.equal(made.headers.get("location"), `${WEBHOOKS}/${seen.id}`);
    assert.match(made.json.meta.explain, /not shown again/);
    assert.deepEqual(dataOf(await server.get(`${WEBHOOKS}/${seen.id}`, owner)), seen);
    assert.deepEqual((await server.get(WEBHOOKS, owner)).json.items, [seen]);
    assert.equal((await server.delete(`${WEBHOOKS}/${seen.id}`, owner)).status, 204);
    for (const path of ["", "/deliveries"]) assert.equal((await server.get(`${WEBHOOKS}/${seen.id}${path}`, owner)).status, 404);
    assert.equal((await server.delete(`${WEBHOOKS}/${seen.id}`, owner)).status, 404);
    const events = (await server.get("/v1/audit", owner)).json.items.map(({ event }) => event);
    assert.deepEqual(events, ["webhook-removed", "webhook-added"]);
  });

  test("are five at most, and another's business", async () => {
    const [owner, other, received] = [await account(), await account(), receiver()];
    for (let count = 0; count < 5; count++) await add(owner, received);
    assert.equal(failureOf(await server.post(WEBHOOKS, { url: received.url }, owner))[0], 409);
    const [{ id }] = (await server.get(WEBHOOKS, owner)).json.items;
    for (const path of ["", "/deliveries"]) assert.equal((await server.get(`${WEBHOOKS}/${id}${path}`, other)).status, 404);
    assert.equal((await server.delete(`${WEBHOOKS}/${id}`, other)).status, 404);
    const reader = await keyed(server, owner, ["links:read"]);
    assert.equal((await server.post(WEBHOOKS, { url: received.url }, reader)).status, 403);
  });

  test("are https on the public internet, but for a developer's machine", async (t) => {
    const owner = await account();
    for (const url of [
      "http://shop.example/", "https://inside.example/", "https://127.0.0.1/", "https://[::1]/", "https://localhost/", "https://none.example/",
      "https://user@shop.example/", "tel:1", "nowhere", 7,
    ]) {
      const [status, , detail] = failureOf(await server.post(WEBHOOKS, { url }, owner));
      assert.deepEqual([status, detail.split(" ")[0]], [400, "url"], String(url));
    }
    assert.deepEqual(failureOf(await server.post(WEBHOOKS, {}, owner)).slice(2), ["url required"]);
    const local = await start({ settings: { ...settings, ENVIRONMENT: "local" }, world, t });
    await add(await account(local), { url: "http://localhost:3000/" }, local);
  });
});
