// The page on which recipients of messages unsubscribe, in Chromium as a telephone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { until } from "../until.js";
import { SETTINGS, start } from "../worker/harness.js";
import { GATEWAY, gateway } from "../worker/world.js";
import { launch } from "./chromium.js";
import { assertFit } from "./fit.js";

let browser, carried, server, user;

before(async () => {
  carried = gateway();
  browser = await launch();
  server = await start({ settings: { ...SETTINGS, ...GATEWAY }, world: carried.world });
  user = await server.createAccount();
});
after(() => Promise.all([browser?.close(), server?.stop()]));

const send = (to, message) => server.post("/api/rest/sms", { to: [to], from: "<b>&SHOP", message }, { user });

for (const [index, colorScheme] of ["light", "dark"].entries()) {
  test(`it fits a phone, ${colorScheme}, and people with disabilities, and needs no script and no mouse`, async (t) => {
    const number = `3460000000${index}`;
    assert.equal((await send(number, "{UNSUB_URL}")).status, 202);
    const url = await until(() => carried.textTo(number), (text) => text !== undefined);
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, colorScheme });
    t.after(() => context.close());
    const page = await context.newPage();
    await page.goto(url);
    await page.getByRole("heading", { name: "No more text messages?" }).waitFor();
    await page.getByText("<b>&SHOP").waitFor();
    await assertFit(page, `unsubscribe-${colorScheme}`);
    assert.equal((await send(number, "One more")).status, 202);
    assert.equal(await page.locator("script").count(), 0);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "You are unsubscribed" }).waitFor();
    await assertFit(page, `unsubscribed-${colorScheme}`);
    assert.equal((await send(number, "One too many")).status, 400);
  });
}
