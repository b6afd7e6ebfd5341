// Those who call /v1. A caller is given as the options of its requests.
import assert from "node:assert/strict";

export const PASSWORD = "correct horse battery";
let people = 0;
export const someEmail = () => `person-${++people}@example.com`;

/** The data of an answer that must have a status. */
export function dataOf(answer, status = 200) {
  assert.equal(answer.status, status, answer.text);
  return answer.json.data;
}

/** What an answer says went wrong: its status, the reason, and of each detail the path and the code. */
export function failureOf({ status, json }) {
  const { reason, details } = json.errors;
  return [status, reason, ...details.map(({ path, code }) => `${path} ${code}`)];
}

/** A new user of a caller's account. */
export async function createUser(server, caller, user = {}) {
  const body = { email: someEmail(), password: PASSWORD, role: "owner", ...user };
  return dataOf(await server.post("/v1/users", body, caller), 201);
}

/** Signs a user in. */
export async function signIn(server, email, password = PASSWORD) {
  return { bearer: dataOf(await server.post("/v1/auth/login", { email, password })).accessToken };
}

/** A new user of a role, signed in. */
export async function signedIn(server, caller, role) {
  return signIn(server, (await createUser(server, caller, { role })).email);
}

/** A new API key of a caller's account. */
export async function createKey(server, caller, scopes, more = {}) {
  return dataOf(await server.post("/v1/auth/keys", { name: "a key", scopes, ...more }, caller), 201);
}

/** A caller with a new API key. */
export async function keyed(server, caller, scopes, more) {
  return { bearer: (await createKey(server, caller, scopes, more)).key };
}
