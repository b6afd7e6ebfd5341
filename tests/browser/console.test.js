// The console as people use it, in Chromium against the Worker: signing in, making a link, following it, changing it; what
// happens when something fails; by keyboard alone; and axe, light and dark, on a phone and a desktop.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";

import { PASSWORD, dataOf } from "../worker/native.js";
import { totp } from "../worker/totp.js";
import { VIEWPORTS, counted, elsewhere, fillSignIn, focused, heading, open, server, signedIn, someone } from "./console.js";
import { assertFit, screenshots } from "./fit.js";

test("a person signs in, makes a link, follows it, and sees the click arrive", async (t) => {
  const page = await open(t);
  await heading(page, "Sign in");
  const { email } = await someone();
  await fillSignIn(page, email);
  await page.getByRole("heading", { name: "No links yet" }).waitFor();
  await page.getByRole("link", { name: "Make your first link" }).click();
  await heading(page, "New link");
  await page.getByLabel("Target").fill(`${elsewhere}/sale`);
  await page.getByLabel("Title").fill("Summer sale");
  await page.getByRole("button", { name: "Make the link" }).click();
  await heading(page, "Summer sale");
  await page.getByText("Nobody followed it yet").waitFor();

  const tab = page.waitForEvent("popup");
  await page.locator(".summary").getByRole("link", { name: server.url.host }).click();
  const followed = await tab;
  await followed.waitForLoadState();
  assert.deepEqual([await followed.title(), new URL(followed.url()).pathname], ["Arrived", "/sale"]);
  await followed.close();
  await page.getByText("1 click", { exact: true }).waitFor();
  assert.ok(await page.getByText("Nobody followed it yet").isHidden());

  await page.getByRole("link", { name: "Links", exact: true }).click();
  await heading(page, "Links");
  await page.locator(".link", { hasText: "Summer sale" }).getByText("1 click").waitFor();
});

test("an address without https:// is meant to have it", async (t) => {
  const page = await signedIn(t, await someone());
  await page.getByRole("link", { name: "New link" }).click();
  await page.getByLabel("Target").fill("example.com/path?a=b");
  await page.keyboard.press("Enter");
  await heading(page, "example.com/path?a=b");
  await page.getByText("https://example.com/path?a=b").waitFor();
});

test("a link is edited, and only what was changed is sent", async (t) => {
  const user = await someone();
  const { slug } = await user.seed({ target: `${elsewhere}/a`, title: "Before" });
  const page = await signedIn(t, user);
  await page.getByRole("link", { name: "Before" }).click();
  await page.getByRole("link", { name: "Edit" }).click();
  await page.getByLabel("Title").fill("After");
  const sent = page.waitForRequest((request) => request.method() === "PATCH");
  await page.getByRole("button", { name: "Save" }).click();
  assert.deepEqual((await sent).postDataJSON(), { title: "After" });
  await heading(page, "After");
  assert.equal(dataOf(await server.get(`/v1/links/${slug}`, user.owner)).title, "After");
});

test("what somebody else changed meanwhile is not overwritten, and what one typed is not lost", async (t) => {
  const user = await someone();
  const { slug } = await user.seed({ target: `${elsewhere}/a`, title: "Before" });
  const page = await signedIn(t, user, { refused: [412] });
  await page.getByRole("link", { name: "Before" }).click();
  await page.getByRole("link", { name: "Edit" }).click();
  await page.getByLabel("Title").fill("Mine");
  dataOf(await server.patch(`/v1/links/${slug}`, { target: `${elsewhere}/theirs` }, user.owner));
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Somebody else changed this link meanwhile").waitFor();
  assert.equal(await page.getByLabel("Title").inputValue(), "Mine");
  await page.getByRole("button", { name: "Take over the other changes" }).click();
  await page.waitForFunction((target) => document.querySelector(".field input").value === target, `${elsewhere}/theirs`);
  assert.equal(await page.getByLabel("Title").inputValue(), "Mine");
  await page.getByRole("button", { name: "Save" }).click();
  await heading(page, "Mine");
  const { title, target } = dataOf(await server.get(`/v1/links/${slug}`, user.owner));
  assert.deepEqual([title, target], ["Mine", `${elsewhere}/theirs`]);
});

test("what the server does not accept is said at the field, which keeps what was typed", async (t) => {
  const page = await signedIn(t, await someone(), { refused: [400] });
  await page.getByRole("link", { name: "New link" }).click();
  const target = page.getByLabel("Target");
  await target.fill("javascript:alert(1)");
  await page.getByRole("button", { name: "Make the link" }).click();
  await page.locator("[aria-invalid=true]").waitFor();
  assert.equal(await target.inputValue(), "javascript:alert(1)");
  assert.equal(await focused(page), "Target");
  const described = await target.evaluate((box) => box.getAttribute("aria-describedby").split(" ").map((id) => document.getElementById(id).textContent));
  assert.match(described.at(-1), /\w/);
  await page.screenshot({ path: join(screenshots, "refused.png") });
  await target.fill(`${elsewhere}/right`);
  await page.getByRole("button", { name: "Make the link" }).click();
  await page.locator(".summary").waitFor();
});

