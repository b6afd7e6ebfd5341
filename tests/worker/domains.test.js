// The domains of accounts: /v1/domains, and the links on them.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { until } from "../until.js";
import { SETTINGS, start } from "./harness.js";
import { dataOf, failureOf, keyed } from "./native.js";
import { resolver, worldOf } from "./world.js";

const DOMAINS = "/v1/domains";
const LINKS = "/v1/links";
const TARGET = "https://example.com/first";
const records = {};
const files = {};
let world, server, owner, other;

before(async () => {
  const answers = new Proxy({ "resolver.test": resolver(records) }, { get: (known, host) => known[host] ?? (() => files[host]) });
  world = worldOf(answers);
  const settings = { ...SETTINGS, ENVIRONMENT: "local", DNS_URL: "http://resolver.test/dns-query" };
  server = await start({ settings, world });
  [owner, other] = [{ user: await server.createAccount() }, { user: await server.createAccount() }];
});
after(() => server?.stop());

const add = async (domain, body = {}, caller = owner) => dataOf(await server.post(DOMAINS, { domain, ...body }, caller), 201);
const verify = (domain, caller = owner) => server.post(`${DOMAINS}/${domain}/verify`, undefined, caller);
const show = async (domain, caller = owner) => dataOf(await server.get(`${DOMAINS}/${domain}`, caller));
const create = async (body, caller = owner) => dataOf(await server.post(LINKS, { target: TARGET, ...body }, caller), 201);

/** A domain that needs no proof on one's own machine. */
async function verified(domain, body, caller) {
  await add(domain, body, caller);
  return dataOf(await verify(domain, caller));
}

/** What a host answers: the status, and where to. */
async function ask(host, path, options) {
  const { status, headers } = await server.request("GET", path, { headers: { Host: host }, ...options });
  return [status, headers.get("location")];
}

/** The same, once it is as expected, or has had its time: an isolate remembers that a host was no domain. */
async function comesTo(host, path, expected) {
  const isExpected = (found) => String(found) === String(expected);
  assert.deepEqual(await until(() => ask(host, path), isExpected), expected);
}

describe("verification", () => {
  test("by a TXT record, which nobody else's stands for", async () => {
    const { verification, verifiedAt } = await add("dns.example.org");
    assert.equal(verifiedAt, null);
    assert.deepEqual([verification.dns.name, verification.dns.type], ["_shortwave.dns.example.org", "TXT"]);
    assert.match(verification.dns.value, /^shortwave-verification=[0-9a-f]{32}$/);
    assert.deepEqual(failureOf(await verify("dns.example.org")).slice(0, 1), [409]);
    const theirs = (await add("dns.example.org", {}, other)).verification.dns.value;
    assert.notEqual(theirs, verification.dns.value);
    records["_shortwave.dns.example.org"] = ["v=spf1 -all", theirs];
    assert.equal((await verify("dns.example.org")).status, 409);
    records["_shortwave.dns.example.org"].push(verification.dns.value);
    assert.ok(dataOf(await verify("dns.example.org")).verifiedAt);
    assert.ok((await show("dns.example.org")).verifiedAt);
    // Theirs is there too; but the domain has its owner now.
    assert.equal((await verify("dns.example.org", other)).status, 409);
    assert.equal((await show("dns.example.org", other)).verifiedAt, null);
  });

  test("by a file, after one redirect to the same place of the same host", async () => {
    const { verification } = await add("file.example.org");
    assert.equal(verification.http.url, "http://file.example.org/.well-known/shortwave-verification.txt");
    files["file.example.org"] = { status: 302, headers: { Location: "http://elsewhere.example.org/" } };
    files["elsewhere.example.org"] = { body: verification.http.content };
    assert.equal((await verify("file.example.org")).status, 409);
    assert.ok(!world.asked.some((asked) => asked.startsWith("elsewhere")));
    files["file.example.org"] = { body: `${verification.http.content}${" ".repeat(2_000)}` };
    assert.equal((await verify("file.example.org")).status, 409);
    files["file.example.org"] = { body: `${verification.http.content}\n` };
    assert.ok(dataOf(await verify("file.example.org")).verifiedAt);
  });

  test("of what only one's own machine answers to needs no proof, and only there", async (t) => {
    assert.ok((await verified("own.localhost")).verifiedAt);
    const production = await start({ t });
    const caller = { user: await production.createAccount() };
    dataOf(await production.post(DOMAINS, { domain: "own.localhost" }, caller), 201);
    assert.equal((await production.post(`${DOMAINS}/own.localhost/verify`, undefined, caller)).status, 409);
  });
});

