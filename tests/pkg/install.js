// Packs the package and installs the tarball into a new project, as someone who depends on it would.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE = fileURLToPath(new URL("../../pkg/", import.meta.url));

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
  writeFileSync(path, source);
  return path;
}
