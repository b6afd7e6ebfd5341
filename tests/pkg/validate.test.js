// Messages judged by the packed package. That it judges as the server does is tested with that: tests/worker/validate.test.js.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";

import { validateSms } from "../../pkg/dist/validate.js";
import { installPacked, NODES, run, write } from "./install.js";

const MESSAGE = { to: ["34666555444"], from: "SHOP", message: "Hello" };

const { project } = installPacked(after);

const error = (code, description, path) => ({ code, description, path });
const refused = (status, ...rest) => ({ ok: false, status, error: error(...rest) });
const accepted = (to, parts = 1) => ({ accepted: true, to, parts });

test("a good message is taken, with the parts that each recipient's takes", () => {
  const body = { ...MESSAGE, to: ["+34666555444", 34666555333], message: "Hello {name}", sub: [{ name: "Ana" }, { name: "b".repeat(155) }], parts: 2 };
  assert.deepEqual(validateSms(body), { ok: true, status: 202, result: [accepted("34666555444"), accepted("34666555333", 2)] });
  assert.deepEqual(validateSms(JSON.stringify(body)), validateSms(body));
});

test("what is wrong with a field is told with its code, description and path", () => {
  const cases = [
    [{ message: "" }, refused(400, 104, "Text message missing", "message")],
    [{ message: "a".repeat(4_001) }, refused(400, 105, "Text message too long", "message")],
    [{ to: [] }, refused(400, 102, "No valid recipients", "to")],
    [{ to: Array(10_001).fill(1) }, refused(422, 422, "The to field must have between 1 and 10000 items.", "to")],
    [{ from: undefined }, refused(400, 106, "Sender missing", "from")],
    [{ from: "TWELVE CHARS" }, refused(400, 107, "Sender too long", "from")],
    [{ from: "Жук" }, refused(422, 422, "The from field must be a valid sender in the GSM alphabet.", "from")],
    [{ encoding: "ucs2" }, refused(400, 113, "Invalid coding", "encoding")],
    [{ scheduleDate: "tomorrow" }, refused(400, 108, "No valid Datetime for send", "scheduleDate")],
    [{ expirationDate: "tomorrow" }, refused(400, 119, "Invalid expiration date", "expirationDate")],
    [{ parts: 16 }, refused(400, 110, "Exceeded maximum parts allowed or incorrect number of parts", "parts")],
    [{ notificationUrl: "ftp://example.com" }, refused(400, 109, "Notification URL incorrect", "notificationUrl")],
    [{ trans: 2 }, refused(422, 422, "The trans field must be between 0 and 1.", "trans")],
    [{ campaignName: "" }, refused(400, 126, "Empty campaign name", "campaignName")],
    [{ tags: ["a"] }, refused(400, 126, "Empty campaign name", "campaignName")],
    [{ campaignName: "A", tags: ["a", 1] }, refused(422, 422, "The tags.1 field must be a string.", "tags.1")],
    [{ sub: [5] }, refused(422, 422, "The sub.0 field must be an object.", "sub.0")],
    [{ availableTimes: [{ day: 8, from: "09:00", to: "21:00" }] }, refused(400, 185, "Available times day out of range", "availableTimes")],
    [{ otpConfig: { length: 2 } }, refused(422, 422, "The otpConfig.length field must be between 3 and 10.", "otpConfig.length")],
    [{ to: ["34", "35"] }, refused(400, 102, "No valid recipients", "to.0")],
    [{ message: "я" }, refused(400, 113, "Invalid coding", "message")],
    [{ message: "a".repeat(161) }, refused(400, 105, "Text message too long", "message")],
  ];
  for (const [changes, expected] of cases) assert.deepEqual(validateSms({ ...MESSAGE, ...changes }), expected, JSON.stringify(changes).slice(0, 100));
});

test("a body that is no object has no path", () => {
  for (const body of ["", "{", "null", [], null, undefined]) {
    assert.deepEqual(validateSms(body), { ok: false, status: 400, error: { code: 125, description: "Invalid JSON" } });
  }
  const large = validateSms({ ...MESSAGE, x: "x".repeat(8 * 1024 * 1024) });
  assert.deepEqual(large, { ok: false, status: 413, error: { code: 413, description: "Request body too large" } });
});

test("what is wrong with a recipient is told of that one", () => {
  const body = { ...MESSAGE, to: ["34666555444", "nobody", "34666555333"], message: "{name}", sub: [{ name: "Ana" }, { name: "" }, { name: "b".repeat(161) }] };
  const result = [
    accepted("34666555444"),
    { accepted: false, to: "nobody", error: error(102, "No valid recipients", "to.1") },
    { accepted: false, to: "34666555333", error: error(105, "Text message too long", "message") },
  ];
  assert.deepEqual(validateSms(body), { ok: true, status: 207, result });
});

test("values are judged as JSON has them", () => {
  const to = [{ toJSON: () => "34666555444" }];
  assert.deepEqual(validateSms({ ...MESSAGE, to, sub: undefined }).result, [accepted("34666555444")]);
  assert.equal(validateSms({ ...MESSAGE, message: "\ud800" }).error.code, 125);
  assert.throws(() => validateSms({ ...MESSAGE, parts: 1n }), TypeError);
});

