// The API's description, held against what the Worker answers.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

export const description = JSON.parse(readFileSync(new URL("../../www/openapi.json", import.meta.url), "utf8"));

const METHODS = ["get", "put", "post", "delete", "patch"];
const SLUG = "/{slug}";
const OF_API = /^\/(?:api|admin|v1|\.well-known)(?:\/|$)/;
/** What is broken on purpose, where a setting allows it, is no part of the API. */
const FAULTS = /^\/admin\/test\//;

/** How images begin, as text. The first byte of a PNG is none of UTF-8. */
const BEGINNINGS = { "image/svg+xml": "<svg ", "image/png": "\ufffdPNG\r\n" };

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(description, "description");

/** All operations, as `{ method, path, operation, pointer }`. */
export const operations = Object.entries(description.paths).flatMap(([path, item]) =>
  METHODS.filter((method) => item[method]).map((method) => ({
    method: method.toUpperCase(),
    path,
    operation: item[method],
    pointer: pointer("paths", path, method),
  })),
);

function pointer(...steps) {
  return steps.map((step) => `/${encodeURIComponent(String(step).replaceAll("~", "~0").replaceAll("/", "~1"))}`).join("");
}

/** What a reference stands for, and where that is. */
function resolved(value, at) {
  if (!value.$ref) return { value, at };
  const steps = value.$ref.slice(2).split("/");
  return { value: steps.reduce((inner, step) => inner[step], description), at: pointer(...steps) };
}

const validators = new Map();

/** Fails where a value does not match the schema at a place of the description. */
function assertMatches(at, value, context) {
  if (!validators.has(at)) validators.set(at, ajv.compile({ $ref: `description#${at}` }));
  const validate = validators.get(at);
  assert.ok(validate(value), `${context} does not match its schema: ${ajv.errorsText(validate.errors)}`);
}

const patterns = Object.keys(description.paths).map((path) => {
  const slug = path === SLUG ? "[0-9A-Za-z]{6}" : "[^/]+";
  const literal = (text) => text.replace(/[.]/g, "\\.");
  return { path, pattern: new RegExp(`^${path.split(/\{\w+\}/).map(literal).join(slug)}$`) };
});

/** The description's path that a request's path is one of. What is written out goes before what has arguments. */
function described(pathname) {
  const matching = patterns.filter(({ pattern }) => pattern.test(pathname));
  return (matching.find(({ path }) => !path.includes("{")) ?? matching[0])?.path;
}

const failureAt = (pathname) => pointer("components", "schemas", pathname.startsWith("/v1") ? "Failure" : "RestError");

/**
 * Fails where an answer of the API is not as described: a status that is not documented, a body that does not match its
 * schema, a header that is missing. Pages are not looked at.
 */
export function assertDescribed(method, requested, { status, headers, text, json }) {
  const { pathname } = new URL(`http://localhost${requested}`);
  const path = described(pathname);
  const context = `${method} ${pathname} answered ${status} ${text.slice(0, 500)}, which`;
  if (!path) {
    if (!OF_API.test(pathname) || FAULTS.test(pathname)) return;
    assert.ok([404, 503].includes(status), `${context} is no path of the description`);
    return assertMatches(failureAt(pathname), json, context);
  }
  const operation = operationOf(path, method);
  if (!operation) return assertOtherMethod(method, path, { pathname, status, json, text, context });
  const { responses } = operation.value;
  assert.ok(responses[status], `${context} is not documented`);
  const { value: response, at } = resolved(responses[status], `${operation.at}${pointer("responses", status)}`);
  assertHeaders(response.headers, headers, context);
  if (method === "HEAD") return;
  assertContent(response.content, `${at}${pointer("content")}`, { headers, text, json, context });
}

function operationOf(path, method) {
  const item = description.paths[path];
  const named = method.toLowerCase();
  // What anybody may GET answers HEAD likewise, without its body.
  const found = named === "head" && item.get?.security.length === 0 ? "get" : named;
  return METHODS.includes(found) && item[found] && { value: item[found], at: pointer("paths", path, found) };
}

function assertOtherMethod(method, path, { pathname, status, json, text, context }) {
  if (method === "OPTIONS" && status === 204) return assert.equal(text, "");
  assert.ok([405, 503].includes(status), `${context} is no method of the description`);
  if (method !== "HEAD" && path !== SLUG) assertMatches(failureAt(pathname), json, context);
}

function assertHeaders(documented = {}, headers, context) {
  for (const [name, reference] of Object.entries(documented)) {
    const { value: header, at } = resolved(reference);
    const given = headers.get(name);
    if (header.required) assert.ok(given !== null, `${context} lacks ${name}`);
    if (given === null) continue;
    assertMatches(`${at}/schema`, header.schema.type === "integer" ? Number(given) : given, `${name} of ${context}`);
  }
}

function assertContent(documented, at, { headers, text, json, context }) {
  if (!documented) return assert.equal(text, "", `${context} has a body`);
  const type = headers.get("content-type")?.split(";")[0];
  assert.ok(documented[type], `${context} is ${type}, which is not documented`);
  if (type === "application/json") assertMatches(`${at}${pointer(type)}/schema`, json, context);
  if (type in BEGINNINGS) assert.ok(text.startsWith(BEGINNINGS[type]), `${context} is no ${type}`);
}
