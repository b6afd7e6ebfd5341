// The packed package, installed in a project of its own, in Node, in bundles and in workerd.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";

import { assertAnswers, texts } from "./expected.js";
import { installPacked, NODES, run, write, writeQuestions } from "./install.js";

const { project, files } = installPacked(after);
writeQuestions(project, texts);

const ANSWER = `
  import { readFileSync } from "node:fs";
  import * as whole from "shortwave";
  import * as slim from "shortwave/slim";
  import { answersOf, slimAnswersOf } from "./answers.js";

  const texts = JSON.parse(readFileSync("texts.json", "utf8"));
  console.log(JSON.stringify({ whole: answersOf(whole, texts), slim: slimAnswersOf(slim, texts) }));
`;

const ANSWER_REQUIRED = `
  const { readFileSync } = require("node:fs");
  const whole = require("shortwave");
  const slim = require("shortwave/slim");

  const texts = JSON.parse(readFileSync("texts.json", "utf8"));
  import("./answers.js").then(({ answersOf, slimAnswersOf }) => {
    console.log(JSON.stringify({ whole: answersOf(whole, texts), slim: slimAnswersOf(slim, texts) }));
  });
`;

const ANSWER_REQUEST = `
  import * as whole from "shortwave";
  import * as slim from "shortwave/slim";
  import { answersOf, slimAnswersOf } from "./answers.js";

  export default {
    async fetch(request) {
      const texts = await request.json();
      return Response.json({ whole: answersOf(whole, texts), slim: slimAnswersOf(slim, texts) });
    },
  };
`;

const installed = (name) => join(project, "node_modules/shortwave", name);

function bundle(entry, options) {
  return build({ absWorkingDir: project, entryPoints: [entry], bundle: true, format: "esm", logLevel: "silent", ...options });
}

test("the tarball holds what the entries need, and nothing else", () => {
  const expected = [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "dist/cli.js",
    "dist/client.LICENSE",
    "dist/client.cjs",
    "dist/client.d.cts",
    "dist/client.d.ts",
    "dist/client.js",
    "dist/element.js",
    "dist/index.cjs",
    "dist/index.d.cts",
    "dist/index.js",
    "dist/init.js",
    "dist/otp.js",
    "dist/qr-workerd.js",
    "dist/qr.cjs",
    "dist/qr.d.cts",
    "dist/qr.js",
    "dist/qr.wasm",
    "dist/shortwave.wasm",
    "dist/slim-workerd.js",
    "dist/slim.cjs",
    "dist/slim.d.cts",
    "dist/slim.js",
    "dist/slim.wasm",
    "dist/validate-workerd.js",
    "dist/validate.cjs",
    "dist/validate.d.cts",
    "dist/validate.js",
    "dist/validate.wasm",
    "dist/workerd.js",
    "element.d.ts",
    "index.d.ts",
    "init.d.ts",
    "otp.d.ts",
    "package.json",
    "qr.d.ts",
    "slim.d.ts",
    "validate.d.ts",
  ];
  assert.deepEqual(files.sort(), expected);
});

test("every file that package.json names is there", () => {
  const { bin, exports, main, types } = JSON.parse(readFileSync(installed("package.json"), "utf8"));
  const named = (value) => (typeof value === "string" ? [value] : Object.values(value).flatMap(named));
  const missing = named([bin, exports, main, types]).filter((name) => !files.includes(join(name)));
  assert.deepEqual(missing, []);
});

test("the version is the one of the core", () => {
  const { version } = JSON.parse(readFileSync(installed("package.json"), "utf8"));
  const cargo = readFileSync(new URL("../../Cargo.toml", import.meta.url), "utf8");
  assert.equal(version, cargo.match(/^version = "(.*)"$/m)[1]);
});

for (const [name, node] of Object.entries(NODES)) {
  test(`${name} answers after import`, () => {
    assertAnswers(JSON.parse(run(node, write(project, "imports.js", ANSWER), project)));
  });

  test(`${name} answers after require`, () => {
    assertAnswers(JSON.parse(run(node, write(project, "requires.cjs", ANSWER_REQUIRED), project)));
  });
}

for (const charset of ["ascii", "utf8"]) {
  test(`a bundle for browsers answers, its charset ${charset}`, async () => {
    const outfile = join(project, `browser-${charset}.bundle.js`);
    await bundle(write(project, "browser.js", ANSWER), { outfile, charset, platform: "browser", external: ["node:fs"] });
    const source = readFileSync(outfile, "utf8");
    assert.doesNotMatch(source, /from "shortwave/);
    assert.equal(/[^\0-\x7f]/.test(source), charset === "utf8");
    assertAnswers(JSON.parse(run(process.execPath, outfile, project)));
  });
}

test("a bundle leaves the package out when nothing uses it", async () => {
  const unused = `
    import { count, Counter } from "shortwave";
    import { countMany } from "shortwave/slim";
    import { svg } from "shortwave/qr";
    import init from "shortwave/init";
    export const two = 2;
  `;
  const entry = write(project, "unused.js", unused);
  for (const conditions of [[], ["workerd"]]) {
    const { outputFiles } = await bundle(entry, { write: false, conditions, loader: { ".wasm": "copy" }, outdir: project });
    assert.equal(outputFiles.length, 1);
    assert.ok(outputFiles[0].text.length < 200, outputFiles[0].text);
  }
});

for (const [name, tag] of [["element", "sms-counter"], ["otp", "otp-input"]]) {
  test(`a bundle keeps <${tag}>, which is imported for what it does`, async () => {
    const entry = write(project, `${name}.js`, `import "shortwave/${name}";`);
    const { outputFiles } = await bundle(entry, { write: false, outdir: project });
    assert.match(outputFiles[0].text, new RegExp(`define\\("${tag}"`));
  });
}

test("workerd answers", async (t) => {
  const outfile = join(project, "worker.bundle.js");
  await bundle(write(project, "worker.js", ANSWER_REQUEST), { outfile, conditions: ["workerd"], external: ["*.wasm"] });
  const wasm = ["shortwave.wasm", "slim.wasm"].map((name) => ({
    type: "CompiledWasm",
    path: join(project, name),
    contents: readFileSync(installed(`dist/${name}`)),
  }));
  const worker = new Miniflare(
    convertV4MiniflareOptions({
      modulesRoot: project,
      modules: [{ type: "ESModule", path: outfile }, ...wasm],
      // The strictest: since mid-2025 a Worker may compile bytes while it starts.
      compatibilityDate: "2025-01-01",
      cf: false,
    }),
  );
  t.after(() => worker.dispose());
  const response = await worker.dispatchFetch("http://localhost/", { method: "POST", body: JSON.stringify(texts) });
  assertAnswers(await response.json());
});
