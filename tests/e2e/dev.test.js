// What a newcomer does: `make dev`, paste the calls that it prints, stop, start again.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

import { until } from "../until.js";
import { temporaryFolder } from "../worker/harness.js";
import { freePort, makeDev, root, settings } from "./make-dev.js";

const calls = (output) => output.split("\n").map((line) => line.trim()).filter((line) => line.startsWith("curl "));
const run = (call) => JSON.parse(execFileSync("sh", ["-c", `${call} --silent --show-error`], { encoding: "utf8" }));

test("make dev serves, its calls work as printed, and its state survives a restart", async (t) => {
  const persist = temporaryFolder(t);
  const port = await freePort();

  const first = await makeDev(t, port, persist);
  assert.ok(first.output.includes(`http://localhost:${port}`));
  const [generate, check, verify, shorten] = calls(first.output);
  const { code } = run(generate).data;
  assert.equal(run(check.replace("1234", code)).data.reason, "Valid");
  const { id, status } = run(verify).data;
  assert.equal(status, "pending");
  const sent = async () => (await fetch(`http://localhost:${port}/sandbox/messages`)).json();
  const [{ to, text }] = await until(sent, (messages) => messages.length > 0);
  assert.equal(to, "34666555444");
  const checked = verify.replace("/v1/verifications", `/v1/verifications/${id}/check`).replace(/'\{.*\}'/, `'{"code":"${/\d{6}/.exec(text)[0]}"}'`);
  assert.equal(run(checked).data.valid, true);
  assert.ok(first.output.includes(`http://localhost:${port}/verify/`));
  const token = await fetch(`http://localhost:${port}/sandbox/tokens`, { method: "POST" });
  assert.match((await token.json()).token, /^sw_page_/);
  const { longUrl, shortUrl } = run(shorten).data[0];
  assert.ok(shortUrl.startsWith(`http://localhost:${port}/`));
  const pending = run(generate.replace("34666555444", "34666555445").replace("}'", ',"maxSecondsValidity":600}\'')).data.code;
  const { DEMO_EMAIL: email, DEMO_PASSWORD: password } = settings();
  assert.ok(first.output.includes(`${email}, password ${password}`));
  const signsIn = async () => {
    const headers = { "Content-Type": "application/json" };
    const { status } = await fetch(`http://localhost:${port}/v1/auth/login`, { method: "POST", headers, body: JSON.stringify({ email, password }) });
    return status;
  };
  assert.equal(await signsIn(), 200);
  await first.stop();

  const second = await makeDev(t, port, persist);
  assert.deepEqual(calls(second.output), calls(first.output), "the secrets stay");
  const redirect = await fetch(shortUrl, { redirect: "manual" });
  assert.deepEqual([redirect.status, redirect.headers.get("location")], [302, longUrl]);
  assert.equal(run(check.replace("34666555444", "34666555445").replace("1234", pending)).data.reason, "Valid");
  assert.equal(await signsIn(), 200, "who is there already stays");
  await second.stop();
});

test("the local secrets are private, long, and not in git", () => {
  const local = settings();
  for (const name of ["ADMIN_TOKEN", "HASH_KEY", "OTP_KEY"]) assert.match(local[name], /^[0-9a-f]{64}$/, name);
  assert.equal(new Set([local.ADMIN_TOKEN, local.HASH_KEY, local.OTP_KEY]).size, 3);
  assert.equal(local.ENVIRONMENT, "local");
  execFileSync("git", ["check-ignore", "-q", ".dev.vars"], { cwd: root });
});
