// Somebody who sends messages, and follows them.
import assert from "node:assert/strict";

import { until } from "../until.js";
import { SETTINGS, start } from "../worker/harness.js";

/** Machines have a lot to do, and what is not answered is waited for 10 seconds, and tried again after 5. */
const PATIENCE_MS = 60_000;

/** The settings with these providers, and routes where there are several. */
export const withProviders = (providers, routes, others = {}) => ({
  ...SETTINGS,
  PROVIDERS: JSON.stringify({ providers, routes }),
  ...others,
});

/** The Worker, and an account of it; `options` are those of `start`. */
export async function startSender(options, profile) {
  const server = await start(options);
  return new Sender(server, await server.createAccount(profile));
}

export class Sender {
  constructor(server, user) {
    Object.assign(this, { server, user });
  }

  /** Sends one message for each number; their ids. */
  async send(to, fields = {}) {
    const message = { from: "Shop", message: "Hello", to: [to].flat(), ...fields };
    const { status, json, text } = await this.server.post("/api/rest/sms", message, { user: this.user });
    assert.equal(status, 202, text);
    return json.result.map(({ id }) => id);
  }

  /** What has happened to a message. */
  async events(id) {
    const { json } = await this.server.get(`/api/rest/sms/${id}`, { user: this.user });
    return json.data[0].events.map(({ type }) => type);
  }

  /** That these are what happens to a message, as soon as that is so much. */
  async becomes(id, events) {
    const found = await until(() => this.events(id), (found) => found.length >= events.length, PATIENCE_MS);
    assert.deepEqual(found, events);
  }

  /** Waits for something to be so; the object that it is about is asked, so that it is awake. */
  async until(is, id) {
    const ask = async () => {
      if (id) await this.events(id);
      return is();
    };
    assert.ok(await until(ask, Boolean, PATIENCE_MS), String(is));
  }
}
