// What codes cost: made, checked and sent, for one recipient and for 10,000, beside one read and one write of an object: bench/OTP.md.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { basic, bearer, createAccount } from "./accounts.js";
import { exchange } from "./exchange.js";
import { profile } from "./profile.js";
import { costs, median, progress, sorted, turn } from "./turns.js";
import { reference, shortwave, VERSION } from "./workerd.js";

const ROUNDS = 7;
const TURN_MS = 400;
const CONNECTIONS = 32;
const PROFILE_MS = 1_500;
const MANY = 10_000;
const TURN = { ms: TURN_MS, connections: CONNECTIONS };

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const number = (count) => String(34_600_000_000 + count);
/** A request that is another each time. */
const counted = (make) => {
  let count = 0;
  return () => make(count++);
};
const post = (path, headers, body) => ({ method: "POST", path, headers, body: JSON.stringify(body) });
const one = () => 0;
const many = (count) => count % MANY;

const GENERATE = "/api/rest/otp/generate";
const CHECK = "/api/rest/otp/check";
/** So long, with so many attempts, that none is over while it is measured. */
const CODE = { length: 10, maxAttempts: 10, maxSecondsValidity: 600 };

const generating = (whose) => async (server) => {
  const headers = basic(await createAccount(server));
  return counted((count) => post(GENERATE, headers, { recipient: number(whose(count)), ...CODE }));
};

/** Codes that are there are checked, and are wrong. */
const checking = (whose, recipients) => async (server) => {
  const headers = basic(await createAccount(server));
  for (let first = 0; first < recipients; first += CONNECTIONS) {
    const some = Array.from({ length: Math.min(CONNECTIONS, recipients - first) }, (_, index) => first + index);
    await Promise.all(some.map((recipient) => exchange(server.url, post(GENERATE, headers, { recipient: number(recipient), ...CODE }))));
  }
  return counted((count) => post(CHECK, headers, { recipient: number(whose(count)), code: "0" }));
};

/** A code is sent, by the sandbox. A recipient is sent five in ten minutes, so each turn has others. */
const verifying = async (server) => {
  const prices = "countryIso,countryName,cost\nES,Spain,0\n";
  await exchange(server.url, { method: "PUT", path: "/admin/prices", headers: bearer(server.adminToken), body: prices });
  const headers = basic(await createAccount(server));
  return counted((count) => post("/v1/verifications", headers, { recipient: number(count) }));
};

async function letIn(server) {
  const headers = basic(await createAccount(server));
  return () => ({ path: "/v1/account", headers });
}

const SANDBOX = { PROVIDERS: '{"providers":{"sandbox":{"kind":"sandbox"}}}' };
const admitted = () => () => post("/admitted/0", {}, { recipient: number(0), ...CODE });
const rows = (whose) => () => counted((count) => ({ path: `/row/${whose(count)}` }));

/** Each has a server of its own; `floor` is what it is compared to. */
const SUBJECTS = {
  oneRow: { name: "reference: one object, one row read and written", start: reference, prepare: rows(one) },
  manyRows: { name: "reference: the same, 10,000 objects", start: reference, prepare: rows(many) },
  admitted: { name: "reference: let in by an object, then one row of another", start: reference, floor: "oneRow", prepare: admitted },
  account: { name: "`GET /v1/account`: to be let in", floor: "oneRow", prepare: letIn },
  generateOne: { name: "`otp/generate`, one recipient", floor: "oneRow", prepare: generating(one) },
  generateMany: { name: "`otp/generate`, 10,000 recipients", floor: "manyRows", prepare: generating(many) },
  checkOne: { name: "`otp/check`, one recipient", floor: "oneRow", prepare: checking(one, 1) },
  checkMany: { name: "`otp/check`, 10,000 recipients", floor: "manyRows", prepare: checking(many, MANY) },
  verify: { name: "`POST /v1/verifications`, sent by the sandbox", floor: "manyRows", status: 201, settings: SANDBOX, prepare: verifying },
};

/** A subject with a server of its own. */
async function started(id, options) {
  const subject = SUBJECTS[id];
  const server = await (subject.start ?? shortwave)({ settings: subject.settings, ...options });
  return { ...subject, id, server, next: await subject.prepare(server) };
}

