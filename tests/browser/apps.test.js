// The page that opens an app, in Chromium as a telephone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { SETTINGS, start } from "../worker/harness.js";
import { dataOf } from "../worker/native.js";
import { launch } from "./chromium.js";
import { assertFit } from "./fit.js";

const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
const TARGET = "https://page.example/boots";
const APP = "spotify://track/1";
let browser, server, path;

before(async () => {
  browser = await launch();
  server = await start({ settings: { ...SETTINGS, ENVIRONMENT: "local" } });
  const owner = { user: await server.createAccount() };
  const link = dataOf(await server.post("/v1/links", { target: TARGET, deepLinks: { ios: APP } }, owner), 201);
  path = `/${link.slug}`;
});
after(() => Promise.all([browser?.close(), server?.stop()]));

/** A telephone without the app. */
async function telephone(t, options) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, userAgent: IPHONE, ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  await page.route(`${TARGET}*`, (route) => route.fulfill({ contentType: "text/html", body: "<title>Arrived</title>" }));
  return page;
}

test("it tries the app, and goes on to the target where nothing comes of it", async (t) => {
  const [page, asked] = [await telephone(t), []];
  page.on("request", (request) => asked.push(request.url()));
  // What was begun for the app is broken off, which is no failure of the page's.
  const arrived = page.waitForRequest(TARGET);
  await page.goto(server.url.origin + path, { waitUntil: "commit" });
  await arrived;
  assert.deepEqual(asked.map((url) => url.replace(server.url.origin, "")), [path, APP, TARGET]);
});

for (const colorScheme of ["light", "dark"]) {
  test(`it fits a phone, ${colorScheme}, and people with disabilities, and leads on by links too`, async (t) => {
    const page = await telephone(t, { colorScheme });
    // Without its script it stays for as long as one looks at it.
    await page.route(`**${path}`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace(/<script.*<\/script>/s, "") });
    });
    await page.goto(server.url.origin + path);
    await page.getByRole("heading", { name: "Opening the app" }).waitFor();
    await assertFit(page, `app-${colorScheme}`);
    assert.equal(await page.getByRole("link", { name: "Open the app" }).getAttribute("href"), APP);
    await page.getByRole("link", { name: "Go on in the browser" }).click();
    await page.waitForURL(TARGET);
  });
}
