// Messages from a client's call through the Worker and a real Kannel to a simulated carrier, and its receipts back again.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { until } from "../until.js";
import { SETTINGS, start } from "../worker/harness.js";
import { gatewayAt } from "../worker/world.js";
import { startCore } from "./core.js";
import { missing, startGateway } from "./kannel.js";

/** What is sent, and how the core is asked for the same. */
const MESSAGES = [
  { name: "GSM 7-bit", message: "Hello @ Århus, 5 €", encoding: "gsm", core: "gsm", parts: 1 },
  { name: "UCS-2", message: "Привет 👋🏽", encoding: "utf-16", core: "ucs2", parts: 1 },
  { name: "Portuguese", message: "Não há ação {sem} reação", encoding: "gsm-pt", core: "portuguese/portuguese", parts: 1 },
  { name: "three parts", message: "a b c ".repeat(70), encoding: "gsm", core: "gsm", parts: 3 },
  { name: "three parts of UCS-2", message: "Ж😀".repeat(55), encoding: "utf-16", core: "ucs2", parts: 3 },
  { name: "flash", message: "Now!", encoding: "gsm", core: "gsm", parts: 1, flash: true },
];

const hex = (octets) => Buffer.from(octets).toString("hex");

describe("the Worker", { skip: missing }, () => {
  let core, gateway, server, user;
  before(async () => {
    core = startCore();
    gateway = await startGateway();
    const settings = { ...SETTINGS, ...gatewayAt(gateway) };
    server = await start({ settings });
    user = await server.createAccount();
  });
  after(async () => {
    await server?.stop();
    await gateway?.stop();
    await core?.stop();
  });

  let numbers = 0;
  /** A number that nobody else has; its last digit says what the carrier does. */
  const number = (digit = 0) => `34600${String(++numbers).padStart(5, "0")}${digit}`;
  const send = async (fields) => {
    const answer = await server.post("/api/rest/sms", { from: "Shop", message: "Hello", ...fields }, { user });
    assert.equal(answer.status, 202, answer.text);
    return answer.json.result.map(({ id }) => id);
  };
  const carried = (to, count) =>
    until(() => gateway.carrier.messages.filter((message) => message.to === to), (found) => found.length >= count);
  /** What happened to a message, once that is so much. */
  const events = async (id, count) => {
    const ask = () => server.get(`/api/rest/sms/${id}`, { user });
    const { json } = await until(ask, ({ json }) => json.data?.[0].events.length >= count);
    return json.data[0].events.map(({ type }) => type);
  };

  for (const { name, core: encoding, parts, flash = false, ...fields } of MESSAGES) {
    test(`has a carrier get the octets of the segments: ${name}`, async () => {
      const to = number();
      const [id] = await send({ ...fields, flash, parts, to: [to] });
      const received = await carried(to, parts);
      // Which number the parts share is the Worker's own choice; that it is one for all of them, and what else there is in the
      // header, is the core's.
      const reference = received[0].header.length > 10 ? Number.parseInt(received[0].header.slice(6, 8), 16) : 0;
      const { segments } = await core.ask({
        message: { text: fields.message, encoding, from: "Shop", to, isFlash: flash, referenceNumber: reference, receiptsTo: "https://x", username: "x", password: "x" },
      });
      assert.deepEqual(
        received.map(({ header, body }) => ({ header, body })),
        segments.map(({ header, body }) => ({ header: hex(header), body: hex(body) })),
      );
      assert.equal(received[0].dataCoding, flash ? 0xf0 : segments[0].dataCoding);
      assert.deepEqual(await events(id, 2), ["sent", "delivered"]);
    });
  }

  for (const [digit, expected] of [[0, ["sent", "delivered"]], [5, ["sent"]], [6, ["sent", "rejected"]], [7, ["sent", "expired"]], [8, ["sent", "undelivered"]], [9, ["sent", "rejected"]]]) {
    test(`tells of the receipt: ${expected.at(-1)} (${digit})`, async () => {
      const [id] = await send({ to: [number(digit)] });
      assert.deepEqual(await events(id, expected.length), expected);
    });
  }

  test("delivers many, each once", async () => {
    const to = Array.from({ length: 200 }, () => number());
    const ids = await send({ to });
    for (const id of ids) assert.deepEqual(await events(id, 2), ["sent", "delivered"]);
    for (const one of to) assert.equal((await carried(one, 1)).length, 1, one);
  });

  test("sends what is scheduled when its time has come", async () => {
    const to = number();
    const soon = new Date(Date.now() + 2_000).toISOString().replaceAll(/\D/g, "").slice(0, 14);
    const [id] = await send({ to: [to], scheduleDate: soon });
    assert.equal(gateway.carrier.messages.some((message) => message.to === to), false);
    assert.deepEqual(await events(id, 2), ["sent", "delivered"]);
  });

  test("makes a code when it sends it, which is then accepted once", async () => {
    const to = number();
    await send({ to: [to], message: "{OTP_CODE}", otpConfig: { length: 6, maxSecondsValidity: 600 } });
    const [{ body }] = await carried(to, 1);
    const code = Buffer.from(body, "hex").toString();
    assert.match(code, /^\d{6}$/);
    const check = () => server.post("/api/rest/otp/check", { recipient: to, code }, { user });
    assert.equal((await check()).json.data.valid, true);
    assert.equal((await check()).json.data.valid, false);
  });

  test("takes receipts of its own URLs only", async () => {
    const [id] = await send({ to: [number(5)] });
    await events(id, 1);
    const { json } = await server.get("/v1/account", { user });
    for (const token of ["x", `kannel.${json.data.id}.${id}.${"0".repeat(64)}`, `kannel.${json.data.id}.${id}`]) {
      const response = await fetch(`${server.url.origin}/receipts/kannel/${token}?part=1&type=1`);
      assert.equal(response.status, 404, token);
    }
    assert.deepEqual(await events(id, 1), ["sent"]);
  });
});
