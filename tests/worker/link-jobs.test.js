// Many links at once: /v1/link-jobs and /v1/link-export.
import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { after, before, describe, test } from "node:test";
import { until } from "../until.js";
import { SETTINGS, start, temporaryFolder } from "./harness.js";
import { dataOf, failureOf, keyed } from "./native.js";

const JOBS = "/v1/link-jobs";
const LINKS = "/v1/links";
const TARGET = "https://example.com/many";
let server;

before(async () => (server = await start({ settings: { ...SETTINGS, ENVIRONMENT: "local" } })));
after(() => server?.stop());

const someone = async () => ({ user: await server.createAccount() });

/** Begins a job; `query` is of its URL. */
const begin = (caller, body, query = "", on = server) => on.post(`${JOBS}${query}`, body, caller);

/** A job, once it has ended or had its time. */
async function ended(caller, { id }, on = server) {
  const ask = async () => {
    // Who asks all the time takes the job's time.
    await setTimeout(50);
    return dataOf(await on.get(`${JOBS}/${id}`, caller));
  };
  const job = await until(ask, ({ endedAt }) => endedAt, 60_000);
  assert.ok(job.endedAt, JSON.stringify(job));
  return job;
}

/** A job that is begun and ends: how many rows are done and failed, and the rows. */
async function run(caller, body, query) {
  const job = await ended(caller, dataOf(await begin(caller, body, query), 202));
  const { items } = (await server.get(`${JOBS}/${job.id}/rows?limit=100`, caller)).json;
  return { counts: [job.total, job.done, job.failed], rows: items, job };
}

const details = ({ details }) => details.map(({ path, code }) => `${path} ${code}`);
const linkOf = async (caller, { id }) => dataOf(await server.get(`${LINKS}/${encodeURIComponent(id)}`, caller));

