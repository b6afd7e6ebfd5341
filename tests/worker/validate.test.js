// The package's judgement of a message is the server's: the same bodies go to both.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { validateSms } from "../../pkg/dist/validate.js";
import { randomOf } from "../pkg/random.js";
import { SETTINGS, start } from "./harness.js";

const MESSAGE = { to: ["34666555444", "+34666555333"], from: "TEST", message: "SMS text message" };
const SHORT_ORIGIN = `https://${SETTINGS.SHORT_HOST}`;
/** Characters of a slug, and of the path by which a recipient unsubscribes. */
const SLUG = 6;
const UNSUBSCRIBE = 45;

let server;
let user;

before(async () => {
  server = await start({ settings: { ...SETTINGS, ENVIRONMENT: "local" } });
  user = await server.createAccount();
});
after(() => server.stop());

const judge = (body) => validateSms(body, { origin: `${server.url.origin}/anywhere`, shortOrigin: SHORT_ORIGIN });

/** What the server answers, without what only it can know. */
async function answered(body) {
  const { status, json } = await server.post("/api/rest/sms", body, { user });
  if (json.error) return { ok: false, status, error: json.error };
  const result = json.result.map(({ id, scheduledAt, expiresAt, ...rest }) => rest);
  return { ok: true, status, result };
}

/** The judgement as the server words it: the path is in the description, or not told. */
function worded(judged) {
  const pathless = ({ path, ...error }) => {
    const [, named] = /^The (\S+) field /.exec(error.description) ?? [];
    assert.equal(path, named ?? path);
    return error;
  };
  const recipient = (one) => (one.accepted ? one : { ...one, error: pathless(one.error) });
  return judged.ok ? { ...judged, result: judged.result.map(recipient) } : { ...judged, error: pathless(judged.error) };
}

/** Judges a body here and there. Returns the judgement. */
async function assertSame(body) {
  const judged = judge(body);
  assert.deepEqual(worded(judged), await answered(body), JSON.stringify(body)?.slice(0, 400));
  return judged;
}

/** A moment as the API writes it, so many seconds from now. */
const moment = (seconds) => new Date(Date.now() + seconds * 1_000).toISOString().replaceAll(/\D/g, "").slice(0, 14);
const window = (changes) => [{ day: 1, from: "09:00", to: "21:00", ...changes }];
const kinds = ["", " ", "x", "1", 0, 1, -1, 1.5, true, false, null, [], {}, ["x"], { x: 1 }, "😀"];

/** For each field, what is wrong with it in every way there is a rule for, and some that is right. Parsers of URLs differ in what
 * they know of punycode, so there is none. */
