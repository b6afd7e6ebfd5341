// What clients are told of messages: at the URLs of a call, and at the account's.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { Webhook } from "standardwebhooks";

import { until } from "../until.js";
import { SETTINGS, start, temporaryFolder } from "./harness.js";
import { dataOf, failureOf } from "./native.js";
import { gatewayAt, resolver, worldOf } from "./world.js";

const ACCOUNT = "/v1/account";
const [HOST, SLOW, INSIDE] = ["shop.example", "slow.example", "inside.example"];
const names = { [HOST]: ["93.184.215.14"], [SLOW]: ["93.184.215.15"], [INSIDE]: ["10.0.0.7"] };
// What was not heard is told again after one second, then two, and so on: steps as those of the minutes.
const STEPS = { WEBHOOK_RETRY_SECONDS: "1" };
const LOCAL = { ...SETTINGS, ...STEPS, ENVIRONMENT: "local" };
const KANNEL = gatewayAt({ url: "https://gateway.example/cgi-bin/sendsms", username: "us", password: "secret" });
const PUBLIC = { ...SETTINGS, ...STEPS, ...KANNEL, DNS_URL: "http://resolver.test/dns-query" };
/** Machines have a lot to do, and the last of six attempts is 15 seconds after the first. */
const PATIENCE_MS = 60_000;

/** Those who receive, by their hosts and paths. */
const receivers = new Map();
/** What a gateway was given: the URLs of receipts. */
const submitted = [];
let server, world;

/**
 * Somebody who receives at a URL of its own, and answers as is said of the first, the second … `takes` is for how many milliseconds
 * they wait for it, and `most` how many waited at once.
 */
function receiver({ host = HOST, query = "", answers = [], takes = 0 } = {}) {
  const path = `/notify/${receivers.size}`;
  const received = { url: `https://${host}${path}${query}`, heard: [], answers, takes, open: [], most: 0 };
  receivers.set(host + path, received);
  return received;
}

async function receive(url, request) {
  const received = receivers.get(request.headers.host + url.split("?")[0]);
  const { heard, answers, takes, open } = received;
  let body = "";
  for await (const chunk of request) body += chunk;
  const { method, headers } = request;
  const message = method + headers["webhook-id"].split("-")[0];
  heard.push({ method, url, headers, body, isAlone: !open.includes(message), at: Date.now() });
  const answer = answers[heard.length - 1] ?? answers.at(-1) ?? { status: 200 };
  received.most = Math.max(received.most, open.push(message));
  const given = await (takes ? setTimeout(takes, answer) : answer);
  open.splice(open.indexOf(message), 1);
  return given;
}

/** Takes all that it is given, and is never heard of again. */
function gateway(url) {
  const receipts = new URLSearchParams(url.split("?")[1]).get("dlr-url");
  if (receipts) submitted.push(receipts);
  return { status: 202, body: "0: Accepted for delivery" };
}

before(async () => {
  const hosts = { [HOST]: receive, [SLOW]: receive, [INSIDE]: receive };
  world = worldOf({ ...hosts, "resolver.test": resolver({}, names), "gateway.example": gateway });
  server = await start({ settings: LOCAL, world });
});
after(() => server?.stop());

const account = async (on = server) => ({ user: await on.createAccount() });
const setUp = async (owner, { url }, on = server) => dataOf(await on.patch(ACCOUNT, { eventUrl: url }, owner));
async function send(owner, changes, on = server) {
  const message = { to: ["34666555440"], from: "My Shop", message: "Hello" };
  const { status, json, text } = await on.post("/api/rest/sms", { ...message, ...changes }, owner);
  assert.equal(status, 202, text);
  return json;
}

