// What every endpoint has in common: the error envelope, methods, bodies, transaction ids, logs, configuration.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ADMIN_TOKEN, basic, errorBody, SETTINGS, start, temporaryFolder } from "./harness.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
let server, user;

before(async () => {
  server = await start();
  user = await server.createAccount();
});
after(() => server.stop());

test("/healthz tells the version and commit", async () => {
  const { status, json } = await server.get("/healthz");
  assert.equal(status, 200);
  assert.equal(json.status, "ok");
  assert.match(json.version, /^\d+\.\d+\.\d+$/);
  assert.equal(typeof json.commit, "string");
  assert.equal((await server.request("HEAD", "/healthz")).status, 200);
});

describe("methods and paths", () => {
  test("a wrong method is 405 with those that are right", async () => {
    for (const [method, path, allow] of [
      ["GET", "/api/rest/otp/generate", "POST"],
      ["PUT", "/api/rest/otp/check", "POST"],
      ["DELETE", "/api/rest/shortener/shorten", "POST"],
      ["POST", "/api/rest/account", "GET"],
      ["GET", "/admin/accounts", "POST"],
      ["PUT", "/admin/accounts/x", "GET, PATCH, DELETE"],
      ["GET", "/admin/accounts/x/password", "POST"],
      ["POST", "/admin/links/abcdef", "GET"],
      ["POST", "/admin/blocklist", "GET, PUT, DELETE"],
      ["POST", "/admin/prices", "GET, PUT, DELETE"],
      ["POST", "/api/rest/sms/coverage", "GET"],
      ["POST", "/healthz", "GET, HEAD"],
      ["POST", "/", "GET, HEAD"],
      ["PROPFIND", "/", "GET, HEAD"],
    ]) {
      const { status, json, headers } = await server.request(method, path, { user });
      assert.equal(status, 405, `${method} ${path}`);
      assert.equal(headers.get("allow"), allow);
      assert.deepEqual(json, errorBody(405, "Method not allowed"));
    }
  });

  test("nothing under /api, /admin and /v1 is a slug or a page", async () => {
    for (const path of ["/v1", "/v1/", "/v1/abcdef", "/v1/links/"]) {
      const { status, json } = await server.get(path, { admin: true, headers: { Accept: "text/html" } });
      assert.equal(status, 404, path);
      assert.equal(json.errors.reason, "Resource not found");
    }
    for (const path of ["/api", "/api/", "/api/rest", "/api/abcdef", "/admin", "/admin/x", "/admin/test/panic"]) {
      const { status, json } = await server.get(path, { admin: true, headers: { Accept: "text/html" } });
      assert.ok(status === 404 || (status === 405 && path.endsWith("panic")), path);
      assert.equal(json.error.code, status);
    }
    assert.equal((await server.post("/admin/test/panic", undefined, { admin: true })).status, 404);
  });

  test("pages are served with a policy that lets nothing foreign in", async () => {
    const { status, headers, text } = await server.get("/");
    assert.equal(status, 200);
    assert.match(text, /<html/);
    assert.match(headers.get("content-security-policy"), /^default-src 'self'/);
    assert.equal((await server.get("/no-such-page")).status, 404);
  });
});

