// Reads QR codes as others do: librsvg and libpng make pixels of an image (sharp), ZXing finds the code in them.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import sharp from "sharp";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

const wasm = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
prepareZXingModule({ overrides: { wasmBinary: await readFile(wasm) } });

const WHITE = { r: 255, g: 255, b: 255 };

/** The pixels of an SVG or a PNG: `{ data, width, height }`, four bytes each. */
export async function pixels(image) {
  const { data, info } = await sharp(Buffer.from(image)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data: new Uint8ClampedArray(data), width: info.width, height: info.height };
}

/** The one code in an image, as it is on white paper: its text, its level, and what the reader says besides. */
export async function scan(image) {
  const onPaper = await pixels(await sharp(Buffer.from(image)).flatten({ background: WHITE }).png().toBuffer());
  const codes = await readBarcodes(onPaper, { formats: ["QRCode"], tryInvert: false, maxNumberOfSymbols: 0 });
  assert.equal(codes.length, 1, "one code in the image");
  assert.equal(codes[0].error, "");
  return codes[0];
}

/** A picture of one colour as PNG, such as a logo might be. */
export function picture(width, height, background, options) {
  return sharp({ create: { width, height, channels: 4, background } }).png(options).toBuffer();
}
