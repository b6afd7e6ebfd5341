// Short links as resources: /v1/links, and where their slugs lead.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { until } from "../until.js";
import { start } from "./harness.js";
import { dataOf, failureOf, keyed } from "./native.js";

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/;
const LINKS = "/v1/links";
const TARGET = "https://example.com/first";
/** What is not said of a link. */
const PLAIN = {
  title: "",
  tags: [],
  notes: "",
  externalId: "",
  status: 302,
  activeFrom: null,
  expiresAt: null,
  expiredTarget: null,
  clickLimit: null,
  hasPassword: false,
  passQuery: false,
  utm: { source: "", medium: "", campaign: "", term: "", content: "" },
  targeting: [],
  variants: [],
  deepLinks: { ios: null, android: null },
  preview: null,
  noindex: false,
  archived: false,
  state: "active",
  clicks: 0,
};
let server, owner;

before(async () => {
  server = await start();
  owner = { user: await server.createAccount() };
});
after(() => server.stop());

const create = async (body = {}, caller = owner) => dataOf(await server.post(LINKS, { target: TARGET, ...body }, caller), 201);
const pathOf = (link) => `${LINKS}/${link.slug}`;
const redirect = async ({ slug }) => {
  const { status, headers } = await server.get(`/${slug}`);
  return status === 302 ? headers.get("location") : status;
};

/** Asks where a link leads until it is there: the copy that redirects read follows a change. */
async function leadsTo(link, expected) {
  assert.equal(await until(() => redirect(link), (found) => found === expected), expected);
}

/** Waits until redirects read a link from its copy. */
async function isCopied({ slug }) {
  const kv = await server.miniflare.getKVNamespace("LINKS");
  assert.ok(await until(() => kv.get(`link:${slug}`, "arrayBuffer"), (copy) => copy !== null), "the link is copied");
}

describe("making a link", () => {
  test("answers with the link, which redirects at once", async () => {
    const created = await server.post(LINKS, { target: "https://EXAMPLE.com/a?b=c", title: "Offer" }, owner);
    const link = dataOf(created, 201);
    const { slug, createdAt, updatedAt, ...rest } = link;
    assert.match(slug, /^[0-9A-Za-z]{6}$/);
    assert.deepEqual(rest, { ...PLAIN, id: slug, domain: null, shortUrl: `https://sho.rt/${slug}`, target: "https://example.com/a?b=c", title: "Offer" });
    for (const moment of [createdAt, updatedAt]) assert.match(moment, MOMENT);
    assert.equal(created.headers.get("location"), pathOf(link));
    assert.equal(created.headers.get("etag"), '"v1"');
    assert.equal(await redirect(link), link.target);
    const { clicks, ...shown } = dataOf(await server.get(pathOf(link), owner));
    assert.deepEqual({ ...shown, clicks: 0 }, link);
  });

  test("is copied while others are made on its shard, one right after the other", async () => {
    // FNV-1a, as src/link/id.rs has it.
    const shard = (slug) => Buffer.from(slug).reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5) % 32;
    const slugs = Array.from({ length: 6_000 }, (_, index) => `after-${index}`).filter((slug) => shard(slug) === 0);
    const kv = await server.miniflare.getKVNamespace("LINKS");
    const first = await create({ slug: slugs.pop() });
    const copyAfterAnother = async () => {
      await create({ slug: slugs.pop() });
      return kv.get(`link:${first.slug}`, "arrayBuffer");
    };
    const copy = await until(copyAfterAnother, (copy) => copy !== null || slugs.length === 0);
    assert.ok(copy, "the copy is not put off by each link that follows");
  });

  test("a title may be absent, and is not more than 200 characters", async () => {
    assert.equal((await create()).title, "");
    assert.equal((await create({ title: "é".repeat(200) })).title, "é".repeat(200));
    assert.equal((await server.post(LINKS, { target: TARGET, title: "é".repeat(201) }, owner)).status, 400);
  });

  test("names each field that is wrong", async () => {
    for (const [body, ...details] of [
      [{}, "target required"],
      [{ target: "javascript:alert(1)" }, "target format"],
      [{ target: "https://sho.rt/abcdef" }, "target format"],
      [{ target: 7, title: 7, name: "x" }, "target type", "title type", "name unknown"],
      [{ target: `https://example.com/${"x".repeat(2029)}` }, "target length"],
    ]) {
      const [status, , ...found] = failureOf(await server.post(LINKS, body, owner));
      assert.deepEqual([status, ...found], [400, ...details]);
    }
  });

  test("a link of the REST dialect is a link like any other", async () => {
    const { json } = await server.post("/api/rest/shortener/shorten", { urls: [{ longUrl: TARGET }] }, owner);
    const slug = json.data[0].shortUrl.slice(-6);
    const link = dataOf(await server.get(`${LINKS}/${slug}`, owner));
    assert.deepEqual([link.target, link.title], [TARGET, ""]);
  });
});

