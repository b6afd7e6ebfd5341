// Verifications when the Worker's process is killed, and what all of it leaves behind.
import assert from "node:assert/strict";
import { test } from "node:test";

import { until } from "../until.js";
import { SETTINGS, start, temporaryFolder } from "../worker/harness.js";
import { mailServer } from "../worker/mail-server.js";
import { dataOf } from "../worker/native.js";
import { filesIn } from "../worker/storage.js";
import { freePort } from "./kannel.js";
import { kill } from "./kill.js";
import { startReceiver } from "./receiver.js";
import { withProviders } from "./sender.js";

const PATH = "/v1/verifications";
const PATIENCE_MS = 60_000;
/** Long enough to be found nowhere by chance. */
const LONG = { length: 10, alphabet: "alphanumeric" };
const CODE = /\b[2-9A-HJKMNP-Z]{10}\b/;
const wrong = (code) => (code[0] === "2" ? "3" : "2") + code.slice(1);

/** Somebody who verifies, by a gateway of the test's own. */
async function verifier(t, others) {
  const receiver = await startReceiver();
  t.after(() => receiver.stop());
  const settings = withProviders({ own: receiver.setting }, undefined, others);
  const options = { settings, persist: temporaryFolder(t), port: await freePort(), t };
  const server = await start(options);
  return { receiver, options, server, user: await server.createAccount() };
}

test("killed between sending a code and checking it, the Worker loses neither the code nor what was tried", async (t) => {
  const { receiver, options, server, user } = await verifier(t);
  const numbers = Array.from({ length: 20 }, (_, index) => String(34_620_100_000 + index));
  const begin = async (recipient) => dataOf(await server.post(PATH, { recipient, ...LONG }, { user }), 201);
  const begun = await Promise.all(numbers.map(begin));
  const rest = await Promise.all(numbers.map((recipient) => server.post("/api/rest/otp/generate", { recipient, length: 10, maxSecondsValidity: 600 }, { user })));
  const tried = await Promise.all(begun.slice(0, 10).map(({ id }) => server.post(`${PATH}/${id}/check`, { code: "0" }, { user })));
  for (const answer of tried) assert.equal(dataOf(answer).verification.attempts, 1);
  await kill(server);

  const after = await start(options);
  for (const [index, recipient] of numbers.entries()) {
    // An alarm that was cut off goes on when its object is asked for.
    const { id } = begun[index];
    const arrived = async () => (await after.get(`${PATH}/${id}`, { user })) && receiver.for(recipient);
    const posts = await until(arrived, ({ length }) => length > 0, PATIENCE_MS);
    const codes = new Set(posts.map(({ body }) => CODE.exec(body.text)[0]));
    assert.equal(codes.size, 1, `${recipient} was sent several codes`);
    const { valid, verification } = dataOf(await after.post(`${PATH}/${id}/check`, { code: [...codes][0] }, { user }));
    assert.deepEqual([valid, verification.attempts], [true, index < 10 ? 2 : 1], recipient);
    const { json } = await after.post("/api/rest/otp/check", { recipient, code: rest[index].json.data.code }, { user });
    assert.equal(json.data.reason, "Valid");
  }
});

test("what is written anywhere tells neither codes nor recipients nor keys", async (t) => {
  const { port, mails } = await mailServer(t);
  const MAIL = JSON.stringify({ host: "127.0.0.1", port, security: "none", from: "codes@acme.example" });
  const { receiver, options, server, user } = await verifier(t, { ENVIRONMENT: "local", MAIL, FORMER_OTP_KEY: "the key before the one of the tests" });
  const [answers, codes] = [[], []];
  const call = async (method, path, body) => {
    const answer = await server.request(method, path, { body, user });
    answers.push(answer.text);
    return answer;
  };
  const texts = async (number, count = 1) => (await until(() => receiver.for(number), ({ length }) => length >= count, PATIENCE_MS)).map(({ body }) => body.text);
  const codeOf = (text) => {
    codes.push(CODE.exec(text)[0]);
    return codes.at(-1);
  };
  const phones = ["34620200001", "34620200002", "34620200003", "34620200004", "34620200005"];
  const [approved, failed, canceled, paid, rest] = phones;
  const mailbox = "somebody.unmistakable@example.com";

  const one = dataOf(await call("POST", PATH, { recipient: approved, ...LONG }), 201);
  await call("POST", `${PATH}/${one.id}/check`, { code: codeOf((await texts(approved))[0]) });
  const two = dataOf(await call("POST", PATH, { recipient: failed, ...LONG, attempts: 1 }), 201);
  await call("POST", `${PATH}/${two.id}/check`, { code: wrong(codeOf((await texts(failed))[0])) });
  const three = dataOf(await call("POST", PATH, { recipient: canceled, ...LONG, channels: ["sms", { channel: "email", to: mailbox, timeout: 600 }] }), 201);
  codeOf((await texts(canceled))[0]);
  await call("POST", `${PATH}/${three.id}/resend`, { newCode: true });
  await call("DELETE", `${PATH}/${three.id}`);
  const payment = { payee: "Corner Shop", amount: "12.50 EUR" };
  const four = dataOf(await call("POST", PATH, { recipient: paid, ...LONG, ...payment }), 201);
  await call("POST", `${PATH}/${four.id}/check`, { code: codeOf((await texts(paid))[0]), ...payment, amount: "1250 EUR" });
  const five = dataOf(await call("POST", PATH, { recipient: mailbox, ...LONG }), 201);
  const [{ text }] = await until(() => mails, ({ length }) => length > 0, PATIENCE_MS);
  await call("POST", `${PATH}/${five.id}/check`, { code: codeOf(text) });
  for (const { id } of [one, two, three, four, five]) {
    const { deliveries } = dataOf(await call("GET", `${PATH}/${id}`));
    for (const { messageId } of deliveries) if (messageId) await call("GET", `/api/rest/sms/${messageId}`);
  }
  const { json } = await call("GET", "/api/rest/sendings");
  for (const { id } of json.data) await call("GET", `/api/rest/sendings/${id}/reports/events`);
  for (const path of ["/api/rest/campaigns", "/v1/audit", "/v1/notifications", "/v1/account"]) await call("GET", path);
  await call("POST", PATH, { recipient: approved, channels: ["email"] });
  await call("POST", `${PATH}/${one.id}/check`, { code: 7 });

  // The REST dialect answers with the code and the recipient: these are looked for in what is stored and logged.
  const made = await server.post("/api/rest/otp/generate", { recipient: rest, alpha: true, length: 10 }, { user });
  const told = [...codes, made.json.data.code];
  await server.post("/api/rest/otp/check", { recipient: rest, code: wrong(made.json.data.code) }, { user });
  await server.stop();

  const keys = [SETTINGS.OTP_KEY, SETTINGS.HASH_KEY, "the key before the one of the tests"];
  const places = {
    stored: [[...told, ...phones, mailbox, ...keys], filesIn(options.persist).map(([, bytes]) => bytes)],
    logged: [[...told, ...phones, mailbox, ...keys], server.logs],
    answered: [[...codes, ...phones.slice(0, 4), mailbox, ...keys], answers],
  };
  assert.ok(places.stored[1].some((bytes) => bytes.includes("Corner Shop")), "what is stored can be searched");
  for (const [place, [secrets, texts]] of Object.entries(places)) {
    assert.ok(texts.length > 0, place);
    for (const secret of secrets) assert.ok(!texts.some((text) => text.includes(secret)), `${secret} is ${place}`);
  }
});
