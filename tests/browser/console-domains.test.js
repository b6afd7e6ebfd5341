// Domains on the console, in Chromium against the Worker: added, proven, set, made the default, removed; and axe.
import assert from "node:assert/strict";
import { test } from "node:test";

import { dataOf } from "../worker/native.js";
import { VIEWPORTS, elsewhere, focused, heading, records, server, signedIn, someone } from "./console.js";
import { assertFit } from "./fit.js";

let count = 0;

/** Names of a test's own: a domain belongs to one account, and some need no proof here. */
const named = (end) => `go-${++count}.${end}`;

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const domainOf = async ({ owner }, name) => dataOf(await server.get(`/v1/domains/${name}`, owner));
const seed = async ({ owner }, domain, body = {}) => dataOf(await server.post("/v1/domains", { domain, ...body }, owner), 201);
const verify = async ({ owner }, domain) => dataOf(await server.post(`/v1/domains/${domain}/verify`, undefined, owner));

async function atDomains(t, user, options) {
  const page = await signedIn(t, user, options);
  await page.getByRole("link", { name: "Domains" }).click();
  await heading(page, "Domains");
  return page;
}

/** Adds a domain as its form does, and waits until it is shown. */
async function add(page, name, typed = name) {
  await page.getByRole("link", { name: /^Add (a|your first) domain$/ }).first().click();
  await page.getByLabel("Domain").fill(typed);
  await press(page, "Add the domain");
  await heading(page, name);
}

async function open(page, name) {
  await page.getByRole("link", { name: "Domains" }).click();
  await page.getByRole("link", { name }).click();
  await heading(page, name);
}

test("a domain is added, checked, given a root target, made the default, and removed", async (t) => {
  const user = await someone();
  const name = named("localhost");
  const page = await atDomains(t, user);
  await page.getByRole("heading", { name: "No domains yet" }).waitFor();
  await add(page, name, `https://${name}/`);
  await page.getByText("Waits for proof").waitFor();
  assert.ok(await page.getByRole("button", { name: "Make it the default" }).isHidden());
  await press(page, "Check now");
  await page.locator(".facts").getByText("Verified").waitFor();
  assert.ok(await page.getByRole("button", { name: "Check now" }).isHidden());

  await page.getByRole("link", { name: "Edit" }).click();
  await heading(page, "Edit domain");
  await page.getByLabel("Root leads to").fill(elsewhere.replace("http://", ""));
  await page.getByLabel("Not found leads to").fill(`${elsewhere}/missing`);
  const sent = page.waitForRequest((request) => request.method() === "PATCH");
  await press(page, "Save");
  assert.match((await sent).headers()["if-match"], /^"v\d+"$/);
  await heading(page, name);
  await page.getByText(`${elsewhere}/missing`).waitFor();
  assert.equal((await domainOf(user, name)).notFoundTarget, `${elsewhere}/missing`);

  await press(page, "Make it the default");
  await page.getByRole("button", { name: "Unset as default" }).waitFor();
  assert.equal((await domainOf(user, name)).default, true);
  await page.getByRole("link", { name: "Domains" }).click();
  await page.locator(".link", { hasText: name }).getByText("Default").waitFor();
  await page.getByRole("link", { name }).click();
  await press(page, "Unset as default");
  await page.getByRole("button", { name: "Make it the default" }).waitFor();
  assert.equal((await domainOf(user, name)).default, false);

  await press(page, "Remove");
  const dialog = page.getByRole("dialog", { name: `Remove ${name}?` });
  await dialog.getByText("The links stay with your account").waitFor();
  await dialog.getByRole("button", { name: "Keep it" }).click();
  assert.equal(await focused(page), "Remove");
  await press(page, "Remove");
  await dialog.getByRole("button", { name: "Remove it" }).click();
  await page.getByRole("heading", { name: "No domains yet" }).waitFor();
});

test("a domain waits until its record is there, which can be copied", async (t) => {
  const user = await someone();
  const name = named("example.org");
  const page = await atDomains(t, user, { refused: [409], permissions: ["clipboard-read", "clipboard-write"] });
  await add(page, name);
  const { dns, http } = (await domainOf(user, name)).verification;
  for (const [term, text] of Object.entries({ name: dns.name, value: dns.value, address: http.url, content: http.content })) {
    await page.getByText(text, { exact: true }).first().waitFor();
    await page.getByRole("button", { name: `Copy the ${term}` }).click();
    await page.getByText("Copied", { exact: true }).first().waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text);
  }
  await press(page, "Check now");
  await page.getByRole("alert").getByText("Neither the TXT record nor the file was found").waitFor();
  assert.equal(await focused(page), "Check now");
  assert.equal((await domainOf(user, name)).verifiedAt, null);

  records[dns.name] = [dns.value];
  await press(page, "Check now");
  await page.locator(".facts").getByText("Verified").waitFor();
  await page.getByText(`${name} is verified`).waitFor({ state: "attached" });
  assert.ok((await domainOf(user, name)).verifiedAt);
});