/** What all of them cost, with their objects in memory or on disk. */
async function measured(ids, options) {
  const subjects = [];
  for (const id of ids) {
    progress(`${SUBJECTS[id].name}: started`);
    subjects.push(await started(id, options));
  }
  const { each } = await costs(subjects, { ...TURN, rounds: ROUNDS });
  await Promise.all(subjects.map(({ server }) => server.stop()));
  return each;
}

/** Answers a second, over as many connections. */
async function rates(ids, options) {
  const found = {};
  for (const id of ids) {
    progress(`${SUBJECTS[id].name}: on disk`);
    const subject = await started(id, options);
    const turns = [];
    for (let round = 0; round <= 5; round++) {
      const start = performance.now();
      const requests = await turn(subject, { ...TURN, ms: 1_000 });
      turns.push((requests / (performance.now() - start)) * 1_000);
    }
    found[id] = median(turns.slice(1));
    await subject.server.stop();
  }
  return found;
}

const PROFILED = ["account", "generateOne", "generateMany", "checkMany", "verify"];

async function profiles() {
  const shares = {};
  for (const id of PROFILED) {
    progress(`${SUBJECTS[id].name}: profile`);
    const subject = await started(id, { inspected: true });
    await turn(subject, { ...TURN, ms: PROFILE_MS });
    shares[id] = await profile(subject.server, () => turn(subject, { ...TURN, ms: PROFILE_MS }));
    await subject.server.stop();
  }
  return shares;
}

const ON_DISK = ["oneRow", "manyRows", "generateOne", "generateMany", "checkMany"];
const cost = await measured(Object.keys(SUBJECTS));
const onDisk = await rates(ON_DISK, { isOnDisk: true });
const shares = await profiles();

const row = (cells) => `| ${cells.join(" | ")} |`;
const table = (head, rows) => [row(head), row(head.map((_, index) => (index ? "---:" : "---"))), ...rows.map(row)].join("\n");
const whole = (figure) => Math.round(figure).toLocaleString("en");
const short = (figure) => figure.toLocaleString("en", { maximumSignificantDigits: 3 });
const us = (milliseconds) => whole(milliseconds * 1_000);

/** Taken within a round, where both had the same neighbours, and then the median. */
const ratio = (of, to) => median(cost[of].map((figure, round) => figure / cost[to][round]));

function costsTold() {
  const rows = Object.entries(SUBJECTS).map(([id, { name, floor }]) => {
    const rounds = sorted(cost[id]);
    return [name, us(median(rounds)), `${us(rounds[0])} to ${us(rounds.at(-1))}`, floor ? short(ratio(id, floor)) : "1", floor ? short(ratio(id, "account")) : ""];
  });
  return table(["", "CPU, µs", "in the rounds", "its reference = 1", "to be let in = 1"], rows);
}

function profilesTold() {
  const rows = PROFILED.map((id) => [SUBJECTS[id].name, ...["module", "script", "outside", "collection"].map((part) => us(shares[id][part] * median(cost[id])))]);
  return table(["µs of the CPU above", "our module", "JavaScript and the runtime it calls", "runtime, else", "garbage collection"], rows);
}

const TOLD = {
  VERSIONS: () => `Node ${process.versions.node}, ${VERSION}, Shortwave ${execFileSync("git", ["describe", "--always", "--dirty", "--abbrev=10"], { encoding: "utf8" }).trim()}.`,
  ROUNDS: () => ROUNDS,
  TURN_MS: () => TURN_MS,
  CONNECTIONS: () => CONNECTIONS,
  COSTS: costsTold,
  PROFILES: profilesTold,
  DISK: () => table(["", "a second"], ON_DISK.map((id) => [SUBJECTS[id].name, whole(onDisk[id])])),
  RATIO: (of, to) => short(ratio(of, to)),
};
const told = (_, text) => {
  const [name, ...names] = text.split(":");
  return TOLD[name](...names);
};
writeFileSync(file("OTP.md"), readFileSync(file("OTP.template.md"), "utf8").replaceAll(/\{\{([\w:]+)\}\}/g, told));
