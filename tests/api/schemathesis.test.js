// The API, tested by its description with schemathesis, against the server that `make dev` starts: every operation, by
// nobody and by callers of each kind. tests/api/schemathesis.toml says what is expected.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { createClient } from "../../pkg/dist/client.js";
import { freePort, makeDev, settings } from "../e2e/make-dev.js";
import { description, operations } from "../worker/description.js";
import { temporaryFolder } from "../worker/harness.js";

const PROGRAM = execFileSync(fileURLToPath(new URL("../../scripts/schemathesis.sh", import.meta.url)), { encoding: "utf8" }).trim();
const CONFIG = readFileSync(new URL("schemathesis.toml", import.meta.url), "utf8");
/** Other than any in an example, which would change it. */
const PASSWORD = "a password of the tests alone";
/** More than schemathesis can ask: limits have tests of their own. */
const NO_LIMIT = { perSecond: 1_000_000, burst: 1_000_000 };
const OF_USERS = ["Sign-in", "Second factor"];
const OF_OPERATOR = ["Operator"];
/** Whatever requires a second factor of its users lets nobody else do much. */
const OF_ACCOUNT = ["Account"];
const OTHERS = description.tags.map(({ name }) => name).filter((tag) => ![OF_USERS, OF_OPERATOR, OF_ACCOUNT].flat().includes(tag));

let folder, baseUrl, operator;

const ends = [];
/** What a test has, for what all tests of the file share. What was begun last ends first. */
const shared = { after: (end) => ends.unshift(end) };

before(async () => {
  folder = temporaryFolder(shared);
  const port = await freePort();
  await makeDev(shared, port, join(folder, "state"));
  baseUrl = `http://localhost:${port}`;
  operator = createClient({ baseUrl, token: settings().ADMIN_TOKEN });
});

after(async () => {
  for (const end of ends) await end();
});

/** A new account. */
async function account(username) {
  const limits = { account: NO_LIMIT, credential: NO_LIMIT };
  const { data } = await operator.POST("/admin/accounts", { body: { username, limits } });
  return { username, password: data.data.apiPassword };
}

const quoted = (table) => Object.entries(table).map(([key, value]) => `${key} = ${JSON.stringify(value)}`).join("\n");
const section = (name, table) => `\n[${name}]\n${quoted(table)}\n`;

/** A user of a new account, who signs in again whenever the session was ended. */
async function user() {
  const { username, password: apiPassword } = await account("of-a-user");
  const email = "owner@st.example.com";
  const owner = { email, password: PASSWORD, role: "owner" };
  const { response } = await createClient({ baseUrl, username, apiPassword }).POST("/v1/users", { body: owner });
  assert.equal(response.status, 201);
  const signIn = { path: "/v1/auth/login", extract_selector: "/data/accessToken" };
  const at = "auth.dynamic.openapi.AccessToken";
  return `${section(at, signIn)}retry_on = [401]\n${section(`${at}.payload`, { email, password: PASSWORD })}`;
}

/** Tests the operations of some tags, as a caller of a configuration. Fails with what schemathesis says. */
async function schemathesis(name, tags, caller, more = []) {
  const config = join(folder, `${name}.toml`);
  writeFileSync(config, CONFIG + caller);
  const args = ["--config-file", config, "run", `${baseUrl}/openapi.json`, "--no-color", ...more];
  for (const tag of tags) args.push("--include-tag", tag);
  const output = await new Promise((resolve) => {
    execFile(PROGRAM, args, { cwd: folder, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => resolve({ error, text: stdout + stderr }));
  });
  assert.equal(output.error, null, output.text);
  const count = operations.filter(({ operation }) => operation.tags.some((tag) => tags.includes(tag))).length;
  assert.match(output.text, new RegExp(`Tested: ${count}\\n`), output.text);
}

// At once: each has an account of its own.
describe("every operation", { concurrency: true }, () => {
  // Nobody is told what is wrong with the data, so data that is wrong would show nothing, and much of it no more than some.
  test("by nobody", () => schemathesis("nobody", description.tags.map(({ name }) => name), "", ["--mode", "positive", "--max-examples", "3"]));

  test("by an account", async () => {
    const caller = section("auth.openapi.Basic", await account("anybody"));
    await schemathesis("account", OTHERS, caller);
  });

  test("by an account, about itself", async () => {
    const caller = section("auth.openapi.Basic", await account("itself"));
    await schemathesis("itself", OF_ACCOUNT, caller);
  });

  test("by a user", async () => schemathesis("user", OF_USERS, await user()));

  test("by the operator", () => {
    const caller = section("auth.openapi.OperatorToken", { bearer: settings().ADMIN_TOKEN });
    return schemathesis("operator", OF_OPERATOR, caller);
  });
});
