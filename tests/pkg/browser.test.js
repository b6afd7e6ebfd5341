// The packed package in Chromium, under a strict policy: on a plain page that imports its files, and in what Vite builds.
import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, test } from "node:test";

import { build } from "vite";

import { launch } from "../browser/chromium.js";
import { assertAnswers, texts } from "./expected.js";
import { installPacked, write, writeQuestions } from "./install.js";

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".wasm": "application/wasm" };

const browser = await launch();
after(() => browser.close());

const { project } = installPacked(after);
writeQuestions(project, texts);

/** A module that leaves a promise of its answers on the page. */
const pageScript = (whole, slim, init, element = "") => `
  import * as whole from "${whole}";
  import * as slim from "${slim}";
  import begin, * as begun from "${init}";
  import { answersOf, slimAnswersOf } from "./answers.js";
  ${element}

  async function answer() {
    const texts = await (await fetch("/texts.json")).json();
    const answers = { whole: answersOf(whole, texts), slim: slimAnswersOf(slim, texts) };
    await begin();
    return JSON.stringify([answers, { whole: answersOf(begun, texts) }]);
  }

  window.answers = answer();
`;

const page = (script) => `<!doctype html>
  <html lang="en">
    <title>Shortwave</title>
    <script type="module" src="${script}"></script>
  </html>`;

/** Serves files of the first folder that has them. Returns the address. */
async function serve(t, ...folders) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    const file = folders.map((folder) => join(folder, path)).find((file) => existsSync(file));
    const found = file && (await readFile(file));
    const type = TYPES[extname(path)] ?? "text/plain";
    response.writeHead(found ? 200 : 404, { "content-type": type, "content-security-policy": POLICY });
    response.end(found);
  });
  t.after(() => server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${server.address().port}`;
}

/** Opens an address. Returns the page; the test fails when it complains. */
async function open(t, address) {
  const context = await browser.newContext();
  const opened = await context.newPage();
  const complaints = [];
  opened.on("console", (entry) => ["error", "warning"].includes(entry.type()) && complaints.push(entry.text()));
  opened.on("pageerror", (error) => complaints.push(String(error)));
  opened.on("response", (response) => response.status() >= 400 && complaints.push(`${response.status()} ${response.url()}`));
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });
  await opened.goto(address);
  return opened;
}

async function assertAnswered(opened) {
  const answers = JSON.parse(await opened.evaluate(() => window.answers));
  answers.forEach(assertAnswers);
}

test("a plain page answers, and with a file of WebAssembly", async (t) => {
  const dist = "/node_modules/shortwave/dist";
  write(project, "plain.js", pageScript(`${dist}/index.js`, `${dist}/slim.js`, `${dist}/init.js`));
  write(project, "plain.html", page("/plain.js"));
  const address = await serve(t, project);
  await assertAnswered(await open(t, `${address}/plain.html`));
});

test("a plain page draws a QR code that shows", async (t) => {
  const script = `
    import { png, svg } from "/node_modules/shortwave/dist/qr.js";

    const image = async (content, type) => {
      const bitmap = await createImageBitmap(new Blob([content], { type }));
      return [bitmap.width, bitmap.height];
    };
    const parsed = new DOMParser().parseFromString(svg("<a> & b", { size: 300 }), "image/svg+xml").documentElement;
    window.answers = [await image(png("Hello", { size: 300 }), "image/png"), parsed.nodeName, parsed.querySelector("title").textContent];
    document.title = "ready";
  `;
  write(project, "qr.js", script);
  write(project, "qr.html", page("/qr.js"));
  const address = await serve(t, project);
  const opened = await open(t, `${address}/qr.html`);
  await opened.waitForFunction(() => document.title === "ready");
  assert.deepEqual(await opened.evaluate(() => window.answers), [[300, 300], "svg", "<a> & b"]);
});

test("a form judges a message, as the README has it", async (t) => {
  const [, listener] = /(form\.addEventListener\([^]*?\n\}\);)\n/.exec(await readFile(join(project, "node_modules/shortwave/README.md"), "utf8"));
  const script = `
    import { validateSms } from "/node_modules/shortwave/dist/validate.js";

    const form = document.querySelector("form");
    ${listener}
    document.title = "ready";
  `;
  const fields = ["to", "from", "message", "parts"];
  write(project, "form.js", script);
  write(project, "form.html", `${page("/form.js")}<form>${fields.map((name) => `<input name="${name}">`).join("")}</form>`);
  const address = await serve(t, project);
  const opened = await open(t, `${address}/form.html`);
  await opened.waitForFunction(() => document.title === "ready");
  const told = async (values) => {
    for (const [name, value] of Object.entries(values)) await opened.fill(`[name=${name}]`, value);
    return opened.evaluate((names) => names.map((name) => document.forms[0].elements[name].validationMessage), fields);
  };
  assert.deepEqual(await told({ to: "34666555444", from: "SHOP", message: "Hello", parts: "1" }), ["", "", "", ""]);
  assert.deepEqual(await told({ message: "a".repeat(161) }), ["", "", "Text message too long", ""]);
  assert.deepEqual(await told({ parts: "2" }), ["", "", "", ""]);
  assert.deepEqual(await told({ to: "34666555444,nobody" }), ["No valid recipients", "", "", ""]);
  assert.deepEqual(await told({ from: "" }), ["", "Sender missing", "", ""]);
  assert.deepEqual(await told({ parts: "16", from: "SHOP" }), ["", "", "", "Exceeded maximum parts allowed or incorrect number of parts"]);
});

test("what Vite builds answers, and has the element", async (t) => {
  write(project, "app.js", pageScript("shortwave", "shortwave/slim", "shortwave/init", 'import "shortwave/element";'));
  write(project, "index.html", page("/app.js"));
  await build({ root: project, configFile: false, logLevel: "error" });
  const address = await serve(t, join(project, "dist"), project);
  const opened = await open(t, `${address}/index.html`);
  await assertAnswered(opened);
  assert.equal(await opened.evaluate(() => typeof customElements.get("sms-counter")), "function");
});

test("a page may say where the WebAssembly is", async (t) => {
  const script = `
    import init, { count } from "/node_modules/shortwave/dist/init.js";

    const file = "/node_modules/shortwave/dist/shortwave.wasm";
    const bytes = async () => (await fetch(file)).arrayBuffer();
    const addresses = [file, new URL(file, location)];
    const sources = [...addresses, await fetch(file), fetch(file), await bytes(), bytes(), new Uint8Array(await bytes())];

    window.answers = [];
    for (const source of sources) {
      await init(source);
      window.answers.push(count("€".repeat(window.answers.length)).units);
    }
    document.title = "ready";
  `;
  write(project, "sources.js", script);
  write(project, "sources.html", page("/sources.js"));
  const address = await serve(t, project);
  const opened = await open(t, `${address}/sources.html`);
  await opened.waitForFunction(() => document.title === "ready");
  assert.deepEqual(await opened.evaluate(() => window.answers), [0, 2, 4, 6, 8, 10, 12]);
});

test("without init, what it loads is missing", async (t) => {
  const script = `
    import { count } from "/node_modules/shortwave/dist/init.js";

    try {
      window.answers = count("Hello").segments;
    } catch (error) {
      window.answers = error.name;
    }
  `;
  write(project, "early.js", script);
  write(project, "early.html", page("/early.js"));
  const address = await serve(t, project);
  const opened = await open(t, `${address}/early.html`);
  assert.equal(await opened.evaluate(() => window.answers), "TypeError");
});