/** What a receiver heard, once it is so much; nobody hears more. */
async function hears({ heard }, times) {
  await until(() => heard.length, (count) => count >= times, PATIENCE_MS);
  assert.equal(heard.length, times);
  return heard;
}
const queryOf = ({ url }) => Object.fromEntries(new URLSearchParams(url.split("?")[1]));
const formOf = ({ body }) => Object.fromEntries(new URLSearchParams(body));
/** What was heard of each message, in the order in which it came. */
function byMessage(heard, id, event) {
  const told = {};
  for (const one of heard) (told[id(one)] ??= []).push(event(one));
  return told;
}

describe("a URL of a call", { concurrency: true }, () => {
  test("is asked for each message and event, with its escapes replaced", async () => {
    const query =
      "?id=%i&from=%p&to=%P&sent=%t&cost=%c&status=%s&mnc=%m&at=%y&part=%n&campaign=%C&sending=%S&name=caf%C3%A9&custom=123456&x=%x";
    const received = receiver({ query });
    const sent = await send(await account(), { to: ["34666555440", "34666555448"], notificationUrl: received.url });
    const heard = await hears(received, 4);
    const [delivered, undelivered] = sent.result.map(({ id }) => id);
    assert.deepEqual(
      byMessage(heard, (one) => queryOf(one).id, (one) => queryOf(one).status),
      { [delivered]: ["ACCEPTD", "DELIVRD"], [undelivered]: ["ACCEPTD", "UNDELIV"] },
    );
    for (const one of heard) {
      const { id, to, status, sent: sentAt, at, ...rest } = queryOf(one);
      assert.equal(to, id === delivered ? "34666555440" : "34666555448");
      assert.match(sentAt, /^\d{4}-\d\d-\d\d \d\d:\d\d$/);
      assert.ok(sentAt <= at && Math.abs(Date.parse(`${at}Z`) - Date.now()) < 150_000, at);
      assert.deepEqual(rest, {
        from: "My Shop", cost: "0", mnc: "", part: "1", campaign: String(sent.campaignId), sending: String(sent.sendingId), name: "café",
        custom: "123456", x: "%x",
      });
      assert.ok(one.url.includes("&name=caf%C3%A9&custom=123456"), one.url);
      assert.deepEqual([one.method, one.body], ["GET", ""], status);
    }
  });

  test("may be another for each recipient", async () => {
    const [one, two] = [receiver({ query: "?to=%P" }), receiver({ host: SLOW, query: "?to=%P" })];
    await send(await account(), { to: ["34666555440", "34666555442"], notificationUrl: [one.url, two.url] });
    assert.deepEqual((await hears(one, 2)).map((heard) => queryOf(heard).to), ["34666555440", "34666555440"]);
    assert.deepEqual((await hears(two, 2)).map((heard) => queryOf(heard).to), ["34666555442", "34666555442"]);
  });

  test("hears once of each of many messages, six at a time, and of none two things at once", async () => {
    const received = receiver({ query: "?id=%i&status=%s", takes: 20 });
    const to = Array.from({ length: 200 }, (_, index) => 34_600_000_000 + index);
    await send(await account(), { to, notificationUrl: received.url });
    // A tenth is refused and a tenth never heard of again; each of the others is sent and comes to its end.
    const heard = await hears(received, 360);
    assert.equal(new Set(heard.map(({ url }) => url)).size, 360);
    assert.equal(new Set(heard.map(({ headers }) => headers["webhook-id"])).size, 360);
    assert.equal(received.most, 6);
    assert.ok(heard.every(({ isAlone }) => isAlone));
    const order = byMessage(heard, (one) => queryOf(one).id, (one) => queryOf(one).status);
    for (const statuses of Object.values(order)) {
      assert.ok(statuses.length === 1 || (statuses.length === 2 && statuses[0] === "ACCEPTD"), String(statuses));
    }
  });

  test("is asked again after anything but 200, later each time, until it heard", async () => {
    const moved = { status: 302, headers: { Location: `https://${HOST}/notify/elsewhere` } };
    const received = receiver({ query: "?s=%s", answers: [{ status: 500 }, { status: 204 }, moved, { status: 200 }] });
    await send(await account(), { to: ["34666555449"], notificationUrl: received.url });
    const heard = await hears(received, 4);
    await setTimeout(5_500);
    await hears(received, 4);
    assert.deepEqual(heard.map((one) => queryOf(one).s), Array(4).fill("REJECTD"));
    assert.equal(new Set(heard.map(({ headers }) => headers["webhook-id"])).size, 1);
    for (const [index, { at }] of heard.slice(1).entries()) assert.ok(at - heard[index].at >= 950 * (index + 1), String(at - heard[index].at));
  });

  test("is asked again five times and never after", async () => {
    const received = receiver({ answers: [{ status: 503 }] });
    await send(await account(), { to: ["34666555449"], notificationUrl: received.url });
    await hears(received, 6);
    await setTimeout(7_500);
    await hears(received, 6);
  });

  test("is listed where it was told in vain", async () => {
    const [owner, refusing] = [await account(), receiver({ answers: [{ status: 404 }] })];
    const broken = receiver({ query: "?id=%i", answers: [{ status: 500 }] });
    await setUp(owner, refusing);
    const { result: [{ id }] } = await send(owner, { to: ["34666555449"], notificationUrl: broken.url });
    const ask = () => server.get("/v1/notifications?sort=id", owner);
    const { json } = await until(ask, ({ json }) => json.items.length === 2, PATIENCE_MS);
    const seen = json.items.map(({ createdAt, failedAt, ...rest }) => {
      assert.ok(createdAt < failedAt);
      return rest;
    });
    const [form] = refusing.heard;
    assert.deepEqual(seen, [
      { id: `${id}-rejected.form`, url: refusing.url, body: form.body, attempts: 6, status: 404 },
      { id: `${id}-rejected.url`, url: broken.url.replace("%i", id), body: null, attempts: 6, status: 500 },
    ]);
    assert.equal((await server.get("/v1/notifications?status=404", owner)).json.items.length, 1);
    assert.equal((await server.get("/v1/notifications", await account())).json.items.length, 0);
  });

  test("that is slow does not hold up another host", async () => {
    const { promise, resolve } = Promise.withResolvers();
    const [slow, quick] = [receiver({ host: SLOW, answers: [promise] }), receiver()];
    const owner = await account();
    const to = Array.from({ length: 20 }, (_, index) => 34_666_555_000 + 10 * index);
    const notificationUrl = [...to.map(() => slow.url).slice(1), quick.url];
    const begun = Date.now();
    await send(owner, { to, notificationUrl });
    const [, { at }] = await hears(quick, 2);
    assert.ok(at - begun < 9_000, "that is less than the slow one is waited for");
    assert.ok(slow.heard.length <= 6, "those are still waited for");
    resolve({ status: 200 });
    await hears(slow, 38);
  });

  test("at which nobody answers is let alone for a step, with all that waits for it", async () => {
    const never = new Promise(() => {});
    const received = receiver({ query: "?to=%P", answers: [...Array(6).fill(never), { status: 200 }] });
    const to = Array.from({ length: 12 }, (_, index) => 34_666_555_009 + 10 * index);
    await send(await account(), { to, notificationUrl: received.url });
    const heard = await hears(received, 18);
    const waited = heard[6].at - heard[5].at;
    assert.ok(waited >= 10_500, `10 seconds for an answer, and about one more: ${waited}`);
    assert.equal(new Set(heard.slice(6).map((one) => queryOf(one).to)).size, 12);
  });

  test("outlives a restart", async (t) => {
    const persist = temporaryFolder(t);
    let kept = await start({ settings: LOCAL, world, persist, t });
    const owner = await account(kept);
    const received = receiver({ query: "?id=%i", answers: [{ status: 500 }, { status: 200 }] });
    const { result: [first] } = await send(owner, { to: ["34666555449"], notificationUrl: received.url }, kept);
    await hears(received, 1);
    await kept.stop();
    kept = await start({ settings: LOCAL, world, persist, t });
    // Alarms of objects that nobody asks are not set again by a local runtime: something else is told to the same host.
    const { result: [second] } = await send(owner, { to: ["34666555449"], notificationUrl: received.url }, kept);
    const heard = await hears(received, 3);
    assert.deepEqual(heard.map((one) => queryOf(one).id).sort(), [first.id, first.id, second.id]);
  });
});

