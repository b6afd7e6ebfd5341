// Whom an account sends nothing: lists, calls that honour them, and the page on which recipients put themselves there.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { until } from "../until.js";
import { SETTINGS, errorBody, start } from "./harness.js";
import { GATEWAY, gateway } from "./world.js";

const MESSAGE = { to: ["34666555440"], from: "SHOP", message: "Hello" };
const NO_RECIPIENT = errorBody(102, "No valid recipients");
/** Between scheme and host, and the token. */
const TOKEN_LENGTH = 42;
let carried, server, user;

before(async () => {
  carried = gateway();
  server = await start({ settings: { ...SETTINGS, ...GATEWAY }, world: carried.world });
  user = await server.createAccount();
});
after(() => server.stop());

const list = (query = "", { type = "sms", by = user } = {}) => server.get(`/api/rest/v2/blacklist/${type}${query}`, { user: by });
const add = (recipient, { type = "sms", by = user } = {}) => server.put(`/api/rest/v2/blacklist/${type}`, { recipient }, { user: by });
const remove = (recipient, type = "sms") => server.delete(`/api/rest/v2/blacklist/${type}`, { user, body: { recipient } });
const send = (changes = {}, by = user) => server.post("/api/rest/sms", { ...MESSAGE, ...changes }, { user: by });
const recipients = ({ json }) => json.data.map(({ recipient }) => recipient);

/** What the gateway was given for a number, once it was given something. */
const textTo = (number) => until(() => carried.textTo(number), (text) => text !== undefined);

/** A message with a URL to unsubscribe at: its path, and what was answered to the call. */
async function withUrl(number, { by = user, ...changes } = {}) {
  const sent = await send({ to: [number], message: "Stop: {UNSUB_URL}", ...changes }, by);
  assert.equal(sent.status, 202, sent.text);
  const url = /Stop: (\S+)$/.exec(await textTo(number))?.[1];
  assert.equal(new URL(url).origin, server.url.origin);
  return { sent, path: new URL(url).pathname };
}

