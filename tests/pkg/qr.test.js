// QR codes of the package, read by other libraries.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import sharp from "sharp";

import { png, svg } from "../../pkg/dist/qr.js";
import { picture, pixels, scan } from "../scan.js";
import { installPacked, NODES, run, write } from "./install.js";
import { randomOf } from "./random.js";

const LEVELS = ["L", "M", "Q", "H"];
const URL = "https://sho.rt/abcdef";
const BOTH = { svg, png };
const LOGO = await picture(120, 80, "#c02040");

const { project } = installPacked(after);

const TEXTS = [URL, `${URL}?a=1&b=<2>"'`, "0123456789012345", "HTTPS://SHO.RT/ABC", "A", "olá, ça va ? äöüß €", "Привет 😀 世界", "\t\n ", "x".repeat(500)];

/** Draws a text and reads it again. Returns what the reader says. */
async function assertScans(draw, text, options, level = options?.level ?? "M") {
  const image = draw(text, options);
  const context = `${draw.name} of ${JSON.stringify(text)} with ${JSON.stringify({ ...options, logo: options?.logo?.length })}`;
  const code = await scan(typeof image === "string" ? Buffer.from(image) : image).catch((error) => assert.fail(`${context}: ${error.message}`));
  assert.equal(code.text, text, context);
  assert.ok(LEVELS.indexOf(code.ecLevel) >= LEVELS.indexOf(level), `${context} has level ${code.ecLevel}`);
  return code;
}

for (const [name, draw] of Object.entries(BOTH)) {
  test(`${name}: every text is read again`, async () => {
    for (const text of TEXTS) await assertScans(draw, text);
  });

  test(`${name}: every level is read again, and is no less than asked for`, async () => {
    for (const level of LEVELS) for (const text of [URL, "x".repeat(120)]) await assertScans(draw, text, { level, size: 600 });
  });

  test(`${name}: every size and margin that has room is read again`, async () => {
    for (const size of [128, 200, 333, 512, 1000, 2048]) await assertScans(draw, URL, { size });
    for (const margin of [2, 4, 9, 16]) await assertScans(draw, URL, { margin });
  });

  test(`${name}: colours that contrast are read again`, async () => {
    const pairs = [
      ["#1a2b3c", "#ffffff"],
      ["#aa0000", "#ffeedd"],
      ["#005500", "#CCFFCC"],
      ["#000000", "#808080"],
      ["#663399", "transparent"],
    ];
    for (const [foreground, background] of pairs) await assertScans(draw, URL, { foreground, background });
  });

  test(`${name}: with a logo it is read again, at level H`, async () => {
    for (const text of TEXTS) await assertScans(draw, text, { logo: LOGO, size: 1024, level: "L" }, "H");
    for (const logo of [await picture(1, 1, "#000000"), await picture(1024, 1024, "#00ff00", { palette: true }), await picture(30, 90, { r: 200, g: 0, b: 0, alpha: 0.5 })]) {
      for (const background of ["#ffffff", "transparent"]) await assertScans(draw, URL, { logo, background }, "H");
    }
  });

  test(`${name}: it has exactly the size that was asked for`, async () => {
    for (const options of [undefined, {}, { size: 64, margin: 0 }, { size: 777 }, { size: 2048 }, { size: 301, logo: LOGO }]) {
      const { width, height } = await pixels(Buffer.from(draw("A", options)));
      assert.deepEqual([width, height], [options?.size ?? 512, options?.size ?? 512]);
    }
  });

  test(`${name}: random texts and options are read again`, async () => {
    const random = randomOf(7);
    const one = (values) => values[random(values.length)];
    for (let round = 0; round < 60; round++) {
      const text = Array.from({ length: 1 + random(200) }, () => String.fromCodePoint(one([0x20 + random(95), 0xa1 + random(500), 0x1f600 + random(60)]))).join("");
      const options = { size: 700 + random(600), margin: 2 + random(8), level: one(LEVELS), foreground: one(["#000000", "#123456", "#7a0000"]), background: one(["#ffffff", "#f0f8ff", "transparent"]) };
      if (random(3) === 0) options.logo = LOGO;
      await assertScans(draw, text, options, options.logo ? "H" : options.level);
    }
  });
}

