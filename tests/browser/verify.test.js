// The worked example in Chromium: from entering a number to being verified, against the sandbox, by a token of the page's own.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { until } from "../until.js";
import { SETTINGS, start } from "../worker/harness.js";
import { dataOf } from "../worker/native.js";
import { launch } from "./chromium.js";
import { assertFit } from "./fit.js";

const DEMO = { username: "demo", apiPassword: "demo-api-password-of-the-tests" };
const LOCAL = { ...SETTINGS, ENVIRONMENT: "local", DEMO_USERNAME: DEMO.username, DEMO_API_PASSWORD: DEMO.apiPassword };
/** What only the account and the operator know. */
const SECRETS = [DEMO.apiPassword, Buffer.from(`${DEMO.username}:${DEMO.apiPassword}`).toString("base64"), "sw_live_", ...[SETTINGS.ADMIN_TOKEN, SETTINGS.HASH_KEY, SETTINGS.OTP_KEY]];
let browser, server;
let people = 0;
const someone = () => `346250${String(++people).padStart(5, "0")}`;

before(async () => {
  browser = await launch();
  server = await start({ settings: LOCAL });
});
after(() => Promise.all([browser?.close(), server?.stop()]));

/** The page; what it asked for is in `page.asked`. It fails the test that opened it when it logs an error that is not `expected`. */
async function open(t, { of = server, expected, ...options } = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints = [];
  page.asked = [];
  page.on("request", (request) => page.asked.push(request));
  page.on("console", (entry) => ["error", "warning"].includes(entry.type()) && complaints.push(entry.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints.filter((text) => !expected?.test(text)), []);
  });
  await page.goto(`${of.url.origin}/verify/`);
  return page;
}

const phone = (page) => page.getByLabel("Telephone number");
const code = (page) => page.getByRole("textbox", { name: "Code from the message" });
const heading = (page, name) => page.getByRole("heading", { name, level: 1 });
const problem = (page, text) => page.getByRole("alert").getByText(text).waitFor();

/** The code that a number was sent, as the sandbox shows it. */
async function codeOf(recipient) {
  const sent = await until(() => server.get("/sandbox/messages"), ({ json }) => json.some(({ to }) => to === recipient), 30_000);
  return /\b\d{6}\b/.exec(sent.json.findLast(({ to }) => to === recipient).text)[0];
}
const wrong = (code) => (code[0] === "2" ? "3" : "2") + code.slice(1);

/** Enters a number, as far as the code. */
async function begin(page, recipient = someone()) {
  await phone(page).fill(recipient);
  await page.getByRole("button", { name: "Send me a code" }).click();
  await code(page).waitFor();
  return recipient;
}

test("by keyboard alone, a number is entered, and verified by the code that it was sent", async (t) => {
  const page = await open(t);
  const recipient = someone();
  await phone(page).focus();
  await page.keyboard.type(`+${recipient.slice(0, 2)} ${recipient.slice(2, 5)}-${recipient.slice(5)}`);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.localName === "otp-input");
  await page.getByText(`We sent it to +${recipient}.`).waitFor();
  await page.getByText(/^Valid for [45]:\d\d$/).waitFor();
  await page.keyboard.type(await codeOf(recipient));
  await heading(page, "Your number is verified").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Your number is verified");

  // What the page tells the server to ask is so.
  const [id, to] = (await page.locator("#its-id, #its-recipient").allTextContents()).map((text) => JSON.parse(text));
  assert.equal(to, recipient);
  const asked = (recipient) => server.get(`/v1/verifications/${id}?recipient=${recipient}`, { user: DEMO });
  assert.equal(dataOf(await asked(recipient)).status, "approved");
  assert.equal((await asked(someone())).status, 404);

  // By the keyboard, another one.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "phone");
  assert.equal(await phone(page).inputValue(), "");
});

test("nothing in the page could do more than verify one number", async (t) => {
  const page = await open(t);
  const recipient = await begin(page);
  await code(page).pressSequentially(await codeOf(recipient));
  await heading(page, "Your number is verified").waitFor();
  const said = await Promise.all(page.asked.map(async (request) => [request.url(), JSON.stringify(await request.allHeaders()), request.postData() ?? ""].join("\n")));
  for (const secret of SECRETS) assert.ok(said.every((text) => !text.includes(secret)), secret);
  const answers = await Promise.all(page.asked.map(async (request) => (await (await request.response()).body()).toString()));
  for (const secret of SECRETS) assert.ok(answers.every((text) => !text.includes(secret)), secret);
  const bearers = page.asked.map((request) => request.headers().authorization).filter(Boolean);
  assert.deepEqual([bearers.length, new Set(bearers).size], [2, 1]);
  const headers = { Authorization: bearers[0] };
  assert.match(headers.Authorization, /^Bearer sw_page_/);
  assert.equal((await server.get("/v1/account", { headers })).status, 403);
  assert.equal((await server.post("/v1/verifications", { recipient: someone() }, { headers })).status, 409);
  for (const request of page.asked) assert.equal(new URL(request.url()).origin, server.url.origin);
});

