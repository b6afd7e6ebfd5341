// What it costs to be let in, and what one account's flood costs another: bench/GATE.md.
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

import { basic, createAccount, createKey, createUser, revokedKey, signIn } from "./accounts.js";
import { exchange } from "./exchange.js";
import { profile } from "./profile.js";
import { assertAnswered, costs, median, progress, sorted, sum, turn } from "./turns.js";
import { reference, shortwave, VERSION } from "./workerd.js";

const ROUNDS = 9;
const TURN_MS = 500;
const CONNECTIONS = 32;
const FLOOD_CONNECTIONS = 64;
const FLOOD_MS = 800;
const PROFILE_MS = 1_500;

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const SHOW_ACCOUNT = "/v1/account";
const post = (path, headers, body) => ({ method: "POST", path, headers, body: JSON.stringify(body) });
const one = (asked) => () => asked;
/** A request that is another each time. */
const counted = (make) => {
  let count = 0;
  return () => make(count++);
};

/** Shows an account by what `credentials` gives. */
const showing = (credentials) => async (server) => {
  const headers = await credentials(server, await createAccount(server));
  return one({ path: SHOW_ACCOUNT, headers });
};
const keyOf = async (server, account) => (await createKey(server, account)).headers;
/** Makes codes, each for somebody else, so each in a new object. */
const codes = (credentials) => async (server) => {
  const headers = await credentials(server, await createAccount(server));
  return counted((count) => post("/api/rest/otp/generate", headers, { recipient: String(34_600_000_000 + count) }));
};
const links = (more) => async (server) => {
  const headers = await keyOf(server, await createAccount(server));
  return counted((count) => post("/v1/links", { ...headers, ...more(count) }, { target: `https://example.com/${count}` }));
};

const LIMIT = { perSecond: 10, burst: 10 };
/** How often an account of that limit may be let in. */
const mayPass = (seconds) => LIMIT.burst + LIMIT.perSecond * (seconds + 1);

function edwards(options) {
  const jwk = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const keys = [{ ...jwk, kid: "benchmark", alg: "EdDSA", use: "sig" }];
  return shortwave({ settings: { TOKEN_KEYS: JSON.stringify({ keys }) }, ...options });
}

/** Each has a server of its own; `prepare` gives what to ask it next. */
const SUBJECTS = {
  row: { name: "reference: one object, one row read and written", start: reference, prepare: () => one({ path: "/row/x" }) },
  newRow: { name: "reference: the same, a new object each time", start: reference, prepare: () => counted((count) => ({ path: `/row/${count}` })) },
  health: { name: "`GET /healthz`", prepare: () => one({ path: "/healthz" }) },
  basic: { name: "`GET /v1/account`, Basic", prepare: showing((_, account) => basic(account)) },
  key: { name: "`GET /v1/account`, API key", prepare: showing(keyOf) },
  hmac: { name: "`GET /v1/account`, access token, HS256", prepare: showing(signIn) },
  edwards: { name: "`GET /v1/account`, access token, EdDSA", start: edwards, prepare: showing(signIn) },
  wrongKey: { name: "`GET /v1/account`, wrong API key: 401", status: 401, prepare: showing(revokedKey) },
  wrongPassword: {
    name: "`GET /v1/account`, wrong Basic: 401",
    status: 401,
    prepare: showing((_, account) => basic({ ...account, apiPassword: "wrong" })),
  },
  limited: {
    name: "`GET /v1/account`, over the limit: 429",
    status: 429,
    mayPass,
    prepare: async (server) => one({ path: SHOW_ACCOUNT, headers: basic(await createAccount(server, LIMIT)) }),
  },
  code: { name: "`POST /api/rest/otp/generate`, Basic", prepare: codes((_, account) => basic(account)) },
  codeByKey: { name: "`POST /api/rest/otp/generate`, API key", prepare: codes(keyOf) },
  link: { name: "`POST /v1/links`", status: 201, prepare: links(() => ({})) },
  linkOnce: { name: "`POST /v1/links` with `Idempotency-Key`", status: 201, prepare: links((count) => ({ "Idempotency-Key": `key-${count}` })) },
  // One at a time: an attempt counts as a wrong one until its password was found right.
  login: {
    name: "`POST /v1/auth/login`",
    connections: 1,
    prepare: async (server) => one(post("/v1/auth/login", {}, await createUser(server, await createAccount(server)))),
  },
  stretch: { name: "reference: its password stretched, nothing else", start: reference, connections: 1, prepare: () => one({ path: "/stretch" }) },
};

