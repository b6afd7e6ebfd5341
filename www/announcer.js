// What a screen reader says of changes that one sees.
import { byId } from "./dom.js";

/** Long enough that it speaks when the typing pauses, not at each key. */
const PAUSE_MS = 900;

let announcing;

export function announceAtPause(text) {
  clearTimeout(announcing);
  announcing = setTimeout(() => (byId("status").textContent = text), PAUSE_MS);
}

/** In the same place: the figures that wait there would speak over it. */
export function announceNow(text) {
  clearTimeout(announcing);
  byId("status").textContent = text;
}
