// Where links lead whom: the rules of /v1/links, as visitors see them.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { until } from "../until.js";
import { start } from "./harness.js";
import { dataOf, failureOf } from "./native.js";

const LINKS = "/v1/links";
const TARGET = "https://example.com/a";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1";
let server, owner;

before(async () => {
  server = await start();
  owner = { user: await server.createAccount() };
});
after(() => server.stop());

const create = async (body = {}) => dataOf(await server.post(LINKS, { target: TARGET, ...body }, owner), 201);
const patch = async ({ slug }, body) => dataOf(await server.patch(`${LINKS}/${encodeURIComponent(slug)}`, body, owner));
const follow = (link, headers = {}, query = "") => server.get(new URL(link.shortUrl).pathname + query, { headers });
const leadsTo = async (...followed) => (await follow(...followed)).headers.get("location");

/** Asks until an answer is as expected: a change reaches redirects within a second, and what the copy needs. */
async function comesTo(ask, expected) {
  assert.equal(await until(ask, (found) => found === expected), expected);
}

describe("slugs", () => {
  test("one of one's own, in any script, is found however its characters are put together", async () => {
    for (const [slug, path] of [
      ["autumn-sale_26", "/autumn-sale_26"],
      ["été", "/%C3%A9t%C3%A9"],
      ["été", "/e%CC%81te%CC%81"],
      ["日本語", "/%E6%97%A5%E6%9C%AC%E8%AA%9E"],
    ]) {
      const made = await server.post(LINKS, { target: TARGET, slug: slug.normalize("NFD") }, owner);
      if (made.status === 201) {
        assert.deepEqual([made.json.data.slug, made.json.data.shortUrl], [slug, `https://sho.rt/${encodeURIComponent(slug)}`]);
        assert.equal(made.headers.get("location"), `${LINKS}/${encodeURIComponent(slug)}`);
      }
      assert.equal((await server.get(path)).headers.get("location"), TARGET, path);
      assert.equal(dataOf(await server.get(`${LINKS}${path}`, owner)).slug, slug);
    }
  });

  test("is refused where it is taken, reserved, or passes for another", async () => {
    const { slug } = await create({ slug: "mine" });
    const taken = await server.post(LINKS, { target: "https://example.com/other", slug }, owner);
    assert.equal(taken.status, 409);
    assert.match(taken.json.errors.reason, /taken/);
    assert.equal(await leadsTo({ shortUrl: "https://sho.rt/mine" }), TARGET);
    for (const bad of ["Console", "v1", "pаypal", "a/b", "a.b", "x".repeat(65), "🎉", ""]) {
      const [status, , ...details] = failureOf(await server.post(LINKS, { target: TARGET, slug: bad }, owner));
      assert.deepEqual([status, details], [400, ["slug format"]], bad);
    }
    await server.delete(`${LINKS}/${slug}`, owner);
    assert.equal((await server.post(LINKS, { target: TARGET, slug }, owner)).status, 409, "not even when it was removed");
  });

  test("is drawn of a length and an alphabet", async () => {
    assert.match((await create({ slugLength: 12, slugAlphabet: "digits" })).slug, /^\d{12}$/);
    assert.match((await create({ slugLength: 32, slugAlphabet: "unambiguous" })).slug, /^[2-9a-hjkmnp-z]{32}$/);
    assert.match((await create({ slugAlphabet: "lowercase" })).slug, /^[0-9a-z]{6}$/);
    const [status, , ...details] = failureOf(await server.post(LINKS, { target: TARGET, slugLength: 3, slugAlphabet: "x" }, owner));
    assert.deepEqual([status, ...details], [400, "slugLength range", "slugAlphabet format"]);
  });
});

