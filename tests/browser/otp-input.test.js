// <otp-input> and its client as built, in Chromium under a strict content security policy, on the Worker's own origin: codes
// are really sent, and checked.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";

import { startReceiver } from "../gateway/receiver.js";
import { withProviders } from "../gateway/sender.js";
import { until } from "../until.js";
import { start } from "../worker/harness.js";
import { dataOf } from "../worker/native.js";
import { launch } from "./chromium.js";
import { assertFit } from "./fit.js";

const VIEWPORTS = { phone: { width: 320, height: 640 }, desktop: { width: 1280, height: 720 } };
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; require-trusted-types-for 'script'";
const STYLE = `
  :root { color-scheme: light dark; background: light-dark(#fff, #121212) }
  body { margin: 0 auto; max-inline-size: 26rem; padding: 1.25rem 1rem; font: 1rem/1.5 system-ui, sans-serif }
  h1 { font-size: 1.375rem; margin: 0 0 0.25rem }
  p { margin: 0 0 1.25rem }`;
const FIELD = `<main><h1>Enter your code</h1><p>We sent it to 34 666 555 444.</p><otp-input></otp-input></main>`;
const SOON = "2030-01-31T12:00:00Z";

let browser, receiver, server, user;
let people = 0;
let pages = 0;
const someone = () => `346210${String(++people).padStart(5, "0")}`;

before(async () => {
  browser = await launch();
  receiver = await startReceiver();
  server = await start({ settings: withProviders({ own: receiver.setting }) });
  user = await server.createAccount();
});
after(async () => {
  await browser?.close();
  receiver?.stop();
  await server?.stop();
});

/** What a site's server gives a page. */
const newToken = async (decided = {}) => dataOf(await server.post("/v1/verifications/tokens", decided, { user }), 201).token;

/**
 * A page at the Worker's origin with the module as `window.otp`, and in `told` what the element tells. It fails the test that
 * opened it when it logs an error; `expected` ones are those of answers that a test provokes.
 */
async function open(t, body = FIELD, { root = `lang="en"`, clock, date, script = "", files = {}, expected, ...options } = {}) {
  const context = await browser.newContext({ viewport: VIEWPORTS.desktop, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (entry) => ["error", "warning"].includes(entry.type()) && complaints.push(entry.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints.filter((text) => !expected?.test(text)), []);
  });
  if (clock) {
    // It runs until it is paused.
    await page.clock.install({ time: Date.parse(clock) - 60_000 });
    await page.clock.pauseAt(clock);
  }
  // Of a date alone, timers run: axe needs them.
  if (date) await page.clock.setFixedTime(date);
  if (script) await page.addInitScript(script);
  const path = `/otp-page-${++pages}`;
  const all = {
    ...files,
    [path]: ["text/html; charset=utf-8", document(body, root)],
    "/otp-page.js": ["text/javascript", PAGE],
    "/otp-page.css": ["text/css", STYLE],
    "/otp.js": ["text/javascript; charset=utf-8", await readFile(new URL("../../pkg/dist/otp.js", import.meta.url), "utf8")],
  };
  for (const [name, [contentType, body]] of Object.entries(all)) {
    await page.route(server.url.origin + name, (route) => route.fulfill({ contentType, body, headers: { "Content-Security-Policy": CSP } }));
  }
  await page.exposeFunction("newToken", newToken);
  await page.goto(server.url.origin + path);
  await page.waitForFunction(() => window.told);
  return page;
}

const document = (body, root) => `<!doctype html><html ${root}><meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1"><title>Code</title>
  <link rel="icon" href="data:,"><link rel="stylesheet" href="/otp-page.css"><body>${body}
  <script type="module" src="/otp-page.js"></script>`;

const PAGE = `
  import * as otp from "/otp.js";
  const told = [];
  for (const type of ["otp-input", "otp-complete", "otp-resend", "otp-expired"]) {
    document.addEventListener(type, ({ detail }) => told.push([type, ...Object.values(detail)]));
  }
  Object.assign(window, { otp, told });`;

