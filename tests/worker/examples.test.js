// The API's description is valid, and every example of it is answered as it says.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Validator } from "@seriousme/openapi-schema-validator";

import { assertDescribed, description, operations } from "./description.js";
import { SETTINGS, basic, start } from "./harness.js";
import { mailServer } from "./mail-server.js";
import { totp } from "./totp.js";
import { worldOf } from "./world.js";

const OWNER = { email: "owner@example.com", password: "correct horse battery staple", name: "Owner", role: "owner" };
const ends = [];
/** What a test has, for what all tests of the file share. */
const t = { after: (end) => ends.push(end) };
let server;

// On a developer's machine, some domains are verified without a proof, and mail may go unencrypted.
before(async () => {
  const page = () => ({ headers: { "Content-Type": "text/html" }, body: "<title>Example</title>" });
  const { port } = await mailServer(t, { hideSTARTTLS: true });
  const MAIL = JSON.stringify({ host: "localhost", port, security: "none", from: "codes@acme.example" });
  server = await start({ settings: { ...SETTINGS, ENVIRONMENT: "local", MAIL }, world: worldOf({ "example.com": page }), t });
});
after(async () => {
  for (const end of ends) await end();
});

test("the description is valid OpenAPI 3.1, and served as JSON", async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(description));
  assert.ok(valid, JSON.stringify(errors));
  const { status, headers, text } = await server.get("/openapi.json");
  assert.deepEqual([status, headers.get("content-type")], [200, "application/json"]);
  assert.deepEqual(JSON.parse(text), description);
});

test("each operation is named once, belongs to a tag, and says in a few words what it does", () => {
  const names = operations.map(({ operation }) => operation.operationId);
  assert.equal(new Set(names).size, names.length);
  const tags = description.tags.map(({ name }) => name);
  assert.deepEqual([...new Set(operations.flatMap(({ operation }) => operation.tags))].sort(), tags.sort());
  for (const { operation } of operations) assert.match(operation.summary, /^[A-Z].{5,80}[^.]$/);
});

test("an answer that is not as described is found out", () => {
  const headers = new Headers({ "content-type": "application/json", "x-transaction-id": "c3b4f1de-3b7e-4d5a-9a41-0d9f4e6c1c57" });
  const health = { status: "ok", version: "1.0.0", commit: "abc" };
  const check = (path, { method = "GET", status = 200, json = health, without, type } = {}) => {
    const answered = new Headers(headers);
    if (without) answered.delete(without);
    if (type) answered.set("content-type", type);
    assertDescribed(method, path, { status, headers: answered, json, text: JSON.stringify(json) });
  };
  check("/healthz");
  check("/healthz?query");
  for (const [path, wrong] of [
    ["/healthz", { status: 201 }],
    ["/healthz", { json: { ...health, commit: 5 } }],
    ["/healthz", { json: { status: "ok" } }],
    ["/healthz", { without: "x-transaction-id" }],
    ["/healthz", { type: "text/plain" }],
    ["/healthz", { method: "POST" }],
    ["/v1/nothing", {}],
    ["/v1/nothing", { status: 404 }],
    ["/v1/verifications/x", { status: 404, json: { error: { code: 404, description: "not of this dialect" } } }],
  ]) {
    assert.throws(() => check(path, wrong), assert.AssertionError, `${path} ${JSON.stringify(wrong)}`);
  }
});

/** A new account with an owner who has signed in. */
async function account() {
  const user = await server.createAccount({ customCodes: true });
  const email = `${user.username}@example.com`;
  const created = await server.post("/v1/users", { ...OWNER, email }, { user });
  assert.equal(created.status, 201, created.text);
  const { json } = await server.post("/v1/auth/login", { email, password: OWNER.password });
  return { user, email, owner: created.json.data, tokens: json.data };
}

const made = async (path, body, { user }) => {
  const { status, json, text } = await server.post(path, body, { user });
  assert.ok(status < 300, text);
  return json.data;
};

async function enrolled(of) {
  const bearer = { headers: { Authorization: `Bearer ${of.tokens.accessToken}` } };
  const { json } = await server.post("/v1/auth/second-factor", {}, bearer);
  return totp(json.data.secret);
}

