// Providers: who is given a message, who instead when they are down, busy, slow or lying, and what they tell of it.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { describe, test } from "node:test";

import { SETTINGS, start, temporaryFolder } from "../worker/harness.js";
import { freePort, missing, startGateway } from "./kannel.js";
import { SILENCE, startReceiver } from "./receiver.js";
import { Sender, startSender, withProviders } from "./sender.js";

let numbers = 0;
/** A number that nobody else has, of Spain unless another prefix is said. */
const number = (prefix = "346") => prefix + String(10_000_000 + ++numbers);

/** Two receivers, the first of which answers so, and somebody who sends by them. */
async function pair(t, answers, others) {
  const [first, second] = [await startReceiver({ answers }), await startReceiver()];
  t.after(() => [first, second].forEach((receiver) => receiver.stop()));
  const settings = withProviders({ first: first.setting, second: second.setting }, [{ providers: ["first", "second"] }], others);
  return { first, second, sender: await startSender({ settings, t }) };
}

describe("a route", () => {
  test("is by account and country, and the first that fits counts", async (t) => {
    const [one, two, three] = await Promise.all([1, 2, 3].map(() => startReceiver()));
    t.after(() => [one, two, three].forEach((receiver) => receiver.stop()));
    const providers = { one: one.setting, two: two.setting, three: three.setting };
    const routes = [
      { account: "acme", country: "ES", providers: ["one"] },
      { account: "acme", providers: ["two"] },
      { country: "ES", providers: ["three"] },
      { providers: ["two"] },
    ];
    const acme = await startSender({ settings: withProviders(providers, routes), t }, { username: "acme" });
    const other = new Sender(acme.server, await acme.server.createAccount());
    const [spain, germany] = [number(), number("4915")];
    for (const sender of [acme, other]) {
      for (const id of await sender.send([spain, germany])) await sender.becomes(id, ["sent"]);
    }
    const got = [one, two, three].map(({ posts }) => posts.map(({ body }) => body.to).toSorted());
    assert.deepEqual(got, [[spain], [germany, germany].toSorted(), [spain]]);
    // Both accounts' messages have the same number of their own, and yet are two.
    assert.equal(new Set(two.posts.map(({ id }) => id)).size, 2);
  });
});

describe("a certified message", () => {
  test("is carried by who certifies alone, for a price of its own", async (t) => {
    const [plain, notary] = await Promise.all([1, 2].map(() => startReceiver()));
    t.after(() => [plain, notary].forEach((receiver) => receiver.stop()));
    const providers = { plain: plain.setting, notary: { ...notary.setting, certifies: true } };
    const routes = [{ country: "ES", providers: ["plain", "notary"] }, { providers: ["plain"] }];
    const sender = await startSender({ settings: withProviders(providers, routes), t });
    const { server, user } = sender;
    const prices = "countryIso,countryName,cost,certifiedSurcharge\nES,Spain,0.05,0.5\nDE,Germany,0.05,0.5\n";
    assert.equal((await server.put("/admin/prices", prices, { admin: true })).status, 200);
    assert.equal((await server.post(`/admin/accounts/${user.username}/credit`, { amount: "10" }, { admin: true })).status, 200);
    const [sealed, open] = [number(), number()];
    await sender.becomes((await sender.send(sealed, { certified: true }))[0], ["sent"]);
    await sender.becomes((await sender.send(open))[0], ["sent"]);
    assert.deepEqual([plain, notary].map(({ posts }) => posts.map(({ body }) => body.to)), [[open], [sealed]]);
    const balance = async () => Number((await server.get("/api/rest/account", { user })).json.data.balance);
    assert.equal(await balance(), 9.4);
    // Nobody certifies what goes to Germany.
    const [spain, germany] = [number(), number("4915")];
    const mixed = { from: "Shop", message: "Hello", to: [spain, germany], certified: true };
    const { status, json } = await server.post("/api/rest/sms", mixed, { user });
    assert.deepEqual([status, json.result[0].accepted, json.result[1].error.code], [207, true, 102]);
  });

  test("is refused where nobody certifies any", async (t) => {
    const { sender } = await pair(t);
    const sent = await sender.server.post("/api/rest/sms", { from: "Shop", message: "Hello", to: [number()], certified: true }, { user: sender.user });
    assert.deepEqual([sent.status, sent.json.error.description], [422, "Input validation error: certified: nobody certifies messages here"]);
  });
});

