// Campaigns and sendings, and what messages cost.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { until } from "../until.js";
import { SETTINGS, errorBody, start, temporaryFolder } from "./harness.js";
import { storedObjects, storedRows, whileRunning } from "./storage.js";

const LOCAL = { ...SETTINGS, ENVIRONMENT: "local" };
const PRICES = "countryIso,countryName,cost\nES,Spain,0.065\nFR,France,0.0868\n";
const MESSAGE = { to: ["34666555440"], from: "TEST", message: "SMS text message" };
let server;

before(async () => {
  server = await start({ settings: LOCAL });
  const loaded = await server.put("/admin/prices", PRICES, { admin: true });
  assert.equal(loaded.status, 200, loaded.text);
});
after(() => server.stop());

const credit = (user, amount, reference) =>
  server.post(`/admin/accounts/${user.username}/credit`, { amount, reference }, { admin: true });
const withCredit = async (amount) => {
  const user = await server.createAccount();
  await credit(user, amount);
  return user;
};
const send = (user, changes = {}) => server.post("/api/rest/sms", { ...MESSAGE, ...changes }, { user });
const balance = async (user) => (await server.get("/api/rest/account", { user })).json.data.balance;
const sending = (user, id) => server.get(`/api/rest/sendings/${id}`, { user });
/** A sending, once it is at its end and `events` have happened. */
const finished = async (user, { json: { sendingId } }, events) => {
  const ask = () => sending(user, sendingId);
  const isThere = ({ json: { data } }) => data.status !== "SENDING" && Object.entries(events).every(([kind, count]) => data.events[kind] === count);
  const { json } = await until(ask, isThere);
  assert.ok(isThere({ json }), JSON.stringify(json));
  return json.data;
};

describe("a balance", () => {
  test("is charged for each part by its country, and nothing for what was never sent", async () => {
    const user = await withCredit(1);
    assert.equal(await balance(user), 1);
    const sent = await send(user, { to: ["34666555440", "33612345670", "34666555449"], message: "a".repeat(161), parts: 2 });
    assert.equal(sent.status, 202, sent.text);
    const { cost, totalSmsParts, processed } = await finished(user, sent, { delivered: 2, rejected: 1 });
    assert.deepEqual([cost, totalSmsParts, processed], [0.3036, 4, 3]);
    assert.equal(await balance(user), 0.6964);
  });

  test("is never below zero, however many calls come at once", async () => {
    const user = await withCredit("0.65");
    const answers = await Promise.all(Array.from({ length: 30 }, () => send(user, { to: ["34666555445"] })));
    const statuses = answers.map(({ status }) => status).toSorted();
    assert.deepEqual(statuses, [...Array(10).fill(202), ...Array(20).fill(402)]);
    const refused = answers.find(({ status }) => status === 402);
    assert.deepEqual(refused.json, errorBody(111, "Not enough credits"));
    assert.equal(await balance(user), 0);
    // All or nothing: what is left does not pay for some of a call.
    await credit(user, 0.1);
    assert.equal((await send(user, { to: ["34666555440", "34666555441"] })).status, 402);
    assert.equal(await balance(user), 0.1);
  });

  test("is added to once by each name, and taken off no further than there is", async () => {
    const user = await server.createAccount();
    const balances = [];
    for (const [amount, reference] of [[5, "a"], [5, "a"], [2.5, "b"], [-7.5, "c"]]) {
      balances.push((await credit(user, amount, reference)).json.data.balance);
    }
    assert.deepEqual(balances, [5, 5, 7.5, 0]);
    assert.deepEqual((await credit(user, -0.000001)).json, errorBody(111, "Not enough credits"));
    for (const amount of ["much", 0.0000001, null, true]) assert.equal((await credit(user, amount)).status, 422, String(amount));
    assert.equal((await credit({ username: "nobody" }, 1)).status, 404);
  });

  test("has no price for a number of no country on the list", async () => {
    const user = await withCredit(1);
    const sent = await send(user, { to: ["34666555440", "4915112345678"] });
    assert.deepEqual([sent.status, sent.json.result[1].error.code], [207, 102]);
  });
});

