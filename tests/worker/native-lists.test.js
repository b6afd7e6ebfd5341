// Listings: the one way that links, keys, users and audit entries are filtered, sorted and given out.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { start } from "./harness.js";
import { createKey, createUser, dataOf, failureOf } from "./native.js";

const LINKS = 45;
const PEOPLE = 7;
let server, owner, links;

/** The collections: where each is, what tells its items apart, how many there are, and a column whose values repeat. */
const collections = () => [
  { path: "/v1/links", key: "slug", total: LINKS, repeating: "title", unique: "target" },
  { path: "/v1/auth/keys", key: "id", total: PEOPLE, repeating: "name", unique: "id" },
  { path: "/v1/users", key: "id", total: PEOPLE, repeating: "role", unique: "email" },
  { path: "/v1/audit", key: "id", total: 2 * PEOPLE, repeating: "event", unique: "subject" },
];

before(async () => {
  server = await start();
  owner = { user: await server.createAccount() };
  // Other accounts have some too, which are never seen.
  const other = { user: await server.createAccount() };
  for (const caller of [owner, other]) {
    for (let index = 0; index < PEOPLE; index++) {
      await createKey(server, caller, ["otp:write"], { name: `key ${index % 3}` });
      await createUser(server, caller, { email: `person-${index}@${caller.user.username}.example`, role: index % 2 ? "admin" : "viewer" });
    }
    for (let index = 0; index < LINKS; index++) {
      const body = { target: `https://example.com/${index}`, title: `Title ${index % 4}` };
      dataOf(await server.post("/v1/links", body, caller), 201);
    }
  }
  links = (await list("/v1/links?limit=100")).items;
});
after(() => server.stop());

async function list(path) {
  const { status, json, text } = await server.get(path, owner);
  assert.equal(status, 200, text);
  return { items: json.items, ...json.meta.pagination };
}

/** All items, page by page as `next` leads. */
async function walk(path, parameters) {
  const items = [];
  let page = await list(`${path}?${new URLSearchParams(parameters)}`);
  for (;;) {
    items.push(...page.items);
    if (page.next === null) return items;
    assert.equal(page.items.length, Number(parameters.limit), "only the last page is not full");
    const offset = page.next;
    page = await list(`${path}?${new URLSearchParams({ ...parameters, offset })}`);
    assert.deepEqual([page.offset, page.page], [offset, null]);
  }
}

/** Orders by code points, as the database does. */
const ascending = (column) => (a, b) => (a[column] < b[column] ? -1 : a[column] > b[column] ? 1 : 0);

describe("pages", () => {
  test("the first has 20 items unless said, and tells how many there are", async () => {
    const { items, next, ...rest } = await list("/v1/links");
    assert.equal(items.length, 20);
    assert.deepEqual(rest, { offset: null, limit: 20, page: 1, pages: 3, total: LINKS });
    assert.equal(typeof next, "string");
    for (const { path, total } of collections()) assert.equal((await list(path)).total, total, path);
  });

  test("a walk gives each item once, in order", async () => {
    for (const { path, key, total, repeating } of collections()) {
      for (const limit of ["1", "3", "7", "100"]) {
        if (limit === "1" && total === LINKS) continue;
        const items = await walk(path, { limit, sort: repeating });
        assert.equal(new Set(items.map((item) => item[key])).size, total, path);
        const sorted = items.toSorted((a, b) => ascending(repeating)(a, b) || ascending(key)(a, b));
        assert.deepEqual(items, sorted, path);
      }
    }
  });

  test("pages by number give the same as a walk", async () => {
    for (const { path, total } of collections()) {
      const walked = await walk(path, { limit: "4" });
      const pages = Math.ceil(total / 4);
      for (let page = 1; page <= pages; page++) {
        const { items, next, ...rest } = await list(`${path}?limit=4&page=${page}`);
        assert.deepEqual(items, walked.slice(4 * page - 4, 4 * page), `${path} ${page}`);
        assert.deepEqual(rest, { offset: null, limit: 4, page, pages, total });
        assert.equal(next === null, page === pages);
      }
      assert.deepEqual((await list(`${path}?limit=4&page=${pages + 1}`)).items, []);
    }
  });

  test("a walk neither repeats nor skips when others come and go", async () => {
    const target = "https://example.net/meanwhile";
    const make = async () => dataOf(await server.post("/v1/links", { target, title: "Title 1" }, owner), 201);
    const first = await list("/v1/links?limit=10&sort=slug");
    const made = [await make(), await make(), await make()];
    const rest = await list(`/v1/links?limit=100&sort=slug&offset=${first.next}`);
    const seen = [...first.items, ...rest.items].filter((link) => link.target !== target).map(({ slug }) => slug);
    assert.deepEqual(seen, links.map(({ slug }) => slug).sort());
    for (const { slug } of made) await server.delete(`/v1/links/${slug}`, owner);
    assert.equal((await list("/v1/links")).total, LINKS);
  });

  test("an empty collection is one", async () => {
    const empty = { user: await server.createAccount() };
    for (const { path } of collections()) {
      const { json } = await server.get(path, empty);
      assert.deepEqual(json.items, []);
      assert.deepEqual(json.meta.pagination, { offset: null, limit: 20, next: null, page: 1, pages: 0, total: 0 });
    }
  });
});