const element = (page) => page.locator("otp-input");
const box = (page) => page.getByRole("textbox");
const part = (page, name) => page.locator(`otp-input [part="${name}"]`);
const set = (page, properties) => element(page).evaluate((element, properties) => Object.assign(element, properties), properties);
/** Codes that the element told of. */
const codes = (page) => page.evaluate(() => window.told.filter(([type]) => type === "otp-complete").map(([, code]) => code));
const told = (page, type) => page.evaluate((type) => window.told.filter(([each]) => each === type).length, type);
const value = (page) => element(page).evaluate(({ value }) => value);
/** Waits until the element stands so. */
const stands = (page, status) => page.waitForFunction((status) => window.document.querySelector("otp-input").status === status, status);
const says = (page, text) => part(page, "message").getByText(text).waitFor();

/** Pastes as people do: what is on the clipboard, by keys. */
async function paste(page, text) {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await box(page).focus();
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await page.keyboard.press("Control+V");
}

/** Begins a verification of a new number in the page, with what is decided; its text, as soon as it was sent. */
async function begin(page, decided = {}) {
  const recipient = someone();
  await page.evaluate(async ([recipient, decided]) => {
    const field = window.document.querySelector("otp-input");
    window.verifier = window.otp.createVerifier({ token: () => window.newToken(decided) });
    await window.verifier.start({ recipient });
    window.approved = [];
    window.errors = [];
    const { verify } = window.otp;
    window.end = verify(field, window.verifier, {
      onApproved: ({ status }) => window.approved.push(status),
      onError: (error) => window.errors.push([error.name, error.status, error.retryAfterSeconds > 0]),
    });
  }, [recipient, decided]);
  const [{ body }] = await until(() => receiver.for(recipient), (posts) => posts.length > 0, 30_000);
  return { recipient, text: body.text, code: /\b[0-9A-Z]{4,10}\b/.exec(body.text)[0] };
}
const wrong = (code) => (code[0] === "2" ? "3" : "2") + code.slice(1);

