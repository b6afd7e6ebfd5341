// The least shortener in JavaScript: `/kv/{slug}` reads the key-value store each time, `/memory/{slug}` keeps what it read for
// five seconds. Neither counts anything.
const KEPT_MS = 5_000;
const kept = new Map();

const redirect = (target) => new Response(null, { status: 302, headers: { Location: target, "Cache-Control": "no-store" } });
const read = (env, slug) => env.LINKS.get(`json:${slug}`, { type: "json", cacheTtl: 60 });

async function fromMemory(slug, env) {
  const now = Date.now();
  const known = kept.get(slug);
  if (known && known.until > now) return redirect(known.link.target);
  const link = await read(env, slug);
  if (!link) return new Response(null, { status: 404 });
  if (kept.size > 10_000) kept.clear();
  kept.set(slug, { link, until: now + KEPT_MS });
  return redirect(link.target);
}

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    const [, way, slug] = pathname.split("/");
    if (request.method === "PUT") {
      await env.LINKS.put(`json:${slug}`, await request.text());
      return new Response();
    }
    if (way === "memory") return fromMemory(slug, env);
    const link = await read(env, slug);
    return link ? redirect(link.target) : new Response(null, { status: 404 });
  },
};