describe("sorting", () => {
  test("both ways, by what is unique and by what repeats", async () => {
    for (const { path, key, repeating, unique } of collections()) {
      const all = await walk(path, { limit: "100" });
      for (const column of [unique, repeating, "id" in all[0] ? "id" : "slug"]) {
        const order = (a, b) => ascending(column)(a, b) || ascending(key)(a, b);
        const up = await list(`${path}?limit=100&sort=${column}`);
        assert.deepEqual(up.items, all.toSorted(order), `${path} ${column}`);
        const down = await list(`${path}?limit=100&sort=-${column}`);
        assert.deepEqual(down.items, all.toSorted(order).reverse(), `${path} -${column}`);
      }
    }
  });

  test("by several columns, each in its direction", async () => {
    const { items } = await list("/v1/links?limit=100&sort=-title,target");
    const sorted = links.toSorted((a, b) => ascending("title")(b, a) || ascending("target")(a, b));
    assert.deepEqual(items, sorted);
  });

  test("the latest come first unless said", async () => {
    for (const path of ["/v1/links", "/v1/auth/keys", "/v1/users"]) {
      const created = (await list(`${path}?limit=100`)).items.map(({ createdAt }) => createdAt);
      assert.deepEqual(created, created.toSorted().reverse(), path);
    }
    const ids = (await list("/v1/audit?limit=100")).items.map(({ id }) => id);
    assert.deepEqual(ids, ids.toSorted((a, b) => b - a));
  });
});