describe("with the Worker", () => {
  test("a wrong code is told with what is left, and the right one is approved", async (t) => {
    const page = await open(t);
    const { code } = await begin(page);
    await box(page).pressSequentially(wrong(code));
    await says(page, "That is not the code. Look again: you have 4 more tries.");
    assert.equal(await box(page).getAttribute("aria-invalid"), "true");
    // What was typed is selected, so that typing replaces it.
    await page.keyboard.type(code[0]);
    assert.deepEqual([await value(page), await element(page).evaluate(({ status, message }) => [status, message])], [code[0], ["", ""]]);
    await page.keyboard.type(code.slice(1));
    await says(page, "Verified");
    assert.deepEqual(await page.evaluate(() => window.approved), ["approved"]);
    assert.deepEqual(await codes(page), [wrong(code), code]);
    assert.deepEqual(await page.evaluate(() => window.verifier.verification.status), "approved");
    assert.equal(await box(page).getAttribute("readonly"), "");
  });

  test("a message that is pasted as a whole is enough, in another alphabet too", async (t) => {
    const page = await open(t, FIELD.replace("<otp-input", `<otp-input length="8" alphabet="alphanumeric"`));
    const { text, code } = await begin(page, { alphabet: "alphanumeric", length: 8, brand: "Acme", domain: "bank.example.com" });
    await paste(page, text);
    await stands(page, "approved");
    assert.deepEqual(await codes(page), [code]);
  });

  test("of a payment, the check presents payee and amount", async (t) => {
    const page = await open(t);
    const payment = { payee: "Corner Shop", amount: "12.50 EUR" };
    const { code } = await begin(page, payment);
    await page.evaluate((fields) => window.otp.verify(window.document.querySelector("otp-input"), window.verifier, { fields }), payment);
    await box(page).pressSequentially(code);
    await stands(page, "approved");
    // The first of two gave way to the second.
    assert.equal(await page.evaluate(() => window.verifier.verification.attempts), 1);
  });

  test("after too many wrong codes, the button begins another verification", async (t) => {
    const page = await open(t);
    const { code, recipient } = await begin(page, { attempts: 1 });
    await box(page).pressSequentially(wrong(code));
    await says(page, "There were too many wrong codes. Ask for a new one.");
    await set(page, { resendAt: new Date(0).toISOString() });
    await page.getByRole("button", { name: "Send a new code" }).click();
    await says(page, "We have sent it again.");
    assert.equal(await value(page), "");
    const [, second] = await until(() => receiver.for(recipient), (posts) => posts.length > 1, 30_000);
    await paste(page, second.body.text);
    await stands(page, "approved");
  });

  test("a message that is asked for too early is waited for as long as the server says", async (t) => {
    const page = await open(t, FIELD, { expected: /429/ });
    const { code } = await begin(page);
    const wait = () => part(page, "resend").innerText();
    assert.match(await wait(), /^Send again in 0:(30|2\d)$/);
    await set(page, { resendAt: new Date(0).toISOString() });
    await page.getByRole("button", { name: "Send again" }).click();
    await says(page, /^That was too often\. Try again in \d+ seconds\.$/);
    assert.match(await wait(), /^Send again in 0:(30|2\d)$/);
    assert.deepEqual(await page.evaluate(() => window.errors), [["VerifierError", 429, true]]);
    await box(page).pressSequentially(code);
    await stands(page, "approved");
  });

  test("a code that could not be checked can be tried again", async (t) => {
    const page = await open(t, FIELD, { expected: /ERR_INTERNET_DISCONNECTED/ });
    const { code } = await begin(page);
    await page.context().setOffline(true);
    await box(page).pressSequentially(code);
    await says(page, "The code could not be checked. Enter it once more.");
    assert.deepEqual(await page.evaluate(() => window.errors), [["VerifierError", 0, false]]);
    await page.context().setOffline(false);
    await page.keyboard.press("Enter");
    await stands(page, "approved");
  });

  test("what ended elsewhere cannot be sent again, and what is called off is off", async (t) => {
    const page = await open(t, FIELD, { expected: /409/ });
    const { recipient } = await begin(page);
    const other = await page.evaluate(async (recipient) => {
      const other = window.otp.createVerifier({ token: await window.newToken() });
      await other.start({ recipient });
      return other.verification.id;
    }, recipient);
    await set(page, { resendAt: new Date(0).toISOString() });
    await page.getByRole("button", { name: "Send again" }).click();
    await stands(page, "canceled");
    await page.getByRole("button", { name: "Send a new code", disabled: false }).waitFor();
    const status = await page.evaluate(async () => {
      await window.verifier.start({ recipient: "34621099999" });
      await window.verifier.cancel();
      return window.verifier.verification.status;
    });
    assert.equal(status, "canceled");
    assert.match(other, /^[0-9a-f]{48}$/);
  });

  test("a token serves the verification that it began, and another one takes another", async (t) => {
    const page = await open(t, FIELD, { expected: /40[19]/ });
    const { recipient, code } = await begin(page, { expiresIn: 60 });
    const [statuses, used] = await page.evaluate(async (recipient) => {
      const used = [];
      const fetch = (url, options) => {
        used.push(options.headers.Authorization);
        return window.fetch(url, options);
      };
      const failure = (act) => act.then(() => 0, ({ status }) => status);
      const once = window.otp.createVerifier({ token: await window.newToken(), fetch });
      const statuses = [await failure(once.start({ recipient: "34621099990" })), await failure(once.show()), await failure(once.start())];
      // The one before is still there.
      statuses.push(await failure(once.show()));
      let tokens = 0;
      const often = window.otp.createVerifier({ token: () => (tokens++ === 1 ? "wrong" : window.newToken({ appId: "often" })), fetch });
      for (const act of [() => often.start({ recipient }), () => often.start(), () => often.show(), () => often.start(), () => often.show()]) statuses.push(await failure(act()));
      return [statuses, used];
    }, recipient);
    assert.deepEqual(statuses, [0, 0, 409, 0, 0, 401, 0, 0, 0]);
    const of = used.map((header) => [...new Set(used)].indexOf(header));
    assert.deepEqual(of, [0, 0, 0, 0, 1, 2, 1, 3, 3]);
    await box(page).pressSequentially(code);
    await stands(page, "approved");
  });

  test("the README's page works", async (t) => {
    const readme = await readFile(new URL("../../pkg/README.md", import.meta.url), "utf8");
    const [, body, script] = /```html\n(<form>[^]*?)<script type="module">([^]*?)<\/script>\n```/.exec(readme);
    const files = {
      "/readme.js": ["text/javascript", script.replace("shortwave/otp", "/otp.js")],
      "/otp-token": ["text/plain", await newToken({ brand: "Acme" })],
      "/welcome*": ["text/html", "<title>Welcome</title>"],
    };
    const page = await open(t, `${body}<script type="module" src="/readme.js"></script>`, { files });
    const recipient = someone();
    await page.getByLabel("Telephone").fill(recipient);
    await page.keyboard.press("Enter");
    const [{ body: message }] = await until(() => receiver.for(recipient), (posts) => posts.length > 0, 30_000);
    await page.waitForFunction(() => window.document.activeElement.localName === "otp-input");
    await page.keyboard.type(/\d{6}/.exec(message.text)[0]);
    await page.waitForURL(/\/welcome\?verification=[0-9a-f]{48}$/);
  });

  test("what is wrong is an error with the reason and the details", async (t) => {
    const page = await open(t, FIELD, { expected: /40[014]/ });
    const failures = await page.evaluate(async () => {
      const token = () => window.newToken();
      const failure = async (options, act) => {
        const verifier = window.otp.createVerifier(options);
        return act(verifier).then(() => "no error", (error) => [error instanceof window.otp.VerifierError, error.status, error.reason, error.details.map(({ path }) => path)]);
      };
      const missing = () => Promise.reject(new Error("no token"));
      return [
        await failure({ token }, (verifier) => verifier.start({ recipient: "nobody", length: 3 })),
        await failure({ token: "wrong" }, (verifier) => verifier.start({ recipient: "34621099998" })),
        await failure({ token }, (verifier) => verifier.check("123456")),
        await failure({ token: missing }, (verifier) => verifier.start({ recipient: "34621099998" })),
        await failure({ token, verification: { id: "a".repeat(48) } }, (verifier) => verifier.show()),
        await failure({ timeout: 1, fetch: (_, { signal }) => new Promise((_, reject) => (signal.onabort = () => reject(signal.reason))) }, (verifier) => verifier.start({})),
      ];
    });
    assert.deepEqual(failures.map(([isTyped, status, , details]) => [isTyped, status, details]), [
      [true, 400, ["recipient", "length"]], [true, 401, []], [true, 0, []], [true, 0, []], [true, 404, []], [true, 0, []],
    ]);
    assert.equal(failures[0][2], "2 of the fields break a rule");
  });

  test("the page's server may have begun it, and clocks may differ", async (t) => {
    const page = await open(t, FIELD, { clock: "2020-01-01T00:00:00Z" });
    const shown = await page.evaluate(() => {
      const verification = { id: "a".repeat(48), status: "pending", createdAt: "2020-01-01T01:00:00+00:00", expiresAt: "2020-01-01T01:05:00+00:00", deliveries: [{ sentAt: "2020-01-01T01:00:10+00:00" }] };
      const fetch = async () => new Response(JSON.stringify({ data: verification }), { headers: { Date: "Wed, 01 Jan 2020 01:00:20 GMT" } });
      const verifier = window.otp.createVerifier({ verification, fetch });
      return verifier.show().then(() => {
        const field = window.document.querySelector("otp-input");
        window.otp.verify(field, verifier);
        return [field.expiresAt, field.resendAt];
      });
    });
    assert.deepEqual(shown, ["2020-01-01T00:04:40.000Z", "2020-01-01T00:00:20.000Z"]);
    // Nobody knows what another verification would be begun with.
    await set(page, { status: "pending" });
    await page.clock.runFor(300_000);
    await stands(page, "expired");
    await part(page, "resend").waitFor({ state: "hidden" });
  });
});

