// Prices that the operator loads, and the coverage that callers are told of.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import { until } from "../until.js";
import { SETTINGS, errorBody, start, temporaryFolder } from "./harness.js";

const PRICES = "/admin/prices";
const COVERAGE = "/api/rest/sms/coverage";
const BY_COUNTRY = "/api/rest/sms/coverageByCountry";
const HEADER = "countryIso,countryName,networkName,mcc,mnc,cost";
const TABLE = `${HEADER}
AE,United Arab Emirates,Etisalat,424,02,0.0868
AE,United Arab Emirates,DU,424,03,0.0868
AE,United Arab Emirates,Default,424,,0.0868
AD,Andorra,,213,,0.065
AD,Andorra,Servei De Tele. DAndorra,213,003,0.065
`;
const settings = { ...SETTINGS, PRICES_SECONDS: "1" };
let server, user;

before(async () => {
  server = await start({ settings });
  user = await server.createAccount();
});
after(() => server?.stop());
afterEach(async () => assert.equal((await server.delete(PRICES, { admin: true })).status, 204));

const load = (table, on = server) => on.put(PRICES, table, { admin: true });

async function dataOf(path) {
  const { status, json, text } = await server.get(path, { user });
  assert.equal(status, 200, text);
  return json.data;
}

describe("coverage", () => {
  test("is told network by network, in the documented shape", async () => {
    assert.deepEqual((await load(TABLE)).json, { data: { countries: 2, rows: 5 } });
    const euro = { currencyCode: "EUR", currencySymbol: "€" };
    const [andorra, emirates] = [
      { countryIso: "AD", countryName: "Andorra" }, { countryIso: "AE", countryName: "United Arab Emirates" },
    ];
    const expected = [
      { ...andorra, networkName: "Default", mcc: "213", mnc: null, cost: 0.065, ...euro },
      { ...andorra, networkName: "Servei De Tele. DAndorra", mcc: "213", mnc: "003", cost: 0.065, ...euro },
      { ...emirates, networkName: "Default", mcc: "424", mnc: null, cost: 0.0868, ...euro },
      { ...emirates, networkName: "DU", mcc: "424", mnc: "03", cost: 0.0868, ...euro },
      { ...emirates, networkName: "Etisalat", mcc: "424", mnc: "02", cost: 0.0868, ...euro },
    ];
    // The order of the fields is the document's too.
    assert.equal((await server.get(COVERAGE, { user })).text, JSON.stringify({ data: expected }));
  });

  test("is told country by country, in the documented shape", async () => {
    await load(`${HEADER},currency\nAD,Andorra,Som,213,03,0.1,GBP\nAD,Andorra,,213,,0.065,GBP\nAD,Andorra,Som,213,04,0.2,GBP`);
    const expected = [
      {
        countryIso: "AD", countryName: "Andorra", networks: ["Som"], minCost: 0.065, maxCost: 0.2, currencyCode: "GBP",
        currencySymbol: "£",
      },
    ];
    assert.equal((await server.get(BY_COUNTRY, { user })).text, JSON.stringify({ data: expected }));
  });

  test("is for who may read what messages cost", async () => {
    for (const path of [COVERAGE, BY_COUNTRY]) {
      const { status, json } = await server.get(path);
      assert.deepEqual([status, json.error.code], [401, 103]);
    }
  });

  test("without prices is the world's networks, which cost nothing", async () => {
    const networks = await dataOf(COVERAGE);
    assert.ok(networks.length > 1_500, `${networks.length}`);
    assert.ok(networks.every(({ cost, currencyCode }) => cost === 0 && currencyCode === "EUR"));
    const spain = networks.filter(({ countryIso }) => countryIso === "ES");
    assert.deepEqual([spain[0].networkName, spain[0].mcc, spain[0].mnc], ["Default", "214", null]);
    assert.ok(spain.some(({ mcc, mnc }) => mcc === "214" && mnc === "07"));
    const countries = await dataOf(BY_COUNTRY);
    assert.ok(countries.length > 230, `${countries.length}`);
    assert.deepEqual(countries.map(({ countryIso }) => countryIso), countries.map(({ countryIso }) => countryIso).sort());
    // And every country that numbers are of.
    const prefixes = readFileSync(new URL("../../src/country/prefixes.rs", import.meta.url), "utf8").matchAll(/\*b"([A-Z]{2})"/g);
    const isListed = new Set(countries.map(({ countryIso }) => countryIso));
    assert.deepEqual([...prefixes].map(([, country]) => country).filter((country) => !isListed.has(country)), []);
    // Every one has a row of its own, by which it would be charged.
    assert.equal(networks.filter(({ networkName }) => networkName === "Default").length, countries.length);
  });
});

