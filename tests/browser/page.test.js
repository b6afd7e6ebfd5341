// The page with the message box, as the Worker serves it, in Chromium: on a phone and a desktop, light and dark.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { cases } from "../fixtures/segments.js";
import { start } from "../worker/harness.js";

/** The switches that the bindings are tested with, too. */
const { "goog:chromeOptions": { args: ARGS } } = JSON.parse(readFileSync(new URL("../../webdriver.json", import.meta.url), "utf8"));
const VIEWPORTS = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } };

const executablePath = execFileSync(fileURLToPath(new URL("../../scripts/chromium.sh", import.meta.url)), { encoding: "utf8" }).trim();
const browser = await chromium.launch({ executablePath, args: ARGS });
after(() => browser.close());
const server = await start();
after(() => server.stop());
const address = server.url.href;
const screenshots = await screenshotFolder();

async function screenshotFolder() {
  if (process.env.SCREENSHOTS) {
    await mkdir(process.env.SCREENSHOTS, { recursive: true });
    return process.env.SCREENSHOTS;
  }
  const folder = await mkdtemp(join(tmpdir(), "shortwave-page-"));
  after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A new page, which fails the test that opened it when it logs an error or asks for what is not there. */
async function open(t, options) {
  const context = await browser.newContext({ viewport: VIEWPORTS.desktop, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (entry) => ["error", "warning"].includes(entry.type()) && complaints.push(entry.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("response", (response) => response.status() >= 400 && complaints.push(`${response.status()} ${response.url()}`));
  page.on("request", (request) => request.url().startsWith(address) || complaints.push(`asked for ${request.url()}`));
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });
  await page.goto(address);
  await page.waitForFunction(() => document.getElementById("encoding").textContent !== "–");
  return page;
}

/** What the page shows, as plain values. */
function shown(page) {
  return page.evaluate(() => {
    const text = (id) => document.getElementById(id).textContent;
    const amount = (id) => Number(text(id).replaceAll(",", ""));
    const track = document.querySelector(".track").clientWidth;
    return {
      encoding: text("encoding"),
      segments: amount("segments"),
      units: amount("units"),
      remaining: amount("remaining"),
      fullness: text("fullness"),
      filled: document.getElementById("fill").getBoundingClientRect().width / track,
      verdict: text("verdict"),
      blockers: [...document.querySelectorAll(".blocker .code")].map((code) => code.textContent),
    };
  });
}

function expectedFor({ encoding, segments, units, remaining, capacity, nonGsm }) {
  const unit = encoding === "GSM-7" ? "septets" : "code units";
  const used = capacity - remaining;
  const fullness = `${used} of ${capacity} ${unit}`;
  return { encoding, segments, units, remaining, fullness, verdict: verdictFor(segments, nonGsm.length) };
}

function verdictFor(segments, lacking) {
  if (lacking > 0) return lacking === 1 ? "1 character forces UCS-2" : `${lacking} characters force UCS-2`;
  return segments > 0 ? "Every character is in the GSM-7 alphabet" : "Characters that force UCS-2 are listed here";
}

/** Sets the box at once: keys cannot type a lone surrogate, and take long for 39,000 letters. */
function put(page, text) {
  return page.locator("#message").evaluate((box, value) => {
    box.value = value;
    box.dispatchEvent(new InputEvent("input"));
  }, text);
}

test("shows every fixture as it is counted", async (t) => {
  const page = await open(t, { reducedMotion: "reduce" });
  // A text box turns carriage returns into line feeds.
  for (const { name, text, expected } of cases.filter(({ text }) => !text.includes("\r"))) {
    await put(page, text);
    const { blockers, filled, ...figures } = await shown(page);
    assert.deepEqual(figures, expectedFor(expected), name);
    assert.ok(Math.abs(filled - (1 - expected.remaining / expected.capacity)) < 0.005, `${name}: the bar is ${filled} full`);
    const different = new Set(expected.nonGsm.map(({ character }) => character));
    assert.equal(blockers.length, Math.min(different.size, 12), name);
  }
});

test("counts each key as it is typed", async (t) => {
  const page = await open(t, { reducedMotion: "reduce" });
  await page.locator("#message").pressSequentially("5 €");
  assert.equal((await shown(page)).units, 4);
  await page.keyboard.insertText("’");
  const { encoding, units, blockers } = await shown(page);
  assert.deepEqual([encoding, units, blockers], ["UCS-2", 4, ["U+2019"]]);
  await page.keyboard.press("Backspace");
  assert.equal((await shown(page)).encoding, "GSM-7");
});

test("says what forces UCS-2, and selects it in the box", async (t) => {
  const page = await open(t);
  await put(page, "😀 It’s ‘x’ я `ls`\u00a0ç 好 \u200d");
  const names = await page.locator(".blocker .name").allTextContents();
  assert.deepEqual(names, [
    "emoji",
    "curly apostrophe",
    "opening single quote",
    "Cyrillic letter",
    "backtick",
    "no-break space",
    "Latin letter",
    "Chinese character",
    "zero-width joiner",
  ]);
  const selection = () => page.locator("#message").evaluate((box) => [box.selectionStart, box.selectionEnd, box === document.activeElement]);
  const apostrophe = page.getByRole("button", { name: "curly apostrophe U+2019 × 2" });
  const emoji = page.getByRole("button", { name: "emoji U+1F600" });
  await emoji.click();
  assert.deepEqual(await selection(), [0, 2, true]);
  for (const at of [5, 10, 5]) {
    await apostrophe.click();
    assert.deepEqual(await selection(), [at, at + 1, true]);
  }
});

test("lists a dozen different characters and how many more there are", async (t) => {
  const page = await open(t);
  await put(page, "абвгдежзийклмно");
  assert.equal(await page.locator(".blocker").count(), 12);
  assert.equal(await page.locator("#more").textContent(), "and 3 more");
  await put(page, "абв");
  assert.equal(await page.locator("#more").isHidden(), true);
});

test("tells screen readers once, when the typing pauses", async (t) => {
  const page = await open(t);
  const status = page.getByRole("status");
  assert.equal(await status.getAttribute("aria-live"), "polite");
  await page.evaluate(() => {
    window.announced = [];
    const note = () => window.announced.push(document.getElementById("status").textContent);
    new MutationObserver(note).observe(document.getElementById("status"), { childList: true });
  });
  await page.getByRole("textbox", { name: "Message" }).pressSequentially("It is я", { delay: 20 });
  await page.waitForFunction(() => window.announced.length > 0);
  const summary = "1 segment, UCS-2, 63 units remaining. 1 character forces UCS-2.";
  assert.deepEqual(await page.evaluate(() => window.announced), [summary]);
});

test("works by keyboard, with the focus in sight", async (t) => {
  const page = await open(t);
  await page.keyboard.press("Tab");
  const focused = () =>
    page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      return { on: document.activeElement.id || document.activeElement.textContent.trim(), outline: `${outlineWidth} ${outlineStyle}` };
    });
  assert.deepEqual(await focused(), { on: "message", outline: "3px solid" });
  await page.keyboard.press("Tab");
  assert.deepEqual(await focused(), { on: "One-time code", outline: "3px solid" });
  await page.keyboard.press("Enter");
  const { encoding, segments, units } = await shown(page);
  assert.deepEqual([encoding, segments, units], ["GSM-7", 1, 64]);
});