describe("a list", () => {
  test("has who is added by hand, once, until they are removed", async () => {
    const added = await add("+34600000001");
    assert.equal(added.status, 200, added.text);
    const { createdAt, ...entry } = added.json.data;
    assert.deepEqual(entry, { type: "sms", recipient: "34600000001", isDefinitive: false, campaignName: null });
    assert.match(createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
    assert.deepEqual((await add("34600000001")).json, added.json);
    const { json } = await list("?recipient=+34600000001");
    assert.deepEqual(json, {
      data: [{ ...entry, sendingId: null, createdAt }],
      meta: { pagination: { total: 1, count: 1, per_page: 100, current_page: 1, total_pages: 1, links: [] } },
    });
    for (let times = 0; times < 2; times++) {
      const removed = await remove("34600000001");
      assert.deepEqual([removed.status, removed.text], [204, ""]);
    }
    assert.deepEqual(recipients(await list("?recipient=34600000001")), []);
  });

  test("is of one type and one account", async () => {
    const [owner, other] = [await server.createAccount(), await server.createAccount()];
    for (const [type, recipient] of [["sms", "34600000002"], ["voice", "34600000002"], ["mailing", "Ana@EXAMPLE.com"]]) {
      assert.equal((await add(recipient, { type, by: owner })).status, 200, type);
      assert.deepEqual(recipients(await list("", { type, by: owner })), [recipient.replace("EXAMPLE", "example")]);
      assert.deepEqual(recipients(await list("", { type, by: other })), []);
    }
    for (const [type, recipient] of [["sms", "ana@example.com"], ["voice", "34"], ["mailing", "34600000002"], ["sms", null], ["sms", 7]]) {
      assert.equal((await add(recipient, { type })).status, 422, `${type} ${recipient}`);
      assert.equal((await remove(recipient, type)).status, 422, `${type} ${recipient}`);
    }
    for (const answer of [await list("", { type: "fax" }), await add("34600000002", { type: "SMS" }), await remove("34600000002", "fax")]) {
      assert.equal(answer.status, 404);
    }
    assert.equal((await server.post("/api/rest/v2/blacklist/sms", {}, { user })).status, 405);
  });

  test("is turned over page by page, the newest first", async () => {
    const by = await server.createAccount();
    const numbers = Array.from({ length: 5 }, (_, index) => `3460000010${index}`);
    for (const number of numbers) await add(number, { by });
    const seen = [];
    for (let path = "?limit=2"; path !== undefined; ) {
      const page = await list(path, { by });
      seen.push(...recipients(page));
      assert.deepEqual([page.json.meta.pagination.total, page.json.meta.pagination.total_pages], [5, 3]);
      const next = page.json.meta.pagination.links.next;
      path = next && new URL(next).search;
    }
    assert.deepEqual(seen, numbers.toReversed());
    for (const query of ["?limit=0", "?limit=1001", "?page=0", "?sendingId=x"]) assert.equal((await list(query)).status, 422, query);
  });

  test("is read and changed by keys with the scope only", async () => {
    const keyed = async (scopes) => (await server.post("/v1/auth/keys", { name: "A key", scopes }, { user })).json.data.key;
    const [reader, writer] = [await keyed(["sms:read"]), await keyed(["sms:write"])];
    const path = "/api/rest/v2/blacklist/sms";
    const statuses = async (bearer) => [
      (await server.get(path, { bearer })).status,
      (await server.put(path, { recipient: "34600000003" }, { bearer })).status,
      (await server.delete(path, { bearer, body: { recipient: "34600000003" } })).status,
    ];
    assert.deepEqual(await statuses(reader), [200, 403, 403]);
    assert.deepEqual(await statuses(writer), [403, 200, 204]);
  });
});

describe("a call", () => {
  test("refuses who is on the list, like who has no number", async () => {
    await add("34600000004");
    const some = await send({ to: ["34666555440", "+34600000004"] });
    assert.equal(some.status, 207, some.text);
    assert.equal(some.json.result[0].accepted, true);
    assert.deepEqual(some.json.result[1], { accepted: false, to: "+34600000004", ...NO_RECIPIENT });
    const none = await send({ to: [34600000004] });
    assert.deepEqual([none.status, none.json], [400, NO_RECIPIENT]);
    assert.equal((await send({ to: ["34600000004"] }, await server.createAccount())).status, 202);
    await remove("34600000004");
    assert.equal((await send({ to: ["34600000004"] })).status, 202);
    // Calls are not text messages.
    await add("34600000004", { type: "voice" });
    assert.equal((await send({ to: ["34600000004"] })).status, 202);
  });

  test("to 10,000 asks once", async () => {
    const by = await server.createAccount();
    await add("34600009999", { by });
    const to = Array.from({ length: 10_000 }, (_, index) => 34_600_000_000 + index);
    const { status, json } = await send({ to, scheduleDate: "29990101000000" }, by);
    assert.equal(status, 207);
    assert.deepEqual(json.result.filter(({ accepted }) => !accepted).map((refused) => refused.to), ["34600009999"]);
  });

  test("that waits for its time goes by the list then", async () => {
    const moment = new Date(Date.now() + 3_000).toISOString().replaceAll(/\D/g, "").slice(0, 14);
    const sent = await send({ to: ["34600000012", "34600000013"], scheduleDate: moment });
    assert.equal(sent.status, 202, sent.text);
    await add("34600000012");
    const ids = sent.json.result.map(({ id }) => id).join(",");
    const ask = () => server.get(`/api/rest/sms/${ids}`, { user });
    const { json } = await until(ask, ({ json }) => json.data.every(({ events }) => events.length > 0));
    assert.deepEqual(json.data.map(({ events }) => events.map(({ type }) => type)), [["rejected"], ["sent"]]);
    assert.equal(carried.textTo("34600000012"), undefined);
  });

  test("counts the URL before there is one", async () => {
    const length = server.url.origin.length + "/u/".length + TOKEN_LENGTH;
    const message = `${"a".repeat(160 - length)}{UNSUB_URL}`;
    assert.equal((await send({ to: ["34600000005"], message })).status, 202);
    assert.equal((await textTo("34600000005")).length, 160);
    const long = await send({ to: ["34600000005"], message: `a${message}` });
    assert.deepEqual([long.status, long.json], [400, errorBody(105, "Text message too long")]);
  });
});

describe("a URL to unsubscribe at", () => {
  test("asks first, and then stops what comes next", async () => {
    const number = "34600000006";
    const { sent, path } = await withUrl(number, { campaignName: "SPRING" });
    const asked = await server.get(path);
    assert.deepEqual([asked.status, asked.headers.get("content-type")], [200, "text/html; charset=utf-8"]);
    assert.equal(asked.headers.get("cache-control"), "no-store");
    assert.match(asked.text, /SHOP.*<form method="post">.*Unsubscribe/s);
    assert.equal((await server.request("HEAD", path)).status, 200);
    // Who only looks has not unsubscribed.
    assert.equal((await send({ to: [number] })).status, 202);

    for (let times = 0; times < 2; times++) {
      const done = await server.post(path, "List-Unsubscribe=One-Click");
      assert.equal(done.status, 200, done.text);
      assert.match(done.text, /You are unsubscribed/);
    }
    assert.equal((await send({ to: [number] })).status, 400);
    const { sendingId, result: [{ id }] } = sent.json;
    const { json } = await list(`?sendingId=${sendingId}`);
    assert.deepEqual(json.data.map(({ createdAt, ...entry }) => entry), [
      { type: "sms", recipient: number, isDefinitive: false, sendingId, campaignName: "SPRING" },
    ]);
    const shown = await server.get(`/api/rest/sms/${id}`, { user });
    const [message] = shown.json.data;
    assert.equal(message.message, "Stop: {UNSUB_URL}");
    assert.equal(message.events.filter(({ type }) => type === "unsubscribed").length, 1);
    const summary = () => server.get(`/api/rest/sendings/${sendingId}`, { user });
    const { json: sending } = await until(summary, ({ json }) => json.data.events.unsubscribed === 1);
    assert.equal(sending.data.events.unsubscribed, 1);
  });

  test("is another one for each message, and leads nowhere when it is changed", async () => {
    const [first, second] = [await withUrl("34600000007"), await withUrl("34600000008")];
    const token = first.path.slice("/u/".length);
    assert.equal(token.length, TOKEN_LENGTH);
    assert.notEqual(first.path, second.path);
    const swapped = token.slice(0, 11) + second.path.slice("/u/".length + 11);
    const last = token.endsWith("0") ? "1" : "0";
    const head = token.startsWith("0") ? "1" : "0";
    for (const wrong of [swapped, token.slice(0, -1), token.slice(0, -1) + last, `${token}0`, head + token.slice(1), "x", "%", "é".repeat(42), token.toLowerCase()]) {
      const path = `/u/${encodeURIComponent(wrong)}`;
      for (const answer of [await server.get(path), await server.post(path, "")]) {
        assert.equal(answer.status, 404, wrong);
        assert.match(answer.text, /There is nothing here/);
      }
    }
    assert.equal((await server.get("/u/")).status, 404);
    assert.equal((await server.delete(first.path)).status, 405);
    assert.deepEqual(recipients(await list("?recipient=34600000007")), []);
  });

  test("is made for each recipient of one text, and keeps its account to itself", async () => {
    const numbers = ["34600000010", "34600000011"];
    const by = await server.createAccount();
    await send({ to: numbers, message: "Stop: {UNSUB_URL}" }, by);
    const texts = await Promise.all(numbers.map(textTo));
    await server.post(new URL(texts[1].slice("Stop: ".length)).pathname, "");
    const again = await send({ to: numbers }, by);
    assert.deepEqual(again.json.result.map(({ accepted }) => accepted), [true, false]);
    assert.equal((await send({ to: numbers })).status, 202);
  });
});