const VALUES = {
  message: [
    ..."ab €ñç😀".split(""), "a".repeat(160), "a".repeat(161), "€".repeat(80), "€".repeat(81), "a".repeat(4_000), "a".repeat(4_001), "😀".repeat(4_000),
    "{name}", "{name|upper} {other}", "{n|formatDotComma}", "{n|formatCommaDot|lower}", "{name|shout}", "{{name}}", "{", "}", "{name", "{a\n}",
    "{OTP_CODE}", "{UNSUB_URL}", "{ OTP_CODE }", "\ufdd0\ufdd1", `${"a".repeat(160 - 4)}{OTP_CODE}`, `${"a".repeat(160 - 3)}{OTP_CODE}`, "a\r\nb\0c", "\ud800",
  ],
  to: [
    [], ["34"], ["34", "34666555444"], ["34666555444", "34"], ["nobody", null, 1.5, {}, [], true, ""], [34666555444, "34666555333"], ["+34666555444", " 34666555444 "],
    ["0034666555444", "34666555444"], ["346665554440000000"], [1e21, 34666555444], [9007199254740993, 34666555444], [-34666555444, 34666555444], "34666555444",
    [34666555444, "34-666-555-444", "+34 666 555 444", "٣٤٦٦٦٥٥٥٤٤٤", "34666555444\n"],
  ],
  from: ["SHOP", "ELEVEN CHAR", "TWELVE CHARS", "123456789012345", "1234567890123456", "+123456789012345", "Ñandú", "Жук", "a\nb", "€€€€€", "€€€€€€", "  SHOP  ", "+", "\ud800"],
  encoding: ["gsm", "gsm-pt", "utf-16", "GSM", "ucs2", "utf-16 "],
  scheduleDate: [moment(600), moment(-200), moment(-400), "20130215142000", "20990231000000", "20991332000000", "20990228236100", "20990228235960", "20990228235961", "2099022823596", "00000101000000", "99991231235959", "2099-01-01", "+2099010100000", 20990228235959],
  expirationDate: [moment(600), moment(-200), "20990228235960", "20130215142000", "tomorrow", 20990228235959],
  parts: [2, 15, 16, "2", 2.0, 1e3, 1e300],
  notificationUrl: [
    "https://example.com/?s=%s", "http://example.com", "HTTP://EXAMPLE.COM:99", "ftp://example.com", "example.com", "https://", "https://user@example.com", "https://:pw@example.com",
    "https:example.com", "https:/\\example.com", " https://example.com ", "https://exa\nmple.com", "https://exa\tmple.com", "https://exa mple.com", "https://[::1]/", "https://[::1", "https://1.2.3.4.5",
    "https://ñ.example", "javascript:alert(1)", "https://a.b:99999", `https://example.com/${"x".repeat(2_048 - 20)}`, `https://example.com/${"x".repeat(2_048 - 19)}`,
    ["https://a.example", "https://b.example"], ["https://a.example"], ["https://a.example", "b"], ["https://a.example", ""], ["https://a.example", null],
  ],
  trans: [0, 1, 2, "1"],
  campaignName: ["SPRING", "x".repeat(255), "x".repeat(256), "\t"],
  tags: [["a"], Array(21).fill("a"), ["a".repeat(64)], ["a", "a".repeat(65)], ["a", 1]],
  certified: ["yes"],
  sub: [
    [{}, {}], [{ name: "Ana" }, { name: "Ñandú" }], [{ name: "Ana" }], [{ name: "😀" }, { name: null, n: 1234.5 }], [{ name: 1e21 }, { name: -0 }], [{ name: true }, { name: 0.1 }], [{ n: "1234567.891" }, { n: 9007199254740993 }],
    [{ name: ["x"] }, {}], [{}, { name: {} }], [{}, null], [[], {}], { name: "x" }, [{ name: "x".repeat(161) }, { name: "y" }], [{ name: "x".repeat(161) }, { name: "y".repeat(161) }],
  ],
  splitParts: [1],
  flash: ["true"],
  availableTimes: [
    window(), window({ day: undefined }), window({ day: null }), window({ day: "1" }), window({ day: 0 }), window({ day: 8 }), window({ day: 1.5 }), window({ from: undefined }), window({ to: undefined }), window({ from: "9:00" }),
    window({ from: 9 }), window({ to: "24:00" }), window({ to: "24:01" }), window({ to: "21:60" }), window({ to: "09:00" }), window({ to: "09:04" }), window({ to: "09:05" }), window({ from: "22:00" }), [...window(), 1],
    Array(50).fill(window()[0]), Array(51).fill(window()[0]),
  ],
  otpConfig: [{}, { length: 3 }, { length: 2 }, { length: 11 }, { length: "4" }, { alpha: true }, { alpha: 1 }, { maxAttempts: 0 }, { maxSecondsValidity: 1 }, { appId: "a".repeat(256) }, { rejectIfPendingCode: 0 }, { unknown: 1 }],
};

for (const [field, values] of Object.entries(VALUES)) {
  test(`${field}: every value is judged as the server does`, async () => {
    const judged = [];
    for (const value of [...values, ...kinds, undefined]) judged.push(await assertSame({ ...MESSAGE, [field]: value }));
    // Neither all right nor all wrong, so that both are compared.
    assert.deepEqual(new Set(judged.map(({ ok }) => ok)), new Set([true, false]));
  });
}

test("a body that is no object is judged as the server does", async () => {
  const texts = ["", "null", "[]", "5", '"x"', "{", "{}", "\ufeff{}", '{"to":[]}', '{"message":"\\ud800"}', '{"message":"a","message":"","to":[1]}', JSON.stringify(MESSAGE), ` ${JSON.stringify(MESSAGE)}\n`];
  for (const text of texts) await assertSame(text);
  for (const value of [[], [MESSAGE], new Date(0), new String("x")]) await assertSame(JSON.stringify(value));
});

