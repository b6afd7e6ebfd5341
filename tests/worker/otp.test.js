// One-time codes over HTTP: /api/rest/otp/generate and /check.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { until } from "../until.js";
import { errorBody, fixture, start, temporaryFolder } from "./harness.js";
import { age, filesIn, storedObjects } from "./storage.js";

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/;
let server, user;
let people = 0;
const someone = () => `346000${String(++people).padStart(5, "0")}`;

const generate = (body, options = { user }) => server.post("/api/rest/otp/generate", body, options);
const check = (body, options = { user }) => server.post("/api/rest/otp/check", body, options);
const codeFor = async (body) => (await generate(body)).json.data.code;
/** A code of the same form that is not `code`. */
const wrong = (code) => (code[0] === "2" ? "3" : "2") + code.slice(1);
const outcome = async (body) => {
  const { status, json } = await check(body);
  assert.equal(status, 200);
  return [json.data.valid, json.data.reason, json.data.otp?.data.attempts ?? null];
};

before(async () => {
  server = await start();
  user = await server.createAccount();
});
after(() => server.stop());

describe("generate", () => {
  test("answers in the documented shape, with the documented defaults", async () => {
    const recipient = someone();
    const { status, json } = await generate({ recipient });
    assert.equal(status, 200);
    const { code, createdAt, updatedAt, expiresAt, ...rest } = json.data;
    assert.deepEqual(Object.keys(json.data), [
      "recipient", "code", "attempts", "maxAttempts", "maxSecondsValidity", "appId", "createdAt", "updatedAt", "expiresAt",
    ]);
    assert.deepEqual(rest, { recipient, attempts: 0, maxAttempts: 3, maxSecondsValidity: 60, appId: "" });
    assert.match(code, /^\d{4}$/);
    for (const moment of [createdAt, updatedAt, expiresAt]) assert.match(moment, MOMENT);
    assert.equal(createdAt, updatedAt);
    assert.equal(Date.parse(expiresAt) - Date.parse(createdAt), 60_000);
  });

  test("follows every parameter", async () => {
    const parameters = { alpha: true, length: 10, maxAttempts: 10, maxSecondsValidity: 600, appId: "shop" };
    const { json } = await generate({ recipient: someone(), ...parameters });
    assert.match(json.data.code, /^[2-9A-HJKMNP-Z]{10}$/);
    assert.equal(json.data.maxAttempts, 10);
    assert.equal(json.data.maxSecondsValidity, 600);
    assert.equal(json.data.appId, "shop");
  });

  test("takes and refuses recipients as the fixture says, one identity for every spelling", async () => {
    for (const { text, identity } of fixture("recipients.json")) {
      const { status, json } = await generate({ recipient: text });
      if (identity) assert.equal(json.data?.recipient, identity, text);
      else {
        assert.equal(status, 422, text);
        assert.deepEqual(json, errorBody(422, "The recipient field must be a valid phone or email."));
      }
    }
  });

  test("names the field that is wrong", async () => {
    for (const [body, description] of [
      [{}, "The recipient field is required."],
      [{ recipient: 34666555444 }, "The recipient field must be a string."],
      [{ recipient: someone(), length: 11 }, "The length field must be between 3 and 10."],
      [{ recipient: someone(), maxAttempts: "3" }, "The maxAttempts field must be an integer."],
      [{ recipient: someone(), maxSecondsValidity: 29 }, "The maxSecondsValidity field must be between 30 and 600."],
      [{ recipient: someone(), alpha: 1 }, "The alpha field must be true or false."],
    ]) {
      const { status, json } = await generate(body);
      assert.equal(status, 422);
      assert.deepEqual(json, errorBody(422, description));
    }
  });

  test("keeps a pending code when asked to, and refuses", async () => {
    const recipient = someone();
    const code = await codeFor({ recipient });
    const { status, json } = await generate({ recipient, rejectIfPendingCode: true });
    assert.equal(status, 409);
    assert.deepEqual(json, errorBody(409, "Pending OTP exists."));
    assert.deepEqual(await outcome({ recipient, code }), [true, "Valid", 1]);
    assert.equal((await generate({ recipient, rejectIfPendingCode: true })).status, 200);
  });

  test("draws every digit and keeps leading zeros", async () => {
    const codes = await Promise.all(Array.from({ length: 300 }, () => codeFor({ recipient: someone(), length: 10 })));
    assert.equal(new Set(codes).size, codes.length);
    for (const digit of "0123456789") {
      const seen = codes.join("").split(digit).length - 1;
      // 3,000 digits, 300 of each expected, standard deviation 16.4: 6 of them on either side.
      assert.ok(seen > 200 && seen < 400, `${digit} was drawn ${seen} times`);
    }
    assert.ok(codes.some((code) => code.startsWith("0")));
  });
});

