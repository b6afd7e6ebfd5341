// The operator's block list: hosts that no short link may lead to.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { until } from "../until.js";
import { SETTINGS, errorBody, start, temporaryFolder } from "./harness.js";
import { dataOf, failureOf } from "./native.js";

const LIST = "/admin/blocklist";
const LINKS = "/v1/links";
const GOOD = "https://good.example/";
const EVIL = "https://evil.example/";
const settings = { ...SETTINGS, ENVIRONMENT: "local", BLOCKLIST_SECONDS: "1" };
let server, owner;

before(async () => {
  server = await start({ settings });
  owner = { user: await server.createAccount() };
});
after(() => server?.stop());
afterEach(async () => assert.equal((await server.delete(LIST, { admin: true })).status, 204));

const load = (text, on = server) => on.put(LIST, text, { admin: true });
const create = async (body = {}) => dataOf(await server.post(LINKS, { target: GOOD, ...body }, owner), 201);
const follow = ({ shortUrl }, headers = {}) => server.get(new URL(shortUrl).pathname, { headers });
const shorten = async (...urls) =>
  (await server.post("/api/rest/shortener/shorten", { urls: urls.map((longUrl) => ({ longUrl })) }, owner)).json.data;

/** Asks until an answer is as expected: what an isolate knows may be a second old. */
async function comesTo(ask, expected) {
  assert.equal(await until(ask, (found) => found === expected), expected);
}

describe("the list", () => {
  test("is told back as it was written, replaced, and cleared", async () => {
    const text = "# Bad\r\nevil.example\n\n*.Evil.example # all of it\nevil.example.\n";
    const taken = await load(text);
    assert.deepEqual([taken.status, taken.json], [200, { data: { entries: 2 } }]);
    const shown = await server.get(LIST, { admin: true });
    assert.deepEqual([shown.status, shown.headers.get("content-type"), shown.text], [200, "text/plain; charset=utf-8", text]);
    assert.deepEqual((await load("other.example")).json.data, { entries: 1 });
    assert.equal((await server.get(LIST, { admin: true })).text, "other.example");
    assert.deepEqual((await load("")).json.data, { entries: 0 });
    assert.equal((await server.get(LIST, { admin: true })).text, "");
    assert.equal((await server.delete(LIST, { admin: true })).status, 204);
    assert.equal((await shorten("https://other.example/"))[0].error, false);
  });

  test("with wrong lines is refused with their numbers, and changes nothing", async () => {
    await load("evil.example");
    const wrong = await load("good.example\nhttps://good.example/\n\n0.0.0.0 good.example\n*\n# 5\ngood.example:80");
    assert.equal(wrong.status, 400);
    assert.deepEqual(wrong.json, errorBody(400, "No host in lines 2, 4, 5, 7: nothing was changed"));
    assert.equal((await server.get(LIST, { admin: true })).text, "evil.example");
    assert.deepEqual((await shorten(GOOD, EVIL)).map(({ error }) => error), [false, true]);
    assert.deepEqual((await load(Uint8Array.of(0x61, 0xff, 0x2e, 0x62))).json, errorBody(400, "No host in line 1: nothing was changed"));
  });

  test("has at most 100,000 entries and 1 MiB", async () => {
    const text = (entries) => Array.from({ length: entries }, (_, number) => `${number.toString(36)}.ai`).join("\n");
    assert.deepEqual((await load(text(100_000))).json.data, { entries: 100_000 });
    assert.deepEqual((await shorten("https://255r.ai/", "https://255s.ai/")).map(({ error }) => error), [true, false]);
    assert.deepEqual((await load(text(100_001))).json, errorBody(400, "More than 100000 entries: nothing was changed"));
    assert.equal((await load("#".repeat(2 ** 20 + 1))).status, 413);
  });
});

