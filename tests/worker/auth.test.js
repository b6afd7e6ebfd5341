// Who is let in: Basic on /api/rest, the operator's token on /admin.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ADMIN_TOKEN, basic, errorBody, start } from "./harness.js";

const UNKNOWN = errorBody(103, "Username or password unknown");
const ENDPOINTS = [
  ["GET", "/api/rest/account"],
  ["POST", "/api/rest/otp/generate"],
  ["POST", "/api/rest/otp/check"],
  ["POST", "/api/rest/shortener/shorten"],
  ["POST", "/api/rest/sms/count"],
];
let server, user;
const account = (headers) => server.get("/api/rest/account", { headers });

before(async () => {
  server = await start();
  user = await server.createAccount();
});
after(() => server.stop());

describe("Basic", () => {
  test("without credentials every endpoint answers 401, code 103, whatever the body", async () => {
    for (const [method, path] of ENDPOINTS) {
      const bodies = [{}, { body: "not json" }, { announced: 100 }, { announced: 2_000_000 }];
      for (const options of method === "GET" ? [{}] : bodies) {
        const { status, json, headers } = await server.request(method, path, options);
        assert.equal(status, 401);
        assert.deepEqual(json, UNKNOWN);
        assert.match(headers.get("www-authenticate"), /^Basic realm=/);
      }
    }
  });

  test("a wrong password, an unknown user and a malformed header get the same answer", async () => {
    const answers = [];
    for (const header of [
      basic(user.username, "wrong"),
      basic(user.username, ""),
      basic(user.username, `${user.apiPassword}x`),
      basic("nobody", user.apiPassword),
      basic("", ""),
      basic("no\u0000body", "x"),
      basic("n".repeat(1000), "x"),
      "Basic !!!",
      "Basic",
      "",
      `Bearer ${user.apiPassword}`,
    ]) {
      const { status, text, headers } = await account({ Authorization: header });
      answers.push([status, text, headers.get("www-authenticate")].join());
    }
    assert.equal(new Set(answers).size, 1);
    assert.match(answers[0], /^401,/);
  });

  test("the scheme's case and missing padding do not matter", async () => {
    const header = basic(user.username, user.apiPassword);
    for (const spelling of [header, header.replace("Basic", "basic"), header.replace(/=+$/, "")]) {
      assert.equal((await account({ Authorization: spelling })).status, 200);
    }
  });

  test("one account's password does not open another", async () => {
    const other = await server.createAccount();
    assert.equal((await account({ Authorization: basic(other.username, user.apiPassword) })).status, 401);
  });

  test("only allowed addresses are let in, judged after the password", async () => {
    const limited = await server.createAccount({ allowedIps: ["203.0.113.0/24", "2001:db8::/32", "198.51.100.7"] });
    const from = (address, apiPassword = limited.apiPassword) =>
      account({ Authorization: basic(limited.username, apiPassword), "CF-Connecting-IP": address });
    for (const address of ["203.0.113.255", "2001:db8:1::1", "198.51.100.7", "::ffff:203.0.113.1"]) {
      assert.equal((await from(address)).status, 200, address);
    }
    for (const address of ["203.0.114.0", "2001:db9::1", "198.51.100.8", "not an address"]) {
      const { status, json } = await from(address);
      assert.equal(status, 401, address);
      assert.deepEqual(json, errorBody(112, "IP address not allowed"));
    }
    assert.deepEqual((await from("203.0.114.0", "wrong")).json, UNKNOWN);
  });
});

