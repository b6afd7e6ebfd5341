// A gateway that messages are posted to, as somebody who has one of their own would write it.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";

/** It never answers. */
export const SILENCE = Symbol("silence");

/**
 * Starts one. `answers` are the statuses of the first message that is posted, the second …, whoever it is for; the last counts for all that
 * follow. `port` is one that it has, or else any.
 */
export async function startReceiver({ answers = [204], port = 0, secret = `whsec_${randomBytes(32).toString("base64")}` } = {}) {
  const receiver = new Receiver(answers, secret);
  await receiver.listen(port);
  return receiver;
}

class Receiver {
  /** What was posted, in order: id and body. Signatures are right, or it would not be there. */
  posts = [];
  /** What it was asked, in order: `GET` or `POST`. */
  asked = [];
  #server = createServer((request, response) => this.#answer(request, response));

  constructor(answers, secret) {
    Object.assign(this, { answers, secret });
  }

  async listen(port) {
    this.#server.listen(port, "127.0.0.1");
    await once(this.#server, "listening");
    this.url = `http://127.0.0.1:${this.#server.address().port}/in?key=1`;
  }

  /** How the operator's setting has it. */
  get setting() {
    return { kind: "webhook", url: this.url, secret: this.secret };
  }

  /** What was posted for a number. */
  for(number) {
    return this.posts.filter(({ body }) => body.to === number);
  }

  /** Stops it, and hangs up on who still waits. */
  stop() {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request, response) {
    this.asked.push(request.method);
    if (request.method !== "POST") return response.writeHead(405).end();
    let text = "";
    for await (const chunk of request) text += chunk;
    const body = new Webhook(this.secret).verify(text, request.headers);
    const status = this.answers[this.posts.length] ?? this.answers.at(-1);
    this.posts.push({ id: request.headers["webhook-id"], text, body });
    if (status !== SILENCE) response.writeHead(status, status >= 300 && status < 400 ? { Location: "/elsewhere" } : {}).end();
  }
}
