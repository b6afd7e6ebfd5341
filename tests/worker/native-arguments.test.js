// What every endpoint of /v1 has in common: arguments, the envelope, and that callers are judged first.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { operations } from "./description.js";
import { basic, start } from "./harness.js";
import { createKey, dataOf, failureOf } from "./native.js";

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";
const PUBLIC = ["/v1/auth/login", "/v1/auth/refresh"];
const TARGET = "https://example.com/";
let server, owner;

before(async () => {
  server = await start();
  owner = { user: await server.createAccount() };
});
after(() => server.stop());

const send = (method, path, body, type, caller = owner) =>
  server.request(method, path, { body, ...caller, headers: type === undefined ? {} : { "Content-Type": type } });
const pairs = (fields) => new URLSearchParams(fields).toString();

describe("by content type", () => {
  test("JSON, a form and a query say the same", async () => {
    const fields = { target: TARGET, title: "ñ & = + %" };
    for (const answer of [
      await send("POST", "/v1/links", JSON.stringify(fields), JSON_TYPE),
      await send("POST", "/v1/links", JSON.stringify(fields), "Application/JSON; charset=utf-8"),
      await send("POST", "/v1/links", JSON.stringify(fields), "application/vnd.mine+json"),
      await send("POST", "/v1/links", pairs(fields), FORM_TYPE),
      await send("POST", "/v1/links", pairs(fields), `${FORM_TYPE}; charset=UTF-8`),
      await send("POST", "/v1/links", pairs(fields)),
      await send("POST", `/v1/links?${pairs(fields)}`),
      await send("POST", `/v1/links?${pairs(fields)}`, "", FORM_TYPE),
    ]) {
      const { target, title } = dataOf(answer, 201);
      assert.deepEqual({ target, title }, fields);
    }
  });

  test("JSON that is called a form, as some clients do, is JSON", async () => {
    for (const type of [FORM_TYPE, undefined]) {
      const answer = await send("POST", "/v1/links", ` \r\n{"target":"${TARGET}","title":"a=b&c"}`, type);
      assert.equal(dataOf(answer, 201).title, "a=b&c");
    }
  });

  test("numbers, flags and lists are texts in a form or a query, and only there", async () => {
    const link = { target: "https://example.com/found", findOrCreate: "true", slugLength: "10" };
    for (const answer of [await send("POST", "/v1/links", pairs(link)), await send("POST", `/v1/links?${pairs(link)}`)]) {
      assert.equal(dataOf(answer, answer.status).slug.length, 10);
    }
    const details = failureOf(await send("POST", "/v1/links", JSON.stringify(link), JSON_TYPE)).slice(2);
    assert.deepEqual(details, ["findOrCreate type", "slugLength type"]);

    for (const scopes of ["scopes=otp:read&scopes=otp:write", "scopes[]=otp:read&scopes[]=otp:write", "scopes%5B%5D=otp:read&scopes=otp:write"]) {
      const key = dataOf(await send("POST", "/v1/auth/keys", `name=form&expiresIn=3600&${scopes}`), 201);
      assert.deepEqual(key.scopes, ["otp:read", "otp:write"]);
    }
    assert.deepEqual(dataOf(await send("POST", "/v1/auth/keys", "name=one&scopes=otp:read"), 201).scopes, ["otp:read"]);
    const single = JSON.stringify({ name: "one", scopes: "otp:read" });
    assert.deepEqual(failureOf(await send("POST", "/v1/auth/keys", single, JSON_TYPE)).slice(2), ["scopes type"]);
  });

  test("an empty text of a form is as good as none, and clears what can be cleared", async () => {
    const { id } = await createKey(server, owner, ["otp:read"], { expiresIn: 60 });
    const changed = dataOf(await send("PATCH", `/v1/auth/keys/${id}`, "expiresIn=&name="));
    assert.deepEqual([changed.expiresAt, changed.name], [null, "a key"]);
    assert.deepEqual(failureOf(await send("POST", "/v1/links", "target=&title=x")).slice(2), ["target required"]);
  });

  test("other content types are 415", async () => {
    for (const type of ["text/plain", "application/xml", "multipart/form-data; boundary=x", "text/json", "json", "*/*"]) {
      for (const [method, path] of [["POST", "/v1/links"], ["PUT", "/v1/account"], ["PATCH", "/v1/account"]]) {
        const answer = await send(method, path, `{"target":"${TARGET}"}`, type);
        assert.deepEqual(failureOf(answer), [415, "Unsupported content type"], type);
      }
    }
  });

  test("what is no JSON object is 400", async () => {
    for (const body of ["", "{", "[]", "null", '"{}"', "7", "target=x", "{'target':1}", '{"a":1}x', new Uint8Array([0x7b, 0xff, 0x7d])]) {
      assert.deepEqual(failureOf(await send("POST", "/v1/links", body, JSON_TYPE)), [400, "Invalid JSON"], `${body}`);
    }
    assert.deepEqual(failureOf(await send("POST", "/v1/links", "{target", FORM_TYPE)), [400, "Invalid JSON"]);
    const deep = `{"target":${"[".repeat(100_000)}`;
    assert.deepEqual(failureOf(await send("POST", "/v1/links", deep, JSON_TYPE)), [400, "Invalid JSON"]);
  });

  test("1 MiB is read, a byte more is 413", async () => {
    const body = (bytes) => `{"target":"${TARGET}"${" ".repeat(bytes - 33)}}`;
    assert.equal(body(1_048_576).length, 1_048_576);
    assert.equal((await send("POST", "/v1/links", body(1_048_576), JSON_TYPE)).status, 201);
    for (const options of [{ announced: 1_048_577 }, { chunks: Array(17).fill("x".repeat(65_536)) }]) {
      assert.deepEqual(failureOf(await server.request("POST", "/v1/links", { ...options, ...owner })), [413, "Request body too large"]);
    }
  });
});

