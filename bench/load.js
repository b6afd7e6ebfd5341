// HTTP load that takes little of the machine itself: a fixed number of kept connections, on each one request at a time.
import { connect } from "node:net";

class Connection {
  #received = "";
  #answered;

  constructor(url) {
    const { hostname, port } = new URL(url);
    this.socket = connect({ host: hostname, port, noDelay: true }).setEncoding("latin1");
    this.socket.on("data", (text) => this.#read(text));
    const fail = (error) => this.#answered?.reject(error ?? new Error("the connection was closed"));
    this.socket.on("error", fail).on("close", () => fail());
  }

  /** The status of the answer, which is read whole. */
  ask(message) {
    this.socket.write(message);
    return new Promise((resolve, reject) => (this.#answered = { resolve, reject }));
  }

  #read(text) {
    this.#received += text;
    const head = this.#received.indexOf("\r\n\r\n");
    if (head < 0) return;
    const length = /^content-length: (\d+)\r$/im.exec(this.#received.slice(0, head + 1))?.[1];
    if (length === undefined) return this.#answered.reject(new Error(`an answer of unknown length: ${this.#received.slice(0, head)}`));
    if (this.#received.length < head + 4 + Number(length)) return;
    const status = this.#received.slice("HTTP/1.1 ".length, "HTTP/1.1 200".length);
    this.#received = "";
    this.#answered.resolve(status);
  }
}

function written({ method = "GET", path, headers = {}, body = "" }) {
  const fields = { Host: "localhost", ...headers, ...(body && { "Content-Length": Buffer.byteLength(body) }) };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
}

/** As many loops as connections, each asking for the `next()` when it was answered, as long as `goesOn()`. How often each status came. */
export async function load(url, { next, connections, goesOn }) {
  const statuses = {};
  const loop = async () => {
    const connection = new Connection(url);
    while (goesOn()) {
      const status = await connection.ask(written(next()));
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
    connection.socket.destroy();
  };
  await Promise.all(Array.from({ length: connections }, loop));
  return statuses;
}
