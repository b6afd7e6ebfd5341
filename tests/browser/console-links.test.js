// What else a link can be given in the console, what its clicks tell, its tags, its archive and its QR code, in Chromium
// against the Worker.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { picture as drawing, pixels, scan } from "../scan.js";
import { until } from "../until.js";
import { dataOf } from "../worker/native.js";
import { VIEWPORTS, counted, elsewhere, focused, heading, open, fillSignIn, pages, server, signedIn, someone } from "./console.js";
import { assertFit } from "./fit.js";

const PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
const DESKTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/** A PNG as one chooses it. */
const png = (name, buffer) => ({ name, mimeType: "image/png", buffer });
const LOGO = png("logo.png", await drawing(60, 40, "#c02040"));

const unfold = (page, section) => page.locator("summary", { hasText: section }).click();
const save = (page, button = "Save") => page.getByRole("button", { name: button, exact: true }).click();
const linkOf = async ({ owner }, slug) => dataOf(await server.get(`/v1/links/${slug}`, owner));

/** The form of a link, as its page leads to it. */
async function edit(page, title) {
  await page.getByRole("link", { name: title }).click();
  await page.getByRole("link", { name: "Edit" }).click();
  await heading(page, "Edit link");
  await page.getByLabel("Title").waitFor();
}

/** Follows a link so often with each of the user agents, and waits until that is counted. */
async function follow({ owner }, { slug }, agents) {
  for (const agent of agents) await server.get(`/${slug}`, { headers: { "User-Agent": agent, "Accept-Language": "de" } });
  const shown = async () => dataOf(await server.get(`/v1/links/${slug}`, owner)).clicks;
  assert.equal(await until(shown, (clicks) => clicks === agents.length), agents.length);
}

test("a link is made with an ending of one's own, tags and an end", async (t) => {
  const user = await someone();
  const page = await signedIn(t, user);
  await page.getByRole("link", { name: "New link" }).click();
  await page.getByLabel("Target").fill(`${elsewhere}/own`);
  await page.getByLabel("Ending").fill("my-own-ending");
  await page.getByLabel("Tags").fill("summer, flyer");
  await unfold(page, "Schedule and limits");
  await page.getByLabel("Expires").fill("2030-01-31T12:00");
  await page.getByLabel("Click limit").fill("500");
  await save(page, "Make the link");
  await page.locator(".summary").waitFor();
  const { tags, expiresAt, clickLimit } = await linkOf(user, "my-own-ending");
  assert.deepEqual([tags, expiresAt, clickLimit], [["summer", "flyer"], "2030-01-31T11:00:00+00:00", 500]);
  assert.match(await page.locator(".facts").innerText(), /Jan 31, 2030, 12:00\sPM/);
  await page.getByRole("link", { name: "Edit" }).click();
  await unfold(page, "Schedule and limits");
  assert.equal(await page.getByLabel("Expires").inputValue(), "2030-01-31T12:00");
});

test("an ending that is taken is said at its field", async (t) => {
  const user = await someone();
  await user.seed({ target: "https://example.com/", slug: "taken-already" });
  const page = await signedIn(t, user, { refused: [409] });
  await page.getByRole("link", { name: "New link" }).click();
  await page.getByLabel("Target").fill(elsewhere);
  await page.getByLabel("Ending").fill("taken-already");
  await save(page, "Make the link");
  await page.locator("[aria-invalid=true]").waitFor();
  assert.equal(await focused(page), "Ending");
  await page.getByLabel("Ending").fill("free-still");
  await save(page, "Make the link");
  await page.locator(".summary").waitFor();
  assert.equal((await linkOf(user, "free-still")).target, `${elsewhere}/`);
});

