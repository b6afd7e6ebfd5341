// The domains of accounts: which of them a request asked, as the key-value store has it.

/** How long an isolate goes by what it knows of a host; and how long, that it is no domain. */
const FRESH_MS = 60_000;
const MISSING_FRESH_MS = 10_000;
/** What an isolate keeps. */
const MOST_HOSTS = 1_000;

/** A name of two labels at least, and no network address (src/domain.rs). */
const NAME = /^[^:[]*\.[a-z][^.:]*(?=:|$)/;

const known = new Map();

/**
 * The domain that a URL is on: its name, and where else to send who finds nothing there; undefined on the deployment's own
 * hosts. At once where the host cannot be one; else a promise.
 */
export function domainOf(url, env) {
  const name = NAME.exec(url.slice(url.indexOf("//") + 2, url.indexOf("/", 8)))?.[0];
  if (!name || name === env.SHORT_HOST) return undefined;
  const found = known.get(name);
  return found && Date.now() < found.freshUntil ? found.domain : look(name, env);
}

async function look(name, env) {
  const stored = await env.LINKS.get(`domain:${name}`, "json").catch((error) => console.error(`domain: ${error}`));
  const domain = stored ? { name, ...stored } : undefined;
  if (known.size >= MOST_HOSTS) known.delete(known.keys().next().value);
  known.set(name, { domain, freshUntil: Date.now() + (domain ? FRESH_MS : MISSING_FRESH_MS) });
  return domain;
}

/** Where a domain sends who asked for its root, or for something that it has not; undefined where it says nowhere. */
export function elsewhere({ rootTarget, notFoundTarget }, { method, url }) {
  if (method !== "GET" && method !== "HEAD") return undefined;
  return new URL(url).pathname === "/" ? rootTarget : notFoundTarget;
}

/** Sends who found what is `missing` there. */
export function sentTo(location, missing) {
  const headers = { Location: location, "Cache-Control": "no-store", "X-Transaction-Id": missing.headers.get("X-Transaction-Id") };
  return new Response(null, { status: 302, headers });
}
