// The account that calls: /v1/account, and from where it may be used.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { basic, errorBody, start } from "./harness.js";
import { createKey, createUser, dataOf, failureOf, signedIn } from "./native.js";

const ACCOUNT = "/v1/account";
const RICH = { email: "owner@example.com", timeZone: "Europe/Madrid", language: "es", country: "ES" };
const PLAIN = { email: null, timeZone: "UTC", language: "en", country: null };
const LIMITS = { account: { perSecond: 70, burst: 700 }, credential: { perSecond: 30, burst: 300 }, verifications: { address: 7, prefix: 70, credential: 700, account: 7000, stopsPumping: false } };
let server;

before(async () => {
  server = await start();
});
after(() => server.stop());

const newCaller = async (profile) => ({ user: await server.createAccount(profile) });
const show = async (caller) => dataOf(await server.get(ACCOUNT, caller));
const from = (caller, address) => ({ ...caller, headers: { "CF-Connecting-IP": address } });

test("shows the profile, the balance and the limits", async () => {
  const caller = await newCaller({ ...RICH, currency: "USD", limits: LIMITS, allowedIps: ["127.0.0.0/8", "::1"] });
  const answer = await server.get(ACCOUNT, caller);
  const { id, createdAt, ...rest } = dataOf(answer);
  assert.equal(id, caller.user.id);
  assert.match(createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
  assert.deepEqual(rest, {
    username: caller.user.username, ...RICH, currency: "USD", balance: 0, limits: LIMITS,
    allowedIps: ["127.0.0.0/8", "::1"], secondFactorRequired: false, eventUrl: null, codePrefixes: [], hidesCodes: false, customCodes: false,
  });
  assert.equal(answer.headers.get("etag"), '"v1"');
});

describe("changing it", () => {
  test("PUT replaces: what is absent becomes what it is for a new account", async () => {
    const caller = await newCaller({ ...RICH, currency: "USD", allowedIps: ["127.0.0.0/8", "::1"] });
    const before = await show(caller);
    const put = async (body) => dataOf(await server.put(ACCOUNT, body, caller));
    assert.deepEqual(await put({}), { ...before, ...PLAIN, allowedIps: [] });
    const some = { language: "pt", allowedIps: ["0.0.0.0/0", "::/0"] };
    assert.deepEqual(await put(some), { ...before, ...PLAIN, ...some });
    assert.deepEqual(await put({ ...RICH, country: null }), { ...before, ...RICH, country: null, allowedIps: [] });
    assert.deepEqual(await show(caller), { ...before, ...RICH, country: null, allowedIps: [] });
  });

  test("PATCH changes what is given, clears what is null, and keeps the rest", async () => {
    const caller = await newCaller(RICH);
    const before = await show(caller);
    const patch = async (body) => dataOf(await server.patch(ACCOUNT, body, caller));
    assert.deepEqual(await patch({}), before);
    assert.deepEqual(await patch({ language: "pt" }), { ...before, language: "pt" });
    assert.deepEqual(await patch({ email: null, country: null }), { ...before, language: "pt", email: null, country: null });
    const allowedIps = ["0.0.0.0/0", "::/0"];
    assert.deepEqual(await patch({ allowedIps, country: "FR" }), { ...before, language: "pt", email: null, country: "FR", allowedIps });
    assert.deepEqual((await patch({ allowedIps: [] })).allowedIps, []);
  });

  test("is made for the version that If-Match names, or for any", async () => {
    const caller = await newCaller();
    for (const [method, body] of [["PATCH", { language: "fr" }], ["PUT", { language: "it" }]]) {
      const { headers } = await server.get(ACCOUNT, caller);
      const change = (match) => server.request(method, ACCOUNT, { body, user: caller.user, headers: { "If-Match": match } });
      const before = await show(caller);
      assert.deepEqual(failureOf(await change('"v77"')), [412, "Changed by somebody else meanwhile"]);
      assert.deepEqual(await show(caller), before);
      const changed = await change(headers.get("etag"));
      assert.equal(dataOf(changed).language, body.language);
      assert.notEqual(changed.headers.get("etag"), headers.get("etag"));
      assert.equal((await change(headers.get("etag"))).status, 412);
      assert.equal((await change("*")).status, 200);
    }
  });

  test("names each field that is wrong, and changes nothing", async () => {
    const caller = await newCaller(RICH);
    const before = await show(caller);
    const body = { email: "x", timeZone: "", language: "ES", country: "es", allowedIps: ["1.2.3.4/33", "::1", "x"], secondFactorRequired: "no", username: "mine", limits: {} };
    for (const method of ["PUT", "PATCH"]) {
      const [status, , ...details] = failureOf(await server.request(method, ACCOUNT, { body, ...caller }));
      assert.equal(status, 400);
      assert.deepEqual(details.sort(), [
        "allowedIps.0 format", "allowedIps.2 format", "country format", "email format", "language format", "limits unknown",
        "secondFactorRequired type", "timeZone format", "username unknown",
      ]);
    }
    assert.deepEqual(await show(caller), before);
  });

  test("of another account's caller it changes only its own", async () => {
    const [caller, other] = [await newCaller(RICH), await newCaller()];
    const before = await show(caller);
    await server.put(ACCOUNT, { language: "ja" }, other);
    assert.deepEqual(await show(caller), before);
  });
});

describe("allowed addresses", () => {
  test("one that would lock the caller out is refused", async () => {
    const caller = await newCaller();
    for (const method of ["PUT", "PATCH"]) {
      const change = (allowedIps, address) =>
        server.request(method, ACCOUNT, { body: { allowedIps }, ...from(caller, address) });
      const refused = await change(["203.0.113.0/24"], "198.51.100.7");
      assert.deepEqual(failureOf(refused), [409, "This would lock you out: 198.51.100.7 is not among allowedIps."]);
      assert.deepEqual((await show(caller)).allowedIps, []);
      assert.equal((await change(["203.0.113.0/24"], "not an address")).status, 409, "where it is not known");
      assert.equal((await change(["203.0.113.0/24", "198.51.100.7"], "198.51.100.7")).status, 200);
      assert.equal((await server.put(ACCOUNT, {}, from(caller, "203.0.113.9"))).status, 200);
    }
  });

  test("hold for the API password, keys and signed-in users alike, judged before scopes", async () => {
    const caller = await newCaller();
    const { email } = await createUser(server, caller);
    const callers = [caller, { bearer: (await createKey(server, caller, ["account:read"])).key }, await signedIn(server, caller, "viewer")];
    const both = { Authorization: `Bearer ${callers[1].bearer}`, "X-Authorization": basic(caller.user.username, caller.user.apiPassword) };
    assert.equal((await server.patch(ACCOUNT, { allowedIps: ["203.0.113.0/24"] }, from(caller, "203.0.113.9"))).status, 200);

    for (const caller of [...callers, { headers: both }]) {
      const at = (address) => ({ ...caller, headers: { ...caller.headers, "CF-Connecting-IP": address } });
      assert.equal((await server.get(ACCOUNT, at("203.0.113.200"))).status, 200);
      for (const address of ["203.0.114.1", "not an address"]) {
        for (const path of [ACCOUNT, "/v1/audit"]) {
          assert.deepEqual(failureOf(await server.get(path, at(address))), [401, "IP address not allowed"]);
        }
        const rest = await server.get("/api/rest/account", at(address));
        assert.deepEqual([rest.status, rest.json], [401, errorBody(112, "IP address not allowed")]);
      }
    }
    const login = (address) =>
      server.post("/v1/auth/login", { email, password: "correct horse battery" }, { headers: { "CF-Connecting-IP": address } });
    assert.deepEqual(failureOf(await login("203.0.114.1")), [401, "IP address not allowed"]);
    assert.equal((await login("203.0.113.1")).status, 200);
  });
});
