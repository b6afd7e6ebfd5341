// API keys: /v1/auth/keys, and what a key opens.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { crc32 } from "node:zlib";
import { errorBody, start, temporaryFolder } from "./harness.js";
import { createKey, dataOf, failureOf, keyed, signedIn } from "./native.js";
import { age, filesIn } from "./storage.js";

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/;
const KEYS = "/v1/auth/keys";
const SCOPES = [
  "account:read", "account:write", "users:read", "users:write", "keys:read", "keys:write",
  "audit:read", "otp:read", "otp:write", "links:read", "links:write", "sms:read", "sms:write",
  "contacts:read", "contacts:write",
];
let server, owner;

before(async () => {
  server = await start();
  owner = { user: await server.createAccount() };
});
after(() => server.stop());

const pathOf = (key) => `${KEYS}/${key.id}`;
const account = (key, on = server) => on.get("/v1/account", { bearer: key });
const withoutKey = ({ key, ...shown }) => shown;
/** The 32 secret characters: after the prefix, the account and the id, and before the checksum. */
const secretOf = (key) => key.slice(38, 70);

/** The text with a right checksum at its end. */
function checked(body) {
  const symbols = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  let [number, digits] = [crc32(body), ""];
  for (; digits.length < 6; number = Math.floor(number / 62)) digits = symbols[number % 62] + digits;
  return body + digits;
}

describe("making a key", () => {
  test("shows it once, with what it may do and until when", async () => {
    const body = { name: "billing", scopes: ["otp:write", "links:read"], expiresIn: 3600 };
    const created = await server.post(KEYS, body, owner);
    const { key, ...shown } = dataOf(created, 201);
    assert.match(key, /^sw_live_[0-9A-Za-z]{68}$/);
    assert.equal(key, checked(key.slice(0, -6)));
    const { id, hint, createdAt, updatedAt, expiresAt, ...rest } = shown;
    assert.deepEqual(rest, { name: "billing", scopes: ["otp:write", "links:read"], lastUsedAt: null });
    for (const moment of [createdAt, updatedAt, expiresAt]) assert.match(moment, MOMENT);
    assert.equal(Date.parse(expiresAt) - Date.parse(createdAt), 3_600_000);
    assert.equal(created.headers.get("location"), `${KEYS}/${id}`);
    assert.equal(created.headers.get("etag"), '"v1"');

    const again = await server.get(created.headers.get("location"), owner);
    assert.deepEqual(dataOf(again), shown);
    assert.ok(!again.text.includes(secretOf(key)));
    const list = await server.get(KEYS, owner);
    assert.ok(list.text.includes(id) && !list.text.includes(secretOf(key)));
  });

  test("the hint tells keys apart and holds nothing of the secret", async () => {
    const { key, id, hint } = await createKey(server, owner, ["otp:write"]);
    assert.ok(hint.startsWith("sw_live_") && hint.endsWith(id), hint);
    const secret = secretOf(key);
    for (let at = 0; at + 4 <= secret.length; at++) assert.ok(!hint.includes(secret.slice(at, at + 4)));
  });

  test("does not end on its own unless said, and keys differ", async () => {
    const keys = await Promise.all([1, 2, 3].map(() => createKey(server, owner, ["otp:write"])));
    assert.deepEqual(keys.map(({ expiresAt }) => expiresAt), [null, null, null]);
    assert.equal(new Set(keys.map(({ key }) => secretOf(key))).size, 3);
  });

  test("names each field that is wrong", async () => {
    for (const [body, ...details] of [
      [{}, "name required", "scopes required"],
      [{ name: "n".repeat(101), scopes: [], expiresIn: 59 }, "name length", "scopes items", "expiresIn range"],
      [{ name: "", scopes: ["otp:write", "otp:all", 7], expiresIn: "soon" }, "name required", "scopes.1 format", "expiresIn type", "scopes.2 format"],
      [{ name: "n", scopes: ["otp:write"], expiresIn: 315_360_001, key: "mine" }, "expiresIn range", "key unknown"],
    ]) {
      const [status, , ...found] = failureOf(await server.post(KEYS, body, owner));
      assert.equal(status, 400);
      assert.deepEqual(found, details);
    }
  });

  test("nobody gives away what it may not do itself", async () => {
    const maker = await keyed(server, owner, ["keys:write", "keys:read", "otp:write"]);
    const refused = await server.post(KEYS, { name: "more", scopes: ["otp:write", "links:read", "audit:read"] }, maker);
    const reason = "You cannot give away what you may not do yourself: audit:read links:read.";
    assert.deepEqual(failureOf(refused), [403, reason]);
    const given = await createKey(server, maker, ["otp:write"]);
    assert.equal((await server.patch(pathOf(given), { scopes: ["audit:read", "links:read"] }, maker)).status, 403);
    assert.deepEqual(dataOf(await server.get(pathOf(given), maker)), withoutKey(given));
    const powerful = await createKey(server, owner, ["account:write"]);
    assert.equal((await server.patch(pathOf(powerful), { expiresIn: null }, maker)).status, 403, "nor prolongs what may do more");
    const admin = await signedIn(server, owner, "admin");
    assert.equal((await server.post(KEYS, { name: "more", scopes: ["account:write"] }, admin)).status, 403);
    assert.equal((await server.post(KEYS, { name: "same", scopes: ["users:write"] }, admin)).status, 201);
  });
});

