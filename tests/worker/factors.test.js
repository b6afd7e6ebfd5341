// Authenticator apps of an account's own users: /v1/factors. The codes are computed here, by Node's own HMAC.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { scan } from "../scan.js";
import { until } from "../until.js";
import { SETTINGS, start, temporaryFolder } from "./harness.js";
import { dataOf, failureOf, keyed } from "./native.js";
import { age, filesIn, storedObjects, storedRecords } from "./storage.js";
import { fromBase32, hotp } from "./totp.js";

const PATH = "/v1/factors";
const DAY = 86_400;
const NEW_KEY = "another-key-of-the-tests-32-chars";
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/;
let server, owner;
let people = 0;
const someone = () => `user-${++people}`;

before(async () => {
  server = await start();
  owner = { user: await server.createAccount() };
});
after(() => server.stop());

const enrol = async (body, caller = owner, of = server) => dataOf(await of.post(PATH, { user: someone(), issuer: "Acme", label: "ana@example.com", ...body }, caller), 201);
const pathOf = ({ id }) => `${PATH}/${id}`;
const show = async (factor, caller = owner, of = server) => dataOf(await of.get(pathOf(factor), caller));
const check = async (factor, code, more, caller = owner, of = server) => dataOf(await of.post(`${pathOf(factor)}/check`, { code, ...more }, caller));
/** The user's app: its code so many steps, or counts, after the first. */
function app({ type, secret, algorithm, digits, period }) {
  const first = type === "totp" ? Math.floor(Date.now() / 1_000 / period) : 0;
  return (place = 0) => hotp(secret, first + place, { algorithm, digits });
}
/** A factor that is active, its app, whose first code is used, and its recovery codes. */
async function active(body, caller, of) {
  const factor = await enrol(body, caller, of);
  const shown = app(factor);
  const { valid, recoveryCodes } = await check(factor, shown(), {}, caller, of);
  assert.equal(valid, true);
  return { factor, shown, recoveryCodes };
}
const WRONG = "no code";