describe("changing a link", () => {
  test("PATCH changes what is given, and keeps the rest", async () => {
    const link = await create({ title: "first" });
    const patch = async (body) => {
      const { updatedAt, ...changed } = dataOf(await server.patch(pathOf(link), body, owner));
      return changed;
    };
    const { updatedAt, ...before } = link;
    assert.deepEqual(await patch({}), before);
    assert.deepEqual(await patch({ title: "second" }), { ...before, title: "second" });
    const target = "https://example.com/second";
    assert.deepEqual(await patch({ target }), { ...before, title: "second", target });
    assert.deepEqual(await patch({ title: "" }), { ...before, title: "", target });
    for (const [body, detail] of [[{ target: "ftp://x" }, "target format"], [{ clicks: 7 }, "clicks unknown"]]) {
      const [status, , ...details] = failureOf(await server.patch(pathOf(link), body, owner));
      assert.deepEqual([status, ...details], [400, detail]);
    }
  });

  test("PUT replaces it: the title goes, the target must be there", async () => {
    const link = await create({ title: "first" });
    const target = "https://example.com/second";
    const { updatedAt, ...replaced } = dataOf(await server.put(pathOf(link), { target }, owner));
    assert.deepEqual({ ...replaced, updatedAt: link.updatedAt }, { ...link, title: "", target });
    assert.deepEqual(failureOf(await server.put(pathOf(link), { title: "x" }, owner)).slice(2), ["target required"]);
    assert.equal(dataOf(await server.get(pathOf(link), owner)).target, target);
  });

  test("redirects follow, from the copy too, and clicks are kept", async () => {
    const link = await create();
    await isCopied(link);
    assert.equal(await redirect(link), TARGET);
    await server.patch(pathOf(link), { target: "https://example.com/second" }, owner);
    await leadsTo(link, "https://example.com/second");
    await server.put(pathOf(link), { target: "https://example.com/third" }, owner);
    await leadsTo(link, "https://example.com/third");
    const counted = dataOf(await server.get(pathOf(link), owner)).clicks;
    assert.ok(counted >= 3, `${counted} clicks`);
  });

  test("of many changes one after another the last one stays", async () => {
    const link = await create();
    const targets = Array.from({ length: 20 }, (_, index) => `https://example.com/${index}`);
    for (const target of targets) assert.equal((await server.patch(pathOf(link), { target }, owner)).status, 200);
    await leadsTo(link, targets.at(-1));
    assert.equal((await server.get(pathOf(link), owner)).headers.get("etag"), '"v21"');
  });

  test("is made for the version that If-Match names, or for any", async () => {
    const link = await create();
    const send = (method, match, body) => server.request(method, pathOf(link), { body, ...owner, headers: { "If-Match": match } });
    for (const method of ["PATCH", "PUT", "DELETE"]) {
      const body = method === "DELETE" ? undefined : { target: "https://example.com/stale" };
      assert.deepEqual(failureOf(await send(method, '"v2"', body)), [412, "Changed by somebody else meanwhile"]);
    }
    assert.deepEqual(dataOf(await server.get(pathOf(link), owner)), link);
    const changed = await send("PATCH", '"v1"', { title: "second" });
    assert.deepEqual([changed.status, changed.headers.get("etag")], [200, '"v2"']);
    assert.equal((await send("PUT", "*", { target: TARGET })).headers.get("etag"), '"v3"');
    assert.equal((await send("DELETE", '"v2"')).status, 412);
    assert.equal((await send("DELETE", '"v1", "v3"')).status, 204);
  });
});

