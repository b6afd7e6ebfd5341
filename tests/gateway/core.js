// The core, run natively beside the tests and told one question a line (ask.rs).
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const COMMAND = ["run", "--quiet", "-p", "shortwave", "--features", "describe", "--example", "ask"];

/** Starts it: `ask` has its answer to a question, and `stop` ends it. */
export function startCore() {
  const child = spawn("cargo", COMMAND, { cwd: root, stdio: ["pipe", "pipe", "inherit"] });
  const closed = once(child, "close");
  const waiting = [];
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift().resolve(JSON.parse(line)));
  child.on("close", () => waiting.forEach(({ reject }) => reject(new Error("the core ended"))));
  return {
    ask(question) {
      const answer = Promise.withResolvers();
      waiting.push(answer);
      child.stdin.write(JSON.stringify(question) + "\n");
      return answer.promise;
    },
    async stop() {
      child.stdin.end();
      await closed;
    },
  };
}