async function withSecondFactor(of) {
  const code = await enrolled(of);
  const bearer = { headers: { Authorization: `Bearer ${of.tokens.accessToken}` } };
  const { status, json, text } = await server.post("/v1/auth/second-factor/confirm", { code }, bearer);
  assert.equal(status, 200, text);
  return { headers: { "CB-2FA-Token": json.data.recoveryCodes[0] } };
}

const aSending = async (of) => {
  const sent = await server.post("/api/rest/sms", { to: ["34666555444"], from: "TEST", message: "SMS text message" }, { user: of.user });
  assert.equal(sent.status, 202, sent.text);
  return sent.json;
};
const aMessage = async (of) => (await aSending(of)).result[0];
const aVerification = async (of) => made("/v1/verifications", { recipient: "34666555444" }, of);
const aFactor = async (of) => made("/v1/factors", { user: "7301", issuer: "Acme", label: "ana@example.com" }, of);
const anActiveFactor = async (of) => {
  const { id, secret } = await aFactor(of);
  await made(`/v1/factors/${id}/check`, { code: totp(secret) }, of);
  return { id };
};
const aKey = async (of) => made("/v1/auth/keys", { name: "A key", scopes: ["otp:write"] }, of);
const aContact = async (of) => made("/api/rest/contacts", { email: "ana@example.com", groupsNames: ["Mine"] }, of);
const aGroup = async (of) => made("/api/rest/groups", { name: "Mine" }, of);
const aLink = async (of) => made("/v1/links", { target: "https://example.com/" }, of);
const aJob = async (of) => made("/v1/link-jobs", [{ target: "https://example.com/" }], of);
const aWebhook = async (of) => made("/v1/webhooks", { url: "https://example.com/hooks" }, of);
const aUser = async (of) => made("/v1/users", { ...OWNER, email: `second-${of.email}`, role: "developer" }, of);
const anAccount = async () => ({ argument: (await server.createAccount()).username });

const byId = (make) => async (of) => ({ argument: (await make(of)).id });
const byName = async (of) => ({ argument: (await made("/v1/domains", { domain: `${of.user.username}.localhost` }, of)).domain });
const bySlug = async (of) => ({ argument: (await aLink(of)).slug });

/** What must be there before an example can be answered: the path's argument, and what the example stands for. */
const ARRANGED = {
  restCheckOtp: async (of, { recipient, appId, code }) => {
    const { code: real } = await made("/api/rest/otp/generate", { recipient, appId, length: code.length }, of);
    return { body: { code: real } };
  },
  restShowSms: byId(aMessage),
  restShowCampaign: async (of) => ({ argument: (await aSending(of)).campaignId }),
  restListCampaignSendings: async (of) => ({ argument: (await aSending(of)).campaignId }),
  restShowSending: async (of) => ({ argument: (await aSending(of)).sendingId }),
  restReportEvents: async (of) => ({ argument: (await aSending(of)).sendingId }),
  restListBlacklist: async () => ({ argument: "sms" }),
  restAddToBlacklist: async () => ({ argument: "sms" }),
  restRemoveFromBlacklist: async () => ({ argument: "sms" }),
  // Of a new account, the first group has the number of the examples.
  restCreateContact: async (of) => void (await aGroup(of)),
  restShowContact: byId(aContact),
  restReplaceContact: byId(aContact),
  restRemoveContact: byId(aContact),
  restShowGroup: byId(aGroup),
  restRenameGroup: byId(aGroup),
  restRemoveGroup: byId(aGroup),
  adminCredit: anAccount,
  adminShowAccount: anAccount,
  adminUpdateAccount: anAccount,
  adminRemoveAccount: anAccount,
  adminRotatePassword: anAccount,
  adminShowLink: bySlug,
  login: async ({ email }) => ({ body: { email, password: OWNER.password } }),
  refresh: async ({ tokens }) => ({ body: { refreshToken: tokens.refreshToken } }),
  changePassword: async () => ({ body: { currentPassword: OWNER.password } }),
  confirmSecondFactor: async (of) => ({ body: { code: await enrolled(of) } }),
  removeSecondFactor: withSecondFactor,
  renewRecoveryCodes: withSecondFactor,
  showKey: byId(aKey),
  updateKey: byId(aKey),
  revokeKey: byId(aKey),
  showUser: byId(aUser),
  updateUser: byId(aUser),
  removeUser: byId(aUser),
  showVerification: byId(aVerification),
  checkVerification: byId(aVerification),
  // A code is not sent again at once.
  resendVerification: async (of) => ({ argument: (await aVerification(of)).id, status: 429 }),
  cancelVerification: byId(aVerification),
  // None is stopped.
  openVerificationPrefix: async () => ({ argument: "346665", status: 404 }),
  listFactors: async (of) => void (await aFactor(of)),
  showFactor: byId(aFactor),
  checkFactor: byId(aFactor),
  renewFactorRecoveryCodes: byId(anActiveFactor),
  removeFactor: byId(aFactor),
  showNumber: async () => ({ argument: "34666555444" }),
  showLink: bySlug,
  showLinkClicks: bySlug,
  readLinkPreview: bySlug,
  showLinkQr: bySlug,
  replaceLink: bySlug,
  updateLink: bySlug,
  removeLink: bySlug,
  showLinkJob: byId(aJob),
  listLinkJobRows: byId(aJob),
  showWebhook: byId(aWebhook),
  listDeliveries: byId(aWebhook),
  removeWebhook: byId(aWebhook),
  showDomain: byName,
  updateDomain: byName,
  verifyDomain: byName,
  removeDomain: byName,
  followLink: bySlug,
  unlockLink: async (of) => {
    const { slug } = await made("/v1/links", { target: "https://example.com/", password: "open sesame" }, of);
    return { argument: slug, form: "password=open+sesame" };
  },
};

