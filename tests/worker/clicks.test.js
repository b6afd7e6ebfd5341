// Clicks: exactly how many, by whom, when and from where; and no trace of who it was.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { until } from "../until.js";
import { SETTINGS, start, temporaryFolder } from "./harness.js";
import { dataOf, failureOf } from "./native.js";

const LINKS = "/v1/links";
const PHONE = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36";
let server, owner;

before(async () => {
  server = await start();
  owner = { user: await server.createAccount() };
});
after(() => server.stop());

const create = async (body = {}) => dataOf(await server.post(LINKS, { target: "https://example.com/a", ...body }, owner), 201);
const shown = async ({ slug }) => dataOf(await server.get(`${LINKS}/${slug}`, owner));
const clicks = async ({ slug }, query = "") => dataOf(await server.get(`${LINKS}/${slug}/clicks${query}`, owner));
const all = ({ clicks, bots, previews, heads }) => clicks + bots + previews + heads;

/** Waits until so many requests are counted, of whatever kind. */
async function counted(link, expected, query) {
  const found = await until(() => clicks(link, query), ({ total }) => all(total) >= expected);
  assert.equal(all(found.total), expected);
  return found;
}

test("a burst counts every click once, for the link, its day and each group", async () => {
  const link = await create();
  const BURST = 3_000;
  let left = BURST;
  const visitor = async () => {
    while (left-- > 0) assert.equal((await server.get(`/${link.slug}`)).status, 302);
  };
  await Promise.all(Array.from({ length: 50 }, visitor));
  const told = await counted(link, BURST, "?interval=day&group=browser");
  assert.deepEqual([told.total.clicks, told.total.visitors], [BURST, 1]);
  assert.equal(told.series.reduce((sum, { clicks }) => sum + clicks, 0), BURST);
  assert.deepEqual(told.groups.map(({ value, clicks }) => [value, clicks]), [["other", BURST]]);
  assert.equal((await shown(link)).clicks, BURST);
});

test("people, bots, previews and HEADs are kept apart, and people by what they came with", async () => {
  const link = await create({ targeting: [{ languages: ["pt"], target: "https://example.com/pt" }] });
  const follow = (headers, method = "GET") => server.request(method, `/${link.slug}`, { headers });
  await follow({ "User-Agent": PHONE, "Accept-Language": "pt-BR,pt;q=0.9", Referer: "https://www.example.org/page?secret=1" });
  await follow({ "User-Agent": PHONE, "Accept-Language": "pt-BR,pt;q=0.9" });
  await follow({ "User-Agent": "curl/8.5.0" });
  await follow({ "User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)" });
  await follow({ "User-Agent": "WhatsApp/2.23.20.0" });
  await follow({}, "HEAD");
  const { total } = await counted(link, 6);
  assert.deepEqual(total, { clicks: 3, visitors: 2, bots: 1, previews: 1, heads: 1 });
  assert.equal((await shown(link)).clicks, 3);
  for (const [group, expected] of Object.entries({
    browser: [["chrome", 2], ["other", 1]],
    system: [["android", 2], ["other", 1]],
    device: [["mobile", 2], ["desktop", 1]],
    language: [["pt", 2], ["", 1]],
    referrer: [["", 2], ["example.org", 1]],
    target: [["targeting.0.target", 2], ["target", 1]],
  })) {
    const { groups } = await clicks(link, `?group=${group}`);
    assert.deepEqual(groups.map(({ value, clicks }) => [value, clicks]), expected, group);
  }
  // Where the address is placed, the platform says.
  for (const group of ["country", "city"]) {
    const { groups } = await clicks(link, `?group=${group}`);
    assert.equal(groups.reduce((sum, { clicks }) => sum + clicks, 0), 3);
  }
});

/** A batch of one click of a link, as the Worker sends it to a shard: made by the module that it makes it with. */
function batchOf(slug) {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(new URL("../../build/redirect.wasm", import.meta.url))), {});
  const write = (bytes) => {
    const at = exports.room(bytes.length);
    new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
    return bytes.length;
  };
  assert.equal(exports.key(write(Buffer.from(SETTINGS.HASH_KEY))), 1);
  const lines = [slug, "target", Date.now(), "G", "", "", "", "", "", ""].join("\n");
  const length = exports.clicks(write(Buffer.concat([randomBytes(16), Buffer.from(lines)])));
  const answer = Buffer.from(exports.memory.buffer, exports.answer(), length);
  return { shard: answer.readUInt32LE(0), command: answer.subarray(8, 8 + answer.readUInt32LE(4)) };
}

test("a batch that is sent again is counted once", async () => {
  const link = await create();
  const shards = await server.miniflare.getDurableObjectNamespace("LINK_SHARDS");
  const send = ({ shard, command }) => shards.get(shards.idFromName(`shard-${shard}`)).ask(new Uint8Array(command));
  const [first, second] = [batchOf(link.slug), batchOf(link.slug)];
  for (const batch of [first, first, second]) await send(batch);
  assert.equal((await clicks(link)).total.clicks, 2);
  await send(second);
  assert.equal((await clicks(link)).total.clicks, 2, "nor when it was counted meanwhile");
});

