// The Engage API: one message at once, and messages to many.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Webhook } from "standardwebhooks";

import { until } from "../until.js";
import { SETTINGS, basic, start } from "./harness.js";
import { dataOf } from "./native.js";
import { worldOf } from "./world.js";

const LOCAL = { ...SETTINGS, ENVIRONMENT: "local", BULK_PARTS_PER_SECOND: "1000000" };
const PUSH = "/v1/messaging/sms";
const MESSAGE = { from: "TEST", to: "34666555440", msg: "Hello", type: "transactional", tiny: 0, dlr: { mask: 1 } };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** What was posted, by paths. */
const heard = new Map();
let world, server, user, both;

async function receive(url, request) {
  let body = "";
  for await (const chunk of request) body += chunk;
  const path = url.split("?")[0];
  heard.set(path, [...(heard.get(path) ?? []), { method: request.method, headers: request.headers, body }]);
  return { status: 200 };
}

before(async () => {
  world = worldOf({ "client.example": receive });
  server = await start({ settings: LOCAL, world });
  user = await server.createAccount();
  both = await headersOf(user);
});
after(() => server?.stop());

/** Both headers of a caller. */
async function headersOf(user, scopes = ["sms:write", "sms:read"], on = server) {
  const { key } = dataOf(await on.post("/v1/auth/keys", { name: "A key", scopes }, { user }), 201);
  return { Authorization: `Bearer ${key}`, "X-Authorization": basic(user.username, user.apiPassword) };
}

const push = (changes = {}, headers = both, on = server) => on.post(PUSH, { ...MESSAGE, ...changes }, { headers });
const notify = (body, headers = both, on = server) => on.post("/notify", { oa: "TEST", ...body }, { headers });
const report = (query, headers = both, on = server) => on.get(`/notify?${new URLSearchParams(query)}`, { headers });
const told = (path, times) => until(() => heard.get(path) ?? [], (posts) => posts.length >= times);
const settled = ({ status }) => !["pending", "sent"].includes(status);
/** What became of the messages of a call, once that is known of all. */
async function followed(transactionID, times, headers = both, on = server) {
  const ask = () => report({ transactionID, page_size: 1_000 }, headers, on);
  const { json } = await until(ask, ({ json }) => json.total === times && json.data.every(settled), 60_000);
  assert.ok(json.total === times && json.data.every(settled), JSON.stringify(json).slice(0, 1_000));
  return json.data;
}

describe("a caller", () => {
  test("sends both headers, of one account, before anything else is looked at", async () => {
    const other = await server.createAccount();
    const wrong = [
      { Authorization: both.Authorization },
      { "X-Authorization": both["X-Authorization"] },
      { Authorization: both["X-Authorization"] },
      { ...both, "X-Authorization": basic(user.username, "wrong") },
      { ...both, "X-Authorization": basic(other.username, other.apiPassword) },
      { ...both, Authorization: "Bearer wrong" },
    ];
    for (const headers of wrong) {
      const { status, json } = await push({ to: "checkauth" }, headers);
      assert.deepEqual([status, json], [401, { status: 0, message: "Username or password unknown", data: [] }]);
    }
    assert.equal((await push({ to: "checkauth" })).status, 400);
    assert.equal((await push({}, await headersOf(user, ["sms:read"]))).status, 403);
    assert.equal((await notify({}, { Authorization: both.Authorization })).status, 401);
    assert.equal((await report({}, { Authorization: both.Authorization })).status, 401);
  });

  test("is told of all that is wrong at once, in the document's shape", async () => {
    const { status, json } = await push({ from: "a".repeat(51), to: "checkauth", type: "other", tiny: 2, msg: "", dlr: { url: "no URL" } });
    assert.equal(status, 400);
    assert.deepEqual(json, {
      status: 0,
      message: "Validation Error.",
      data: [
        { msg: "type must be a valid type: promotional or transactional", param: "type", location: "body" },
        { msg: "maximum charcter length allowed is 50", param: "from", location: "body" },
        { msg: "dlr.url must be a valid URL", param: "dlr.url", location: "body" },
        { msg: "dlr.mask is required", param: "dlr.mask", location: "body" },
        { msg: "tiny must be 0 or 1", param: "tiny", location: "body" },
        { msg: "msg is required", param: "msg", location: "body" },
        { msg: "to must be a valid phone number: 6 to 15 digits", param: "to", location: "body" },
      ],
    });
    const wrong = async (changes) => (await push(changes)).json.data.map(({ param }) => param);
    assert.deepEqual(await wrong({ dlr: undefined }), ["dlr.mask"]);
    assert.deepEqual(await wrong({ msg: "😀".repeat(1_000) }), ["msg"]);
    assert.deepEqual(await wrong({ transactionID: "t".repeat(201), msg: "a".repeat(1_001) }), ["transactionID", "msg"]);
    const none = await server.post(PUSH, "[]", { headers: both });
    assert.deepEqual([none.status, none.json], [400, { status: 0, message: "Invalid JSON", data: [] }]);
  });
});

