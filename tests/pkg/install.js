// Packs the package and installs the tarball into a new project, as someone who depends on it would.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE = fileURLToPath(new URL("../../pkg/", import.meta.url));

/** The newest Node that the package supports, and the oldest. */
export const NODES = {
  "Node 22": fileURLToPath(new URL("../../node_modules/node/bin/node", import.meta.url)),
  "Node 20": fileURLToPath(new URL("../../node_modules/node20/bin/node", import.meta.url)),
};

/** Returns the project's folder, and removes it when the tests of the file are over. */
export function installPacked(after) {
  if (!existsSync(join(PACKAGE, "dist/shortwave.wasm"))) throw new Error("run scripts/build.sh npm first");
  const folder = mkdtempSync(join(tmpdir(), "shortwave-pkg-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const project = join(folder, "project");
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
  const npm = (cwd, ...args) => execFileSync("npm", [...args, "--cache", join(folder, "cache")], { cwd, encoding: "utf8" });
  const [packed] = JSON.parse(npm(PACKAGE, "pack", "--json", "--pack-destination", folder));
  npm(project, "install", "--offline", "--no-audit", "--no-fund", "--no-package-lock", join(folder, packed.filename));
  return { project, files: packed.files.map(({ path }) => path) };
}

/** A file in the project, of the given name and source. Returns its path. */
export function write(project, name, source) {
  const path = join(project, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, source);
  return path;
}

/** What a place needs to answer: answers.js, and the texts in texts.json. */
export function writeQuestions(project, texts) {
  copyFileSync(new URL("answers.js", import.meta.url), join(project, "answers.js"));
  write(project, "texts.json", JSON.stringify(texts));
}

/** Runs a file of the project. Returns what it printed. */
export function run(node, file, project) {
  return execFileSync(node, [file], { cwd: project, encoding: "utf8", maxBuffer: 2 ** 26 });
}