describe("bodies", () => {
  test("JSON is read whatever the content type says", async () => {
    const body = JSON.stringify({ recipient: "34666555444" });
    for (const type of ["application/json", "application/x-www-form-urlencoded", "text/plain", "application/pdf", "*"]) {
      const { status } = await server.post("/api/rest/otp/generate", body, { user, headers: { "Content-Type": type } });
      assert.equal(status, 200, type);
    }
  });

  test("what is no JSON object is 400, code 125", async () => {
    for (const body of [undefined, "", "{", "[]", "null", '"{}"', "recipient=34666555444", new Uint8Array([0xff, 0xfe])]) {
      for (const path of ["/api/rest/otp/generate", "/api/rest/otp/check", "/api/rest/shortener/shorten"]) {
        const { status, json } = await server.post(path, body, { user });
        assert.equal(status, 400, `${path} ${body}`);
        assert.deepEqual(json, errorBody(125, "Invalid JSON"));
      }
    }
  });

  test("1 MiB is read, a byte more is 413", async () => {
    const body = (bytes) => JSON.stringify({ recipient: "34666555444", x: "" }).replace(/"}$/, `${"x".repeat(bytes - 34)}"}`);
    assert.equal(Buffer.byteLength(body(1_048_576)), 1_048_576);
    assert.equal((await server.post("/api/rest/otp/generate", body(1_048_576), { user })).status, 200);
    const { status, json } = await server.request("POST", "/api/rest/otp/generate", { announced: 1_048_577, user });
    assert.equal(status, 413);
    assert.deepEqual(json, errorBody(413, "Request body too large"));
  });

  test("a body that does not say its length is cut off at the same size", async () => {
    const send = async (chunks) => (await server.request("POST", "/api/rest/otp/generate", { chunks, user })).status;
    assert.equal(await send(['{"recipient":', '"34666555444"}']), 200);
    assert.equal(await send(['{"x":"', ...Array(17).fill("x".repeat(65_536)), '"}']), 413);
  });
});

describe("transaction ids and logs", () => {
  test("every answer carries an id of its own, which is in its log line", async () => {
    const answers = [
      await server.get("/healthz"),
      await server.get("/"),
      await server.get("/zzzzzz"),
      await server.get("/api/rest/account"),
      await server.get("/api/rest/account", { user }),
      await server.post("/api/rest/otp/generate", "{", { user }),
      await server.request("DELETE", "/api/rest/account"),
      await server.get("/no-such-page"),
    ];
    const ids = answers.map(({ headers }) => headers.get("x-transaction-id"));
    assert.equal(new Set(ids).size, ids.length);
    for (const [index, id] of ids.entries()) {
      assert.match(id, UUID);
      assert.equal((await server.logLine(answers[index])).status, answers[index].status);
    }
    const line = await server.logLine(answers[4]);
    assert.deepEqual(
      { ...line, milliseconds: 0 },
      { transactionId: ids[4], method: "GET", route: "/api/rest/account", accountId: user.id, status: 200, milliseconds: 0 },
    );
  });

  test("no log line holds a secret, a code or a recipient", async () => {
    const secrets = [ADMIN_TOKEN, SETTINGS.HASH_KEY, SETTINGS.OTP_KEY, user.apiPassword, "wrong-password", "34699988877", "somebody@example.com"];
    for (const recipient of ["34699988877", "somebody@example.com"]) {
      const { json } = await server.post("/api/rest/otp/generate", { recipient, length: 10 }, { user });
      secrets.push(json.data.code);
      await server.post("/api/rest/otp/check", { recipient, code: "0000000000" }, { user });
      await server.post("/api/rest/otp/check", { recipient, code: json.data.code }, { user });
    }
    await server.get("/api/rest/account", { headers: { Authorization: basic("nobody", "wrong-password") } });
    await server.logLine(await server.get("/admin/accounts/somebody@example.com", { admin: true }));
    const all = server.logs.join("\n");
    for (const secret of secrets) assert.ok(!all.includes(secret), `${secret} is in the log`);
  });
});

describe("configuration", () => {
  test("a deployment without its settings refuses to serve, and its log names them", async (t) => {
    for (const [change, named] of [
      [{ ADMIN_TOKEN: "" }, "ADMIN_TOKEN"],
      [{ HASH_KEY: "short" }, "HASH_KEY"],
      [{ OTP_KEY: "" }, "OTP_KEY"],
      [{ SHORT_HOST: "https://sho.rt/" }, "SHORT_HOST"],
      [{ ADMIN_TOKEN: "", HASH_KEY: "", OTP_KEY: "" }, "ADMIN_TOKEN, HASH_KEY, OTP_KEY"],
    ]) {
      const bare = await start({ settings: { ...SETTINGS, ...change }, t });
      for (const path of ["/healthz", "/", "/api/rest/account", "/abcdef"]) {
        const answer = await bare.get(path);
        assert.equal(answer.status, 503);
        assert.deepEqual(answer.json, errorBody(503, "Service not configured"));
        const { error } = await bare.logLine(answer);
        assert.ok(error.includes(`: ${named};`), error);
      }
    }
  });

  test("the demo account exists locally and nowhere else", async (t) => {
    const persist = temporaryFolder(t);
    const demo = { username: "demo", apiPassword: "demo-password" };
    const settings = { ...SETTINGS, DEMO_USERNAME: demo.username, DEMO_API_PASSWORD: demo.apiPassword };
    const statusWith = async (change, user = demo) => {
      const server = await start({ settings: { ...settings, ...change }, persist, t });
      const { status } = await server.get("/api/rest/account", { user });
      await server.stop();
      return status;
    };
    assert.equal(await statusWith({}), 401);
    assert.equal(await statusWith({ ENVIRONMENT: "local" }), 200);
    assert.equal(await statusWith({ ENVIRONMENT: "local" }, { ...demo, apiPassword: "wrong" }), 401);
    assert.equal(await statusWith({}), 401, "not even where it was made locally before");
    const changed = { ENVIRONMENT: "local", DEMO_API_PASSWORD: "another" };
    assert.equal(await statusWith(changed, { ...demo, apiPassword: "another" }), 200, "the setting decides");
    assert.equal(await statusWith(changed), 401);
  });
});
