// One-time codes as resources: /v1/otps.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { start } from "./harness.js";
import { dataOf, failureOf, keyed } from "./native.js";

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/;
const OTPS = "/v1/otps";
let server, owner;
let people = 0;
const someone = () => `346100${String(++people).padStart(5, "0")}`;

before(async () => {
  server = await start();
  owner = { user: await server.createAccount() };
});
after(() => server.stop());

const create = async (body, caller = owner) => dataOf(await server.post(OTPS, { recipient: someone(), ...body }, caller), 201);
const pathOf = (otp) => `${OTPS}/${otp.id}`;
const check = async (otp, code, caller = owner, more) => dataOf(await server.post(`${pathOf(otp)}/check`, { code, ...more }, caller));
const withoutCode = ({ code, ...shown }) => shown;
/** A code of the same form that is not `code`. */
const wrong = (code) => (code[0] === "2" ? "3" : "2") + code.slice(1);

describe("making a code", () => {
  test("shows it once, with the defaults of the document", async () => {
    const created = await server.post(OTPS, { recipient: someone() }, owner);
    const otp = dataOf(created, 201);
    const { id, code, createdAt, updatedAt, expiresAt, ...rest } = otp;
    assert.deepEqual(rest, { status: "pending", attempts: 0, maxAttempts: 3, maxSecondsValidity: 60 });
    assert.match(code, /^\d{4}$/);
    for (const moment of [createdAt, updatedAt, expiresAt]) assert.match(moment, MOMENT);
    assert.equal(Date.parse(expiresAt) - Date.parse(createdAt), 60_000);
    assert.equal(created.headers.get("location"), pathOf(otp));
    assert.deepEqual(dataOf(await server.get(pathOf(otp), owner)), withoutCode(otp));
  });

  test("follows every parameter", async () => {
    const otp = await create({ alpha: true, length: 10, maxAttempts: 10, maxSecondsValidity: 600, appId: "shop" });
    assert.match(otp.code, /^[2-9A-HJKMNP-Z]{10}$/);
    assert.deepEqual([otp.maxAttempts, otp.maxSecondsValidity], [10, 600]);
  });

  test("the id is of the account, the application and the recipient, and does not tell who that is", async () => {
    const other = { user: await server.createAccount() };
    const recipient = someone();
    const { id } = await create({ recipient });
    assert.equal((await create({ recipient: `+${recipient}` })).id, id);
    const others = [{ recipient, appId: "shop" }, { recipient: someone() }];
    const ids = await Promise.all([...others.map((body) => create(body)), create({ recipient }, other)]);
    assert.equal(new Set([id, ...ids.map(({ id }) => id)]).size, 4);
    assert.ok(!id.includes(recipient));
  });

  test("replaces a pending code, unless it is to be kept", async () => {
    const recipient = someone();
    const first = await create({ recipient, length: 10 });
    const refused = await server.post(OTPS, { recipient, rejectIfPendingCode: true }, owner);
    assert.deepEqual(failureOf(refused), [409, "Pending OTP exists."]);
    const second = await create({ recipient, length: 10 });
    assert.equal((await check(first, first.code)).valid, false);
    assert.equal((await check(second, second.code)).valid, true);
    assert.equal((await create({ recipient, rejectIfPendingCode: true })).id, first.id);
  });

  test("names each field that is wrong", async () => {
    const body = { recipient: "nobody", alpha: "yes", length: 2, maxAttempts: 11, maxSecondsValidity: 29, appId: 7, rejectIfPendingCode: null, code: "1234" };
    const [status, reason, ...details] = failureOf(await server.post(OTPS, body, owner));
    assert.equal(status, 400);
    assert.equal(reason, "7 of the fields break a rule");
    assert.deepEqual(details, [
      "recipient format", "alpha type", "length range", "maxAttempts range", "maxSecondsValidity range", "appId type", "code unknown",
    ]);
  });
});