describe("a message is given to the next provider", () => {
  test("where the first is not there", async (t) => {
    const second = await startReceiver();
    t.after(() => second.stop());
    const url = `http://127.0.0.1:${await freePort()}/`;
    const providers = { first: { kind: "kannel", url, username: "us", password: "secret" }, second: second.setting };
    const sender = await startSender({ settings: withProviders(providers, [{ providers: ["first", "second"] }]), t });
    const [id] = await sender.send(number());
    await sender.becomes(id, ["sent"]);
    assert.equal(second.posts.length, 1);
  });

  test("where the first does not know us", { skip: missing }, async (t) => {
    const [gateway, second] = [await startGateway(), await startReceiver()];
    t.after(() => Promise.all([gateway.stop(), second.stop()]));
    const providers = { first: { kind: "kannel", url: gateway.url, username: gateway.username, password: "wrong" }, second: second.setting };
    const sender = await startSender({ settings: withProviders(providers, [{ providers: ["first", "second"] }]), t });
    const [id] = await sender.send(number());
    await sender.becomes(id, ["sent"]);
    assert.deepEqual([second.posts.length, gateway.carrier.messages.length], [1, 0]);
  });

  for (const status of [302, 401, 404, 429]) {
    test(`where the first answers ${status}`, async (t) => {
      const { first, second, sender } = await pair(t, [status]);
      const [id] = await sender.send(number());
      await sender.becomes(id, ["sent"]);
      // Each was asked whether it is there, and given the message, once; a redirect is not followed.
      assert.deepEqual([first, second].map(({ asked }) => asked), [["GET", "POST"], ["GET", "POST"]]);
      // Both know the message by the same id, but each has a URL of its own for receipts.
      const [{ id: one, body }] = first.posts;
      assert.equal(second.posts[0].id, one);
      assert.notEqual(second.posts[0].body.receiptUrl, body.receiptUrl);
      // Who was passed over has nothing to say of it.
      assert.equal((await receipt(first.posts[0], { status: "REJECTD" })).status, 404);
      assert.equal((await receipt(second.posts[0], { status: "DELIVRD" })).status, 200);
      await sender.becomes(id, ["sent", "delivered"]);
      // Where there is nothing to submit, nobody is asked.
      assert.equal(second.asked.length, 2);
    });
  }

  test("at once, many of them, where the first is busy", async (t) => {
    const { first, second, sender } = await pair(t, [429]);
    const to = Array.from({ length: 100 }, () => number());
    for (const id of await sender.send(to)) await sender.becomes(id, ["sent"]);
    assert.deepEqual(second.posts.map(({ body }) => body.to).toSorted(), to.toSorted());
    // It was asked for a few in each run, and not for all.
    assert.ok(first.posts.length < 60, String(first.posts.length));
  });

  test("with the code that the first was given", async (t) => {
    const { first, second, sender } = await pair(t, [429]);
    const to = number();
    const [id] = await sender.send(to, { message: "{OTP_CODE}", otpConfig: { length: 6, rejectIfPending: true } });
    await sender.becomes(id, ["sent"]);
    const [{ text: code }] = second.posts.map(({ body }) => body);
    assert.equal(first.posts[0].body.text, code);
    const checked = await sender.server.post("/api/rest/otp/check", { recipient: to, code }, { user: sender.user });
    assert.equal(checked.json.data.valid, true);
  });
});

test("a message with a code waits where nobody can take it, until another code may be made", async (t) => {
  const only = await startReceiver({ answers: [429, 204] });
  t.after(() => only.stop());
  const sender = await startSender({ settings: withProviders({ only: only.setting }), t });
  const otpConfig = { length: 6, rejectIfPending: true, maxSecondsValidity: 30 };
  const [id] = await sender.send(number(), { message: "{OTP_CODE}", otpConfig });
  await sender.becomes(id, ["sent"]);
  const codes = only.posts.map(({ body }) => body.text);
  assert.equal(codes.length, 2);
  assert.notEqual(codes[0], codes[1]);
});