test("writes from right to left where the text does", async (t) => {
  const page = await open(t);
  const direction = () => page.locator("#message").evaluate((box) => getComputedStyle(box).direction);
  await put(page, "Hello");
  assert.equal(await direction(), "ltr");
  await put(page, "مرحبا");
  assert.equal(await direction(), "rtl");
});

test("keeps what the browser restores, and counts it", async (t) => {
  const page = await open(t);
  await page.locator("#message").fill("[kept]");
  await page.goto("about:blank");
  await page.goBack();
  await page.waitForFunction(() => document.getElementById("units").textContent === "8");
});

const SAMPLES = {
  empty: "",
  gsm: "Your code is 482913. It is valid for 10 minutes. Don't share it with anyone, not even us.",
  ucs: "Hi Ana, you don’t need to be home: we’ll leave your parcel next door – as agreed… 5 € back if it’s late 🎉",
  arabic: "مرحبا، رمز التحقق الخاص بك هو 482913",
  unbroken: "Donaudampfschifffahrtsgesellschaft".repeat(400),
};

for (const [device, viewport] of Object.entries(VIEWPORTS)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`fits a ${device}, ${colorScheme}`, async (t) => {
      const page = await open(t, { viewport, colorScheme, reducedMotion: "reduce" });
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const brightness = Math.max(...background.match(/\d+/g).map(Number));
      assert.equal(brightness > 128, colorScheme === "light", background);
      for (const [name, text] of Object.entries(SAMPLES)) {
        await put(page, text);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(overflow, 0, `${name} scrolls sideways`);
        await page.screenshot({ path: join(screenshots, `${device}-${colorScheme}-${name}.png`), fullPage: true });
      }
    });
  }
}