describe("the account's URL", { concurrency: true }, () => {
  test("is posted a form for each event, signed", async () => {
    const [owner, received] = [await account(), receiver()];
    const { eventUrl, eventSecret } = await setUp(owner, received);
    assert.equal(eventUrl, received.url);
    const to = [0, 6, 7, 8, 9].map((digit) => `3466655544${digit}`);
    const sent = await send(owner, { to, campaignName: "Spring & más" });
    const heard = await hears(received, 9);
    const ids = sent.result.map(({ id }) => id);
    const told = byMessage(heard, (one) => formOf(one).id, (one) => formOf(one).event);
    assert.deepEqual(ids.map((id) => told[id]), [
      ["sent", "delivered"], ["sent", "rejected"], ["sent", "expired"], ["sent", "undelivered"], ["rejected"],
    ]);
    const { json } = await server.get(`/api/rest/sms/${ids.join(",")}`, owner);
    for (const one of heard) {
      const { id, event, eventDate, ...rest } = formOf(one);
      assert.deepEqual(rest, { channel: "sms", contactId: "0", campaignId: String(sent.campaignId), campaignName: "Spring & más" });
      const { events } = json.data.find((message) => message.id === id);
      assert.equal(eventDate, events.find(({ type }) => type === event).date);
      const { "webhook-id": name, "webhook-timestamp": at, "webhook-signature": signature, "content-type": type } = one.headers;
      assert.deepEqual([one.method, type, name], ["POST", "application/x-www-form-urlencoded", `${id}-${event}`]);
      assert.equal(signature, new Webhook(eventSecret).sign(name, new Date(at * 1_000), one.body));
    }
  });

  test("is told of the first click on each recipient's own link, and where that leads", async () => {
    const [owner, received] = [await account(), receiver()];
    await setUp(owner, received);
    const sub = [{ offer: "https://shop.example/offers?day=1&x=ñ" }, { offer: "https://shop.example/offers?day=1&x=ñ" }];
    const sent = await send(owner, { to: ["34666555440", "34666555441"], message: "See {offer|shorten}", sub });
    await hears(received, 4);
    const [{ id }, other] = sent.result;
    const messages = async () => (await server.get(`/api/rest/sms/${id},${other.id}`, owner)).json.data;
    const links = (await messages()).map(({ message }) => new URL(message.split(" ")[1]).pathname);
    assert.notEqual(links[0], links[1]);
    for (const _ of [1, 2]) assert.equal((await server.get(links[0])).status, 302);
    await hears(received, 5);
    const { id: of, event, extra } = formOf(received.heard.at(-1));
    assert.deepEqual([of, event], [id, "clicked"]);
    assert.equal(decodeURIComponent(JSON.parse(extra).url), "https://shop.example/offers?day=1&x=%C3%B1");
    assert.deepEqual((await messages()).map(({ events }) => events.filter(({ type }) => type === "clicked").length), [1, 0]);
    const { json } = await until(
      () => server.get(`/api/rest/sendings/${sent.sendingId}`, owner),
      ({ json }) => json.data.events.clicked === 1,
    );
    assert.equal(json.data.events.clicked, 1);
  });

  test("is told of campaigns without a name as 0, beside a URL of the call, which is signed itself", async () => {
    const [owner, received] = [await account(), receiver()];
    const asked = receiver({ query: "?s=%s" });
    const { eventSecret } = await setUp(owner, received);
    await send(owner, { notificationUrl: asked.url });
    const [form] = (await hears(received, 2)).map(formOf);
    assert.deepEqual([form.campaignId, form.campaignName], ["0", ""]);
    const [{ url, headers }] = await hears(asked, 2);
    const { "webhook-id": name, "webhook-timestamp": at, "webhook-signature": signature } = headers;
    assert.equal(signature, new Webhook(eventSecret).sign(name, new Date(at * 1_000), `https://${HOST}${url}`));
  });

  test("is shown, and its secret to who sets it; without it nothing is told", async () => {
    const [owner, other] = [await account(), await account()];
    const received = receiver();
    assert.equal(dataOf(await server.get(ACCOUNT, owner)).eventUrl, null);
    const { eventSecret, ...seen } = await setUp(owner, received);
    assert.match(eventSecret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.deepEqual(dataOf(await server.get(ACCOUNT, owner)), seen);
    assert.deepEqual(dataOf(await server.patch(ACCOUNT, { language: "es" }, owner)), { ...seen, language: "es" });
    assert.equal((await setUp(owner, received)).eventSecret, eventSecret);
    assert.notEqual((await setUp(other, received)).eventSecret, eventSecret);
    assert.equal(dataOf(await server.put(ACCOUNT, { eventUrl: received.url }, owner)).eventSecret, eventSecret);
    for (const [method, body] of [["PATCH", { eventUrl: null }], ["PUT", {}]]) {
      await setUp(owner, received);
      const cleared = dataOf(await server.request(method, ACCOUNT, { body, ...owner }));
      assert.deepEqual([cleared.eventUrl, "eventSecret" in cleared], [null, false]);
    }
    await send(owner, {});
    await send(other, {});
    // Who is told after them has been told by now.
    await hears(received, 2);
  });
});

describe("on a deployment", { concurrency: true }, () => {
  let deployed;
  before(async () => {
    deployed = await start({ settings: PUBLIC, world });
  });
  after(() => deployed?.stop());

  test("nobody is told who is not on the public internet", async () => {
    const [owner, received, inside] = [await account(deployed), receiver(), receiver({ host: INSIDE })];
    await send(owner, { to: ["34666555440", "34666555441"], notificationUrl: [inside.url, received.url] }, deployed);
    await hears(received, 1);
    await setTimeout(2_500);
    assert.deepEqual(inside.heard, []);
    assert.ok(world.asked.some((asked) => asked.startsWith(`resolver.test/dns-query?name=${INSIDE}`)));
    for (const url of [inside.url, "http://127.0.0.1/", "http://[::1]/", "http://localhost/", "http://none.example/", "https://a@shop.example/", "ftp://shop.example/", "nowhere", 7]) {
      const [status, , detail] = failureOf(await deployed.patch(ACCOUNT, { eventUrl: url }, owner));
      assert.deepEqual([status, detail.split(" ")[0]], [400, "eventUrl"], String(url));
    }
    assert.equal((await setUp(owner, received, deployed)).eventUrl, received.url);
  });

  test("a receipt is told within seconds", async () => {
    const [owner, received] = [await account(deployed), receiver({ query: "?s=%s" })];
    await send(owner, { notificationUrl: received.url }, deployed);
    await hears(received, 1);
    const receipts = submitted.find((url) => url.includes(owner.user.id));
    const receipt = new URL(receipts.replaceAll(/%[A-Z]/g, "").replace("%d", "1"));
    const begun = Date.now();
    assert.equal((await deployed.get(receipt.pathname + receipt.search)).status, 200);
    const heard = await hears(received, 2);
    assert.ok(heard[1].at - begun < 10_000, String(heard[1].at - begun));
    assert.deepEqual(heard.map((one) => queryOf(one).s), ["ACCEPTD", "DELIVRD"]);
  });
});
