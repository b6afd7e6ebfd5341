// Accounts of a benchmark's server, and what they call with.
import { randomUUID } from "node:crypto";

import { exchange } from "./exchange.js";

const GENEROUS = { perSecond: 1_000_000, burst: 1_000_000 };
const NO_LIMITS = { address: 1e8, prefix: 1e8, credential: 1e8, account: 1e8, stopsPumping: false };
const PASSWORD = "correct horse battery";

export const basic = ({ username, apiPassword }) => ({ Authorization: `Basic ${Buffer.from(`${username}:${apiPassword}`).toString("base64")}` });
export const bearer = (token) => ({ Authorization: `Bearer ${token}` });

/** A call that has to succeed; its answer's data. */
async function done(server, method, path, headers, body) {
  const { status, text } = await exchange(server.url, { method, path, headers, body: body && JSON.stringify(body) });
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return text && JSON.parse(text).data;
}

/** A new account, with `limit` for itself and for each of its credentials. */
export function createAccount(server, limit = GENEROUS) {
  const profile = { username: `user-${randomUUID()}`, limits: { account: limit, credential: limit, verifications: NO_LIMITS } };
  return done(server, "POST", "/admin/accounts", bearer(server.adminToken), profile);
}

const SCOPES = ["account:read", "otp:write", "links:write", "links:read"];

export async function createKey(server, account, scopes = SCOPES) {
  const wanted = { name: "benchmark", scopes };
  const { id, key } = await done(server, "POST", "/v1/auth/keys", basic(account), wanted);
  return { id, headers: bearer(key) };
}

/** A key of the right form that names an account which does not know it. */
export async function revokedKey(server, account) {
  const { id, headers } = await createKey(server, account);
  await done(server, "DELETE", `/v1/auth/keys/${id}`, basic(account));
  return headers;
}

/** What a new user of an account signs in with. */
export async function createUser(server, account) {
  const email = `${randomUUID()}@example.com`;
  await done(server, "POST", "/v1/users", basic(account), { email, password: PASSWORD, role: "owner" });
  return { email, password: PASSWORD };
}

/** The headers of a user that signed in. */
export async function signIn(server, account) {
  const { accessToken } = await done(server, "POST", "/v1/auth/login", {}, await createUser(server, account));
  return bearer(accessToken);
}
