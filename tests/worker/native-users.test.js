// Users: /v1/users, and what their roles open.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { start, temporaryFolder } from "./harness.js";
import { createUser, dataOf, failureOf, keyed, PASSWORD, signedIn, signIn, someEmail } from "./native.js";
import { filesIn } from "./storage.js";

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/;
const USERS = "/v1/users";
let server, owner;

before(async () => {
  server = await start();
  owner = { user: await server.createAccount() };
});
after(() => server.stop());

const pathOf = (user) => `${USERS}/${user.id}`;
const login = (email, password = PASSWORD) => server.post("/v1/auth/login", { email, password });

describe("adding a user", () => {
  test("answers with the user, without its password", async () => {
    const body = { email: "Ada@Example.com", password: PASSWORD, name: "Ada", role: "developer" };
    const created = await server.post(USERS, body, owner);
    const user = dataOf(created, 201);
    const { id, createdAt, updatedAt, ...rest } = user;
    assert.deepEqual(rest, { email: "Ada@example.com", name: "Ada", role: "developer", secondFactor: false });
    for (const moment of [createdAt, updatedAt]) assert.match(moment, MOMENT);
    assert.equal(created.headers.get("location"), pathOf(user));
    assert.equal(created.headers.get("etag"), '"v1"');
    const shown = await server.get(pathOf(user), owner);
    assert.deepEqual(dataOf(shown), user);
    assert.equal(shown.headers.get("etag"), '"v1"');
    const signedIn = await login("ADA@EXAMPLE.COM");
    assert.deepEqual(dataOf(signedIn).user, user);
    for (const { text } of [created, shown, signedIn, await server.get(USERS, owner)]) assert.ok(!text.includes(PASSWORD));
  });

  test("an address is of one user in all accounts, whatever its case", async () => {
    const other = { user: await server.createAccount() };
    const user = await createUser(server, owner, { email: "grace@example.com", role: "viewer" });
    for (const caller of [owner, other]) {
      for (const email of ["grace@example.com", "GRACE@example.com", "Grace@EXAMPLE.com"]) {
        const answer = await server.post(USERS, { email, password: "another long password", role: "owner" }, caller);
        assert.deepEqual(failureOf(answer), [409, "This e-mail address is a user's already."]);
      }
    }
    assert.deepEqual(dataOf(await login("grace@example.com")).user, user);
    assert.equal((await login("grace@example.com", "another long password")).status, 401);
    assert.equal(dataOf(await server.get("/v1/account", await signIn(server, "grace@example.com"))).username, owner.user.username);
  });

  test("of those who want an address at once, one has it", async () => {
    const email = someEmail();
    const accounts = await Promise.all(Array.from({ length: 5 }, () => server.createAccount()));
    const wanting = accounts.map((user) => server.post(USERS, { email, password: PASSWORD, role: "owner" }, { user }));
    const statuses = (await Promise.all(wanting)).map(({ status }) => status);
    assert.deepEqual(statuses.sort(), [201, 409, 409, 409, 409]);
    const { username } = dataOf(await server.get("/v1/account", await signIn(server, email)));
    const owners = await Promise.all(accounts.map((user) => server.get(`${USERS}?email=${email}`, { user })));
    const having = accounts.filter((_, index) => owners[index].json.items.length === 1);
    assert.deepEqual(having.map((user) => user.username), [username]);
  });

  test("names each field that is wrong", async () => {
    for (const [body, ...details] of [
      [{}, "email required", "password required", "role required"],
      [{ email: "nobody", password: "eleven char", role: "king", name: "n".repeat(101) }, "email format", "password format", "name length", "role format"],
      [{ email: someEmail(), password: "p".repeat(129), role: "viewer", secondFactor: true }, "password length", "secondFactor unknown"],
    ]) {
      const [status, , ...found] = failureOf(await server.post(USERS, body, owner));
      assert.deepEqual([status, ...found], [400, ...details]);
    }
  });
});

