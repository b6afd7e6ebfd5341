// <sms-counter> as built, in Chromium, on pages with a strict content security policy: beside a box, around one, late, in
// a shadow root, and under frameworks that put a value of their own over the box's.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { launch, screenshotFolder } from "./chromium.js";

const VIEWPORTS = { phone: { width: 320, height: 640 }, desktop: { width: 1000, height: 700 } };
const CSP =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src data:; require-trusted-types-for 'script'";
const STYLE = `
  :root { color-scheme: light dark }
  body { margin: 0 auto; max-inline-size: 36rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif }
  label { display: block; font-weight: 600; margin-block-end: 0.25rem }
  textarea { box-sizing: border-box; inline-size: 100%; block-size: 7rem; padding: 0.625rem; font: inherit; border-radius: 0.5rem }`;
const BESIDE = `<label for="message">Message</label><textarea id="message"></textarea><sms-counter for="message"></sms-counter>`;

const browser = await launch();
after(() => browser.close());
const pages = new Map();
const address = await serve();
const screenshots = screenshotFolder(after);

/** Serves the pages of the tests, and the package's files as they are built. */
async function serve() {
  const server = createServer(async ({ url }, response) => {
    const send = (type, body) => response.writeHead(200, { "content-type": type, "content-security-policy": CSP }).end(body);
    if (pages.has(url)) return send("text/html; charset=utf-8", pages.get(url));
    if (url === "/style.css") return send("text/css", STYLE);
    const file = new URL(`../../pkg/dist${url}`, import.meta.url);
    const script = await readFile(file).catch(() => undefined);
    return script ? send("text/javascript; charset=utf-8", script) : response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

/** A new page, which fails the test that opened it when it logs an error. */
async function open(t, body = BESIDE, { root = `lang="en"`, ...options } = {}) {
  const path = `/page-${pages.size}`;
  pages.set(
    path,
    `<!doctype html><html ${root}><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css"><title>Counter</title>
    <script type="module" src="/element.js"></script><body>${body}`,
  );
  const context = await browser.newContext({ viewport: VIEWPORTS.desktop, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (entry) => ["error", "warning"].includes(entry.type()) && complaints.push(entry.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });
  await page.goto(address + path);
  await page.evaluate(() => customElements.whenDefined("sms-counter"));
  return page;
}

/** What the counter shows, by part; parts that are hidden are left out. */
function shown(page) {
  return page.evaluate(() => {
    const { shadowRoot } = document.querySelector("sms-counter");
    const names = ["segments", "encoding", "units", "left", "message", "blamed", "saving"];
    const parts = names.map((name) => [name, shadowRoot.querySelector(`[part="${name}"]`)]);
    return Object.fromEntries(parts.filter(([, part]) => part.checkVisibility()).map(([name, part]) => [name, part.textContent]));
  });
}

/** Waits until the counter shows a part so: it may do so in a moment. */
async function shows(page, part, text) {
  let last;
  for (let attempt = 0; attempt < 100; attempt++) {
    last = (await shown(page))[part];
    if (last === text) return;
    await pause(20);
  }
  assert.equal(last, text);
}

const part = (page, name) => page.locator(`sms-counter [part="${name}"]`);
const disclose = (page) => part(page, "disclosure").click();

/** Waits until a part is there so often. */
async function disclosed(page, name, times) {
  for (let attempt = 0; attempt < 100 && (await part(page, name).count()) !== times; attempt++) await pause(20);
  assert.equal(await part(page, name).count(), times);
}

/** Sets the box as a script does, of which no event tells. */
const assign = (page, text) => page.locator("textarea").evaluate((box, value) => (box.value = value), text);

const fill = (page, text) => page.locator("textarea").fill(text);
const value = (page) => page.locator("textarea").inputValue();

/** What has the focus, in the counter or outside. */
const focused = (page) =>
  page.evaluate(() => {
    const { activeElement } = document;
    const inner = activeElement.shadowRoot?.activeElement ?? activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(inner);
    return { on: inner.getAttribute("part") ?? inner.id, label: inner.ariaLabel ?? inner.textContent, outline: `${outlineWidth} ${outlineStyle}` };
  });

test("counts each key as it is typed", async (t) => {
  const page = await open(t);
  const empty = { segments: "0 messages", encoding: "GSM-7", units: "0 of 160 used", left: "160 left" };
  assert.deepEqual(await shown(page), empty);
  await page.locator("#message").pressSequentially("5 €");
  assert.deepEqual(await shown(page), { segments: "1 message", encoding: "GSM-7", units: "4 of 160 used", left: "156 left" });
  await page.keyboard.insertText("’");
  const forced = { segments: "1 message", encoding: "UCS-2", units: "4 of 70 used", left: "66 left", blamed: "1 character outside GSM-7" };
  assert.deepEqual(await shown(page), forced);
  await page.keyboard.press("Backspace");
  assert.deepEqual(await shown(page), { segments: "1 message", encoding: "GSM-7", units: "4 of 160 used", left: "156 left" });
  await fill(page, "a".repeat(161));
  assert.deepEqual(await shown(page), { segments: "2 messages", encoding: "GSM-7", units: "8 of 153 used", left: "145 left" });
  const bar = await part(page, "bar").evaluate((bar) => bar.getBoundingClientRect().width / bar.parentElement.clientWidth);
  assert.ok(Math.abs(bar - 8 / 153) < 0.005, `the bar is ${bar} full`);
});

test("tells of each change, out of shadow roots", async (t) => {
  const page = await open(t);
  await page.evaluate(() => {
    window.told = [];
    document.addEventListener("count", ({ detail, target, composed }) => {
      window.told.push([target.localName, composed, detail === target.count, detail.units]);
    });
  });
  await page.locator("#message").pressSequentially("ab");
  await pause(50);
  const told = await page.evaluate(() => window.told);
  assert.deepEqual(told, [["sms-counter", true, true, 1], ["sms-counter", true, true, 2]]);
});

test("finds its box late, in its own root, and when `for` changes", async (t) => {
  const page = await open(t, `<sms-counter for="message"></sms-counter><textarea id="other">four</textarea>`);
  assert.equal((await shown(page)).segments, "0 messages");
  await page.evaluate(() => {
    const box = Object.assign(document.createElement("textarea"), { id: "message", value: "late" });
    document.body.append(box);
  });
  await shows(page, "units", "4 of 160 used");
  await page.evaluate(() => document.getElementById("message").remove());
  await shows(page, "segments", "0 messages");
  await page.evaluate(() => document.querySelector("sms-counter").setAttribute("for", "other"));
  assert.equal((await shown(page)).units, "4 of 160 used");
  await page.evaluate(() => (document.querySelector("sms-counter").htmlFor = "message"));
  assert.equal((await shown(page)).segments, "0 messages");
  await page.evaluate(() => (document.getElementById("other").id = "message"));
  await shows(page, "units", "4 of 160 used");
  await page.locator("#message").fill("five!");
  assert.equal((await shown(page)).units, "5 of 160 used");

  const inner = await page.evaluate(() => {
    const host = document.body.appendChild(document.createElement("div"));
    const root = host.attachShadow({ mode: "open" });
    const box = Object.assign(document.createElement("textarea"), { id: "message", value: "in a shadow" });
    const counter = document.createElement("sms-counter");
    counter.htmlFor = "message";
    root.append(counter, box);
    return counter.count.units;
  });
  assert.equal(inner, 11);
});

test("counts the box that it wraps", async (t) => {
  const page = await open(t, `<sms-counter><label>Message <textarea>first</textarea></label></sms-counter>`);
  assert.equal((await shown(page)).units, "5 of 160 used");
  await fill(page, "second");
  assert.equal((await shown(page)).units, "6 of 160 used");
  assert.ok(await page.locator("textarea").isVisible());
});

test("counts anew when told, after a reset, and when connected again; and is still when it is not", async (t) => {
  const page = await open(t, `<form>${BESIDE}<button type="reset">Reset</button></form>`);
  await assign(page, "by script");
  assert.equal((await shown(page)).segments, "0 messages");
  await page.evaluate(() => document.querySelector("sms-counter").update());
  assert.equal((await shown(page)).units, "9 of 160 used");
  await page.getByRole("button", { name: "Reset" }).click();
  await shows(page, "segments", "0 messages");

  const counts = await page.evaluate(async () => {
    const counter = document.querySelector("sms-counter");
    const box = document.getElementById("message");
    let told = 0;
    counter.addEventListener("count", () => told++);
    const type = (text) => {
      box.value = text;
      box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    };
    counter.remove();
    type("unheard");
    counter.update();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const [away, before] = [told, counter.count.units];
    document.body.append(counter);
    type("heard");
    return [away, before, counter.count.units, told];
  });
  assert.deepEqual(counts, [0, 0, 5, 2]);
});

test("lists who is to blame, once each, with a name, a code point and how often", async (t) => {
  const page = await open(t);
  await fill(page, "It’s ‘x’ я\u00a0😀\u200b");
  assert.equal(await part(page, "character").first().isVisible(), false);
  await disclose(page);
  const rows = await part(page, "character").evaluateAll((rows) =>
    rows.map((row) => [...row.querySelectorAll("bdi, [part=name] > span, button")].map(({ textContent }) => textContent)),
  );
  assert.deepEqual(rows, [
    ["’", "'", "curly apostrophe", "U+2019 × 2", "Find", "Replace"],
    ["‘", "'", "opening single quote", "U+2018", "Find", "Replace"],
    ["", "␣", "no-break space", "U+00A0", "Find", "Replace"],
    ["", "zero-width space", "U+200B", "Find", "Remove"],
    ["я", "Cyrillic letter", "U+044F", "Find"],
    ["😀", "emoji", "U+1F600", "Find"],
  ]);
  await fill(page, "абвгдежзийклмно");
  assert.equal(await part(page, "character").count(), 12);
  assert.equal(await part(page, "more").textContent(), "and 3 more");
});

test("selects one occurrence after the other", async (t) => {
  const page = await open(t);
  await fill(page, "’a’😀");
  await disclose(page);
  const selection = () => page.locator("#message").evaluate((box) => [box.selectionStart, box.selectionEnd, box === document.activeElement]);
  const apostrophe = page.getByRole("button", { name: "Find next curly apostrophe U+2019" });
  for (const at of [0, 2, 0]) {
    await apostrophe.click();
    assert.deepEqual(await selection(), [at, at + 1, true]);
  }
  await page.getByRole("button", { name: "Find next emoji U+1F600" }).click();
  assert.deepEqual(await selection(), [3, 5, true]);
});

test("replaces every occurrence of a character, keeps the caret, and can be undone", async (t) => {
  const page = await open(t);
  await fill(page, "It’s so…\nthat’s “it” я…");
  await page.evaluate(() => {
    window.heard = [];
    document.addEventListener("input", ({ target, bubbles }) => window.heard.push([target.id, bubbles, target.value]));
    document.getElementById("message").setSelectionRange(10, 12);
  });
  await disclose(page);
  await page.getByRole("button", { name: "Replace ellipsis U+2026 with three dots" }).click();
  const replaced = "It’s so...\nthat’s “it” я...";
  assert.equal(await value(page), replaced);
  // Chromium tells of each line.
  const heard = await page.evaluate(() => window.heard);
  assert.ok(heard.length > 0);
  for (const event of heard) assert.deepEqual(event, ["message", true, replaced]);
  const selection = await page.locator("#message").evaluate((box) => [box.selectionStart, box.selectionEnd]);
  assert.deepEqual(selection, [12, 14]);
  assert.equal((await shown(page)).blamed, "5 characters outside GSM-7");
  await page.locator("#message").focus();
  await page.keyboard.press("Control+z");
  assert.equal(await value(page), "It’s so…\nthat’s “it” я…");
  assert.equal((await shown(page)).blamed, "7 characters outside GSM-7");
});

test("replaces all that have a proposal, and says what that saves", async (t) => {
  const page = await open(t);
  await fill(page, `${"x".repeat(80)}’\u200b“…”`);
  const before = await shown(page);
  assert.deepEqual([before.segments, before.saving], ["2 messages", "Replacing saves 1 message"]);
  await disclose(page);
  await page.getByRole("button", { name: "Replace all 5" }).click();
  assert.equal(await value(page), `${"x".repeat(80)}'"..."`);
  assert.deepEqual(await shown(page), { segments: "1 message", encoding: "GSM-7", units: "86 of 160 used", left: "74 left" });
  assert.equal((await focused(page)).on, "message");
});

test("loses nothing at maxlength, and leaves a read-only box alone", async (t) => {
  const page = await open(t, `<textarea id="message" maxlength="5"></textarea><sms-counter for="message"></sms-counter>`);
  await fill(page, "a…b…c");
  await disclose(page);
  await part(page, "replace").click();
  assert.equal(await value(page), "a...b...c");
  await fill(page, "a…b");
  await disclosed(page, "replace", 1);
  await page.evaluate(() => (document.getElementById("message").readOnly = true));
  await disclosed(page, "replace", 0);
  await page.evaluate(() => (document.getElementById("message").readOnly = false));
  await disclosed(page, "replace", 1);
});

for (const [how, disabled] of [["as typed", false], ["as assigned", true]]) {
  test(`replaces in a box whose value a framework controls, ${how}`, async (t) => {
    const page = await open(t);
    await page.evaluate((disabled) => {
      if (disabled) document.execCommand = () => false;
      // As React tracks it: an event is for nothing when the last value that was assigned stands in the box.
      const box = document.getElementById("message");
      const { get, set } = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");
      let tracked = box.value;
      Object.defineProperty(box, "value", {
        configurable: true,
        get() {
          return get.call(this);
        },
        set(value) {
          tracked = value;
          set.call(this, value);
        },
      });
      window.state = "";
      document.body.addEventListener("input", () => {
        if (get.call(box) === tracked) return;
        window.state = tracked = get.call(box);
        queueMicrotask(() => (box.value = window.state.toUpperCase()));
      });
    }, disabled);
    await fill(page, "it’s");
    await shows(page, "units", "4 of 70 used");
    assert.equal(await value(page), "IT’S");
    await disclose(page);
    await page.locator("#message").evaluate((box) => box.setSelectionRange(3, 3));
    await part(page, "replace").click();
    assert.equal(await page.evaluate(() => window.state), "IT'S");
    await shows(page, "encoding", "GSM-7");
    assert.equal(await value(page), "IT'S");
    await fill(page, "“it’s");
    await shows(page, "units", "5 of 70 used");
    await part(page, "replace").first().click();
    await pause(50);
    assert.equal((await focused(page)).label, "Replace curly apostrophe U+2019 with straight apostrophe");
  });
}

test("hears of a value that React sets, by what stands beside it", async (t) => {
  const page = await open(t);
  await page.evaluate(() => {
    const box = document.getElementById("message");
    box.value = box.defaultValue = "from a state";
  });
  await shows(page, "units", "12 of 160 used");
});

test("replaces in an input of any type", async (t) => {
  const page = await open(t, `<input id="message" type="email"><sms-counter for="message"></sms-counter>`);
  await page.locator("#message").fill("a’b");
  await disclose(page);
  await part(page, "replace").click();
  assert.equal(await page.locator("#message").inputValue(), "a'b");
  await page.locator("#message").fill("я");
  await part(page, "find").click();
  assert.equal((await focused(page)).on, "message");
});

test("takes the options of count() as attributes", async (t) => {
  const page = await open(t);
  const set = (name, value) => page.locator("sms-counter").evaluate((counter, [name, value]) => counter.setAttribute(name, value), [name, value]);
  const remove = (name) => page.locator("sms-counter").evaluate((counter, name) => counter.removeAttribute(name), name);
  await fill(page, "ção".repeat(30));
  assert.equal((await shown(page)).encoding, "UCS-2");
  await set("encoding", "gsm-pt");
  assert.equal((await shown(page)).encoding, "GSM-7");
  await set("encoding", "best");
  assert.equal((await shown(page)).encoding, "GSM-7");
  await set("languages", "turkish  hindi");
  assert.equal((await shown(page)).encoding, "UCS-2");
  await set("encoding", "utf-16");
  assert.equal((await shown(page)).blamed, undefined);
  await remove("encoding");
  await remove("languages");
  await fill(page, "a".repeat(161));
  await set("reference", "16-bit");
  assert.equal((await shown(page)).units, "9 of 152 used");
  await fill(page, `${"a".repeat(63)}👨‍👩‍👧${"b".repeat(10)}`);
  await remove("reference");
  const left = (await shown(page)).left;
  await page.evaluate(() => (document.querySelector("sms-counter").graphemes = true));
  assert.notEqual((await shown(page)).left, left);
  const reflected = await page.evaluate(() => {
    const counter = document.querySelector("sms-counter");
    Object.assign(counter, { encoding: "best", languages: ["turkish", "hindi"], maxSegments: 3, reference: null });
    return counter.getAttributeNames().map((name) => [name, counter.getAttribute(name)]);
  });
  assert.deepEqual(Object.fromEntries(reflected), {
    for: "message", graphemes: "", encoding: "best", languages: "turkish hindi", "max-segments": "3",
  });
});

test("says what cannot be sent, and what a wrong attribute is", async (t) => {
  const page = await open(t, BESIDE.replace("for=\"message\"></sms", "for=\"message\" encoding=\"gsm-pt\"></sms"));
  await fill(page, "ção – я");
  assert.deepEqual(await shown(page), {
    segments: "Cannot be sent",
    message: "This encoding lacks – (en dash)",
    blamed: "2 characters to replace",
  });
  const known = () => page.locator("sms-counter").evaluate(({ count, error }) => [count, error.name, error.code]);
  assert.deepEqual(await known(), [null, "SegmentError", "lacks-character"]);
  await disclose(page);
  await part(page, "replace").click();
  assert.equal(await value(page), "ção - я");
  assert.equal((await shown(page)).message, "This encoding lacks я (Cyrillic letter)");
  await fill(page, "a".repeat(40_000));
  assert.equal((await shown(page)).message, "Too long: 274 messages, and 255 are possible");
  await page.evaluate(() => (document.querySelector("sms-counter").encoding = "morse"));
  assert.match((await shown(page)).message, /^encoding: "morse" is not one of auto, /);
  await page.evaluate(() => (document.querySelector("sms-counter").encoding = null));
  assert.equal((await shown(page)).segments, "262 messages");
  await fill(page, "’".repeat(40_000));
  assert.equal((await shown(page)).segments, "598 messages");
});

test("says that a text takes more messages than allowed", async (t) => {
  const page = await open(t);
  await page.evaluate(() => (document.querySelector("sms-counter").maxSegments = 1));
  const over = () => page.locator("sms-counter").evaluate((counter) => counter.matches("[over]"));
  await fill(page, "a".repeat(160));
  assert.deepEqual([await over(), (await shown(page)).message], [false, undefined]);
  await fill(page, "a".repeat(307));
  assert.deepEqual([await over(), (await shown(page)).message], [true, "2 more than the 1 message allowed"]);
});

test("works by keyboard, with the focus in sight, and says what each button does", async (t) => {
  const page = await open(t);
  await fill(page, "It’s “on”");
  await page.keyboard.press("Tab");
  assert.deepEqual(await focused(page), { on: "disclosure", label: "3 characters outside GSM-7", outline: "2px solid" });
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.equal((await focused(page)).label, "Replace all 3");
  await page.keyboard.press("Tab");
  assert.equal((await focused(page)).label, "Find next curly apostrophe U+2019");
  await page.keyboard.press("Tab");
  const replace = { on: "replace", label: "Replace curly apostrophe U+2019 with straight apostrophe", outline: "2px solid" };
  assert.deepEqual(await focused(page), replace);
  await page.keyboard.press("Enter");
  assert.equal(await value(page), "It's “on”");
  assert.equal((await focused(page)).label, "Replace opening double quote U+201C with straight quote");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  assert.equal(await value(page), `It's "on"`);
  assert.equal((await focused(page)).on, "message");
});

test("gives each control a name and a role, and nothing decorative", async (t) => {
  const page = await open(t);
  await fill(page, "It’s “on” я\u200b");
  await disclose(page);
  const tree = await page.locator("sms-counter").ariaSnapshot();
  assert.match(tree, /group "SMS length"/);
  assert.match(tree, /status/);
  const names = [...tree.matchAll(/button "(.*)"/g)].map(([, name]) => name);
  assert.equal(names.length, 10, tree);
  assert.equal(new Set(names).size, names.length, tree);
  const own = await part(page, "summary").evaluate((panel) => panel.querySelectorAll("[style], style").length);
  assert.equal(own, 1, "only the bar has a style of its own");
});

test("tells screen readers once, when the typing pauses", async (t) => {
  const page = await open(t, BESIDE.replace("<sms-counter", "<sms-counter max-segments=\"1\""));
  const status = part(page, "status");
  assert.deepEqual(await status.evaluate((status) => [status.role, status.textContent]), ["status", ""]);
  await status.evaluate((status) => {
    window.announced = [];
    new MutationObserver(() => window.announced.push(status.textContent)).observe(status, { childList: true });
  });
  await fill(page, "a".repeat(70));
  await page.locator("#message").pressSequentially("bя", { delay: 20 });
  await pause(600);
  assert.deepEqual(await page.evaluate(() => window.announced), []);
  await pause(600);
  const announced = ["2 messages, 62 left, UCS-2, 1 more than the 1 message allowed"];
  assert.deepEqual(await page.evaluate(() => window.announced), announced);
});

test("speaks another language", async (t) => {
  const page = await open(t);
  await page.evaluate(() => {
    const { constructor } = document.querySelector("sms-counter");
    constructor.messages = { segments: (segments) => `${segments} SMS`, left: (units) => `noch ${units}` };
    document.querySelector("sms-counter").update();
  });
  assert.deepEqual(await shown(page), { segments: "0 SMS", encoding: "GSM-7", units: "0 of 160 used", left: "noch 160" });
});

test("runs from right to left where the page does", async (t) => {
  const page = await open(t, BESIDE, { root: `lang="ar" dir="rtl"` });
  await fill(page, `${"x".repeat(60)}’`);
  await disclose(page);
  await page.screenshot({ path: join(screenshots, "rtl.png") });
  const [segments, encoding, bar, meter] = await Promise.all(
    ["segments", "encoding", "bar", "meter"].map((name) => part(page, name).evaluate((part) => part.getBoundingClientRect().toJSON())),
  );
  const [name, code] = await part(page, "name").evaluate((name) => [...name.children].map((child) => child.getBoundingClientRect().right));
  assert.ok(Math.abs(name - code) < 1);
  assert.ok(segments.left > encoding.left);
  assert.ok(Math.abs(bar.right - meter.right) < 1 && bar.left > meter.left);
});

test("is imported where there is no document", async () => {
  const { SmsCounter } = await import("../../pkg/dist/element.js");
  assert.equal(typeof SmsCounter, "function");
});

const SAMPLES = {
  empty: ["", {}],
  gsm: ["Your code is 482913. It is valid for 10 minutes. Don't share it with anyone, not even us.", {}],
  open: ["Hi Ana, you don’t need to be home: we’ll leave your parcel next door – as agreed… 5 € back\u00a0if it’s late, до завтра 🎉", {}],
  over: [`${"We’ll be there – soon. ".repeat(8)}`, { "max-segments": "2" }],
  refused: ["Já não há lugar — ção, до завтра", { encoding: "gsm-pt" }],
  unbroken: ["ツ".repeat(400), {}],
};

/** The ratio of the luminances of a part's text and of the page, as WCAG has it. */
const contrast = (page, name) =>
  part(page, name).first().evaluate((part) => {
    const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
    const luminance = () => {
      const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((byte) => ((byte / 255 + 0.055) / 1.055) ** 2.4);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const paint = (color) => {
      context.fillStyle = color;
      context.fillRect(0, 0, 1, 1);
      return luminance();
    };
    // What a page without a background of its own shows.
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const [low, high] = [paint(dark ? "#121212" : "#fff"), paint(getComputedStyle(part).color)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  });

for (const [device, viewport] of Object.entries(VIEWPORTS)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`fits a ${device}, ${colorScheme}, and can be read`, async (t) => {
      const page = await open(t, BESIDE, { viewport, colorScheme });
      await page.locator("sms-counter").evaluate((counter) => (counter.shadowRoot.querySelector("details").open = true));
      for (const [name, [text, attributes]] of Object.entries(SAMPLES)) {
        await page.locator("sms-counter").evaluate((counter, attributes) => {
          for (const name of ["encoding", "max-segments"]) counter.removeAttribute(name);
          for (const [name, value] of Object.entries(attributes)) counter.setAttribute(name, value);
        }, attributes);
        await fill(page, text);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(overflow, 0, `${name} scrolls sideways`);
        await page.screenshot({ path: join(screenshots, `${device}-${colorScheme}-${name}.png`), fullPage: true });
        for (const part of Object.keys(await shown(page))) {
          const ratio = await contrast(page, part);
          assert.ok(ratio >= 4.5, `${part} of ${name}: ${ratio}`);
        }
      }
    });
  }
}

test("takes its colours from the page, light or dark", async (t) => {
  const colours = [];
  for (const colorScheme of ["light", "dark"]) {
    const page = await open(t, BESIDE, { colorScheme });
    await fill(page, "я");
    colours.push(await part(page, "encoding").evaluate((part) => getComputedStyle(part).color));
    await page.evaluate(() => document.querySelector("sms-counter").style.setProperty("--sms-counter-warn", "rgb(1, 2, 3)"));
    assert.equal(await part(page, "encoding").evaluate((part) => getComputedStyle(part).color), "rgb(1, 2, 3)");
  }
  assert.notEqual(colours[0], colours[1]);
});

test("is in sight with forced colours", async (t) => {
  const page = await open(t, BESIDE, { forcedColors: "active" });
  await fill(page, `${"x".repeat(40)}’`);
  await disclose(page);
  const [bar, meter] = await Promise.all(["bar", "meter"].map((name) => part(page, name).evaluate((part) => getComputedStyle(part).backgroundColor)));
  assert.notEqual(bar, meter);
  await page.screenshot({ path: join(screenshots, "forced-colours.png") });
});
