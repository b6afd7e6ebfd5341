// Random numbers and texts that are the same in every run.

/** Returns a source of integers below a limit (mulberry32). */
export function randomOf(seed) {
  return (limit) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let bits = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), 61 | bits);
    return Math.floor((((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

/** The characters from one code unit to another. */
export const range = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => String.fromCharCode(from + index));

const ASCII = range(0x20, 0x7e);
const ESCAPED = [..."^{}\\[~]|€\f"];
const NATIONAL = [..."şğıİçãõáíóúêô₺आहिன்త"];
const BEYOND = ["😀", "👍🏽", "👨‍👩‍👧‍👦", "🇪🇸", "𝒳"];
const HALVES = ["\ud800", "\udbff", "\udc00", "\udfff", "\ud83d", "\ude00"];

const POOLS = [
  ASCII,
  [...ASCII, ...ESCAPED],
  [..."éèåÄΔΦ", ...ESCAPED, "\r\n"],
  [...ASCII, ...NATIONAL],
  [...range(0x400, 0x44f), " "],
  [...ASCII, ...BEYOND],
  [...BEYOND, ...HALVES],
  [...ASCII, ...HALVES],
  [...ASCII, ...ESCAPED, ...NATIONAL, ...BEYOND, ...HALVES, "“", "…", "\u00a0"],
];

/** A text of about so many code units, of one kind of characters. */
export function randomText(random, length) {
  const pool = POOLS[random(POOLS.length)];
  let text = "";
  while (text.length < length) text += pool[random(pool.length)];
  return text;
}
