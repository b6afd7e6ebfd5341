// Contacts and their groups: kept, found, and what messages say of them.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { until } from "../until.js";
import { SETTINGS, errorBody, start, temporaryFolder } from "./harness.js";

const LOCAL = { ...SETTINGS, ENVIRONMENT: "local" };
const CONTACTS = "/api/rest/contacts";
const GROUPS = "/api/rest/groups";
const CONTACT = { email: "ana@example.com", phone: "34666555440", countryIso: "ES", groupsNames: ["Mine"] };
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/;
const NOT_FOUND = errorBody(404, "Resource not found");
let server, user;

before(async () => {
  server = await start({ settings: LOCAL });
  user = await server.createAccount();
});
after(() => server.stop());

const add = (changes = {}, by = user, on = server) => on.post(CONTACTS, { ...CONTACT, ...changes }, { user: by });
const replace = (id, contact, by = user) => server.put(`${CONTACTS}/${id}`, contact, { user: by });
const show = (id, { by = user, include = "?include=customFields,groups", on = server } = {}) => on.get(`${CONTACTS}/${id}${include}`, { user: by });
const list = (query, by = user) => server.get(CONTACTS + query, { user: by });
const remove = (path, by = user) => server.delete(path, { user: by });
const addGroup = (name, by = user) => server.post(GROUPS, { name }, { user: by });
const custom = (fields) => Object.entries(fields).map(([key, value]) => ({ key, value }));
const ids = ({ json }) => json.data.map(({ id }) => id);
const groupNames = async (id, options) => (await show(id, options)).json.data.groups.data.map(({ name }) => name);

/** What was answered, where it is as expected. */
function dataOf({ status, json, text }, expected = 200) {
  assert.equal(status, expected, text);
  return json.data;
}

const refused = (answer, description) => assert.deepEqual([answer.status, answer.json], [422, errorBody(422, description)]);