describe("GET account", () => {
  test("shows the profile in the documented shape", async () => {
    const rich = await server.createAccount({
      username: "rich@example.com", email: "Owner@EXAMPLE.com", timeZone: "Europe/Madrid", language: "es", country: "ES", currency: "USD",
    });
    const { status, json } = await server.get("/api/rest/account", { user: rich });
    assert.equal(status, 200);
    const { createdAt, ...rest } = json.data;
    assert.match(createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
    assert.deepEqual(rest, {
      username: "rich@example.com", email: "Owner@example.com", timeZone: "Europe/Madrid", language: "es", balance: 0,
      country: "ES", currency: "USD",
    });
  });
});

describe("/admin", () => {
  const ADMIN = [
    ["POST", "/admin/accounts"],
    ["GET", "/admin/accounts/x"],
    ["DELETE", "/admin/accounts/x"],
    ["POST", "/admin/accounts/x/password"],
    ["GET", "/admin/links/abcdef"],
    ["GET", "/admin/blocklist"],
    ["PUT", "/admin/blocklist"],
    ["DELETE", "/admin/blocklist"],
    ["GET", "/admin/prices"],
    ["PUT", "/admin/prices"],
    ["DELETE", "/admin/prices"],
  ];

  test("needs the operator's token", async () => {
    for (const [method, path] of ADMIN) {
      for (const header of [undefined, "Bearer wrong", `Bearer ${ADMIN_TOKEN}x`, `Basic ${ADMIN_TOKEN}`, ADMIN_TOKEN]) {
        const { status, json, headers } = await server.request(method, path, { headers: header ? { Authorization: header } : {} });
        assert.equal(status, 401, `${method} ${path} ${header}`);
        assert.deepEqual(json, UNKNOWN);
        assert.match(headers.get("www-authenticate"), /^Bearer/);
      }
    }
  });

  test("creates, shows, rotates and removes an account", async () => {
    const created = await server.createAccount({ username: "Case.Counts@example.com", allowedIps: [] });
    assert.match(created.apiPassword, /^[0-9A-Za-z]{40}$/);
    const path = `/admin/accounts/${encodeURIComponent(created.username)}`;

    const shown = await server.get(path, { admin: true });
    assert.equal(shown.status, 200);
    const { apiPassword, ...rest } = created;
    assert.deepEqual(shown.json.data, rest);

    const rotated = await server.post(`${path}/password`, undefined, { admin: true });
    assert.equal(rotated.status, 200);
    assert.deepEqual(Object.keys(rotated.json.data), ["username", "apiPassword"]);
    assert.equal((await server.get("/api/rest/account", { user: created })).status, 401);
    const again = { username: created.username, apiPassword: rotated.json.data.apiPassword };
    assert.equal((await server.get("/api/rest/account", { user: again })).status, 200);

    assert.equal((await server.request("DELETE", path, { admin: true })).status, 204);
    assert.equal((await server.get("/api/rest/account", { user: again })).status, 401);
    for (const [method, gone] of [["GET", path], ["DELETE", path], ["POST", `${path}/password`]]) {
      const { status, json } = await server.request(method, gone, { admin: true });
      assert.equal(status, 404);
      assert.deepEqual(json, errorBody(404, "Resource not found"));
    }
  });

  test("a new account of an old name has nothing of the old one", async () => {
    const old = await server.createAccount({ username: "phoenix" });
    await server.post("/api/rest/otp/generate", { recipient: "34666555444" }, { user: old });
    await server.request("DELETE", "/admin/accounts/phoenix", { admin: true });
    const young = await server.createAccount({ username: "phoenix" });
    assert.notEqual(young.id, old.id);
    const { json } = await server.post("/api/rest/otp/check", { recipient: "34666555444", code: "0" }, { user: young });
    assert.equal(json.data.otp, null);
  });

  test("a taken name is a conflict, and the account stays as it was", async () => {
    const taken = await server.createAccount();
    const { status, json } = await server.post("/admin/accounts", { username: taken.username }, { admin: true });
    assert.equal(status, 409);
    assert.deepEqual(json, errorBody(409, "This username is taken."));
    assert.equal((await server.get("/api/rest/account", { user: taken })).status, 200);
  });

  test("names the field that is wrong", async () => {
    for (const [body, description] of [
      [{}, "The username field is required."],
      [{ username: "a", allowedIps: ["203.0.113.0/33"] }, "The allowedIps.0 field must be a valid IP address or CIDR block."],
    ]) {
      const { status, json } = await server.post("/admin/accounts", body, { admin: true });
      assert.equal(status, 422);
      assert.deepEqual(json, errorBody(422, description));
    }
  });
});
