// Verifications: /v1/verifications, with a gateway that messages are really posted to.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startReceiver } from "../gateway/receiver.js";
import { withProviders } from "../gateway/sender.js";
import { until } from "../until.js";
import { SETTINGS, start, temporaryFolder } from "./harness.js";
import { mailServer } from "./mail-server.js";
import { dataOf, failureOf, keyed } from "./native.js";
import { age, dueAlarms, filesIn, ringEarly, storedObjects } from "./storage.js";

/** The objects that have alarms for a verification. */
const CLASSES = ["OtpObject", "SendingObject", "VerificationTraffic"];
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/;
const PATH = "/v1/verifications";
let receiver, server, owner;
let people = 0;
const someone = () => `346200${String(++people).padStart(5, "0")}`;

before(async () => {
  receiver = await startReceiver();
  server = await start({ settings: withProviders({ own: receiver.setting }) });
  owner = { user: await server.createAccount() };
});
after(() => {
  receiver.stop();
  return server.stop();
});

const create = async (body = {}, caller = owner, of = server) => dataOf(await of.post(PATH, { recipient: someone(), ...body }, caller), 201);
const pathOf = ({ id }) => `${PATH}/${id}`;
const show = async (verification, caller = owner, of = server) => dataOf(await of.get(pathOf(verification), caller));
const check = async (verification, code, more, caller = owner, of = server) => dataOf(await of.post(`${pathOf(verification)}/check`, { code, ...more }, caller));
const resend = (verification, body = {}, caller = owner) => server.post(`${pathOf(verification)}/resend`, body, caller);
/** The texts that a number was sent, as soon as there are so many. */
const textsTo = async (number, count = 1, from = receiver) => (await until(() => from.for(number), (posts) => posts.length >= count, 30_000)).map(({ body }) => body.text);
const codeIn = (text) => /\b[0-9A-Z]{4,10}\b/.exec(text)[0];
/** A verification of a new number, and its code. */
async function begun(body, caller, of, from) {
  const recipient = someone();
  const verification = await create({ recipient, ...body }, caller, of);
  const [text] = await textsTo(recipient, 1, from);
  return { recipient, verification, code: codeIn(text), text };
}
const wrong = (code) => (code[0] === "2" ? "3" : "2") + code.slice(1);

test("an account decides on the code where the operator lets it", async () => {
  const refused = await server.post(PATH, { recipient: someone(), code: "481516" }, owner);
  assert.deepEqual([refused.status, refused.json.errors.details.map(({ path }) => path)], [400, ["code"]]);
  const allowed = { user: await server.createAccount() };
  const account = `/admin/accounts/${allowed.user.username}`;
  assert.equal((await server.patch(account, { customCodes: true }, { admin: true })).status, 200);
  const { verification, code, text } = await begun({ code: "481516", length: 8 }, allowed);
  assert.deepEqual([code, text.includes("481516")], ["481516", true]);
  assert.equal((await check(verification, "481516", {}, allowed)).valid, true);
  assert.equal((await server.get("/v1/account", allowed)).json.data.customCodes, true);
  // Nor does it decide on that by itself.
  assert.equal((await server.patch("/v1/account", { customCodes: true }, owner)).status, 400);
});