test("how an ending is drawn can be said where there is none of one's own", async (t) => {
  const user = await someone();
  const page = await signedIn(t, user, { refused: [400] });
  await page.getByRole("link", { name: "New link" }).click();
  await page.getByLabel("Target").fill(`${elsewhere}/drawn`);
  await unfold(page, "Drawn ending");
  await page.getByLabel("Length").fill("3");
  await page.getByLabel("Characters").selectOption("Digits");
  await save(page, "Make the link");
  await page.locator("[aria-invalid=true]").waitFor();
  assert.equal(await focused(page), "Length");
  await page.getByLabel("Length").fill("12");
  await save(page, "Make the link");
  await page.locator(".summary").waitFor();
  const { items } = (await server.get("/v1/links", user.owner)).json;
  assert.match(items[0].slug, /^\d{12}$/);

  await page.getByRole("link", { name: "Links", exact: true }).click();
  await page.getByRole("link", { name: "New link" }).click();
  await page.getByLabel("Target").fill(`${elsewhere}/not-drawn`);
  await unfold(page, "Drawn ending");
  await page.getByLabel("Length").fill("3");
  await page.getByLabel("Ending").fill("none-is-drawn");
  assert.ok(await page.getByLabel("Length").isHidden());
  await page.getByLabel("Ending").fill("");
  assert.equal(await page.getByLabel("Length").inputValue(), "3");
  await page.getByLabel("Ending").fill("none-is-drawn");
  await save(page, "Make the link");
  await page.locator(".summary").waitFor();
  assert.equal((await linkOf(user, "none-is-drawn")).target, `${elsewhere}/not-drawn`);

  await page.getByRole("link", { name: "Edit" }).click();
  await page.getByLabel("Title").waitFor();
  assert.equal(await page.locator("summary", { hasText: "Drawn ending" }).count(), 0);
});

test("rules, variants and a campaign are added, ordered and removed", async (t) => {
  const user = await someone();
  const { slug } = await user.seed({ target: elsewhere, title: "Many ways" });
  const page = await signedIn(t, user);
  await edit(page, "Many ways");
  await unfold(page, "Campaign");
  await page.getByLabel("Source").fill("newsletter");
  await unfold(page, "Targeting");
  for (const [country, path] of [["de, at", "german"], ["es", "spanish"]]) {
    await page.getByRole("button", { name: "Add a rule" }).click();
    const rule = page.locator(".row").last();
    assert.equal(await focused(page), "Countries");
    await rule.getByLabel("Countries").fill(country);
    await rule.getByLabel("Leads to").fill(`${elsewhere}/${path}`);
  }
  await page.locator(".row").last().getByLabel("Phone").check();
  await page.locator(".row").last().getByRole("button", { name: "Move up" }).click();
  await unfold(page, "A/B test");
  for (const path of ["a", "b", "c"]) {
    await page.getByRole("button", { name: "Add a variant" }).click();
    await page.locator(".row").last().getByLabel("Leads to").fill(`${elsewhere}/${path}`);
  }
  await page.getByRole("group", { name: "Variant 2" }).getByLabel("Weight").fill("3");
  await page.getByRole("group", { name: "Variant 1" }).getByRole("button", { name: "Remove" }).click();
  await save(page);
  await heading(page, "Many ways");

  const { utm, targeting, variants } = await linkOf(user, slug);
  assert.equal(utm.source, "newsletter");
  assert.deepEqual(
    targeting.map(({ countries, devices, target }) => [countries, devices, target]),
    [[["ES"], ["mobile"], `${elsewhere}/spanish`], [["DE", "AT"], [], `${elsewhere}/german`]],
  );
  assert.deepEqual(variants, [{ target: `${elsewhere}/b`, weight: 3 }, { target: `${elsewhere}/c`, weight: 1 }]);

  await page.getByRole("link", { name: "Edit" }).click();
  await unfold(page, "Targeting");
  assert.equal(await page.getByRole("group", { name: "Rule 2" }).getByLabel("Countries").inputValue(), "DE, AT");
});

test("a link is given a password, which is never shown, and opened again", async (t) => {
  const user = await someone();
  const { slug } = await user.seed({ target: elsewhere, title: "Secret" });
  const page = await signedIn(t, user);
  await edit(page, "Secret");
  await unfold(page, "Password");
  await page.getByLabel("Password", { exact: true }).fill("open sesame");
  await save(page);
  await page.getByText("Visitors are asked for it").waitFor();
  assert.equal((await linkOf(user, slug)).hasPassword, true);

  await page.getByRole("link", { name: "Edit" }).click();
  await unfold(page, "Password");
  assert.equal(await page.getByLabel("Password", { exact: true }).inputValue(), "");
  await page.getByLabel("Title").fill("Secret still");
  await save(page);
  await heading(page, "Secret still");
  assert.equal((await linkOf(user, slug)).hasPassword, true);

  await page.getByRole("link", { name: "Edit" }).click();
  await unfold(page, "Password");
  await page.getByLabel("Remove the password").check();
  await save(page);
  await heading(page, "Secret still");
  await page.locator(".summary").waitFor();
  assert.equal((await linkOf(user, slug)).hasPassword, false);
});