describe("making links", () => {
  test("of JSON: each row becomes a link or says what is wrong with it", async () => {
    const caller = await someone();
    const begun = await begin(caller, [
      { target: `${TARGET}/0`, slug: "job-own", tags: ["a", "b"], password: "open sesame" },
      { target: "javascript:alert(1)", title: 7 },
      { target: `${TARGET}/2`, slugLength: 12, slugAlphabet: "digits" },
      { target: `${TARGET}/3`, slug: "job-own" },
      "no object",
      { target: `${TARGET}/5`, domain: "not-mine.example.org" },
    ]);
    assert.equal(begun.headers.get("location"), `${JOBS}/${begun.json.data.id}`);
    const job = await ended(caller, dataOf(begun, 202));
    assert.deepEqual([job.operation, job.findOrCreate, job.total, job.done, job.failed], ["create", false, 6, 2, 4]);
    const { items } = (await server.get(`${JOBS}/${job.id}/rows`, caller)).json;
    assert.deepEqual(items.map(({ row, state }) => `${row} ${state}`), ["0 done", "1 failed", "2 done", "3 failed", "4 failed", "5 failed"]);
    assert.deepEqual(items.map(details), [
      [],
      ["rows.1.target format", "rows.1.title type"],
      [],
      ["rows.3.slug taken"],
      ["rows.4 type"],
      ["rows.5.domain format"],
    ]);
    assert.deepEqual([items[0].id, items[0].shortUrl, items[1].id], ["job-own", "https://sho.rt/job-own", null]);
    assert.match(items[2].id, /^\d{12}$/);
    const made = await linkOf(caller, items[0]);
    assert.deepEqual([made.target, made.tags, made.hasPassword], [`${TARGET}/0`, ["a", "b"], true]);
    const failed = (await server.get(`${JOBS}/${job.id}/rows?state=failed&limit=2&sort=-row`, caller)).json;
    assert.deepEqual([failed.items.map(({ row }) => row), failed.meta.pagination.total], [[5, 4], 4]);
  });

  test("of a table of another service", async () => {
    const caller = await someone();
    const table = `keyword,url,title,timestamp,ip,clicks\nyourls-1,${TARGET}/y,"A, title",2024-01-01 10:00:00,192.0.2.1,5\n`;
    const { counts, rows } = await run(caller, table);
    assert.deepEqual(counts, [1, 1, 0]);
    const { title, target } = await linkOf(caller, rows[0]);
    assert.deepEqual([rows[0].id, title, target], ["yourls-1", "A, title", `${TARGET}/y`]);
  });

  test("finds links that lead to the same place, where that is asked for", async () => {
    const caller = await someone();
    const link = dataOf(await server.post(LINKS, { target: `${TARGET}/same` }, caller), 201);
    const again = await server.post(LINKS, { target: `${TARGET}/same`, findOrCreate: true }, caller);
    assert.equal(dataOf(again, 200).id, link.id);
    assert.equal(dataOf(await server.post(LINKS, { target: `${TARGET}/other`, findOrCreate: true }, caller), 201).target, `${TARGET}/other`);
    const rows = [{ target: `${TARGET}/same` }, { target: `${TARGET}/new` }, { target: `${TARGET}/new` }];
    const found = await run(caller, rows, "?findOrCreate=true");
    assert.deepEqual(found.counts, [3, 3, 0]);
    assert.deepEqual([found.rows[0].id, found.rows[1].id], [link.id, found.rows[2].id]);
    const made = await run(caller, rows);
    assert.equal(new Set([link.id, ...made.rows.map(({ id }) => id)]).size, 4);
    const theirs = await run(await someone(), rows.slice(0, 1), "?findOrCreate=true");
    assert.notEqual(theirs.rows[0].id, link.id);
  });

  test("is all or nothing for what cannot be read", async () => {
    const caller = await someone();
    for (const [body, query] of [
      ["", ""],
      ["{", ""],
      ['{"a":1}', ""],
      ["just,some\ncells,here\n", ""],
      [`target\n${"https://example.com/\n".repeat(10_001)}`, ""],
      [[{ id: "a" }], "?operation=delete"],
      [[{ id: "a" }], "?operation=update&format=none"],
      ["id,archived\na,true\n", "?operation=update"],
    ]) {
      assert.equal(failureOf(await begin(caller, body, query))[0], 400, String(body).slice(0, 40));
    }
    const { status } = await server.post(JOBS, undefined, { ...caller, announced: 9 << 20 });
    assert.equal(status, 413);
  });

  test("10,000 in one call, each once", async () => {
    const caller = await someone();
    const rows = Array.from({ length: 10_000 }, (_, row) => ({ target: `${TARGET}/${row}`, title: `Link ${row}` }));
    const job = await ended(caller, dataOf(await begin(caller, rows), 202));
    assert.deepEqual([job.total, job.done, job.failed], [10_000, 10_000, 0]);
    const { text } = await server.get("/v1/link-export?format=json", caller);
    const links = JSON.parse(text);
    assert.deepEqual([links.length, new Set(links.map(({ target }) => target)).size], [10_000, 10_000]);
  });
});

describe("changing links", () => {
  test("each row changes some of the link that it names", async () => {
    const caller = await someone();
    const [one, two] = (await run(caller, [{ target: `${TARGET}/1`, title: "One" }, { target: `${TARGET}/2`, notes: "kept" }])).rows;
    const theirs = dataOf(await server.post(LINKS, { target: TARGET }, await someone()), 201);
    const { counts, rows } = await run(
      caller,
      [
        { id: one.id, archived: true },
        { id: two.id, title: "Two", notes: null },
        { id: two.id, tags: ["later"] },
        { id: theirs.id, archived: true },
        { id: "no such", archived: true },
        { archived: true },
        { id: one.id, expiresAt: "never" },
      ],
      "?operation=update",
    );
    assert.deepEqual(counts, [7, 3, 4]);
    assert.deepEqual(rows.map(details).flat(), ["rows.3.id format", "rows.4.id format", "rows.5.id required", "rows.6.expiresAt format"]);
    assert.equal((await linkOf(caller, one)).archived, true);
    const { title, notes, tags } = await linkOf(caller, two);
    assert.deepEqual([title, notes, tags], ["Two", "", ["later"]]);
  });
});

