// A panic costs the request that it happened in and no other.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { errorBody, SETTINGS, start } from "./harness.js";

const INTERNAL = errorBody(500, "Internal server error");
let server, user;

before(async () => {
  server = await start({ settings: { ...SETTINGS, ENVIRONMENT: "local", TEST_FAULTS: "1" } });
  user = await server.createAccount();
});
after(() => server.stop());

/** 20 good requests, with `bad` started among them. */
async function among(good, bad) {
  const answers = Array.from({ length: 20 }, (_, index) => [index === 10 ? bad() : null, good(index)]).flat();
  const settled = await Promise.all(answers);
  return { failed: settled[20], others: settled.filter((answer, index) => answer && index !== 20) };
}

test("in the Worker, beside 20 requests in flight", async () => {
  const urls = [{ longUrl: "https://example.com/" }];
  const { failed, others } = await among(
    () => server.post("/api/rest/shortener/shorten", { urls }, { user }),
    () => server.post("/admin/test/panic", undefined, { admin: true }),
  );
  assert.equal(failed.status, 500);
  assert.deepEqual(failed.json, INTERNAL);
  assert.deepEqual(others.map(({ status }) => status), Array(20).fill(200));
  assert.equal((await server.logLine(failed)).error, "panic");
});

test("in a code's object, beside 20 checks of the same code", async () => {
  const code = { recipient: "34666555444", code: "x" };
  const { json } = await server.post("/api/rest/otp/generate", { ...code, maxAttempts: 10, length: 10 }, { user });
  const { failed, others } = await among(
    () => server.post("/api/rest/otp/check", code, { user }),
    () => server.post(`/admin/test/panic-otp/${user.username}`, code, { admin: true }),
  );
  assert.equal(failed.status, 500);
  assert.deepEqual(failed.json, INTERNAL);
  assert.ok(!failed.text.includes("panic"), "what happened inside is for the log");
  assert.deepEqual(others.map(({ status }) => status), Array(20).fill(200));
  const attempts = others.map(({ json }) => json.data.otp.data.attempts).sort((a, b) => a - b);
  assert.deepEqual(attempts, Array.from({ length: 20 }, (_, index) => index + 1), "the object lost no state");
  const after = await server.post("/api/rest/otp/check", { ...code, code: json.data.code }, { user });
  assert.equal(after.json.data.reason, "Maximum attempts reached");
});

test("a trap, which cannot unwind, costs its request; the module and the objects are built anew", async () => {
  const recipient = "34666555445";
  const { json } = await server.post("/api/rest/otp/generate", { recipient }, { user });
  for (let round = 0; round < 3; round++) {
    assert.equal((await server.post("/admin/test/trap", undefined, { admin: true })).status, 500);
    assert.equal((await server.get("/api/rest/account", { user })).status, 200);
  }
  const check = await server.post("/api/rest/otp/check", { recipient, code: json.data.code }, { user });
  assert.equal(check.json.data.reason, "Valid");
});
