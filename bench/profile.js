// Where a Worker's time goes, as V8's sampling profiler sees it through workerd's inspector.
import { once } from "node:events";

const SAMPLE_US = 200;

/** Which part of a server a sampled function belongs to; none while nothing runs. */
function partOf({ functionName, url }) {
  if (functionName === "(idle)") return undefined;
  if (functionName === "(garbage collector)") return "collection";
  if (functionName === "(program)") return "outside";
  return url.startsWith("wasm:") ? "module" : "script";
}

/** A connection to a server's inspector: `send` asks it for something. */
async function inspector(server) {
  const targets = await (await fetch(`${server.inspector}/json`)).json();
  const socket = new WebSocket(targets.find(({ id }) => id === "worker").webSocketDebuggerUrl);
  await once(socket, "open");
  const waiting = new Map();
  socket.addEventListener("message", ({ data }) => {
    const { id, result } = JSON.parse(data);
    waiting.get(id)?.(result);
  });
  const send = (method, params = {}) =>
    new Promise((resolve) => {
      const id = waiting.size + 1;
      waiting.set(id, resolve);
      socket.send(JSON.stringify({ id, method, params }));
    });
  return { send, close: () => socket.close() };
}

/** The most that an isolate had in use while `work` went on, and before, in bytes: V8's heap and buffers, and the memory of wasm. */
export async function memoryOf(server, work) {
  const { send, close } = await inspector(server);
  const look = async () => {
    const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = await send("Runtime.getHeapUsage");
    return usedSize + embedderHeapUsedSize + backingStorageSize + server.wasmMemory();
  };
  const before = await look();
  let [most, goesOn] = [before, true];
  const looking = (async () => {
    while (goesOn) most = Math.max(most, await look());
  })();
  const done = await work();
  goesOn = false;
  await looking;
  close();
  return { before, most, done };
}

/** The share of each part in the time that was not idle while `work` went on. */
export async function profile(server, work) {
  const { send, close } = await inspector(server);
  await send("Profiler.enable");
  await send("Profiler.setSamplingInterval", { interval: SAMPLE_US });
  await send("Profiler.start");
  await work();
  const { profile } = await send("Profiler.stop");
  close();
  const parts = new Map(profile.nodes.map(({ id, callFrame }) => [id, partOf(callFrame)]));
  const times = { module: 0, script: 0, outside: 0, collection: 0 };
  profile.samples.forEach((node, index) => {
    const part = parts.get(node);
    if (part) times[part] += profile.timeDeltas[index];
  });
  const busy = Object.values(times).reduce((total, time) => total + time);
  return Object.fromEntries(Object.entries(times).map(([part, time]) => [part, time / busy]));
}
