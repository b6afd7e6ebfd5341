// How links are shown before anybody follows them, and the page that opens an app.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { until } from "../until.js";
import { SETTINGS, start } from "./harness.js";
import { dataOf, failureOf } from "./native.js";
import { resolver, worldOf } from "./world.js";

const LINKS = "/v1/links";
const TARGET = "https://page.example/boots";
const PERSON = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const BOT = "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1";
const PUBLIC = "93.184.215.14";
const pages = {};
const names = {};
let world, server, owner;

before(async () => {
  const answers = new Proxy({ "resolver.test": resolver({}, names) }, { get: (known, host) => known[host] ?? pages[host] });
  world = worldOf(answers);
  server = await start({ settings: { ...SETTINGS, DNS_URL: "http://resolver.test/dns-query" }, world });
  owner = { user: await server.createAccount() };
});
after(() => server?.stop());

const create = async (body = {}) => dataOf(await server.post(LINKS, { target: TARGET, ...body }, owner), 201);
const follow = ({ shortUrl }, userAgent) => server.get(new URL(shortUrl).pathname, { headers: { "User-Agent": userAgent } });
const read = ({ id }) => server.post(`${LINKS}/${id}/preview`, undefined, owner);
const html = (head, headers = {}) => ({ headers: { "Content-Type": "text/html; charset=utf-8", ...headers }, body: `<!doctype html><title>It</title>${head}` });

/** A page on a server that anybody can reach. */
function serve(host, answer) {
  names[host] = [PUBLIC];
  pages[host] = typeof answer === "function" ? answer : () => answer;
}

/** What the page for programs that show links says, by the names of its elements. */
const said = (text) => Object.fromEntries([...text.matchAll(/<meta (?:name|property)="([^"]*)" content="([^"]*)">/g)].map(([, name, content]) => [name, content]));

describe("a preview of one's own", () => {
  const preview = { title: 'Boots & "more"', description: "Half price <today>.", image: "https://page.example/boots.jpg" };

  test("is shown to programs that show links, and to nobody else", async () => {
    const link = await create({ preview });
    assert.deepEqual(link.preview, preview);
    const shown = await follow(link, BOT);
    assert.deepEqual([shown.status, shown.headers.get("location")], [200, null]);
    assert.deepEqual(said(shown.text), {
      "og:type": "website",
      "og:url": link.shortUrl,
      "og:title": "Boots &amp; &quot;more&quot;",
      "og:description": "Half price &lt;today&gt;.",
      description: "Half price &lt;today&gt;.",
      "og:image": preview.image,
      "twitter:card": "summary_large_image",
    });
    assert.match(shown.text, new RegExp(`<a href="${TARGET}">`));
    for (const userAgent of [PERSON, "Googlebot/2.1", ""]) {
      const { status, headers } = await follow(link, userAgent);
      assert.deepEqual([status, headers.get("location")], [302, TARGET], userAgent);
    }
    const clicks = async () => dataOf(await server.get(`${LINKS}/${link.id}/clicks`, owner)).total;
    const total = await until(clicks, (found) => found.clicks + found.bots + found.previews >= 4);
    assert.deepEqual([total.clicks, total.bots, total.previews], [2, 1, 1]);
  });

  test("may say but some of it, is changed as a whole, and cleared", async () => {
    const link = await create({ preview: { title: "Boots" } });
    assert.deepEqual(link.preview, { title: "Boots", description: "", image: null });
    const { text } = await follow(link, BOT);
    assert.deepEqual([said(text)["twitter:card"], "og:image" in said(text)], ["summary", false]);
    const patch = async (body) => dataOf(await server.patch(`${LINKS}/${link.id}`, body, owner)).preview;
    assert.deepEqual(await patch({ preview: { description: "Half price" } }), { title: "", description: "Half price", image: null });
    assert.deepEqual(await patch({ title: "Other" }), { title: "", description: "Half price", image: null });
    assert.equal(await patch({ preview: null }), null);
    assert.equal(await until(async () => (await follow(link, BOT)).status, (status) => status === 302), 302);
    assert.equal((await create({ preview: {} })).preview, null);
  });

  test("is none of a link that leads nobody on, and takes none of its clicks", async () => {
    assert.equal((await follow(await create({ preview, archived: true }), BOT)).status, 410);
    assert.equal((await follow(await create({ preview, password: "open sesame" }), BOT)).status, 403);
    const once = await create({ preview, clickLimit: 1 });
    for (const [userAgent, status] of [[BOT, 200], [BOT, 200], [PERSON, 302], [PERSON, 410]]) {
      assert.equal((await follow(once, userAgent)).status, status);
    }
  });

  test("is judged by its parts", async () => {
    for (const [wrong, detail] of [
      [{ title: "x".repeat(201) }, "preview.title length"],
      [{ description: "x".repeat(501) }, "preview.description length"],
      [{ image: "tel:+34600000000" }, "preview.image format"],
      [{ image: "/boots.jpg" }, "preview.image format"],
      [{ picture: "https://page.example/" }, "preview.picture unknown"],
      ["Boots", "preview type"],
    ]) {
      const [status, , ...details] = failureOf(await server.post(LINKS, { target: TARGET, preview: wrong }, owner));
      assert.deepEqual([status, ...details], [400, detail]);
    }
  });
});