test("a wrong code is told, and so is one that is asked for too early", async (t) => {
  const page = await open(t, { expected: /429/ });
  const recipient = await begin(page);
  const right = await codeOf(recipient);
  await code(page).pressSequentially(wrong(right));
  await page.getByText("That is not the code. Look again: you have 4 more tries.").waitFor();
  await page.locator("otp-input").evaluate((field) => (field.resendAt = new Date(0)));
  await page.getByRole("button", { name: "Send again" }).click();
  await page.getByText(/^That was too often\. Try again in \d+ seconds\.$/).waitFor();
  await code(page).fill("");
  await code(page).pressSequentially(right);
  await heading(page, "Your number is verified").waitFor();
});

test("after too many wrong codes another is sent, with a token of its own", async (t) => {
  const page = await open(t);
  const recipient = await begin(page);
  const first = await codeOf(recipient);
  for (let attempt = 0; attempt < 5; attempt++) {
    await page.waitForFunction(() => ["pending", "wrong", ""].includes(document.querySelector("otp-input").status));
    await code(page).fill("");
    // No code is checked twice in a row.
    await code(page).pressSequentially(attempt % 2 ? wrong(first) : wrong(first).slice(0, 5) + ((Number(first[5]) + 1) % 10));
    await page.waitForFunction((attempt) => attempt === 4 || document.querySelector("otp-input").message.includes(`${4 - attempt} more`), attempt);
  }
  await page.getByText("There were too many wrong codes. Ask for a new one.").waitFor();
  await page.locator("otp-input").evaluate((field) => (field.resendAt = new Date(0)));
  await page.getByRole("button", { name: "Send a new code" }).click();
  await page.getByText("We have sent it again.").waitFor();
  await code(page).pressSequentially(await until(() => codeOf(recipient), (next) => next !== first));
  await heading(page, "Your number is verified").waitFor();
  const bearers = page.asked.map((request) => request.headers().authorization).filter(Boolean);
  assert.equal(new Set(bearers).size, 2);
});

test("another number can be used, and the first code is void", async (t) => {
  const page = await open(t);
  const first = await begin(page);
  const canceled = page.waitForResponse((response) => response.request().method() === "DELETE");
  await page.getByRole("button", { name: "Use another number" }).click();
  assert.equal((await canceled).status(), 204);
  const second = await begin(page, `00${someone()}`);
  await page.getByText(`We sent it to +${second.slice(2)}.`).waitFor();
  await code(page).pressSequentially(await codeOf(second.slice(2)));
  await heading(page, "Your number is verified").waitFor();
  assert.notEqual(first, second);
});

test("what goes wrong is told with what to do, where the focus is", async (t) => {
  const page = await open(t, { expected: /400|429|ERR_INTERNET_DISCONNECTED/ });
  const send = page.getByRole("button", { name: "Send me a code" });
  for (const text of ["", "12", "my number"]) {
    await phone(page).fill(text);
    await send.click();
    await problem(page, "That is no telephone number. Enter it with the country’s code, such as +34 666 555 444.");
    assert.deepEqual([await phone(page).getAttribute("aria-invalid"), await page.evaluate(() => document.activeElement.id)], ["true", "phone"]);
  }
  await phone(page).fill("870 123 456 789");
  await send.click();
  await problem(page, "We cannot send a code to this number. Use another one.");
  const often = someone();
  for (let count = 0; count < 5; count++) assert.equal((await server.post("/v1/verifications", { recipient: often }, { user: DEMO })).status, 201);
  await phone(page).fill(often);
  await send.click();
  await problem(page, /^That was too often\. Try again in \d+ seconds\.$/);
  await page.context().setOffline(true);
  await send.click();
  await problem(page, "There was no answer. Check the connection, and try again.");
  await page.context().setOffline(false);
  await begin(page);
  assert.equal(await page.getByRole("alert").count(), 0);
});

test("a deployment says who hands out the token there", async (t) => {
  const deployed = await start({ t });
  const page = await open(t, { of: deployed, expected: /404/ });
  await phone(page).fill("34666555444");
  await page.keyboard.press("Enter");
  await problem(page, "Elsewhere your own server hands out the token, as below.");
  await page.getByText('shortwave.POST("/v1/verifications/tokens"').waitFor();
});

for (const colorScheme of ["light", "dark"]) {
  for (const [device, viewport] of Object.entries({ phone: { width: 320, height: 640 }, desktop: { width: 1280, height: 800 } })) {
    test(`it fits a ${device}, ${colorScheme}, and people with disabilities`, async (t) => {
      const page = await open(t, { viewport, colorScheme, reducedMotion: "reduce", expected: /400/ });
      await phone(page).fill("12");
      await page.keyboard.press("Enter");
      await problem(page, "That is no telephone number.");
      await assertFit(page, `verify-number-${device}-${colorScheme}`);
      const recipient = await begin(page);
      await assertFit(page, `verify-code-${device}-${colorScheme}`);
      await code(page).pressSequentially(await codeOf(recipient));
      await heading(page, "Your number is verified").waitFor();
      await assertFit(page, `verify-done-${device}-${colorScheme}`);
    });
  }
}