describe("roles", () => {
  const MAY = {
    owner: { "account:write": true, "users:write": true, "keys:read": true, "audit:read": true, "links:write": true, "links:read": true },
    admin: { "account:write": false, "users:write": true, "keys:read": true, "audit:read": true, "links:write": true, "links:read": true },
    developer: { "account:write": false, "users:write": false, "keys:read": true, "audit:read": true, "links:write": true, "links:read": true },
    viewer: { "account:write": false, "users:write": false, "keys:read": false, "audit:read": false, "links:write": false, "links:read": true },
  };
  const CALLS = {
    "account:write": ["PATCH", "/v1/account", {}],
    "users:write": ["PATCH", "/v1/users/abcdefgh12345678", {}],
    "keys:read": ["GET", "/v1/auth/keys"],
    "audit:read": ["GET", "/v1/audit"],
    "links:write": ["PATCH", "/v1/links/abcdef", {}],
    "links:read": ["GET", "/v1/links"],
  };

  test("each opens what it says", async () => {
    for (const [role, may] of Object.entries(MAY)) {
      const caller = await signedIn(server, owner, role);
      for (const [scope, [method, path, body]] of Object.entries(CALLS)) {
        const { status, json } = await server.request(method, path, { body, ...caller });
        if (may[scope]) assert.notEqual(status, 403, `${role} ${scope}`);
        else assert.deepEqual([status, json.errors.reason], [403, `The scope ${scope} is missing`], role);
      }
    }
  });

  test("a changed role holds at once, for those who are signed in too", async () => {
    const user = await createUser(server, owner, { role: "owner" });
    const caller = await signIn(server, user.email);
    assert.equal((await server.get("/v1/audit", caller)).status, 200);
    const changed = await server.patch(pathOf(user), { role: "viewer" }, owner);
    assert.equal(dataOf(changed).role, "viewer");
    assert.equal(changed.headers.get("etag"), '"v2"');
    assert.equal((await server.get("/v1/audit", caller)).status, 403);
    assert.equal((await server.get("/v1/links", caller)).status, 200);
  });

  test("nobody touches those who may do more, nor makes them", async () => {
    const admin = await signedIn(server, owner, "admin");
    const boss = await createUser(server, owner, { role: "owner" });
    const peer = await createUser(server, owner, { role: "admin" });
    const reason = "You cannot give away what you may not do yourself: account:write.";
    for (const answer of [
      await server.patch(pathOf(boss), { role: "viewer" }, admin),
      await server.patch(pathOf(boss), { name: "Mud" }, admin),
      await server.delete(pathOf(boss), admin),
      await server.patch(pathOf(peer), { role: "owner" }, admin),
      await server.post(USERS, { email: someEmail(), password: PASSWORD, role: "owner" }, admin),
    ]) {
      assert.deepEqual(failureOf(answer), [403, reason]);
    }
    assert.deepEqual(dataOf(await server.get(pathOf(boss), owner)), boss);
    assert.deepEqual(dataOf(await server.get(pathOf(peer), owner)), peer);
    assert.equal((await server.patch(pathOf(peer), { role: "viewer" }, admin)).status, 200);
    assert.equal((await server.delete(pathOf(peer), admin)).status, 204);

    const key = await keyed(server, owner, ["users:read", "users:write"]);
    assert.equal((await server.delete(pathOf(boss), key)).status, 403);
    assert.equal((await server.post(USERS, { email: someEmail(), password: PASSWORD, role: "viewer" }, key)).status, 403);
  });
});