describe("a message", () => {
  test("goes out at once, and its URL is told what it asks for, in JSON that is signed", async () => {
    const owner = await server.createAccount();
    const { eventSecret } = dataOf(await server.patch("/v1/account", { eventUrl: "https://client.example/events" }, { user: owner }));
    const headers = await headersOf(owner);
    const url = "https://client.example/all";
    const { status, json } = await push({ to: 34666555448, transactionID: "order-1", dlr: { mask: "1", url }, tlv: { PE_ID: "1" } }, headers);
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(json), ["id"]);
    assert.match(json.id, UUID);
    const posts = await told("/all", 2);
    const bodies = posts.map(({ body }) => JSON.parse(body));
    assert.deepEqual(bodies.map(({ event, status }) => [event, status]), [["sent", "ACCEPTD"], ["undelivered", "UNDELIV"]]);
    for (const [index, { method, headers, body }] of posts.entries()) {
      assert.deepEqual([method, headers["content-type"]], ["POST", "application/json"]);
      new Webhook(eventSecret).verify(body, headers);
      const { event, status, eventDate, ...rest } = bodies[index];
      assert.deepEqual(rest, { id: json.id, transactionID: "order-1", from: "TEST", to: "34666555448", parts: 1 });
    }
    assert.equal((await told("/events", 2)).length, 2);
  });

  test("tells a URL of nothing but deliveries, where its mask says so", async () => {
    const url = "https://client.example/some";
    await push({ to: "34666555448", dlr: { mask: 0, url } });
    await push({ to: "34666555441", dlr: { mask: 0, url } });
    const [{ body }] = await told("/some", 1);
    assert.deepEqual([JSON.parse(body).event, JSON.parse(body).to], ["delivered", "34666555441"]);
    assert.equal(heard.get("/some").length, 1);
  });

  test("is in UCS-2 only where it has to be, and costs what its parts do", async (t) => {
    const on = await start({ settings: { ...LOCAL, PRICES_SECONDS: "1" }, world, t });
    const owner = await on.createAccount();
    const headers = await headersOf(owner, undefined, on);
    const prices = "countryIso,countryName,cost\nES,Spain,0.05\n";
    const loaded = await on.put("/admin/prices", prices, { admin: true });
    assert.equal(loaded.status, 200, loaded.text);
    const refused = await push({}, headers, on);
    assert.deepEqual([refused.status, refused.json], [402, { status: 0, message: "Not enough credits", data: [] }]);
    assert.equal((await notify({ dataSet: [{ msisdn: "34666555440", message: "a" }] }, headers, on)).status, 402);
    await on.post(`/admin/accounts/${owner.username}/credit`, { amount: 1 }, { admin: true });
    assert.equal((await push({ msg: "a".repeat(160) }, headers, on)).status, 200);
    assert.equal((await push({ msg: "न".repeat(71) }, headers, on)).status, 200);
    const dataSet = [{ msisdn: "34666555440", message: "a".repeat(161) }, { msisdn: "34666555441", message: "a" }];
    assert.equal((await notify({ dataSet }, headers, on)).status, 202);
    // One part, two, two and one.
    const { json } = await on.get("/api/rest/account", { user: owner });
    assert.equal(json.data.balance, 0.7);
  });

  test("has short links in the place of its URLs, where it asks for them", async () => {
    const msg = "See https://shop.example/a/very/long/path, or http://shop.example/b (both). no.example";
    const { id } = (await push({ tiny: "1", msg, transactionID: "tiny", dlr: { mask: 1, url: "https://client.example/tiny" } })).json;
    assert.match(id, UUID);
    const [last] = (await server.get("/api/rest/sendings?limit=1", { user })).json.data;
    const { json } = await until(
      () => server.get(`/api/rest/sms/${messageId(last.id)}`, { user }),
      ({ json }) => json.data?.[0],
    );
    const [, first, second] = /^See (\S+), or (\S+) \(both\)\. no\.example$/.exec(json.data[0].message);
    assert.match(first, /^https:\/\/sho\.rt\/[0-9A-Za-z]{6}$/);
    for (const [link, target] of [[first, "https://shop.example/a/very/long/path"], [second, "http://shop.example/b"]]) {
      const followed = await server.get(new URL(link).pathname);
      assert.deepEqual([followed.status, followed.headers.get("location")], [302, target]);
    }
    // The first click of each link is told, and no other.
    await server.get(new URL(first).pathname);
    const isClick = ({ body }) => JSON.parse(body).event === "clicked";
    const posts = await until(() => heard.get("/tiny") ?? [], (posts) => posts.filter(isClick).length === 2, 20_000);
    const clicks = posts.filter(isClick).map(({ body, headers }) => ({ ...JSON.parse(body), told: headers["webhook-id"] }));
    const urls = clicks.map(({ url }) => url).sort();
    assert.deepEqual(urls, ["http://shop.example/b", "https://shop.example/a/very/long/path"]);
    assert.deepEqual(clicks.map(({ id, status, transactionID }) => [id, status, transactionID]), Array(2).fill([id, undefined, "tiny"]));
    assert.equal(new Set(clicks.map(({ told }) => told)).size, 2);
  });

  test("goes to nobody who is sent nothing", async () => {
    await server.put("/api/rest/v2/blacklist/sms", { recipient: "34600000001" }, { user });
    const { status, json } = await push({ to: "34600000001" });
    assert.deepEqual([status, json.message], [400, "No valid recipients"]);
  });
});