test("dates are judged by the clock, or by the time that is given", () => {
  const scheduled = { ...MESSAGE, scheduleDate: "20261122095500" };
  const at = (now) => validateSms(scheduled, { now }).ok;
  assert.deepEqual([at(new Date("2026-11-22T10:00:00Z")), at(Date.parse("2026-11-22T10:00:00Z")), at(Date.parse("2026-11-22T10:00:01Z"))], [true, true, false]);
  const past = new Date(Date.now() - 400_000).toISOString().replaceAll(/\D/g, "").slice(0, 14);
  assert.equal(validateSms({ ...MESSAGE, scheduleDate: past }).error.code, 108);
});

test("links are as long as the origins make them", () => {
  const most = (template, options) => {
    const parts = (length) => validateSms({ ...MESSAGE, sub: [{ url: "https://example.com/" }], message: template + "x".repeat(length) }, options).ok;
    let length = 160;
    while (!parts(length)) length--;
    return 160 - length;
  };
  assert.equal(most("{UNSUB_URL}"), "https://shortwave.example".length + 45);
  assert.equal(most("{url|shorten}"), "https://shortwave.example/123456".length);
  const options = { origin: "https://API.example:443/api/", shortOrigin: "https://ñ.rt" };
  assert.equal(most("{UNSUB_URL}", options), "https://api.example".length + 45);
  assert.equal(most("{url|shorten}", options), "https://xn--ida.rt/123456".length);
  assert.equal(most("{url|shorten}", { origin: "http://localhost:8787" }), "http://localhost:8787/123456".length);
  // No link may lead to the server's own hosts, so their URLs stay.
  assert.equal(most("{url|shorten}", { origin: "https://example.com" }), "https://example.com/".length);
});

test("a wrong option is named", () => {
  const cases = [
    [{ now: "2026-11-22" }, /^now: 2026-11-22 is neither a Date nor a number of milliseconds$/],
    [{ now: Number.NaN }, /^now: /],
    [{ now: null }, /^now: /],
    [{ now: new Date(Number.NaN) }, /^now: /],
    [{ origin: "example.com" }, /^origin: example\.com is not the http or https URL of a server$/],
    [{ origin: "ftp://example.com" }, /^origin: /],
    [{ origin: "" }, /^origin: /],
    [{ shortOrigin: 5 }, /^shortOrigin: 5 /],
  ];
  for (const [options, message] of cases) assert.throws(() => validateSms(MESSAGE, options), { name: "RangeError", message });
  assert.ok(validateSms(MESSAGE, { now: undefined, origin: undefined, shortOrigin: undefined }).ok);
});

test("many judgements leave nothing behind", () => {
  const body = { ...MESSAGE, notificationUrl: "https://", sub: [{ name: "x".repeat(10_000) }] };
  const judgeMany = () => {
    for (let round = 0; round < 20_000; round++) assert.equal(validateSms(body).error.code, 109);
    return process.memoryUsage().rss;
  };
  const before = judgeMany();
  const grown = judgeMany() - before;
  assert.ok(grown < 100_000_000, `${grown} bytes more`);
});

const BODIES = [MESSAGE, { ...MESSAGE, to: ["34", "34666555444"] }, { ...MESSAGE, notificationUrl: "https://example.com/%" }, { ...MESSAGE, notificationUrl: "x" }, { ...MESSAGE, from: "ЖЖЖ" }, "["];
const EXPECTED = BODIES.map((body) => validateSms(body));
const ANSWERS = `${JSON.stringify(BODIES)}.map((body) => validateSms(body))`;

for (const [name, node] of Object.entries(NODES)) {
  test(`${name} judges after import and after require`, () => {
    const show = `console.log(JSON.stringify(${ANSWERS}));`;
    const imports = write(project, "judges.js", `import { validateSms } from "shortwave/validate";\n${show}`);
    const requires = write(project, "judges.cjs", `const { validateSms } = require("shortwave/validate");\n${show}`);
    for (const file of [imports, requires]) assert.deepEqual(JSON.parse(run(node, file, project)), EXPECTED);
  });
}

test("workerd judges", async (t) => {
  const entry = write(project, "judge.js", `
    import { validateSms } from "shortwave/validate";
    export default { fetch: () => Response.json(${ANSWERS}) };
  `);
  const outfile = join(project, "judge.bundle.js");
  await build({ absWorkingDir: project, entryPoints: [entry], bundle: true, format: "esm", outfile, conditions: ["workerd"], external: ["*.wasm"] });
  const contents = readFileSync(join(project, "node_modules/shortwave/dist/validate.wasm"));
  const modules = [{ type: "ESModule", path: outfile }, { type: "CompiledWasm", path: join(project, "validate.wasm"), contents }];
  const worker = new Miniflare(convertV4MiniflareOptions({ modulesRoot: project, modules, compatibilityDate: "2025-01-01", cf: false }));
  t.after(() => worker.dispose());
  assert.deepEqual(await (await worker.dispatchFetch("http://localhost/")).json(), EXPECTED);
});
