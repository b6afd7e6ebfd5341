// Short links as QR codes: GET /v1/links/{id}/qr.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { picture, pixels, scan } from "../scan.js";
import { SETTINGS, start } from "./harness.js";
import { dataOf, failureOf, keyed } from "./native.js";

const LOGO = await picture(60, 40, "#c02040");
const POLICY = "default-src 'none'; img-src data:; sandbox; frame-ancestors 'none'";
let server, owner, link;

before(async () => {
  server = await start();
  owner = { user: await server.createAccount() };
  link = await create();
});
after(() => server.stop());

const create = async () => dataOf(await server.post("/v1/links", { target: "https://example.com/" }, owner), 201);
const pathOf = ({ slug }, query = {}) => `/v1/links/${slug}/qr?${new URLSearchParams(query)}`;
const draw = (query, caller = owner) => server.get(pathOf(link, query), caller);

async function drawn(query) {
  const answer = await draw(query);
  assert.equal(answer.status, 200, answer.text);
  return answer;
}

describe("the image", () => {
  test("is an SVG of the short URL, for the caller to keep a while", async () => {
    const { headers, bytes, text } = await drawn();
    assert.equal((await scan(bytes)).text, link.shortUrl);
    assert.ok(text.includes(`<title>${link.shortUrl}</title>`));
    assert.equal(headers.get("content-type"), "image/svg+xml");
    assert.equal(headers.get("content-disposition"), `inline; filename="${link.slug}.svg"`);
    assert.equal(headers.get("content-security-policy"), POLICY);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("cache-control"), "private, max-age=300");
    assert.match(headers.get("x-transaction-id"), /^[0-9a-f-]{36}$/);
  });

  test("is a PNG where that is asked for", async () => {
    const { headers, bytes } = await drawn({ format: "png", size: 300 });
    assert.equal((await scan(bytes)).text, link.shortUrl);
    assert.equal(headers.get("content-type"), "image/png");
    assert.equal(headers.get("content-disposition"), `inline; filename="${link.slug}.png"`);
    const { width, height } = await pixels(bytes);
    assert.deepEqual([width, height], [300, 300]);
  });

  test("has the level, margin and colours that are asked for", async () => {
    for (const format of ["svg", "png"]) {
      for (const level of ["L", "M", "Q", "H"]) {
        const { bytes } = await drawn({ format, level, margin: 2, foreground: "#123456", background: "#FEDCBA" });
        const code = await scan(bytes);
        assert.equal(code.text, link.shortUrl);
        assert.ok("LMQH".indexOf(code.ecLevel) >= "LMQH".indexOf(level), `${code.ecLevel} for ${level}`);
        const { data } = await pixels(bytes);
        assert.deepEqual([...data.subarray(0, 4)], [0xfe, 0xdc, 0xba, 255]);
      }
      const { bytes } = await drawn({ format, background: "transparent", margin: 0 });
      const { data } = await pixels(bytes);
      assert.deepEqual([...new Set(data.filter((_, at) => at % 4 === 3))].sort(), [0, 255]);
    }
  });

  test("has a logo, and is read all the same", async () => {
    for (const format of ["svg", "png"]) {
      const { bytes } = await drawn({ format, size: 800, logo: LOGO.toString("base64url") });
      const code = await scan(bytes);
      assert.deepEqual([code.text, code.ecLevel], [link.shortUrl, "H"]);
      const { data, width } = await pixels(bytes);
      const middle = 4 * (width * (width / 2) + width / 2);
      assert.deepEqual([...data.subarray(middle, middle + 4)], [0xc0, 0x20, 0x40, 255]);
    }
  });

  test("is what the npm package draws", async () => {
    const { png, svg } = await import("../../pkg/dist/qr.js");
    const options = { size: 400, margin: 3, level: "Q", foreground: "#222244", background: "#eeeeff" };
    assert.equal((await drawn(options)).text, svg(link.shortUrl, options));
    assert.deepEqual(new Uint8Array((await drawn({ ...options, format: "png" })).bytes), png(link.shortUrl, options));
  });

  test("has a name in ASCII for a slug of any script", async () => {
    const slug = "Привет";
    const { shortUrl } = dataOf(await server.post("/v1/links", { target: "https://example.com/", slug }, owner), 201);
    const encoded = encodeURIComponent(slug);
    const { headers, bytes } = await server.get(`/v1/links/${encoded}/qr`, owner);
    assert.equal(headers.get("content-disposition"), `inline; filename="${encoded}.svg"; filename*=UTF-8''${encoded}.svg`);
    assert.equal((await scan(bytes)).text, shortUrl);
  });

  test("is drawn for many at once", async () => {
    const links = await Promise.all(Array.from({ length: 20 }, create));
    const codes = links.map(async (each) => {
      const { bytes } = await server.get(pathOf(each, { format: "png", size: 1000, logo: LOGO.toString("base64url") }), owner);
      return (await scan(bytes)).text;
    });
    assert.deepEqual(await Promise.all(codes), links.map(({ shortUrl }) => shortUrl));
  });

  test("does not depend on what the content type of no body is", async () => {
    const answer = await server.get(pathOf(link, { format: "png" }), { ...owner, headers: { "Content-Type": "application/json" } });
    assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, "image/png"]);
  });
});