describe("a verification", () => {
  test("is begun with a code that is sent, and not answered", async () => {
    const recipient = someone();
    const created = await server.post(PATH, { recipient: `+${recipient}`, metadata: { order: "7301" } }, owner);
    const verification = dataOf(created, 201);
    const { id, createdAt, expiresAt, ...rest } = verification;
    assert.match(id, /^[0-9a-f]{48}$/);
    assert.deepEqual(rest, {
      status: "pending", appId: "", locale: "en", attempts: 0, maxAttempts: 5, payee: null, amount: null,
      metadata: { order: "7301" }, deliveries: [], endedAt: null,
    });
    for (const moment of [createdAt, expiresAt]) assert.match(moment, MOMENT);
    assert.equal(Date.parse(expiresAt) - Date.parse(createdAt), 300_000);
    assert.equal(created.headers.get("location"), pathOf(verification));
    const [text] = await textsTo(recipient);
    const code = /\b\d{6}\b/.exec(text)[0];
    const shown = await until(() => server.get(pathOf(verification), owner), ({ json }) => json.data.deliveries.length > 0, 30_000);
    const [{ channel, messageId, sentAt }] = dataOf(shown).deliveries;
    assert.deepEqual([channel, /^[0-9A-Z]{13}$/.test(messageId), MOMENT.test(sentAt)], ["sms", true, true]);
    const message = await server.get(`/api/rest/sms/${messageId}`, owner);
    assert.deepEqual([message.json.data[0].to, message.json.data[0].message], [`34*******${recipient.slice(-2)}`, "******"]);
    const events = await server.get(`/api/rest/sendings/${message.json.data[0].sendingId}/reports/events`, owner);
    for (const { text } of [created, shown, message, events]) assert.ok(!text.includes(code) && !text.includes(recipient), text);
  });

  test("is approved by the right code, once", async () => {
    const { verification, code } = await begun();
    const missed = await check(verification, wrong(code));
    assert.deepEqual([missed.valid, missed.verification.status, missed.verification.attempts], [false, "pending", 1]);
    const right = await check(verification, ` ${code.slice(0, 3)}-${code.slice(3)} `);
    assert.deepEqual([right.valid, right.verification.status], [true, "approved"]);
    const again = await check(verification, code);
    assert.deepEqual([again.valid, again.verification.status, again.verification.attempts], [false, "approved", 2]);
    const { status, endedAt } = await show(verification);
    assert.deepEqual([status, MOMENT.test(endedAt)], ["approved", true]);
  });

  test("of 200 right checks at once, exactly one is valid", async () => {
    const { verification, code } = await begun({ attempts: 1 });
    const checks = await Promise.all(Array.from({ length: 200 }, () => check(verification, code)));
    assert.equal(checks.filter(({ valid }) => valid).length, 1);
    assert.deepEqual([...new Set(checks.map(({ verification }) => verification.status))], ["approved"]);
  });

  test("of 200 wrong checks at once, no more are looked at than it stands", async () => {
    const { verification, code } = await begun({ attempts: 3 });
    const checks = await Promise.all(Array.from({ length: 200 }, () => check(verification, wrong(code))));
    assert.equal(checks.filter(({ verification }) => verification.status === "pending").length, 2);
    const after = await check(verification, code);
    assert.deepEqual([after.valid, after.verification.status], [false, "failed"]);
  });

  test("follows every parameter", async () => {
    const { code, text, verification } = await begun({ alphabet: "alphanumeric", length: 10, attempts: 10, validity: 600, appId: "shop" });
    assert.match(code, /^[2-9A-HJKMNP-Z]{10}$/, text);
    assert.deepEqual([verification.maxAttempts, verification.appId], [10, "shop"]);
    assert.equal((await check(verification, code.toLowerCase())).valid, true);
  });

  test("has a text in its language, with the line that a browser or an app looks for", async () => {
    const spanish = await begun({ locale: "es-MX", brand: "Acme", domain: "bank.example.com" });
    assert.match(spanish.text, /^Acme: .*\bclave\b.*\n@bank\.example\.com #\d{6}$/s);
    assert.ok(spanish.text.endsWith(`#${spanish.code}`));
    const app = await begun({ locale: "xx", appHash: "FA+9qCX9VSu" });
    assert.match(app.text, /^Your code is \d{6}.*\nFA\+9qCX9VSu$/s);
    const arabic = await begun({ locale: "ar", validity: 120 });
    assert.match(arabic.text, /^\p{Script=Arabic}.*\d{6}/su);
    const both = await server.post(PATH, { recipient: someone(), domain: "example.com", appHash: "FA+9qCX9VSu" }, owner);
    assert.deepEqual(failureOf(both).slice(2), ["appHash excluded"]);
    const long = { payee: "Ж".repeat(22), amount: "12.50 EUR", domain: "a-rather-long-name.example.com" };
    assert.deepEqual(failureOf(await server.post(PATH, { recipient: someone(), ...long }, owner)).slice(2), ["domain format"]);
  });

  test("has a text of the account's own", async () => {
    const template = "{brand} would like to know: is {code} what you read? {minutes} minutes.";
    const { text, code, verification } = await begun({ template, brand: "Acme", domain: "acme.example", locale: "ar", length: 8 });
    assert.equal(text, `Acme would like to know: is ${code} what you read? 5 minutes.\n@acme.example #${code}`);
    assert.equal((await check(verification, code)).valid, true);
    const wrong = async (fields) => failureOf(await server.post(PATH, { recipient: someone(), ...fields }, owner)).slice(2);
    assert.deepEqual(await wrong({ template: "{code} for {payee}" }), ["payee required"]);
    assert.deepEqual(await wrong({ template: "{code}", payee: "Corner Shop", amount: "12.50 EUR" }), ["template format"]);
    assert.deepEqual(await wrong({ template: 7 }), ["template type"]);
  });

  test("takes the place of the one before it, of the same application", async () => {
    const recipient = someone();
    const [first, shop] = [await create({ recipient }), await create({ recipient, appId: "shop" })];
    const second = await create({ recipient });
    assert.deepEqual([(await show(first)).status, (await show(shop)).status, (await show(second)).status], ["canceled", "pending", "pending"]);
  });

  test("is canceled once", async () => {
    const { verification, code } = await begun();
    for (const _ of [1, 2]) assert.equal((await server.delete(pathOf(verification), owner)).status, 204);
    const { valid, verification: shown } = await check(verification, code);
    assert.deepEqual([valid, shown.status], [false, "canceled"]);
    const approved = await begun();
    await check(approved.verification, approved.code);
    assert.deepEqual(failureOf(await server.delete(pathOf(approved.verification), owner)), [409, "The verification is approved"]);
  });

  test("of a payment is right for that payment", async () => {
    const payment = { payee: "Corner Shop", amount: "12.50 EUR" };
    const { verification, code } = await begun(payment);
    assert.deepEqual([verification.payee, verification.amount], ["Corner Shop", "12.50 EUR"]);
    for (const other of [{}, { ...payment, amount: "1250 EUR" }, { ...payment, payee: "Korner Shop" }]) {
      assert.equal((await check(verification, code, other)).valid, false);
    }
    assert.equal((await check(verification, code, payment)).valid, true);
  });

  test("is begun with all errors told at once", async () => {
    const body = { recipient: "nobody", channels: ["fax"], length: 3, attempts: 11, validity: 29, alphabet: "hex", locale: "e", domain: "localhost", payee: "Shop", colour: "red" };
    const [status, reason, ...details] = failureOf(await server.post(PATH, body, owner));
    assert.deepEqual([status, reason], [400, "10 of the fields break a rule"]);
    assert.deepEqual(details, [
      "recipient format", "channels.0.channel format", "alphabet format", "length range", "attempts range", "validity range", "locale format",
      "domain format", "amount required", "colour unknown",
    ]);
  });

  test("of another account is not there", async () => {
    const other = { user: await server.createAccount() };
    const { verification, code } = await begun();
    const at = pathOf(verification);
    const answers = [await server.get(at, other), await server.delete(at, other), await server.post(`${at}/check`, { code }, other), await resend(verification, {}, other)];
    assert.deepEqual(answers.map(({ status }) => status), [404, 404, 404, 404]);
    assert.equal((await check(verification, code)).valid, true);
  });

  test("has an id, or is none", async () => {
    for (const id of ["x", "%00", "A".repeat(48), "a".repeat(47), "a".repeat(49), "a".repeat(48)]) {
      for (const [method, at, body] of [["GET", "", undefined], ["DELETE", "", undefined], ["POST", "/check", { code: "1" }], ["POST", "/resend", {}]]) {
        assert.equal((await server.request(method, `${PATH}/${id}${at}`, { body, ...owner })).status, 404, `${method} ${id}${at}`);
      }
    }
  });

  test("takes scopes to read and to write", async () => {
    const { verification } = await begun();
    const [reader, writer] = [await keyed(server, owner, ["otp:read"]), await keyed(server, owner, ["otp:write"])];
    assert.equal((await server.get(pathOf(verification), reader)).status, 200);
    assert.equal((await server.get(pathOf(verification), writer)).status, 403);
    assert.equal((await server.post(PATH, { recipient: someone() }, reader)).status, 403);
    assert.equal((await server.delete(pathOf(verification), writer)).status, 204);
  });
});

describe("a code", () => {
  test("is not sent again within half a minute", async () => {
    const { recipient, verification } = await begun();
    const refused = await resend(verification);
    assert.equal(refused.status, 429);
    const wait = Number(refused.headers.get("retry-after"));
    assert.ok(wait > 20 && wait <= 30, refused.headers.get("retry-after"));
    assert.equal(receiver.for(recipient).length, 1);
  });

  test("is sent five times in ten minutes, whatever it is for", async () => {
    const recipient = someone();
    for (const appId of "abcde") await create({ recipient, appId });
    const refused = await server.post(PATH, { recipient, appId: "f" }, owner);
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers.get("retry-after")) > 500);
    await textsTo(recipient, 5);
    const other = { user: await server.createAccount() };
    await create({ recipient }, other);
  });

  test("is not sent to who wants nothing, and costs nothing", async () => {
    const recipient = someone();
    await server.put("/api/rest/v2/blacklist/sms", { recipient }, owner);
    const { status } = await create({ recipient });
    const listed = await server.get("/api/rest/v2/blacklist/sms", owner);
    assert.equal(status, listed.text.includes(recipient) ? "blocked" : "pending", listed.text);
  });

  test("is not sent where nobody carries it", async () => {
    const mail = await server.post(PATH, { recipient: "someone@example.com" }, owner);
    assert.deepEqual(failureOf(mail), [503, "No server for e-mail is configured"]);
  });
});