/** The id of a sending's first message: 13 digits of base 36 (docs/MESSAGES.md). */
const messageId = (sending) => ((BigInt(sending) << 24n)).toString(36).toUpperCase().padStart(13, "0");

describe("messages to many", () => {
  test("go to all who can be sent to, and the others are named", async () => {
    const dataSet = [
      { msisdn: "34666555440", message: "Hello Ana" },
      { msisdn: "12", message: "no number" },
      { msisdn: 34666555448, message: "Привет" },
      { message: "nobody" },
      { msisdn: "34600000001", message: "on the list" },
      { msisdn: "+34666555441", message: "a".repeat(200) },
    ];
    const { status, json } = await notify({ transactionID: "many-1", campaignName: "MANY", channel: "sms", tiny: "0", dataSet });
    assert.equal(status, 202);
    assert.deepEqual(json, {
      id: "many-1",
      accepted: 3,
      data: [
        { msg: "dataSet.1.msisdn must be a valid phone number: 6 to 15 digits", param: "dataSet.1.msisdn", location: "body" },
        { msg: "dataSet.3.msisdn is required", param: "dataSet.3.msisdn", location: "body" },
        { msg: "dataSet.4.msisdn must be a valid recipient: no message can be sent there", param: "dataSet.4.msisdn", location: "body" },
      ],
    });
    const messages = await followed("many-1", 3);
    assert.deepEqual(
      messages.map(({ mobile_number, message, status }) => [mobile_number, message, status]),
      [["34666555440", "Hello Ana", "delivered"], ["34666555441", "a".repeat(200), "delivered"], ["34666555448", "Привет", "undelivered"]],
    );
    for (const { id, transactionID, campaignName, from, submitted_at, updated_at } of messages) {
      assert.deepEqual([transactionID, campaignName, from], ["many-1", "MANY", "TEST"]);
      assert.match(id, /^[0-9A-Z]{13}$/);
      assert.ok(submitted_at <= updated_at);
    }
    const ids = messages.map(({ id }) => id).join(",");
    assert.equal((await server.get(`/api/rest/sms/${ids}`, { user })).json.data.length, 3);
  });

  test("may be 100,000 in a call, and no more", async () => {
    const owner = await server.createAccount();
    const headers = await headersOf(owner);
    const dataSet = Array.from({ length: 100_000 }, (_, index) => ({ msisdn: String(34_600_000_000 + index), message: `Message ${index}` }));
    const { status, json } = await notify({ dataSet }, headers);
    assert.deepEqual([status, json.accepted, json.data], [202, 100_000, undefined]);
    assert.match(json.id, UUID);
    const page = async (page_number) => (await report({ page_number, page_size: 1_000 }, headers)).json;
    const [first, middle, last, beyond] = await Promise.all([0, 55, 99, 100].map(page));
    assert.deepEqual([first.total, first.data.length, beyond.data.length], [100_000, 1_000, 0]);
    assert.equal(first.data[0].mobile_number, "34600000000");
    assert.equal(middle.data[7].message, "Message 55007");
    assert.equal(last.data.at(-1).mobile_number, "34600099999");
    const tooMany = await notify({ dataSet: [...dataSet, dataSet[0]] }, headers);
    assert.deepEqual([tooMany.status, tooMany.json.data[0].param], [400, "dataSet"]);
    const isDone = ({ json }) => json.data.every(({ status }) => status === "FINISHED");
    const { json: sendings } = await until(() => server.get("/api/rest/sendings?limit=100", { user: owner }), isDone, 120_000);
    assert.equal(sendings.data.length, 10);
    const sent = sendings.data.reduce((sum, { events }) => sum + events.sent, 0);
    // Every tenth number is refused at once.
    assert.equal(sent, 90_000);
  });

  test("go out at the rate that is set, whatever else is sent, and are overtaken by what is sent at once", async (t) => {
    const slow = await start({ settings: { ...LOCAL, BULK_PARTS_PER_SECOND: "20" }, world, t });
    const owner = await slow.createAccount();
    const headers = await headersOf(owner, undefined, slow);
    const call = (transactionID) => {
      const dataSet = Array.from({ length: 40 }, (_, index) => ({ msisdn: String(34_600_000_000 + index * 10), message: "bulk" }));
      return notify({ transactionID, dataSet }, headers, slow);
    };
    await Promise.all([call("a"), call("b")]);
    const { json } = await push({ dlr: { mask: 1, url: "https://client.example/overtaking" } }, headers, slow);
    assert.ok(json.id);
    await told("/overtaking", 1);
    const pending = (await report({}, headers, slow)).json.data.filter(({ status }) => status === "pending");
    assert.ok(pending.length > 0, "it has overtaken");
    const ids = [...(await followed("a", 40, headers, slow)), ...(await followed("b", 40, headers, slow))].map(({ id }) => id);
    const { data } = (await slow.get(`/api/rest/sms/${ids.join(",")}`, { user: owner })).json;
    const moments = data.map(({ events }) => Date.parse(events.find(({ type }) => type === "sent").date) / 1_000);
    assert.equal(moments.length, 80);
    const most = Math.max(...moments.map((moment) => moments.filter((other) => other === moment).length));
    // The beginning and the end of a turn may be in the same second.
    assert.ok(most <= 40, `${most} in a second`);
    assert.ok(Math.max(...moments) - Math.min(...moments) >= 2, "80 take over three seconds");
  });

  test("share one short link for each URL", async () => {
    const dataSet = ["34666555440", "34666555441"].map((msisdn) => ({ msisdn, message: `For ${msisdn}: https://shop.example/offers/of/the/day` }));
    assert.equal((await notify({ transactionID: "links", tiny: 1, dataSet })).json.accepted, 2);
    const links = (await followed("links", 2)).map(({ message }) => message.split(" ").at(-1));
    assert.match(links[0], /^https:\/\/sho\.rt\//);
    assert.equal(links[0], links[1]);
  });

  test("are refused as a whole where nobody can be sent to, or there is no credit", async () => {
    const none = await notify({ dataSet: [{ msisdn: "1", message: "a" }] });
    assert.deepEqual([none.status, none.json.message, none.json.data.length], [400, "Validation Error.", 1]);
    const wrong = await notify({ oa: "", channel: "email" });
    assert.deepEqual(wrong.json.data.map(({ param }) => param), ["oa", "channel", "dataSet"]);
    const page = await report({ page_number: "-1", page_size: "0" });
    assert.deepEqual([page.status, page.json.data.map(({ param, location }) => [param, location])], [400, [["page_number", "query"], ["page_size", "query"]]]);
  });
});