test("an account may have its codes kept from itself", async () => {
  const careful = await server.createAccount();
  await server.patch("/v1/account", { hidesCodes: true }, { user: careful });
  const { json } = await generate({ recipient: someone(), length: 6 }, { user: careful });
  assert.equal(json.data.code, "******");
});

describe("check", () => {
  test("the right code is valid once", async () => {
    const recipient = someone();
    const code = await codeFor({ recipient });
    const { json } = await check({ recipient, code });
    assert.equal(json.data.valid, true);
    assert.equal(json.data.reason, "Valid");
    const { createdAt, updatedAt, expiresAt, ...rest } = json.data.otp.data;
    assert.deepEqual(rest, { recipient, code, attempts: 1, maxAttempts: 3, maxSecondsValidity: 60, appId: "" });
    assert.deepEqual((await check({ recipient, code })).json, {
      data: { valid: false, reason: "Invalid code", otp: null },
    });
  });

  test("a recipient without a code", async () => {
    assert.deepEqual(await outcome({ recipient: someone(), code: "1234" }), [false, "Invalid code", null]);
  });

  test("a phone number is the same with and without its plus", async () => {
    const recipient = someone();
    const code = await codeFor({ recipient: `+${recipient}` });
    assert.deepEqual(await outcome({ recipient, code }), [true, "Valid", 1]);
  });

  test("attempts run out, for the right code too", async () => {
    const recipient = someone();
    const code = await codeFor({ recipient, maxAttempts: 2 });
    assert.deepEqual(await outcome({ recipient, code: wrong(code) }), [false, "Invalid code", 1]);
    assert.deepEqual(await outcome({ recipient, code: wrong(code) }), [false, "Invalid code", 2]);
    assert.deepEqual(await outcome({ recipient, code }), [false, "Maximum attempts reached", 3]);
  });

  test("echoes the code that the caller sent, not the right one", async () => {
    const recipient = someone();
    // So long that nothing else in the answer is like it.
    const code = await codeFor({ recipient, length: 10 });
    const { json, text } = await check({ recipient, code: "x<y>" });
    assert.equal(json.data.otp.data.code, "x<y>");
    assert.ok(!text.includes(code));
  });

  test("a second code replaces the first", async () => {
    const recipient = someone();
    const first = await codeFor({ recipient, length: 10 });
    const second = await codeFor({ recipient, length: 10 });
    assert.deepEqual(await outcome({ recipient, code: first }), [false, "Invalid code", 1]);
    assert.deepEqual(await outcome({ recipient, code: second }), [true, "Valid", 2]);
  });

  test("applications and accounts have codes of their own", async () => {
    const recipient = someone();
    const shop = await codeFor({ recipient, appId: "shop", length: 10 });
    const bank = await codeFor({ recipient, appId: "bank", length: 10 });
    const other = await server.createAccount();
    assert.deepEqual((await check({ recipient, code: shop, appId: "shop" }, { user: other })).json.data.otp, null);
    assert.deepEqual(await outcome({ recipient, code: shop }), [false, "Invalid code", null]);
    assert.deepEqual(await outcome({ recipient, code: bank, appId: "bank" }), [true, "Valid", 1]);
    assert.deepEqual(await outcome({ recipient, code: shop, appId: "shop" }), [true, "Valid", 1]);
  });

  test("case counts only when asked", async () => {
    const recipient = someone();
    let code;
    do code = await codeFor({ recipient, alpha: true, length: 10 });
    while (code === code.toLowerCase());
    assert.deepEqual(await outcome({ recipient, code: code.toLowerCase(), caseSensitive: true }), [false, "Invalid code", 1]);
    assert.deepEqual(await outcome({ recipient, code: code.toLowerCase() }), [true, "Valid", 2]);
  });

  test("names the field that is wrong", async () => {
    const recipient = someone();
    for (const [body, description] of [
      [{}, "The recipient field is required."],
      [{ recipient }, "The code field is required."],
      [{ recipient, code: 1234 }, "The code field must be a string."],
      [{ recipient, code: "1234", caseSensitive: "yes" }, "The caseSensitive field must be true or false."],
    ]) {
      const { status, json } = await check(body);
      assert.equal(status, 422);
      assert.deepEqual(json, errorBody(422, description));
    }
  });

  test("of 100 right checks at once, exactly one is valid", async () => {
    for (const maxAttempts of [10, 1]) {
      const recipient = someone();
      const code = await codeFor({ recipient, maxAttempts });
      const outcomes = await Promise.all(Array.from({ length: 100 }, () => outcome({ recipient, code })));
      assert.equal(outcomes.filter(([valid]) => valid).length, 1);
      assert.equal(outcomes.filter(([, reason]) => reason === "Invalid code").length, 99);
    }
  });

  test("of 100 wrong checks at once, each counts", async () => {
    const recipient = someone();
    const code = await codeFor({ recipient, maxAttempts: 10 });
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => outcome({ recipient, code: wrong(code) })));
    assert.equal(outcomes.filter(([, reason]) => reason === "Invalid code").length, 10);
    assert.equal(outcomes.filter(([, reason]) => reason === "Maximum attempts reached").length, 90);
    assert.deepEqual(outcomes.map(([, , attempts]) => attempts).sort((a, b) => a - b), Array.from({ length: 100 }, (_, i) => i + 1));
  });
});

