// The packed package, installed in a project of its own, against the fixtures in each place that it runs in.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";

import { cases } from "../fixtures/segments.js";
import { installPacked, write } from "./install.js";

const { project, files } = installPacked(after);

const COUNT_STDIN = `
  import { readFileSync } from "node:fs";
  import { count } from "shortwave";
  console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(count)));
`;

const COUNT_REQUEST = `
  import { count } from "shortwave";
  export default {
    async fetch(request) {
      return Response.json((await request.json()).map((text) => count(text)));
    },
  };
`;

function texts() {
  return JSON.stringify(cases.map(({ text }) => text));
}

function node(file, input) {
  return execFileSync("node", [file], { cwd: project, encoding: "utf8", input });
}

function assertCounts(answers) {
  assert.equal(answers.length, cases.length);
  cases.forEach(({ name, expected }, index) => assert.deepEqual(answers[index], expected, name));
}

function bundle(entry, options) {
  return build({ absWorkingDir: project, entryPoints: [entry], bundle: true, format: "esm", logLevel: "silent", ...options });
}

test("the tarball holds what the entries need, and nothing else", () => {
  const expected = [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "api.js",
    "dist/inline.js",
    "dist/shortwave.js",
    "dist/shortwave.wasm",
    "index.d.ts",
    "index.js",
    "package.json",
    "workerd.js",
  ];
  assert.deepEqual(files.sort(), expected);
});

test("the version is the one of the core", () => {
  const { version } = JSON.parse(readFileSync(join(project, "node_modules/shortwave/package.json"), "utf8"));
  const cargo = readFileSync(new URL("../../Cargo.toml", import.meta.url), "utf8");
  assert.equal(version, cargo.match(/^version = "(.*)"$/m)[1]);
});

test("Node counts every fixture", () => {
  assertCounts(JSON.parse(node(write(project, "node.js", COUNT_STDIN), texts())));
});

test("a bundle for browsers counts every fixture", async () => {
  const outfile = join(project, "browser.bundle.js");
  await bundle(write(project, "browser.js", COUNT_STDIN), { outfile, platform: "browser", external: ["node:fs"] });
  assert.doesNotMatch(readFileSync(outfile, "utf8"), /from "shortwave"/);
  assertCounts(JSON.parse(node(outfile, texts())));
});

test("a bundle leaves the package out when nothing uses it", async () => {
  const entry = write(project, "unused.js", 'import { count } from "shortwave"; export const two = 2;');
  for (const conditions of [[], ["workerd"]]) {
    const { outputFiles } = await bundle(entry, { write: false, conditions, loader: { ".wasm": "copy" }, outdir: project });
    assert.equal(outputFiles.length, 1);
    assert.ok(outputFiles[0].text.length < 200, outputFiles[0].text);
  }
});

test("workerd counts every fixture", async (t) => {
  const outfile = join(project, "worker.bundle.js");
  const options = { outfile, conditions: ["workerd"], external: ["*.wasm"] };
  await bundle(write(project, "worker.js", COUNT_REQUEST), options);
  const wasm = readFileSync(join(project, "node_modules/shortwave/dist/shortwave.wasm"));
  const worker = new Miniflare(
    convertV4MiniflareOptions({
      modulesRoot: project,
      modules: [
        { type: "ESModule", path: outfile },
        { type: "CompiledWasm", path: join(project, "dist/shortwave.wasm"), contents: wasm },
      ],
      // The strictest: since mid-2025 a Worker may compile bytes while it starts.
      compatibilityDate: "2025-01-01",
      cf: false,
    }),
  );
  t.after(() => worker.dispose());
  const response = await worker.dispatchFetch("http://localhost/", { method: "POST", body: texts() });
  assertCounts(await response.json());
});

test("a long text is counted", () => {
  const source = `
    import { count } from "shortwave";
    const { segments, nonGsm } = count("я".repeat(1_000_000));
    console.log(JSON.stringify([segments, nonGsm.length, nonGsm.at(-1), count("a".repeat(9_000_000)).segments]));
  `;
  const answer = JSON.parse(node(write(project, "long.js", source)));
  assert.deepEqual(answer, [14_926, 1_000_000, { character: "я", index: 999_999 }, 58_824]);
});

test("what is not a string is refused with a hint", () => {
  const source = `
    import { count } from "shortwave";
    const messageFor = (value) => {
      try {
        return count(value);
      } catch (error) {
        return error.name + ": " + error.message;
      }
    };
    console.log(JSON.stringify([undefined, null, 5, ["a"], {}, new String("a")].map(messageFor)));
  `;
  const refusal = (kind) => `TypeError: count() takes a string, not ${kind}: convert the value first, as with String(value)`;
  const kinds = ["undefined", "null", "a value of type number", "an array", "a value of type object", "a value of type object"];
  assert.deepEqual(JSON.parse(node(write(project, "refused.js", source))), kinds.map(refusal));
});