describe("a job", () => {
  test("is its account's, and of who may write links", async () => {
    const caller = await someone();
    const { id } = dataOf(await begin(caller, [{ target: TARGET }]), 202);
    await ended(caller, { id });
    for (const path of [`${JOBS}/${id}`, `${JOBS}/${id}/rows`, `${JOBS}/0123456789abcdef`]) {
      assert.equal((await server.get(path, await someone())).status, 404);
    }
    const reader = await keyed(server, caller, ["links:read"]);
    assert.equal((await begin(reader, [{ target: TARGET }])).status, 403);
    assert.equal(dataOf(await server.get(`${JOBS}/${id}`, reader)).done, 1);
  });

  test("goes on after a restart, and makes each link once", async (t) => {
    const persist = temporaryFolder(t);
    const settings = { ...SETTINGS, ENVIRONMENT: "local" };
    const first = await start({ settings, persist, t });
    const caller = { user: await first.createAccount() };
    const rows = Array.from({ length: 3_000 }, (_, row) => ({ target: `${TARGET}/${row}` }));
    const job = dataOf(await begin(caller, rows, "", first), 202);
    assert.equal(job.endedAt, null);
    await first.stop();
    const second = await start({ settings, persist, t });
    assert.deepEqual((await ended(caller, job, second)).done, 3_000);
    const { text } = await second.get("/v1/link-export?format=json", caller);
    assert.deepEqual(JSON.parse(text).map(({ target }) => target).sort(), rows.map(({ target }) => target).sort());
  });
});

describe("an export", () => {
  test("has every link of the account, and comes in again", async () => {
    const caller = await someone();
    const domain = `${caller.user.username}.localhost`;
    dataOf(await server.post("/v1/domains", { domain }, caller), 201);
    dataOf(await server.post(`/v1/domains/${domain}/verify`, undefined, caller));
    const links = [
      { target: `${TARGET}/a`, title: "=1+1", tags: ["x", "y"], utm: { source: "s" }, deepLinks: { ios: "https://example.com/ios" } },
      { target: `${TARGET}/b`, domain, slug: "b", variants: [{ target: `${TARGET}/c`, weight: 3 }], archived: true },
    ];
    await run(caller, links);
    for (const format of ["csv", "json"]) {
      const { status, headers, text } = await server.get(`/v1/link-export?format=${format}`, caller);
      assert.equal(status, 200);
      assert.equal(headers.get("content-disposition"), `attachment; filename="links.${format}"`);
      assert.match(headers.get("x-transaction-id"), /^[0-9a-f-]{36}$/);
      // On another account the same slugs are taken, so they are drawn anew.
      const other = await someone();
      const withoutSlugs = format === "json" ? JSON.parse(text).map(({ slug, domain, ...link }) => link) : undefined;
      if (!withoutSlugs) {
        const { counts, rows } = await run(other, text);
        const reasons = rows.flatMap(details).map((detail) => detail.replace(/^rows\.\d\./, ""));
        assert.deepEqual([counts, reasons.sort()], [[2, 0, 2], ["domain format", "slug taken"]]);
        continue;
      }
      const { counts } = await run(other, withoutSlugs);
      assert.deepEqual(counts, [2, 2, 0]);
      const again = JSON.parse((await server.get("/v1/link-export?format=json", other)).text);
      const kept = ({ id, slug, domain, shortUrl, createdAt, updatedAt, ...link }) => link;
      const byTarget = (a, b) => a.target.localeCompare(b.target);
      assert.deepEqual(again.map(kept).sort(byTarget), JSON.parse(text).map(kept).sort(byTarget));
    }
  });

  test("of an account without links is a file without links", async () => {
    const caller = await someone();
    assert.deepEqual(JSON.parse((await server.get("/v1/link-export?format=json", caller)).text), []);
    assert.match((await server.get("/v1/link-export", caller)).text, /^id,domain,slug,/);
    assert.equal((await server.get("/v1/link-export?format=xml", caller)).status, 400);
  });
});