test("how a link is shown in chats is said by hand, read from the target, and forgotten", async (t) => {
  const user = await someone();
  await user.seed({ target: "https://page.example/boots", slug: "shown", title: "Boots" });
  const page = await signedIn(t, user, { refused: [409] });
  await edit(page, "Boots");
  await unfold(page, "In chats and feeds");
  await page.getByLabel("Headline").fill("Boots for autumn");
  await page.getByLabel("Picture").fill("page.example/boots.jpg");
  await save(page);
  const section = page.locator("section", { has: page.getByRole("heading", { name: "In chats and feeds" }) });
  await section.getByText("Boots for autumn").waitFor();
  assert.deepEqual((await linkOf(user, "shown")).preview, { title: "Boots for autumn", description: "", image: "https://page.example/boots.jpg" });
  await section.getByRole("button", { name: "Read it from the target" }).click();
  await section.getByText("The target's server gives no page").waitFor();
  pages["page.example"] = () => ({ headers: { "Content-Type": "text/html" }, body: "<title>Boots</title><meta name=description content='Half price'>" });
  await section.getByRole("button", { name: "Read it from the target" }).click();
  await section.getByText("Half price").waitFor();
  await assertFit(page, t.name);
  await section.getByRole("button", { name: "Forget it" }).click();
  await section.getByText("Shown by what its target says of itself.").waitFor();
  assert.equal((await linkOf(user, "shown")).preview, null);
});

test("what is wrong in a rule is said in the rule, though it was folded", async (t) => {
  const user = await someone();
  await user.seed({ target: elsewhere, title: "Ruled" });
  const page = await signedIn(t, user, { refused: [400] });
  await edit(page, "Ruled");
  await unfold(page, "Targeting");
  await page.getByRole("button", { name: "Add a rule" }).click();
  await page.locator(".row").getByLabel("Leads to").fill("javascript:alert(1)");
  await unfold(page, "Targeting");
  await save(page);
  await page.locator(".row [aria-invalid=true]").waitFor();
  assert.equal(await focused(page), "Leads to");
});

test("links are found by words and tags, archived, and brought back", async (t) => {
  const user = await someone();
  await user.seed({ target: "https://example.com/1", title: "One", tags: ["summer"], notes: "the yellow flyer" });
  await user.seed({ target: "https://example.com/2", title: "Two", tags: ["summer", "winter"] });
  await user.seed({ target: "https://example.com/3", title: "Three" });
  const page = await signedIn(t, user);
  await counted(page, "3 links");
  await page.getByRole("searchbox").fill("yellow");
  await counted(page, "1 link");
  await page.getByRole("searchbox").fill("");
  await counted(page, "3 links");
  await page.getByRole("button", { name: "Only links with the tag summer" }).first().click();
  await counted(page, "2 links");
  await page.getByRole("button", { name: "Without the tag summer" }).click();
  await counted(page, "3 links");

  await page.getByRole("link", { name: "Three" }).click();
  await page.getByRole("button", { name: "Archive" }).click();
  await page.getByRole("button", { name: "Bring back" }).waitFor();
  await page.getByRole("link", { name: "Links", exact: true }).click();
  await counted(page, "2 links");
  await page.getByLabel("Show").selectOption("Expired");
  await page.getByRole("heading", { name: "Nothing found" }).waitFor();
  await page.getByLabel("Show").selectOption("Archived");
  await counted(page, "1 link");
  await page.locator(".badge", { hasText: "Archived" }).waitFor();
  await page.getByRole("link", { name: "Three" }).click();
  await page.getByRole("button", { name: "Bring back" }).click();
  await page.getByRole("button", { name: "Archive" }).waitFor();
  await page.getByRole("link", { name: "Links", exact: true }).click();
  await counted(page, "3 links");
});