describe("a message that a provider may have stays with it", () => {
  for (const [name, answers] of [["it does not answer in time", [SILENCE, 204]], ["it answers 500", [500, 503, 204]], ["it is busy then", [500, 429, 404, 204]]]) {
    test(name, async (t) => {
      const { first, second, sender } = await pair(t, answers);
      const [id] = await sender.send(number());
      await sender.becomes(id, ["sent"]);
      assert.deepEqual([first.posts.length, second.posts.length], [answers.length, 0]);
      assert.equal(new Set(first.posts.map(({ id, text }) => id + text)).size, 1);
    });
  }

  test("but is not given to a Kannel again that did not answer", async (t) => {
    const [first, second] = [await kannelLike(t, () => SILENCE), await startReceiver()];
    t.after(() => second.stop());
    const providers = { first: first.setting, second: second.setting };
    const settings = withProviders(providers, [{ providers: ["first", "second"] }], { GATEWAY_DOUBT_SECONDS: "1" });
    const sender = await startSender({ settings, t });
    const [id] = await sender.send(number());
    await sender.becomes(id, ["undelivered"]);
    assert.deepEqual([first.parts.length, second.posts.length], [1, 0]);
  });

  test("where it has some of its parts", async (t) => {
    const busyAt = new Set([2, 3]);
    const [first, second] = [await kannelLike(t, (count) => (busyAt.has(count) ? 503 : 202)), await startReceiver()];
    t.after(() => second.stop());
    const settings = withProviders({ first: first.setting, second: second.setting }, [{ providers: ["first", "second"] }]);
    const sender = await startSender({ settings, t });
    const [id] = await sender.send(number(), { message: "x".repeat(400), parts: 3 });
    await sender.becomes(id, ["sent"]);
    const headers = first.parts.map((query) => query.get("udh").at(-1).codePointAt());
    assert.deepEqual([headers, second.posts.length], [[1, 2, 2, 2, 3], 0]);
  });

  test("and with nobody, once that is in the settings no more; its receipts still count", async (t) => {
    const [gone, other] = [await startReceiver({ answers: [500] }), await startReceiver()];
    t.after(() => [gone, other].forEach((receiver) => receiver.stop()));
    const options = { persist: temporaryFolder(t), port: await freePort(), t };
    const before = await startSender({ ...options, settings: withProviders({ gone: gone.setting }) });
    const [id] = await before.send(number());
    await before.until(() => gone.posts.length > 0);
    await before.server.stop();
    const server = await start({ ...options, settings: withProviders({ other: other.setting }) });
    const after = new Sender(server, before.user);
    // Sent after it, and so with the others at least when this one is.
    const [later] = await after.send(number());
    await after.becomes(later, ["sent"]);
    assert.deepEqual([await after.events(id), other.posts.length], [[], 1]);
    assert.equal((await receipt(gone.posts[0], { status: "DELIVRD" })).status, 200);
    await after.becomes(id, ["sent", "delivered"]);
    assert.equal(other.posts.length, 1);
  });
});

describe("a message that expires", () => {
  test("waits for its receipts where a provider may have it", async (t) => {
    const broken = await startReceiver({ answers: [500] });
    t.after(() => broken.stop());
    const away = { kind: "kannel", url: `http://127.0.0.1:${await freePort()}/`, username: "us", password: "secret" };
    const routes = [{ country: "ES", providers: ["broken"] }, { providers: ["away"] }];
    const sender = await startSender({ settings: withProviders({ broken: broken.setting, away }, routes), t });
    const soon = new Date(Date.now() + 3_000).toISOString().replaceAll(/\D/g, "").slice(0, 14);
    const [open, ended] = await sender.send([number(), number("4915")], { expirationDate: soon });
    await sender.becomes(ended, ["expired"]);
    assert.deepEqual([await sender.events(open), broken.posts.length], [[], 1]);
    assert.equal((await receipt(broken.posts[0], { status: "DELIVRD" })).status, 200);
    await sender.becomes(open, ["sent", "delivered"]);
  });
});

