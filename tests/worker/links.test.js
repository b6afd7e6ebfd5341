// Short links over HTTP: /api/rest/shortener/shorten and /{slug}.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { until } from "../until.js";
import { errorBody, fixture, SETTINGS, start, temporaryFolder } from "./harness.js";

let server, user;
const shorten = async (urls, on = server) => {
  const caller = on === server ? user : await on.createAccount();
  return on.post("/api/rest/shortener/shorten", { urls: urls.map((longUrl) => ({ longUrl })) }, { user: caller });
};
const pathOf = (shortUrl) => new URL(shortUrl).pathname;
const shortPath = async (url) => pathOf((await shorten([url])).json.data[0].shortUrl);
const clicks = async (path) => (await server.get(`/admin/links${path}`, { admin: true })).json.data.clicks;

before(async () => {
  server = await start();
  user = await server.createAccount();
});
after(() => server.stop());

describe("shorten", () => {
  test("answers the document's example in its shape and order", async () => {
    const { status, json } = await shorten(["https://example.com/test1", "https://example.com/test2", "invalidUrl"]);
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(json), ["data"]);
    const [first, second, third] = json.data;
    assert.deepEqual(Object.keys(first), ["longUrl", "shortUrl", "error"]);
    assert.match(first.shortUrl, /^https:\/\/sho\.rt\/[0-9A-Za-z]{6}$/);
    assert.notEqual(first.shortUrl, second.shortUrl);
    assert.deepEqual([first.longUrl, first.error, second.longUrl], ["https://example.com/test1", false, "https://example.com/test2"]);
    assert.deepEqual(third, { longUrl: "invalidUrl", shortUrl: null, error: true });
  });

  test("judges targets as the fixture says, and redirects to the normalised ones", async () => {
    const cases = fixture("target_urls.json");
    const { json } = await shorten(cases.map(({ url }) => url));
    for (const [index, { url, target }] of cases.entries()) {
      const { longUrl, shortUrl, error } = json.data[index];
      assert.equal(longUrl, url);
      assert.equal(error, target === undefined, url);
      if (target) assert.equal((await server.get(pathOf(shortUrl))).headers.get("location"), target);
      else assert.equal(shortUrl, null);
    }
  });

  test("refuses targets over 2,048 bytes", async () => {
    const url = (length) => "https://example.com/".padEnd(length, "x");
    const { json } = await shorten([url(2048), url(2049)]);
    assert.deepEqual(json.data.map(({ error }) => error), [false, true]);
  });

  test("the same URL twice gets two links", async () => {
    const { json } = await shorten(["https://example.com/", "https://example.com/"]);
    assert.notEqual(json.data[0].shortUrl, json.data[1].shortUrl);
  });

  test("refuses the host that was asked, when no short host is set", async (t) => {
    const local = await start({ settings: { ...SETTINGS, SHORT_HOST: "" }, t });
    const host = new URL(local.url).host;
    const { json } = await shorten([`http://${host}/abcdef`, "http://localhost:1/x"], local);
    assert.equal(json.data[0].error, true);
    assert.ok(json.data[1].shortUrl.startsWith(`http://${host}/`));
  });

  test("names what is wrong with the list", async () => {
    for (const [body, description] of [
      [{}, "The urls field is required."],
      [{ urls: "https://example.com/" }, "The urls field must be an array."],
      [{ urls: [] }, "The urls field must have between 1 and 1000 items."],
      [{ urls: Array(1001).fill({ longUrl: "https://example.com/" }) }, "The urls field must have between 1 and 1000 items."],
      [{ urls: [{ longUrl: "https://example.com/" }, { longUrl: 7 }] }, "The urls.1.longUrl field must be a string."],
      [{ urls: ["https://example.com/"] }, "The urls.0 field must be an object."],
    ]) {
      const { status, json } = await server.post("/api/rest/shortener/shorten", body, { user });
      assert.equal(status, 422);
      assert.deepEqual(json, errorBody(422, description));
    }
  });

  test("1,000 links created in one call all redirect at once, to their own targets", async () => {
    const urls = Array.from({ length: 1000 }, (_, index) => `https://example.com/${index}`);
    const { json } = await shorten(urls);
    assert.equal(new Set(json.data.map(({ shortUrl }) => shortUrl)).size, 1000);
    const answers = await Promise.all(json.data.map(({ shortUrl }) => server.get(pathOf(shortUrl))));
    assert.deepEqual(answers.map(({ status, headers }) => [status, headers.get("location")]), urls.map((url) => [302, url]));
  });
});

