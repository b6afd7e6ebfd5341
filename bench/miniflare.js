// Runs Workers under Miniflare, as a laptop does: its key-value store is a Worker too, in the same process.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";

import { CLASSES, COMPATIBILITY_DATE, cpuOf, secret } from "./workerd.js";

const file = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The processes that this one has started. */
const children = () =>
  readdirSync("/proc/self/task").flatMap((task) => readFileSync(`/proc/self/task/${task}/children`, "utf8").split(" ").filter(Boolean));

async function start(options) {
  const before = children();
  const miniflare = new Miniflare(convertV4MiniflareOptions({ compatibilityDate: COMPATIBILITY_DATE, kvNamespaces: ["LINKS"], cf: false, handleStructuredLogs: () => {}, ...options }));
  const { origin: url } = await miniflare.ready;
  const [pid] = children().filter((child) => !before.includes(child));
  return { url, cpu: () => cpuOf(pid), stop: () => miniflare.dispose() };
}

/** The built Worker. */
export async function shortwave() {
  const adminToken = secret();
  const wasm = ["redirect.wasm", "shortwave.wasm", "qr.wasm"].map((name) => ({ type: "CompiledWasm", path: file(`../build/${name}`) }));
  const server = await start({
    modulesRoot: file("../build"),
    modules: [...["index.js", "phone.js"].map((name) => ({ type: "ESModule", path: file(`../build/${name}`) })), ...wasm],
    bindings: { ENVIRONMENT: "production", SHORT_HOST: "sho.rt", ADMIN_TOKEN: adminToken, HASH_KEY: secret(), OTP_KEY: secret() },
    durableObjects: Object.fromEntries(CLASSES.map(({ binding, className }) => [binding, { className, useSQLite: true }])),
  });
  return { ...server, adminToken };
}

/** One of the Workers of bench/reference. */
export const alone = (name) => start({ modules: [{ type: "ESModule", path: file(`reference/${name}`) }] });