describe("changing and removing a user", () => {
  test("changes what is given and keeps the rest, for the version that is meant", async () => {
    const { updatedAt, ...user } = await createUser(server, owner, { role: "viewer", name: "Lin" });
    const change = async (body, headers) => {
      const { updatedAt, ...changed } = dataOf(await server.patch(pathOf(user), body, { ...owner, headers }));
      return changed;
    };
    assert.deepEqual(await change({}), user);
    assert.deepEqual(await change({ role: "developer" }), { ...user, role: "developer" });
    assert.deepEqual(await change({ name: "" }, { "If-Match": '"v3"' }), { ...user, role: "developer", name: "" });
    const stale = { ...owner, headers: { "If-Match": '"v3"' } };
    assert.equal((await server.patch(pathOf(user), { name: "late" }, stale)).status, 412);
    assert.equal((await server.delete(pathOf(user), stale)).status, 412);
    assert.equal(dataOf(await server.get(pathOf(user), owner)).name, "");
    assert.equal((await server.patch(pathOf(user), { name: "late" }, { ...owner, headers: { "If-Match": "*" } })).status, 200);
    for (const [body, detail] of [[{ email: someEmail() }, "email unknown"], [{ password: PASSWORD }, "password unknown"], [{ role: "x" }, "role format"]]) {
      const [status, , ...details] = failureOf(await server.patch(pathOf(user), body, owner));
      assert.deepEqual([status, ...details], [400, detail]);
    }
  });

  test("removal ends its sessions and its login, and the address is free again", async () => {
    const user = await createUser(server, owner);
    const tokens = dataOf(await login(user.email));
    const caller = { bearer: tokens.accessToken };
    assert.equal((await server.get("/v1/account", caller)).status, 200);
    assert.equal((await server.delete(pathOf(user), owner)).status, 204);
    assert.equal((await server.get("/v1/account", caller)).status, 401);
    assert.equal((await server.post("/v1/auth/refresh", { refreshToken: tokens.refreshToken })).status, 401);
    assert.deepEqual(failureOf(await login(user.email)), [401, "Username or password unknown"]);
    for (const method of ["GET", "PATCH", "DELETE"]) {
      const body = method === "PATCH" ? {} : undefined;
      assert.equal((await server.request(method, pathOf(user), { body, ...owner })).status, 404, method);
    }

    const other = { user: await server.createAccount() };
    const again = await createUser(server, other, { email: user.email, password: "another long password" });
    assert.notEqual(again.id, user.id);
    assert.equal((await login(user.email)).status, 401);
    assert.equal((await login(user.email, "another long password")).status, 200);
  });

  test("so does the removal of the account", async () => {
    const account = await server.createAccount();
    const user = await createUser(server, { user: account });
    const caller = await signIn(server, user.email);
    assert.equal((await server.delete(`/admin/accounts/${account.username}`, { admin: true })).status, 204);
    assert.equal((await server.get("/v1/account", caller)).status, 401);
    assert.equal((await login(user.email)).status, 401);
    await createUser(server, owner, { email: user.email });
    assert.equal((await login(user.email)).status, 200);
  });

  test("another account's user is not there, and stays as it was", async () => {
    const other = { user: await server.createAccount() };
    const user = await createUser(server, owner);
    for (const path of [pathOf(user), `${USERS}/abcdefgh12345678`, `${USERS}/x`, `${USERS}/%00`]) {
      assert.equal((await server.get(path, other)).status, 404);
      assert.equal((await server.patch(path, { role: "viewer" }, other)).status, 404);
      assert.equal((await server.delete(path, other)).status, 404);
    }
    assert.deepEqual(dataOf(await server.get(pathOf(user), owner)), user);
  });
});

test("no password is in storage or log", async (t) => {
  const persist = temporaryFolder(t);
  const stored = await start({ persist, t });
  const caller = { user: await stored.createAccount() };
  const user = await createUser(stored, caller, { password: "a password to be searched for" });
  const refused = { email: user.email, password: "a password that is refused", role: "owner" };
  assert.equal((await stored.post(USERS, refused, caller)).status, 409);
  const wrong = await stored.post("/v1/auth/login", { email: user.email, password: "a password that is wrong" });
  assert.equal(wrong.status, 401);
  await stored.logLine(wrong);
  await signIn(stored, user.email, "a password to be searched for");
  await stored.stop();
  const places = [["the log", stored.logs.join("\n")], ...filesIn(persist)];
  assert.ok(places.some(([, text]) => text.includes(user.id)), "what is stored can be searched");
  for (const [place, text] of places) assert.ok(!text.includes("a password "), `a password is in ${place}`);
});
