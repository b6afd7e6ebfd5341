// How the page says things: moments, addresses, and what to do when something did not work.
import { format } from "../dom.js";

const day = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
const minute = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

export const onDay = (moment) => day.format(new Date(moment));

export const atMinute = (moment) => minute.format(new Date(moment));

/** An address as one says it: without what every address has. */
export const spoken = (url) => url.replace(/^https?:\/\//, "").replace(/\/$/, "");

/** What a link is called. */
export const nameOf = ({ title, target }) => title || spoken(target);

/** Such as `Archived`. */
export const stateOf = (state) => state.replace(/^./, (first) => first.toUpperCase());

/** A sentence or two for people: what went wrong, and what to do now. */
export function advice(error) {
  const known = ADVICE[error.status];
  if (known) return known(error);
  if (error.status >= 500) return `The server failed. Try again in a moment. ${reference(error)}`.trim();
  if (error.status) return [sentence(error.reason), reference(error)].filter(Boolean).join(" ");
  throw error;
}

const ADVICE = {
  0: () => "The server could not be reached. Check your connection and try again.",
  400: refused,
  401: () => "You are signed out. Sign in and try again.",
  402: () => "Your account asks for a second factor, and you have none yet. Set one up (POST /v1/auth/second-factor in the API reference), then sign in again.",
  403: () => "Your role does not allow this. Ask an owner or admin of your account.",
  404: (error) => `This ${thing(error)} does not exist, or not any more. Go back to your ${thing(error)}s to see those that there are.`,
  409: refused,
  412: (error) => `Somebody else changed this ${thing(error)} meanwhile.`,
  429: ({ retryAfter }) => `Too many calls. Try again ${retryAfter ? `in ${inSeconds(retryAfter)}` : "in a moment"}.`,
};

const thing = ({ path }) => (path.startsWith("/v1/domains") ? "domain" : "link");

function refused({ details, reason }) {
  return details.length ? "The server did not accept everything. See what is marked, and try again." : sentence(reason);
}

export function inSeconds(amount) {
  return amount < 120 ? `${format(amount)} second${amount === 1 ? "" : "s"}` : `${format(Math.ceil(amount / 60))} minutes`;
}

export const sentence = (text) => (text && !/[.!?]$/.test(text) ? `${text}.` : text);

const reference = ({ transactionId }) => (transactionId ? `If it goes on, tell support this number: ${transactionId}` : "");