describe("a preview that is read from the target", () => {
  test("is what the page says for this, wherever it has moved", async () => {
    serve("page.example", { status: 301, headers: { Location: "https://www.page.example/new/" } });
    serve("www.page.example", html(
      `<meta property="og:title" content="Bottes &amp; caf&eacute;s &#8212; &#x1f97e; &unknown;"><meta name="description" content="plain">
       <meta property="og:description" content=" Two\n lines "><meta content="../boots.jpg" property="OG:IMAGE"><meta property="og:title" content="second">`,
    ));
    const link = await create();
    const answer = await read(link);
    const expected = { title: "Bottes & cafés — 🥾 &unknown;", description: "Two lines", image: "https://www.page.example/boots.jpg" };
    assert.deepEqual(dataOf(answer).preview, expected);
    assert.equal(answer.headers.get("etag"), '"v2"');
    assert.equal(said(await until(async () => (await follow(link, BOT)).text, (text) => text))["og:description"], "Two lines");
    // A later version of the link is not written over.
    const { status } = await server.post(`${LINKS}/${link.id}/preview`, undefined, { ...owner, headers: { "If-Match": '"v1"' } });
    assert.equal(status, 412);
  });

  test("is else the page's title and description, each cut where it is too long", async () => {
    serve("plain.example", html(`<meta name="Description" content="${"long ".repeat(200)}"><svg><title>no</title></svg>`));
    const { title, description, image } = dataOf(await read(await create({ target: "https://plain.example/" }))).preview;
    assert.deepEqual([title, description.length, image], ["It", 500, null]);
    serve("latin.example", { headers: { "Content-Type": "text/html; charset=iso-8859-1" }, body: Buffer.from("<title>Año</title>", "latin1") });
    assert.equal(dataOf(await read(await create({ target: "https://latin.example/" }))).preview.title, "Año");
  });

  test("is not there where the target gives no page", async () => {
    serve("gone.example", { status: 404, ...html("") });
    serve("picture.example", { headers: { "Content-Type": "image/png" }, body: "x" });
    serve("silent.example", { headers: { "Content-Type": "text/html" }, body: "<p>It</p>" });
    serve("moving.example", (url) => ({ status: 302, headers: { Location: `${url}x` } }));
    serve("huge.example", { headers: { "Content-Type": "text/html" }, body: `${"<p>x</p>".repeat(130_000)}<title>late</title>` });
    for (const [host, words] of [
      ["gone", /no page|not signed in/i], ["picture", /no page of html/i], ["silent", /neither a title/i], ["moving", /moves too often/i],
      ["huge", /neither a title/i],
    ]) {
      const link = await create({ target: `https://${host}.example/` });
      const answer = await read(link);
      assert.equal(answer.status, 409);
      assert.match(answer.json.errors.reason + JSON.stringify(answer.json), words);
      assert.equal((await server.get(`${LINKS}/${link.id}`, owner)).headers.get("etag"), '"v1"');
    }
    const app = await create({ target: "tel:+34600000000" });
    assert.equal((await read(app)).status, 409);
  });

  test("never has a server asked that is not on the public internet", async () => {
    serve("sly.example", { status: 302, headers: { Location: "http://169.254.169.254/latest/meta-data" } });
    serve("by-name.example", { status: 307, headers: { Location: "http://inside.example/" } });
    serve("odd.example", { status: 302, headers: { Location: "ftp://page.example/" } });
    for (const host of ["inside.example", "half.example", "six.example", "127.0.0.1", "[::1]", "[::ffff:10.0.0.1]", "10.1.2.3", "localhost"]) {
      pages[host] = () => html("");
    }
    Object.assign(names, { "inside.example": ["10.0.0.7"], "half.example": [PUBLIC, "192.168.1.1"], "six.example": ["fd00::1"] });
    for (const target of [
      "https://sly.example/", "https://by-name.example/", "https://odd.example/", "http://inside.example/", "http://half.example/",
      "http://six.example/", "http://127.0.0.1/", "http://0x7f.1/", "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://10.1.2.3:8080/",
      "http://localhost/", "https://no-such-name.example/",
    ]) {
      const answer = await read(await create({ target }));
      assert.equal(answer.status, 409, target);
      assert.match(answer.text, /public internet/, target);
    }
    const open = new Set(["resolver.test", "sly.example", "by-name.example", "odd.example"]);
    const asked = world.asked.slice(world.asked.findIndex((path) => path.startsWith("sly.example"))).map((path) => path.split("/")[0]);
    assert.deepEqual(asked.filter((host) => !open.has(host)), []);
  });

  test("is taken from anywhere on a developer's machine", async (t) => {
    pages["localhost:3000"] = () => html("");
    const local = await start({ settings: { ...SETTINGS, ENVIRONMENT: "local" }, world, t });
    const caller = { user: await local.createAccount() };
    const { id } = dataOf(await local.post(LINKS, { target: "http://localhost:3000/" }, caller), 201);
    assert.equal(dataOf(await local.post(`${LINKS}/${id}/preview`, undefined, caller)).preview.title, "It");
  });
});