describe("the field", () => {
  test("is one text box with a name, for people and for browsers", async (t) => {
    const page = await open(t, `<label for="code">Code from the message</label><otp-input id="code"></otp-input><otp-input label="<b>Bank</b> code"></otp-input>`);
    assert.equal(await page.getByRole("textbox").count(), 2);
    const tree = await page.locator("body").ariaSnapshot();
    assert.match(tree, /textbox "Code from the message"/);
    assert.match(tree, /textbox "<b>Bank<\/b> code"/);
    const field = page.getByRole("textbox", { name: "Bank" });
    assert.deepEqual(await field.evaluate(({ autocomplete, inputMode, maxLength }) => [autocomplete, inputMode, maxLength]), ["one-time-code", "numeric", -1]);
    assert.equal(await field.evaluate((field) => window.document.getElementById(field.getAttribute("aria-describedby")) ?? field.getRootNode().getElementById("message").role), "status");
    await page.getByText("Code from the message").click();
    await page.keyboard.type("12");
    assert.equal(await element(page).first().evaluate(({ value }) => value), "12");
  });

  test("tells each change, and a whole code once", async (t) => {
    const page = await open(t);
    await box(page).pressSequentially("12a3 4");
    assert.deepEqual(await page.evaluate(() => window.told), ["1", "12", "123", "1234"].map((value) => ["otp-input", value]));
    await page.keyboard.type("567");
    assert.deepEqual(await codes(page), ["123456"]);
    await assertInBoxes(page);
    await page.keyboard.press("Backspace");
    await page.keyboard.type("6");
    await page.keyboard.press("Enter");
    assert.deepEqual(await codes(page), ["123456"]);
    await page.keyboard.press("Backspace");
    await page.keyboard.type("7");
    assert.deepEqual(await codes(page), ["123456", "123457"]);
  });

  test("keeps the caret where one types", async (t) => {
    const page = await open(t);
    await box(page).pressSequentially("1456");
    await box(page).evaluate((box) => box.setSelectionRange(1, 1));
    await page.keyboard.type("2 x3");
    assert.equal(await value(page), "123456");
    assert.equal(await box(page).evaluate(({ selectionStart }) => selectionStart), 3);
    const current = await part(page, "box").evaluateAll((boxes) => boxes.map((box) => box.className.includes("current")));
    assert.deepEqual(current, [false, false, false, true, false, false]);
  });

  for (const text of ["123 456", "123-456", " 12 34 56\n", "Your code is 123456. Valid 5 min.\n@bank.example.com #123456", "١٢٣٤٥٦", "１２３４５６"]) {
    test(`takes what is pasted: ${JSON.stringify(text)}`, async (t) => {
      const page = await open(t);
      await box(page).pressSequentially("98");
      await page.keyboard.press("Home");
      await paste(page, text);
      assert.deepEqual(await codes(page), ["123456"]);
      assert.equal(await box(page).inputValue(), "123456");
    });
  }

  test("takes a part that is pasted, and what a keyboard composes", async (t) => {
    const page = await open(t);
    await box(page).pressSequentially("1");
    await paste(page, "23-4");
    assert.equal(await value(page), "1234");
    const session = await page.context().newCDPSession(page);
    await session.send("Input.imeSetComposition", { text: "５６", selectionStart: 2, selectionEnd: 2 });
    assert.deepEqual(await codes(page), ["123456"]);
    assert.equal(await box(page).inputValue(), "1234５６", "it is left to the keyboard meanwhile");
    await session.send("Input.insertText", { text: "５６" });
    assert.equal(await box(page).inputValue(), "123456");
    assert.deepEqual(await codes(page), ["123456"]);
    await set(page, { value: "" });
    const message = "In 5 minutes: 654321";
    await session.send("Input.imeSetComposition", { text: message, selectionStart: 0, selectionEnd: 0 });
    await session.send("Input.insertText", { text: message });
    assert.deepEqual(await codes(page), ["123456", "654321"]);
    assert.equal(await box(page).inputValue(), "654321");
  });

  test("works by keyboard alone", async (t) => {
    const page = await open(t, FIELD.replace("<otp-input", `<otp-input resend-at="2020-01-01T00:00:00Z"`));
    await page.keyboard.press("Tab");
    await page.keyboard.type("123456");
    assert.deepEqual(await codes(page), ["123456"]);
    await page.keyboard.press("Tab");
    const focus = await part(page, "resend").evaluate((button) => [button.matches(":focus-visible"), getComputedStyle(button).outlineStyle]);
    assert.deepEqual(focus, [true, "solid"]);
    await page.keyboard.press("Enter");
    assert.equal(await told(page, "otp-resend"), 1);
    await set(page, { resendAt: "2999-01-01T00:00:00Z" });
    await page.getByRole("button", { name: /^Send again in/, disabled: true }).waitFor();
    await page.keyboard.press("Enter");
    assert.equal(await told(page, "otp-resend"), 1);
  });

  test("counts down, tells screen readers sparingly, and ends", async (t) => {
    const page = await open(t, FIELD.replace("<otp-input", `<otp-input expires-at="2030-01-31T12:01:30Z" resend-at="2030-01-31T12:00:30Z"`), { clock: SOON });
    const live = part(page, "status");
    await live.evaluate((status) => {
      window.announced = [];
      new MutationObserver(() => status.textContent && window.announced.push(status.textContent)).observe(status, { childList: true });
    });
    const button = page.getByRole("button");
    const shown = async () => [await part(page, "countdown").innerText(), await button.innerText(), await button.getAttribute("aria-disabled")];
    assert.deepEqual(await shown(), ["Valid for 1:30", "Send again in 0:30", "true"]);
    await page.clock.runFor(29_000);
    assert.deepEqual(await shown(), ["Valid for 1:01", "Send again in 0:01", "true"]);
    assert.deepEqual(await page.evaluate(() => window.announced), []);
    await page.clock.runFor(1_000);
    assert.deepEqual(await shown(), ["Valid for 1:00", "Send again", "false"]);
    await page.clock.runFor(59_000);
    assert.deepEqual(await page.evaluate(() => window.announced), ["The code is valid for 1 minute more.", "The code is valid for 10 seconds more."]);
    assert.equal(await told(page, "otp-expired"), 0);
    await page.clock.runFor(1_000);
    await says(page, "The code has expired. Ask for a new one.");
    assert.deepEqual([await told(page, "otp-expired"), await button.innerText(), await part(page, "countdown").isVisible()], [1, "Send a new code", false]);
    await box(page).focus();
    await page.keyboard.type("123456");
    assert.deepEqual(await codes(page), []);
    // Attributes may come in any order.
    await set(page, { status: "pending", expiresAt: "2030-01-31T12:10:00Z" });
    assert.equal(await part(page, "countdown").innerText(), "Valid for 8:30");
    await page.clock.runFor(60_000);
    assert.equal(await told(page, "otp-expired"), 1);
  });

  test("does not expire while its code is being checked, or is over", async (t) => {
    for (const status of ["checking", "approved"]) {
      const page = await open(t, FIELD.replace("<otp-input", `<otp-input status="${status}" expires-at="2030-01-31T12:00:01Z"`), { clock: SOON });
      await page.clock.runFor(5_000);
      await set(page, { value: "123456" });
      await box(page).press("Enter");
      assert.deepEqual(await codes(page), []);
      assert.deepEqual([await told(page, "otp-expired"), await element(page).getAttribute("status")], [0, status]);
    }
  });

  test("speaks another language, and says what the page has it say", async (t) => {
    const page = await open(t, `<otp-input expires-at="2030-01-31T12:05:00Z"></otp-input>`, { clock: SOON, root: `lang="es"` });
    await set(page, { label: "Clave" });
    await element(page).evaluate((element) => (element.texts = { left: (time) => `Vale ${time}`, failed: "Demasiadas claves" }));
    await page.getByText("Vale 5:00").waitFor();
    await page.getByRole("textbox", { name: "Clave" }).waitFor();
    await set(page, { status: "failed" });
    await says(page, "Demasiadas claves");
    await set(page, { message: "<i>Otra</i>" });
    await says(page, "<i>Otra</i>");
    assert.equal(await part(page, "message").locator("i").count(), 0);
    await element(page).evaluate((element) => {
      const own = Object.assign(window.document.createElement("b"), { slot: "message", textContent: "De la página" });
      element.append(own);
    });
    await page.getByText("De la página").waitFor();
  });

  test("belongs to its form", async (t) => {
    const page = await open(t, `<form action="/nowhere"><fieldset><otp-input name="code" length="4" required></otp-input></fieldset><button>Go</button></form>`);
    const form = () => page.evaluate(() => {
      const field = window.document.querySelector("otp-input");
      return [new FormData(window.document.forms[0]).get("code"), field.checkValidity(), field.validity.valueMissing, field.validity.tooShort, field.validationMessage];
    });
    await page.evaluate(() => {
      window.submitted = 0;
      window.document.forms[0].onsubmit = (event) => event.preventDefault(window.submitted++);
    });
    const enterAll = "Enter all 4 characters of the code.";
    assert.deepEqual(await form(), ["", false, true, false, enterAll]);
    await box(page).pressSequentially("123");
    assert.deepEqual(await form(), ["123", false, false, true, enterAll]);
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => window.submitted), 0);
    await page.keyboard.type("4");
    assert.deepEqual(await form(), ["1234", true, false, false, ""]);
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => window.submitted), 1);
    await page.evaluate(() => window.document.forms[0].reset());
    assert.deepEqual([await form(), await box(page).inputValue()], [["", false, true, false, enterAll], ""]);
    await page.evaluate(() => (window.document.querySelector("fieldset").disabled = true));
    await page.waitForFunction(() => window.document.querySelector("otp-input").shadowRoot.querySelector("input").disabled);
    assert.deepEqual(await page.evaluate(() => [...new FormData(window.document.forms[0])]), []);
    await set(page, { value: " 12-34 " });
    assert.equal(await value(page), "1234");
  });

  test("is there late, with what was set before", async (t) => {
    const page = await open(t, "<main></main>", { script: `document.addEventListener("readystatechange", () => {
      const early = Object.assign(document.createElement("otp-input"), { value: "12", texts: { label: "Early" } });
      document.querySelector("main").append(early);
    }, { once: true })` });
    await page.getByRole("textbox", { name: "Early" }).waitFor();
    assert.deepEqual([await box(page).inputValue(), await element(page).evaluate(({ texts }) => texts.resend)], ["12", "Send again"]);
  });
});