describe("a provider", () => {
  test("that refuses a message has it refused for good", async (t) => {
    const { second, sender } = await pair(t, [422]);
    const [id] = await sender.send(number());
    await sender.becomes(id, ["rejected"]);
    assert.equal(second.posts.length, 0);
  });

  test("that was down gets what waits when it is back", async (t) => {
    const port = await freePort();
    const secret = "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
    const settings = withProviders({ only: { kind: "webhook", url: `http://127.0.0.1:${port}/in`, secret } });
    const sender = await startSender({ settings, t });
    const to = Array.from({ length: 5 }, () => number());
    const ids = await sender.send(to);
    // That it has been tried in vain shows in the log.
    await sender.until(() => sender.server.logs.some((line) => line.includes("gateway:")), ids[0]);
    assert.deepEqual(await sender.events(ids[0]), []);
    const receiver = await startReceiver({ port, secret });
    t.after(() => receiver.stop());
    for (const id of ids) await sender.becomes(id, ["sent"]);
    assert.deepEqual(receiver.posts.map(({ body }) => body.to).toSorted(), to);
  });

  test("is posted all that it needs", async (t) => {
    const { first, sender } = await pair(t, [204]);
    const to = number();
    const [id] = await sender.send(to, { message: "€".repeat(100), parts: 2, flash: true });
    await sender.becomes(id, ["sent"]);
    const [{ id: webhookId, body }] = first.posts;
    const { parts, receiptUrl, ...rest } = body;
    const { json } = await sender.server.get("/v1/account", { user: sender.user });
    assert.equal(webhookId, `${id}-${json.data.id}`);
    assert.deepEqual(rest, { id: webhookId, from: "Shop", to, text: "€".repeat(100), encoding: "GSM-7", flash: true, reference: 0 });
    assert.deepEqual(parts.map(({ udh, dataCoding, payload }) => [udh, dataCoding, payload]), [
      ["050003000201", 0, "1b65".repeat(76)],
      ["050003000202", 0, "1b65".repeat(24)],
    ]);
    assert.ok(receiptUrl.startsWith(`${sender.server.url.origin}/receipts/webhook/first.`), receiptUrl);
  });

  test("is asked no more in one run than the platform allows", async (t) => {
    for (const [fields, each] of [[{}, 1], [{ message: "{OTP_CODE}" }, 2]]) {
      const { first, sender } = await pair(t, [204]);
      const to = Array.from({ length: 100 }, () => number());
      const ids = await sender.send(to, fields);
      await sender.until(() => first.posts.length >= 100, ids[0]);
      for (const id of ids) await sender.becomes(id, ["sent"]);
      assert.deepEqual(first.posts.map(({ body }) => body.to).toSorted(), to);
      // Each run asks first whether it is there. Besides, there are four requests to the account and ten to notifiers.
      const runs = first.asked.join(" ").split("GET").slice(1).map((run) => run.split("POST").length - 1);
      assert.ok(Math.max(...runs) * each + 1 + 14 <= 50, String(runs));
      assert.ok(Math.max(...runs) * each > 25 && Math.min(...runs) > 0, String(runs));
    }
  });

  test("of parts is asked no more in one run either", async (t) => {
    const gateway = await kannelLike(t, () => 202);
    const sender = await startSender({ settings: withProviders({ gateway: gateway.setting }), t });
    const ids = await sender.send(Array.from({ length: 40 }, () => number()), { message: "x".repeat(400), parts: 3 });
    for (const id of ids) await sender.becomes(id, ["sent"]);
    assert.equal(gateway.parts.length, 120);
    const runs = gateway.asked.join(" ").split("probe").slice(1).map((run) => run.split("part").length - 1);
    assert.ok(Math.max(...runs) + 1 + 14 <= 50 && Math.max(...runs) > 25 && Math.min(...runs) > 0, String(runs));
  });
});

/** Tells a receipt at the URL that came with a message. */
const receipt = ({ body }, told, changes = {}) =>
  fetch(changes.url ?? body.receiptUrl, { method: "POST", body: typeof told === "string" ? told : JSON.stringify(told), ...changes });

