// Signing in with e-mail address and password: tokens, their refresh, and what ends a session.
import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { basic, SETTINGS, start, temporaryFolder } from "./harness.js";
import { filesIn } from "./storage.js";

const PASSWORD = "correct horse battery";
const bearer = (token) => ({ Authorization: `Bearer ${token}` });
let server, owner;

/** A user of a new account, or of `owner`'s. */
async function createUser(profile = {}, of = owner, on = server) {
  const email = `user-${Math.random().toString(36).slice(2)}@example.com`;
  const { status, json } = await on.post("/v1/users", { email, password: PASSWORD, role: "owner", ...profile }, { user: of });
  assert.equal(status, 201, JSON.stringify(json));
  return json.data;
}
const login = (email, password = PASSWORD, headers = {}, on = server) => on.post("/v1/auth/login", { email, password }, { headers });
async function signIn(user, on = server) {
  const { status, json } = await login(user.email, PASSWORD, {}, on);
  assert.equal(status, 200, JSON.stringify(json));
  return json.data;
}
const account = (token, on = server) => on.get("/v1/account", { headers: bearer(token) });
const refresh = (refreshToken) => server.post("/v1/auth/refresh", { refreshToken });
const claimsOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
const headerOf = (token) => JSON.parse(Buffer.from(token.split(".")[0], "base64url"));

before(async () => {
  server = await start();
  owner = await server.createAccount();
});
after(() => server.stop());

describe("login", () => {
  test("gives a short-lived token, which is also in the answer's Authorization header", async () => {
    const user = await createUser();
    const { status, json, headers } = await login(user.email);
    assert.equal(status, 200);
    const { accessToken, refreshToken, tokenType, expiresIn, user: who } = json.data;
    assert.deepEqual([tokenType, expiresIn, who.id], ["Bearer", 900, user.id]);
    assert.equal(headers.get("authorization"), `Bearer ${accessToken}`);
    assert.match(refreshToken, /^sw_refresh_/);
    const { iat, nbf, exp, jti, sid, ...claims } = claimsOf(accessToken);
    assert.deepEqual([exp - iat, nbf - iat], [900, 0]);
    assert.ok(jti && sid);
    assert.deepEqual(claims, {
      iss: "shortwave", aud: "shortwave-api", acct: owner.id, sub: user.id, scope: claims.scope,
    });
    assert.equal((await account(accessToken)).json.data.id, owner.id);
    assert.equal((await server.get("/api/rest/account", { headers: bearer(accessToken) })).status, 200, "on every dialect");
  });

  test("does not mind the case of the address", async () => {
    const user = await createUser({ email: `Mixed.${Date.now()}@Example.com` });
    assert.equal((await login(user.email.toUpperCase())).status, 200);
  });

  test("says the same to a wrong password and to an address that is nobody's", async () => {
    const user = await createUser();
    const answers = [];
    for (const [email, password] of [[user.email, "wrong horse battery"], ["nobody@example.com", PASSWORD], [user.email, "x"]]) {
      const { status, json, headers } = await login(email, password);
      answers.push(JSON.stringify([status, json.errors, headers.get("www-authenticate")]));
    }
    assert.equal(new Set(answers).size, 1);
    assert.match(answers[0], /^\[401,/);
  });

  test("a removed user, and a user of a removed account, cannot sign in, and their tokens are void", async () => {
    const other = await server.createAccount();
    const [first, second] = [await createUser({}, other), await createUser({}, other)];
    const tokens = [await signIn(first), await signIn(second)];
    assert.equal((await server.request("DELETE", `/v1/users/${first.id}`, { user: other })).status, 204);
    assert.equal((await login(first.email)).status, 401);
    assert.equal((await account(tokens[0].accessToken)).status, 401);
    assert.equal((await refresh(tokens[0].refreshToken)).status, 401);
    assert.equal((await server.request("DELETE", `/admin/accounts/${other.username}`, { admin: true })).status, 204);
    assert.equal((await login(second.email)).status, 401);
    assert.equal((await account(tokens[1].accessToken)).status, 401);
    assert.equal((await createUser({ email: second.email })).email, second.email, "the address is free again");
  });

  test("is only from where the account allows", async () => {
    const limited = await server.createAccount({ allowedIps: ["203.0.113.0/24"] });
    const from = (address) => ({ "CF-Connecting-IP": address });
    const created = await server.post(
      "/v1/users",
      { email: "limited@example.com", password: PASSWORD, role: "owner" },
      { user: limited, headers: from("203.0.113.1") },
    );
    assert.equal(created.status, 201);
    assert.equal((await login("limited@example.com", PASSWORD, from("203.0.113.2"))).status, 200);
    assert.equal((await login("limited@example.com", PASSWORD, from("198.51.100.1"))).status, 401);
  });
});

describe("guessing", () => {
  test("five wrong passwords are free, and then strangers wait while the owner's own place does not", async () => {
    const user = await createUser();
    const [home, stranger] = ["203.0.113.10", "198.51.100.20"].map((address) => ({ "CF-Connecting-IP": address }));
    assert.equal((await login(user.email, PASSWORD, home)).status, 200);
    const statuses = [];
    for (let guess = 0; guess < 8; guess++) statuses.push((await login(user.email, "wrong horse battery", stranger)).status);
    assert.deepEqual(statuses.slice(0, 6), Array(6).fill(401));
    const refused = await login(user.email, PASSWORD, stranger);
    assert.equal(refused.status, 429, "even the right one waits, or guesses would go on");
    assert.match(refused.headers.get("retry-after"), /^[1-9]\d*$/);
    assert.equal((await login(user.email, PASSWORD, home)).status, 200);
  });

  test("an address that is nobody's waits just the same", async () => {
    const statuses = [];
    for (let guess = 0; guess < 7; guess++) statuses.push((await login("nobody-at-all@example.com", "wrong horse battery")).status);
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 401, 429]);
  });

  test("one network address cannot go on with other people's logins for ever", async () => {
    const from = { "CF-Connecting-IP": "198.51.100.77" };
    const guess = (index) => server.get("/v1/account", { headers: { ...from, Authorization: basic(`nobody-${index}`, "wrong") } });
    const statuses = (await Promise.all(Array.from({ length: 130 }, (_, index) => guess(index)))).map(({ status }) => status);
    assert.ok(statuses.includes(429));
    assert.equal(statuses.filter((status) => status === 401).length + statuses.filter((status) => status === 429).length, 130);
    const right = await server.get("/v1/account", { user: owner, headers: from });
    assert.equal(right.status, 200, "who shares the address and has the right credentials is let in");
  });
});