describe("a contact", () => {
  test("is made, shown, replaced and removed", async () => {
    const fields = [{ key: "color", value: "green" }, { key: "since", type: "date", value: "2018-03-13" }, { key: "points", type: "decimal", value: 12.5 }];
    const made = dataOf(await add({ phone: "+34666555440", name: "Ana", externalId: "EXT1", customFields: fields }), 201);
    const { id, createdAt, updatedAt, links, ...said } = made;
    assert.deepEqual(said, { email: "ana@example.com", phone: "34666555440", countryIso: "ES", landline: null, name: "Ana", surname: null, externalId: "EXT1" });
    assert.match(createdAt, MOMENT);
    assert.equal(updatedAt, createdAt);
    assert.deepEqual(links, { self: `${server.url.origin}${CONTACTS}/${id}` });

    const plain = { id, ...said, createdAt, updatedAt };
    assert.deepEqual(dataOf(await show(id, { include: "" })), plain);
    const { customFields, groups, ...rest } = dataOf(await show(id));
    assert.deepEqual(rest, plain);
    assert.deepEqual(customFields.data, [
      { key: "color", type: "string", value: "green" },
      { key: "since", type: "date", value: "2018-03-13" },
      { key: "points", type: "decimal", value: "12.5" },
    ]);
    assert.deepEqual(groups.data.map(({ name }) => name), ["Mine"]);
    assert.deepEqual(Object.keys(dataOf(await show(id, { include: "?include=groups" }))).filter((key) => /Fields|groups/.test(key)), ["groups"]);

    // What is not said is not kept.
    const replaced = dataOf(await replace(id, { landline: "900222222", countryIso: "PT", groupsNames: ["Yours"] }));
    assert.deepEqual(replaced, { ...plain, email: null, phone: null, landline: "900222222", countryIso: "PT", name: null, externalId: null, updatedAt: replaced.updatedAt, links });
    const shown = dataOf(await show(id));
    assert.deepEqual([shown.customFields.data, shown.groups.data.map(({ name }) => name)], [[], ["Yours"]]);

    const removed = await remove(`${CONTACTS}/${id}`);
    assert.deepEqual([removed.status, removed.text], [204, ""]);
    for (const answer of [await show(id), await replace(id, CONTACT), await remove(`${CONTACTS}/${id}`)]) {
      assert.deepEqual([answer.status, answer.json], [404, NOT_FOUND]);
    }
    assert.notEqual(dataOf(await add(), 201).id, id);
  });

  test("that breaks a rule is refused with the field's path, and nothing is made", async () => {
    const by = await server.createAccount();
    const { id } = dataOf(await addGroup("Mine", by), 201);
    for (const [changes, description] of [
      [{ email: null, phone: null }, "The email field is required."],
      [{ email: "ana" }, "The email field must be a valid email."],
      [{ phone: "34 666" }, "The phone field must be a valid phone number: 6 to 15 digits."],
      [{ landline: 7 }, "The landline field must be a string."],
      [{ countryIso: null }, "The countryIso field is required."],
      [{ groupsNames: null }, "The groupsIds field is required."],
      [{ groupsIds: [id, id + 1] }, "The groupsIds.1 field must be a valid group of the account."],
      [{ groupsNames: ["New", ""] }, "The groupsNames.1 field is required."],
      [{ name: "n".repeat(256) }, "The name field must not be longer than 255 characters."],
      [{ customFields: [{ key: "a", value: "" }, { value: "x" }] }, "The customFields.1.key field is required."],
      [{ customFields: [{ key: "a", type: "decimal", value: "much" }] }, "The customFields.0.value field must be a valid decimal number."],
    ]) {
      refused(await add(changes, by), description);
    }
    const none = await server.post(CONTACTS, "", { user: by });
    assert.deepEqual([none.status, none.json], [400, errorBody(125, "Invalid JSON")]);
    assert.deepEqual(ids(await list("", by)), []);
    assert.deepEqual(ids(await server.get(GROUPS, { user: by })), [id]);

    const contact = dataOf(await add({ groupsIds: [id] }, by), 201);
    refused(await replace(contact.id, { ...CONTACT, name: "New", groupsIds: [id + 1] }, by), "The groupsIds.0 field must be a valid group of the account.");
    assert.equal(dataOf(await show(contact.id, { by })).name, null);
  });

  test("is found by what is said of it, page by page, the newest first", async () => {
    const by = await server.createAccount();
    const numbered = (index) => ({ email: `c${index}@example.com`, phone: `3466655500${index}`, landline: `90022222${index}`, externalId: `EXT${index}` });
    const made = [];
    for (const index of [0, 1, 2, 3, 4]) made.push(dataOf(await add({ ...numbered(index), countryIso: index < 2 ? "PT" : "ES" }, by), 201).id);
    for (const [query, indexes] of [
      ["", [4, 3, 2, 1, 0]],
      ["?email=c1@EXAMPLE.com", [1]],
      ["?phone=34666555002", [2]],
      ["?phone=+34666555002", [2]],
      ["?landline=900222223", [3]],
      ["?countryIso=PT", [1, 0]],
      ["?countryIso=ES&externalId=EXT4", [4]],
      ["?countryIso=PT&externalId=EXT4", []],
      ["?externalId=nobody", []],
      ["?limit=2&page=2", [2, 1]],
      ["?limit=2&page=4", []],
    ]) {
      const found = await list(query, by);
      assert.deepEqual(ids(found), indexes.map((index) => made[index]), query);
    }
    const { pagination } = (await list("?limit=2&include=customFields%2Cgroups&countryIso=ES", by)).json.meta;
    const { links, ...counted } = pagination;
    assert.deepEqual(counted, { total: 3, count: 2, per_page: 2, current_page: 1, total_pages: 2 });
    const next = await list(new URL(links.next).search, by);
    assert.deepEqual([ids(next), next.json.meta.pagination.links], [[made[2]], []]);
    assert.deepEqual(next.json.data[0].groups.data.map(({ name }) => name), ["Mine"]);
    assert.deepEqual(next.json.data[0].customFields, { data: [] });
    refused(await list("?include=events", by), "The include field must be a valid list of customFields and groups, with commas between.");
    refused(await list("?limit=1001", by), "The limit field must be between 1 and 1000.");
    refused(await list("?page=0", by), "The page field must be between 1 and 1000000.");
  });

  test("is of one account, and seen and changed by keys with the scope only", async () => {
    const [owner, other] = [await server.createAccount(), await server.createAccount()];
    const { id } = dataOf(await add({}, owner), 201);
    assert.deepEqual(ids(await list("", other)), []);
    for (const answer of [await show(id, { by: other }), await replace(id, CONTACT, other), await remove(`${CONTACTS}/${id}`, other)]) assert.equal(answer.status, 404);
    assert.equal((await show(id, { by: owner })).status, 200);
    for (const path of [`${CONTACTS}/x`, `${CONTACTS}/0`, `${GROUPS}/x`]) assert.equal((await server.get(path, { user: owner })).status, 404, path);

    const keyed = async (scopes) => (await server.post("/v1/auth/keys", { name: "A key", scopes }, { user: owner })).json.data.key;
    for (const [scope, statuses] of [["contacts:read", [200, 403, 200, 403]], ["contacts:write", [403, 201, 403, 201]], ["sms:write", [403, 403, 403, 403]]]) {
      const bearer = await keyed([scope]);
      const answers = [
        await server.get(CONTACTS, { bearer }),
        await server.post(CONTACTS, CONTACT, { bearer }),
        await server.get(GROUPS, { bearer }),
        await server.post(GROUPS, { name: scope }, { bearer }),
      ];
      assert.deepEqual(answers.map(({ status }) => status), statuses, scope);
    }
  });

  test("is there after a restart", async (t) => {
    const persist = temporaryFolder(t);
    const first = await start({ persist, t });
    const by = await first.createAccount();
    const { id } = dataOf(await add({ customFields: custom({ color: "green" }) }, by, first), 201);
    const before = dataOf(await show(id, { by, on: first }));
    await first.stop();
    const second = await start({ persist, t });
    assert.deepEqual(dataOf(await show(id, { by, on: second })), before);
  });
});

