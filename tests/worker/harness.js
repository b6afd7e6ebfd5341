// Runs the built Worker in a real workerd, with real KV and Durable Object storage, and talks HTTP to it.
import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";

import { assertDescribed } from "./description.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

export const ADMIN_TOKEN = "admin-token-of-the-tests-32-chars";

/** The settings that a deployment has, with the secrets of the tests. */
export const SETTINGS = {
  ENVIRONMENT: "production",
  SHORT_HOST: "sho.rt",
  ADMIN_TOKEN,
  HASH_KEY: "hash-key-of-the-tests-32-characters",
  OTP_KEY: "one-time-code-key-of-the-tests-32",
};

const GENEROUS = { perSecond: 100_000, burst: 100_000 };
const NO_LIMITS = { address: 1e8, prefix: 1e8, credential: 1e8, account: 1e8, stopsPumping: false };

/** A folder of the test's own, which is removed with it. */
export function temporaryFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), "shortwave-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const fixture = (name) => JSON.parse(readFileSync(`${root}tests/fixtures/${name}`, "utf8"));

/**
 * Starts the Worker. `settings` replace those above, `persist` is a folder that outlives it, `world` what everything outside
 * is (tests/worker/world.js), and `port` one that nobody has. With the context `t` of a test it is stopped with the test at the latest, however that ends.
 */
export async function start({ settings = SETTINGS, persist, world, port, t } = {}) {
  const logs = [];
  const events = new EventEmitter();
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modulesRoot: `${root}build`,
      modules: [
        { type: "ESModule", path: `${root}build/index.js` },
        { type: "CompiledWasm", path: `${root}build/redirect.wasm` },
        { type: "CompiledWasm", path: `${root}build/shortwave.wasm` },
        { type: "CompiledWasm", path: `${root}build/qr.wasm` },
        { type: "ESModule", path: `${root}build/phone.js` },
      ],
      port,
      compatibilityDate: /^compatibility_date = "(.*)"$/m.exec(readFileSync(`${root}wrangler.toml`, "utf8"))[1],
      bindings: settings,
      kvNamespaces: ["LINKS"],
      durableObjects: {
        ACCOUNTS: { className: "AccountObject", useSQLite: true },
        DIRECTORY: { className: "DirectoryObject", useSQLite: true },
        GUARDS: { className: "GuardObject", useSQLite: true },
        IDEMPOTENCY: { className: "IdempotencyObject", useSQLite: true },
        LINK_JOBS: { className: "LinkJobObject", useSQLite: true },
        LINK_SHARDS: { className: "LinkShard", useSQLite: true },
        LOGINS: { className: "LoginObject", useSQLite: true },
        NOTIFIERS: { className: "NotifierObject", useSQLite: true },
        OTPS: { className: "OtpObject", useSQLite: true },
        SENDINGS: { className: "SendingObject", useSQLite: true },
        VERIFICATION_TRAFFIC: { className: "VerificationTraffic", useSQLite: true },
        WEBHOOKS: { className: "WebhooksObject", useSQLite: true },
      },
      assets: { directory: `${root}www`, binding: "ASSETS", routerConfig: { has_user_worker: true, invoke_user_worker_ahead_of_assets: true } },
      outboundService: world && { node: world.serve },
      resourcePersistencePath: persist,
      cf: false,
      handleStructuredLogs: ({ message }) => {
        logs.push(message);
        events.emit("log");
      },
    }),
  );
  const url = await miniflare.ready;
  const server = new Server(url, miniflare, logs, events);
  t?.after(() => server.stop());
  return server;
}

class Server {
  constructor(url, miniflare, logs, events) {
    Object.assign(this, { url, miniflare, logs, events });
  }

  /** Stops it. A second call does nothing. */
  stop() {
    return (this.stopped ??= this.miniflare.dispose());
  }