describe("refresh", () => {
  test("exchanges a token for new ones", async () => {
    const first = await signIn(await createUser());
    const { status, json, headers } = await refresh(first.refreshToken);
    assert.equal(status, 200);
    assert.notEqual(json.data.refreshToken, first.refreshToken);
    assert.equal(headers.get("authorization"), `Bearer ${json.data.accessToken}`);
    assert.equal((await account(json.data.accessToken)).status, 200);
  });

  test("a token that was exchanged before ends the whole family, and the audit log has it", async () => {
    const user = await createUser();
    const first = await signIn(user);
    const second = (await refresh(first.refreshToken)).json.data;
    assert.equal((await refresh(first.refreshToken)).status, 401, "reused");
    assert.equal((await refresh(second.refreshToken)).status, 401, "the latest is void too");
    assert.equal((await account(second.accessToken)).status, 401, "and so are access tokens");
    const { items } = (await server.get("/v1/audit?event=refresh-token-reused", { user: owner })).json;
    assert.ok(items.some(({ actor }) => actor === `user:${user.id}`));
  });

  test("of 20 exchanges of one token at once, one succeeds at most", async () => {
    const { refreshToken } = await signIn(await createUser());
    const statuses = (await Promise.all(Array.from({ length: 20 }, () => refresh(refreshToken)))).map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 200).length, 1);
  });

  test("a forged, changed or foreign token is refused, and harms no session", async () => {
    const { refreshToken, accessToken } = await signIn(await createUser());
    const generation = refreshToken.slice(0, -64).slice(-6);
    const forged = [
      refreshToken.replace(generation, "000009"),
      refreshToken.slice(0, -1) + (refreshToken.endsWith("0") ? "1" : "0"),
      refreshToken.slice(0, -64) + "0".repeat(64),
      `${refreshToken} `, "sw_refresh_", "", accessToken,
    ];
    for (const token of forged) assert.ok([400, 401].includes((await refresh(token)).status), token);
    assert.equal((await refresh(refreshToken)).status, 200);
  });
});