describe("prices", () => {
  test("are told as they can be loaded again, replaced, and taken back", async () => {
    const shown = await server.get(PRICES, { admin: true });
    assert.deepEqual([shown.status, shown.headers.get("content-type")], [200, "text/csv; charset=utf-8"]);
    assert.ok(shown.text.startsWith(`${HEADER},currency,certifiedSurcharge\r\n`));
    assert.equal((await load(shown.text.replaceAll(",0,EUR,0", ",0.05,USD,0"))).status, 200);
    const flat = await dataOf(BY_COUNTRY);
    assert.ok(flat.every(({ minCost, maxCost, currencySymbol }) => minCost === 0.05 && maxCost === 0.05 && currencySymbol === "$"));
    await load("cost;countryName;countryIso\n0,04;España;ES\n");
    assert.equal((await server.get(PRICES, { admin: true })).text, `${HEADER},currency,certifiedSurcharge\r\nES,España,Default,,,0.04,EUR,0\r\n`);
    assert.deepEqual((await dataOf(COVERAGE)).map(({ cost, mcc }) => [cost, mcc]), [[0.04, null]]);
    assert.equal((await server.delete(PRICES, { admin: true })).status, 204);
    assert.equal((await server.get(PRICES, { admin: true })).text, shown.text);
    assert.equal((await dataOf(BY_COUNTRY)).length, flat.length);
  });

  test("with wrong rows are refused with their lines and columns, and change nothing", async () => {
    await load(TABLE);
    const before = await dataOf(COVERAGE);
    const refused = async (table, description) => {
      const { status, json } = await load(table);
      assert.deepEqual([status, json], [400, errorBody(400, `${description}: nothing was changed`)]);
    };
    await refused(`${HEADER}\nES,Spain,,214,,free\n\nES,Spain,Yoigo,214,4,0.1`, "Line 2, cost: no decimal number such as 0.065; line 4, mnc: no mobile network code of 2 or 3 digits, zeros included");
    await refused("", "There are no prices");
    await refused(HEADER, "There are no prices");
    await refused("countryIso,countryName\nES,Spain", "There is no column cost");
    await refused(Uint8Array.of(...Buffer.from(`${HEADER}\nES,Espa`), 0xf1, 0x61), "Line 2: not UTF-8");
    assert.deepEqual(await dataOf(COVERAGE), before);
  });

  test("have at most 20,000 rows and 2 MiB", async () => {
    const rows = (count) => Array.from({ length: count }, (_, number) => `US,United States,Network ${number},310,${String(number % 1_000).padStart(3, "0")},0.0079`);
    const table = (count) => [HEADER, ...rows(count)].join("\n");
    assert.deepEqual((await load(table(20_000))).json.data, { countries: 1, rows: 20_000 });
    assert.equal((await dataOf(COVERAGE)).length, 20_000);
    assert.deepEqual((await load(table(20_001))).json, errorBody(400, "More than 20000 rows: nothing was changed"));
    assert.equal((await load("#".repeat(2 * 1024 * 1024 + 1))).status, 413);
  });

  test("are gone by also where another isolate took them", async () => {
    const cost = async () => (await dataOf(BY_COUNTRY))[0].maxCost;
    const comesTo = async (expected) => assert.equal(await until(cost, (found) => found === expected), expected);
    const store = await server.miniflare.getKVNamespace("LINKS");
    await load(TABLE);
    await store.put("prices", TABLE.replaceAll("0.065", "0.07"));
    await comesTo(0.07);
    // What cannot be read is nothing to go by: what was known stays.
    await store.put("prices", "nonsense");
    const isTold = () => server.logs.some((message) => message.includes("there is no column countryIso"));
    assert.ok(await until(async () => (await cost(), isTold()), Boolean));
    assert.equal(await cost(), 0.07);
    await store.delete("prices");
    await comesTo(0);
  });

  test("are gone by from an isolate's first request on", async (t) => {
    const persist = temporaryFolder(t);
    const first = await start({ settings, persist, t });
    const account = await first.createAccount();
    assert.equal((await load(TABLE, first)).status, 200);
    await first.stop();
    const second = await start({ settings: SETTINGS, persist, t });
    assert.equal((await second.get(BY_COUNTRY, { user: account })).json.data.length, 2);
    const third = await start({ settings: { ...SETTINGS, PRICES_SECONDS: "0" }, t });
    assert.equal((await third.get("/healthz")).status, 503, "a setting that is unfit is told");
  });
});
