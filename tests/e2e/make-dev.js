// The server that `make dev` starts, for tests that use it as a newcomer does.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** A port for a server that starts in a while. It is none of those that the system gives away by itself meanwhile. */
export async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (await isFree(port)) return port;
  }
}

const isFree = (port) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false)).listen(port, () => server.close(() => resolve(true)));
  });

/** Starts `make dev` and resolves with what it printed once it has greeted. It is stopped with the test at the latest. */
export async function makeDev(t, port, persist) {
  const env = { ...process.env, PORT: port, PERSIST: persist, INSPECTOR_PORT: await freePort() };
  const child = spawn("make", ["dev"], { cwd: root, detached: true, env });
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

/** The settings of this machine. */
export function settings() {
  const lines = readFileSync(join(root, ".dev.vars"), "utf8").trim().split("\n");
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s)));
}
