// Redirects: what is asked for most, by the shortest way. A request for a short link that leads somewhere is answered here, by
// a wasm module of its own (redirect/); everything else, pages about links included, is left to the rest of the Worker, which
// is not even begun until then.
//
// Where a link that leads everybody to one place leads is read without wasm, and kept in the isolate's memory while it is fresh there.
import { freshBlocklist, isBlocked } from "./blocklist.js";
import { domainOf } from "./domains.js";
import { engineOf, failed } from "./engine.js";

/** How long an isolate goes by what it knows. A change takes so long, and what the key-value store needs, to reach everybody. */
const FRESH_MS = 1_000;
/** What an isolate keeps: so many links, of so many characters and bytes together. */
const MOST_LINKS = 10_000;
const MOST_BYTES = 8_000_000;
/** Clicks are sent to be counted when they are so old, or so many. */
const CLICKS_MS = 500;
const MOST_CLICKS = 2_000;
/** How often, and after how long, they are sent again when that failed. */
const AGAIN_MS = [200, 1_000, 5_000];

/** What the bytes of a link's rules begin with (src/link/rules.rs). */
const FORMAT = 1;

/** The longest path of a slug: 64 characters of three bytes each, percent-encoded. */
const MOST_OF_PATH = 64 * 9;

/** What the isolate knows of links: by their URLs, the rules in bytes, and the answer where it is the same for everybody. */
const known = new Map();
let knownBytes = 0;

/** What was kept first is forgotten first. A link that is known stays in its place: a map that is taken from and added to gets slow. */
function keep(url, link) {
  link.size = url.length + 2 * link.rules.length;
  knownBytes += link.size - (known.get(url)?.size ?? 0);
  known.set(url, link);
  while (known.size > MOST_LINKS || knownBytes > MOST_BYTES) forget(known.keys().next().value);
  return link;
}

function forget(url) {
  knownBytes -= known.get(url).size;
  known.delete(url);
}

/** In the place of an answer: the operator blocks where the link leads. */
export const BLOCKED = "B";

/**
 * The answer to a request for a short link, or a promise of it; nothing where it is for the rest of the Worker to answer. A text
 * where it came to what that shows in a page: `BLOCKED`, or what redirect/src/lib.rs says of a decision.
 */
export function redirect(request, env, ctx) {
  const { method, url } = request;
  if (method !== "GET" && method !== "HEAD") return undefined;
  const mark = url.indexOf("?", 8);
  const address = mark < 0 ? url : url.slice(0, mark);
  const link = known.get(address);
  const now = Date.now();
  if (link?.location && now < link.sameUntil && now < link.freshUntil) {
    return counted(link, factsOf(request, method, now), method, now, env, ctx);
  }
  const slug = link?.slug ?? slugOf(address);
  return slug && follow(slug, address, mark, request, env, ctx);
}

/** The slug of an address, in Unicode's normalisation form C; nothing where there is none for certain. */
function slugOf(address) {
  const path = address.slice(address.indexOf("/", 8) + 1);
  if (!path || path.length > MOST_OF_PATH || path.includes("/") || path.includes(".")) return undefined;
  if (!path.includes("%")) return path;
  try {
    return decodeURIComponent(path).normalize();
  } catch {
    return undefined;
  }
}

async function follow(slug, address, mark, request, env, ctx) {
  const { method, url } = request;
  const asking = domainOf(address, env);
  const domain = asking && (await asking);
  // As src/link/id.rs writes it.
  const id = domain ? `${domain.name}:${slug}` : slug;
  const engine = engineOf(env);
  const shard = engine?.shard(id) ?? -1;
  if (shard < 0) return undefined;
  const blocklist = freshBlocklist(env);
  let link = await linkOf(id, slug, shard, address, env);
  if (!link) return undefined;
  if (blocklist) await blocklist;
  const now = Date.now();
  const facts = factsOf(request, method, now);
  const target = targetForAll(link.rules);
  if (target) {
    if (isBlocked(target)) return BLOCKED;
    Object.assign(link, { status: 302, location: target, variant: "", noindex: "", field: "target", sameUntil: Infinity });
    return counted(link, facts, method, now, env, ctx);
  }
  const query = mark < 0 ? "" : url.slice(mark + 1);
  const random = crypto.getRandomValues(new Uint32Array(1))[0];
  const asked = `${facts}\n${id}\n${query}\n${request.headers.get("Cookie") ?? ""}\n${random}\n`;
  let decided = engine.decision(link.rules, asked);
  // That nobody is to go on is believed of the owner only: the link may have been opened since it was copied.
  if (decided[0] === "C" && link.isCopy) {
    link = await ownersLink(id, slug, shard, address, env);
    if (!link) return undefined;
    decided = engine.decision(link.rules, asked);
  }
  if (decided[0] === "T") {
    const [taken] = await ask(env, shard, engine.click(id, method));
    decided = engine.decision(link.rules, asked + taken);
  }
  if (decided[0] === "P" || decided[0] === "A") return shown(id, decided, facts, now, env, ctx);
  if (decided.length < 6) return undefined;
  const [status, sameUntil, variant, noindex, field, location] = decided;
  // Before the answer is kept: what is answered from memory was judged within FRESH_MS.
  if (isBlocked(location)) return BLOCKED;
  const found = { status: Number(status), location, variant, noindex, field, slug, id };
  if (sameUntil !== "0") Object.assign(link, found, { sameUntil: Number(sameUntil) });
  return counted(found, facts, method, now, env, ctx);
}

