// Who is signed in, and the tokens of the session.
//
// The access token is in memory and nowhere else. The refresh token is in sessionStorage: so a reload does not sign one
// out, no other tab or site sees it, and it is gone when the tab is closed. localStorage would keep it on the disk for
// whoever opens the browser next, and the API takes no cookies. That only the page's own files run here, so that nothing
// else reads it, is what the Content-Security-Policy is for.
import { Refusal, exchange } from "./http.js";
import { random } from "./random.js";

const STORED_AS = "shortwave-session";
/** So long before its end an access token is not used any more: a call takes a moment. */
const MARGIN_MS = 20_000;

let access;
let refreshing;
let reopening;
let askToSignIn = () => Promise.reject(new Refusal({ status: 401 }));
const listeners = new Set();

/** `{id, email, …}`, or nothing where nobody is signed in. */
export let user;

export function onChange(listener) {
  listeners.add(listener);
}

/** `ask(user)` has the user sign in again, when the session ends while something is being done. */
export function onEnd(ask) {
  askToSignIn = ask;
}

export const isStored = () => stored() !== undefined;

export async function signIn(email, password, code) {
  const headers = code ? { "CB-2FA-Token": code } : {};
  const response = await exchange("POST", "/v1/auth/login", { body: { email, password }, headers });
  keep((await response.json()).data, { seed: random(), generation: 0 });
}

/** Ends the session here, and on the server, which may be out of reach: here it is over all the same. */
export async function signOut() {
  const token = access?.token;
  forget();
  if (token) await exchange("POST", "/v1/auth/logout", { headers: { Authorization: `Bearer ${token}` } }).catch(() => {});
}

/** An access token that is good for some seconds. Waits for the user to sign in where the session is over. */
export async function token() {
  if (access && Date.now() < access.until) return access.token;
  await refreshed();
  return access.token;
}

/** To be called when a token was refused that should have been good. */
export function mistrust(refused) {
  if (access?.token === refused) access = undefined;
}

/** Several calls may find out together that the token is over: it is refreshed once. */
function refreshed() {
  refreshing ??= (stored() ? refresh() : reopened()).finally(() => (refreshing = undefined));
  return refreshing;
}

async function refresh() {
  try {
    await exchangeTokens();
  } catch (error) {
    if (error.status !== 401) throw error;
    await reopened();
  }
}

const REPEATS = 5;
const REPEAT_AFTER_MS = 300;

/**
 * A refresh token is good for one exchange, and a second one ends the session. So the exchange has an idempotency key
 * that goes with the token: the page that was reloaded before the answer came, and the tab that was duplicated, get the
 * same answer. It is random, so that who copied the token alone does not know it.
 */
async function exchangeTokens(repeats = REPEATS) {
  const { refreshToken, seed, generation } = stored();
  const headers = { "Idempotency-Key": `${seed}-${generation}` };
  try {
    const response = await exchange("POST", "/v1/auth/refresh", { body: { refreshToken }, headers });
    keep((await response.json()).data, { seed, generation: generation + 1 });
  } catch (error) {
    // The same exchange is under way in another tab.
    if (error.status !== 409 || repeats === 0) throw error;
    await new Promise((resolve) => setTimeout(resolve, REPEAT_AFTER_MS));
    await exchangeTokens(repeats - 1);
  }
}

function reopened() {
  reopening ??= askToSignIn(user).finally(() => (reopening = undefined));
  return reopening;
}

function keep({ accessToken, expiresIn, refreshToken, user: who }, { seed, generation }) {
  access = { token: accessToken, until: Date.now() + expiresIn * 1000 - MARGIN_MS };
  sessionStorage.setItem(STORED_AS, JSON.stringify({ refreshToken, seed, generation }));
  become(who);
}

export function forget() {
  access = undefined;
  sessionStorage.removeItem(STORED_AS);
  become(undefined);
}

function become(who) {
  user = who;
  for (const listener of listeners) listener();
}

function stored() {
  const text = sessionStorage.getItem(STORED_AS);
  return text ? JSON.parse(text) : undefined;
}