test("clicks are shown as a chart, as tables, and by what they have in common", async (t) => {
  const user = await someone();
  const link = await user.seed({ target: elsewhere, title: "Followed" });
  await follow(user, link, [PHONE, PHONE, DESKTOP]);
  const page = await signedIn(t, user);
  await page.getByRole("link", { name: "Followed" }).click();
  const chart = page.getByRole("img", { name: /^Chart: 3 clicks, last 30 days/ });
  await chart.locator("canvas").waitFor();
  const drawn = await chart.locator("canvas").evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const colour = getComputedStyle(canvas).getPropertyValue("--gsm").match(/[0-9a-f]{2}/gi).map((part) => parseInt(part, 16));
    let pixels = 0;
    for (let at = 0; at < data.length; at += 4) pixels += colour.every((part, index) => data[at + index] === part) ? 1 : 0;
    return pixels;
  });
  assert.ok(drawn > 50, `${drawn} pixels of a bar`);
  await page.locator(".as-table summary").click();
  assert.match(await page.locator(".as-table tbody").innerText(), /\b3\b/);
  await page.getByLabel("By").selectOption("Device");
  await page.getByRole("row", { name: /Mobile.*2.*67%/ }).waitFor();
  await page.getByLabel("Period").selectOption("Last 24 hours");
  await page.getByRole("img", { name: /^Chart: 3 clicks, last 24 hours/ }).waitFor();
  await page.getByLabel("By").selectOption("Where they were led");
  await page.getByRole("row", { name: new RegExp(`Target: ${new URL(elsewhere).host}`) }).waitFor();
});

test("a click that arrives while one looks is in the chart, too", async (t) => {
  const user = await someone();
  const link = await user.seed({ target: elsewhere, title: "Watched" });
  const page = await signedIn(t, user);
  await page.getByRole("link", { name: "Watched" }).click();
  await page.getByText("Nobody followed it yet").waitFor();
  await follow(user, link, [DESKTOP]);
  await page.getByRole("img", { name: /^Chart: 1 click,/ }).waitFor();
});

test("a QR code is drawn, and downloaded as it is shown", async (t) => {
  const user = await someone();
  const { slug } = await user.seed({ target: elsewhere, title: "Printed" });
  const page = await signedIn(t, user, { refused: [400] });
  await page.getByRole("link", { name: "Printed" }).click();
  const picture = page.getByRole("img", { name: /^QR code of/ });
  await picture.waitFor();
  await picture.evaluate((image) => image.decode());
  assert.ok((await picture.evaluate((image) => image.naturalWidth)) > 0);

  const downloaded = async () => {
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download" }).click();
    const file = await download;
    return [file.suggestedFilename(), await readFile(await file.path())];
  };
  const [name, svg] = await downloaded();
  assert.deepEqual([name, svg.subarray(0, 4).toString()], [`${slug}.svg`, "<svg"]);

  await page.getByLabel("Format").selectOption("png");
  await page.locator(`a[download="${slug}.png"]`).waitFor();
  const [, png] = await downloaded();
  assert.equal(png.subarray(1, 4).toString(), "PNG");

  await page.getByLabel("Colour").fill("#eeeeee");
  await page.getByLabel("Colour").dispatchEvent("change");
  await page.locator(".qr .error:not([hidden])").waitFor();
});

test("a QR code has a logo, which is in the file as it is on the page, and can be removed", async (t) => {
  const user = await someone();
  const { shortUrl } = await user.seed({ target: elsewhere, title: "With a logo" });
  const page = await signedIn(t, user);
  await page.getByRole("link", { name: "With a logo" }).click();
  await page.getByRole("img", { name: /^QR code of/ }).waitFor();
  const remove = page.getByRole("button", { name: "Remove the logo" });
  assert.ok(await remove.isHidden());
  await page.getByLabel("Logo").setInputFiles(LOGO);
  const shown = page.getByRole("img", { name: /^QR code of .*, with a logo$/ });
  await shown.waitFor();
  const seen = await shown.screenshot();
  const middle = ({ data, width, height }) => [...data.subarray(4 * (width * (height >> 1) + (width >> 1))).subarray(0, 3)];
  assert.deepEqual(middle(await pixels(seen)), [0xc0, 0x20, 0x40]);

  for (const format of ["svg", "png"]) {
    await page.getByLabel("Format").selectOption(format);
    await page.locator(`a[download$=".${format}"]`).waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download" }).click();
    const bytes = await readFile(await (await download).path());
    assert.equal((await scan(bytes)).text, shortUrl);
    assert.deepEqual(middle(await pixels(bytes)), [0xc0, 0x20, 0x40], format);
  }

  await remove.click();
  await shown.waitFor({ state: "detached" });
  assert.ok(await remove.isHidden());
  assert.equal(await focused(page), "Logo");
  assert.equal(await page.getByLabel("Logo").inputValue(), "");
});

