// A thread that floods a server with one request until it is told to stop: see gate.js.
import { parentPort, workerData } from "node:worker_threads";

import { load } from "./load.js";

let stopped = false;
parentPort.once("message", () => (stopped = true));
const { url, asked, connections } = workerData;
const statuses = await load(url, { next: () => asked, connections, goesOn: () => !stopped });
parentPort.postMessage(statuses);