describe("a number", () => {
  const statusOf = async (recipient, caller) => (await create({ recipient }, caller)).status;

  test("of no country is sent nothing", async () => {
    for (const recipient of ["870772001234", "881612345678", "882161234567", "883510012345", "979123456789", "878101234567"]) {
      assert.equal(await statusOf(recipient), "blocked", recipient);
      assert.deepEqual(receiver.for(recipient), []);
    }
  });

  test("is sent codes where the account wants to", async () => {
    const caller = { user: await server.createAccount() };
    dataOf(await server.patch("/v1/account", { codePrefixes: ["351", "8816", "3462"] }, caller));
    const numbers = { [someone()]: "pending", 351912345678: "pending", 881612345678: "pending", 34611000001: "blocked", 4915112345678: "blocked" };
    for (const [number, status] of Object.entries(numbers)) {
      const answer = await server.post(PATH, { recipient: number }, caller);
      // Nobody has a price for a satellite.
      assert.equal(answer.status === 400 ? "pending" : dataOf(answer, 201).status, status, number);
    }
    const wrong = await server.patch("/v1/account", { codePrefixes: ["034", "x"] }, caller);
    assert.deepEqual(failureOf(wrong).slice(2), ["codePrefixes.0 format", "codePrefixes.1 format"]);
  });
});

