// Messages: accepted, submitted to the sandbox, and followed to their receipts.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { until } from "../until.js";
import { SETTINGS, errorBody, start, temporaryFolder } from "./harness.js";

const LOCAL = { ...SETTINGS, ENVIRONMENT: "local" };
const MESSAGE = { to: ["34666555444"], from: "TEST", message: "SMS text message" };
let server;
let user;

before(async () => {
  server = await start({ settings: LOCAL });
  user = await server.createAccount();
});
after(() => server.stop());

const send = (changes = {}, options = { user }) => server.post("/api/rest/sms", { ...MESSAGE, ...changes }, options);

/** The messages of an answer, as they are once `is` holds for all of them. */
async function followed({ json }, is = ({ events }) => events.length === 2, on = server, by = user) {
  const ids = json.result.filter(({ accepted }) => accepted).map(({ id }) => id);
  const ask = () => on.get(`/api/rest/sms/${ids.join(",")}`, { user: by });
  const { json: found } = await until(ask, ({ json }) => json.data?.length === ids.length && json.data.every(is));
  assert.ok(found.data?.every(is), JSON.stringify(found));
  return found.data;
}

const kinds = ({ events }) => events.map(({ type }) => type);

describe("an answer", () => {
  test("is 202 with an id for each recipient, and nowhere has the word error", async () => {
    const { status, json, text } = await send({ to: ["34666555444", "+34666555333"] });
    assert.equal(status, 202);
    assert.ok(!text.includes("error"), text);
    assert.ok(Number.isInteger(json.campaignId) && Number.isInteger(json.sendingId), text);
    const [first, second] = json.result;
    assert.match(first.id, /^[0-9A-Z]{13}$/);
    assert.notEqual(first.id, second.id);
    assert.deepEqual(first, { accepted: true, to: "34666555444", id: first.id, parts: 1, scheduledAt: null, expiresAt: null });
    assert.equal(second.to, "34666555333");
  });

  test("is 207 where some are refused, and 400 where all are", async () => {
    const some = await send({ to: ["34", 34666555444] });
    assert.equal(some.status, 207);
    const refused = { accepted: false, to: "34", ...errorBody(102, "No valid recipients") };
    assert.deepEqual([some.json.result[0], some.json.result[1].accepted], [refused, true]);
    const none = await send({ to: ["34"] });
    assert.deepEqual([none.status, none.json], [400, errorBody(102, "No valid recipients")]);
    const long = await send({ message: "a".repeat(161) });
    assert.deepEqual([long.status, long.json], [400, errorBody(105, "Text message too long")]);
  });

  test("is the same without a content type, and for a key with the scope only", async () => {
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    assert.equal((await send({}, { user, headers })).status, 202);
    const keyed = async (scopes) => {
      const { json } = await server.post("/v1/auth/keys", { name: "A key", scopes }, { user });
      return send({}, { bearer: json.data.key });
    };
    assert.equal((await keyed(["sms:write"])).status, 202);
    assert.equal((await keyed(["sms:read"])).status, 403);
  });

  test("to calls of one campaign's name tells the same campaign, and another to others", async () => {
    const [first, second] = [await send({ campaignName: "SPRING", tags: ["a"] }), await send({ campaignName: "SPRING", tags: ["b"] })];
    const [other, none] = [await send({ campaignName: "AUTUMN" }), await send()];
    assert.equal(first.json.campaignId, second.json.campaignId);
    assert.equal(new Set([first, other, none].map(({ json }) => json.campaignId)).size, 3);
    assert.equal(new Set([first, second, other].map(({ json }) => json.sendingId)).size, 3);
  });

  test("takes 10,000 recipients", async () => {
    const to = Array.from({ length: 10_000 }, (_, index) => 34_600_000_000 + index);
    const sub = to.map((number) => ({ name: `name of ${number}`, code: "x".repeat(200) }));
    const { status, json } = await send({ to, sub, message: "Hello {name}" });
    assert.deepEqual([status, json.result.length], [202, 10_000]);
    const last = { json: { result: json.result.slice(-1) } };
    const [{ message, events }] = await followed(last, ({ events }) => events.length > 0);
    assert.deepEqual([message, events[0].type], ["Hello name of 34600009999", "rejected"]);
  });
});