describe("problems", () => {
  test("are told all at once, each with its path, its code and a sentence", async () => {
    const { status, json } = await server.post("/v1/auth/keys", { scopes: ["otp:all"], expiresIn: 1, colour: "red", name: {} }, owner);
    assert.equal(status, 400);
    assert.deepEqual(json.errors, {
      reason: "4 of the fields break a rule",
      details: [
        { path: "name", code: "type", message: "The name field must be a string." },
        { path: "scopes.0", code: "format", message: "The scopes.0 field must be a valid scope, such as otp:write." },
        { path: "expiresIn", code: "range", message: "The expiresIn field must be between 60 and 315360000." },
        { path: "colour", code: "unknown", message: "The colour field is unknown." },
      ],
    });
  });

  test("fields that are not known are refused, however they are sent", async () => {
    for (const answer of [
      await send("POST", "/v1/links", `{"target":"${TARGET}","__proto__":1}`, JSON_TYPE),
      await send("POST", "/v1/links", `target=${TARGET}&__proto__=1`),
      await send("POST", `/v1/links?target=${TARGET}&__proto__=1`),
    ]) {
      assert.deepEqual(failureOf(answer).slice(2), ["__proto__ unknown"]);
    }
  });
});

describe("the envelope", () => {
  test("tells when it was answered, and the transaction id of the header", async () => {
    const key = await createKey(server, owner, ["otp:read"]);
    for (const [status, answer] of [
      [200, () => server.get("/v1/account", owner)],
      [200, () => server.get("/v1/links", owner)],
      [201, () => server.post("/v1/links", { target: TARGET }, owner)],
      [400, () => server.post("/v1/links", {}, owner)],
      [400, () => server.get("/v1/links?limit=0", owner)],
      [401, () => server.get("/v1/links")],
      [403, () => server.get("/v1/links", { bearer: key.key })],
      [404, () => server.get("/v1/links/zzzzzz", owner)],
      [404, () => server.get("/v1/nothing", owner)],
      [405, () => server.delete("/v1/links", owner)],
      [413, () => server.request("POST", "/v1/links", { announced: 2_000_000, ...owner })],
      [415, () => send("POST", "/v1/links", "x", "text/plain")],
    ]) {
      const earlier = Date.now();
      const { headers, json, ...answered } = await answer();
      assert.equal(answered.status, status);
      const { timestamp, transactionId } = json.meta;
      assert.ok(Number.isInteger(timestamp) && timestamp >= earlier && timestamp <= Date.now(), `${timestamp}`);
      assert.equal(transactionId, headers.get("x-transaction-id"));
      assert.match(headers.get("content-type"), /^application\/json/);
      assert.equal(headers.get("cache-control"), "no-store");
      const parts = status >= 400 ? ["errors", "meta"] : [json.items ? "items" : "data", "meta"];
      assert.deepEqual(Object.keys(json).sort(), parts);
    }
    const removed = await server.delete(`/v1/auth/keys/${key.id}`, owner);
    assert.deepEqual([removed.status, removed.text], [204, ""]);
  });

  test("a method that a path has not is 405 with those that it has", async () => {
    for (const [method, path, allow] of [
      ["PUT", "/v1/links", "GET, POST"],
      ["POST", "/v1/links/abcdef", "GET, PUT, PATCH, DELETE"],
      ["DELETE", "/v1/account", "GET, PUT, PATCH"],
      ["PUT", "/v1/users/x", "GET, PATCH, DELETE"],
      ["GET", "/v1/verifications", "POST"],
      ["GET", "/v1/verifications/tokens", "POST"],
      ["GET", "/v1/verifications/x/check", "POST"],
      ["PUT", "/v1/factors", "GET, POST"],
      ["POST", "/v1/factors/x", "GET, DELETE"],
      ["POST", "/v1/numbers/x", "GET"],
      ["POST", "/v1/audit", "GET"],
      ["GET", "/v1/auth/login", "POST"],
      ["HEAD", "/v1/account", "GET, PUT, PATCH"],
      ["PROPFIND", "/v1/auth/keys", "GET, POST"],
    ]) {
      const { status, headers, json } = await server.request(method, path, owner);
      assert.deepEqual([status, headers.get("allow")], [405, allow], `${method} ${path}`);
      if (method !== "HEAD") assert.deepEqual(json.errors, { reason: "Method not allowed", details: [] });
    }
  });

  test("nothing else is under /v1, whoever asks", async () => {
    for (const path of ["/v1", "/v1/", "/v1/links/", "/v1/links/abcdef/visits", "/v1/verifications/x/y/check", "/v1/factors/x/codes", "/v1/numbers", "/v1/Links", "/v1//links", "/v1/auth"]) {
      for (const caller of [owner, {}]) {
        assert.deepEqual(failureOf(await server.get(path, caller)), [404, "Resource not found"], path);
      }
    }
  });
});