describe("a receipt over the webhook", () => {
  const sent = async (t, fields) => {
    const { first, sender } = await pair(t, [204]);
    const [id] = await sender.send(number(), fields);
    await sender.becomes(id, ["sent"]);
    return { id, sender, post: first.posts[0] };
  };

  for (const [status, event] of [["DELIVRD", "delivered"], ["UNDELIV", "undelivered"], ["EXPIRED", "expired"], ["REJECTD", "rejected"], ["DELETED", "undelivered"], ["UNKNOWN", "undelivered"]]) {
    test(`says ${status}, and says it twice`, async (t) => {
      const { id, sender, post } = await sent(t);
      for (let times = 0; times < 2; times++) assert.equal((await receipt(post, { status })).status, 200);
      await sender.becomes(id, ["sent", event]);
    });
  }

  test("is of one part, or of all", async (t) => {
    const { id, sender, post } = await sent(t, { message: "x".repeat(400), parts: 3 });
    for (const part of [3, 1, 1]) assert.equal((await receipt(post, { status: "DELIVRD", part })).status, 200);
    assert.deepEqual(await sender.events(id), ["sent"]);
    assert.equal((await receipt(post, { status: "DELIVRD", part: 2, at: "2020-01-01T00:00:00Z" })).status, 200);
    await sender.becomes(id, ["sent", "delivered"]);
  });

  test("changes nothing where it lies", async (t) => {
    const { id, sender, post } = await sent(t);
    const { receiptUrl } = post.body;
    const [address, proof] = [receiptUrl.slice(0, -64), receiptUrl.slice(-64)];
    const told = { status: "UNDELIV" };
    const other = await sender.send(number());
    for (const [body, url, status] of [
      ["", receiptUrl, 400],
      ["{", receiptUrl, 400],
      [{ status: "delivered" }, receiptUrl, 400],
      [{ status: "UNDELIV", part: 0 }, receiptUrl, 400],
      [{ status: "UNDELIV", at: "soon" }, receiptUrl, 400],
      [{ status: "UNDELIV", more: "x".repeat(2_000) }, receiptUrl, 413],
      [{ status: "UNDELIV", part: 2 }, receiptUrl, 404],
      [told, address + "0".repeat(64), 404],
      [told, address.slice(0, -1), 404],
      [told, receiptUrl.replace("/first.", "/second."), 404],
      [told, receiptUrl.replace(id, other[0]), 404],
      [told, `${sender.server.url.origin}/receipts/webhook/${proof}`, 404],
    ]) {
      const answer = await receipt(post, body, { url });
      assert.equal(answer.status, status, `${JSON.stringify(body)} ${url} ${await answer.text()}`);
    }
    assert.equal((await fetch(receiptUrl)).status, 405);
    assert.deepEqual(await sender.events(id), ["sent"]);
  });

  test("of the future is of now", async (t) => {
    const { id, sender, post } = await sent(t);
    await receipt(post, { status: "DELIVRD", at: "2999-01-01T00:00:00Z" });
    await sender.becomes(id, ["sent", "delivered"]);
    const { json } = await sender.server.get(`/api/rest/sms/${id}`, { user: sender.user });
    assert.ok(Date.parse(json.data[0].events[1].date) <= Date.now());
  });
});

describe("a setting that is wrong", () => {
  test("is named in the log, and nothing is served", async (t) => {
    const url = "http://127.0.0.1/?password=hidden";
    const server = await start({ settings: withProviders({ main: { kind: "kannel", url, username: "us", password: "hidden" } }), t });
    const answer = await server.get("/api/rest/sms/0000000000000");
    assert.equal(answer.status, 503);
    const line = JSON.stringify(await server.logLine(answer));
    assert.ok(line.includes("PROVIDERS (providers.main.url: a URL without ? and # is needed)"), line);
    assert.ok(!line.includes("hidden"), line);
  });

  test("is no setting: nothing is accepted where it is no developer's machine", async (t) => {
    const sender = await startSender({ settings: SETTINGS, t });
    const answer = await sender.server.post("/api/rest/sms", { to: ["34600000000"], from: "Shop", message: "Hello" }, { user: sender.user });
    assert.equal(answer.status, 503);
  });
});

/** A server that answers as Kannel does, for what a real one does not do when it is told to: `answer` is of the how-manieth part. */
async function kannelLike(t, answer) {
  const [parts, asked] = [[], []];
  const server = createServer((request, response) => {
    const { search, searchParams } = new URL(request.url, "http://127.0.0.1");
    asked.push(search ? "part" : "probe");
    if (!search) return response.writeHead(403).end("Authorization failed for sendsms");
    parts.push(searchParams);
    const status = answer(parts.length);
    if (status !== SILENCE) response.writeHead(status).end(status === 202 ? "0: Accepted for delivery" : "Temporal failure, try again later.");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${server.address().port}/cgi-bin/sendsms`;
  return { parts, asked, setting: { kind: "kannel", url, username: "us", password: "secret" } };
}