describe("what a key opens", () => {
  const ENDPOINTS = [
    ["GET", KEYS, "keys:read"],
    ["POST", KEYS, "keys:write"],
    ["GET", `${KEYS}/abcd1234`, "keys:read"],
    ["PATCH", `${KEYS}/abcd1234`, "keys:write"],
    ["DELETE", `${KEYS}/abcd1234`, "keys:write"],
    ["GET", "/v1/account", "account:read"],
    ["PUT", "/v1/account", "account:write"],
    ["PATCH", "/v1/account", "account:write"],
    ["GET", "/v1/users", "users:read"],
    ["POST", "/v1/users", "users:write"],
    ["GET", "/v1/users/abcdefgh12345678", "users:read"],
    ["PATCH", "/v1/users/abcdefgh12345678", "users:write"],
    ["DELETE", "/v1/users/abcdefgh12345678", "users:write"],
    ["GET", "/v1/audit", "audit:read"],
    ["POST", "/v1/verifications", "otp:write"],
    ["GET", "/v1/verifications/stats", "otp:read"],
    ["DELETE", "/v1/verifications/stops/346665", "otp:write"],
    ["POST", "/v1/verifications/tokens", "otp:write"],
    ["GET", `/v1/verifications/${"a".repeat(48)}`, "otp:read"],
    ["POST", `/v1/verifications/${"a".repeat(48)}/check`, "otp:write"],
    ["POST", `/v1/verifications/${"a".repeat(48)}/resend`, "otp:write"],
    ["DELETE", `/v1/verifications/${"a".repeat(48)}`, "otp:write"],
    ["POST", "/v1/factors", "otp:write"],
    ["GET", "/v1/factors?user=7301", "otp:read"],
    ["GET", `/v1/factors/${"a".repeat(48)}`, "otp:read"],
    ["POST", `/v1/factors/${"a".repeat(48)}/check`, "otp:write"],
    ["POST", `/v1/factors/${"a".repeat(48)}/recovery-codes`, "otp:write"],
    ["DELETE", `/v1/factors/${"a".repeat(48)}`, "otp:write"],
    ["GET", "/v1/numbers/34666555444", "otp:read"],
    ["GET", "/v1/links", "links:read"],
    ["POST", "/v1/links", "links:write"],
    ["GET", "/v1/links/abcdef", "links:read"],
    ["PUT", "/v1/links/abcdef", "links:write"],
    ["PATCH", "/v1/links/abcdef", "links:write"],
    ["DELETE", "/v1/links/abcdef", "links:write"],
    ["GET", "/api/rest/account", "account:read"],
    ["POST", "/api/rest/otp/generate", "otp:write"],
    ["POST", "/api/rest/otp/check", "otp:write"],
    ["POST", "/api/rest/sms/count", "sms:read"],
    ["POST", "/api/rest/shortener/shorten", "links:write"],
  ];

  test("every endpoint asks for its scope, and names it before it judges arguments", async () => {
    const lacking = {};
    for (const scope of SCOPES) lacking[scope] = await keyed(server, owner, SCOPES.filter((other) => other !== scope));
    for (const [method, path, scope] of ENDPOINTS) {
      const body = method === "GET" ? undefined : { nonsense: true };
      const { status, json } = await server.request(method, path, { body, ...lacking[scope] });
      assert.equal(status, 403, `${method} ${path}`);
      const reason = `The scope ${scope} is missing`;
      if (path.startsWith("/v1")) assert.deepEqual(json.errors, { reason, details: [] });
      else assert.deepEqual(json, errorBody(403, reason));
      const [, other] = SCOPES.filter((other) => other !== scope);
      assert.notEqual((await server.request(method, path, { body, ...lacking[other] })).status, 403, `${method} ${path}`);
    }
  });

  test("what is for signed-in users only is for no key", async () => {
    const key = await keyed(server, owner, SCOPES);
    for (const [method, path] of [
      ["POST", "/v1/auth/logout"],
      ["POST", "/v1/auth/password"],
      ["GET", "/v1/auth/second-factor"],
      ["POST", "/v1/auth/second-factor"],
      ["POST", "/v1/auth/second-factor/confirm"],
      ["DELETE", "/v1/auth/second-factor"],
      ["POST", "/v1/auth/second-factor/recovery-codes"],
    ]) {
      const reason = "Only a signed-in user may do this";
      assert.deepEqual(failureOf(await server.request(method, path, key)), [403, reason], path);
      assert.equal((await server.request(method, path, owner)).status, 403, path);
    }
  });

  test("it acts on the account that it is of", async () => {
    const other = { user: await server.createAccount() };
    const { key } = await createKey(server, other, ["account:read", "keys:read"]);
    assert.equal(dataOf(await account(key)).username, other.user.username);
    assert.equal((await server.get("/api/rest/account", { bearer: key })).json.data.username, other.user.username);
    const { id } = await createKey(server, owner, ["otp:write"]);
    for (const method of ["GET", "PATCH", "DELETE"]) {
      assert.equal((await server.request(method, `${KEYS}/${id}`, { body: method === "PATCH" ? {} : undefined, ...other })).status, 404);
    }
    assert.equal((await server.get(`${KEYS}/${id}`, owner)).status, 200);
  });

  test("notes when it was used last", async () => {
    const { key, ...shown } = await createKey(server, owner, ["account:read"]);
    assert.equal((await account(key)).status, 200);
    const { lastUsedAt, ...rest } = dataOf(await server.get(pathOf(shown), owner));
    assert.ok(Date.parse(lastUsedAt) >= Date.parse(shown.createdAt), lastUsedAt);
    assert.deepEqual({ ...rest, lastUsedAt: null }, shown);
  });
});