describe("a factor", () => {
  test("is told to an app by a QR code, and active once a code of it was right", async () => {
    const user = someone();
    const created = await server.post(PATH, { user, issuer: "Acme & Söhne", label: "ana@example.com" }, owner);
    const { secret, uri, qr, ...factor } = dataOf(created, 201);
    assert.match(factor.id, /^[0-9a-f]{48}$/);
    assert.match(factor.createdAt, MOMENT);
    assert.deepEqual(factor, {
      id: factor.id, type: "totp", status: "pending", algorithm: "SHA1", digits: 6, period: 30, drift: 0, counter: null,
      recoveryCodesLeft: 0, createdAt: factor.createdAt, confirmedAt: null, lastUsedAt: null,
    });
    assert.equal(created.headers.get("location"), pathOf(factor));
    assert.match(secret, /^[A-Z2-7]{32}$/);
    assert.equal((await scan(qr)).text, uri);
    assert.equal(uri, `otpauth://totp/Acme%20%26%20S%C3%B6hne:ana%40example.com?secret=${secret}&issuer=Acme%20%26%20S%C3%B6hne&algorithm=SHA1&digits=6&period=30`);
    assert.deepEqual(await show(factor), factor);

    const shown = app({ ...factor, secret });
    assert.deepEqual(await check(factor, WRONG), { valid: false, factor, recoveryCodes: null });
    const first = await check(factor, shown().replace(/^.../, "$& "), { user });
    assert.deepEqual([first.valid, first.factor.status, first.factor.recoveryCodesLeft, new Set(first.recoveryCodes).size], [true, "active", 10, 10]);
    for (const moment of [first.factor.confirmedAt, first.factor.lastUsedAt]) assert.match(moment, MOMENT);
    const second = await check(factor, shown(1));
    assert.deepEqual([second.valid, second.recoveryCodes], [true, null]);
    assert.deepEqual(await show(factor), second.factor);

    const listed = await server.get(`${PATH}?user=${user}`, owner);
    assert.deepEqual([listed.status, listed.json.items, listed.json.meta.pagination.total], [200, [second.factor], 1]);
    assert.deepEqual((await server.get(`${PATH}?user=${someone()}`, owner)).json.items, []);
  });

  test("has codes of every algorithm and length, by the time or by a counter", async () => {
    for (const algorithm of ["SHA1", "SHA256", "SHA512"]) {
      for (const body of [{ type: "totp", digits: 6, period: 120 }, { type: "totp", digits: 8, period: 15 }, { type: "hotp", digits: 7 }]) {
        const factor = await enrol({ ...body, algorithm });
        assert.equal((await scan(factor.qr)).text, factor.uri);
        const shown = app(factor);
        for (const place of [0, 1, 2]) assert.equal((await check(factor, shown(place))).valid, true, `${factor.uri} ${place}`);
        assert.equal((await check(factor, shown(1))).valid, false);
        assert.equal((await show(factor)).counter, body.type === "hotp" ? 3 : null);
      }
    }
  });

  test("whose counter went far ahead comes back by two codes in a row", async () => {
    const { factor, shown } = await active({ type: "hotp" });
    assert.equal((await check(factor, shown(50))).valid, false);
    assert.equal((await check(factor, shown(50), { nextCode: shown(51) })).valid, true);
    assert.equal((await check(factor, shown(52))).valid, true);
  });

  test("takes each code once, of many that come at once too", async () => {
    const valid = async (factor, code) => {
      const answers = await Promise.all(Array.from({ length: 50 }, () => server.post(`${pathOf(factor)}/check`, { code }, owner)));
      // After ten that are wrong, the others have to wait.
      assert.deepEqual(answers.filter(({ status }) => status !== 200 && status !== 429), []);
      return answers.filter(({ json }) => json.data?.valid).map(({ json }) => json.data);
    };
    const factor = await enrol();
    const [first, ...others] = await valid(factor, app(factor)());
    assert.deepEqual([others.length, first.recoveryCodes.length], [0, 10]);
    const { factor: other, recoveryCodes } = await active({ type: "hotp" });
    assert.equal((await valid(other, recoveryCodes[0])).length, 1);
    assert.equal((await show(other)).recoveryCodesLeft, 9);
  });

  test("has recovery codes in the place of the app, until there are new ones", async () => {
    const pending = await enrol();
    assert.deepEqual(failureOf(await server.post(`${pathOf(pending)}/recovery-codes`, {}, owner)), [409, "The factor is pending: check a code of it first"]);
    const { factor, recoveryCodes } = await active();
    const [one, two] = recoveryCodes;
    assert.match(one, /^[2-9A-Z]{5}-[2-9A-Z]{5}$/);
    assert.equal((await check(pending, one)).valid, false, "of another factor");
    assert.equal((await check(factor, one.toLowerCase().replace("-", " "))).valid, true);
    assert.equal((await check(factor, one)).valid, false);
    const renewed = dataOf(await server.post(`${pathOf(factor)}/recovery-codes`, {}, owner)).recoveryCodes;
    assert.equal(new Set([...renewed, ...recoveryCodes]).size, 20);
    assert.equal((await check(factor, two)).valid, false);
    assert.equal((await check(factor, renewed[9])).valid, true);
    assert.equal((await show(factor)).recoveryCodesLeft, 9);
  });

  test("is one of at most ten that are active, and is removed", async () => {
    const user = someone();
    const factors = [];
    for (let count = 0; count < 10; count++) factors.push((await active({ user })).factor);
    assert.deepEqual(failureOf(await server.post(PATH, { user, issuer: "Acme", label: "ana" }, owner)), [409, "The user has as many factors as a user may have"]);
    assert.equal((await server.delete(pathOf(factors[3]), owner)).status, 204);
    for (const answer of [
      await server.get(pathOf(factors[3]), owner),
      await server.delete(pathOf(factors[3]), owner),
      await server.post(`${pathOf(factors[3])}/check`, { code: "123456" }, owner),
      await server.post(`${pathOf(factors[3])}/recovery-codes`, {}, owner),
    ]) {
      assert.equal(answer.status, 404);
    }
    const { id } = await enrol({ user });
    const { json } = await server.get(`${PATH}?user=${user}`, owner);
    assert.deepEqual(json.items.map((each) => each.id), [...factors.slice(0, 3), ...factors.slice(4), { id }].map((each) => each.id));
  });
});

