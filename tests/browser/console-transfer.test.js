// Import and export on the console, in Chromium against the Worker: progress, rows that failed, the file that comes out, and axe.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

import { VIEWPORTS, counted, elsewhere, heading, signedIn, someone } from "./console.js";
import { assertFit, screenshots } from "./fit.js";

const file = (name, text) => ({ name, mimeType: name.endsWith("csv") ? "text/csv" : "application/json", buffer: Buffer.from(text) });

async function atTransfer(t, user, options) {
  const page = await signedIn(t, user, options);
  await page.getByRole("link", { name: "Import and export" }).click();
  await heading(page, "Import and export");
  return page;
}

test("a table is imported: the rows that worked are links, the others are named", async (t) => {
  const page = await atTransfer(t, await someone());
  await page.getByRole("button", { name: "Import" }).click();
  await page.getByText("Choose a file first.").waitFor();
  const rows = [`${elsewhere}/a,First`, "nonsense,Second", `${elsewhere}/b,Third`];
  await page.getByLabel("File").setInputFiles(file("links.csv", `target,title\n${rows.join("\n")}\n`));
  await page.getByRole("button", { name: "Import" }).click();
  await page.getByText("2 links imported, 1 row not.").first().waitFor();
  await page.getByText("Row 2: The target field must be a valid URL that a short link may lead to.").waitFor();
  await page.screenshot({ path: join(screenshots, "console-import.png"), fullPage: true });
  await page.getByRole("link", { name: "Back to your links" }).click();
  await counted(page, "2 links");
});

test("progress is shown while a long file is imported", async (t) => {
  const page = await atTransfer(t, await someone());
  const links = Array.from({ length: 1_500 }, (_, row) => ({ target: `${elsewhere}/${row}` }));
  await page.getByLabel("File").setInputFiles(file("links.json", JSON.stringify(links)));
  await page.getByRole("button", { name: "Import" }).click();
  await page.getByRole("progressbar", { name: "Links are being made" }).waitFor();
  await page.getByText("of 1,500 rows").waitFor();
  await page.getByText("1,500 links imported.").first().waitFor({ timeout: 60_000 });
});

test("what cannot be read is said in a sentence", async (t) => {
  const page = await atTransfer(t, await someone(), { refused: [400] });
  await page.getByLabel("File").setInputFiles(file("links.csv", "what,ever\na,b\n"));
  await page.getByRole("button", { name: "Import" }).click();
  await page.getByText("Nothing was read: the format is not known").waitFor();
});

test("all links are exported", async (t) => {
  const user = await someone();
  await user.seed({ target: `${elsewhere}/out`, title: "Out" });
  const page = await atTransfer(t, user);
  for (const kind of ["CSV", "JSON"]) {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: `Export as ${kind}` }).click();
    const done = await download;
    assert.equal(done.suggestedFilename(), `links.${kind.toLowerCase()}`);
    assert.match(await readFile(await done.path(), "utf8"), new RegExp(`${elsewhere}/out`));
  }
});

for (const [name, viewport] of Object.entries(VIEWPORTS)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`it fits a ${name}, ${colorScheme}, and axe finds nothing`, async (t) => {
      const page = await atTransfer(t, await someone(), { viewport, colorScheme });
      await assertFit(page, `console-transfer-${name}-${colorScheme}`);
    });
  }
}