describe("what is said of a domain", () => {
  test("is added, shown, listed, changed with a precondition, and removed", async () => {
    const made = await server.post(DOMAINS, { domain: "Bücher.Example", rootTarget: TARGET }, owner);
    const { domain, rootTarget, notFoundTarget } = dataOf(made, 201);
    assert.deepEqual([domain, rootTarget, notFoundTarget, made.json.data.default], ["xn--bcher-kva.example", TARGET, null, false]);
    assert.equal(made.headers.get("location"), `${DOMAINS}/${domain}`);
    assert.equal(made.headers.get("etag"), '"v1"');
    assert.deepEqual(failureOf(await server.post(DOMAINS, { domain }, owner))[0], 409);
    const listed = (await server.get(`${DOMAINS}?sort=domain`, owner)).json.items;
    assert.deepEqual(listed.find((one) => one.domain === domain), await show(domain));
    const change = (body, tag) => server.patch(`${DOMAINS}/${domain}`, body, { ...owner, headers: { "If-Match": tag } });
    assert.equal((await change({ rootTarget: null }, '"v7"')).status, 412);
    const changed = dataOf(await change({ rootTarget: null, notFoundTarget: TARGET }, '"v1"'));
    assert.deepEqual([changed.rootTarget, changed.notFoundTarget], [null, TARGET]);
    assert.equal((await change({ default: true }, "*")).status, 409);
    assert.equal((await server.delete(`${DOMAINS}/${domain}`, { ...owner, headers: { "If-Match": '"v1"' } })).status, 412);
    assert.equal((await server.delete(`${DOMAINS}/${domain}`, owner)).status, 204);
    assert.equal((await server.get(`${DOMAINS}/${domain}`, owner)).status, 404);
  });

  test("names what is wrong", async () => {
    for (const [body, ...details] of [
      [{}, "domain required"],
      [{ domain: "localhost" }, "domain format"],
      [{ domain: "127.0.0.1" }, "domain format"],
      [{ domain: "example.org/path" }, "domain format"],
      [{ domain: "user@example.org" }, "domain format"],
      [{ domain: "example.org:80" }, "domain format"],
      [{ domain: "sho.rt" }, "domain format"],
      [{ domain: `${"a".repeat(250)}.org` }, "domain length"],
      [{ domain: "go.example.org", rootTarget: "javascript:alert(1)", default: true }, "default unknown", "rootTarget format"],
    ]) {
      const [status, , ...found] = failureOf(await server.post(DOMAINS, body, owner));
      assert.deepEqual([status, ...found.sort()], [400, ...details], JSON.stringify(body));
    }
  });

  test("is another's business", async () => {
    await add("mine.example.org");
    const reader = await keyed(server, owner, ["links:read"]);
    assert.equal((await server.post(DOMAINS, { domain: "reader.example.org" }, reader)).status, 403);
    for (const method of ["GET", "DELETE"]) {
      assert.equal((await server.request(method, `${DOMAINS}/mine.example.org`, other)).status, 404);
    }
    assert.equal((await verify("mine.example.org", other)).status, 404);
  });

  test("stands in the audit log", async () => {
    await verified("audit.localhost");
    const events = (await server.get("/v1/audit", owner)).json.items.filter(({ subject }) => subject === "audit.localhost");
    assert.deepEqual(events.map(({ event }) => event), ["domain-verified", "domain-added"]);
  });
});