test("an SVG says what it shows, and has no more than shapes", () => {
  const drawn = svg(`${URL}?a=1&b=<2>`, { foreground: "#12AB34", background: "#ffffff", margin: 0 });
  assert.match(drawn, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="512" height="512" viewBox="0 0 (\d+) \1" role="img" shape-rendering="crispEdges">/);
  assert.match(drawn, /<title>https:\/\/sho\.rt\/abcdef\?a=1&amp;b=&lt;2&gt;<\/title>/);
  assert.deepEqual([...drawn.matchAll(/<(\w+)/g)].map(([, name]) => name), ["svg", "title", "rect", "path"]);
  const withLogo = svg(URL, { logo: LOGO, background: "transparent" });
  assert.deepEqual([...withLogo.matchAll(/<(\w+)/g)].map(([, name]) => name), ["svg", "title", "path", "image"]);
  assert.match(withLogo, new RegExp(`href="data:image/png;base64,${LOGO.toString("base64").replaceAll("+", "\\+")}"/>`));
});

test("a PNG without a logo has one bit a pixel, and the colours that were asked for", async () => {
  const drawn = png(URL, { foreground: "#123456", background: "#fedcba" });
  assert.ok(drawn instanceof Uint8Array && drawn.length < 1_500, `${drawn.length} bytes`);
  const metadata = await sharp(drawn).metadata();
  assert.deepEqual([metadata.format, metadata.isPalette, metadata.bitsPerSample ?? metadata.paletteBitDepth], ["png", true, 1]);
  const { data } = await pixels(drawn);
  assert.deepEqual([...new Set(new Uint32Array(data.buffer))].sort(), [0xff563412, 0xffbadcfe].sort());
});

test("modules are squares of whole pixels, and the margin is at least what was asked for", async () => {
  for (const size of [100, 256, 401]) {
    const { data, width } = await pixels(png("A", { size, margin: 4 }));
    const isDark = (x, y) => data[4 * (y * width + x)] === 0;
    const scale = Math.floor(size / (21 + 8));
    const edge = Math.floor((size - 21 * scale) / 2);
    assert.ok(edge >= 4 * scale);
    const inside = (at) => Math.floor((at - edge) / scale);
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const [column, row] = [inside(x), inside(y)];
        const isSymbol = Math.min(column, row) >= 0 && Math.max(column, row) < 21;
        const expected = isSymbol && isDark(edge + column * scale, edge + row * scale);
        assert.equal(isDark(x, y), expected, `${x}, ${y} of ${size}`);
      }
    }
  }
});

test("a logo is drawn in its proportions and colours", async () => {
  const size = 1024;
  for (const [draw, image] of Object.entries({ svg: Buffer.from(svg(URL, { size, logo: LOGO })), png: png(URL, { size, logo: LOGO }) })) {
    const { data, width } = await pixels(image);
    const red = [];
    for (let at = 0; at < data.length; at += 4) if (data[at] > 150 && data[at + 1] < 100) red.push([(at / 4) % width, Math.floor(at / 4 / width)]);
    const extent = (axis) => Math.max(...red.map((point) => point[axis])) - Math.min(...red.map((point) => point[axis])) + 1;
    const [across, down] = [extent(0), extent(1)];
    assert.ok(Math.abs(across / down - 120 / 80) < 0.05, `${draw}: ${across} x ${down}`);
    assert.ok(across <= size / 5 && across >= size / 10, `${draw}: ${across}`);
  }
});