describe("what ends a session", () => {
  test("logout, at once", async () => {
    const { accessToken, refreshToken } = await signIn(await createUser());
    assert.equal((await server.post("/v1/auth/logout", undefined, { headers: bearer(accessToken) })).status, 204);
    assert.equal((await account(accessToken)).status, 401);
    assert.equal((await refresh(refreshToken)).status, 401);
    assert.equal((await server.post("/v1/auth/logout", undefined, { user: owner })).status, 403, "only users have sessions");
  });

  test("a new password ends the other sessions, and the old password is void", async () => {
    const user = await createUser();
    const [mine, other] = [await signIn(user), await signIn(user)];
    const change = (currentPassword, newPassword) =>
      server.post("/v1/auth/password", { currentPassword, newPassword }, { headers: bearer(mine.accessToken) });
    assert.equal((await change("wrong horse battery", "a new password 1")).status, 403);
    assert.equal((await change(PASSWORD, "too short")).status, 400);
    assert.equal((await change(PASSWORD, "a new password 1")).status, 204);
    assert.equal((await account(mine.accessToken)).status, 200);
    assert.equal((await account(other.accessToken)).status, 401);
    assert.equal((await login(user.email)).status, 401);
    assert.equal((await login(user.email, "a new password 1")).status, 200);
  });

  test("the 21st sign-in ends the first", async () => {
    const user = await createUser();
    const first = await signIn(user);
    for (let more = 0; more < 20; more++) await signIn(user);
    assert.equal((await account(first.accessToken)).status, 401);
  });
});

describe("keys of access tokens", () => {
  const jwk = (kid) => ({ ...generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }), kid, alg: "EdDSA", use: "sig" });
  const withKeys = (t, keys, more) =>
    start({ settings: { ...SETTINGS, TOKEN_KEYS: keys && JSON.stringify({ keys }), ...more }, t });

  test("without keys of its own a deployment signs with HMAC, and publishes none", async () => {
    const { accessToken } = await signIn(await createUser());
    assert.deepEqual(headerOf(accessToken), { alg: "HS256", typ: "at+jwt", kid: "derived" });
    const { json, headers } = await server.get("/.well-known/jwks.json");
    assert.deepEqual(json, { keys: [] });
    assert.match(headers.get("cache-control"), /max-age=300/);
  });

  test("Ed25519 tokens are verified by anybody with the published keys", async (t) => {
    const key = jwk("2026-01");
    const edge = await withKeys(t, [key]);
    const { accessToken } = await signIn(await createUser({}, await edge.createAccount(), edge), edge);
    assert.deepEqual(headerOf(accessToken), { alg: "EdDSA", typ: "at+jwt", kid: "2026-01" });
    const { json } = await edge.get("/.well-known/jwks.json");
    assert.deepEqual(Object.keys(json.keys[0]).sort(), ["alg", "crv", "kid", "kty", "use", "x"]);
    const [head, payload, signature] = accessToken.split(".");
    const published = createPublicKey({ key: json.keys[0], format: "jwk" });
    assert.ok(verify(null, Buffer.from(`${head}.${payload}`), published, Buffer.from(signature, "base64url")));
    assert.equal((await account(accessToken, edge)).status, 200);
  });

  test("keys are rotated without anybody noticing", async (t) => {
    const persist = temporaryFolder(t);
    const [old, next] = [jwk("old"), jwk("next")];
    const run = (keys) => start({ settings: { ...SETTINGS, TOKEN_KEYS: JSON.stringify({ keys }) }, persist, t });
    let edge = await run([old]);
    const user = await createUser({}, await edge.createAccount(), edge);
    const before = await signIn(user, edge);
    await edge.stop();
    edge = await run([next, old]);
    assert.equal((await account(before.accessToken, edge)).status, 200, "tokens of the old key go on");
    const after = await signIn(user, edge);
    assert.equal(headerOf(after.accessToken).kid, "next");
    assert.deepEqual((await edge.get("/.well-known/jwks.json")).json.keys.map(({ kid }) => kid), ["next", "old"]);
    await edge.stop();
    edge = await run([next]);
    assert.equal((await account(before.accessToken, edge)).status, 401, "until it is taken away");
    assert.equal((await account(after.accessToken, edge)).status, 200);
    await edge.stop();
  });

  test("keys that are unfit stop the deployment, and the log names the setting", async (t) => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
    for (const keys of [[], [jwk("a"), jwk("a")], [{ kty: "oct", kid: "a", k: "c2hvcnQ" }], [{ ...rsa, kid: "a" }]]) {
      const bare = await withKeys(t, keys);
      const answer = await bare.get("/healthz");
      assert.equal(answer.status, 503);
      assert.match((await bare.logLine(answer)).error, /TOKEN_KEYS/);
      await bare.stop();
    }
  });

  test("a token that the deployment did not sign is refused, whatever it says", async (t) => {
    const key = jwk("2026-01");
    const edge = await withKeys(t, [key]);
    const { accessToken } = await signIn(await createUser({}, await edge.createAccount(), edge), edge);
    const [, payload] = accessToken.split(".");
    const encoded = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
    const stranger = jwk("2026-01");
    const signed = (header, claims, by) => {
      const text = `${encoded(header)}.${claims}`;
      return `${text}.${sign(null, Buffer.from(text), createPrivateKey({ key: by, format: "jwk" })).toString("base64url")}`;
    };
    const header = { alg: "EdDSA", typ: "at+jwt", kid: "2026-01" };
    const claims = claimsOf(accessToken);
    const changed = (change) => signed(header, encoded({ ...claims, ...change }), key);
    assert.equal((await account(signed(header, payload, key), edge)).status, 200, "the test itself signs right");
    const seconds = Math.floor(Date.now() / 1000);
    for (const [name, token] of Object.entries({
      "none": `${encoded({ ...header, alg: "none" })}.${payload}.`,
      "another key": signed(header, payload, stranger),
      "its own jwk": signed({ ...header, jwk: { kty: "OKP", crv: "Ed25519", x: stranger.x } }, payload, stranger),
      "jku": signed({ ...header, jku: "https://example.com/jwks.json" }, payload, key),
      "crit": signed({ ...header, crit: ["exp"] }, payload, key),
      "another kid": signed({ ...header, kid: "../2026-01" }, payload, key),
      "an id token": signed({ ...header, typ: "JWT" }, payload, key),
      "expired": changed({ exp: seconds - 31 }),
      "not yet valid": changed({ nbf: seconds + 120 }),
      "another issuer": changed({ iss: "elsewhere" }),
      "another audience": changed({ aud: "elsewhere" }),
      "no session": changed({ sid: undefined }),
      "another session": changed({ sid: "0".repeat(16) }),
      "another user": changed({ sub: "0".repeat(16) }),
      "another account": changed({ acct: owner.id }),
      "claims twice": signed(header, encoded(`${JSON.stringify(claims).slice(0, -1)},"sub":"${claims.sub}"}`), key),
      "deeply nested": signed(header, encoded(`${"[".repeat(2000)}${"]".repeat(2000)}`), key),
      "huge": `${accessToken}${"A".repeat(8_000)}`,
    })) {
      const { status, json } = await account(token, edge);
      assert.equal(status, 401, name);
      assert.equal(json.errors.reason, "Username or password unknown", name);
    }
    assert.equal((await account(changed({ exp: seconds - 20 }), edge)).status, 200, "within the leeway of 30 seconds");
  });
});