describe("a link to a blocked host", () => {
  test("cannot be made, whichever of its targets it is", async () => {
    const kept = await create();
    await load("evil.example");
    for (const [path, body] of [
      ["target", { target: EVIL }],
      ["expiredTarget", { expiredTarget: EVIL }],
      ["targeting.1.target", { targeting: [{ countries: ["ES"], target: GOOD }, { countries: ["FR"], target: EVIL }] }],
      ["variants.0.target", { variants: [{ target: EVIL }, { target: GOOD }] }],
      ["deepLinks.ios", { deepLinks: { ios: EVIL } }],
      ["deepLinks.android", { deepLinks: { android: "intent://evil.example/#Intent;scheme=https;end" } }],
      ["deepLinks.android", { deepLinks: { android: "intent://x/#Intent;S.browser_fallback_url=https%3A%2F%2FEvil.example%2F;end" } }],
      ["preview.image", { preview: { image: `${EVIL}picture.png` } }],
    ]) {
      const asked = { target: GOOD, ...body };
      for (const answer of [
        await server.post(LINKS, asked, owner),
        await server.put(`${LINKS}/${kept.id}`, asked, owner),
        await server.patch(`${LINKS}/${kept.id}`, body, owner),
      ]) {
        const [status, reason, ...details] = failureOf(answer);
        assert.deepEqual([status, ...details], [400, `${path} format`], answer.text);
        assert.match(answer.json.errors.details[0].message, /blocked/);
        assert.ok(reason);
      }
    }
    assert.equal((await server.get(`${LINKS}/${kept.id}`, owner)).headers.get("etag"), '"v1"');
  });

  test("cannot be made in the REST dialect, beside others that can", async () => {
    await load(".evil.example");
    const data = await shorten(GOOD, EVIL, "https://a.evil.example/");
    assert.deepEqual(data.map(({ error, shortUrl }) => [error, shortUrl === null]), [[false, false], [true, true], [true, true]]);
  });

  test("cannot be made by a job, beside others that can", async () => {
    await load("evil.example");
    const { id } = dataOf(await server.post("/v1/link-jobs", [{ target: EVIL }, { target: GOOD }], owner), 202);
    let job;
    await comesTo(async () => Boolean((job = dataOf(await server.get(`/v1/link-jobs/${id}`, owner))).endedAt), true);
    assert.deepEqual([job.done, job.failed], [1, 1]);
  });

  test("is known by its host, however that is written", async () => {
    await load("evil.example\n.all.example\nbücher.example\n192.0.2.1\n[2001:db8::1]\n.ru");
    const blocked = [
      "https://evil.example:8443/a?b#c", "HTTPS://EVIL.example", "https://evil.example./", "https://all.example/", "https://a.b.all.example/",
      "https://BÜCHER.example/", "https://xn--bcher-kva.example/", "https://ｅｖｉｌ.example/", "https://192.0.2.1/", "http://0xC0000201:81/",
      "http://3221225985/", "https://[2001:DB8:0:0::1]:81/", "https://anything.ru/",
    ];
    const open = [
      "https://www.evil.example/", "https://notevil.example/", "https://evil.example.org/", "https://ball.example/", "https://bucher.example/",
      "https://192.0.2.10/", "https://[2001:db8::2]/", "https://ru.example/", "https://good.example/https://evil.example/?https://evil.example/",
    ];
    const refused = (await shorten(...blocked, ...open)).filter(({ error }) => error).map(({ longUrl }) => longUrl);
    assert.deepEqual(refused, blocked);
  });

  test("leads nowhere from then on, says why, and leads on again when the host is open", async () => {
    const [link, other] = [await create({ target: EVIL }), await create()];
    assert.deepEqual([(await follow(link)).status, (await follow(link)).headers.get("location")], [302, EVIL]);
    await load("evil.example");
    await comesTo(async () => (await follow(link)).status, 403);
    const page = await follow(link, { Accept: "text/html" });
    assert.deepEqual(
      [page.status, page.headers.get("content-type"), page.headers.get("location"), page.headers.get("cache-control")],
      [403, "text/html; charset=utf-8", null, "no-store"],
    );
    assert.match(page.text, /This link was blocked/);
    assert.doesNotMatch(page.text, /evil\.example/);
    assert.deepEqual((await follow(link, { Accept: "application/json" })).json, errorBody(403, "This link was blocked by whoever runs the service"));
    assert.equal((await server.logLine(page)).route, "blocked");
    assert.equal((await follow(other)).status, 302);
    const preview = await server.get(`${new URL(link.shortUrl).pathname}+`);
    assert.deepEqual([preview.status, /evil\.example/.test(preview.text)], [403, false]);
    await server.delete(LIST, { admin: true });
    await comesTo(async () => (await follow(link)).headers.get("location"), EVIL);
    const counted = dataOf(await server.get(`${LINKS}/${link.id}`, owner)).clicks;
    assert.ok(counted >= 3, "who was not led on is not counted");
  });

  test("is judged by where its visitor would go", async () => {
    const variants = [{ target: EVIL, weight: 1 }, { target: GOOD, weight: 0 }];
    const targeting = [{ languages: ["fr"], target: EVIL }];
    const deepLinks = { ios: "intent://EVIL.example/x#Intent;end" };
    const [drawn, targeted, expired] = [
      await create({ variants }), await create({ targeting, deepLinks }),
      await create({ expiresAt: "2001-01-01T00:00:00Z", expiredTarget: EVIL }),
    ];
    await load("evil.example");
    for (const link of [drawn, expired]) await comesTo(async () => (await follow(link)).status, 403);
    await comesTo(async () => (await follow(targeted, { "Accept-Language": "fr" })).status, 403);
    const iphone = { "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1" };
    assert.equal((await follow(targeted, iphone)).status, 403);
    assert.equal((await follow(targeted, { "Accept-Language": "en" })).headers.get("location"), GOOD);
  });

  test("is blocked also where another isolate took the list", async () => {
    const link = await create({ target: EVIL });
    await load("evil.example");
    const store = await server.miniflare.getKVNamespace("LINKS");
    const bytes = await store.get("blocklist", "arrayBuffer");
    await server.delete(LIST, { admin: true });
    assert.equal(await store.get("blocklist"), null);
    await comesTo(async () => (await follow(link)).status, 302);
    await store.put("blocklist", bytes);
    await comesTo(async () => (await follow(link)).status, 403);
    await comesTo(async () => (await shorten(EVIL))[0].error, true);
    // What cannot be read is nothing to go by: what was known stays.
    await store.put("blocklist", Uint8Array.of(9, 9, 9).buffer);
    await comesTo(async () => server.logs.some((message) => message.includes("block list: Error: unreadable")) || (await follow(link), false), true);
    assert.equal((await follow(link)).status, 403);
    await store.delete("blocklist");
    await comesTo(async () => (await follow(link)).status, 302);
  });

  test("is blocked from an isolate's first request on", async (t) => {
    const persist = temporaryFolder(t);
    const first = await start({ settings, persist, t });
    const caller = { user: await first.createAccount() };
    const link = dataOf(await first.post(LINKS, { target: EVIL }, caller), 201);
    assert.equal((await load("evil.example", first)).status, 200);
    await first.stop();
    // So long that nothing is asked for twice.
    const second = await start({ settings: { ...settings, BLOCKLIST_SECONDS: "600" }, persist, t });
    assert.equal((await second.get(new URL(link.shortUrl).pathname)).status, 403);
    const third = await start({ settings: { ...settings, BLOCKLIST_SECONDS: "0" }, t });
    assert.equal((await third.get("/healthz", { headers: { Host: "sho.rt" } })).status, 503, "a setting that is unfit is told");
  });
});