describe("changing a key", () => {
  test("changes what is given, clears what is null, and keeps the rest", async () => {
    const { key, ...made } = await createKey(server, owner, ["account:read"], { expiresIn: 60 });
    const change = async (body) => {
      const { updatedAt, lastUsedAt, ...changed } = dataOf(await server.patch(pathOf(made), body, owner));
      return changed;
    };
    const { updatedAt, lastUsedAt, ...before } = made;
    assert.deepEqual(await change({}), before);
    assert.deepEqual(await change({ name: "other" }), { ...before, name: "other" });
    const longer = await change({ expiresIn: 3600 });
    assert.ok(Date.parse(longer.expiresAt) >= Date.parse(made.createdAt) + 3_600_000);
    assert.deepEqual(await change({ expiresIn: null }), { ...before, name: "other", expiresAt: null });

    assert.equal((await account(key)).status, 200);
    const scopes = ["otp:read", "links:read"];
    assert.deepEqual(await change({ scopes }), { ...before, name: "other", expiresAt: null, scopes });
    assert.equal((await account(key)).status, 403, "at once");
    for (const [body, detail] of [[{ scopes: [] }, "scopes items"], [{ expiresIn: 1 }, "expiresIn range"], [{ id: "x" }, "id unknown"]]) {
      const [status, , ...details] = failureOf(await server.patch(pathOf(made), body, owner));
      assert.deepEqual([status, ...details], [400, detail]);
    }
  });

  test("is made for the version that If-Match names, or for any", async () => {
    const key = await createKey(server, owner, ["account:read"]);
    const path = pathOf(key);
    const change = (name, match) => server.patch(path, { name }, { ...owner, headers: { "If-Match": match } });
    assert.equal((await server.get(path, owner)).headers.get("etag"), '"v1"');
    for (const stale of ['"v2"', 'W/"v1"', "v1", '""', "nonsense"]) {
      assert.deepEqual(failureOf(await change("stale", stale)), [412, "Changed by somebody else meanwhile"], stale);
    }
    assert.equal(dataOf(await server.get(path, owner)).name, "a key");
    const changed = await change("second", '"v1"');
    assert.deepEqual([changed.status, changed.headers.get("etag")], [200, '"v2"']);
    assert.equal((await change("third", '"v7", "v2"')).status, 200);
    assert.equal((await change("fourth", "*")).headers.get("etag"), '"v4"');

    const revoke = (match) => server.delete(path, { ...owner, headers: { "If-Match": match } });
    assert.equal((await revoke('"v3"')).status, 412);
    assert.equal((await account(key.key)).status, 200);
    assert.equal((await revoke('"v4"')).status, 204);
    assert.equal((await account(key.key)).status, 401);
  });

  test("of changes of one version at once, one is made", async () => {
    const key = await createKey(server, owner, ["account:read"]);
    const names = Array.from({ length: 10 }, (_, index) => `name ${index}`);
    const options = { ...owner, headers: { "If-Match": '"v1"' } };
    const answers = await Promise.all(names.map((name) => server.patch(pathOf(key), { name }, options)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(9).fill(412)]);
    const made = answers.find(({ status }) => status === 200);
    assert.equal(dataOf(await server.get(pathOf(key), owner)).name, made.json.data.name);
  });

  test("nothing is where no key is", async () => {
    const { id } = await createKey(server, owner, ["account:read"]);
    assert.equal((await server.delete(`${KEYS}/${id}`, owner)).status, 204);
    for (const path of [`${KEYS}/${id}`, `${KEYS}/abcd1234`, `${KEYS}/x`, `${KEYS}/%00`]) {
      for (const method of ["GET", "PATCH", "DELETE"]) {
        const { status } = await server.request(method, path, { body: method === "PATCH" ? {} : undefined, ...owner });
        assert.equal(status, 404, `${method} ${path}`);
      }
    }
  });
});