describe("both headers", () => {
  const both = (authorization, xAuthorization) =>
    server.get("/v1/account", { headers: { Authorization: authorization, "X-Authorization": xAuthorization } });

  test("X-Authorization, where it is sent, must hold too, and for the same account", async () => {
    const { accessToken } = await signIn(await createUser());
    const stranger = await server.createAccount();
    const own = basic(owner.username, owner.apiPassword);
    const key = (await server.post("/v1/auth/keys", { name: "both", scopes: ["account:read"] }, { user: owner })).json.data.key;
    assert.equal((await both(`Bearer ${accessToken}`, own)).status, 200);
    assert.equal((await both(`Bearer ${key}`, own)).status, 200);
    for (const [authorization, xAuthorization] of [
      [`Bearer ${accessToken}`, basic(owner.username, "wrong")],
      [`Bearer ${accessToken}`, basic(stranger.username, stranger.apiPassword)],
      [`Bearer ${accessToken}`, `Bearer ${key}`],
      ["Bearer wrong", own],
      [own, own],
    ]) {
      assert.equal((await both(authorization, xAuthorization)).status, 401, `${authorization} ${xAuthorization}`);
    }
    assert.equal((await server.get("/v1/account", { headers: { "X-Authorization": own } })).status, 401);
  });
});

test("neither passwords nor tokens are on disk or in the log", async (t) => {
  const persist = temporaryFolder(t);
  const edge = await start({ persist, t });
  const holder = await edge.createAccount();
  const user = await createUser({ password: "a password to look for" }, holder, edge);
  const { json } = await edge.post("/v1/auth/login", { email: user.email, password: "a password to look for" });
  const again = await edge.post("/v1/auth/refresh", { refreshToken: json.data.refreshToken });
  await edge.post("/v1/auth/login", { email: user.email, password: "a wrong password to look for" });
  await edge.logLine(await edge.get("/v1/account", { headers: bearer(again.json.data.accessToken) }));
  await edge.stop();
  const secrets = [
    "a password to look for", "a wrong password to look for", holder.apiPassword, json.data.accessToken, json.data.refreshToken,
    again.json.data.accessToken, again.json.data.refreshToken,
  ];
  const files = filesIn(persist);
  assert.ok(files.some(([path]) => path.endsWith(".sqlite")));
  for (const secret of secrets) {
    assert.ok(!edge.logs.join("\n").includes(secret), "in the log");
    for (const [path, bytes] of files) assert.ok(!bytes.includes(secret), path);
  }
});
