// The audit log: what happened in an account, who did it, and from where.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { basic, start } from "./harness.js";
import { createKey, createUser, keyed, PASSWORD, signIn } from "./native.js";

const HERE = "203.0.113.7";
const API_PASSWORD = "api-password";
let server;

before(async () => {
  server = await start();
});
after(() => server.stop());

const newCaller = async (profile) => from({ user: await server.createAccount(profile) }, HERE);
const from = (caller, address) => ({ ...caller, headers: { ...caller.headers, "CF-Connecting-IP": address } });

/** The entries of a caller's account, the oldest first. */
async function entries(caller, query = "") {
  const { status, json, text } = await server.get(`/v1/audit?limit=100&sort=id${query}`, caller);
  assert.equal(status, 200, text);
  return json.items;
}

/** The same in short: what, who, and of whom or why. */
const inShort = async (caller, query) =>
  (await entries(caller, query)).map(({ event, actor, subject, reason }) => [event, actor, subject ?? reason]);

describe("is written of", () => {
  test("keys that are made, changed and revoked", async () => {
    const caller = await newCaller();
    const { id } = await createKey(server, caller, ["otp:read"]);
    await server.patch(`/v1/auth/keys/${id}`, { name: "other" }, caller);
    await server.delete(`/v1/auth/keys/${id}`, from(caller, "2001:db8::1"));
    const [made, ...rest] = await entries(caller);
    const { at, ...entry } = made;
    assert.match(at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
    assert.deepEqual(entry, { id: 1, event: "key-created", actor: API_PASSWORD, address: HERE, subject: id, reason: null, count: 1 });
    assert.deepEqual(rest.map(({ id, event, address }) => [id, event, address]), [[2, "key-changed", HERE], [3, "key-revoked", "2001:db8::1"]]);
  });

  test("users that are added, changed, removed, sign in and fail to", async () => {
    const caller = await newCaller();
    const user = await createUser(server, caller);
    const login = (password) => server.post("/v1/auth/login", { email: user.email, password }, from({}, HERE));
    assert.equal((await login("a wrong password")).status, 401);
    assert.equal((await login(PASSWORD)).status, 200);
    const other = await createUser(server, from(await signIn(server, user.email), HERE));
    await server.patch(`/v1/users/${other.id}`, { role: "viewer" }, caller);
    await server.delete(`/v1/users/${other.id}`, caller);
    const who = `user:${user.id}`;
    assert.deepEqual(await inShort(caller), [
      ["user-added", API_PASSWORD, user.id],
      ["sign-in-failed", who, "wrong password"],
      ["signed-in", who, null],
      ["signed-in", who, null],
      ["user-added", who, other.id],
      ["user-changed", API_PASSWORD, other.id],
      ["user-removed", API_PASSWORD, other.id],
    ]);
  });

  test("the account, when it is changed, also by the operator", async () => {
    const caller = await newCaller();
    const { id, key } = await createKey(server, caller, ["account:write"]);
    await server.patch("/v1/account", { language: "es" }, from({ bearer: key }, HERE));
    await server.put("/v1/account", {}, caller);
    const { json } = await server.post(`/admin/accounts/${caller.user.username}/password`, undefined, { admin: true });
    const again = from({ user: json.data }, HERE);
    assert.deepEqual((await inShort(again)).slice(1), [
      ["account-changed", `key:${id}`, null],
      ["account-changed", API_PASSWORD, null],
      ["api-password-replaced", "operator", null],
    ]);
    assert.equal((await entries(again)).at(-1).address, null);
  });

  test("calls that are refused: who asked, from where, and why", async () => {
    const caller = await newCaller();
    const { id, key } = await createKey(server, caller, ["otp:read"]);
    await server.get("/v1/links", from({ bearer: key }, HERE));
    await server.post("/api/rest/otp/generate", {}, from({ bearer: key }, HERE));
    const wrong = { Authorization: basic(caller.user.username, "a wrong password"), "CF-Connecting-IP": "198.51.100.1" };
    await server.get("/api/rest/account", { headers: wrong });
    await server.put("/v1/account", { allowedIps: [HERE] }, caller);
    await server.get("/v1/verifications/x", from({ bearer: key }, "198.51.100.2"));
    await server.post("/v1/auth/logout", undefined, caller);
    const refusals = (await entries(caller, "&event=refused")).map(({ actor, address, reason }) => [actor, address, reason]);
    assert.deepEqual(refusals, [
      [`key:${id}`, HERE, "the scope links:read is missing"],
      [`key:${id}`, HERE, "the scope otp:write is missing"],
      ["unknown", "198.51.100.1", "username or password unknown"],
      [`key:${id}`, "198.51.100.2", "address not allowed"],
      [API_PASSWORD, HERE, "only a signed-in user may do this"],
    ]);
  });
});

describe("is not written of", () => {
  test("what is served, what is asked too often, and changes that are not made", async () => {
    const limits = { credential: { perSecond: 1, burst: 20 }, account: { perSecond: 1000, burst: 1000 } };
    const caller = await newCaller({ limits });
    const { id, key } = await createKey(server, caller, ["account:read"]);
    const asking = from({ bearer: key }, HERE);
    const statuses = new Set();
    for (let tries = 0; tries < 200 && !statuses.has(429); tries++) statuses.add((await server.get("/v1/account", asking)).status);
    assert.deepEqual([...statuses], [200, 429]);
    await server.patch(`/v1/auth/keys/${id}`, { name: "", nonsense: 1 }, caller);
    await server.patch(`/v1/auth/keys/${id}`, { name: "x" }, { ...caller, headers: { ...caller.headers, "If-Match": '"v7"' } });
    await server.delete("/v1/auth/keys/abcd1234", caller);
    assert.deepEqual(await inShort(caller), [["key-created", API_PASSWORD, id]]);
  });
});

describe("the same thing again", () => {
  const refusedAt = (caller, address, password = "wrong") =>
    server.get("/v1/account", from({ user: { ...caller.user, apiPassword: password } }, address));

  test("is counted and not written again, until something else happens", async () => {
    const caller = await newCaller();
    for (const address of [HERE, HERE, HERE, "203.0.113.8", HERE, HERE]) await refusedAt(caller, address);
    const found = (await entries(caller)).map(({ id, address, count }) => [id, address, count]);
    assert.deepEqual(found, [[1, HERE, 3], [2, "203.0.113.8", 1], [3, HERE, 2]]);
  });

  test("also when it comes at once, and nothing is lost", async () => {
    const caller = await newCaller();
    const flood = await Promise.all(Array.from({ length: 60 }, (_, index) => refusedAt(caller, HERE, `wrong ${index}`)));
    assert.ok(flood.every(({ status }) => status === 401));
    const [entry, ...rest] = await entries(caller);
    assert.deepEqual([entry.event, entry.count, rest], ["refused", 60, []]);
  });
});

describe("who reads it", () => {
  test("those of the account who may", async () => {
    const [caller, other] = [await newCaller(), await newCaller()];
    await createKey(server, caller, ["otp:read"]);
    const reader = from(await keyed(server, caller, ["audit:read"]), HERE);
    assert.equal((await entries(reader)).length, 2);
    assert.deepEqual(await entries(other), []);
    const rest = from(await keyed(server, caller, ["account:read", "users:read", "keys:read", "otp:read", "links:read"]), HERE);
    assert.equal((await server.get("/v1/audit", rest)).status, 403);
  });

  test("nobody finds a secret in it", async () => {
    const caller = await newCaller();
    const user = await createUser(server, caller);
    const { key } = await createKey(server, caller, ["otp:read"]);
    await server.post("/v1/auth/login", { email: user.email, password: "a wrong password" }, from({}, HERE));
    await server.get("/v1/account", from({ user: { ...caller.user, apiPassword: "a wrong password" } }, HERE));
    const { bearer } = await signIn(server, user.email);
    const { text } = await server.get("/v1/audit?limit=100", caller);
    for (const secret of [PASSWORD, "a wrong password", key.slice(38, 70), bearer, caller.user.apiPassword]) {
      assert.ok(!text.includes(secret), secret);
    }
  });

  test("nobody changes it", async () => {
    const caller = await newCaller();
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      assert.equal((await server.request(method, "/v1/audit", caller)).status, 405);
      assert.equal((await server.request(method, "/v1/audit/1", caller)).status, 404);
    }
  });
});

test("a new account of an old name does not see the old one's", async () => {
  const old = await newCaller();
  await createKey(server, old, ["otp:read"]);
  assert.equal((await server.delete(`/admin/accounts/${old.user.username}`, { admin: true })).status, 204);
  const young = await newCaller({ username: old.user.username });
  assert.deepEqual(await entries(young), []);
  assert.deepEqual((await server.get("/v1/auth/keys", young)).json.items, []);
});

test("strangers cannot wash out what an account's own people did", async () => {
  const user = await server.createAccount();
  const caller = from({ user }, HERE);
  await createKey(server, caller, ["otp:read"]);
  const wrong = (index) =>
    server.get("/v1/account", from({ headers: { Authorization: basic(user.username, "wrong") } }, `198.51.100.${index % 2}`));
  for (let sent = 0; sent < 1_200; sent += 50) await Promise.all(Array.from({ length: 50 }, (_, index) => wrong(index)));
  const { meta } = (await server.get("/v1/audit?actor=unknown&limit=1", caller)).json;
  assert.ok(meta.pagination.total <= 1_000, `${meta.pagination.total} entries of strangers`);
  assert.equal((await server.get("/v1/audit?event=key-created", caller)).json.items.length, 1);
});