describe("lists", () => {
  test("show campaigns with their sendings, as the document has them", async () => {
    const user = await withCredit(1);
    const first = await send(user, { campaignName: "SPRING_1", tags: ["news", "a"] });
    const second = await send(user, { campaignName: "SPRING_1", tags: ["b"], to: ["34666555448"] });
    const other = await send(user, { campaignName: "AUTUMN" });
    await finished(user, first, { delivered: 1 });
    await finished(user, second, { undelivered: 1 });
    await finished(user, other, { delivered: 1 });

    const { json } = await server.get("/api/rest/campaigns?name=SPRING_*&channel=sms&undocumented=1", { user });
    assert.deepEqual(json.meta.pagination, { total: 1, count: 1, per_page: 100, current_page: 1, total_pages: 1, links: [] });
    const [{ sendings, createdAt, updatedAt, ...campaign }] = json.data;
    const self = `${server.url.origin}/api/rest/campaigns/${first.json.campaignId}`;
    assert.deepEqual(campaign, { id: first.json.campaignId, name: "SPRING_1", type: "basic", links: { self, sendings: `${self}/sendings` } });
    assert.deepEqual(sendings.data.map(({ id }) => id), [second.json.sendingId, first.json.sendingId]);
    const { createdAt: at, updatedAt: later, startedAt, finishedAt, ...shown } = sendings.data[1];
    const none = Object.fromEntries("opened opened_unique clicked clicked_unique unsubscribed hard_bounced complaint soft_bounced undelivered rejected expired unsubscribed_landing".split(" ").map((kind) => [kind, 0]));
    const of = `${server.url.origin}/api/rest/sendings/${first.json.sendingId}`;
    assert.deepEqual(shown, {
      id: first.json.sendingId, campaignName: "SPRING_1", status: "FINISHED", channel: "sms", total: 1, processed: 1, totalSmsParts: 1,
      cost: 0.065, currency: "EUR", tags: ["a", "b", "news"], scheduledAt: null, expiresAt: null,
      events: { ...none, delivered: 1, sent: 1 }, links: { self: of, eventsReport: `${of}/reports/events` },
    });
    for (const moment of [createdAt, updatedAt, at, later, startedAt, finishedAt]) assert.match(moment, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
    assert.equal((await server.get(self.slice(server.url.origin.length), { user })).json.data.name, "SPRING_1");
    const ofCampaign = await server.get(`/api/rest/campaigns/${first.json.campaignId}/sendings`, { user });
    assert.equal(ofCampaign.json.meta.pagination.total, 2);
  });

  test("are filtered, and turned over page by page", async () => {
    const user = await withCredit(1);
    const ids = [];
    for (let index = 0; index < 5; index++) ids.unshift((await send(user)).json.sendingId);
    const far = await send(user, { scheduleDate: "29990101000000" });
    const pages = [];
    for (let path = "/api/rest/sendings?limit=2&status=FINISHED"; path; ) {
      const { json } = await until(() => server.get(path, { user }), ({ json }) => json.meta.pagination.total === 5);
      pages.push(...json.data.map(({ id }) => id));
      path = json.meta.pagination.links.next?.slice(server.url.origin.length);
    }
    assert.deepEqual(pages, ids);
    const total = async (query) => (await server.get(`/api/rest/sendings?${query}`, { user })).json.meta.pagination.total;
    assert.equal(await total("status=PENDING"), 1);
    assert.equal((await sending(user, far.json.sendingId)).json.data.status, "PENDING");
    assert.equal(await total("channel=mailing"), 0);
    assert.equal(await total("name="), 6);
    assert.equal(await total("name=[a-z]"), 0);
    const name = `A*B${"x".repeat(200)}`;
    await send(user, { campaignName: name });
    for (const [pattern, count] of [["*", 7], ["A*", 1], ["*x", 1], [`A*${"x".repeat(60)}`, 1], ["*B*", 1], ["A*y", 0], ["x*", 0], [`*${"y".repeat(250)}`, 0]]) {
      assert.equal(await total(`name=${encodeURIComponent(pattern)}`), count, pattern);
    }
    assert.equal(await total("beforeDate=2019-01-01T00%3A00%3A00%2B00%3A00"), 0);
    assert.equal(await total("afterDate=2019-01-01T00:00:00+00:00"), 7);
    assert.equal((await server.get("/api/rest/sendings?page=0", { user })).status, 422);
    assert.equal((await server.get("/api/rest/sendings?status=DONE", { user })).status, 422);
  });

  test("are nobody else's", async () => {
    const [user, other] = [await withCredit(1), await withCredit(1)];
    const { json } = await send(user, { campaignName: "MINE" });
    assert.equal((await server.get("/api/rest/campaigns", { user: other })).json.meta.pagination.total, 0);
    for (const path of [`sendings/${json.sendingId}`, `campaigns/${json.campaignId}`, `campaigns/${json.campaignId}/sendings`, "sendings/x", "campaigns/0"]) {
      assert.equal((await server.get(`/api/rest/${path}`, { user: other })).status, 404, path);
    }
  });
});

describe("the report of events", () => {
  const HEADER = "campaignName,campaignId,sendingId,contactId,event,phone,email,landline,countryIso,browser,os,url,createdAt";
  const report = async (user, id, query = "") => {
    const answer = await server.get(`/api/rest/sendings/${id}/reports/events${query}`, { user });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.headers.get("content-type"), "text/csv; charset=utf-8");
    return answer.text.split("\r\n");
  };

  test("has the document's columns, a row for each event, and nothing of other times", async () => {
    const user = await withCredit(1);
    const sent = await send(user, { campaignName: "=A,B", to: ["34666555440", "33612345678"], message: "{name}", sub: [{ name: "ana" }, { name: "bob" }] });
    await finished(user, sent, { delivered: 1, undelivered: 1 });
    const { campaignId, sendingId } = sent.json;
    const [header, ...rows] = await report(user, sendingId, "?date=2020-01-01");
    assert.equal(header, HEADER);
    assert.equal(rows.pop(), "");
    const row = (event, phone, country) => `"'=A,B",${campaignId},${sendingId},,${event},${phone},,,${country},,,,`;
    const expected = [row("sent", "34666555440", "ES"), row("sent", "33612345678", "FR"), row("delivered", "34666555440", "ES"), row("undelivered", "33612345678", "FR")];
    assert.deepEqual(rows.map((text) => text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/, "")).toSorted(), expected.toSorted());
    assert.equal((await report(user, sendingId, "?beforeDate=2020-01-01T00%3A00%3A00%2B00%3A00")).length, 2);
    assert.equal((await report(user, sendingId, "?afterDate=2020-01-01T00%3A00%3A00%2B00%3A00")).length, 6);
    const custom = await report(user, sendingId, "?showCustomFields=1");
    assert.equal(custom[0], `${HEADER},customFields`);
    assert.ok(custom[1].endsWith(`,"{""name"":""ana""}"`), custom[1]);
    const other = await server.createAccount();
    assert.equal((await server.get(`/api/rest/sendings/${sendingId}/reports/events`, { user: other })).status, 404);
  });

  test("is whole, also of more events than are read at a time", async () => {
    const user = await withCredit(200);
    const to = Array.from({ length: 1_500 }, (_, index) => String(34_600_000_000 + 10 * index));
    const sent = await send(user, { to });
    await finished(user, sent, { delivered: 1_500 });
    const rows = (await report(user, sent.json.sendingId)).slice(1, -1);
    assert.deepEqual([rows.length, new Set(rows.filter((row) => row.includes(",delivered,")).map((row) => row.split(",")[5])).size], [3_000, 1_500]);
  });
});