describe("rules", () => {
  test("a status other than 302 is answered, and what browsers keep is warned of", async () => {
    for (const [status, cacheControl] of [[301, "private, max-age=86400"], [307, "no-store"], [308, "private, max-age=86400"]]) {
      const made = await server.post(LINKS, { target: TARGET, status }, owner);
      assert.equal(/Browsers keep/.test(made.json.meta.explain), cacheControl !== "no-store");
      const { status: answered, headers } = await follow(made.json.data);
      assert.deepEqual([answered, headers.get("cache-control")], [status, cacheControl]);
    }
    assert.deepEqual(failureOf(await server.post(LINKS, { target: TARGET, status: 303 }, owner)).slice(2), ["status format"]);
  });

  test("before it is active it is not found, after it has expired it is gone", async () => {
    const [past, future] = ["2001-01-01T00:00:00Z", "2099-01-01T00:00:00Z"];
    assert.equal((await follow(await create({ activeFrom: future }))).status, 404);
    assert.equal((await follow(await create({ activeFrom: past, expiresAt: future }))).status, 302);
    const link = await create({ expiresAt: past });
    const page = await follow(link, { Accept: "text/html" });
    assert.deepEqual([page.status, page.headers.get("content-type")], [410, "text/html; charset=utf-8"]);
    assert.match(page.text, /no longer active/);
    assert.equal((await follow(link, { Accept: "application/json" })).json.error.code, 410);
    await patch(link, { expiredTarget: "https://example.com/over" });
    await comesTo(() => leadsTo(link), "https://example.com/over");
    await patch(link, { expiresAt: null });
    await comesTo(() => leadsTo(link), TARGET);
  });

  test("an archived link leads nowhere until it is restored", async () => {
    const link = await create();
    assert.equal(await leadsTo(link), TARGET);
    await patch(link, { archived: true });
    await comesTo(async () => (await follow(link)).status, 410);
    await patch(link, { archived: null });
    await comesTo(() => leadsTo(link), TARGET);
  });

  test("a click limit is exact, however many follow at once, and can be raised", async () => {
    const link = await create({ clickLimit: 7 });
    assert.equal((await server.request("HEAD", new URL(link.shortUrl).pathname)).status, 302, "HEAD takes none");
    const statuses = await Promise.all(Array.from({ length: 40 }, async () => (await follow(link)).status));
    assert.deepEqual([statuses.filter((status) => status === 302).length, statuses.filter((status) => status === 410).length], [7, 33]);
    assert.equal((await server.request("HEAD", new URL(link.shortUrl).pathname)).status, 410);
    await patch(link, { clickLimit: 8 });
    assert.equal((await follow(link)).status, 302);
    assert.equal((await follow(link)).status, 410);
    await patch(link, { clickLimit: null });
    await comesTo(async () => (await follow(link)).status, 302);
  });

  test("visitors go where the first rule sends them that they fit", async () => {
    const link = await create({
      targeting: [
        { languages: ["es"], devices: ["mobile"], target: "https://example.com/es-movil" },
        { systems: ["ios"], target: "https://example.com/ios" },
        { languages: ["es"], target: "https://example.com/es" },
      ],
    });
    assert.equal(await leadsTo(link, { "User-Agent": IPHONE, "Accept-Language": "es-MX,en;q=0.5" }), "https://example.com/es-movil");
    assert.equal(await leadsTo(link, { "User-Agent": IPHONE, "Accept-Language": "en" }), "https://example.com/ios");
    assert.equal(await leadsTo(link, { "Accept-Language": "en;q=0.1,es" }), "https://example.com/es");
    assert.equal(await leadsTo(link), TARGET);
  });

  test("a variant stays with its visitor", async () => {
    const variants = ["a", "b", "c"].map((path) => ({ target: `https://example.com/${path}`, weight: 1 }));
    const link = await create({ variants });
    const found = new Set();
    for (let visit = 0; visit < 60 && found.size < 3; visit++) found.add(await leadsTo(link));
    assert.deepEqual([...found].sort(), variants.map(({ target }) => target));
    const first = await follow(link);
    const cookie = first.headers.get("set-cookie");
    assert.match(cookie, new RegExp(`^variant=[0-9a-f]{8}; Path=/${link.slug}; Max-Age=7776000; HttpOnly; Secure; SameSite=Lax$`));
    const Cookie = `other=1; ${cookie.split(";")[0]}`;
    for (let visit = 0; visit < 20; visit++) assert.equal(await leadsTo(link, { Cookie }), first.headers.get("location"));
  });

  test("the query goes on, and is added to", async () => {
    const link = await create({ target: "https://example.com/a?own=1#top", passQuery: true, utm: { source: "sms", campaign: "fall & winter" } });
    assert.equal(await leadsTo(link, {}, "?x=%20y&own=2"), "https://example.com/a?own=1&x=%20y&utm_source=sms&utm_campaign=fall%20%26%20winter#top");
    assert.equal(await leadsTo(await create(), {}, "?x=1"), TARGET);
  });

  test("apps are opened, and search engines kept away", async () => {
    const link = await create({ deepLinks: { ios: "https://example.com/app" }, noindex: true });
    const phone = await follow(link, { "User-Agent": IPHONE });
    assert.deepEqual([phone.headers.get("location"), phone.headers.get("x-robots-tag")], ["https://example.com/app", "noindex, nofollow"]);
    assert.equal(await leadsTo(link), TARGET);
  });

  test("each wrong part is named by its path", async () => {
    const body = {
      targeting: [{ target: TARGET }, { countries: ["es"], devices: ["toaster"], target: "javascript:alert(1)" }],
      variants: [{ weight: 1001, target: "https://user@example.com/" }],
      deepLinks: { ios: "data:text/html,x" },
      expiresAt: "soon",
      tags: ["a,b"],
    };
    const [status, , ...details] = failureOf(await server.post(LINKS, { target: TARGET, ...body }, owner));
    assert.equal(status, 400);
    for (const path of ["targeting.1.countries.0", "variants.0.target", "deepLinks.ios", "expiresAt", "tags.0"]) {
      assert.ok(details.includes(`${path} format`), `${path}: ${details}`);
    }
  });
});