describe("callers are judged first", () => {
  const isNative = (path) => path.startsWith("/v1/") && !path.startsWith("/v1/messaging/");
  const guarded = operations.filter(({ path }) => isNative(path) && !PUBLIC.includes(path));
  const concrete = (path) => path.replace(/\{\w+\}/, "x");

  test("on every endpoint that is not public, whatever the arguments are", async () => {
    assert.ok(guarded.length >= 30, `${guarded.length} endpoints`);
    const headers = [{}, { Authorization: basic("nobody", "wrong") }, { Authorization: "Bearer wrong" }, { "Idempotency-Key": "" }, { "If-Match": "x" }];
    for (const { method, path } of guarded) {
      const bodies = method === "GET" ? [{}] : [{}, { body: "{" }, { body: {} }, { announced: 100 }, { announced: 2_000_000 }];
      for (const options of bodies.flatMap((body) => headers.map((headers) => ({ ...body, headers })))) {
        const answer = await server.request(method, `${concrete(path)}?limit=x`, options);
        assert.deepEqual(failureOf(answer), [401, "Username or password unknown"], `${method} ${path}`);
        assert.match(answer.headers.get("www-authenticate"), /^Basic realm=/);
      }
    }
  });

  test("and what they may do is judged before their arguments", async () => {
    const { key } = await createKey(server, owner, ["sms:write"]);
    for (const { method, path } of guarded) {
      const options = method === "GET" ? {} : { body: "{", headers: { "Content-Type": "text/plain", "Idempotency-Key": "" } };
      const { status, json } = await server.request(method, `${concrete(path)}?limit=x`, { ...options, bearer: key });
      assert.equal(status, 403, `${method} ${path}`);
      assert.match(json.errors.reason, /^The scope [a-z:]+ is missing$|^Only a signed-in user may do this$/);
    }
  });

  test("the public ones need nobody, and judge what they are sent", async () => {
    for (const path of PUBLIC) {
      for (const headers of [{}, { Authorization: "Bearer wrong" }]) {
        const [status, , ...details] = failureOf(await server.post(path, { nonsense: 1 }, { headers }));
        assert.equal(status, 400, path);
        assert.ok(details.includes("nonsense unknown"), details.join());
      }
    }
  });
});