describe("checking a code", () => {
  test("the right one is valid once, and gone then", async () => {
    const otp = await create({ length: 10 });
    const { updatedAt, ...rest } = withoutCode(otp);
    const missed = await check(otp, wrong(otp.code));
    assert.deepEqual({ ...missed, otp: { ...missed.otp, updatedAt } }, { valid: false, reason: "Invalid code", otp: { ...rest, updatedAt, attempts: 1 } });
    assert.equal(dataOf(await server.get(pathOf(otp), owner)).attempts, 1);
    const right = await check(otp, otp.code);
    assert.deepEqual([right.valid, right.reason], [true, "Valid"]);
    assert.deepEqual(await check(otp, otp.code), { valid: false, reason: "Invalid code", otp: null });
    assert.equal((await server.get(pathOf(otp), owner)).status, 404);
  });

  test("attempts run out, for the right code too", async () => {
    const otp = await create({ maxAttempts: 1 });
    const { valid, otp: state } = await check(otp, wrong(otp.code));
    assert.deepEqual([valid, state.status], [false, "exhausted"]);
    assert.equal(dataOf(await server.get(pathOf(otp), owner)).status, "exhausted");
    assert.equal((await check(otp, otp.code)).reason, "Maximum attempts reached");
  });

  test("case counts only when asked", async () => {
    let otp;
    do otp = await create({ alpha: true, length: 10 });
    while (otp.code === otp.code.toLowerCase());
    assert.equal((await check(otp, otp.code.toLowerCase(), owner, { caseSensitive: true })).valid, false);
    assert.equal((await check(otp, otp.code.toLowerCase())).valid, true);
  });

  test("is the same code for the REST dialect", async () => {
    const recipient = someone();
    const otp = await create({ recipient, appId: "shop" });
    const rest = await server.post("/api/rest/otp/check", { recipient, appId: "shop", code: wrong(otp.code) }, owner);
    assert.equal(rest.json.data.otp.data.attempts, 1);
    const { json } = await server.post("/api/rest/otp/generate", { recipient, appId: "shop" }, owner);
    assert.equal((await check(otp, json.data.code)).valid, true);
  });
});

test("a withdrawn code is gone", async () => {
  const otp = await create();
  assert.equal((await server.delete(pathOf(otp), owner)).status, 204);
  assert.deepEqual(await check(otp, otp.code), { valid: false, reason: "Invalid code", otp: null });
  assert.equal((await server.delete(pathOf(otp), owner)).status, 404);
});

test("another account's code is not there, and stays as it was", async () => {
  const other = { user: await server.createAccount() };
  const otp = await create({ maxAttempts: 1 });
  assert.equal((await server.get(pathOf(otp), other)).status, 404);
  assert.equal((await server.delete(pathOf(otp), other)).status, 404);
  for (const code of [otp.code, wrong(otp.code)]) {
    assert.deepEqual(await check(otp, code, other), { valid: false, reason: "Invalid code", otp: null });
  }
  assert.deepEqual(dataOf(await server.get(pathOf(otp), owner)), withoutCode(otp));
  assert.equal((await check(otp, otp.code)).valid, true);
});

test("what is no id names nothing", async () => {
  for (const path of ["x", "%00", "A".repeat(64), "a".repeat(63), "a".repeat(65)].map((id) => `${OTPS}/${id}`)) {
    for (const [method, at, body] of [["GET", path], ["DELETE", path], ["POST", `${path}/check`, { code: "1" }]]) {
      assert.equal((await server.request(method, at, { body, ...owner })).status, 404, `${method} ${at}`);
    }
  }
});

test("reading and writing take different scopes", async () => {
  const otp = await create();
  const [reader, writer] = [await keyed(server, owner, ["otp:read"]), await keyed(server, owner, ["otp:write"])];
  assert.equal((await server.get(pathOf(otp), reader)).status, 200);
  assert.equal((await server.get(pathOf(otp), writer)).status, 403);
  assert.equal((await server.delete(pathOf(otp), reader)).status, 403);
  assert.equal((await server.delete(pathOf(otp), writer)).status, 204);
});
