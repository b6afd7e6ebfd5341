// The second factor: an authenticator app and recovery codes, and what asks for them.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { start, temporaryFolder } from "./harness.js";
import { filesIn } from "./storage.js";
import { totp } from "./totp.js";

const PASSWORD = "correct horse battery";
const bearer = (token) => ({ Authorization: `Bearer ${token}` });
let server, owner;

async function createUser(role = "owner", of = owner) {
  const email = `user-${Math.random().toString(36).slice(2)}@example.com`;
  return (await server.post("/v1/users", { email, password: PASSWORD, role }, { user: of })).json.data;
}
const login = (user, code) =>
  server.post("/v1/auth/login", { email: user.email, password: PASSWORD }, { headers: code ? { "CB-2FA-Token": code } : {} });
const call = (token, method, path, body, code) =>
  server.request(method, path, { body, headers: { ...bearer(token), ...(code ? { "CB-2FA-Token": code } : {}) } });

/** A user with a second factor: its token, the app's secret and the recovery codes. The app's code of now is used up. */
async function enrolled(role, of) {
  const user = await createUser(role, of);
  const token = (await login(user)).json.data.accessToken;
  const { secret } = (await call(token, "POST", "/v1/auth/second-factor")).json.data;
  const { status, json } = await call(token, "POST", "/v1/auth/second-factor/confirm", { code: totp(secret) });
  assert.equal(status, 200, JSON.stringify(json));
  return { user, token, secret, recoveryCodes: json.data.recoveryCodes };
}

before(async () => {
  server = await start();
  owner = await server.createAccount();
});
after(() => server.stop());

describe("setting up", () => {
  test("shows a secret that apps read, and turns on with a code of it", async () => {
    const user = await createUser();
    const token = (await login(user)).json.data.accessToken;
    const state = async () => (await call(token, "GET", "/v1/auth/second-factor")).json.data;
    assert.deepEqual(await state(), { on: false, recoveryCodesLeft: 0 });
    const { status, json } = await call(token, "POST", "/v1/auth/second-factor");
    assert.equal(status, 201);
    const { secret, uri } = json.data;
    assert.match(secret, /^[A-Z2-7]{32}$/);
    assert.equal(uri, `otpauth://totp/Shortwave:${encodeURIComponent(user.email)}?secret=${secret}&issuer=Shortwave&algorithm=SHA1&digits=6&period=30`);
    assert.deepEqual(await state(), { on: false, recoveryCodesLeft: 0 }, "not before a code was shown");
    assert.equal((await login(user)).status, 200);

    assert.equal((await call(token, "POST", "/v1/auth/second-factor/confirm", { code: "000000" })).status, 402);
    const confirmed = await call(token, "POST", "/v1/auth/second-factor/confirm", { code: totp(secret) });
    assert.equal(confirmed.status, 200);
    assert.equal(new Set(confirmed.json.data.recoveryCodes).size, 10);
    assert.deepEqual(await state(), { on: true, recoveryCodesLeft: 10 });
    assert.equal((await server.get(`/v1/users/${user.id}`, { user: owner })).json.data.secondFactor, true);
  });

  test("there is nothing to confirm before", async () => {
    const token = (await login(await createUser())).json.data.accessToken;
    assert.equal((await call(token, "POST", "/v1/auth/second-factor/confirm", { code: "000000" })).status, 409);
    assert.equal((await call(token, "POST", "/v1/auth/second-factor/recovery-codes")).status, 409);
  });

  test("is for users: an API password has none", async () => {
    const { status, json } = await server.post("/v1/auth/second-factor", undefined, { user: owner });
    assert.equal(status, 403);
    assert.equal(json.errors.reason, "Only a signed-in user may do this");
  });
});

describe("signing in", () => {
  test("takes a code, each once", async () => {
    const { user, secret } = await enrolled();
    const missing = await login(user);
    assert.equal(missing.status, 402);
    assert.match(missing.json.errors.reason, /CB-2FA-Token/);
    assert.equal((await login(user, totp(secret))).status, 402, "used up by the confirmation");
    assert.equal((await login(user, "000000")).status, 402);
    const next = totp(secret, 1);
    assert.equal((await login(user, next)).status, 200);
    assert.equal((await login(user, next)).status, 402);
  });

  test("of 20 sign-ins with one code at once, one succeeds", async () => {
    const { user, secret } = await enrolled();
    const code = totp(secret, 1);
    const statuses = (await Promise.all(Array.from({ length: 20 }, () => login(user, code)))).map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 200).length, 1);
  });

  test("takes a recovery code in its place, each once, however it is typed", async () => {
    const { user, token, recoveryCodes } = await enrolled();
    assert.equal((await login(user, recoveryCodes[0])).status, 200);
    assert.equal((await login(user, recoveryCodes[0])).status, 402);
    assert.equal((await login(user, recoveryCodes[1].toLowerCase().replace("-", " "))).status, 200);
    assert.equal((await call(token, "GET", "/v1/auth/second-factor")).json.data.recoveryCodesLeft, 8);
  });

  test("after a few wrong codes it takes a while, whichever follow", async () => {
    const { user, recoveryCodes } = await enrolled();
    const statuses = [];
    for (let guess = 0; guess < 8; guess++) statuses.push((await login(user, "123456")).status);
    assert.equal(statuses[0], 402);
    assert.equal(statuses.at(-1), 429);
    const refused = await login(user, recoveryCodes[0]);
    assert.equal(refused.status, 429);
    assert.match(refused.headers.get("retry-after"), /^[1-9]\d*$/);
  });
});