describe("a mailbox", () => {
  /** A Worker that sends e-mail by a server of the test's own, and messages as the others do. */
  const mailing = async (t, answers = {}) => {
    const { port, mails } = await mailServer(t, answers);
    const MAIL = JSON.stringify({ host: "127.0.0.1", port, security: "none", from: "Acme <codes@acme.example>" });
    const settings = withProviders({ own: receiver.setting }, undefined, { ENVIRONMENT: "local", MAIL });
    const of = await start({ settings, t });
    return { mails, of, caller: { user: await of.createAccount() } };
  };
  const arrived = (mails, count = 1) => until(() => mails, () => mails.length >= count, 30_000);

  test("is sent a code, in its language", async (t) => {
    const { mails, of, caller } = await mailing(t);
    const recipient = "Ana@Example.com";
    const verification = await create({ recipient, locale: "fr", brand: "Acme", domain: "example.com" }, caller, of);
    const [{ to, headers, text }] = await arrived(mails);
    const code = /\b\d{6}\b/.exec(text)[0];
    assert.deepEqual([to, /^Acme\b/.test(headers.Subject), text.includes("@example.com")], ["Ana@example.com", true, false]);
    assert.ok(!headers.Subject.includes(code));
    const shown = await until(() => show(verification, caller, of), ({ deliveries }) => deliveries.length > 0, 30_000);
    assert.deepEqual(shown.deliveries.map(({ channel, messageId }) => [channel, messageId]), [["email", null]]);
    assert.equal((await check(verification, code, {}, caller, of)).valid, true);
  });

  test("has a text of the account's own", async (t) => {
    const { mails, of, caller } = await mailing(t);
    await create({ recipient: "ana@example.com", template: "{brand}: {code}, for {minutes} min", brand: "Acme", domain: "acme.example", validity: 90 }, caller, of);
    const [{ text }] = await arrived(mails);
    assert.match(text, /^Acme: \d{6}, for 1 min\s*$/);
  });

  test("is one of many that are sent codes at once, each its own", async (t) => {
    const { mails, of, caller } = await mailing(t);
    const boxes = Array.from({ length: 250 }, (_, index) => `person-${index}@example.com`);
    const begun = await Promise.all(boxes.map((recipient) => create({ recipient }, caller, of)));
    await arrived(mails, boxes.length);
    assert.deepEqual(mails.map(({ to }) => to).toSorted(), boxes.toSorted());
    const [{ text }] = mails.filter(({ to }) => to === boxes[200]);
    assert.equal((await check(begun[200], /\b\d{6}\b/.exec(text)[0], {}, caller, of)).valid, true);
  });

  test("that is refused is passed over for the next way, when its time comes", async (t) => {
    const { mails, of, caller } = await mailing(t, { rcpt: { "gone@example.com": 550 } });
    const recipient = someone();
    const channels = [{ channel: "email", to: "gone@example.com", timeout: 10 }, { channel: "sms", timeout: 10 }];
    const verification = await create({ recipient, channels }, caller, of);
    const [text] = await textsTo(recipient);
    assert.deepEqual([mails.length, (await check(verification, codeIn(text), {}, caller, of)).valid], [0, true]);
  });

  test("that cannot be reached now is tried again", async (t) => {
    const rcpt = { "ana@example.com": 451 };
    const { mails, of, caller } = await mailing(t, { rcpt });
    const verification = await create({ recipient: "ana@example.com" }, caller, of);
    await until(() => of.logs, (logs) => logs.some((line) => line.includes("Later at Recipient")), 30_000);
    delete rcpt["ana@example.com"];
    const [{ text }] = await arrived(mails);
    assert.equal((await check(verification, /\b\d{6}\b/.exec(text)[0], {}, caller, of)).valid, true);
  });
});

