// The page that shows what a developer's machine would have sent, in Chromium.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { SETTINGS, start } from "../worker/harness.js";
import { dataOf } from "../worker/native.js";
import { launch } from "./chromium.js";
import { assertFit } from "./fit.js";

let browser, server, user;

before(async () => {
  browser = await launch();
  server = await start({ settings: { ...SETTINGS, ENVIRONMENT: "local" } });
  user = await server.createAccount();
});
after(() => Promise.all([browser?.close(), server?.stop()]));

const verify = async (body) => dataOf(await server.post("/v1/verifications", body, { user }), 201);
const check = async ({ id }, code) => dataOf(await server.post(`/v1/verifications/${id}/check`, { code }, { user }));

async function open(t, options) {
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"], ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(`${server.url.origin}/sandbox/`);
  return page;
}

test("a code appears, is copied by keyboard, and is right", async (t) => {
  const page = await open(t);
  await page.getByText("Nothing yet.").waitFor();
  const verification = await verify({ recipient: "34666555444", brand: "Acme", domain: "bank.example.com" });
  const message = page.getByRole("listitem").filter({ hasText: "34666555444" });
  await message.getByText("@bank.example.com").waitFor();
  const copy = message.getByRole("button", { name: /^Copy the code \d{6}$/ }).first();
  await copy.press("Enter");
  await page.getByRole("status").getByText(/^Copied \d{6}$/).waitFor();
  const code = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal((await check(verification, code)).valid, true);
});

test("an e-mail appears with what it is about", async (t) => {
  const page = await open(t);
  const verification = await verify({ recipient: "ana@example.com", locale: "fr", brand: "Acme" });
  const mail = page.getByRole("listitem").filter({ hasText: "ana@example.com" });
  await mail.getByText(/^Acme/).first().waitFor();
  const code = await mail.getByRole("button").textContent();
  assert.equal((await check(verification, code)).valid, true);
});

test("what is sent is text, whatever is in it", async (t) => {
  const page = await open(t);
  const message = "<img src=x onerror=alert(1)> costs 12.50, or 1234.";
  await server.post("/api/rest/sms", { to: ["34666555000"], from: "<b>Shop", message }, { user });
  const shown = page.getByRole("listitem").filter({ hasText: "34666555000" });
  await shown.getByText("<img src=x onerror=alert(1)> costs 12.50, or").waitFor();
  assert.equal(await shown.locator("img").count(), 0);
});

for (const colorScheme of ["light", "dark"]) {
  for (const [device, viewport] of Object.entries({ phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } })) {
    test(`it fits a ${device}, ${colorScheme}, and people with disabilities`, async (t) => {
      const page = await open(t, { viewport, colorScheme });
      const recipient = `3466600${device.length}${colorScheme.length}12`;
      for (const locale of ["en", "ar"]) await verify({ recipient, locale, brand: "Acme Bank", appId: locale, payee: "Corner Shop", amount: "12.50 EUR" });
      await page.getByRole("listitem").filter({ hasText: recipient }).nth(1).waitFor();
      await assertFit(page, `sandbox-${device}-${colorScheme}`);
    });
  }
}

test("a deployment has no sandbox", async (t) => {
  const deployed = await start({ t });
  assert.equal((await deployed.get("/sandbox/messages")).status, 404);
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(`${deployed.url.origin}/sandbox/`);
  await page.getByRole("status").getByText("on a developer's machine only").waitFor();
});