describe("what asks for it", () => {
  test("making a key, changing the account or its users, and the second factor itself", async () => {
    const { user, token, recoveryCodes } = await enrolled();
    const codes = [...recoveryCodes];
    for (const [method, path, body, done] of [
      ["POST", "/v1/auth/keys", { name: "guarded", scopes: ["otp:write"] }, 201],
      ["PATCH", "/v1/account", { timeZone: "Europe/Madrid" }, 200],
      ["PUT", "/v1/account", {}, 200],
      ["PATCH", `/v1/users/${user.id}`, { name: "Somebody" }, 200],
      ["POST", "/v1/users", { email: `guarded-${user.id}@example.com`, password: PASSWORD, role: "viewer" }, 201],
      ["POST", "/v1/auth/password", { currentPassword: PASSWORD, newPassword: PASSWORD }, 204],
    ]) {
      const missing = await call(token, method, path, body);
      assert.equal(missing.status, 402, `${method} ${path}`);
      assert.equal((await call(token, method, path, body, "000000")).status, 402);
      assert.equal((await call(token, method, path, body, codes.shift())).status, done, `${method} ${path}`);
    }
    assert.equal((await call(token, "GET", "/v1/account")).status, 200, "looking does not");
    const renewed = await call(token, "POST", "/v1/auth/second-factor/recovery-codes", undefined, codes.shift());
    assert.equal(renewed.json.data.recoveryCodes.length, 10);
    assert.equal((await login(user, codes.shift())).status, 402, "the codes before are void");
    assert.equal((await call(token, "DELETE", "/v1/auth/second-factor")).status, 402);
    const [code] = renewed.json.data.recoveryCodes;
    assert.equal((await call(token, "DELETE", "/v1/auth/second-factor", undefined, code)).status, 204);
    assert.equal((await login(user)).status, 200);
  });

  test("the REST dialect says it in its own envelope", async () => {
    const account = await server.createAccount();
    const user = await createUser("owner", account);
    const token = (await login(user)).json.data.accessToken;
    assert.equal((await call(token, "PATCH", "/v1/account", { secondFactorRequired: true })).status, 200);
    const { status, json } = await call(token, "GET", "/api/rest/account");
    assert.equal(status, 402);
    assert.deepEqual(json.error, { code: 402, description: "The account requires a second factor: set one up first" });
  });

  test("an account can require it of all its users, who then set one up first", async () => {
    const account = await server.createAccount();
    const user = await createUser("owner", account);
    const key = (await server.post("/v1/auth/keys", { name: "key", scopes: ["account:read", "account:write"] }, { user: account })).json.data.key;
    assert.equal((await server.request("PATCH", "/v1/account", { body: { secondFactorRequired: true }, user: account })).status, 200);

    const token = (await login(user)).json.data.accessToken;
    assert.equal((await call(token, "GET", "/v1/account")).status, 402);
    assert.equal((await call(token, "GET", "/v1/auth/second-factor")).status, 200, "what setting it up takes is open");
    const { secret } = (await call(token, "POST", "/v1/auth/second-factor")).json.data;
    await call(token, "POST", "/v1/auth/second-factor/confirm", { code: totp(secret) });
    assert.equal((await call(token, "GET", "/v1/account")).status, 200);

    assert.equal((await call(key, "GET", "/v1/account")).status, 200, "programs go on");
    assert.equal((await call(key, "PATCH", "/v1/account", { timeZone: "UTC" })).status, 403, "but cannot do what a code is asked for");
  });
});

test("neither the app's secret nor the codes are on disk", async (t) => {
  const persist = temporaryFolder(t);
  const before = server;
  server = await start({ persist, t });
  const { secret, recoveryCodes } = await enrolled("owner", await server.createAccount());
  await server.stop();
  server = before;
  for (const [path, bytes] of filesIn(persist)) {
    for (const text of [secret, ...recoveryCodes]) assert.ok(!bytes.includes(text), path);
  }
});