/** How the first of the ways that will do identifies a caller. */
function credentials({ security: [way] }, { user, tokens }) {
  if (!way) return {};
  if (way.OperatorToken) return { admin: true };
  if (way.XAuthorization) {
    const both = { Authorization: `Bearer ${tokens.accessToken}`, "X-Authorization": basic(user.username, user.apiPassword) };
    return { headers: both };
  }
  return way.Basic ? { user } : { headers: { Authorization: `Bearer ${tokens.accessToken}` } };
}

/** Of a redirect 302, that of a link that says nothing; of what makes something 201, though it may find it there. */
const successOf = ({ responses }) =>
  Number(["302", "201"].find((status) => status in responses) ?? Object.keys(responses).find((status) => status < 400));

async function answered({ method, path, operation }, example) {
  const of = await account();
  const { argument, body, form, headers, status } = (await ARRANGED[operation.operationId]?.(of, example)) ?? {};
  const options = credentials(operation, of);
  Object.assign((options.headers ??= {}), headers);
  const isWhole = Array.isArray(example) || typeof example === "string";
  if (example || form) options.body = form ?? (isWhole ? example : { ...example, ...body });
  const answer = await server.request(method, path.replace(/\{\w+\}/, encodeURIComponent(argument)) + queryOf(operation), options);
  return { ...answer, expected: status ?? successOf(operation) };
}

/** What the parameters of the query have as their examples. */
function queryOf({ parameters = [] }) {
  const shown = parameters.filter(({ in: place, example }) => place === "query" && example !== undefined);
  return shown.length ? `?${new URLSearchParams(shown.map(({ name, example }) => [name, example]))}` : "";
}

describe("examples", () => {
  for (const each of operations) {
    const { requestBody, operationId } = each.operation;
    const { "application/json": json, "text/plain": text, "text/csv": table } = requestBody?.content ?? {};
    const examples = (json ?? text ?? table)?.examples ?? { "without a body": {} };
    for (const [name, { value }] of Object.entries(examples)) {
      test(`${operationId}: ${name}`, async () => {
        const { status, text, json, expected } = await answered(each, value);
        assert.equal(status, expected, text);
        if (operationId === "restCheckOtp") assert.equal(json.data.valid, true);
      });
    }
  }

  test("what is arranged is an operation", () => {
    const names = operations.map(({ operation }) => operation.operationId);
    assert.deepEqual(Object.keys(ARRANGED).filter((name) => !names.includes(name)), []);
  });
});