/** A subject with a server of its own. */
async function started(subject, options) {
  const server = await (subject.start ?? shortwave)(options);
  return { ...subject, server, next: await subject.prepare(server) };
}

const TURN = { ms: TURN_MS, connections: CONNECTIONS };

async function measured() {
  const subjects = [];
  for (const [id, subject] of Object.entries(SUBJECTS)) {
    subjects.push({ ...(await started(subject)), id });
  }
  const { each } = await costs(subjects, { ...TURN, rounds: ROUNDS });
  await Promise.all(subjects.map(({ server }) => server.stop()));
  return each;
}

const PROFILED = ["health", "basic", "key", "hmac", "edwards", "code", "link", "linkOnce"];

/** The shares of the parts in a request's time, for each subject that is profiled. */
async function profiles() {
  const shares = {};
  for (const id of PROFILED) {
    progress(`profile of ${SUBJECTS[id].name}`);
    const subject = await started(SUBJECTS[id], { inspected: true });
    await turn(subject, { ...TURN, ms: PROFILE_MS });
    shares[id] = await profile(subject.server, () => turn(subject, { ...TURN, ms: PROFILE_MS }));
    await subject.server.stop();
  }
  return shares;
}

/** So large a bucket that fills so slowly shows each call that is counted. */
const QUIET = { perSecond: 1, burst: 1_000_000 };

/** One account's calls, one after the other, on a connection of its own. */
class Closed {
  agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(server, account) {
    Object.assign(this, { server, headers: basic(account), remaining: QUIET.burst });
  }

  /** Calls for so long. Milliseconds of each. Throws when it is refused, or when another's calls are counted as its own. */
  async call(ms) {
    const [times, end] = [[], performance.now() + ms];
    while (performance.now() < end) {
      const start = performance.now();
      const { status, headers } = await exchange(this.server.url, { path: SHOW_ACCOUNT, headers: this.headers }, this.agent);
      times.push(performance.now() - start);
      if (status !== 200) throw new Error(`the quiet account was answered ${status}`);
      const remaining = Number(/"account";r=(\d+)/.exec(headers.ratelimit)[1]);
      if (!(remaining >= this.remaining - 1)) throw new Error(`the quiet account had ${this.remaining} calls left, and after one more ${remaining}`);
      this.remaining = remaining;
    }
    this.agent.destroy();
    this.agent = new Agent({ keepAlive: true, maxSockets: 1 });
    return times;
  }
}

/** What floods: `asked` over many connections, or nothing. Ends with how often each status came. */
function flood(server, asked) {
  if (!asked) return { end: async () => ({}) };
  const thread = new Worker(new URL("flood.js", import.meta.url), { workerData: { url: server.url, asked, connections: FLOOD_CONNECTIONS } });
  const ended = once(thread, "message");
  return {
    async end() {
      thread.postMessage("stop");
      return (await ended)[0];
    },
  };
}

const FLOODS = {
  nothing: { name: "nothing else" },
  health: { name: "`GET /healthz`, which anybody may ask" },
  limited: { name: "an account over its limit", status: 429, mayPass },
  wrong: { name: "a wrong API key of an account", status: 401 },
};

/** One account calls while nothing, or one of the floods, happens. */
async function floods() {
  const server = await shortwave();
  const [loud, wrong] = [await createAccount(server, LIMIT), await createAccount(server)];
  const quiet = new Closed(server, await createAccount(server, QUIET));
  const asked = {
    nothing: undefined,
    health: { path: "/healthz" },
    limited: { path: SHOW_ACCOUNT, headers: basic(loud) },
    wrong: { path: SHOW_ACCOUNT, headers: await revokedKey(server, wrong) },
  };
  const rounds = [];
  for (let round = 0; round <= ROUNDS; round++) {
    progress(round ? `floods, round ${round} of ${ROUNDS}` : "floods, to warm up");
    const results = {};
    for (const [name, request] of Object.entries(asked)) {
      const [cpu, start] = [server.cpu(), performance.now()];
      const flooding = flood(server, request);
      await sleep(FLOOD_MS / 4);
      const times = await quiet.call(FLOOD_MS);
      const statuses = await flooding.end();
      const [seconds, requests] = [(performance.now() - start) / 1_000, sum(Object.values(statuses))];
      assertAnswered(FLOODS[name], statuses, seconds);
      results[name] = { times: sorted(times), statuses, rate: requests / seconds, cpu: (server.cpu() - cpu) / (requests + times.length) };
    }
    rounds.push(results);
  }
  await server.stop();
  return rounds.slice(1);
}