test("what is wrong is named, with what to do", () => {
  const range = (field, message) => ({ name: "RangeError", field, message });
  const type = (field, message) => ({ name: "TypeError", field, message });
  const size = range("size", "size must be a whole number from 64 to 2048");
  const margin = range("margin", "margin must be a whole number from 0 to 16");
  const level = range("level", "level must be L, M, Q or H");
  const foreground = range("foreground", "foreground must be a colour such as #1a2b3c");
  const logo = range("logo", "logo must be a PNG of at most 65536 bytes and 1024 x 1024 pixels, not interlaced: save it anew as one");
  const cases = [
    [{ size: 63 }, size],
    [{ size: 2049 }, size],
    [{ size: 100.5 }, size],
    [{ size: NaN }, size],
    [{ size: -512 }, size],
    [{ size: 2 ** 32 + 512 }, size],
    [{ size: 2 ** 32 - 1 }, size],
    [{ margin: -1 }, margin],
    [{ margin: 17 }, margin],
    [{ level: "m" }, level],
    [{ level: "LM" }, level],
    [{ foreground: "red" }, foreground],
    [{ foreground: "#12345" }, foreground],
    [{ foreground: "transparent" }, foreground],
    [{ background: "none" }, range("background", "background must be a colour such as #ffffff, or transparent")],
    [{ foreground: "#ffffff", background: "#000000" }, range("background", "background must be lighter than foreground: scanners look for dark modules on light, so exchange the two")],
    [{ foreground: "#999999", background: "transparent" }, range("background", /^background must have a contrast of at least 3 to foreground: /)],
    [{ logo: new Uint8Array() }, logo],
    [{ logo: LOGO.subarray(0, -30) }, logo],
    [{ logo: Uint8Array.of(1, 2, 3) }, logo],
    [{ size: "512" }, type("size", "size must be a number, not a value of type string")],
    [{ margin: null }, type("margin", "margin must be a number, not null")],
    [{ level: 2 }, type("level", "level must be a string, not a value of type number")],
    [{ foreground: 0 }, type("foreground", "foreground must be a string, not a value of type number")],
    [{ background: ["#ffffff"] }, type("background", "background must be a string, not an array")],
    [{ logo: "logo.png" }, type("logo", "logo must be a Uint8Array with the bytes of a PNG, not a value of type string")],
    [null, type("options", "options must be an object, not null")],
  ];
  for (const draw of Object.values(BOTH)) {
    for (const [options, error] of cases) assert.throws(() => draw(URL, options), error, JSON.stringify(options));
    assert.throws(() => draw(""), range("text", "text must not be empty: give what the code is to say"));
    assert.throws(() => draw("x".repeat(3000)), range("text", "text does not fit into a QR code: shorten it, or ask for a lower level"));
    assert.throws(() => draw(5), type("text", "text must be a string, not a value of type number"));
    assert.throws(() => draw(), type("text", "text must be a string, not a value of type undefined"));
  }
  assert.throws(() => png("x".repeat(300), { size: 64 }), range("size", /a size of at least 77$/));
  assert.equal(svg("x".repeat(300), { size: 64 }).slice(0, 4), "<svg");
});

test("half a surrogate pair is drawn as what is written for it", async () => {
  assert.equal((await scan(Buffer.from(svg("a\ud800b")))).text, "a\ufffdb");
});

test("drawing goes on after a refusal and after large pictures", async () => {
  for (let round = 0; round < 3; round++) {
    assert.throws(() => png("", {}), RangeError);
    const large = png(URL, { size: 2048, logo: LOGO });
    const small = png(URL);
    assert.equal((await scan(large)).text, URL);
    assert.equal((await scan(small)).text, URL);
  }
});

const DRAWN = { svg: svg(URL), png: Buffer.from(png(URL)).toString("base64") };
const SHOW = `console.log(JSON.stringify({ svg: svg("${URL}"), png: Buffer.from(png("${URL}")).toString("base64") }));`;

for (const [name, node] of Object.entries(NODES)) {
  test(`${name} draws after import and after require`, () => {
    const imports = write(project, "draws.js", `import { png, svg } from "shortwave/qr";\n${SHOW}`);
    const requires = write(project, "draws.cjs", `const { png, svg } = require("shortwave/qr");\n${SHOW}`);
    for (const file of [imports, requires]) assert.deepEqual(JSON.parse(run(node, file, project)), DRAWN);
  });
}

test("workerd draws", async (t) => {
  const entry = write(project, "drawer.js", `
    import { png, svg } from "shortwave/qr";
    export default { fetch: (request) => new Response(request.url.endsWith("png") ? png("${URL}") : svg("${URL}")) };
  `);
  const outfile = join(project, "drawer.bundle.js");
  await build({ absWorkingDir: project, entryPoints: [entry], bundle: true, format: "esm", outfile, conditions: ["workerd"], external: ["*.wasm"] });
  const contents = readFileSync(join(project, "node_modules/shortwave/dist/qr.wasm"));
  const modules = [{ type: "ESModule", path: outfile }, { type: "CompiledWasm", path: join(project, "qr.wasm"), contents }];
  const worker = new Miniflare(convertV4MiniflareOptions({ modulesRoot: project, modules, compatibilityDate: "2025-01-01", cf: false }));
  t.after(() => worker.dispose());
  assert.equal(await (await worker.dispatchFetch("http://localhost/svg")).text(), DRAWN.svg);
  assert.equal(Buffer.from(await (await worker.dispatchFetch("http://localhost/png")).arrayBuffer()).toString("base64"), DRAWN.png);
});