test("a code outlives a restart, expires, is remembered for ten minutes, and is erased", async (t) => {
  const persist = temporaryFolder(t);
  const recipient = "34666555444";
  let stored = await start({ persist, t });
  const owner = await stored.createAccount();
  const codes = {};
  for (const appId of ["now", "late", "used"]) {
    const asked = { recipient, appId, alpha: true, length: 10 };
    codes[appId] = (await stored.post("/api/rest/otp/generate", asked, { user: owner })).json.data.code;
  }
  const reasonFor = async (appId) => {
    const answer = await stored.post("/api/rest/otp/check", { recipient, appId, code: codes[appId] }, { user: owner });
    return answer.json.data.reason;
  };
  const restart = async (seconds) => {
    await stored.stop();
    age(persist, seconds);
    stored = await start({ persist, t });
  };

  assert.equal(await reasonFor("used"), "Valid");
  await restart(0);
  assert.equal(await reasonFor("now"), "Valid");
  await restart(60);
  assert.equal(await reasonFor("late"), "Expired");
  await restart(590);
  assert.equal(await reasonFor("late"), "Expired");
  await stored.stop();
  for (const [path, bytes] of filesIn(persist)) {
    for (const secret of [recipient, owner.apiPassword, ...Object.values(codes)]) {
      assert.ok(!bytes.includes(secret), `${secret} is in ${path}`);
    }
  }
  assert.equal(storedObjects(persist), 1, "codes that were used are gone, the expired one is not");

  age(persist, 60);
  stored = await start({ persist, t });
  // The alarm is due. Any call starts the objects' namespace, and with it the alarms that are due.
  const left = async () => {
    await stored.get(`/v1/verifications/${"0".repeat(48)}`, { user: owner });
    return storedObjects(persist);
  };
  assert.equal(await until(left, (objects) => objects === 0), 0, "the alarm erased the expired code");
  await stored.stop();
});