test("a plus behind a slug shows where the link leads", async () => {
  const link = await create({ target: 'https://example.com/?q="<b>"', title: "<i>Sale</i>" });
  const { status, headers, text } = await server.get(`/${link.slug}+`);
  assert.deepEqual([status, headers.get("location")], [200, null]);
  assert.match(text, /&lt;i&gt;Sale&lt;\/i&gt;/);
  assert.match(text, /<a href="https:\/\/example\.com\/\?q=%22%3Cb%3E%22"/);
  assert.doesNotMatch(text, /led elsewhere/);
  assert.equal((await server.get(`/${(await create({ archived: true })).slug}+`)).status, 410);
  assert.equal((await server.get("/nothing-like-it+")).status, 404);
});

test("it shows where else some are led, each place once", async () => {
  const [spain, phones] = ["https://example.com/es", "https://example.com/phones"];
  const link = await create({
    targeting: [{ countries: ["ES"], target: spain }, { countries: ["MX"], target: spain }],
    deepLinks: { ios: phones, android: TARGET },
    variants: [{ target: TARGET }, { target: phones }],
  });
  const { text } = await server.get(`/${link.slug}+`);
  const places = [...text.split("led elsewhere")[1].matchAll(/href="([^"]+)"/g)].map(([, url]) => url);
  assert.deepEqual(places, [spain, phones]);
});

