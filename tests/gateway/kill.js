// Kills the Worker's process, as a failure of the machine would.
import { execFileSync } from "node:child_process";

/** Kills the process behind a server, and with it every other that this process has started. */
export async function kill(server) {
  for (const pid of children("workerd")) process.kill(pid, "SIGKILL");
  await server.stop().catch(() => {});
}

/** The processes of a name that this one has started. */
function children(name) {
  const list = execFileSync("ps", ["-o", "pid=,ppid=,comm=", "-A"], { encoding: "utf8" });
  const rows = list.trim().split("\n").map((line) => line.trim().split(/\s+/));
  return rows.filter(([, parent, command]) => Number(parent) === process.pid && command.startsWith(name)).map(([pid]) => Number(pid));
}