test("a form outlives going elsewhere, and a server that is out of reach", async (t) => {
  const user = await someone();
  const page = await signedIn(t, user);
  page.removeAllListeners("console");
  await page.getByRole("link", { name: "New link" }).click();
  await page.getByLabel("Target").fill(`${elsewhere}/kept`);
  await page.getByRole("link", { name: "Links", exact: true }).click();
  await heading(page, "Links");
  await page.goBack();
  await heading(page, "New link");
  await page.getByText("What you had typed here before is back").waitFor();
  assert.equal(await page.getByLabel("Target").inputValue(), `${elsewhere}/kept`);

  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Make the link" }).click();
  await page.getByText("The server could not be reached").waitFor();
  assert.equal(await page.getByLabel("Target").inputValue(), `${elsewhere}/kept`);
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Make the link" }).click();
  await page.locator(".summary").waitFor();
  await page.getByRole("link", { name: "Links", exact: true }).click();
  await heading(page, "Links");
  await counted(page, "1 link");
});

test("the list is searched, sorted and continued", async (t) => {
  const user = await someone();
  for (let number = 1; number <= 23; number++) {
    await user.seed({ target: `https://example.com/${number}`, title: `${number % 2 ? "Odd" : "Even"} ${String(number).padStart(2, "0")}` });
  }
  const page = await signedIn(t, user);
  await counted(page, "20 of 23 links");
  await page.getByRole("button", { name: "Show more" }).click();
  await counted(page, "23 links");
  assert.equal(await page.locator(".link").count(), 23);
  assert.match(await focused(page), /^(Odd|Even)/);

  await page.getByLabel("Order").selectOption("Title");
  await page.locator(".link").first().getByRole("heading", { name: "Even 02" }).waitFor();
  await page.getByRole("searchbox").fill("Odd");
  await counted(page, "12 links");
  assert.deepEqual([...new Set(await page.locator(".link h2").evaluateAll((all) => all.map((one) => one.textContent.slice(0, 3))))], ["Odd"]);

  await page.getByRole("link", { name: "Odd 01" }).click();
  await heading(page, "Odd 01");
  await page.goBack();
  await counted(page, "12 links");
  assert.equal(await page.getByRole("searchbox").inputValue(), "Odd");
  await page.getByRole("searchbox").fill("neither");
  await page.getByRole("heading", { name: "Nothing found" }).waitFor();
});

test("a short link is copied", async (t) => {
  const user = await someone();
  const { shortUrl } = await user.seed({ target: "https://example.com/", title: "Copied" });
  const page = await signedIn(t, user, { permissions: ["clipboard-read", "clipboard-write"] });
  await page.getByRole("button", { name: "Copy" }).click();
  await page.getByText("Copied", { exact: true }).first().waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), shortUrl);
});

