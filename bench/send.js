// What it costs to take messages and to submit them, by the recipients of a call: bench/SEND.md.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { basic, bearer, createAccount, createKey } from "./accounts.js";
import { exchange } from "./exchange.js";
import { memoryOf } from "./profile.js";
import { median, progress, sum } from "./turns.js";
import { alone, shortwave, VERSION } from "./workerd.js";

const ROUNDS = 5;
/** Recipients of a call, and how many calls are a turn. */
const SIZES = [[1, 200], [10, 100], [100, 40], [1_000, 8], [10_000, 2], [100_000, 1]];
/** Calls that wait for their answers at once. */
const AT_ONCE = 8;
/** More than go out in the time, so that nothing waits for its turn. */
const SETTINGS = { ENVIRONMENT: "local", BULK_PARTS_PER_SECOND: "10000000" };
const only = process.argv[2];

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
/** By their last digit, all of these are delivered. */
const numbers = (count) => Array.from({ length: count }, (_, index) => String(346_000_000_000 + 10 * index));
const text = (index) => `Hello customer ${index}, your parcel is on its way and will be with you tomorrow before noon.`;

async function call(server, method, path, headers, body) {
  const { status, text } = await exchange(server.url, { method, path, headers, body });
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text.slice(0, 500)}`);
  return JSON.parse(text);
}

/** A server with somebody who sends, by both APIs. */
async function sender(options) {
  const server = await shortwave({ settings: SETTINGS, ...options });
  await call(server, "PUT", "/admin/prices", bearer(server.adminToken), "countryIso,countryName,cost\nES,Spain,0\n");
  const account = await createAccount(server);
  const { headers } = await createKey(server, account, ["sms:read", "sms:write"]);
  return { server, headers: { ...headers, "X-Authorization": basic(account).Authorization } };
}

/** The body of a call of ours, and where it goes: more than 10,000 are for the Engage API. */
function ours(count) {
  const to = numbers(count);
  if (count > 10_000) return ["/notify", JSON.stringify({ oa: "BENCH", dataSet: to.map((msisdn, index) => ({ msisdn, message: text(index) })) })];
  const sub = to.map((_, index) => ({ text: text(index) }));
  return ["/api/rest/sms", JSON.stringify({ to, from: "BENCH", message: "{text}", sub })];
}

const theirs = (count) => JSON.stringify({ messages: numbers(count).map((to, index) => [to, text(index)]) });

/** So many calls, some at once. */
async function calls(count, make) {
  let left = count;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => { while (left-- > 0) await make(); }));
}

/** Waits until all sendings of an account are at their end. */
async function finished({ server, headers }) {
  for (;;) {
    const { meta } = await call(server, "GET", "/api/rest/sendings?limit=1", headers);
    const open = await Promise.all(["SENDING", "PENDING"].map((status) => call(server, "GET", `/api/rest/sendings?limit=1&status=${status}`, headers)));
    if (meta && open.every(({ data }) => !data.length)) return;
    await sleep(50);
  }
}

/** Waits until a server has nothing left to do: receipts come later, and are told. */
async function idle(server) {
  await sleep(1_500);
  for (let [before, now] = [-1, server.exactCpu()]; now - before > 1; [before, now] = [now, server.exactCpu()]) await sleep(300);
}

async function turnOfOurs(one, count, times) {
  const { server, headers } = one;
  const [path, body] = ours(count);
  const [cpu, start] = [server.exactCpu(), performance.now()];
  await calls(times, () => call(server, "POST", path, headers, body));
  const [accepted, acceptedAt] = [server.exactCpu(), performance.now()];
  await finished(one);
  const dispatchedAt = performance.now();
  await idle(server);
  return { accept: accepted - cpu, acceptMs: acceptedAt - start, after: server.exactCpu() - accepted, dispatchMs: dispatchedAt - start };
}

async function turnOfTheirs(server, count, times) {
  const body = theirs(count);
  const [cpu, start] = [server.exactCpu(), performance.now()];
  await calls(times, () => call(server, "POST", "/", {}, body));
  return { accept: server.exactCpu() - cpu, acceptMs: performance.now() - start };
}

async function costs(count, times) {
  const [one, reference] = [await sender(), await alone("messages.js", { objects: [{ binding: "MESSAGES", className: "MessagesObject" }] })];
  const rounds = [];
  for (let round = 0; round <= ROUNDS; round++) {
    progress(`${count} recipients a call, ${round ? `round ${round} of ${ROUNDS}` : "to warm up"}`);
    const [us, them] = [await turnOfOurs(one, count, times), await turnOfTheirs(reference, count, times)];
    if (round) rounds.push({ us, them });
  }
  await Promise.all([one.server.stop(), reference.stop()]);
  return { count, messages: count * times, rounds };
}

/** The most memory of an isolate that takes one call, and while it submits its messages. */
async function memory(count) {
  const one = await sender({ inspected: true });
  const [path, body] = ours(count);
  await call(one.server, "POST", "/api/rest/sms", one.headers, ours(1)[1]);
  await finished(one);
  await idle(one.server);
  const accepting = await memoryOf(one.server, () => call(one.server, "POST", path, one.headers, body));
  const submitting = await memoryOf(one.server, () => finished(one));
  await one.server.stop();
  return { count, body: body.length, before: accepting.before, accepted: accepting.most, dispatched: submitting.most };
}

const row = (cells) => `| ${cells.join(" | ")} |`;
const table = (head, rows) => [row(head), row(head.map(() => "---:")), ...rows.map(row)].join("\n");
const short = (figure) => figure.toLocaleString("en", { maximumSignificantDigits: 3 });
const rounded = (figure) => Math.round(figure).toLocaleString("en");
const mb = (bytes) => short(bytes / 2 ** 20);

const measured = [];
for (const [count, times] of SIZES) if (!only || only === String(count)) measured.push(await costs(count, times));
const remembered = [];
for (const [count] of SIZES) {
  progress(`memory of ${count} recipients`);
  remembered.push(await memory(count));
}

function costsTold() {
  const rows = measured.map(({ count, messages, rounds }) => {
    const us = (pick) => median(rounds.map(({ us }) => pick(us)));
    const perMessage = (milliseconds) => rounded((milliseconds * 1_000) / messages);
    return [
      rounded(count),
      perMessage(us(({ accept }) => accept)),
      short(median(rounds.map(({ us, them }) => us.accept / them.accept))),
      rounded((messages * 1_000) / us(({ acceptMs }) => acceptMs)),
      rounded((messages * 1_000) / median(rounds.map(({ them }) => them.acceptMs))),
      perMessage(us(({ after }) => after)),
      rounded((messages * 1_000) / us(({ dispatchMs }) => dispatchMs)),
    ];
  });
  const head = ["recipients of a call", "CPU a message to accept, µs", "the reference = 1", "accepted a second", "by the reference", "CPU a message afterwards, µs", "accepted and submitted a second"];
  return table(head, rows);
}

function memoryTold() {
  const rows = remembered.map(({ count, body, before, accepted, dispatched }) => [rounded(count), short(body / 1e6), mb(before), mb(accepted), mb(dispatched)]);
  return table(["recipients of a call", "its body, MB", "the isolate before, MB", "at most until it was accepted, MB", "at most until all was submitted, MB"], rows);
}

if (only) {
  console.log(`${costsTold()}\n\n${memoryTold()}`);
  process.exit();
}

const git = execFileSync("git", ["describe", "--always", "--dirty", "--abbrev=10"], { encoding: "utf8" }).trim();
const TOLD = {
  VERSIONS: () => `Node ${process.versions.node}, ${VERSION}, Shortwave ${git}.`,
  ROUNDS: () => ROUNDS,
  AT_ONCE: () => AT_ONCE,
  MESSAGES: () => rounded(sum(measured.map(({ messages }) => messages)) * (ROUNDS + 1)),
  COSTS: costsTold,
  MEMORY: memoryTold,
};
writeFileSync(file("SEND.md"), readFileSync(file("SEND.template.md"), "utf8").replaceAll(/\{\{(\w+)\}\}/g, (_, name) => TOLD[name]()));