describe("links on a domain", () => {
  const HOST = "links.localhost";
  before(() => verified(HOST));

  test("have slugs of their own, ids with the domain, and lead on where they are", async () => {
    const [here, there] = [await create({ slug: "both" }), await create({ slug: "both", domain: HOST, target: `${TARGET}/there` })];
    assert.deepEqual([here.id, here.domain, here.shortUrl], ["both", null, "https://sho.rt/both"]);
    assert.deepEqual([there.id, there.domain, there.slug], [`${HOST}:both`, HOST, "both"]);
    assert.equal(there.shortUrl, `http://${HOST}:${server.url.port}/both`);
    await comesTo(HOST, "/both", [302, `${TARGET}/there`]);
    assert.deepEqual(await ask("sho.rt", "/both"), [302, TARGET]);
    assert.equal((await server.post(LINKS, { target: TARGET, slug: "both", domain: HOST }, owner)).status, 409);
  });

  test("are shown, changed, counted, filtered and removed by their ids", async () => {
    const link = await create({ slug: "changed", domain: HOST });
    const path = `${LINKS}/${link.id}`;
    assert.equal(dataOf(await server.get(path, owner)).id, link.id);
    assert.equal((await server.get(`${LINKS}/changed`, owner)).status, 404);
    dataOf(await server.patch(path, { target: `${TARGET}/changed` }, owner));
    await comesTo(HOST, "/changed", [302, `${TARGET}/changed`]);
    const { total } = await until(async () => dataOf(await server.get(`${path}/clicks`, owner)), ({ total }) => total.clicks > 0);
    assert.ok(total.clicks >= 1);
    const listed = (await server.get(`${LINKS}?domain=${HOST}&slug=changed`, owner)).json.items;
    assert.deepEqual(listed.map(({ id }) => id), [link.id]);
    assert.equal((await server.get(`${path}/qr`, owner)).status, 200);
    assert.equal((await server.delete(path, owner)).status, 204);
    await comesTo(HOST, "/changed", [404, null]);
  });

  test("pages of theirs are on the domain, and nothing else is", async () => {
    await create({ slug: "locked", domain: HOST, password: "open sesame" });
    await comesTo(HOST, "/locked", [403, null]);
    const body = "password=open+sesame";
    const headers = { Host: HOST, "Content-Type": "application/x-www-form-urlencoded" };
    const opened = await server.request("POST", "/locked", { body, headers });
    assert.deepEqual([opened.status, opened.headers.get("location")], [303, "/locked"]);
    const cookie = opened.headers.get("set-cookie").split(";")[0];
    assert.deepEqual(await ask(HOST, "/locked", { headers: { Host: HOST, Cookie: cookie } }), [302, TARGET]);
    const preview = await server.get("/both+", { headers: { Host: HOST } });
    assert.match(preview.text, /example\.com\/first\/there/);
    for (const path of ["/", "/console", "/v1/links", "/healthz", "/api/rest/account", "/admin/accounts/x", "/nothing", "/a/b"]) {
      const { status, headers, text } = await server.get(path, { headers: { Host: HOST, Accept: "text/html" } });
      assert.equal(status, 404, path);
      assert.ok(headers.get("x-transaction-id"));
      assert.match(text, /There is nothing here/);
    }
  });

  test("where there is none, the domain says where to go", async () => {
    const host = "elsewhere.localhost";
    const [rootTarget, notFoundTarget] = ["https://example.com/root", "https://example.com/missing"];
    await verified(host, { rootTarget, notFoundTarget });
    await comesTo(host, "/", [302, rootTarget]);
    assert.deepEqual(await ask(host, "/nothing"), [302, notFoundTarget]);
    assert.deepEqual(await ask(host, "/a/b.txt?c"), [302, notFoundTarget]);
    const { headers } = await server.request("HEAD", "/", { headers: { Host: host } });
    assert.match(headers.get("x-transaction-id"), /^[0-9a-f-]{36}$/);
  });

  test("may not lead to a domain of the account", async () => {
    const [status, , ...found] = failureOf(await server.post(LINKS, { target: `https://${HOST}/both` }, owner));
    assert.deepEqual([status, ...found], [400, "target format"]);
    assert.equal((await create({ target: `https://${HOST}/both` }, other)).domain, null);
  });

  test("are made on the default domain, in both dialects, unless they say where", async () => {
    const caller = { user: await server.createAccount() };
    const host = "default.localhost";
    for (const domain of [host, "unverified.example.org"]) {
      const refused = await server.post(LINKS, { target: TARGET, domain }, caller);
      assert.deepEqual(failureOf(refused).slice(2), ["domain format"]);
    }
    await verified(host, {}, caller);
    assert.equal((await create({}, caller)).domain, null);
    assert.equal(dataOf(await server.patch(`${DOMAINS}/${host}`, { default: true }, caller)).default, true);
    assert.equal((await show(host, caller)).default, true);
    assert.equal((await create({}, caller)).domain, host);
    assert.equal((await create({ domain: null }, caller)).domain, null);
    const { json } = await server.post("/api/rest/shortener/shorten", { urls: [{ longUrl: TARGET }] }, caller);
    assert.ok(json.data[0].shortUrl.startsWith(`http://${host}:`));
    assert.equal(dataOf(await server.patch(`${DOMAINS}/${host}`, { default: false }, caller)).default, false);
    assert.equal((await create({}, caller)).domain, null);
  });

  test("are erased when the domain is another's, and stay while it is nobody's", async () => {
    const host = "moved.localhost";
    await verified(host);
    const link = await create({ slug: "mine", domain: host });
    await comesTo(host, "/mine", [302, TARGET]);
    assert.equal((await server.post(`${DOMAINS}`, { domain: host }, other)).status, 201);
    assert.equal((await verify(host, other)).status, 409);
    assert.equal((await server.delete(`${DOMAINS}/${host}`, owner)).status, 204);
    assert.equal(dataOf(await server.get(`${LINKS}/${link.id}`, owner)).id, link.id);
    assert.ok(dataOf(await verify(host, other)).verifiedAt);
    assert.equal((await server.get(`${LINKS}/${link.id}`, owner)).status, 404);
    const theirs = await create({ slug: "mine", domain: host, target: `${TARGET}/theirs` }, other);
    assert.equal(theirs.id, link.id);
    await comesTo(host, "/mine", [302, `${TARGET}/theirs`]);
  });

  test("end with the account", async () => {
    const caller = { user: await server.createAccount() };
    const host = "ended.localhost";
    await verified(host, {}, caller);
    assert.equal((await server.delete(`/admin/accounts/${caller.user.username}`, { admin: true })).status, 204);
    assert.ok((await verified(host)).verifiedAt);
  });
});