/** A redirect, after whose answer a click is counted and a line logged. */
function counted(link, facts, method, now, env, ctx) {
  const transactionId = crypto.randomUUID();
  log += `{"transactionId":"${transactionId}","method":"${method}","route":"/{slug}","status":${link.status},"milliseconds":0}\n`;
  count(link.id, link.field, facts, now, env, ctx);
  return answer(link, transactionId);
}

/** What a page is to show, which the rest of the Worker writes, and logs. */
function shown(id, decided, facts, now, env, ctx) {
  const [, field, ...urls] = decided;
  if (urls.some(isBlocked)) return BLOCKED;
  count(id, field, facts, now, env, ctx);
  return decided.join("\n");
}

const decoder = new TextDecoder();

/**
 * Where rules lead everybody, always: such have a target, its length before it (LEB128), and nothing else that is not zero
 * (src/link/rules.rs). Nothing of others, which are for the module to read.
 */
function targetForAll(rules) {
  const isLong = rules[1] > 0x7f;
  const length = isLong ? (rules[1] & 0x7f) | (rules[2] << 7) : rules[1];
  const begin = isLong ? 3 : 2;
  const end = begin + length;
  if ((isLong && rules[2] > 0x7f) || end > rules.length) return undefined;
  for (let at = end; at < rules.length; at++) if (rules[at]) return undefined;
  return decoder.decode(rules.subarray(begin, end));
}

/** What is known of a link: by this isolate, else by the copy, else by its owner. A copy that cannot be read is a miss. */
async function linkOf(id, slug, shard, address, env) {
  const now = Date.now();
  const fresh = known.get(address);
  if (fresh && now < fresh.freshUntil) return fresh;
  const copy = await env.LINKS.get(`link:${id}`, "arrayBuffer").catch((error) => console.error(`link cache: ${error}`));
  const rules = copy && new Uint8Array(copy);
  if (!rules || rules[0] !== FORMAT) return ownersLink(id, slug, shard, address, env);
  return keep(address, { id, slug, rules, isCopy: true, freshUntil: now + FRESH_MS });
}

/** What a link's owner says of it. */
async function ownersLink(id, slug, shard, address, env) {
  const freshUntil = Date.now() + FRESH_MS;
  const rules = await ask(env, shard, engineOf(env).resolve(id));
  return rules.length ? keep(address, { id, slug, rules, isCopy: false, freshUntil }) : undefined;
}

/** The reply of a shard to a command, in bytes. */
async function ask(env, shard, command) {
  return await env.LINK_SHARDS.getByName(`shard-${shard}`).ask(command);
}

/** Browsers keep what moved for good, but not for ever: a change reaches them within a day. */
const CACHING = { 301: "private, max-age=86400", 302: "no-store", 307: "no-store", 308: "private, max-age=86400" };

function answer({ slug, status, location, variant, noindex }, transactionId) {
  const headers = { Location: location, "Cache-Control": CACHING[status], "X-Transaction-Id": transactionId };
  if (noindex) headers["X-Robots-Tag"] = "noindex, nofollow";
  if (variant) headers["Set-Cookie"] = `variant=${variant}; Path=/${encodeURIComponent(slug)}; Max-Age=7776000; HttpOnly; Secure; SameSite=Lax`;
  return new Response(null, { status, headers });
}

/** What a request tells that clicks are counted by: lines, in the order of redirect/src/facts.rs. */
function factsOf({ headers, cf }, method, now) {
  const header = (name) => headers.get(name) ?? "";
  return `${now}\n${method[0]}\n${header("User-Agent")}\n${header("Accept-Language")}\n${header("Referer")}\n${header("CF-Connecting-IP")}\n${cf?.country ?? ""}\n${cf?.city ?? ""}`;
}

/** Clicks that wait to be sent, in lines, and the lines of the log for them: texts that grow cost less than lists. */
let waiting = "";
let log = "";
let clicks = 0;
/** Until then, somebody is there to send them. */
let watchedUntil = 0;

/** Has a click counted, after the answer and together with others. */
function count(id, field, facts, now, env, ctx) {
  const head = `${id}\n${field}\n`;
  waiting += clicks ? `\n${head}${facts}` : head + facts;
  clicks++;
  if (env.CLICKS) pointOf(id, field, facts, env);
  if (clicks === MOST_CLICKS) ctx.waitUntil(sendIn(0, env));
  else if (now > watchedUntil) {
    watchedUntil = now + 4 * CLICKS_MS;
    ctx.waitUntil(sendIn(CLICKS_MS, env));
  }
}

/** A click for Analytics Engine, where that is bound: everything that is counted by, and no network address. */
function pointOf(id, field, facts, env) {
  const [, method, userAgent, languages, referrer, , country, city] = facts.split("\n");
  env.CLICKS.writeDataPoint({ indexes: [id], blobs: [field, method, userAgent, languages, referrer, country, city], doubles: [1] });
}

/** Even in no time at all, the answer goes first. */
async function sendIn(ms, env) {
  await scheduler.wait(ms);
  watchedUntil = 0;
  if (!clicks) return;
  const [lines, logged] = [waiting, log];
  [waiting, log, clicks] = ["", "", 0];
  if (logged) console.log(logged.trimEnd());
  let commands = [];
  try {
    commands = engineOf(env).clicks(lines);
  } catch (error) {
    failed(error);
  }
  await Promise.all(commands.map(({ shard, command }) => deliver(env, shard, command)));
}

/** A shard counts a batch once, however often it is sent. */
async function deliver(env, shard, command) {
  for (const wait of [...AGAIN_MS, undefined]) {
    try {
      return await ask(env, shard, command);
    } catch (error) {
      if (wait === undefined) return console.error(`clicks not counted: ${error}`);
      await scheduler.wait(wait);
    }
  }
}