test("a domain leads to no blocked host, with its links or without", async () => {
  const host = "blocked.localhost";
  const domain = `/v1/domains/${host}`;
  await load("evil.example");
  for (const name of ["rootTarget", "notFoundTarget"]) {
    const [status, , ...details] = failureOf(await server.post("/v1/domains", { domain: host, [name]: EVIL }, owner));
    assert.deepEqual([status, ...details], [400, `${name} format`]);
  }
  await server.delete(LIST, { admin: true });
  dataOf(await server.post("/v1/domains", { domain: host, rootTarget: EVIL, notFoundTarget: GOOD }, owner), 201);
  dataOf(await server.post(`${domain}/verify`, undefined, owner));
  const link = await create({ domain: host, target: EVIL, slug: "there" });
  const ask = async (path) => {
    const { status, headers } = await server.get(path, { headers: { Host: host } });
    return `${status} ${headers.get("location")}`;
  };
  await comesTo(() => ask("/"), `302 ${EVIL}`);
  await comesTo(() => ask(`/${link.slug}`), `302 ${EVIL}`);
  await load("evil.example");
  await comesTo(() => ask("/"), "403 null");
  await comesTo(() => ask(`/${link.slug}`), "403 null");
  assert.equal(await ask("/nothing"), `302 ${GOOD}`);
});
