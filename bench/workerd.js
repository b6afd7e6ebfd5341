// Runs Workers in bare workerd, as benchmarks need it: no proxy in front, objects in memory-backed storage, nothing shared.
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import workerd from "workerd";

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const wrangler = readFileSync(file("../wrangler.toml"), "utf8");
export const [, COMPATIBILITY_DATE] = /^compatibility_date = "(.*)"$/m.exec(wrangler);
export const CLASSES = [...wrangler.matchAll(/^name = "(.*)"\nclass_name = "(.*)"$/gm)].map(([, binding, className]) => ({ binding, className }));

export const secret = () => randomBytes(32).toString("hex");

/**
 * The built Worker, as it is deployed but for its static pages. `inspected` opens it to a profiler, which costs time. `isOnDisk` has its
 * objects on a disk, where each write waits for that.
 */
export function shortwave({ settings = {}, inspected = false, isOnDisk = false, kvAddress } = {}) {
  const adminToken = secret();
  const worker = {
    modules: Object.fromEntries(["index.js", "redirect.wasm", "shortwave.wasm", "qr.wasm", "phone.js"].map((name) => [name, file(`../build/${name}`)])),
    texts: { ENVIRONMENT: "production", SHORT_HOST: "sho.rt", ADMIN_TOKEN: adminToken, HASH_KEY: secret(), OTP_KEY: secret(), ...settings },
    kv: ["LINKS"],
    objects: CLASSES,
    kvAddress,
  };
  return Server.start(worker, { adminToken, inspected, isOnDisk });
}

/** What the Worker is compared to. */
export const reference = ({ isOnDisk } = {}) => alone("object.js", { objects: [{ binding: "ROWS", className: "RowObject" }], isOnDisk });

/** One of the Workers of bench/reference. */
export function alone(name, { kv = [], objects = [], kvAddress, isOnDisk } = {}) {
  return Server.start({ modules: { "index.js": file(`reference/${name}`) }, texts: {}, kv, objects, kvAddress }, { isOnDisk });
}

const running = new Set();
process.once("exit", () => running.forEach((server) => server.kill()));
process.once("SIGINT", () => process.exit(130));

class Server {
  static async start(worker, { adminToken, inspected = false, isOnDisk = false } = {}) {
    const folder = mkdtempSync(join(!isOnDisk && existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "shortwave-bench-"));
    for (const [name, path] of Object.entries(worker.modules)) copyFileSync(path, join(folder, name));
    copyFileSync(file("reference/kv.js"), join(folder, "kv.js"));
    writeFileSync(join(folder, "config.capnp"), configured(worker, folder));
    const inspector = inspected ? ["--inspector-addr=127.0.0.1:0"] : [];
    const child = spawn(workerd.default, ["serve", "--experimental", "--control-fd=3", ...inspector, join(folder, "config.capnp")], { stdio: ["ignore", "ignore", "pipe", "pipe"] });
    let complaints = "";
    child.stderr.on("data", (text) => (complaints = (complaints + text).slice(-4_000)));
    const server = new Server(child, folder, adminToken);
    for await (const line of createInterface({ input: child.stdio[3] })) {
      const { event, socket, port } = JSON.parse(line);
      if (event === "listen") server[socket] = `http://127.0.0.1:${port}`;
      if (event === "listen-inspector") server.inspector = `http://127.0.0.1:${port}`;
      if (server.url && server.store && (server.inspector || !inspected)) return server;
    }
    throw new Error(`workerd did not start: ${complaints}`);
  }

  constructor(child, folder, adminToken) {
    Object.assign(this, { child, folder, adminToken });
    running.add(this);
  }

  /** Milliseconds of CPU, user and system, that the process has used. */
  cpu() {
    return cpuOf(this.child.pid);
  }

