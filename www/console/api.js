// Calls of the user who is signed in. A token that is over is replaced, and the call made again: the caller notices nothing.
import { exchange } from "./http.js";
import * as session from "./session.js";

/** As often a call is made with another token: after a refresh, and after the user signed in again. */
const ATTEMPTS = 3;

/** The answer to a call that worked. */
export async function call(method, path, { headers = {}, ...options } = {}) {
  for (let attempt = 1; ; attempt++) {
    const token = await session.token();
    try {
      return await exchange(method, path, { ...options, headers: { ...headers, Authorization: `Bearer ${token}` } });
    } catch (error) {
      if (error.status !== 401 || attempt === ATTEMPTS) throw error;
      session.mistrust(token);
    }
  }
}

async function json(method, path, options) {
  return (await call(method, path, options)).json();
}

const pathOf = (id) => `/v1/links/${encodeURIComponent(id)}`;
const DOMAINS = "/v1/domains";
const domainPath = (name) => `${DOMAINS}/${encodeURIComponent(name)}`;

/** Some of the links: `{items, pagination}`. Empty parameters are left out. */
export async function listLinks(query, signal) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const { items, meta } = await json("GET", `/v1/links?${new URLSearchParams(given)}`, { signal });
  return { items, pagination: meta.pagination };
}

/** A link, as `data`, with the `etag` of its version. */
export async function showLink(id, signal) {
  return versioned(await call("GET", pathOf(id), { signal }));
}

/** The same key makes the same link once, however often the call has to be made. */
export async function createLink(body, key) {
  return versioned(await call("POST", "/v1/links", { body, headers: { "Idempotency-Key": key } }));
}

/** Changes the version that was seen, or with `*` any. */
export async function updateLink(id, body, etag) {
  return versioned(await call("PATCH", pathOf(id), { body, headers: { "If-Match": etag } }));
}

/** Takes the link's preview from the page that it leads to. */
export async function readPreview(id) {
  await call("POST", `${pathOf(id)}/preview`);
}

export async function removeLink(id) {
  await call("DELETE", pathOf(id));
}

export async function countClicks(id, query, signal) {
  return (await json("GET", `${pathOf(id)}/clicks?${new URLSearchParams(query)}`, { signal })).data;
}

export async function countVerifications(query, signal) {
  return (await json("GET", `/v1/verifications/stats?${new URLSearchParams(query)}`, { signal })).data;
}

export async function openPrefix(prefix) {
  await call("DELETE", `/v1/verifications/stops/${prefix}`);
}

export async function drawQr(id, query, signal) {
  return (await call("GET", `${pathOf(id)}/qr?${new URLSearchParams(query)}`, { signal })).blob();
}

/** All domains: an account has no more than 50. */
export async function listDomains(signal) {
  return (await json("GET", `${DOMAINS}?limit=50&sort=domain`, { signal })).items;
}

export async function showDomain(name, signal) {
  return versioned(await call("GET", domainPath(name), { signal }));
}

export async function addDomain(body) {
  return versioned(await call("POST", DOMAINS, { body }));
}

export async function updateDomain(name, body, etag) {
  return versioned(await call("PATCH", domainPath(name), { body, headers: { "If-Match": etag } }));
}

/** Looks for what proves that the domain is the account's. */
export async function verifyDomain(name) {
  await call("POST", `${domainPath(name)}/verify`);
}

export async function removeDomain(name) {
  await call("DELETE", domainPath(name));
}

/** Begins to make links of a file: the job. */
export async function beginImport(file, query, key) {
  const headers = { "Idempotency-Key": key };
  return (await json("POST", `/v1/link-jobs?${new URLSearchParams(query)}`, { body: file, headers })).data;
}

export async function showJob(id, signal) {
  return (await json("GET", `/v1/link-jobs/${id}`, { signal })).data;
}

/** The first rows of a job that failed. */
export async function failedRows(id, limit, signal) {
  return (await json("GET", `/v1/link-jobs/${id}/rows?state=failed&limit=${limit}`, { signal })).items;
}

export async function exportLinks(format) {
  return (await call("GET", `/v1/link-export?format=${format}`)).blob();
}

async function versioned(response) {
  return { data: (await response.json()).data, etag: response.headers.get("ETag") };
}
