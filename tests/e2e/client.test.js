// The API through its own client, against the server that `make dev` starts.
import assert from "node:assert/strict";
import { test } from "node:test";

import { createClient } from "../../pkg/dist/client.js";
import { until } from "../until.js";
import { temporaryFolder } from "../worker/harness.js";
import { freePort, makeDev, settings } from "./make-dev.js";

const PASSWORD = "correct horse battery staple";

/** The data of an answer, which must be one. */
async function given(call) {
  const { data, error, response } = await call;
  assert.equal(error, undefined, JSON.stringify(error));
  return { ...data, response };
}

test("the client speaks every dialect, and each way of identifying oneself", async (t) => {
  const port = await freePort();
  await makeDev(t, port, temporaryFolder(t));
  const { DEMO_USERNAME: username, DEMO_API_PASSWORD: apiPassword, ADMIN_TOKEN } = settings();
  const baseUrl = `http://localhost:${port}`;
  const demo = createClient({ baseUrl, username, apiPassword });

  await t.test("what anybody may ask", async () => {
    const { status } = await given(createClient({ baseUrl }).GET("/healthz"));
    assert.equal(status, "ok");
  });

  await t.test("short links: made, listed, changed by version, followed, removed", async () => {
    const target = "https://example.com/einkauf?ä=1";
    const made = await given(demo.POST("/v1/links", { body: { target, title: "First" } }));
    const { slug, shortUrl } = made.data;
    assert.equal(made.response.headers.get("location"), `/v1/links/${slug}`);
    await given(demo.POST("/v1/links", { body: { target: "https://example.com/", title: "Second" } }));
    const query = { sort: ["title", "-clicks"], limit: 1, "title.contains": "irs" };
    const { items, meta } = await given(demo.GET("/v1/links", { params: { query } }));
    assert.deepEqual([items.map(({ title }) => title), meta.pagination.total], [["First"], 1]);

    const path = { id: slug };
    const change = (etag, title) =>
      demo.PATCH("/v1/links/{id}", { params: { path, header: { "If-Match": etag } }, body: { title } });
    const etag = made.response.headers.get("etag");
    assert.equal((await given(change(etag, "Changed"))).data.title, "Changed");
    const stale = await change(etag, "Again");
    assert.deepEqual([stale.response.status, stale.data], [412, undefined]);

    const followed = await fetch(shortUrl, { redirect: "manual" });
    assert.deepEqual([followed.status, followed.headers.get("location")], [302, new URL(target).href]);
    const removed = await given(demo.DELETE("/v1/links/{id}", { params: { path } }));
    assert.equal(removed.response.status, 204);
    // Redirects follow within a second, and what the copy needs.
    const ended = await until(() => fetch(shortUrl, { redirect: "manual" }), ({ status }) => status === 404);
    assert.equal(ended.status, 404);
  });

  await t.test("verifications: begun once for an idempotency key, and checked", async () => {
    const body = { recipient: "+34666555444", length: 6 };
    const make = () => demo.POST("/v1/verifications", { body, params: { header: { "Idempotency-Key": "a code of the test" } } });
    const [first, second] = [await given(make()), await given(make())];
    assert.deepEqual(first.data, second.data);
    assert.equal(second.response.headers.get("idempotency-replayed"), "true");
    const params = { path: { id: first.data.id } };
    const { data } = await given(demo.POST("/v1/verifications/{id}/check", { params, body: { code: "1" } }));
    assert.deepEqual([data.valid, data.verification.status, data.verification.attempts], [false, "pending", 1]);
  });

  await t.test("phone numbers, by a module that is loaded for them", async () => {
    const { data } = await given(demo.GET("/v1/numbers/{number}", { params: { path: { number: "34666555444" } } }));
    assert.deepEqual(data, { number: "34666555444", country: "ES", kind: "mobile", possible: true, valid: true });
  });

  await t.test("the REST dialect", async () => {
    const { data } = await given(demo.POST("/api/rest/sms/count", { body: { messages: ["5 €", "👋"] } }));
    assert.deepEqual(data.map(({ encoding }) => encoding), ["GSM-7", "UCS-2"]);
    const { error, response } = await demo.POST("/api/rest/otp/generate", { body: { recipient: "nobody" } });
    assert.deepEqual([response.status, error.error.code], [422, 422]);
  });

  await t.test("a user signs in, makes a key, and the key does what its scopes say", async () => {
    const email = "owner@example.com";
    const body = { email, password: PASSWORD, role: "owner" };
    await given(demo.POST("/v1/users", { body }));
    const { data: tokens } = await given(createClient({ baseUrl }).POST("/v1/auth/login", { body: { email, password: PASSWORD } }));
    const user = createClient({ baseUrl, token: tokens.accessToken });
    const { data: key } = await given(user.POST("/v1/auth/keys", { body: { name: "Reads links", scopes: ["links:read"] } }));
    for (const options of [{ token: key.key }, { token: key.key, username, apiPassword }]) {
      const reader = createClient({ baseUrl, ...options });
      await given(reader.GET("/v1/links"));
      const { response, error } = await reader.POST("/v1/links", { body: { target: "https://example.com/" } });
      assert.deepEqual([response.status, error.errors.reason], [403, "The scope links:write is missing"]);
    }
    const wrong = createClient({ baseUrl, token: key.key, username, apiPassword: "wrong" });
    assert.equal((await wrong.GET("/v1/links")).response.status, 401);
  });

  await t.test("the operator", async () => {
    const operator = createClient({ baseUrl, token: ADMIN_TOKEN });
    const body = { username: "josé", allowedIps: ["203.0.113.0/24"] };
    const refused = await operator.POST("/admin/accounts", { body });
    assert.equal(refused.response.status, 422);
    const made = await given(operator.POST("/admin/accounts", { body: { ...body, username: "jose@example.com" } }));
    const params = { path: { username: made.data.username } };
    const { data } = await given(operator.GET("/admin/accounts/{username}", { params }));
    assert.deepEqual(data.allowedIps, ["203.0.113.0/24"]);
  });

  await t.test("all that is wrong with a call", async () => {
    const { error } = await demo.POST("/v1/verifications", { body: { recipient: "nobody", length: 99, more: 1 } });
    assert.deepEqual(error.errors.details.map(({ path, code }) => [path, code]), [
      ["recipient", "format"],
      ["length", "range"],
      ["more", "unknown"],
    ]);
  });
});
