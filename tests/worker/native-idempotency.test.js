// Idempotency-Key on POST: a call that is repeated is done once.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { until } from "../until.js";
import { SETTINGS, start, temporaryFolder } from "./harness.js";
import { createKey, createUser, dataOf, failureOf, PASSWORD, signIn, someEmail } from "./native.js";
import { age, filesIn, storedObjects } from "./storage.js";

const CONFLICT = "This Idempotency-Key was used for another call.";
const RUNNING = "The same call is being answered.";
const DAY = 86_400;
const SANDBOX = { ...SETTINGS, PROVIDERS: '{"providers":{"sandbox":{"kind":"sandbox"}}}' };

let server, owner;
let keys = 0;
const someKey = () => `idempotency-key-${++keys}`;

before(async () => {
  server = await start({ settings: SANDBOX });
  owner = { user: await server.createAccount() };
});
after(() => server.stop());

const post = (key, path, body, caller = owner, on = server) =>
  on.post(path, body, { ...caller, headers: { "Idempotency-Key": key } });
const total = async (path, caller = owner) => (await server.get(path, caller)).json.meta.pagination.total;
const isReplayed = (answer) => answer.headers.get("idempotency-replayed") === "true";
const link = (index = 0) => ({ target: `https://example.com/${index}` });

describe("the same key and the same body", () => {
  test("get the same answer byte for byte, and the call is done once", async () => {
    for (const [path, body] of [
      ["/v1/links", link()],
      ["/v1/auth/keys", { name: "once", scopes: ["otp:read"] }],
      ["/v1/users", { email: someEmail(), password: PASSWORD, role: "viewer" }],
    ]) {
      const [key, before] = [someKey(), await total(path)];
      const first = await post(key, path, body);
      assert.equal(first.status, 201, first.text);
      assert.equal(isReplayed(first), false);
      for (const again of [await post(key, path, body), await post(key, path, body)]) {
        assert.deepEqual([again.status, again.text], [first.status, first.text]);
        for (const name of ["location", "etag", "content-type", "cache-control"]) {
          assert.equal(again.headers.get(name), first.headers.get(name), name);
        }
        assert.ok(isReplayed(again));
        assert.notEqual(again.headers.get("x-transaction-id"), first.headers.get("x-transaction-id"));
      }
      assert.equal(await total(path), before + 1, path);
    }
  });

  test("so does a verification: neither begun nor checked twice", async () => {
    const [made, checked] = [someKey(), someKey()];
    const body = { recipient: "34666555444", length: 10 };
    const { id } = dataOf(await post(made, "/v1/verifications", body), 201);
    assert.equal(dataOf(await post(made, "/v1/verifications", body), 201).id, id);
    const path = `/v1/verifications/${id}/check`;
    const [first, again] = [await post(checked, path, { code: "1" }), await post(checked, path, { code: "1" })];
    assert.deepEqual([again.text, isReplayed(again)], [first.text, true]);
    const { json } = await server.post(path, { code: "1" }, owner);
    assert.deepEqual([json.data.verification.status, json.data.verification.attempts], ["pending", 2]);
  });

  test("hold for a caller whose access token is another by now, and not for another caller of the account", async () => {
    const { email } = await createUser(server, owner);
    const key = someKey();
    const first = await post(key, "/v1/links", link(), await signIn(server, email));
    const again = await post(key, "/v1/links", link(), await signIn(server, email));
    assert.deepEqual([again.text, isReplayed(again)], [first.text, true]);
    assert.deepEqual(failureOf(await post(key, "/v1/links", link())), [409, CONFLICT]);
  });

  test("of signing in, too", async () => {
    const { email } = await createUser(server, owner);
    const key = someKey();
    const login = (password) => post(key, "/v1/auth/login", { email, password }, {});
    assert.equal((await login("a wrong password")).status, 401);
    const first = await login(PASSWORD);
    const again = await login(PASSWORD);
    assert.deepEqual([again.text, isReplayed(again)], [first.text, true]);
    assert.equal(again.headers.get("authorization"), first.headers.get("authorization"));
    assert.deepEqual(failureOf(await login("a wrong password")), [409, CONFLICT]);
  });
});

test("the same key with anything else is 409, and nothing is done", async () => {
  const key = someKey();
  const first = await post(key, "/v1/links", link());
  const before = await total("/v1/links");
  for (const answer of [
    await post(key, "/v1/links", link(1)),
    await post(key, "/v1/links", `${JSON.stringify(link())} `),
    await post(key, "/v1/links?x=1", link()),
    await post(key, "/v1/verifications", link()),
    await post(key, "/v1/links", {}),
  ]) {
    assert.deepEqual(failureOf(answer), [409, CONFLICT]);
  }
  assert.equal(await total("/v1/links"), before);
  assert.equal((await post(key, "/v1/links", link())).text, first.text);
});

test("the same key of another account is another key", async () => {
  const other = { user: await server.createAccount() };
  const key = someKey();
  const mine = dataOf(await post(key, "/v1/links", link()), 201);
  const theirs = await post(key, "/v1/links", link(), other);
  assert.notEqual(dataOf(theirs, 201).slug, mine.slug);
  assert.equal(isReplayed(theirs), false);
  assert.equal((await post(key, "/v1/links", link(1), { user: await server.createAccount() })).status, 201);
});

test("who is refused is refused again, and never given another's answer", async () => {
  const { key: bearer, id } = await createKey(server, owner, ["links:write"]);
  const key = someKey();
  assert.equal((await post(key, "/v1/links", link(), { bearer })).status, 201);
  assert.equal((await post(key, "/v1/links", link(), {})).status, 401);
  await server.delete(`/v1/auth/keys/${id}`, owner);
  assert.equal((await post(key, "/v1/links", link(), { bearer })).status, 401);
});