describe("a key that is none", () => {
  test("gets the same answer whatever is wrong with it, at once", async () => {
    const { key } = await createKey(server, owner, ["account:read"]);
    const revoked = await createKey(server, owner, ["account:read"]);
    const gone = { user: await server.createAccount() };
    const { key: ofGone } = await createKey(server, gone, ["account:read"]);
    for (const opening of [key, revoked.key, ofGone]) assert.equal((await account(opening)).status, 200);
    assert.equal((await server.delete(pathOf(revoked), owner)).status, 204);
    assert.equal((await server.delete(`/admin/accounts/${gone.user.username}`, { admin: true })).status, 204);

    const another = checked("sw_live_" + "z".repeat(22) + key.slice(30, -6));
    const otherId = checked(key.slice(0, 30) + "00000000" + key.slice(38, -6));
    const otherSecret = checked(key.slice(0, 38) + secretOf(revoked.key));
    const mistyped = key.slice(0, -1) + (key.endsWith("0") ? "1" : "0");
    const wrong = [revoked.key, ofGone, another, otherId, otherSecret, mistyped, key.slice(0, -1), `${key}0`, "sw_live_", key.slice(8)];
    const answers = { native: new Set(), rest: new Set() };
    for (const bearer of wrong) {
      const native = await account(bearer);
      answers.native.add(JSON.stringify([native.status, native.json.errors, native.headers.get("www-authenticate")]));
      const rest = await server.get("/api/rest/account", { bearer });
      answers.rest.add([rest.status, rest.text, rest.headers.get("www-authenticate")].join());
    }
    assert.deepEqual([answers.native.size, answers.rest.size], [1, 1], [...answers.native].join());
    assert.match([...answers.native][0], /^\[401,{"reason":"Username or password unknown","details":\[\]},"Basic realm=/);
    assert.match([...answers.rest][0], /^401,{"error":{"code":103,/);
    assert.equal((await account(key)).status, 200);
  });

  test("so does one that expired; the others outlive a restart, and none can be read from storage or log", async (t) => {
    const persist = temporaryFolder(t);
    let stored = await start({ persist, t });
    const caller = { user: await stored.createAccount() };
    const short = await createKey(stored, caller, ["account:read"], { expiresIn: 60 });
    const long = await createKey(stored, caller, ["account:read", "keys:read"], { expiresIn: 3600 });
    for (const { key } of [short, long]) assert.equal((await account(key, stored)).status, 200);
    await stored.logLine(await stored.post(KEYS, { name: long.key }, { bearer: long.key }));
    await stored.stop();

    const files = filesIn(persist);
    assert.ok(files.some(([, bytes]) => bytes.includes(short.id)), "what is stored can be searched");
    for (const [path, bytes] of files) {
      for (const { key } of [short, long]) assert.ok(!bytes.includes(secretOf(key)), `a key is in ${path}`);
    }
    for (const { key } of [short, long]) assert.ok(!stored.logs.join("\n").includes(secretOf(key)), "a key is in the log");

    age(persist, 60, "AccountObject");
    stored = await start({ persist, t });
    assert.deepEqual(failureOf(await account(short.key, stored)), [401, "Username or password unknown"]);
    assert.equal((await account(long.key, stored)).status, 200);
    await stored.stop();
  });
});