test("a link is deleted when one has said so twice", async (t) => {
  const user = await someone();
  await user.seed({ target: "https://example.com/", title: "Short-lived" });
  const page = await signedIn(t, user);
  await page.getByRole("link", { name: "Short-lived" }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Keep it" }).click();
  assert.equal(await focused(page), "Delete");
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete it" }).click();
  await page.getByRole("heading", { name: "No links yet" }).waitFor();
});

test("a wrong password is told, and the next try works", async (t) => {
  const { email } = await someone();
  const page = await open(t, { refused: [401] });
  await fillSignIn(page, email, "wrong horse battery");
  await page.getByRole("alert").getByText("E-mail address or password are wrong").waitFor();
  assert.equal(await page.getByLabel("E-mail").inputValue(), email);
  assert.equal(await focused(page), "Password");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await heading(page, "Links");
});

test("who guesses too often is told how long to wait", async (t) => {
  const page = await open(t, { refused: [401, 429] });
  const { email } = await someone();
  for (let guess = 0; guess < 7; guess++) await server.post("/v1/auth/login", { email, password: "wrong horse battery" });
  await fillSignIn(page, email);
  await page.getByText(/Too many attempts\. Wait \d+ second/).waitFor();
});

test("a second factor is asked for where there is one", async (t) => {
  const { email } = await someone();
  const bearer = dataOf(await server.post("/v1/auth/login", { email, password: PASSWORD })).accessToken;
  const { secret } = dataOf(await server.post("/v1/auth/second-factor", undefined, { bearer }), 201);
  const { recoveryCodes } = dataOf(await server.post("/v1/auth/second-factor/confirm", { code: totp(secret) }, { bearer }));
  const page = await open(t, { refused: [402] });
  await fillSignIn(page, email);
  const code = page.getByLabel("Code of your second factor");
  await code.fill("000000");
  await page.keyboard.press("Enter");
  await page.getByText("This code is wrong, or was used already").waitFor();
  await code.fill(recoveryCodes[0]);
  await page.keyboard.press("Enter");
  await heading(page, "Links");
});

test("a reload does not sign out, signing out does", async (t) => {
  const page = await signedIn(t, await someone());
  await page.getByRole("link", { name: "New link" }).click();
  await page.reload();
  await heading(page, "New link");
  const kept = await page.evaluate(() => [...Object.keys(localStorage), ...Object.values(sessionStorage)].join());
  assert.doesNotMatch(kept, /eyJ/, "the access token is in memory only");
  await page.getByRole("button", { name: "Sign out" }).click();
  await heading(page, "Sign in");
  await page.reload();
  await heading(page, "Sign in");
});

test("a tab that was duplicated goes on beside the first", async (t) => {
  const user = await someone();
  const page = await signedIn(t, user);
  const stored = await page.evaluate(() => sessionStorage.getItem("shortwave-session"));
  const other = await page.context().newPage();
  await other.addInitScript((text) => sessionStorage.getItem("shortwave-session") ?? sessionStorage.setItem("shortwave-session", text), stored);
  await other.goto(page.url());
  await heading(other, "Links");
  await page.reload();
  await heading(page, "Links");
  await other.reload();
  await heading(other, "Links");
});

/** Ends every session of a user: its password is changed, and changed back. */
async function endSessions(email) {
  const bearer = dataOf(await server.post("/v1/auth/login", { email, password: PASSWORD })).accessToken;
  const other = "another horse battery";
  for (const [currentPassword, newPassword] of [[PASSWORD, other], [other, PASSWORD]]) {
    const { status, text } = await server.post("/v1/auth/password", { currentPassword, newPassword }, { bearer });
    assert.ok([200, 204].includes(status), text);
  }
}

test("a session that ended while one typed: one signs in again, and what was under way goes on", async (t) => {
  const user = await someone();
  const page = await signedIn(t, user, { refused: [401] });
  await page.getByRole("link", { name: "New link" }).click();
  await page.getByLabel("Target").fill(`${elsewhere}/late`);
  await endSessions(user.email);
  await page.getByRole("button", { name: "Make the link" }).click();
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  assert.equal(await dialog.getByLabel("E-mail").inputValue(), user.email);
  await page.screenshot({ path: join(screenshots, "session-ended.png") });
  assert.equal(await focused(page), "Password");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.locator(".summary").waitFor();
  assert.match(await page.locator(".facts").innerText(), /\/late/);
});

test("who would rather not sign in again keeps what was typed", async (t) => {
  const user = await someone();
  const page = await signedIn(t, user, { refused: [401] });
  await page.getByRole("link", { name: "New link" }).click();
  await page.getByLabel("Target").fill(`${elsewhere}/later`);
  await endSessions(user.email);
  await page.getByRole("button", { name: "Make the link" }).click();
  await page.getByRole("button", { name: "Not now" }).click();
  await page.getByText("You are signed out. Sign in and try again.").waitFor();
  assert.equal(await page.getByLabel("Target").inputValue(), `${elsewhere}/later`);
});

test("somebody else who signs in instead gets nothing of what was typed", async (t) => {
  const [first, second] = [await someone(), await someone()];
  const page = await signedIn(t, first, { refused: [401] });
  await page.getByRole("link", { name: "New link" }).click();
  await page.getByLabel("Target").fill(`${elsewhere}/of-the-first`);
  await endSessions(first.email);
  await page.getByRole("button", { name: "Make the link" }).click();
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await dialog.getByLabel("E-mail").fill(second.email);
  await dialog.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "No links yet" }).waitFor();
  await page.getByRole("link", { name: "New link" }).click();
  assert.equal(await page.getByLabel("Target").inputValue(), "");
  assert.deepEqual((await server.get("/v1/links", second.owner)).json.items, []);
});

test("who may only look is told so", async (t) => {
  const { email } = await someone("viewer");
  const page = await open(t, { refused: [403] });
  await fillSignIn(page, email);
  await heading(page, "Links");
  await page.getByRole("link", { name: "Make your first link" }).click();
  await page.getByLabel("Target").fill(`${elsewhere}/a`);
  await page.getByRole("button", { name: "Make the link" }).click();
  await page.getByText("Your role does not allow this").waitFor();
});

