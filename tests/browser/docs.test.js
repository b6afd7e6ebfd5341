// The reference of the API, as the Worker serves it, in Chromium: a caller identifies itself, and tries calls out.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";

import { description, operations } from "../worker/description.js";
import { start } from "../worker/harness.js";
import { launch, screenshotFolder } from "./chromium.js";

const VIEWPORTS = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } };

const browser = await launch();
after(() => browser.close());
const server = await start();
after(() => server.stop());
const user = await server.createAccount();
const screenshots = screenshotFolder(after);

/** The reference in a new page, which fails the test that opened it when it logs an error or asks for what is not there. */
async function open(t, options = {}) {
  const context = await browser.newContext({ viewport: VIEWPORTS.desktop, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (entry) => ["error", "warning"].includes(entry.type()) && complaints.push(entry.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => new URL(request.url()).origin === server.url.origin || complaints.push(request.url()));
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });
  await page.goto(`${server.url.href}docs`);
  await page.locator(".opblock").first().waitFor();
  return page;
}

const block = (page, operationId) => page.locator(`[id$="-${operationId}"]`);

/** Fills in who calls, as one who knows the account's name and API password. */
async function authorise(page) {
  await page.getByRole("button", { name: "Authorize" }).first().click();
  const way = page.locator(".auth-container").filter({ hasText: "Basic" }).first();
  await way.getByLabel(/username/i).fill(user.username);
  await way.getByLabel(/password/i).fill(user.apiPassword);
  await way.getByRole("button", { name: "Apply credentials" }).click();
  await page.getByRole("button", { name: "Close" }).first().click();
}

/** Tries an operation out, with the body that its example has unless there is another. Returns the answer that the page shows. */
async function tryOut(page, operationId, body) {
  const operation = block(page, operationId);
  await operation.locator(".opblock-summary-control").click();
  await operation.getByRole("button", { name: "Try it out" }).click();
  if (body) await operation.locator("textarea.body-param__text").fill(JSON.stringify(body));
  await operation.getByRole("button", { name: "Execute" }).click();
  const live = operation.locator(".live-responses-table");
  await live.waitFor();
  const status = await live.locator(".response-col_status").last().innerText();
  const text = await live.locator(".response-col_description .highlight-code code").first().innerText();
  return { status: Number.parseInt(status), json: JSON.parse(text) };
}

test("lists every operation under its name", async (t) => {
  const page = await open(t);
  assert.equal(await page.title(), "Shortwave: API reference");
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.equal(await page.locator(".opblock").count(), operations.length);
  assert.deepEqual(
    await page.locator(".opblock-tag").evaluateAll((tags) => tags.map((tag) => tag.dataset.tag)),
    description.tags.map(({ name }) => name),
  );
});

test("a caller identifies itself with Basic, and tries GET and POST out", async (t) => {
  const page = await open(t);
  await authorise(page);
  const account = await tryOut(page, "showAccount");
  assert.deepEqual([account.status, account.json.data.username], [200, user.username]);
  const made = await tryOut(page, "createLink", { target: "https://example.com/tried-out", title: "Tried out" });
  assert.deepEqual([made.status, made.json.data.title], [201, "Tried out"]);
  const link = await server.get(`/${made.json.data.slug}`);
  assert.equal(link.headers.get("location"), "https://example.com/tried-out");
  await page.screenshot({ path: join(screenshots, "docs-tried-out.png"), fullPage: true });
});

test("the example of an operation is tried out as it stands", async (t) => {
  const page = await open(t);
  await authorise(page);
  const { status, json } = await tryOut(page, "restGenerateOtp");
  assert.deepEqual([status, json.data.recipient], [200, "34666555444"]);
});

test("who does not identify itself is shown the refusal, and no prompt of the browser", async (t) => {
  const page = await open(t);
  // The browser logs each answer of 401.
  page.removeAllListeners("console");
  const { status, json } = await tryOut(page, "showAccount");
  assert.deepEqual([status, json.errors.reason], [401, "Username or password unknown"]);
});

test("is a link away from the start page, and back", async (t) => {
  const page = await open(t);
  await page.getByRole("link", { name: "Shortwave" }).click();
  await page.waitForURL(server.url.href);
  await page.getByRole("link", { name: "API reference" }).click();
  await page.waitForURL(/\/docs\/$/);
  await page.locator(".opblock").first().waitFor();
});

for (const [device, viewport] of Object.entries(VIEWPORTS)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`fits a ${device}, ${colorScheme}`, async (t) => {
      const page = await open(t, { viewport, colorScheme });
      const background = await page.evaluate(() => getComputedStyle(document.querySelector(".swagger-ui")).color);
      const brightness = Math.max(...background.match(/\d+/g).slice(0, 3).map(Number));
      assert.equal(brightness < 128, colorScheme === "light", background);
      await page.screenshot({ path: join(screenshots, `docs-${device}-${colorScheme}.png`) });
      for (const name of ["createVerification", "listLinks", "adminCreateAccount"]) {
        await block(page, name).locator(".opblock-summary-control").click();
        await block(page, name).locator(".responses-table").first().waitFor();
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(overflow, 0, `${name} scrolls sideways`);
        await block(page, name).screenshot({ path: join(screenshots, `docs-${device}-${colorScheme}-${name}.png`) });
      }
    });
  }
}