describe("redirect", () => {
  test("GET and HEAD answer 302 without a body, and nothing keeps them", async () => {
    const path = await shortPath("https://example.com/x");
    for (const method of ["GET", "HEAD"]) {
      const { status, headers, text } = await server.request(method, path);
      assert.deepEqual([status, headers.get("location"), text], [302, "https://example.com/x", ""]);
      assert.equal(headers.get("cache-control"), "no-store");
    }
  });

  test("counts each GET, and no HEAD", async () => {
    const path = await shortPath("https://example.com/clicks");
    await server.request("HEAD", path);
    await Promise.all(Array.from({ length: 50 }, () => server.get(path)));
    // Counting follows the answer; the shard is asked until it has it.
    assert.equal(await until(() => clicks(path), (counted) => counted >= 50), 50);
    const { createdAt, ...rest } = (await server.get(`/admin/links${path}`, { admin: true })).json.data;
    assert.match(createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
    assert.deepEqual(rest, { id: path.slice(1), target: "https://example.com/clicks", accountId: user.id, clicks: 50 });
  });

  test("an unknown slug is a page for people and JSON for programs", async () => {
    const page = await server.get("/zzzzzz", { headers: { Accept: "text/html" } });
    assert.equal(page.status, 404);
    assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
    assert.match(page.text, /nothing here/);
    const json = await server.get("/zzzzzz", { headers: { Accept: "application/json" } });
    assert.equal(json.status, 404);
    assert.deepEqual(json.json, errorBody(404, "Resource not found"));
  });

  test("case counts, and what only looks like a slug is none", async () => {
    const path = await shortPath("https://example.com/case");
    const swapped = path.replace(/[a-z]/gi, (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()));
    if (swapped !== path) assert.equal((await server.get(swapped)).status, 404);
    for (const other of [`${path}/`, `${path}x`, path.slice(0, -1), `/x${path}`, `${path}%20`]) {
      assert.equal((await server.get(other)).status, 404, other);
    }
    assert.equal((await server.get(`${path}?utm=1`)).status, 302);
  });

  test("other methods are refused", async () => {
    const { status, headers } = await server.request("PUT", "/abcdef");
    assert.deepEqual([status, headers.get("allow")], [405, "GET, HEAD, POST"]);
  });
});

test("links are copied to KV, and both the copy and the shards outlive a restart", async (t) => {
  const persist = temporaryFolder(t);
  let stored = await start({ persist, t });
  const urls = Array.from({ length: 120 }, (_, index) => `https://example.com/${index}`);
  const paths = (await shorten(urls, stored)).json.data.map(({ shortUrl }) => pathOf(shortUrl));
  const copied = async () => (await (await stored.miniflare.getKVNamespace("LINKS")).list()).keys.length;
  assert.equal(await until(copied, (count) => count >= urls.length), urls.length);
  await stored.stop();

  stored = await start({ persist, t });
  const kv = await stored.miniflare.getKVNamespace("LINKS");
  const copy = Buffer.from(await kv.get(`link:${paths[0].slice(1)}`, "arrayBuffer"));
  assert.ok(copy.includes(urls[0]) && copy.length < urls[0].length + 32, "the copy is its target, and little more");
  await kv.delete(`link:${paths[1].slice(1)}`);
  await kv.put(`link:${paths[2].slice(1)}`, "not what was written");
  for (const index of [0, 1, 2]) {
    const { status, headers } = await stored.get(paths[index]);
    assert.deepEqual([status, headers.get("location")], [302, urls[index]], "from the copy, the shard, and past a bad copy");
  }
  await stored.stop();
});