test("a link that is not there, and a place that is not", async (t) => {
  const user = await someone();
  const page = await signedIn(t, user, { refused: [404] });
  await page.goto(`${server.url.href}console/#/links/zzzzzz`);
  await page.getByText("This link does not exist, or not any more").waitFor();
  await page.goto(`${server.url.href}console/#/nowhere`);
  await heading(page, "There is nothing here");
});

/** Presses Tab until something of a name has the focus, which must show it. */
async function tabTo(page, name) {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    const on = await focused(page);
    if (!on.startsWith(name)) continue;
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.equal(outline, "solid", `${name} shows that it has the focus`);
    return;
  }
  assert.fail(`Tab does not reach ${name}`);
}

test("everything can be done by keyboard", async (t) => {
  const user = await someone();
  const page = await open(t);
  await heading(page, "Sign in");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "Skip to the content");
  await page.keyboard.press("Enter");
  await tabTo(page, "E-mail");
  await page.keyboard.type(user.email);
  await tabTo(page, "Password");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await heading(page, "Links");
  await page.getByRole("heading", { name: "No links yet" }).waitFor();
  assert.equal(await focused(page), "Links");
  await tabTo(page, "New link");
  await page.keyboard.press("Enter");
  await heading(page, "New link");
  await tabTo(page, "Target");
  await page.keyboard.type(`${elsewhere}/by-keyboard`);
  await tabTo(page, "Make the link");
  await page.keyboard.press("Enter");
  await page.locator(".summary").waitFor();
  await tabTo(page, "Edit");
  await page.keyboard.press("Enter");
  await heading(page, "Edit link");
  await page.getByLabel("Title").waitFor();
  await tabTo(page, "Title");
  await page.keyboard.type("By keyboard");
  await tabTo(page, "Save");
  await page.keyboard.press("Space");
  await heading(page, "By keyboard");
  await page.locator(".summary").waitFor();
  await tabTo(page, "Delete");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await focused(page), "Delete");
  await page.keyboard.press("Shift+Tab");
  assert.equal(await focused(page), "Archive");
});

for (const [device, viewport] of Object.entries(VIEWPORTS)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`fits a ${device}, ${colorScheme}, and people with disabilities`, async (t) => {
      const fits = (name) => assertFit(page, `${device}-${colorScheme}-${name}`);
      const page = await open(t, { viewport, colorScheme, refused: [400] });
      const user = await someone();
      await heading(page, "Sign in");
      await fits("sign-in");
      await fillSignIn(page, user.email);
      await page.getByRole("heading", { name: "No links yet" }).waitFor();
      await fits("empty");
      await user.seed({ target: `https://example.com/${"a-long-way-down/".repeat(20)}`, title: "" });
      await user.seed({ target: "https://example.com/spring?utm_source=newsletter", title: "Spring collection, the whole of it, with a title that goes on" });
      await user.seed({ target: "https://example.com/sale", title: "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" });
      const { slug } = await user.seed({ target: "https://example.com/sale", title: "Summer sale" });
      await page.reload();
      await page.locator(".link").first().waitFor();
      await fits("links");
      await page.getByRole("link", { name: "New link" }).click();
      await page.getByLabel("Target").fill("ftp://example.com");
      await page.getByRole("button", { name: "Make the link" }).click();
      await page.locator("[aria-invalid=true]").waitFor();
      await fits("new-refused");
      await page.goto(`${server.url.href}console/#/links/${slug}`);
      await page.locator(".summary").waitFor();
      await fits("link");
      await page.getByRole("button", { name: "Delete" }).click();
      await fits("delete");
    });
  }
}

test("a link is made on a domain of the account, the default one unless another is chosen", async (t) => {
  const user = await someone();
  const domains = [0, 1].map((number) => `${number}-${user.owner.user.username}.localhost`);
  for (const domain of domains) {
    dataOf(await server.post("/v1/domains", { domain }, user.owner), 201);
    dataOf(await server.post(`/v1/domains/${domain}/verify`, undefined, user.owner));
  }
  dataOf(await server.patch(`/v1/domains/${domains[1]}`, { default: true }, user.owner));
  const page = await signedIn(t, user);
  const make = async (title, host) => {
    await page.getByRole("link", { name: "New link" }).click();
    await page.getByLabel("Target").fill(`${elsewhere}/sale`);
    await page.getByLabel("Title").fill(title);
    if (host !== undefined) await page.getByLabel("Domain").selectOption(host);
    await page.getByRole("button", { name: "Make the link" }).click();
    await heading(page, title);
    await page.getByRole("link", { name: "Links", exact: true }).click();
  };
  await make("Usual");
  await make("Chosen", domains[0]);
  await make("Nowhere", "");
  const { items } = (await server.get("/v1/links?sort=createdAt,id", user.owner)).json;
  assert.deepEqual(Object.fromEntries(items.map(({ title, domain }) => [title, domain])), { Usual: domains[1], Chosen: domains[0], Nowhere: null });
});