describe("filters", () => {
  test("by equality, which also counts", async () => {
    const wanted = links.filter(({ title }) => title === "Title 2");
    const { items, total } = await list("/v1/links?title=Title%202&limit=100");
    assert.deepEqual([items, total], [wanted, wanted.length]);
    const { slug } = wanted[0];
    assert.deepEqual((await list(`/v1/links?slug=${slug}`)).items, [wanted[0]]);
    assert.equal((await list("/v1/users?role=admin")).total, 3);
    assert.equal((await list("/v1/users?secondFactor=false")).total, PEOPLE);
    assert.equal((await list("/v1/users?secondFactor=true")).total, 0);
    assert.equal((await list("/v1/audit?event=key-created")).total, PEOPLE);
    assert.equal((await list("/v1/auth/keys?name=key%200")).total, 3);
    assert.equal((await list("/v1/links?title=title%202")).total, 0, "case counts");
  });

  test("by what a text contains, whatever the case, and nothing is a wildcard", async () => {
    const wanted = links.filter(({ target }) => target.includes("/1"));
    assert.deepEqual((await list("/v1/links?target.contains=COM/1&limit=100")).items, wanted);
    assert.equal((await list("/v1/users?email.contains=person-3@")).total, 1);
    for (const text of ["%", "_", "Title%", "'", "*", "?", "\\"]) {
      assert.equal((await list(`/v1/links?title.contains=${encodeURIComponent(text)}`)).total, 0, text);
    }
  });

  test("by ranges of moments and numbers, the end excluded", async () => {
    const ids = (await list("/v1/audit?id.from=3&id.to=6&sort=id")).items.map(({ id }) => id);
    assert.deepEqual(ids, [3, 4, 5]);
    const [{ createdAt }] = links;
    const [before, after] = [new Date(Date.parse(createdAt) - 86_400_000), new Date(Date.parse(createdAt) + 86_400_000)];
    for (const [from, to] of [[before.toISOString(), after.toISOString()], [before.getTime(), after.getTime()]]) {
      assert.equal((await list(`/v1/links?createdAt.from=${from}&createdAt.to=${to}`)).total, LINKS);
      assert.equal((await list(`/v1/links?createdAt.from=${to}`)).total, 0);
      assert.equal((await list(`/v1/links?createdAt.to=${from}`)).total, 0);
    }
    assert.equal((await list(`/v1/audit?at.from=${encodeURIComponent("2020-01-01T00:00:00+02:00")}`)).total, 2 * PEOPLE);
  });

  test("several must all hold, on every page of a walk", async () => {
    const wanted = links.filter(({ title, target }) => title === "Title 1" && target.includes("/2"));
    const found = await walk("/v1/links", { limit: "2", title: "Title 1", "target.contains": "/2" });
    assert.deepEqual(found, wanted);
    assert.ok(wanted.length > 2);
  });
});

describe("what is wrong with a query", () => {
  test("is named, parameter by parameter", async () => {
    for (const [query, ...details] of [
      ["limit=0", "limit type"],
      ["limit=101", "limit type"],
      ["limit=ten", "limit type"],
      ["page=0", "page type"],
      ["limit=100&page=101", "page type"],
      ["sort=nothing", "sort type"],
      ["sort=title,title", "sort type"],
      ["sort=title,slug,clicks,target", "sort type"],
      ["sort=", "sort type"],
      ["offset=nonsense", "offset type"],
      ["nothing=1", "nothing unknown"],
      ["title.from=a", "title.from unknown"],
      ["clicks.contains=1", "clicks.contains unknown"],
      ["clicks=many", "clicks type"],
      ["createdAt.from=yesterday", "createdAt.from type"],
      ["title=a&title=b", "title repeated"],
    ]) {
      const [status, reason, ...found] = failureOf(await server.get(`/v1/links?${query}`, owner));
      assert.deepEqual([status, reason, ...found], [400, "A field breaks a rule", ...details], query);
    }
  });

  test("all of it at once", async () => {
    const { next } = await list("/v1/links?limit=1");
    const query = `limit=0&sort=x&offset=${next}&page=0&clicks=many&color=red&title=a&title=b`;
    const [status, , ...details] = failureOf(await server.get(`/v1/links?${query}`, owner));
    assert.equal(status, 400);
    assert.deepEqual(details.sort(), [
      "clicks type", "color unknown", "limit type", "page excluded", "page type", "sort type", "title repeated",
    ]);
  });

  test("an offset belongs to one sort, and to nobody else's data", async () => {
    const { next } = await list("/v1/links?limit=1&sort=title");
    assert.deepEqual(failureOf(await server.get(`/v1/links?sort=-title&offset=${next}`, owner)).slice(2), ["offset type"]);
    assert.deepEqual(failureOf(await server.get(`/v1/users?offset=${next}`, owner)).slice(2), ["offset type"]);
    const other = { user: await server.createAccount() };
    assert.deepEqual((await server.get(`/v1/links?sort=title&offset=${next}`, other)).json.items, []);
  });
});
