// The packed shortwave/otp where there is no page: it is imported, finds codes, and its client asks a server.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { promisify } from "node:util";

import { findCode, OtpInput } from "../../pkg/dist/otp.js";
import { installPacked, NODES, write } from "./install.js";

const { project } = installPacked(after);

const CODES = [
  ["123456"],
  [" 123 456\n"],
  ["12-34-56"],
  ["123–456"],
  ["\u200e123\u00a0456\u200f"],
  ["Your code is 123456"],
  ["Acme: 123456 is your code. Valid 10 min."],
  ["Your code is 123 456. Do not share it."],
  ["G-123456"],
  ["您的验证码是123456，5分钟内有效"],
  ["رمزك هو ١٢٣٤٥٦"],
  ["कोड १२३४५६"],
  ["１２３４５６"],
  ["𝟏𝟐𝟑𝟒𝟓𝟔"],
  ["Order 7301: code 123456 to pay 125000.00 EUR"],
  ["Code 123456 to pay 1.250000 EUR"],
  ["Pay 999999 EUR to Shop with 123456.\n@bank.example.com #123456"],
  ["Pay 999999 EUR to Shop with 123456.@bank.example.com #123456"],
  ["Call 34666555444, or type 123456"],
];

/** No code of six digits. */
const NONE = ["", "12345", "1234567", "12 345", "Call 34666555444", "abcdef", "1234.56", "123456.00 EUR"];

for (const [text] of CODES) {
  test(`finds the code in ${JSON.stringify(text)}`, () => assert.equal(findCode(text), "123456"));
}

for (const text of NONE) {
  test(`finds no code in ${JSON.stringify(text)}`, () => assert.equal(findCode(text), ""));
}

test("finds codes of letters and digits", () => {
  const find = (text, length = 6) => findCode(text, { length, alphabet: "alphanumeric" });
  assert.equal(find("k7m-pq2"), "K7MPQ2");
  assert.equal(find("Your SECURE code is K7MPQ2, please type it"), "K7MPQ2");
  assert.equal(find("Your code is KWMPQZ."), "KWMPQZ");
  assert.equal(find("Your code is 234567."), "234567");
  assert.equal(find("please type it"), "");
  assert.equal(find("Su clave es ABCD2345\n@example.com #ABCD2345", 8), "ABCD2345");
});

test("finds codes of every length", () => {
  for (let length = 4; length <= 10; length++) {
    const code = "1234567890".slice(0, length);
    assert.equal(findCode(`Valid 5 min: ${code}.`, { length }), code);
    assert.equal(findCode(`${code.slice(0, 2)} ${code.slice(2)}`, { length }), code);
  }
});

test("reads the digits of every script", () => {
  const systems = Intl.supportedValuesOf("numberingSystem").filter((name) => {
    const digits = new Intl.NumberFormat("en", { numberingSystem: name, useGrouping: false }).format(1234567890);
    return /^\p{Nd}{10}$/u.test(digits);
  });
  assert.ok(systems.length > 50, String(systems.length));
  for (const name of systems) {
    const digits = new Intl.NumberFormat("en", { numberingSystem: name, useGrouping: false }).format(1234567890);
    assert.equal(findCode(digits, { length: 10 }), "1234567890", name);
  }
});

test("the element is a class where there is no document", () => assert.equal(typeof OtpInput, "function"));

const ASK = `
import { createVerifier, VerifierError } from "shortwave/otp";
let tokens = 0;
const verifier = createVerifier({ endpoint: process.argv[2] + "/verifications", token: async () => "t" + ++tokens });
const failures = [];
for (const act of [() => verifier.check("1"), () => verifier.start({ recipient: "late" }), () => verifier.start({ recipient: "broken" })]) {
  await act().catch((error) => failures.push([error instanceof VerifierError, error.status, error.reason, error.retryAfterSeconds]));
}
await verifier.start({ recipient: "34666555444" });
await verifier.check("123456", { payee: "Shop", amount: "1 EUR" });
await verifier.resend();
await verifier.resend({ newCode: true });
await verifier.show();
await verifier.cancel();
await verifier.start();
console.log(JSON.stringify({ failures, canStart: verifier.canStart, verification: verifier.verification }));
`;

for (const [name, node] of Object.entries(NODES)) {
  test(`its client asks in ${name}`, async (t) => {
    const asked = [];
    const verification = { id: "a/b", status: "pending" };
    const server = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString();
      asked.push(`${request.method} ${request.url} ${request.headers.authorization} ${body}`);
      if (body.includes("late")) return response.writeHead(429, { "Retry-After": "7" }).end(JSON.stringify({ errors: { reason: "Too often", details: [] } }));
      if (body.includes("broken")) return response.writeHead(502).end("<html>");
      if (request.method === "DELETE") return response.writeHead(204).end();
      response.end(JSON.stringify({ data: request.url.endsWith("check") ? { valid: false, verification } : verification }));
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    t.after(() => server.close());
    const { stdout } = await promisify(execFile)(node, [write(project, "ask.mjs", ASK), `http://127.0.0.1:${server.address().port}`]);
    const { failures, ...rest } = JSON.parse(stdout);
    assert.deepEqual(failures, [[true, 0, "There is no verification yet", null], [true, 429, "Too often", 7], [true, 502, "HTTP 502", null]]);
    assert.deepEqual(rest, { canStart: true, verification });
    assert.deepEqual(asked.slice(2), [
      'POST /verifications Bearer t3 {"recipient":"34666555444"}',
      'POST /verifications/a%2Fb/check Bearer t3 {"payee":"Shop","amount":"1 EUR","code":"123456"}',
      'POST /verifications/a%2Fb/resend Bearer t3 {"newCode":false}',
      'POST /verifications/a%2Fb/resend Bearer t3 {"newCode":true}',
      "GET /verifications/a%2Fb Bearer t3 ",
      "DELETE /verifications/a%2Fb Bearer t3 ",
      'POST /verifications Bearer t4 {"recipient":"34666555444"}',
    ]);
  });
}
