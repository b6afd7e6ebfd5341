// Cross-origin calls: which origins' pages may call the API, by CORS_ORIGINS.
import assert from "node:assert/strict";
import { test } from "node:test";
import { errorBody, SETTINGS, start } from "./harness.js";

const PAGE = "https://app.example";
const EXPOSED =
  "Authorization, ETag, Location, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Transaction-Id, Idempotency-Replayed";
const ALLOWED = "Authorization, X-Authorization, Content-Type, CB-2FA-Token, Idempotency-Key, If-Match";

const startWith = (t, CORS_ORIGINS) => start({ settings: { ...SETTINGS, CORS_ORIGINS }, t });
/** Of an answer, what is said about other origins. */
const said = ({ headers }) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith("access-control-") || name === "vary"));
const preflight = (server, path, origin, method = "POST") =>
  server.request("OPTIONS", path, {
    headers: { Origin: origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization" },
  });

/** Answers of all kinds to a page of an origin: good ones, and those that failed. */
async function answersTo(server, origin, user) {
  const headers = { Origin: origin };
  return Promise.all([
    server.get("/v1/account", { user, headers }),
    server.get("/v1/account", { headers }),
    server.get("/v1/nothing", { headers }),
    server.delete("/v1/account", { headers }),
    server.post("/v1/links", {}, { user, headers }),
    server.get("/api/rest/account", { user, headers }),
    server.post("/api/rest/otp/generate", "{", { user, headers }),
    server.get("/admin/accounts/x", { admin: true, headers }),
  ]);
}

test("nobody's page may call, unless said", async (t) => {
  const server = await startWith(t, "");
  const user = await server.createAccount();
  for (const answer of await answersTo(server, PAGE, user)) assert.deepEqual(said(answer), {});
  const answer = await preflight(server, "/v1/links", PAGE);
  assert.deepEqual([answer.status, said(answer)], [204, {}]);
});

test("pages of the origins that are listed may call, and read the answers, good or bad", async (t) => {
  const server = await startWith(t, `${PAGE}, http://localhost:3000  HTTPS://Other.example`);
  const user = await server.createAccount();
  for (const origin of [PAGE, "http://localhost:3000", "https://other.example"]) {
    for (const answer of await answersTo(server, origin, user)) {
      const expected = { "access-control-allow-origin": origin, "access-control-expose-headers": EXPOSED, vary: "Origin" };
      assert.deepEqual(said(answer), expected, `${origin} ${answer.status}`);
    }
  }
  const strangers = [
    "https://evil.example", "http://app.example", `${PAGE}.evil.example`, `${PAGE}:444`, "https://sub.app.example", "null", "",
    `${PAGE}, http://localhost:3000`,
  ];
  for (const origin of strangers) {
    for (const answer of await answersTo(server, origin, user)) assert.deepEqual(said(answer), { vary: "Origin" }, origin);
    const answer = await preflight(server, "/v1/links", origin);
    assert.deepEqual([answer.status, said(answer)], [204, { vary: "Origin" }], origin);
  }
  assert.deepEqual(said(await server.get("/v1/account", { user })), { vary: "Origin" });
});

test("a preflight needs no credentials and names the methods of the path", async (t) => {
  const server = await startWith(t, PAGE);
  for (const [path, methods] of [
    ["/v1/links", "GET, POST"],
    ["/v1/links/abcdef", "GET, PUT, PATCH, DELETE"],
    ["/v1/auth/login", "POST"],
    ["/api/rest/otp/generate", "POST"],
    ["/admin/accounts/x", "GET, PATCH, DELETE"],
  ]) {
    const answer = await preflight(server, path, PAGE);
    assert.deepEqual([answer.status, answer.text], [204, ""], path);
    assert.deepEqual(said(answer), {
      "access-control-allow-origin": PAGE,
      "access-control-allow-methods": methods,
      "access-control-allow-headers": ALLOWED,
      "access-control-expose-headers": EXPOSED,
      "access-control-max-age": "7200",
      vary: "Origin",
    });
    assert.match(answer.headers.get("x-transaction-id"), /^[0-9a-f-]{36}$/);
  }
  assert.equal((await preflight(server, "/v1/nothing", PAGE)).status, 404);
  assert.equal((await preflight(server, "/abcdef", PAGE)).status, 405);
});

test("with * every page may call, and none brings credentials of its own", async (t) => {
  const server = await startWith(t, "*");
  const user = await server.createAccount();
  for (const origin of [PAGE, "null"]) {
    for (const answer of await answersTo(server, origin, user)) {
      assert.deepEqual(said(answer), { "access-control-allow-origin": "*", "access-control-expose-headers": EXPOSED });
    }
  }
  const answer = await preflight(server, "/v1/links/abcdef", PAGE, "DELETE");
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  assert.equal(answer.headers.get("access-control-allow-credentials"), null);
});

test("pages, redirects and what every deployment tells are no part of it", async (t) => {
  const server = await startWith(t, "*");
  for (const path of ["/", "/abcdef", "/healthz"]) {
    assert.equal((await server.get(path, { headers: { Origin: PAGE } })).headers.get("access-control-allow-origin"), null, path);
  }
});

test("a deployment whose setting is wrong refuses to serve, and its log names it", async (t) => {
  for (const setting of ["app.example", `${PAGE}/`, "ftp://app.example", "https://", `*, ${PAGE}`, `${PAGE}/path`, "null", "https://*.example", `${PAGE}:443`]) {
    const server = await startWith(t, setting);
    const answer = await server.get("/api/rest/account", { headers: { Origin: PAGE } });
    assert.deepEqual([answer.status, answer.json, said(answer)], [503, errorBody(503, "Service not configured"), {}], setting);
    const { error } = await server.logLine(answer);
    assert.ok(error.includes(": CORS_ORIGINS;"), error);
    await server.stop();
  }
});