describe("what is scheduled", () => {
  const moment = (seconds) => new Date(Date.now() + seconds * 1_000).toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const scheduled = (user, query = "") => server.get(`/api/rest/scheduled${query}`, { user });

  test("is shown, put off and called off, by its number", async () => {
    const user = await withCredit(1);
    const [first, second, third] = [await send(user, { scheduleDate: moment(3_600) }), await send(user, { scheduleDate: moment(7_200), to: ["34666555440", "34666555441"] }), await send(user, { scheduleDate: "29990101120000" })];
    await send(user);
    const ids = [first, second, third].map(({ json }) => json.sendingId);
    const { json } = await scheduled(user);
    assert.equal(json.total, 3);
    assert.deepEqual(json.result.map(({ guid, type, sending_id: id }) => [guid, type, id]).toSorted(), ids.map((id) => [String(id), "SMS", id]).toSorted());
    assert.equal((await scheduled(user, "?type=MAILING")).json.total, 0);
    assert.equal((await scheduled(user, `?guid[]=${ids[0]}&guid[]=${ids[1]}`)).json.total, 2);
    const one = (await scheduled(user, `?guid=${ids[1]}`)).json;
    assert.equal(one.total, 1);
    assert.deepEqual(one.result.content, { to: "34666555440,34666555441", from: "TEST", encoding: "gsm", message: "SMS text message", campaignId: second.json.campaignId, sendingId: ids[1] });
    for (const at of ["created_at", "updated_at", "scheduled_at"]) assert.match(one.result[at], /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);

    const put = (body) => server.put("/api/rest/scheduled", body, { user });
    assert.deepEqual((await put({ guid: [ids[0]], scheduleDate: "29980101093000" })).json, { result: true, updated: 1 });
    assert.equal((await scheduled(user, `?guid=${ids[0]}`)).json.result.scheduled_at, "2998-01-01 09:30:00");
    for (const [body, code] of [[{ guid: "x", scheduleDate: "29980101093000" }, 120], [{}, 121], [{ scheduleDate: "20200101000000" }, 121]]) {
      const refused = await put(body);
      assert.deepEqual([refused.status, refused.json.error.code], [400, code], JSON.stringify(body));
    }

    assert.equal(await balance(user), 0.675);
    const remove = (body) => server.request("DELETE", "/api/rest/scheduled", { body, user });
    assert.deepEqual((await remove({ guid: ids[1] })).json, { result: true, deleted: 1 });
    assert.equal(await balance(user), 0.805);
    assert.equal((await sending(user, ids[1])).json.data.status, "CANCELLED");
    // Without a number, all are meant.
    assert.deepEqual((await remove()).json, { result: true, deleted: 2 });
    assert.deepEqual((await scheduled(user)).json, { result: [], total: 0 });
    assert.equal((await server.get(`/api/rest/sms/${first.json.result[0].id}`, { user })).json.data[0].events.length, 0);
  });

  test("is sent at the time that it was put to", async () => {
    const user = await withCredit(1);
    const sent = await send(user, { scheduleDate: "29990101120000" });
    assert.equal((await server.put("/api/rest/scheduled", { scheduleDate: moment(2) }, { user })).json.updated, 1);
    await finished(user, sent, { delivered: 1 });
    assert.deepEqual((await server.put("/api/rest/scheduled", { guid: sent.json.sendingId, scheduleDate: "29990101120000" }, { user })).json, { result: true, updated: 0 });
  });
});