describe("a group", () => {
  test("is made, shown, renamed and removed, and its contacts stay", async () => {
    const by = await server.createAccount();
    const group = dataOf(await addGroup(" Shop ", by), 201);
    assert.deepEqual(group, { id: group.id, name: "Shop" });
    const at = `${GROUPS}/${group.id}`;
    assert.deepEqual(dataOf(await server.get(at, { user: by })), group);
    const contact = dataOf(await add({ groupsIds: [group.id], groupsNames: ["Other"] }, by), 201);
    assert.deepEqual(await groupNames(contact.id, { by }), ["Shop", "Other"]);

    refused(await addGroup("Other", by), "The name field is taken.");
    refused(await server.put(at, { name: "Other" }, { user: by }), "The name field is taken.");
    refused(await server.put(at, {}, { user: by }), "The name field is required.");
    refused(await addGroup("n".repeat(101), by), "The name field must not be longer than 100 characters.");
    for (const name of ["Market", "Market"]) assert.deepEqual(dataOf(await server.put(at, { name }, { user: by })), { id: group.id, name });
    assert.deepEqual(await groupNames(contact.id, { by }), ["Market", "Other"]);

    const removed = await remove(at, by);
    assert.deepEqual([removed.status, removed.text], [204, ""]);
    assert.deepEqual(await groupNames(contact.id, { by }), ["Other"]);
    for (const answer of [await server.get(at, { user: by }), await server.put(at, { name: "New" }, { user: by }), await remove(at, by)]) {
      assert.deepEqual([answer.status, answer.json], [404, NOT_FOUND]);
    }
  });

  test("is made by a contact that is put into it by its name, once", async () => {
    const by = await server.createAccount();
    const [first, second] = [dataOf(await add({ groupsNames: ["A", "B", "A"] }, by), 201), dataOf(await add({ groupsNames: ["B"] }, by), 201)];
    assert.deepEqual(await groupNames(first.id, { by }), ["A", "B"]);
    assert.deepEqual(await groupNames(second.id, { by }), ["B"]);
    const groups = await server.get(`${GROUPS}?limit=1`, { user: by });
    assert.deepEqual(groups.json.data.map(({ name }) => name), ["B"]);
    const { links, ...counted } = groups.json.meta.pagination;
    assert.deepEqual(counted, { total: 2, count: 1, per_page: 1, current_page: 1, total_pages: 2 });
    const next = await server.get(GROUPS + new URL(links.next).search, { user: by });
    assert.deepEqual(next.json.data.map(({ name }) => name), ["A"]);
  });
});

