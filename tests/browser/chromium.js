// Headless Chromium as every test and benchmark starts it, and where its pictures go.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

const ofRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** With the switches that the engine is tested with as wasm, too. */
export function launch() {
  const { "goog:chromeOptions": { args } } = JSON.parse(readFileSync(ofRoot("webdriver.json"), "utf8"));
  const executablePath = execFileSync(ofRoot("scripts/chromium.sh"), { encoding: "utf8" }).trim();
  return chromium.launch({ executablePath, args });
}

/** The folder that SCREENSHOTS names, which stays; else one that is removed when the tests of the file are over. */
export function screenshotFolder(after) {
  const { SCREENSHOTS } = process.env;
  if (SCREENSHOTS) {
    mkdirSync(SCREENSHOTS, { recursive: true });
    return SCREENSHOTS;
  }
  const folder = mkdtempSync(join(tmpdir(), "shortwave-screenshots-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