describe("a message", () => {
  test("is followed to its receipt, which goes by the last digit of its number", async () => {
    const outcomes = { 0: "delivered", 5: undefined, 6: "rejected", 7: "expired", 8: "undelivered" };
    const sent = await send({ to: Object.keys(outcomes).map((digit) => `3466655544${digit}`) });
    const settled = ({ to, events }) => events.length === (to.endsWith("5") ? 1 : 2);
    const messages = await followed(sent, settled);
    for (const [index, outcome] of Object.values(outcomes).entries()) {
      assert.deepEqual(kinds(messages[index]), ["sent", outcome].filter(Boolean));
      assert.equal(messages[index].isDelivered, outcome === "delivered");
    }
    const [refused] = await followed(await send({ to: ["34666555449"] }), ({ events }) => events.length > 0);
    assert.deepEqual(kinds(refused), ["rejected"]);
  });

  test("is shown as the document has it", async () => {
    const sent = await send({ message: "Hi {name|upper}", sub: [{ name: "ana", age: 30 }] });
    const [message] = await followed(sent);
    const { id } = sent.json.result[0];
    const { events, ...rest } = message;
    assert.deepEqual(rest, {
      id,
      from: "TEST",
      to: "34666555444",
      message: "Hi ANA",
      campaignId: sent.json.campaignId,
      sendingId: sent.json.sendingId,
      isDelivered: true,
      isClicked: false,
      customFields: { age: "30", name: "ana", phone: "34666555444" },
      links: { self: `${server.url.origin}/api/rest/sms/${id}` },
    });
    for (const event of events) {
      assert.match(event.date, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
      assert.deepEqual([event.isMobile, event.browser, event.os], [false, "", ""]);
    }
  });

  test("is nobody else's", async () => {
    const sent = await send();
    const { id } = sent.json.result[0];
    const other = await server.createAccount();
    const stranger = await server.get(`/api/rest/sms/${id}`, { user: other });
    assert.deepEqual([stranger.status, stranger.json], [404, errorBody(404, "Resource not found")]);
    for (const id of ["nothing", "ZZZZZZZZZZZZZ", "0000000000000"]) {
      assert.equal((await server.get(`/api/rest/sms/${id}`, { user })).status, 404, id);
    }
  });

  test("has a code that is then accepted once, and shown nowhere", async () => {
    const sent = await send({ message: "Your code is {OTP_CODE}", otpConfig: { length: 6, appId: "shop", maxSecondsValidity: 600 } });
    const [message] = await followed(sent);
    assert.equal(message.message, "Your code is ******");
    const check = { recipient: "34666555444", appId: "shop", code: "000000" };
    const { json } = await server.post("/api/rest/otp/check", check, { user });
    assert.deepEqual([json.data.otp.data.maxAttempts, json.data.otp.data.maxSecondsValidity], [3, 600]);
  });

  test("waits for its time, and is not sent after it", async () => {
    const moment = (seconds) => new Date(Date.now() + seconds * 1_000).toISOString().replaceAll(/\D/g, "").slice(0, 14);
    const later = await send({ scheduleDate: moment(3_600) });
    assert.match(later.json.result[0].scheduledAt, /^20.*\+00:00$/);
    const soon = await send({ scheduleDate: moment(2), expirationDate: moment(600) });
    const [message] = await followed(soon);
    assert.ok(message.events[0].date >= soon.json.result[0].scheduledAt);
    const [waiting] = await followed(later, () => true);
    assert.deepEqual(waiting.events, []);
  });

  test("is sent in its times of the week only", async () => {
    // Two days from now, and so neither today nor around midnight tomorrow.
    const day = ((new Date().getUTCDay() + 1) % 7) + 1;
    const [sent, never] = [
      await send({ availableTimes: [{ from: "00:00", to: "24:00" }] }),
      await send({ availableTimes: [{ day, from: "09:00", to: "10:00" }] }),
    ];
    await followed(sent);
    const [message] = await followed(never, () => true);
    assert.deepEqual(message.events, []);
  });

  test("is on its way after a restart", async (t) => {
    const persist = temporaryFolder(t);
    const first = await start({ settings: LOCAL, persist, t });
    const user = await first.createAccount();
    const soon = new Date(Date.now() + 2_000).toISOString().replaceAll(/\D/g, "").slice(0, 14);
    const sent = await first.post("/api/rest/sms", { ...MESSAGE, scheduleDate: soon }, { user });
    assert.equal(sent.status, 202);
    await first.stop();
    const second = await start({ settings: LOCAL, persist, t });
    const [message] = await followed(sent, undefined, second, user);
    assert.deepEqual(kinds(message), ["sent", "delivered"]);
  });
});