describe("a message", () => {
  const send = (changes, by = user) => server.post("/api/rest/sms", { to: ["34666555440"], from: "TEST", ...changes }, { user: by });

  /** The texts of an accepted call, as its messages have them. */
  async function texts({ status, json, text }, by) {
    assert.equal(status, 202, text);
    const shown = await server.get(`/api/rest/sms/${json.result.map(({ id }) => id).join(",")}`, { user: by });
    return shown.json.data.map(({ message }) => message);
  }

  test("has its variables from the contact of its number, which the carrier is given", async () => {
    const by = await server.createAccount();
    const number = "34666111440";
    await add({ phone: number, landline: "34900222222", name: "Ana", surname: "Ruiz", customFields: custom({ color: "green", name: "no", debt: "1234.5" }) }, by);
    const message = "{name|upper} {surname} {email} {phone} {landline} {countryIso} {color} {debt|formatDotComma} {size}";
    const expected = "ANA Ruiz ana@example.com 34666111440 34900222222 ES green 1.234,5 {size}";
    assert.equal((await send({ to: [`+${number}`], message }, by)).status, 202);
    const carried = () => server.get("/sandbox/messages").then(({ json }) => json.find(({ to }) => to.endsWith(number)));
    assert.equal((await until(carried, (found) => found !== undefined))?.text, expected);
  });

  test("has what `sub` gives before what is known, each recipient its own, and parts are counted then", async () => {
    const by = await server.createAccount();
    await add({ phone: "34666555440", name: "Ana" }, by);
    await add({ phone: "34666555441", name: "x".repeat(160) }, by);
    const to = ["34666555440", "34666555441", "34666555442", "34666555440"];
    const sent = await send({ to, message: "Hello {name}, {color}", parts: 2, sub: [{ color: "a" }, { color: "b" }, { color: "c" }, { color: "d", name: "Eve" }] }, by);
    assert.deepEqual(await texts(sent, by), ["Hello Ana, a", `Hello ${"x".repeat(160)}, b`, "Hello {name}, c", "Hello Eve, d"]);
    assert.deepEqual(sent.json.result.map(({ parts }) => parts), [1, 2, 1, 1]);
    const one = await send({ to, message: "Hello {name}" }, by);
    assert.deepEqual([one.status, ...one.json.result.map(({ accepted }) => accepted)], [207, true, false, true, true]);
    assert.deepEqual(one.json.result[1].error, errorBody(105, "Text message too long").error);
  });

  test("knows of several contacts of a number the one that was changed last, of the account's own only", async () => {
    const [by, other] = [await server.createAccount(), await server.createAccount()];
    const first = dataOf(await add({ name: "First" }, by), 201);
    const second = dataOf(await add({ name: "Second" }, by), 201);
    await add({ name: "Other" }, other);
    const said = async () => (await texts(await send({ message: "{name}" }, by), by))[0];
    assert.equal(await said(), "Second");
    await replace(first.id, { ...CONTACT, name: "Changed" }, by);
    assert.equal(await said(), "Changed");
    await replace(first.id, { ...CONTACT, phone: "34666555441", name: "Moved" }, by);
    assert.equal(await said(), "Second");
    await remove(`${CONTACTS}/${second.id}`, by);
    assert.equal(await said(), "{name}");
  });

  test("that is scheduled says what was known when it was accepted", async () => {
    const by = await server.createAccount();
    const { id } = dataOf(await add({ name: "Then" }, by), 201);
    const sent = await send({ message: "{name}", scheduleDate: "29990101120000" }, by);
    await replace(id, { ...CONTACT, name: "Later" }, by);
    assert.deepEqual(await texts(sent, by), ["Then"]);
  });

  test("shortens a URL that a contact has", async () => {
    const by = await server.createAccount();
    await add({ customFields: custom({ page: "https://example.com/ana" }) }, by);
    const [text] = await texts(await send({ message: "{page|shorten}" }, by), by);
    const link = await server.get(new URL(text).pathname, { headers: { Host: SETTINGS.SHORT_HOST } });
    assert.deepEqual([link.status, link.headers.get("location")], [302, "https://example.com/ana"]);
  });

  test("is for 10,000 recipients in one call, each with what is known of it", async () => {
    const by = await server.createAccount();
    const number = (index) => `346${String(index).padStart(8, "0")}`;
    const known = Array.from({ length: 1_000 }, (_, index) => index * 10);
    for (let begin = 0; begin < known.length; begin += 50) {
      const made = known.slice(begin, begin + 50).map((index) => add({ phone: number(index), name: `N${index}` }, by));
      for (const answer of await Promise.all(made)) assert.equal(answer.status, 201, answer.text);
    }
    const sent = await send({ to: Array.from({ length: 10_000 }, (_, index) => number(index)), message: "Hello {name}" }, by);
    assert.equal(sent.status, 202, sent.text.slice(0, 500));
    const shown = async (index) => (await server.get(`/api/rest/sms/${sent.json.result[index].id}`, { user: by })).json.data[0].message;
    for (const index of [0, 1, 10, 5_000, 9_990, 9_999]) {
      assert.equal(await shown(index), index % 10 === 0 ? `Hello N${index}` : "Hello {name}", String(index));
    }
  });

  test("is refused where contacts have more for it than a call may say", async () => {
    const by = await server.createAccount();
    const fields = Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`f${index}`, "x".repeat(1_000)]));
    const to = Array.from({ length: 600 }, (_, index) => `34600000${String(index).padStart(3, "0")}`);
    for (let begin = 0; begin < to.length; begin += 50) {
      await Promise.all(to.slice(begin, begin + 50).map((phone) => add({ phone, customFields: custom(fields) }, by)));
    }
    const message = Object.keys(fields).map((name) => `{${name}}`).join("");
    const all = await send({ to, message, parts: 15 }, by);
    assert.deepEqual([all.status, all.json], [413, errorBody(413, "The values of the contacts are too long for one call")]);
    // What is not asked for does not count.
    assert.equal((await send({ to, message: "{f1}", parts: 15 }, by)).status, 202);
  });
});
