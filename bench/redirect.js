// What redirects cost, and making links: bench/REDIRECT.md. `redirect.js costs` and `redirect.js making` only tell of these.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { createAccount, createKey } from "./accounts.js";
import { exchange } from "./exchange.js";
import * as miniflare from "./miniflare.js";
import { profile } from "./profile.js";
import { costs, median, progress, sorted, turn } from "./turns.js";
import { alone, shortwave, VERSION } from "./workerd.js";

const ROUNDS = 9;
const TURN = { ms: 500, connections: 32 };
/** So many that an isolate has forgotten one before it comes again. */
const MANY = 8_000;
const PER_CALL = 1_000;
const COLD_STARTS = 11;
const GROWN = [1_000, 10_000, 100_000];

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const TARGET = "https://example.com/sale/autumn?from=sms";
const BROWSER = {
  "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
  "Accept-Language": "es-ES,es;q=0.9,en;q=0.8",
  Accept: "text/html,application/xhtml+xml",
};

const call = async (server, method, path, headers, body) => {
  const { status, text } = await exchange(server.url, { method, path, headers, body: JSON.stringify(body) });
  if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`);
  return JSON.parse(text);
};

/** A server with somebody who makes links in it. Who asks for a list has every click counted. */
async function withMaker(options) {
  const server = await shortwave(options);
  const { headers } = await createKey(server, await createAccount(server));
  const settle = () => call(server, "GET", "/v1/links?limit=1", headers);
  return { server, headers, settle };
}

const makeOne = async ({ server, headers }, body) => (await call(server, "POST", "/v1/links", headers, { target: TARGET, ...body })).data.slug;
const urls = (count) => ({ urls: Array.from({ length: count }, (_, index) => ({ longUrl: `${TARGET}&n=${index}` })) });

async function makeMany({ server, headers }, count) {
  const slugs = [];
  for (let made = 0; made < count; made += PER_CALL) {
    const { data } = await call(server, "POST", "/api/rest/shortener/shorten", headers, urls(PER_CALL));
    slugs.push(...data.map(({ shortUrl }) => shortUrl.split("/").pop()));
  }
  return slugs;
}

/** Waits until links are in the store that redirects read. */
async function copied(server, slugs) {
  for (const slug of slugs) {
    while ((await exchange(server.store, { path: `/${encodeURIComponent(`link:${slug}`)}` })).status !== 200);
  }
}

const path = (path) => () => ({ path, headers: BROWSER });
const inTurn = (paths) => {
  let index = 0;
  return () => ({ path: paths[index++ % paths.length], headers: BROWSER });
};

async function references(way) {
  const server = await alone("shortener.js", { kv: ["LINKS"] });
  const paths = Array.from({ length: MANY }, (_, index) => `/${way}/s${index}`);
  for (const path of paths) await exchange(server.url, { method: "PUT", path, body: JSON.stringify({ id: "x", target: TARGET, createdAt: 1, tags: [] }) });
  return { server, next: way === "memory" ? () => ({ path: paths[0], headers: BROWSER }) : inTurn(paths) };
}

async function one(body, options) {
  const maker = await withMaker(options);
  const slug = await makeOne(maker, body);
  await copied(maker.server, [slug]);
  return { ...maker, next: path(`/${slug}`) };
}

const SUBJECTS = {
  constant: { name: "a constant 302", start: async () => ({ server: await alone("constant.js"), next: path("/x") }) },
  memory: { name: "the least shortener, one link from its memory", start: () => references("memory") },
  store: { name: "the least shortener, each link from the key-value store", start: () => references("kv") },
  hot: { name: "**Shortwave, one plain link**", start: (options) => one({}, options) },
  hotMany: {
    name: "Shortwave, 500 plain links, from its memory",
    async start(options) {
      const maker = await withMaker(options);
      const slugs = (await makeMany(maker, PER_CALL)).slice(0, 500);
      await copied(maker.server, slugs);
      return { ...maker, next: inTurn(slugs.map((slug) => `/${slug}`)) };
    },
  },
  copy: {
    name: "**Shortwave, each link from the key-value store**",
    async start(options) {
      const maker = await withMaker(options);
      const slugs = await makeMany(maker, MANY);
      await copied(maker.server, slugs);
      return { ...maker, next: inTurn(slugs.map((slug) => `/${slug}`)) };
    },
  },
  rules: {
    name: "Shortwave, one link with rules (language, device, query, UTM)",
    start: (options) =>
      one({ passQuery: true, utm: { source: "sms" }, targeting: [{ languages: ["es"], devices: ["mobile"], target: `${TARGET}&es` }] }, options),
  },
  limited: { name: "Shortwave, one link with a click limit", start: (options) => one({ clickLimit: 1_000_000_000 }, options) },
};

async function redirects() {
  const subjects = [];
  for (const [id, { name, start }] of Object.entries(SUBJECTS)) {
    progress(`preparing ${name}`);
    subjects.push({ id, name, status: 302, ...(await start()) });
  }
  const measured = await costs(subjects, { ...TURN, rounds: ROUNDS });
  await Promise.all(subjects.map(({ server }) => server.stop()));
  return measured;
}

/** The same under Miniflare, each link from its key-value store. */
async function underMiniflare() {
  progress("preparing Miniflare");
  const reference = await miniflare.alone("shortener.js");
  const paths = Array.from({ length: PER_CALL }, (_, index) => `/kv/s${index}`);
  for (const path of paths) await exchange(reference.url, { method: "PUT", path, body: JSON.stringify({ target: TARGET }) });
  const server = await miniflare.shortwave();
  const { headers } = await createKey(server, await createAccount(server));
  const maker = { server, headers };
  const slugs = await makeMany(maker, MANY);
  // The shards copy their links within a second; nothing outside shows the store.
  await sleep(5_000);
  const subjects = [
    { id: "store", name: "the least shortener, under Miniflare", status: 302, server: reference, next: inTurn(paths) },
    { id: "copy", name: "Shortwave, under Miniflare", status: 302, server, next: inTurn(slugs.map((slug) => `/${slug}`)), settle: () => call(server, "GET", "/v1/links?limit=1", headers) },
  ];
  const measured = await costs(subjects, { ...TURN, rounds: ROUNDS });
  await Promise.all(subjects.map(({ server }) => server.stop()));
  return measured.each;
}

const PROFILED = ["hot", "copy"];

async function profiles() {
  const shares = {};
  for (const id of PROFILED) {
    progress(`profile of ${SUBJECTS[id].name}`);
    const subject = { name: id, status: 302, ...(await SUBJECTS[id].start({ inspected: true })) };
    await turn(subject, { ...TURN, ms: 1_500 });
    shares[id] = await profile(subject.server, () => turn(subject, { ...TURN, ms: 1_500 }));
    await subject.server.stop();
  }
  return shares;
}

/** A key-value store outside of the process, with one value for every key. */
async function outside(value) {
  const store = createServer((_, response) => response.end(value));
  store.listen(0, "127.0.0.1");
  await once(store, "listening");
  return { store, kvAddress: `127.0.0.1:${store.address().port}` };
}

/** The copy of a plain link, as it lies in the store. */
async function aCopy() {
  const maker = await withMaker();
  const slug = await makeOne(maker, {});
  await copied(maker.server, [slug]);
  const response = await fetch(`${maker.server.store}/${encodeURIComponent(`link:${slug}`)}`);
  const copy = Buffer.from(await response.arrayBuffer());
  await maker.server.stop();
  return copy;
}

/** Milliseconds of CPU until a process answers its first redirect: to be ready, and for that one. */
async function coldStart(start, path) {
  const server = await start();
  const ready = server.exactCpu();
  const { status } = await exchange(server.url, { path, headers: BROWSER });
  if (status !== 302) throw new Error(`a cold start was answered ${status}`);
  const figures = { ready, first: server.exactCpu() - ready };
  await server.stop();
  return figures;
}

async function coldStarts() {
  const ours = await outside(await aCopy());
  const theirs = await outside(JSON.stringify({ target: TARGET }));
  const starts = {
    constant: [() => alone("constant.js"), "/x"],
    store: [() => alone("shortener.js", { kv: ["LINKS"], kvAddress: theirs.kvAddress }), "/kv/x"],
    ours: [() => shortwave({ kvAddress: ours.kvAddress }), "/abcdef"],
  };
  const figures = Object.fromEntries(Object.keys(starts).map((id) => [id, []]));
  for (let round = 0; round <= COLD_STARTS; round++) {
    progress(round ? `cold starts, ${round} of ${COLD_STARTS}` : "cold starts, to warm up");
    for (const [id, start] of Object.entries(starts)) {
      const cost = await coldStart(...start);
      if (round) figures[id].push(cost);
    }
  }
  ours.store.close();
  theirs.store.close();
  return figures;
}

/** Waits until a server has nothing left to do. What it has put off begins sooner than the time in between. */
async function idle(server) {
  for (let [before, now] = [-1, server.exactCpu()]; now - before > 0.5; [before, now] = [now, server.exactCpu()]) await sleep(200);
}

/** Milliseconds of CPU for a call that makes 1,000 links, until its answer and afterwards, and for 1,000 rows. */
async function making() {
  const maker = await withMaker();
  // Every shard has its tables from then on.
  await maker.settle();
  const rows = await alone("rows.js", { objects: [{ binding: "ROWS", className: "RowsObject" }] });
  let written = 0;
  const work = {
    links: [maker.server, () => call(maker.server, "POST", "/api/rest/shortener/shorten", maker.headers, urls(PER_CALL))],
    rows: [
      rows,
      () => exchange(rows.url, { method: "POST", path: "/", body: JSON.stringify(Array.from({ length: PER_CALL }, () => `${TARGET}&n=${written++}`)) }),
    ],
  };
  const figures = { links: [], rows: [], copies: [] };
  for (let round = 0; round <= ROUNDS * 2; round++) {
    progress(round ? `making links, round ${round} of ${ROUNDS * 2}` : "making links, to warm up");
    for (const [id, [server, call]] of Object.entries(work)) {
      const cpu = server.exactCpu();
      await call();
      const answered = server.exactCpu();
      await idle(server);
      if (!round) continue;
      figures[id].push(answered - cpu);
      if (id === "links") figures.copies.push(server.exactCpu() - answered);
    }
  }
  await Promise.all([maker.server.stop(), rows.stop()]);
  return figures;
}

/** How the cost of calls grows with the links that there are. */
async function growth() {
  const maker = await withMaker();
  const { server, headers } = maker;
  const [points, slugs] = [[], []];
  const cpuOf = async (times, work) => {
    const figures = [];
    for (let time = 0; time < times; time++) {
      const cpu = server.exactCpu();
      await work(time);
      figures.push(server.exactCpu() - cpu);
    }
    return median(figures);
  };
  for (const count of GROWN) {
    progress(`growing to ${count} links`);
    slugs.push(...(await makeMany(maker, count - slugs.length)));
    await copied(server, slugs.slice(-200));
    const some = (time) => slugs[(time * 7_919) % slugs.length];
    points.push({
      count,
      make: await cpuOf(9, () => makeOne(maker, {})),
      show: await cpuOf(99, (time) => call(server, "GET", `/v1/links/${some(time)}`, headers)),
      follow: await cpuOf(99, (time) => exchange(server.url, { path: `/${some(time)}`, headers: BROWSER })),
      list: await cpuOf(9, () => call(server, "GET", "/v1/links?limit=20", headers)),
      search: await cpuOf(5, () => call(server, "GET", "/v1/links?limit=20&search=nothing-like-it", headers)),
      bytes: server.bytes(),
    });
  }
  await server.stop();
  return points;
}

const row = (cells) => `| ${cells.join(" | ")} |`;
const table = (head, rows) => [row(head), row(head.map((_, index) => (index ? "---:" : "---"))), ...rows.map(row)].join("\n");
const short = (figure) => figure.toLocaleString("en", { maximumSignificantDigits: 3 });
const rounded = (figure) => Math.round(figure).toLocaleString("en");
const us = (milliseconds) => rounded(milliseconds * 1_000);

const only = process.argv[2];

const makingTold = ({ links, rows }) =>
  `${short(median(links))} ms of CPU, against ${short(median(rows))} ms for the rows: ${short(median(links.map((ms, round) => ms / rows[round])))} times`;

if (only === "making") {
  const made = await making();
  console.log(`${makingTold(made)}; ${short(median(made.copies))} ms after the answer`);
  process.exit();
}

const miniflareTold = (cost) => {
  const times = short(median(cost.copy.map((figure, round) => figure / cost.store[round])));
  return `${us(median(cost.copy))} µs, against ${us(median(cost.store))} µs for the least shortener: ${times} times`;
};

if (only === "miniflare") {
  console.log(miniflareTold(await underMiniflare()));
  process.exit();
}

const { each: cost, whole } = await redirects();
/** What two figures have to do with each other is taken within a round, where both had the same neighbours, and then its median. */
const ratio = (of, to) => median(cost[of].map((figure, round) => figure / cost[to][round]));

function costsTold() {
  const rows = Object.entries(SUBJECTS).map(([id, { name }]) => {
    const rounds = sorted(cost[id]);
    return [name, us(median(rounds)), `${us(rounds[0])} to ${us(rounds.at(-1))}`, short(ratio(id, "constant")), short(ratio(id, "store")), us(whole[id])];
  });
  return table(["", "CPU, µs", "in the rounds", "a constant = 1", "the least, from the store = 1", "with all that was put off, µs"], rows);
}

if (only === "costs") {
  console.log(costsTold());
  process.exit();
}

const shares = await profiles();
const cold = await coldStarts();
const simulated = await underMiniflare();
const made = await making();
const grown = await growth();

function profilesTold() {
  const rows = PROFILED.map((id) => {
    const parts = ["module", "script", "outside", "collection"].map((part) => us(shares[id][part] * median(cost[id])));
    return [SUBJECTS[id].name, ...parts];
  });
  return table(["µs of the CPU above", "our module", "JavaScript and the runtime it calls", "runtime, else", "garbage collection"], rows);
}

function coldTold() {
  const names = { constant: "a constant 302", store: "the least shortener", ours: "**Shortwave**" };
  const rows = Object.entries(names).map(([id, name]) => {
    const of = (part) => short(median(cold[id].map((figures) => figures[part])));
    return [name, of("ready"), of("first")];
  });
  return table(["ms of CPU", "until it listens", "the first redirect"], rows);
}

function grownTold() {
  const rows = grown.map(({ count, make, show, follow, list, search, bytes }) => [rounded(count), ...[make, show, follow, list, search].map(us), rounded(bytes / count)]);
  return table(["links", "make one", "show one", "follow one, not in memory", "list 20", "search all in vain", "bytes a link"], rows);
}

const KB = (name) => short(gzipSync(readFileSync(file(`../build/${name}`)), { level: 9 }).length / 1_024);
const git = execFileSync("git", ["describe", "--always", "--dirty", "--abbrev=10"], { encoding: "utf8" }).trim();
const perShard = grown.at(-1).bytes / grown.at(-1).count;
const TOLD = {
  VERSIONS: () => `Node ${process.versions.node}, ${VERSION}, Shortwave ${git}.`,
  ROUNDS: () => ROUNDS,
  TURN_MS: () => TURN.ms,
  CONNECTIONS: () => TURN.connections,
  MANY: () => rounded(MANY),
  COSTS: costsTold,
  PROFILES: profilesTold,
  COLD: coldTold,
  COLD_STARTS: () => COLD_STARTS,
  REDIRECT_KB: () => KB("redirect.wasm"),
  API_KB: () => KB("shortwave.wasm"),
  MINIFLARE: () => miniflareTold(simulated),
  MAKING: () => makingTold(made),
  COPIES: () => short(median(made.copies)),
  GROWTH: grownTold,
  PER_SHARD: () => short((perShard * 1e7) / 32 / 1e6),
  RATIO: (of, to) => short(ratio(of, to)),
};
const told = (_, text) => {
  const [name, ...names] = text.split(":");
  return TOLD[name](...names);
};
writeFileSync(file("REDIRECT.md"), readFileSync(file("REDIRECT.template.md"), "utf8").replaceAll(/\{\{([\w:]+)\}\}/g, told));