test("a logo that no code takes is refused in words, and the one that there is stays", async (t) => {
  const user = await someone();
  await user.seed({ target: elsewhere, title: "Refused" });
  const page = await signedIn(t, user, { refused: [400] });
  await page.getByRole("link", { name: "Refused" }).click();
  const field = page.getByLabel("Logo");
  const error = page.locator(".qr .error:not([hidden])");
  const wide = await drawing(1_025, 1, "#000000");
  const large = Buffer.concat([LOGO.buffer, Buffer.alloc(23_456 - LOGO.buffer.length)]);
  await field.setInputFiles(png("wide.png", wide));
  await error.getByText("PNG in base64url, of at most 1,024 x 1,024 pixels and not interlaced").waitFor();
  await field.setInputFiles(LOGO);
  const shown = page.getByRole("img", { name: /, with a logo$/ });
  await shown.waitFor();
  assert.equal(await error.count(), 0);
  await field.setInputFiles(png("large.png", large));
  await error.getByText("This picture has 23,456 bytes, too many for a code, which takes 4,096.").waitFor();
  assert.equal(await field.inputValue(), "");
  await page.getByLabel("Size").selectOption("1024");
  await error.waitFor({ state: "detached" });
  await shown.waitFor();
  assert.ok(await page.getByRole("button", { name: "Remove the logo" }).isVisible());
});

const EVERYTHING = {
  target: "https://example.com/sale",
  title: "Everything",
  tags: ["summer", "newsletter", "a-tag-that-is-rather-long-for-a-phone"],
  notes: "Printed on the flyer\nof June",
  expiresAt: "2030-01-31T11:00:00Z",
  clickLimit: 100_000,
  utm: { source: "newsletter", medium: "email" },
  targeting: [
    { countries: ["ES"], devices: ["mobile"], target: "https://example.com/es" },
    { countries: ["DE", "AT"], languages: ["de"], systems: ["ios"], target: "https://example.com/de" },
  ],
  variants: [{ target: "https://example.com/a", weight: 2 }, { target: "https://example.com/b" }],
};

for (const [device, viewport] of Object.entries(VIEWPORTS)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`a link with everything fits a ${device}, ${colorScheme}, and people with disabilities`, async (t) => {
      const fits = (name) => assertFit(page, `${device}-${colorScheme}-${name}`);
      const user = await someone();
      const link = await user.seed(EVERYTHING);
      await follow(user, link, [PHONE, DESKTOP, DESKTOP]);
      const page = await open(t, { viewport, colorScheme });
      await fillSignIn(page, user.email);
      await page.locator(".link").waitFor();
      await fits("links-tagged");
      await page.getByRole("link", { name: "Everything" }).click();
      await page.getByRole("img", { name: /^Chart/ }).locator("canvas").waitFor();
      await page.getByRole("img", { name: /^QR code of/ }).waitFor();
      await page.locator(".as-table summary").click();
      await page.getByLabel("Logo").setInputFiles(LOGO);
      await page.getByRole("button", { name: "Remove the logo" }).waitFor();
      await fits("link-everything");
      await page.getByLabel("Logo").setInputFiles(png("large.png", Buffer.alloc(23_456)));
      await page.locator(".qr .error:not([hidden])").waitFor();
      await fits("link-logo-refused");
      await page.getByRole("link", { name: "Edit" }).click();
      await page.getByLabel("Title").waitFor();
      for (const summary of await page.locator("details.section > summary").all()) await summary.click();
      await fits("edit-everything");
      await page.goto(`${server.url.href}console/#/new`);
      await unfold(page, "Drawn ending");
      await fits("new-drawn");
    });
  }
}