describe("removing a link", () => {
  test("it leads nowhere, and nothing is where it was", async () => {
    const link = await create({ title: "first" });
    await isCopied(link);
    assert.equal((await server.delete(pathOf(link), owner)).status, 204);
    await leadsTo(link, 404);
    const bodies = { GET: undefined, DELETE: undefined, PATCH: {}, PUT: { target: TARGET } };
    for (const [method, body] of Object.entries(bodies)) {
      assert.equal((await server.request(method, pathOf(link), { body, ...owner })).status, 404, method);
    }
    assert.equal((await server.get(`/admin/links/${link.slug}`, { admin: true })).status, 404);
    assert.ok(!(await server.get(`${LINKS}?slug=${link.slug}`, owner)).json.items.length);
  });

  test("its slug is never given again", async () => {
    const link = await create();
    assert.equal((await server.delete(pathOf(link), owner)).status, 204);
    assert.equal((await server.post(LINKS, { target: TARGET, slug: link.slug }, owner)).status, 409);
  });
});

test("another account's link is not there, and stays as it was", async () => {
  const other = { user: await server.createAccount() };
  const link = await create({ title: "mine" });
  assert.equal((await server.get(pathOf(link), other)).status, 404);
  for (const headers of [{}, { "If-Match": '"v1"' }, { "If-Match": "*" }]) {
    assert.equal((await server.patch(pathOf(link), { title: "theirs" }, { ...other, headers })).status, 404);
    assert.equal((await server.put(pathOf(link), { target: "https://example.net/" }, { ...other, headers })).status, 404);
    assert.equal((await server.delete(pathOf(link), { ...other, headers })).status, 404);
  }
  assert.deepEqual(dataOf(await server.get(pathOf(link), owner)), link);
  assert.equal(await redirect(link), TARGET);
});

test("what is no slug of a link names nothing", async () => {
  const bodies = { GET: undefined, DELETE: undefined, PATCH: {}, PUT: { target: TARGET } };
  for (const slug of ["zzzzzz", "x", "abcdefg", "%00", "abc%2Fd"]) {
    for (const [method, body] of Object.entries(bodies)) {
      assert.equal((await server.request(method, `${LINKS}/${slug}`, { body, ...owner })).status, 404, `${method} ${slug}`);
    }
  }
});

test("clicks of redirects are counted, and shown", async () => {
  const link = await create();
  await Promise.all(Array.from({ length: 20 }, () => redirect(link)));
  const counted = async () => dataOf(await server.get(pathOf(link), owner)).clicks;
  assert.equal(await until(counted, (clicks) => clicks === 20), 20);
});

test("reading and writing take different scopes", async () => {
  const [reader, writer] = [await keyed(server, owner, ["links:read"]), await keyed(server, owner, ["links:write"])];
  const link = await create({}, writer);
  assert.equal((await server.get(pathOf(link), reader)).status, 200);
  assert.equal((await server.get(pathOf(link), writer)).status, 403);
  assert.equal((await server.delete(pathOf(link), reader)).status, 403);
  assert.equal((await server.delete(pathOf(link), writer)).status, 204);
});

test("a link's state follows from its rules and the time, and lists are filtered and sorted by it", async () => {
  const caller = { user: await server.createAccount() };
  const [past, future] = ["2001-01-01T00:00:00Z", "2099-01-01T00:00:00Z"];
  for (const [slug, state, body] of [
    ["s-active", "active", { activeFrom: past, expiresAt: future, password: "open sesame" }],
    ["s-plain", "active", {}],
    ["s-scheduled", "scheduled", { activeFrom: future }],
    ["s-expired", "expired", { expiresAt: past, expiredTarget: TARGET }],
    ["s-never", "scheduled", { activeFrom: future, expiresAt: past }],
    ["s-archived", "archived", { archived: true, expiresAt: past }],
  ]) {
    assert.equal((await create({ slug, ...body }, caller)).state, state, slug);
  }
  const listed = async (query) => (await server.get(`${LINKS}?${query}`, caller)).json.items.map(({ slug, state }) => `${slug} ${state}`);
  assert.deepEqual(await listed("state=active&sort=slug"), ["s-active active", "s-plain active"]);
  assert.deepEqual(await listed("state=scheduled&sort=slug"), ["s-never scheduled", "s-scheduled scheduled"]);
  assert.deepEqual(await listed("state=expired"), ["s-expired expired"]);
  assert.deepEqual(await listed("state=archived"), ["s-archived archived"]);
  assert.deepEqual((await listed("sort=-state,slug")).map((told) => told.split(" ")[1]), ["scheduled", "scheduled", "expired", "archived", "active", "active"]);
  await server.patch(`${LINKS}/s-expired`, { expiresAt: null }, caller);
  assert.deepEqual(await listed("state=expired"), []);
});