describe("guessing", () => {
  test("adds up over all of a user's factors, and has to wait", async () => {
    const user = someone();
    const [one, two] = [await active({ user }), await active({ user, type: "hotp" })];
    for (let count = 0; count < 10; count++) assert.equal((await check(count % 2 ? one.factor : two.factor, WRONG)).valid, false);
    for (const [path, code] of [[pathOf(one.factor), one.shown(1)], [pathOf(two.factor), two.recoveryCodes[0]]]) {
      const { status, headers } = await server.post(`${path}/check`, { code }, owner);
      assert.equal(status, 429);
      const seconds = Number(headers.get("retry-after"));
      assert.ok(seconds > 50 && seconds <= 60, `${seconds}`);
    }
    // Others are not held up.
    await active();
  });

  test("a factor of another user, of another account or of nobody is not found", async () => {
    const { factor, shown } = await active({ user: "bob" });
    const other = { user: await server.createAccount() };
    for (const answer of [
      await server.post(`${pathOf(factor)}/check`, { code: shown(1), user: "alice" }, owner),
      await server.post(`${pathOf(factor)}/check`, { code: shown(1), user: "bob" }, other),
      await server.get(pathOf(factor), other),
      await server.delete(pathOf(factor), other),
      await server.get(`${PATH}/${"0".repeat(48)}`, owner),
      await server.get(`${PATH}/x`, owner),
    ]) {
      assert.equal(answer.status, 404, answer.text);
    }
    assert.deepEqual((await server.get(`${PATH}?user=bob`, other)).json.items, []);
    assert.equal((await check(factor, shown(1), { user: "bob" })).valid, true);
  });
});

describe("arguments", () => {
  test("are told with all that is wrong with them", async () => {
    const wrong = { type: "sms", issuer: "a:b", algorithm: "MD5", digits: 5, period: 14, label: "x".repeat(65) };
    const details = ["user required", "type format", "issuer format", "label length", "algorithm format", "digits range", "period range"];
    assert.deepEqual(failureOf(await server.post(PATH, wrong, owner)).slice(2), details);
    assert.deepEqual(failureOf(await server.get(PATH, owner)).slice(2), ["user required"]);
    assert.deepEqual(failureOf(await server.post(`${PATH}/${"a".repeat(48)}/check`, {}, owner)).slice(2), ["code required"]);
  });

  test("the longest names have room in the QR code", async () => {
    const longest = "𝔸".repeat(64);
    const factor = await enrol({ issuer: longest, label: longest, algorithm: "SHA512", digits: 8, type: "hotp" });
    assert.equal((await scan(factor.qr)).text, factor.uri);
  });

  test("a repeated call sets up one factor", async () => {
    const user = someone();
    const options = { ...owner, headers: { "Idempotency-Key": "enrol-once" } };
    const body = { user, issuer: "Acme", label: "ana" };
    const [one, two] = [await server.post(PATH, body, options), await server.post(PATH, body, options)];
    assert.deepEqual(dataOf(two, 201), dataOf(one, 201));
    assert.equal((await server.get(`${PATH}?user=${user}`, owner)).json.items.length, 1);
  });

  test("reading asks for another scope than the rest", async () => {
    const { factor } = await active({ user: "carol" });
    const reader = await keyed(server, owner, ["otp:read"]);
    assert.equal((await server.get(`${PATH}?user=carol`, reader)).json.items.length, 1);
    assert.equal((await show(factor, reader)).id, factor.id);
    assert.equal((await server.delete(pathOf(factor), reader)).status, 403);
  });
});