describe("who may", () => {
  test("an account sees its own links only", async () => {
    const stranger = { user: await server.createAccount() };
    for (const [path, caller] of [
      [pathOf(link), stranger],
      [pathOf({ slug: "zzzzzz" }), owner],
      [pathOf({ slug: "none" }), owner],
    ]) {
      assert.equal((await server.get(path, caller)).status, 404, path);
    }
  });

  test("the scope is that of reading links", async () => {
    assert.equal((await draw({}, await keyed(server, owner, ["links:read"]))).status, 200);
    assert.equal((await draw({}, await keyed(server, owner, ["otp:write"]))).status, 403);
    assert.equal((await server.get(pathOf(link))).status, 401);
  });

  test("a link that was removed has no code", async () => {
    const removed = await create();
    assert.equal((await server.delete(`/v1/links/${removed.slug}`, owner)).status, 204);
    assert.equal((await server.get(pathOf(removed), owner)).status, 404);
  });
});

describe("what is wrong", () => {
  test("is named", async () => {
    const unreadable = LOGO.subarray(0, -30).toString("base64url");
    const large = Buffer.concat([LOGO, Buffer.alloc(4097 - LOGO.length)]).toString("base64url");
    const wide = (await picture(1025, 1, "#000000")).toString("base64url");
    for (const [query, ...expected] of [
      [{ format: "gif" }, "format format"],
      [{ size: 63 }, "size range"],
      [{ size: "large" }, "size type"],
      [{ margin: 17 }, "margin range"],
      [{ level: "X" }, "level format"],
      [{ foreground: "black" }, "foreground format"],
      [{ background: "#12" }, "background format"],
      [{ foreground: "#ffffff", background: "#000000" }, "background format"],
      [{ foreground: "#999999" }, "background format"],
      [{ logo: "AAAA" }, "logo format"],
      [{ logo: LOGO.toString("base64") + "=" }, "logo format"],
      [{ logo: large }, "logo length"],
      [{ logo: wide }, "logo format"],
      [{ logo: unreadable }, "logo format"],
      [{ logo: unreadable, format: "png" }, "logo format"],
      [{ colour: "#000000" }, "colour unknown"],
      [{ format: "gif", size: 1, margin: -1, level: "", slug: "a" }, "format format", "size range", "margin range", "slug unknown"],
    ]) {
      const answer = await draw(query);
      const [status, , ...found] = failureOf(answer);
      assert.deepEqual([status, ...found], [400, ...expected], JSON.stringify(query).slice(0, 100));
      assert.equal(answer.headers.get("cache-control"), "no-store");
    }
  });

  test("says what to do about colours", async () => {
    const message = async (query) => (await draw(query)).json.errors.details[0].message;
    assert.equal(await message({ foreground: "#ffffff", background: "#000000" }), "The background field must be a valid colour that is lighter than foreground.");
    assert.equal(await message({ foreground: "#999999" }), "The background field must be a valid colour with a contrast of at least 3 to foreground.");
  });

  test("says which size would do", async (t) => {
    const wide = await start({ settings: { ...SETTINGS, SHORT_HOST: `${"short.".repeat(20)}example` }, t });
    const caller = { user: await wide.createAccount() };
    const { slug, shortUrl } = dataOf(await wide.post("/v1/links", { target: "https://example.com/" }, caller), 201);
    const query = { format: "png", size: 64, margin: 16, level: "H" };
    const ask = (more) => wide.get(pathOf({ slug }, { ...query, ...more }), caller);
    const { status, json } = await ask();
    const [, least] = /^The size field must be between (\d+) and 2048\.$/.exec(json.errors.details[0].message) ?? [];
    assert.ok(status === 400 && least > 64, JSON.stringify(json));
    assert.equal((await ask({ size: least })).status, 200);
    assert.equal((await ask({ size: least - 1 })).status, 400);
    assert.equal((await ask({ format: "svg" })).status, 200);
    assert.equal((await scan((await ask({ size: 4 * least })).bytes)).text, shortUrl);
  });

  test("leaves the next code alone", async () => {
    assert.equal((await draw({ logo: LOGO.subarray(0, -30).toString("base64url") })).status, 400);
    assert.equal((await scan((await drawn()).bytes)).text, link.shortUrl);
  });
});