const row = (cells) => `| ${cells.join(" | ")} |`;
const table = (head, rows) => [row(head), row(head.map((_, index) => (index ? "---:" : "---"))), ...rows.map(row)].join("\n");
const whole = (figure) => Math.round(figure).toLocaleString("en");
const short = (figure) => figure.toLocaleString("en", { maximumSignificantDigits: 2 });
const us = (milliseconds) => whole(milliseconds * 1_000);

const cost = await measured();
const shares = await profiles();
const flooded = await floods();

/** What two figures have to do with each other is taken within a round, where both had the same neighbours, and then its median. */
const ratio = (of, to) => median(cost[of].map((figure, round) => figure / cost[to][round]));
const difference = (of, than) => median(cost[of].map((figure, round) => figure - cost[than][round]));
const slower = (during, than) => median(flooded.map((round) => median(round[during].times) / median(round[than].times)));
const refused = (during, than) => median(flooded.map((round) => round[during].cpu / round[than].cpu));

function costsTold() {
  const rows = Object.entries(SUBJECTS).map(([id, { name }]) => {
    const rounds = sorted(cost[id]);
    return [name, us(median(rounds)), `${us(rounds[0])} to ${us(rounds.at(-1))}`, short(ratio(id, "row")), short(ratio(id, "health"))];
  });
  return table(["", "CPU, µs", "in the rounds", "one row = 1", "`/healthz` = 1"], rows);
}

function profilesTold() {
  const rows = PROFILED.map((id) => {
    const parts = ["module", "script", "outside", "collection"].map((part) => us(shares[id][part] * median(cost[id])));
    return [SUBJECTS[id].name, ...parts];
  });
  return table(["µs of the CPU above", "our module", "JavaScript and the runtime it calls", "runtime, else", "garbage collection"], rows);
}

function floodsTold() {
  const rows = Object.entries(FLOODS).map(([name, { name: what, status = 200 }]) => {
    const rounds = flooded.map((round) => round[name]);
    const time = (share) => median(rounds.map(({ times }) => times[Math.floor(times.length * share)])).toFixed(1);
    const expected = sum(rounds.map(({ statuses }) => statuses[status] ?? 0));
    const all = sum(rounds.map(({ statuses }) => sum(Object.values(statuses))));
    const flooding = all ? [`${whole(expected)} of ${whole(all)}: ${status}`, whole(median(rounds.map(({ rate }) => rate)))] : ["", ""];
    return [what, whole(sum(rounds.map(({ times }) => times.length))), time(0.5), time(0.95), ...flooding, us(median(rounds.map(({ cpu }) => cpu)))];
  });
  const head = ["what else happens", "quiet account: 200", "median, ms", "95th of 100, ms", "the flood's answers", "a second", "CPU a request, µs"];
  return table(head, rows);
}

/** What the platform allows a request: 10 ms of CPU in its free plan, 30 s by default in the paid one. */
function loginTold() {
  const [login, free, paid] = [median(cost.login), 10, 30_000];
  const share = (of) => (login / of).toLocaleString("en", { style: "percent", maximumSignificantDigits: 2 });
  return `${share(free)} of the ${free} ms that the free plan has for a request, and ${share(paid)} of the paid plan's 30 s.`;
}

function versions() {
  const git = execFileSync("git", ["describe", "--always", "--dirty", "--abbrev=10"], { encoding: "utf8" }).trim();
  return `Node ${process.versions.node}, ${VERSION}, Shortwave ${git}.`;
}

const TOLD = {
  VERSIONS: versions,
  ROUNDS: () => ROUNDS,
  TURN_MS: () => TURN_MS,
  CONNECTIONS: () => CONNECTIONS,
  FLOOD_CONNECTIONS: () => FLOOD_CONNECTIONS,
  LIMIT: () => LIMIT.perSecond,
  COSTS: costsTold,
  PROFILES: profilesTold,
  FLOODS: floodsTold,
  LOGIN: loginTold,
  RATIO: (of, to) => short(ratio(of, to)),
  MORE: (of, than) => us(difference(of, than)),
  MS: (of) => median(cost[of]).toFixed(1),
  SLOWER: (during, than) => short(slower(during, than)),
  REFUSED: (during, than) => short(refused(during, than)),
};
const told = (_, text) => {
  const [name, ...names] = text.split(":");
  return TOLD[name](...names);
};
writeFileSync(file("GATE.md"), readFileSync(file("GATE.template.md"), "utf8").replaceAll(/\{\{([\w:]+)\}\}/g, told));