describe("an app", () => {
  const APP = "spotify://track/1?a=1&b=2";

  test("by its own scheme is tried by a page, which goes on to the target where there is none", async () => {
    const link = await create({ target: `${TARGET}?x="1"`, deepLinks: { ios: APP }, utm: { source: "sms" } });
    const { status, headers, text } = await follow(link, IPHONE);
    assert.deepEqual([status, headers.get("location"), headers.get("cache-control")], [200, null, "no-store"]);
    const [app, web] = [...text.matchAll(/<a (?:class="go" )?href="([^"]*)"/g)].map(([, href]) => href.replaceAll("&amp;", "&"));
    assert.deepEqual([app, web], [`${APP}&utm_source=sms`, `${TARGET}?x=%221%22&utm_source=sms`]);
    const [, nonce] = /<script nonce="([^"]+)">/.exec(text);
    assert.match(headers.get("content-security-policy"), new RegExp(`default-src 'none';.* script-src 'nonce-${nonce}'$`));
    assert.notEqual(/nonce="([^"]+)"/.exec((await follow(link, IPHONE)).text)[1], nonce);
    assert.equal((await follow(link, PERSON)).status, 302);
    const groups = async () => dataOf(await server.get(`${LINKS}/${link.id}/clicks?group=target`, owner)).groups;
    const counted = await until(groups, ([first, second]) => first?.clicks === 2 && second);
    assert.deepEqual(counted.map(({ value, clicks }) => [value, clicks]), [["deepLinks.ios", 2], ["target", 1]]);
  });

  test("that has a page on the web, or says its own fallback, is redirected to", async () => {
    const ios = "https://app.example/boots";
    const android = "intent://boots/#Intent;scheme=shop;package=com.example.shop;S.browser_fallback_url=https%3A%2F%2Fpage.example%2F;end";
    const link = await create({ deepLinks: { ios, android } });
    assert.equal((await follow(link, IPHONE)).headers.get("location"), ios);
    assert.equal((await follow(link, "Mozilla/5.0 (Linux; Android 16) Chrome/140")).headers.get("location"), android);
    const nowhere = await create({ target: "tel:+34600000000", deepLinks: { ios: APP } });
    assert.equal((await follow(nowhere, IPHONE)).headers.get("location"), APP);
  });

  test("falls back to nowhere that a link may not lead", async () => {
    for (const fallback of ["https%3A%2F%2Fsho.rt%2Fx", "javascript%3Aalert(1)", "https%3A%2F%2Fuser%40page.example%2F"]) {
      const android = `intent://boots/#Intent;scheme=shop;S.browser_fallback_url=${fallback};end`;
      const [status, , ...details] = failureOf(await server.post(LINKS, { target: TARGET, deepLinks: { android } }, owner));
      assert.deepEqual([status, ...details], [400, "deepLinks.android format"], fallback);
    }
  });
});