describe("lists", () => {
  test("are searched, and filtered by tag and state", async () => {
    const other = { user: await server.createAccount() };
    const make = async (body) => dataOf(await server.post(LINKS, { target: TARGET, ...body }, other), 201).slug;
    const shoes = await make({ title: "Autumn Shoes", tags: ["autumn", "shoes"], externalId: "crm-1" });
    const hats = await make({ target: "https://example.com/hats", tags: ["autumn"], notes: "50% off", expiresAt: "2030-01-01T00:00:00Z" });
    const old = await make({ title: "Old shoes", archived: true });
    const slugs = async (query) => {
      const { status, json, text } = await server.get(`${LINKS}?sort=createdAt,slug&${query}`, other);
      assert.equal(status, 200, text);
      return json.items.map(({ slug }) => slug).sort();
    };
    for (const [query, ...expected] of [
      ["search=SHOES", shoes, old],
      ["search=50%25", hats],
      ["search=/hats", hats],
      ["tag=autumn", shoes, hats],
      ["tag=autum"],
      ["tag=autumn&search=shoes", shoes],
      ["archived=true", old],
      ["archived=false", shoes, hats],
      ["externalId=crm-1", shoes],
      ["expiresAt.from=2029-01-01T00:00:00Z", hats],
    ]) {
      assert.deepEqual(await slugs(query), expected.sort(), query);
    }
    assert.deepEqual(failureOf(await server.get(`${LINKS}?sort=tag`, other)).slice(2), ["sort type"]);
  });
});

describe("a password", () => {
  const unlock = (link, password, headers = {}) =>
    server.request("POST", `/${link.slug}`, { body: `password=${encodeURIComponent(password)}`, headers: { "CF-Connecting-IP": "192.0.2.9", ...headers } });

  test("is asked for, and opens the link for a day and until it is another", async () => {
    const link = await create({ password: "open sesame" });
    assert.deepEqual([link.hasPassword, "password" in link], [true, false]);
    const page = await follow(link, { Accept: "text/html" });
    assert.deepEqual([page.status, page.headers.get("location")], [403, null]);
    assert.match(page.text, /asks for a password/);
    assert.equal((await follow(link, { Accept: "application/json" })).json.error.code, 403);
    assert.equal((await server.get(`/${link.slug}+`)).status, 403, "nor is it shown where it leads");
    assert.match((await unlock(link, "open sesam")).text, /not the password/);

    const opened = await unlock(link, "open sesame");
    assert.deepEqual([opened.status, opened.headers.get("location")], [303, `/${link.slug}`]);
    const cookie = opened.headers.get("set-cookie");
    assert.match(cookie, new RegExp(`^pass=\\d+\\.[0-9a-f]{64}; Path=/${link.slug}; Max-Age=86400; HttpOnly; Secure; SameSite=Lax$`));
    const Cookie = cookie.split(";")[0];
    assert.equal(await leadsTo(link, { Cookie }), TARGET);
    const other = await create({ password: "open sesame" });
    assert.equal((await follow(other, { Cookie })).status, 403, "a pass is for one link");
    assert.equal((await follow(link, { Cookie: Cookie.replace(/.$/, (digit) => (digit === "0" ? "1" : "0")) })).status, 403);

    assert.equal((await patch(link, { title: "still" })).hasPassword, true);
    assert.equal(await leadsTo(link, { Cookie }), TARGET);
    await patch(link, { password: "another one" });
    await comesTo(async () => (await follow(link, { Cookie })).status, 403);
    assert.equal((await patch(link, { password: null })).hasPassword, false);
    await comesTo(() => leadsTo(link), TARGET);
  });

  test("cannot be tried without end, from one address", async () => {
    const link = await create({ password: "1234" });
    for (let guess = 0; guess < 6; guess++) assert.equal((await unlock(link, `000${guess}`)).status, 403);
    const refused = await unlock(link, "1234");
    assert.equal(refused.status, 429);
    assert.match(refused.headers.get("retry-after"), /^[1-9]\d*$/);
    assert.match(refused.text, /Try again in/);
    assert.equal((await unlock(link, "1234", { "CF-Connecting-IP": "192.0.2.10" })).status, 303);
  });

  test("has 4 to 128 characters, and is what a link without one does not ask for", async () => {
    for (const password of ["123", "x".repeat(129)]) {
      assert.equal((await server.post(LINKS, { target: TARGET, password }, owner)).status, 400);
    }
    const { status, headers } = await unlock(await create(), "1234");
    assert.deepEqual([status, headers.get("allow")], [405, "GET, HEAD"]);
  });
});
