// What became of verifications on the console, in Chromium against the Worker: figures, chart, groups, prefixes that are stopped; and axe.
import assert from "node:assert/strict";
import { test } from "node:test";

import { until } from "../until.js";
import { SETTINGS, start, temporaryFolder } from "../worker/harness.js";
import { dataOf } from "../worker/native.js";
import { age } from "../worker/storage.js";
import { VIEWPORTS, heading, server, signedIn, someone } from "./console.js";
import { assertFit } from "./fit.js";

const PATH = "/v1/verifications";
const SETTINGS_OF_A_LAPTOP = { ...SETTINGS, SHORT_HOST: "", ENVIRONMENT: "local" };
const create = async ({ owner }, body, of = server) => dataOf(await of.post(PATH, body, owner), 201);
/** Waits until so many codes are counted. */
const sent = async ({ owner }, count, of = server) => {
  const total = async () => dataOf(await of.get(`${PATH}/stats`, owner)).total.sent;
  assert.equal(await until(total, (found) => found === count), count);
};

async function atVerifications(t, user, options) {
  const page = await signedIn(t, user, options);
  await page.getByRole("link", { name: "Verifications" }).click();
  await heading(page, "Verifications");
  return page;
}

/** Verifies a number, with the code that a laptop would have sent. */
async function verified(user, recipient) {
  const { id } = await create(user, { recipient });
  const texts = async () => (await server.get("/sandbox/messages")).json.filter(({ to }) => to === recipient);
  const [{ text }] = await until(texts, (list) => list.length > 0);
  const { valid } = dataOf(await server.post(`${PATH}/${id}/check`, { code: /\b\d{6}\b/.exec(text)[0] }, user.owner));
  assert.ok(valid);
}

test("who has none is told how to begin", async (t) => {
  const page = await atVerifications(t, await someone());
  await page.getByRole("heading", { name: "No verifications yet" }).waitFor();
  await assertFit(page, "console-verifications-none");
});

test("figures, a chart and groups tell what became of them", async (t) => {
  const user = await someone();
  for (const recipient of ["34611000010", "34611000020", "351911000010"]) await verified(user, recipient);
  await create(user, { recipient: "34611000030" });
  await sent(user, 4);
  for (const [name, viewport] of Object.entries(VIEWPORTS)) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await atVerifications(t, user, { viewport, colorScheme });
      await page.getByText("Conversion", { exact: true }).first().waitFor();
      const figure = (term) => page.locator(".figures dt").getByText(term, { exact: true }).locator("xpath=following-sibling::dd").textContent();
      assert.deepEqual([await figure("Verifications"), await figure("Approved"), await figure("Conversion")], ["4", "3", "75%"]);
      await page.getByRole("img", { name: /^Chart: 4 verifications, last 7 days; most on .*, 4$/ }).waitFor();
      await page.getByRole("row", { name: "Spain 3 67%" }).waitFor();
      await page.getByRole("row", { name: "Portugal 1 100%" }).waitFor();
      await page.getByLabel("By").selectOption("prefix");
      await page.getByRole("row", { name: "+346110… 3 67%" }).waitFor();
      await page.getByLabel("Period").selectOption("24h");
      await page.getByRole("img", { name: /last 24 hours/ }).waitFor();
      await page.getByText("As a table", { exact: true }).click();
      await page.locator(".as-table").getByRole("columnheader", { name: "Approved" }).waitFor();
      await assertFit(page, `console-verifications-${name}-${colorScheme}`);
    }
  }
});

test("a prefix that was stopped is shown, and opened again", async (t) => {
  const persist = temporaryFolder(t);
  const first = await start({ persist, settings: SETTINGS_OF_A_LAPTOP, t });
  const limits = { account: { perSecond: 1e5, burst: 1e5 }, credential: { perSecond: 1e5, burst: 1e5 }, verifications: { stopsPumping: true } };
  const user = await someone("owner", first, { limits });
  // The sandbox delivers to numbers that end in 0.
  for (let number = 0; number < 20; number++) await create(user, { recipient: `3461200${100 + number}0` }, first);
  await sent(user, 20, first);
  await first.stop();
  age(persist, 300, "VerificationTraffic");
  const own = await start({ persist, settings: SETTINGS_OF_A_LAPTOP, t });
  assert.equal((await create(user, { recipient: "34612000099" }, own)).status, "blocked");

  const page = await atVerifications(t, user, { of: own, viewport: VIEWPORTS.phone });
  await page.getByRole("heading", { name: "Codes no longer go to +346120…" }).waitFor();
  await page.getByText("Of 20 codes within an hour 0 came back; 50% is usual.").waitFor();
  await assertFit(page, "console-verifications-stopped");
  await page.getByRole("button", { name: "Open it again" }).press("Enter");
  await page.getByRole("heading", { name: "Codes no longer go to +346120…" }).waitFor({ state: "detached" });
  assert.equal((await create(user, { recipient: "34612000098" }, own)).status, "pending");
});
