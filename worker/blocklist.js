// The operator's block list, as the isolate has it: hosts that no short link may lead to. The module that redirects start with
// holds it (src/blocklist.rs) and judges, for redirects and for who makes links (worker/src/blocklist.rs).
import { waitUntil } from "cloudflare:workers";
import { engineOf } from "./engine.js";

/** As worker/src/kv.rs has it. */
const KEY = "blocklist";
/** How long an isolate goes by its copy, unless BLOCKLIST_SECONDS says. From half of that on it is renewed, and nobody waits. */
const FRESH_SECONDS = 60;
/** After how long it is tried again where that failed. */
const AGAIN_MS = 5_000;

/** Who holds the list: after a trap there is another engine, without one. */
let holder;
/** Whether there is anything on it. Without a list nothing is asked. */
let isListed = false;
let readAt = 0;
let renewAt = 0;
let freshUntil = 0;

/** A promise where the list is to be waited for, as by the first request of an isolate or after an idle time; else nothing. */
export function freshBlocklist(env) {
  const now = Date.now();
  const isHeld = engineOf(env) === holder;
  if (isHeld && now < renewAt) return undefined;
  if (!isHeld || now >= freshUntil) return renew(env);
  renewAt = now + AGAIN_MS;
  waitUntil(renew(env));
}

/** The same, for Rust. */
export const freshened = async (env) => freshBlocklist(env);

async function renew(env) {
  const asked = Date.now();
  try {
    const bytes = await env.LINKS.get(KEY, "arrayBuffer");
    hold(env, bytes ? new Uint8Array(bytes) : undefined, asked);
  } catch (error) {
    console.error(`block list: ${error}`);
    holder ??= engineOf(env);
    renewAt = freshUntil = asked + AGAIN_MS;
  }
}

/** Goes by a list from now on, or by none. */
export function hold(env, bytes, since = Date.now()) {
  const engine = engineOf(env);
  // What was asked for before another list came is the older one.
  if (!engine || (since < readAt && engine === holder)) return;
  if (bytes && !engine.takesBlocklist(bytes)) throw new Error("unreadable");
  const fresh = 1_000 * (Number(env.BLOCKLIST_SECONDS) || FRESH_SECONDS);
  [holder, isListed, readAt, renewAt, freshUntil] = [engine, Boolean(bytes), since, since + fresh / 2, since + fresh];
}

/** Whether the operator blocks anything. */
export const blocks = () => isListed;

/** Whether the operator blocks where a URL leads, as far as the isolate knows. */
export const isBlocked = (url) => isListed && holder.blocks(url);
