// What a newcomer does: `make dev`, paste the three calls that it prints, stop, start again.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { temporaryFolder } from "../worker/harness.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Starts `make dev` and resolves with what it printed once it has greeted. It is stopped with the test at the latest. */
function makeDev(t, port, persist) {
  const child = spawn("make", ["dev"], { cwd: root, detached: true, env: { ...process.env, PORT: port, PERSIST: persist } });
  const closed = new Promise((resolve) => child.on("close", resolve));
  const stop = () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, "SIGINT");
    return closed;
  };
  t.after(stop);
  return new Promise((resolve, reject) => {
    let output = "";
    const read = (chunk) => {
      output += chunk;
      if (output.includes("State is kept in")) resolve({ output, stop });
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    closed.then((code) => reject(new Error(`make dev ended with ${code}:\n${output}`)));
  });
}

const calls = (output) => output.split("\n").map((line) => line.trim()).filter((line) => line.startsWith("curl "));
const run = (call) => JSON.parse(execFileSync("sh", ["-c", `${call} --silent --show-error`], { encoding: "utf8" }));

test("make dev serves, its calls work as printed, and its state survives a restart", async (t) => {
  const persist = temporaryFolder(t);
  const port = await freePort();

  const first = await makeDev(t, port, persist);
  assert.ok(first.output.includes(`http://localhost:${port}`));
  const [generate, check, shorten] = calls(first.output);
  const { code } = run(generate).data;
  assert.equal(run(check.replace("1234", code)).data.reason, "Valid");
  const { longUrl, shortUrl } = run(shorten).data[0];
  assert.ok(shortUrl.startsWith(`http://localhost:${port}/`));
  const pending = run(generate.replace("34666555444", "34666555445").replace("}'", ',"maxSecondsValidity":600}\'')).data.code;
  await first.stop();

  const second = await makeDev(t, port, persist);
  assert.deepEqual(calls(second.output), calls(first.output), "the secrets stay");
  const redirect = await fetch(shortUrl, { redirect: "manual" });
  assert.deepEqual([redirect.status, redirect.headers.get("location")], [302, longUrl]);
  assert.equal(run(check.replace("34666555444", "34666555445").replace("1234", pending)).data.reason, "Valid");
  await second.stop();
});

test("the local secrets are private, long, and not in git", () => {
  const lines = readFileSync(join(root, ".dev.vars"), "utf8").trim().split("\n");
  const settings = Object.fromEntries(lines.map((line) => line.split("=")));
  for (const name of ["ADMIN_TOKEN", "HASH_KEY", "OTP_KEY"]) assert.match(settings[name], /^[0-9a-f]{64}$/, name);
  assert.equal(new Set([settings.ADMIN_TOKEN, settings.HASH_KEY, settings.OTP_KEY]).size, 3);
  assert.equal(settings.ENVIRONMENT, "local");
  execFileSync("git", ["check-ignore", "-q", ".dev.vars"], { cwd: root });
});
