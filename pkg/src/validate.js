// Messages, judged before they are sent: a body in, the server's answer out. npm/validate/src/lib.rs is the other side, and the
// core has the rules.
import { initSync, judge } from "../dist/tmp/validate-glue.js";

/** Stands for a server that is not named: as long as many are, and nobody's (RFC 2606). */
const NOWHERE = "https://shortwave.example";

/** Begins with a compiled module. */
export function load(module) {
  initSync({ module });
}

export function validateSms(body, options = {}) {
  const { now = Date.now(), origin = NOWHERE, shortOrigin = origin } = options;
  const text = typeof body === "string" ? body : (JSON.stringify(body) ?? "");
  return judge(text, moment(now), originOf("origin", origin), originOf("shortOrigin", shortOrigin));
}

function moment(now) {
  const at = typeof now === "number" || now instanceof Date ? Number(now) : Number.NaN;
  if (Number.isFinite(at)) return at;
  throw new RangeError(`now: ${now} is neither a Date nor a number of milliseconds`);
}

function originOf(name, text) {
  const origin = originOrNothing(text);
  if (/^https?:/.test(origin)) return origin;
  throw new RangeError(`${name}: ${text} is not the http or https URL of a server`);
}

function originOrNothing(text) {
  try {
    return new URL(text).origin;
  } catch {
    return undefined;
  }
}