test("of the same calls at once, one is done", async () => {
  for (let round = 0; round < 5; round++) {
    const [key, before] = [someKey(), await total("/v1/links")];
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(key, "/v1/links", link())));
    const done = answers.filter(({ status }) => status === 201);
    assert.equal(new Set(done.map(({ text }) => text)).size, 1);
    assert.equal(done.filter((answer) => !isReplayed(answer)).length, 1);
    for (const answer of answers) {
      if (answer.status !== 201) assert.deepEqual(failureOf(answer), [409, RUNNING]);
    }
    assert.equal(await total("/v1/links"), before + 1);
    assert.ok(isReplayed(await post(key, "/v1/links", link())));
  }
});

test("a call that failed leaves its key free, for another call too", async () => {
  const key = someKey();
  for (const [status, path, body] of [
    [400, "/v1/links", {}],
    [400, "/v1/links", "{"],
    [404, `/v1/verifications/x/check`, { code: "1" }],
    [409, "/v1/users", { email: (await createUser(server, owner)).email, password: PASSWORD, role: "viewer" }],
  ]) {
    assert.equal((await post(key, path, body)).status, status);
    assert.equal((await post(key, path, body)).status, status);
  }
  const made = await post(key, "/v1/links", link());
  assert.deepEqual([made.status, isReplayed(made)], [201, false]);
});

test("a key has 1 to 255 characters, and only POST looks at it", async () => {
  const reason = "The Idempotency-Key header has 1 to 255 characters.";
  for (const key of ["", "k".repeat(256)]) {
    assert.deepEqual(failureOf(await post(key, "/v1/links", link())), [400, reason]);
  }
  for (const key of ["k", "k".repeat(255), "päth/../\"'"]) {
    assert.equal((await post(key, "/v1/links", link())).status, 201, key);
    assert.ok(isReplayed(await post(key, "/v1/links", link())), key);
  }
  for (const key of ["k", "k".repeat(256)]) {
    const answer = await server.get("/v1/links", { ...owner, headers: { "Idempotency-Key": key } });
    assert.deepEqual([answer.status, isReplayed(answer)], [200, false]);
    const put = await server.put("/v1/account", {}, { ...owner, headers: { "Idempotency-Key": key } });
    assert.deepEqual([put.status, isReplayed(put)], [200, false]);
  }
});

test("answers are kept for 24 hours, outlive a restart, can be read from storage by nobody, and are gone then", async (t) => {
  const persist = temporaryFolder(t);
  let stored = await start({ settings: SANDBOX, persist, t });
  const caller = { user: await stored.createAccount() };
  const { email } = await createUser(stored, caller);
  const bodies = {
    "/v1/verifications": { recipient: "34666555444", length: 10 },
    "/v1/auth/keys": { name: "kept", scopes: ["otp:read"] },
    "/v1/users": { email: someEmail(), password: "a password to be searched for", role: "viewer" },
    "/v1/auth/login": { email, password: PASSWORD },
  };
  const callAll = () =>
    Promise.all(Object.entries(bodies).map(([path, body]) => post(`kept for ${path}`, path, body, path.endsWith("login") ? {} : caller, stored)));
  const restart = async (seconds) => {
    await stored.stop();
    for (const className of ["IdempotencyObject", "AccountObject"]) age(persist, seconds, className);
    stored = await start({ settings: SANDBOX, persist, t });
  };

  const first = await callAll();
  assert.deepEqual(first.map(({ status }) => status), [201, 201, 201, 200]);
  await restart(DAY - 600);
  const again = await callAll();
  assert.deepEqual(again.map(({ text }) => text), first.map(({ text }) => text));
  await stored.stop();

  const [, key, , session] = first.map(({ json }) => json.data);
  const secrets = [key.key.slice(38, 70), session.accessToken, session.refreshToken, "34666555444", ...Object.values(bodies).map(({ password }) => password)];
  const files = filesIn(persist);
  assert.ok(files.some(([, bytes]) => bytes.includes(key.id)), "what is stored can be searched");
  for (const [path, bytes] of files.filter(([path]) => path.includes("IdempotencyObject"))) {
    const encoded = bytes.toString("latin1").match(/[0-9A-Za-z+/]{100,}={0,2}/g) ?? [];
    const readable = Buffer.concat([bytes, ...encoded.map((text) => Buffer.from(text, "base64"))]);
    for (const text of ["kept for", "example.com", "data", key.id]) assert.ok(!readable.includes(text), `${text} is in ${path}`);
  }
  for (const [path, bytes] of files) {
    for (const secret of secrets.filter(Boolean)) assert.ok(!bytes.includes(secret), `${secret} is in ${path}`);
  }

  assert.equal(storedObjects(persist, "IdempotencyObject"), 4);
  await restart(600);
  // The alarms are due. Any call starts the objects' namespace, and with it the alarms; one that fails leaves nothing.
  const left = async () => {
    await post("of a call that fails", "/v1/links", {}, caller, stored);
    return storedObjects(persist, "IdempotencyObject");
  };
  assert.equal(await until(left, (objects) => objects === 0), 0, "the alarms erased the answers");
  const anew = await post("kept for /v1/verifications", "/v1/verifications", bodies["/v1/verifications"], caller, stored);
  assert.deepEqual([anew.status, isReplayed(anew)], [201, false]);
  await stored.stop();
});
