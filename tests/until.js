// Waiting for what comes by itself, and takes as long as it takes.
import { setImmediate } from "node:timers/promises";

/** So long, at the most, something is asked for again. */
const PATIENCE_MS = 20_000;

/** What `ask` answers, once `isThere` says that this is it; or at last, when it has had its time. */
export async function until(ask, isThere, patience = PATIENCE_MS) {
  const end = Date.now() + patience;
  let found = await ask();
  while (!isThere(found) && Date.now() < end) {
    // What is waited for may have to happen in this process.
    await setImmediate();
    found = await ask();
  }
  return found;
}