describe("asking", () => {
  test("in intervals of a time zone", async () => {
    const link = await create();
    const query = "?from=2026-03-28T00:00:00Z&to=2026-03-31T00:00:00Z&interval=day&timeZone=Europe/Madrid&group=country";
    const told = await clicks(link, query);
    assert.deepEqual([told.from, told.to], ["2026-03-28T01:00:00+01:00", "2026-03-31T02:00:00+02:00"]);
    assert.deepEqual(told.series.map(({ at }) => at), [
      "2026-03-28T01:00:00+01:00",
      "2026-03-29T00:00:00+01:00",
      "2026-03-30T00:00:00+02:00",
      "2026-03-31T00:00:00+02:00",
    ]);
    assert.deepEqual([told.total.clicks, told.groups], [0, []]);
    const spring = await clicks(link, "?from=2026-03-28T23:07:00Z&to=2026-03-29T03:00:00Z&interval=hour&timeZone=Europe/Madrid");
    assert.deepEqual(spring.series.map(({ at }) => at.slice(11)), ["00:00:00+01:00", "01:00:00+01:00", "03:00:00+02:00", "04:00:00+02:00"]);
    const kolkata = await clicks(link, "?from=2026-03-28T00:00:00Z&to=2026-03-29T00:00:00Z&interval=hour&timeZone=Asia/Kolkata");
    assert.deepEqual(kolkata.series.slice(0, 2).map(({ at }) => at), ["2026-03-28T05:30:00+05:30", "2026-03-28T06:00:00+05:30"]);
  });

  test("what cannot be asked is named", async () => {
    const link = await create();
    for (const [query, ...expected] of [
      ["?timeZone=Mars/Base", "timeZone format"],
      ["?from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z", "from format"],
      ["?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from format"],
      ["?from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z&interval=hour", "from format"],
      ["?interval=week&group=shoe&x=1", "interval format", "group format", "x unknown"],
    ]) {
      const [status, , ...details] = failureOf(await server.get(`${LINKS}/${link.slug}/clicks${query}`, owner));
      assert.deepEqual([status, ...details], [400, ...expected], query);
    }
  });

  test("as a table", async () => {
    const link = await create();
    await server.get(`/${link.slug}`);
    await counted(link, 1);
    const csv = async (query) => {
      const { headers, text } = await server.get(`${LINKS}/${link.slug}/clicks${query}`, { ...owner, headers: { Accept: "text/csv" } });
      assert.deepEqual([headers.get("content-type"), headers.get("content-disposition")], ["text/csv; charset=utf-8", 'attachment; filename="clicks.csv"']);
      return text.split("\r\n");
    };
    const [head, total, end] = await csv("");
    assert.deepEqual([head, total.split(",").slice(2), end], ["from,to,clicks,visitors,bots,previews,heads", ["1", "1", "0", "0", "0"], ""]);
    assert.deepEqual(await csv("?group=device"), ["value,clicks", "desktop,1", ""]);
    const days = await csv("?interval=day");
    assert.deepEqual([days[0], days.at(-2).split(",").slice(1)], ["at,clicks,visitors,bots,previews,heads", ["1", "1", "0", "0", "0"]]);
    const both = await csv("?interval=month&group=browser");
    assert.deepEqual([both[0], both.at(-2).split(",").slice(1)], ["at,value,clicks", ["other", "1"]]);
  });

  test("of another's link there is nothing to be told", async () => {
    const other = { user: await server.createAccount() };
    const { slug } = await create();
    assert.equal((await server.get(`${LINKS}/${slug}/clicks`, other)).status, 404);
    assert.equal((await server.get(`${LINKS}/nothing/clicks`, owner)).status, 404);
  });
});

test("every redirect has its line in the log", async () => {
  const link = await create();
  const line = await server.logLine(await server.get(`/${link.slug}`));
  assert.deepEqual({ ...line, transactionId: "" }, { transactionId: "", method: "GET", route: "/{slug}", status: 302, milliseconds: 0 });
});

/** All that is stored below a folder. */
function stored(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(files.map((entry) => readFileSync(join(entry.parentPath, entry.name))));
}

test("counts outlive a restart, and no address of a visitor is stored", async (t) => {
  const persist = temporaryFolder(t);
  let kept = await start({ persist, t });
  const user = await kept.createAccount();
  const { slug } = dataOf(await kept.post(LINKS, { target: "https://example.com/kept" }, { user }), 201);
  const address = "203.0.113.77";
  for (let visit = 0; visit < 3; visit++) await kept.get(`/${slug}`, { headers: { "CF-Connecting-IP": address } });
  const total = async () => dataOf(await kept.get(`${LINKS}/${slug}/clicks`, { user })).total;
  await until(total, ({ clicks }) => clicks >= 3);
  await kept.stop();
  assert.ok(!stored(persist).includes(address));
  kept = await start({ persist, t });
  assert.deepEqual(await total(), { clicks: 3, visitors: 1, bots: 0, previews: 0, heads: 0 });
});