describe("what is stored", () => {
  const restarted = async (t, persist, from) => start({ settings: withProviders({ own: from.setting }), persist, t });
  const setting = async (t) => {
    const from = await startReceiver();
    t.after(() => from.stop());
    const persist = temporaryFolder(t);
    const first = await restarted(t, persist, from);
    return { from, persist, first, caller: { user: await first.createAccount() } };
  };

  test("outlives a restart, tells nothing, and is erased a day after the end", async (t) => {
    const { from, persist, first, caller } = await setting(t);
    const one = await begun({}, caller, first, from);
    const two = await begun({ payee: "Corner Shop", amount: "1 EUR" }, caller, first, from);
    await check(two.verification, wrong(two.code), {}, caller, first);
    await first.stop();
    const second = await restarted(t, persist, from);
    assert.equal((await check(one.verification, one.code, {}, caller, second)).valid, true);
    await second.stop();
    const keys = [SETTINGS.OTP_KEY, SETTINGS.HASH_KEY];
    for (const [path, bytes] of filesIn(persist)) {
      for (const secret of [one.recipient, two.recipient, one.code, two.code, ...keys]) {
        // Six digits are in a moment now and then: a code is looked for as a word.
        const found = new RegExp(`(?<![0-9])${secret}(?![0-9])`).test(bytes.toString("latin1"));
        assert.ok(!found, `${secret} is in ${path}`);
      }
    }
    for (const line of [...first.logs, ...second.logs]) {
      for (const secret of [one.recipient, two.recipient, ...keys]) assert.ok(!line.includes(secret), line);
    }
    age(persist, 86_400 + 300 + 60);
    const third = await restarted(t, persist, from);
    await until(
      async () => {
        // Any call starts the objects, and with them the alarms that are due.
        await third.get(pathOf(one.verification), caller);
        return storedObjects(persist);
      },
      (count) => count === 0,
      30_000,
    );
    await third.stop();
  });

  test("takes the next way when its time comes, also after a restart, and no more once it is approved", async (t) => {
    const { from, persist, first, caller } = await setting(t);
    const [one, two] = [someone(), someone()];
    const channels = ["sms", { channel: "sms", to: someone(), timeout: 10 }];
    const verification = await create({ recipient: one, channels: [{ channel: "sms", timeout: 200 }, { channel: "sms", to: two }], validity: 600 }, caller, first);
    const done = await create({ recipient: someone(), channels: [{ channel: "sms", timeout: 200 }, channels[1]], validity: 600 }, caller, first);
    const [text] = await textsTo(one, 1, from);
    await first.delete(pathOf(done), caller);
    await first.stop();
    age(persist, 201);
    const second = await restarted(t, persist, from);
    const asked = async () => {
      await second.get(pathOf(verification), caller);
      return from.for(two);
    };
    const [{ body }] = await until(asked, (posts) => posts.length > 0, 30_000);
    assert.equal(codeIn(body.text), codeIn(text));
    assert.equal(from.for(channels[1].to).length, 0);
    assert.equal((await check(verification, codeIn(text), {}, caller, second)).valid, true);
    await second.stop();
  });

  test("is sent and counted once, though alarms run late, and again", async (t) => {
    const { from, persist, first, caller } = await setting(t);
    const [one, two] = [someone(), someone()];
    const verification = await create({ recipient: one, channels: [{ channel: "sms", timeout: 60 }, { channel: "sms", to: two }], validity: 600 }, caller, first);
    await textsTo(one, 1, from);
    const counted = async (of, sent) => {
      const total = async () => dataOf(await of.get(`${PATH}/stats`, caller)).total;
      const { created, sent: found } = await until(total, ({ sent: found }) => found >= sent, 30_000);
      assert.deepEqual([created, found], [1, sent]);
    };
    await counted(first, 1);
    await first.stop();
    // The second way is two minutes late.
    age(persist, 180);
    for (let run = 0; run < 3; run++) {
      const again = await restarted(t, persist, from);
      const asked = async () => (await show(verification, caller, again)).deliveries.map(({ status }) => status);
      assert.deepEqual(await until(asked, (list) => list.length === 2 && list[1] === "sent", 30_000), ["sent", "sent"]);
      await counted(again, 2);
      // Any call starts the objects of a class, and with it the alarms that are due.
      const [{ messageId }] = (await show(verification, caller, again)).deliveries;
      assert.equal((await again.get(`/api/rest/sms/${messageId}`, caller)).status, 200);
      for (const name of CLASSES) assert.equal(await until(() => dueAlarms(persist, name), (due) => due === 0, 30_000), 0, `${name}, run ${run}`);
      await again.stop();
      for (const name of CLASSES) ringEarly(persist, name);
      assert.ok(dueAlarms(persist, "OtpObject") > 0);
    }
    assert.deepEqual([from.for(one).length, from.for(two).length], [1, 1]);
  });

  test("lives no longer when the clock is set back, and is right in its time", async (t) => {
    const { from, persist, first, caller } = await setting(t);
    const [right, late] = [await begun({ validity: 60 }, caller, first, from), await begun({ validity: 60 }, caller, first, from)];
    await first.stop();
    age(persist, -86_400);
    const second = await restarted(t, persist, from);
    assert.ok(Date.parse((await show(late.verification, caller, second)).expiresAt) <= Date.now() + 61_000);
    const { valid, verification } = await check(right.verification, right.code, {}, caller, second);
    assert.ok(valid && Date.parse(verification.endedAt) <= Date.now());
    assert.equal((await check(late.verification, wrong(late.code), {}, caller, second)).verification.status, "pending");
    await second.stop();
    // And on again by more than it was set back.
    age(persist, 120);
    const third = await restarted(t, persist, from);
    assert.equal((await check(late.verification, late.code, {}, caller, third)).verification.status, "expired");
    assert.equal((await show(right.verification, caller, third)).status, "approved");
    await third.stop();
  });

  test("is read under the former key after the keys were rotated", async (t) => {
    const { from, persist, first, caller } = await setting(t);
    const { verification, code } = await begun({}, caller, first, from);
    await first.stop();
    const rotated = withProviders({ own: from.setting }, undefined, { OTP_KEY: "another-key-of-the-tests-32-chars", FORMER_OTP_KEY: SETTINGS.OTP_KEY });
    const second = await start({ settings: rotated, persist, t });
    assert.equal((await check(verification, code, {}, caller, second)).valid, true);
    await second.stop();
  });
});