// Only a phone that receives messages has WebOTP: the browser's half is a stand-in here.
describe("WebOTP, with a stand-in for the browser's half,", () => {
  const STAND_IN = `
    window.OTPCredential = class {};
    window.asked = [];
    Object.defineProperty(navigator, "credentials", { value: {
      get: ({ otp, signal }) => new Promise((resolve, reject) => {
        const request = { transport: otp.transport, resolve, isOver: false };
        signal.addEventListener("abort", () => { request.isOver = true; reject(signal.reason); });
        window.asked.push(request);
      }),
    } });`;
  const asked = (page) => page.evaluate(() => window.asked.map(({ transport, isOver }) => [...transport, isOver]));
  const receive = (page, code) => page.evaluate((code) => window.asked.at(-1).resolve({ code }), code);

  test("fills in the code that is received", async (t) => {
    const page = await open(t, FIELD, { script: STAND_IN });
    assert.deepEqual(await asked(page), [["sms", false]]);
    await receive(page, "123456");
    await page.waitForFunction(() => window.told.length > 0);
    assert.deepEqual(await page.evaluate(() => window.told), [["otp-input", "123456"], ["otp-complete", "123456"]]);
  });

  test("is asked for again after a wrong code, and for no longer than needed", async (t) => {
    const page = await open(t, FIELD, { script: STAND_IN });
    await set(page, { status: "checking" });
    assert.deepEqual(await asked(page), [["sms", true]]);
    await set(page, { status: "wrong" });
    assert.deepEqual(await asked(page), [["sms", true], ["sms", false]]);
    await element(page).evaluate((element) => element.remove());
    assert.deepEqual(await asked(page), [["sms", true], ["sms", true]]);
  });

  test("is not waited for when the form is sent", async (t) => {
    const page = await open(t, `<form><otp-input name="code"></otp-input></form>`, { script: STAND_IN });
    await page.evaluate(() => (window.document.forms[0].onsubmit = () => false));
    await box(page).pressSequentially("123456");
    await page.keyboard.press("Enter");
    assert.deepEqual(await asked(page), [["sms", true]]);
  });
});