  /**
   * One request; the answer's body is read, as text and as bytes, and, where it is JSON, parsed. An answer that is not as described is a failure.
   * `bearer` is an API key or an access token. `announced` is the length of a body that is announced and never sent: an
   * answer must not wait for it. `chunks` are a body whose length is not announced.
   */
  async request(method, path, { body, announced, chunks, headers = {}, user, bearer, admin } = {}) {
    if (announced) headers = { "Content-Length": announced, ...headers };
    if (user) headers = { Authorization: basic(user.username, user.apiPassword), ...headers };
    if (bearer) headers = { Authorization: `Bearer ${bearer}`, ...headers };
    if (admin) headers = { Authorization: `Bearer ${ADMIN_TOKEN}`, ...headers };
    if (body !== undefined && typeof body !== "string" && !(body instanceof Uint8Array)) body = JSON.stringify(body);
    // Node leaves it out with DELETE, and who is asked then sees no body.
    if (body !== undefined && method === "DELETE") headers = { "Content-Length": Buffer.byteLength(body), ...headers };
    const { status, headers: answered, bytes } = await exchange(this.url.origin + path, { method, headers }, (outgoing) => {
      if (announced) return outgoing.flushHeaders();
      chunks?.forEach((chunk) => outgoing.write(chunk));
      outgoing.end(body);
    });
    const text = bytes.toString();
    assertCatalogued(status, text);
    const isJson = answered.get("content-type")?.startsWith("application/json");
    const answer = { status, headers: answered, text, bytes, json: isJson && text ? JSON.parse(text) : undefined };
    // Other hosts than the deployment's own have links only.
    if (!headers.Host) assertDescribed(method, path, answer);
    return answer;
  }

  get(path, options) {
    return this.request("GET", path, options);
  }

  post(path, body, options) {
    return this.request("POST", path, { body, ...options });
  }

  patch(path, body, options) {
    return this.request("PATCH", path, { body, ...options });
  }

  put(path, body, options) {
    return this.request("PUT", path, { body, ...options });
  }

  delete(path, options) {
    return this.request("DELETE", path, options);
  }

  /** A new account; its `apiPassword` is in the answer. */
  async createAccount(profile = {}) {
    const username = profile.username ?? `user-${Math.random().toString(36).slice(2)}`;
    // No test runs into a limit that it does not set.
    const limits = { account: GENEROUS, credential: GENEROUS, verifications: NO_LIMITS };
    const created = await this.post("/admin/accounts", { username, limits, ...profile }, { admin: true });
    if (created.status !== 201) throw new Error(`account not created: ${created.text}`);
    return created.json.data;
  }

  /** The line that the Worker logged for an answer. It comes by another way than the answer, and may come later. */
  async logLine(answer) {
    const id = answer.headers.get("x-transaction-id");
    for await (const _ of this.#logged()) {
      const line = this.logs.flatMap((message) => message.split("\n")).find((line) => line.includes(id));
      if (line) return JSON.parse(line);
    }
  }

  /** Yields at once, and again whenever something was logged. */
  async *#logged() {
    const signal = AbortSignal.timeout(10_000);
    for (;;) {
      yield;
      await once(this.events, "log", { signal });
    }
  }
}

/**
 * One HTTP exchange on a connection of its own. A server that answers before it has read the whole body closes the
 * connection, and a client that had kept it for its next request would see that one fail.
 */
function exchange(url, options, send) {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(30_000);
    const outgoing = request(new URL(url), { ...options, agent: false, signal }, async (response) => {
      const chunks = await response.toArray();
      const headers = new Headers();
      for (const [name, value] of Object.entries(response.headers)) headers.set(name, value);
      resolve({ status: response.statusCode, headers, bytes: Buffer.concat(chunks) });
      outgoing.destroy();
    });
    outgoing.on("error", reject);
    send(outgoing);
  });
}

const CATALOGUE = new Map(fixture("errors.json").map(({ code, status }) => [code, status]));

/** Whatever a test is about: an error's code belongs to its status, by the catalogue or as the status itself. */
function assertCatalogued(status, text) {
  const code = /^{"error":{"code":(\d+),"description":"[^"]/.exec(text)?.[1];
  if (code !== undefined) assert.equal(CATALOGUE.get(Number(code)) ?? Number(code), status, text);
}

export const basic = (username, password) => `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;

/** The body of an error answer. */
export const errorBody = (code, description) => ({ error: { code, description } });