test("what the server does not accept is said at the field", async (t) => {
  const user = await someone();
  const [name, other] = [named("example.org"), named("example.org")];
  await seed(user, name);
  const page = await atDomains(t, user, { refused: [400, 409] });
  await page.getByRole("link", { name: "Add a domain" }).click();
  await press(page, "Add the domain");
  const error = page.locator("[aria-invalid=true] + .error");
  await error.waitFor();
  assert.equal(await focused(page), "Domain");
  await page.getByLabel("Domain").fill(name);
  await press(page, "Add the domain");
  await error.getByText("The account has this domain already.").waitFor();
  await page.getByLabel("Domain").fill(other);
  await page.getByLabel("Root leads to").fill("javascript:alert(1)");
  await press(page, "Add the domain");
  await error.waitFor();
  assert.equal(await focused(page), "Root leads to");
  await page.getByLabel("Root leads to").fill("");
  await press(page, "Add the domain");
  await heading(page, other);
  assert.equal((await domainOf(user, other)).rootTarget, null);
});

test("what somebody else changed meanwhile is not overwritten", async (t) => {
  const user = await someone();
  const name = named("example.org");
  await seed(user, name);
  const page = await atDomains(t, user, { refused: [412] });
  await open(page, name);
  await page.getByRole("link", { name: "Edit" }).click();
  await page.getByLabel("Root leads to").fill("https://example.com/mine");
  dataOf(await server.patch(`/v1/domains/${name}`, { notFoundTarget: "https://example.com/theirs" }, user.owner));
  await press(page, "Save");
  await page.getByText("Somebody else changed this domain meanwhile.").waitFor();
  await page.getByRole("button", { name: "Take over the other changes" }).click();
  await page.waitForFunction(() => [...document.querySelectorAll("input")].some(({ value }) => value.endsWith("/theirs")));
  await press(page, "Save");
  await heading(page, name);
  const { rootTarget, notFoundTarget } = await domainOf(user, name);
  assert.deepEqual([rootTarget, notFoundTarget], ["https://example.com/mine", "https://example.com/theirs"]);
});

test("links are made on a domain only once it is verified", async (t) => {
  const user = await someone();
  const [waiting, usable] = [named("example.org"), named("localhost")];
  for (const name of [waiting, usable]) await seed(user, name);
  await verify(user, usable);
  const page = await atDomains(t, user);
  await page.getByText("2 domains").waitFor();
  await page.getByRole("link", { name: "Links", exact: true }).click();
  await page.getByRole("link", { name: "New link" }).click();
  await page.getByLabel("Domain").waitFor();
  const offered = await page.getByLabel("Domain").locator("option").allInnerTexts();
  assert.deepEqual(offered, [server.url.host, usable]);
});

test("a domain that is not there is no link", async (t) => {
  const page = await signedIn(t, await someone(), { refused: [404] });
  await page.goto(`${server.url.href}console/#/domains/nobody.example.org`);
  await page.getByText("This domain does not exist, or not any more. Go back to your domains").waitFor();
});

for (const [device, viewport] of Object.entries(VIEWPORTS)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`domains fit a ${device}, ${colorScheme}, and people with disabilities`, async (t) => {
      const fits = (name) => assertFit(page, `${device}-${colorScheme}-domain-${name}`);
      const user = await someone();
      const page = await atDomains(t, user, { viewport, colorScheme, refused: [400, 409] });
      await page.getByRole("heading", { name: "No domains yet" }).waitFor();
      await fits("empty");
      const [waiting, usable] = [named("a-rather-long-name-of-a-shop.example.org"), named("localhost")];
      await seed(user, waiting);
      await seed(user, usable, { rootTarget: `https://example.com/${"a-long-way-down/".repeat(10)}`, notFoundTarget: "https://example.com/missing" });
      await verify(user, usable);
      dataOf(await server.patch(`/v1/domains/${usable}`, { default: true }, user.owner));
      await page.reload();
      await page.getByText("2 domains").waitFor();
      await fits("list");
      await page.getByRole("link", { name: waiting }).click();
      await press(page, "Check now");
      await page.getByRole("alert").waitFor();
      await fits("waiting");
      await open(page, usable);
      await page.locator(".facts").waitFor();
      await fits("default");
      await press(page, "Remove");
      await fits("remove");
      await press(page, "Keep it");
      await page.goto(`${server.url.href}console/#/domains/new`);
      await press(page, "Add the domain");
      await page.locator("[aria-invalid=true]").waitFor();
      await fits("new-refused");
    });
  }
}
