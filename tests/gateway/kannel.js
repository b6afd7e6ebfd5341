// Kannel as it is installed, between an application that speaks HTTP and a simulated carrier.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { until } from "../until.js";
import { startCarrier } from "./carrier.js";

const [USERNAME, PASSWORD] = ["shortwave", "password-of-the-tests"];
/** What Kannel and the carrier call each other. SMPP's passwords have 8 characters. */
const CARRIER = { username: "kannel", password: "smpp-pw" };

/** Debian has them in /usr/sbin, which not everybody's PATH has. */
const FOLDERS = [...process.env.PATH.split(delimiter), "/usr/sbin", "/usr/local/sbin"];
const program = (name) => FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path));

/** Why there are no tests with Kannel on this machine; `false` when there are. */
export const missing = ["bearerbox", "smsbox"].every(program) ? false : "Kannel is not installed (scripts/setup.sh tests)";

/** So often it is tried: somebody else may take a port between its choice and its use. */
const ATTEMPTS = 3;

/**
 * Starts Kannel with a carrier behind it: `url` is that of its interface `sendsms`. `receiptDelay` is how many milliseconds the
 * carrier takes for a receipt. `stop()` stops both; a second call does nothing.
 */
export async function startGateway({ receiptDelay } = {}) {
  const carrier = await startCarrier({ ...CARRIER, receiptDelay });
  const kannel = await startKannel(carrier.port).catch(async (error) => {
    await carrier.stop();
    throw error;
  });
  let stopped;
  const stop = () => (stopped ??= kannel.stop().then(() => carrier.stop()));
  return { url: kannel.url, username: USERNAME, password: PASSWORD, carrier, stop };
}

async function startKannel(carrierPort) {
  for (let attempt = 1; ; attempt++) {
    const kannel = new Kannel();
    try {
      await kannel.start(carrierPort);
      return kannel;
    } catch (error) {
      await kannel.stop();
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

class Kannel {
  #folder = mkdtempSync(join(tmpdir(), "shortwave-kannel-"));
  #processes = [];
  #abandon = () => {
    for (const { child } of this.#processes) child.kill("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  };
  // A test that is interrupted, or takes too long, leaves nothing behind either.
  #interrupted = () => process.exit(1);

  async start(carrierPort) {
    process.once("exit", this.#abandon);
    for (const signal of SIGNALS) process.once(signal, this.#interrupted);
    const [admin, boxes, sendsms] = await freePorts(3);
    this.url = `http://127.0.0.1:${sendsms}/cgi-bin/sendsms`;
    writeFileSync(`${this.#folder}/kannel.conf`, configuration({ admin, boxes, sendsms, carrier: carrierPort }));
    this.#run("bearerbox");
    const status = () => get(`http://127.0.0.1:${admin}/status.txt?password=status`);
    await this.#until("bearerbox", status, (page) => page.includes("Status: running"));
    this.#run("smsbox");
    await this.#until("smsbox", status, (page) => /smsbox:.*on-line/.test(page));
    await this.#until("the carrier", status, (page) => /SMPP:.*\(online/.test(page));
    await this.#until("sendsms", () => get(this.url), (page) => page !== "");
  }

  #run(name) {
    const child = spawn(program(name), ["-v", "4", "kannel.conf"], { cwd: this.#folder, stdio: ["ignore", "ignore", "pipe"] });
    const started = { name, child, closed: once(child, "close"), log: "" };
    child.stderr.setEncoding("utf8").on("data", (text) => (started.log = (started.log + text).slice(-4000)));
    this.#processes.push(started);
  }

  async #until(what, ask, isThere) {
    const ended = () => this.#processes.find(({ child }) => child.exitCode !== null || child.signalCode !== null);
    const found = await until(ask, (page) => ended() || isThere(page));
    if (ended() || !isThere(found)) {
      throw new Error(`Kannel: ${what} did not come up\n${found}\n${this.#processes.map(({ name, log }) => `${name}: ${log}`).join("\n")}`);
    }
  }

  /** smsbox before bearerbox, as it would wait for that to come back. */
  async stop() {
    for (const { child, closed } of this.#processes.toReversed()) {
      child.kill("SIGTERM");
      const impatience = setTimeout(() => child.kill("SIGKILL"), 5000);
      await closed;
      clearTimeout(impatience);
    }
    process.removeListener("exit", this.#abandon);
    for (const signal of SIGNALS) process.removeListener(signal, this.#interrupted);
    this.#abandon();
  }
}

/** A page; nothing as long as nobody answers. */
async function get(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    return await response.text();
  } catch {
    return "";
  }
}

/** A port that nobody has. */
export const freePort = async () => (await freePorts(1))[0];

/** Ports that nobody has. They are all held until each is known, so that no two are the same. */
async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      return server;
    }),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}

const configuration = ({ admin, boxes, sendsms, carrier }) => `
group = core
admin-port = ${admin}
admin-interface = 127.0.0.1
admin-password = admin
status-password = status
smsbox-port = ${boxes}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
dlr-storage = internal
sms-resend-freq = 1
sms-resend-retry = 2

group = smsc
smsc = smpp
smsc-id = carrier
host = 127.0.0.1
port = ${carrier}
transceiver-mode = true
smsc-username = ${CARRIER.username}
smsc-password = ${CARRIER.password}
system-type = ""
interface-version = 34
alt-addr-charset = gsm
reconnect-delay = 1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = ${boxes}
sendsms-port = ${sendsms}
sendsms-interface = 127.0.0.1
http-request-retry = 100
http-queue-delay = 1

group = sendsms-user
username = ${USERNAME}
password = ${PASSWORD}
user-allow-ip = 127.0.0.1
max-messages = 1
`;