describe("an account that is removed", () => {
  test("leaves no sending behind, whether it was sent, is scheduled, or begins meanwhile", async (t) => {
    const persist = temporaryFolder(t);
    const own = await start({ settings: { ...SETTINGS, PROVIDERS: '{"providers":{"sandbox":{"kind":"sandbox"}}}' }, persist, t });
    assert.equal((await own.put("/admin/prices", "countryIso,countryName,cost\nES,Spain,0\n", { admin: true })).status, 200);
    const [gone, other] = [await own.createAccount(), await own.createAccount()];
    const sendBy = (user, changes) => own.post("/api/rest/sms", { ...MESSAGE, ...changes }, { user });
    await sendBy(other);
    // More than are erased at a time.
    for (let count = 0; count < 25; count++) {
      const sent = await Promise.all([sendBy(gone), sendBy(gone, { scheduleDate: "29990101000000" })]);
      assert.deepEqual(sent.map(({ status }) => status), [202, 202]);
    }
    const removed = own.delete(`/admin/accounts/${gone.username}`, { admin: true });
    const [{ status }] = await Promise.all([removed, ...Array.from({ length: 20 }, () => sendBy(gone))]);
    assert.equal(status, 204);
    const left = () => [storedObjects(persist, "SendingObject"), storedRows(persist, "AccountObject", "removed")];
    await until(() => whileRunning(left), (counts) => counts?.join() === "1,0");
    assert.equal((await own.get("/api/rest/sendings", { user: other })).json.data.length, 1);
    await own.stop();
    assert.deepEqual([...left(), storedObjects(persist, "AccountObject")], [1, 0, 1]);
  });
});
