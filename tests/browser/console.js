// The console in Chromium against the Worker, for its tests: people who sign in, and a site that links lead to.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after } from "node:test";

import { SETTINGS, start } from "../worker/harness.js";
import { PASSWORD, createUser, dataOf } from "../worker/native.js";
import { resolver, worldOf } from "../worker/world.js";
import { launch } from "./chromium.js";

export const VIEWPORTS = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } };
/** A browser without a window says so, and is counted among the bots. */
const USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

const browser = await launch();
after(() => browser.close());
/** The TXT records of domains, by name. */
export const records = {};
/** Pages elsewhere, by host. */
export const pages = {};
const resolving = resolver(records);
const world = worldOf(new Proxy({}, { get: (_, host) => (host === "resolver.test" ? resolving : pages[host]) }));
// Short links on the host that is asked, so that they can be followed; and domains that need no proof.
const { SHORT_HOST, ...settings } = SETTINGS;
export const server = await start({ settings: { ...settings, ENVIRONMENT: "local", DNS_URL: "http://resolver.test/dns-query" }, world });
after(() => server.stop());
export const elsewhere = await serveElsewhere();

/** A site that links lead to. */
async function serveElsewhere() {
  const site = createServer((request, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end(`<title>Arrived</title><link rel="icon" href="data:,"><p>${request.url}`),
  ).listen(0, "127.0.0.1");
  await once(site, "listening");
  after(() => site.close());
  return `http://127.0.0.1:${site.address().port}`;
}

/** A user of a new account. */
export async function someone(role = "owner", of = server, profile = {}) {
  const owner = { user: await of.createAccount(profile) };
  const { email } = await createUser(of, owner, { role });
  const seed = async (link) => dataOf(await of.post("/v1/links", link, owner), 201);
  return { email, owner, seed };
}

/**
 * The console in a new page, which fails the test that opened it when it logs an error or asks another site. `refused` are
 * statuses that may come.
 */
export async function open(t, { at = "", refused = [], of = server, ...options } = {}) {
  const usual = { viewport: VIEWPORTS.desktop, reducedMotion: "reduce", timezoneId: "Europe/Madrid", userAgent: USER_AGENT };
  const context = await browser.newContext({ ...usual, ...options });
  const page = await context.newPage();
  const complaints = [];
  const isExpected = (text) => refused.some((status) => text.includes(`status of ${status} `));
  page.on("console", (entry) => ["error", "warning"].includes(entry.type()) && !isExpected(entry.text()) && complaints.push(entry.text()));
  page.on("request", (request) => new URL(request.url()).origin === of.url.origin || complaints.push(request.url()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });
  await page.goto(`${of.url.href}console/${at}`);
  return page;
}

export const heading = (page, name) => page.getByRole("heading", { level: 1, name, exact: true }).waitFor();

export async function fillSignIn(page, email, password = PASSWORD) {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** The console of somebody who signed in, at the list of links. */
export async function signedIn(t, { email }, options) {
  const page = await open(t, options);
  await fillSignIn(page, email);
  await heading(page, "Links");
  return page;
}

/** Waits until the list says that it has so many. */
export const counted = (page, text) => page.locator(".count").getByText(text, { exact: true }).waitFor();

/** The name of what has the focus. */
export const focused = (page) =>
  page.evaluate(() => {
    const on = document.activeElement;
    return on.labels?.[0]?.textContent || on.getAttribute("aria-label") || on.textContent.trim();
  });