test("a body that is too large is judged as the server does", async () => {
  const most = 8 * 1024 * 1024;
  const sized = (bytes) => JSON.stringify(MESSAGE).padEnd(bytes);
  assert.equal((await assertSame(sized(most))).status, 202);
  const { status, json } = await server.request("POST", "/api/rest/sms", { announced: most + 1, user });
  assert.deepEqual(worded(judge(sized(most + 1))), { ok: false, status, error: json.error });
});

test("10,000 recipients are judged as the server does, and one more", async () => {
  const to = Array.from({ length: 10_000 }, (_, index) => (index % 1_000 ? 34_600_000_000 + index : "nobody"));
  const sub = to.map((number, index) => ({ name: `${number}`.repeat(index % 20) }));
  assert.equal((await assertSame({ ...MESSAGE, to, sub, message: "Hello {name}", parts: 2 })).status, 207);
  assert.equal((await assertSame({ ...MESSAGE, to: [...to, 34666555444] })).status, 422);
});

test("links are as long as the server makes them", async () => {
  const link = SHORT_ORIGIN.length + 1 + SLUG;
  const host = server.url.host;
  const judged = [];
  for (const url of [
    "https://example.com/long", "http://example.com", "HTTPS://EXAMPLE.COM/", " https://example.com", "https://ñ.example/ä", `https://${SETTINGS.SHORT_HOST}/x`, `http://${host}/x`, `http://user@${host}/x`,
    "https://user@example.com/", "https://exa\nmple.com/", "https://", "ftp://example.com", "intent:x", "nowhere", "", 5, `https://example.com/${"x".repeat(3_000)}`,
  ]) {
    for (const more of [0, 1]) {
      const message = `{url|shorten|upper}${"x".repeat(160 - link + more)}`;
      judged.push(await assertSame({ ...MESSAGE, sub: [{ url }, { url: "https://example.com/" }], message, parts: 15 }));
    }
  }
  for (const filters of ["lower|shorten", "capitalize|shorten|lower", "formatDotComma|shorten", "shorten|shorten"]) {
    for (const url of ["HTTPS://EXAMPLE.COM/LONG/ER", "https://example.com/long/er"]) {
      await assertSame({ ...MESSAGE, sub: [{ url }, { url: "https://example.com/" }], message: `{url|${filters}}${"x".repeat(160 - link)}`, parts: 2 });
    }
  }
  const parts = judged.slice(0, 2).map(({ result }) => result.map(({ parts }) => parts));
  assert.deepEqual(parts, [[1, 1], [2, 2]]);
  const unsubscribe = server.url.origin.length + UNSUBSCRIBE;
  for (const [more, parts] of [[0, 1], [1, 2]]) {
    const { result } = await assertSame({ ...MESSAGE, message: `${"a".repeat(160 - unsubscribe + more)}{UNSUB_URL}`, parts: 2 });
    assert.equal(result[0].parts, parts);
  }
});

test("parts are counted as the server does", async () => {
  const texts = ["a".repeat(1_000), "€".repeat(500), "ã".repeat(300), "я😀".repeat(100), "São João — “ok”…".repeat(20), `{name} ${"b".repeat(150)}`];
  const sub = [{ name: "Ana" }, { name: "я" }];
  for (const message of texts) {
    for (const encoding of ["gsm", "gsm-pt", "utf-16"]) {
      for (const more of [{}, { trans: 1 }, { splitParts: true }, { parts: 2 }, { flash: true }]) await assertSame({ ...MESSAGE, parts: 15, message, sub, encoding, ...more });
    }
  }
});

test("random bodies are judged as the server does", async () => {
  const random = randomOf(11);
  const one = (values) => values[random(values.length)];
  const statuses = new Map();
  for (let round = 0; round < 400; round++) {
    const body = { ...MESSAGE, parts: 15 };
    for (let changes = random(5); changes >= 0; changes--) {
      const field = one(Object.keys(VALUES));
      body[field] = one(random(8) ? VALUES[field] : kinds);
    }
    const { status } = await assertSame(body);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  for (const status of [202, 207, 400, 422]) assert.ok(statuses.get(status) >= 5, `${status}: ${statuses.get(status)}`);
});