  /** The same of the time that the scheduler gave its threads, which is told in nanoseconds. Where there is no such account, less exact. */
  exactCpu() {
    const tasks = `/proc/${this.child.pid}/task`;
    if (!existsSync(tasks)) return this.cpu();
    const of = (task) => Number(readFileSync(`${tasks}/${task}/schedstat`, "utf8").split(" ")[0]) / 1e6;
    return readdirSync(tasks).reduce((total, task) => total + of(task), 0);
  }

  /** Bytes of its wasm memories, which V8 does not count as its own. Each is the beginning of 4 GiB that are reserved for it (maps of proc(5)). */
  wasmMemory() {
    const maps = readFileSync(`/proc/${this.child.pid}/maps`, "utf8").trim().split("\n").map((line) => {
      const [, from, to, access] = /^([0-9a-f]+)-([0-9a-f]+) (\S+)/.exec(line);
      return { access, bytes: parseInt(to, 16) - parseInt(from, 16) };
    });
    const isMemory = ({ access, bytes }, index) => access === "rw-p" && maps[index + 1]?.access === "---p" && bytes + maps[index + 1].bytes === 2 ** 32;
    return maps.filter(isMemory).reduce((total, { bytes }) => total + bytes, 0);
  }

  /** How much its objects have stored. */
  bytes() {
    const files = readdirSync(this.folder, { recursive: true, withFileTypes: true }).filter(({ name }) => name.includes(".sqlite"));
    return files.reduce((total, { parentPath, name }) => total + statSync(join(parentPath, name)).size, 0);
  }

  async stop() {
    const ended = once(this.child, "exit");
    this.kill();
    await ended;
  }

  kill() {
    running.delete(this);
    this.child.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The key-value store is one in the same process, or at an address. */
function configured({ modules, texts, kv, objects, kvAddress }, folder) {
  const text = JSON.stringify;
  const list = (items) => `[${items.join(", ")}]`;
  const module = (name) => `(name = ${text(name)}, ${name.endsWith(".wasm") ? "wasm" : "esModule"} = embed ${text(name)})`;
  const bindings = [
    ...Object.entries(texts).map(([name, value]) => `(name = ${text(name)}, text = ${text(value)})`),
    ...kv.map((name) => `(name = ${text(name)}, kvNamespace = "kv")`),
    ...objects.map(({ binding, className }) => `(name = ${text(binding)}, durableObjectNamespace = ${text(className)})`),
  ];
  const namespaces = objects.map(({ className }) => `(className = ${text(className)}, uniqueKey = ${text(className)}, enableSql = true)`);
  const date = `compatibilityDate = ${text(COMPATIBILITY_DATE)}`;
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "worker", worker = (${date}, modules = ${list(Object.keys(modules).map(module))},
      bindings = ${list(bindings)},
      durableObjectNamespaces = ${list(namespaces)}, durableObjectStorage = (localDisk = "objects"))),
    (name = "kv", ${kvAddress ? `external = (address = ${text(kvAddress)}, http = ())` : `worker = (${date}, modules = ${list([module("kv.js")])})`}),
    (name = "objects", disk = (path = ${text(folder)}, writable = true)),
  ],
  sockets = [
    (name = "url", address = "127.0.0.1:0", http = (), service = "worker"),
    (name = "store", address = "127.0.0.1:0", http = (), service = "kv"),
  ],
);
`;
}

export function cpuOf(pid) {
  if (!existsSync("/proc/self/stat")) return secondsOf(execFileSync("ps", ["-o", "time=", "-p", pid], { encoding: "utf8" })) * 1_000;
  // After the name, which is in brackets and may hold anything, utime and stime are the 12th and 13th (proc_pid_stat(5)).
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticksPerSecond();
}

/** `[[days-]hours:]minutes:seconds`, as ps writes it. */
const secondsOf = (time) => time.trim().split(/[-:]/).reduceRight(([sum, unit, ...units], part) => [sum + part * unit, ...units], [0, 1, 60, 3_600, 86_400])[0];

let ticks;
const ticksPerSecond = () => (ticks ??= Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" })));

export const VERSION = `workerd ${workerd.version}`;
