// Bad input in volume: 10,000 requests made from good ones by mutation give no 5xx and no panic.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { basic, start } from "./harness.js";

const REQUESTS = 10_000;
const AT_ONCE = 50;
let server, user;

before(async () => {
  server = await start();
  user = await server.createAccount();
});
after(() => server.stop());

/** A generator of the same numbers on every run (mulberry32), so that a failure can be repeated. */
function randomness(seed) {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), seed | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n) => Math.floor(next() * n);
  return { below, pick: (list) => list[below(list.length)] };
}

const GOOD = [
  ["POST", "/api/rest/otp/generate", { recipient: "34666555444", alpha: true, length: 5, maxAttempts: 3, maxSecondsValidity: 60, appId: "a", rejectIfPendingCode: false }],
  ["POST", "/api/rest/otp/check", { recipient: "34666555444", code: "1234", caseSensitive: false, appId: "a" }],
  ["POST", "/api/rest/shortener/shorten", { urls: [{ longUrl: "https://example.com/a" }, { longUrl: "https://example.com/b?c=d#e" }] }],
  ["POST", "/api/rest/sms/count", { messages: ["Hello", "Olá 😀"], encoding: "best", languages: ["turkish", "hindi"], reference: "16-bit" }],
  ["POST", "/admin/accounts", { username: "demo", email: "a@example.com", timeZone: "UTC", language: "en", country: "ES", currency: "EUR", allowedIps: ["203.0.113.0/24"] }],
  ["GET", "/api/rest/account", undefined],
  ["GET", "/abcdef", undefined],
  ["DELETE", "/admin/accounts/nobody", undefined],
];
const VALUES = [
  null, true, 0, -1, 4.5, 1e308, -1e-308, 2 ** 53, 1.8e19, "", " ", "\u0000", "\ud800", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "é".repeat(300), "x".repeat(60_000), "34666555444",
  "+34666555444", "a@example.com", "https://example.com/", "https://[::1", "https://xn--a.example/", "javascript:1", "%00", "../", "{}", [], {}, [[[]]],
  [null], { longUrl: null }, { longUrl: "https://é.example/\u202e" }, Array(1001).fill({}),
];
const METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "PROPFIND"];
const PATHS = ["/", "//", "/%", "/%ff", "/%2e%2e", "/admin/accounts/%00", "/admin/accounts/%zz", "/admin/links/%F0%9F%98%80", "/ABCDEF?%", "/api/rest/otp/../account", "/😀😀😀"];
const HEADERS = [
  { "CF-Connecting-IP": "x" }, { "CF-Connecting-IP": "1.2.3.4, 5.6.7.8" }, { Accept: "\u00ff" }, { "Content-Type": "\u00ff/;" }, { Authorization: "Basic" },
  { Authorization: "Basic ////" }, { Authorization: basic("\u0000", "\u0000") }, { Authorization: basic("x".repeat(5000), ":") }, { "X-Transaction-Id": "mine" },
];

/** Replaces, removes, adds or repeats something in a JSON value, somewhere. */
function mutateJson(value, random) {
  if (value && typeof value === "object" && random.below(4) > 0) {
    const keys = Object.keys(value);
    if (keys.length > 0) {
      const key = random.pick(keys);
      const copy = Array.isArray(value) ? [...value] : { ...value };
      if (random.below(8) === 0) delete copy[key];
      else copy[key] = mutateJson(value[key], random);
      return copy;
    }
  }
  return random.pick(VALUES);
}

/** Flips, removes or repeats some bytes of a text. */
function mutateBytes(text, random) {
  const bytes = [...Buffer.from(text)];
  for (let count = 1 + random.below(4); count > 0; count--) {
    const at = random.below(bytes.length + 1);
    [
      () => bytes.splice(at, 1, random.below(256)),
      () => bytes.splice(at, random.below(8)),
      () => bytes.splice(at, 0, ...bytes.slice(at, at + random.below(16))),
      () => bytes.splice(at),
    ][random.below(4)]();
  }
  return Uint8Array.from(bytes);
}

function mutant(random) {
  let [method, path, json] = random.pick(GOOD);
  let body = json === undefined ? undefined : JSON.stringify(json);
  const headers = path.startsWith("/admin") ? {} : { Authorization: basic(user.username, user.apiPassword) };
  for (let count = 1 + random.below(2); count > 0; count--) {
    const kind = random.below(10);
    if (kind < 5 && json !== undefined) body = JSON.stringify(mutateJson(json, random));
    else if (kind < 7 && body !== undefined) body = mutateBytes(body, random);
    else if (kind === 7) method = random.pick(METHODS);
    else if (kind === 8) path = random.pick(PATHS);
    else Object.assign(headers, random.pick(HEADERS));
  }
  if (["GET", "HEAD"].includes(method)) body = undefined;
  return { method, path, body, headers, admin: path.startsWith("/admin") };
}

test(`${REQUESTS} mutated requests`, async () => {
  const random = randomness(20_260_101);
  const statuses = {};
  const worker = async () => {
    while (left-- > 0) {
      const { method, path, ...options } = mutant(random);
      const answer = await server.request(method, path, options);
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      assert.ok(answer.status < 500, `${method} ${path} ${JSON.stringify(options)} gave ${answer.status} ${answer.text}`);
      assert.ok(answer.headers.get("x-transaction-id"), `${method} ${path} has no transaction id`);
    }
  };
  let left = REQUESTS;
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await server.stop();
  assert.deepEqual(server.logs.filter((message) => /panic|critical/i.test(message)), []);
  // The mutants must reach all the ways to be wrong, not only the first.
  for (const status of [200, 400, 401, 404, 405, 422]) assert.ok(statuses[status] > 20, JSON.stringify(statuses));
});