describe("it fits, and can be read,", () => {
  const WHEN = { expiresAt: "2030-01-31T12:04:32Z", resendAt: "2030-01-31T12:00:25Z" };
  const SAMPLES = {
    empty: ["", {}],
    typing: ["482", WHEN],
    wrong: ["482913", { ...WHEN, status: "wrong", message: "That is not the code. Look again: you have 4 more tries." }],
    checking: ["482913", { ...WHEN, status: "checking" }],
    expired: ["48", { status: "expired", resendAt: "2030-01-31T12:00:00Z" }],
    approved: ["482913", { status: "approved" }],
    long: ["K7MPQ2X9TZ", { ...WHEN, length: 10, alphabet: "alphanumeric", label: "Code from the message to your telephone" }],
    disabled: ["48", { disabled: true }],
  };

  for (const [device, viewport] of Object.entries(VIEWPORTS)) {
    for (const colorScheme of ["light", "dark"]) {
      test(`on a ${device}, ${colorScheme}`, async (t) => {
        const page = await open(t, FIELD, { date: SOON, viewport, colorScheme });
        for (const [name, [text, properties]] of Object.entries(SAMPLES)) {
          await page.evaluate(([text, properties]) => {
            const field = window.document.createElement("otp-input");
            window.document.querySelector("otp-input").replaceWith(field);
            Object.assign(field, properties);
            field.value = text;
            if (!field.disabled) field.focus();
            const input = field.shadowRoot.querySelector("input");
            input.setSelectionRange(properties.status === "wrong" ? 0 : text.length, text.length);
          }, [text, properties]);
          await assertFit(page, `otp-${device}-${colorScheme}-${name}`);
          await assertInBoxes(page);
        }
      });
    }
  }

  test("with colours that people force, and from right to left", async (t) => {
    const page = await open(t, FIELD, { date: SOON, viewport: VIEWPORTS.phone, forcedColors: "active", root: `lang="ar" dir="rtl"` });
    await set(page, WHEN);
    await box(page).pressSequentially("482");
    await assertFit(page, "otp-forced-rtl");
    await assertInBoxes(page);
    const [first, second] = await part(page, "box").evaluateAll((boxes) => boxes.map((box) => box.getBoundingClientRect().left));
    assert.ok(first < second, "digits go from left to right");
  });
});

/** Each character stands in the middle of its box: the field is as wide as the boxes and has not been scrolled. */
async function assertInBoxes(page) {
  const [pitch, spacing, indent, scrolled] = await box(page).evaluate((input) => {
    const [first, second] = [...input.getRootNode().querySelectorAll(".box")].map((box) => box.getBoundingClientRect());
    const style = getComputedStyle(input);
    const context = window.document.createElement("canvas").getContext("2d");
    context.font = style.font;
    const character = context.measureText("0").width;
    return [second.left - first.left, character + Number.parseFloat(style.letterSpacing), Number.parseFloat(style.paddingInlineStart) * 2 + character - first.width, input.scrollLeft];
  });
  assert.ok(Math.abs(pitch - spacing) < 0.1 && Math.abs(indent) < 0.2, `${pitch} ${spacing} ${indent}`);
  assert.equal(scrolled, 0);
}