describe("what is stored", () => {
  /** A Worker with a folder of its own, and a caller. */
  async function setting(t) {
    const persist = temporaryFolder(t);
    const first = await start({ persist, t });
    return { persist, first, caller: { user: await first.createAccount() } };
  }

  test("tells neither secrets nor recovery codes nor users, and outlives the Worker", async (t) => {
    const { persist, first, caller } = await setting(t);
    const names = { user: "klara.fall@example.com", issuer: "Bank of Traumwald", label: "Klara Fall" };
    const { factor, shown, recoveryCodes } = await active(names, caller, first);
    const pending = await enrol(names, caller, first);
    await first.stop();
    const secrets = [factor, pending].flatMap(({ secret }) => [secret, ...["latin1", "hex", "base64", "base64url"].map((form) => fromBase32(secret).toString(form))]);
    const codes = recoveryCodes.flatMap((code) => [code, code.replace("-", "")]);
    for (const [path, bytes] of filesIn(persist)) {
      const text = bytes.toString("latin1");
      for (const secret of [...secrets, ...codes, ...Object.values(names)]) assert.ok(!text.includes(secret), `${secret} is in ${path}`);
    }

    age(persist, DAY + 60);
    const second = await start({ persist, t });
    const gone = async () => (await second.get(`${PATH}?user=${names.user}`, caller)).json.items.map(({ id }) => id);
    assert.deepEqual(await until(gone, (ids) => ids.length === 1), [factor.id], "only what nobody confirmed is forgotten");
    assert.equal((await check(factor, shown(), {}, caller, second)).valid, false, "what was used stays used");
    assert.equal((await check(factor, shown(1), {}, caller, second)).valid, true);
    assert.equal((await check(factor, recoveryCodes[4], {}, caller, second)).valid, true);
    for (const line of [...first.logs, ...second.logs]) {
      for (const secret of [...secrets, ...codes, ...Object.values(names)]) assert.ok(!line.includes(secret), line);
    }
    await second.stop();
  });

  test("is under the current key a month after a rotation, whether it was used or not", async (t) => {
    const { persist, first, caller } = await setting(t);
    const { factor, shown, recoveryCodes } = await active({}, caller, first);
    await first.stop();
    const key = () => storedRecords(persist)[0].factors.list[0].key;
    const former = key();
    age(persist, 31 * DAY);
    const rotated = { ...SETTINGS, OTP_KEY: NEW_KEY, FORMER_OTP_KEY: SETTINGS.OTP_KEY };
    const second = await start({ settings: rotated, persist, t });
    // Any call starts the object, and with it the alarm that is due.
    const tended = async () => {
      await second.get(pathOf(factor), caller);
      return key();
    };
    assert.notEqual(await until(tended, (current) => current !== former), former);
    await second.stop();
    const third = await start({ settings: { ...SETTINGS, OTP_KEY: NEW_KEY }, persist, t });
    assert.equal((await check(factor, shown(1), {}, caller, third)).valid, true);
    assert.equal((await check(factor, recoveryCodes[0], {}, caller, third)).valid, true);
    await third.stop();
  });

  test("is erased with the account", async (t) => {
    const { persist, first, caller } = await setting(t);
    const other = { user: await first.createAccount() };
    for (let count = 0; count < 40; count++) await enrol({}, caller, first);
    const kept = await active({}, other, first);
    await first.stop();
    assert.equal(storedObjects(persist), 41);
    const second = await start({ persist, t });
    assert.equal((await second.delete(`/admin/accounts/${caller.user.username}`, { admin: true })).status, 204);
    assert.equal((await check(kept.factor, kept.shown(1), {}, other, second)).valid, true);
    await second.stop();
    assert.equal(storedObjects(persist), 1);
  });
});
