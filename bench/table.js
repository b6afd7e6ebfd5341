// The least that a correct counter does in plain JavaScript: one loop and one table. The floor of the comparison.

const BASIC = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENSION = "\f^{}\\[~]|€";

/** Septets of each UTF-16 code unit; 0 where GSM 7-bit lacks it. */
const SEPTETS = new Uint8Array(0x10000);
for (const character of BASIC) SEPTETS[character.charCodeAt(0)] = 1;
for (const character of EXTENSION) SEPTETS[character.charCodeAt(0)] = 2;

export function count(text) {
  let parts = 1;
  let used = 0;
  let units = 0;
  for (let index = 0; index < text.length; index++) {
    const septets = SEPTETS[text.charCodeAt(index)];
    if (septets === 0) return countUcs2(text);
    units += septets;
    used += septets;
    if (used > 153) {
      parts++;
      used = septets;
    }
  }
  return answer("GSM-7", parts, units, used, 160, 153);
}

function countUcs2(text) {
  let parts = 1;
  let used = 0;
  for (let index = 0; index < text.length; index++) {
    const size = isPair(text, index) ? 2 : 1;
    used += size;
    if (used > 67) {
      parts++;
      used = size;
    }
    index += size - 1;
  }
  return answer("UCS-2", parts, text.length, used, 70, 67);
}

function isPair(text, index) {
  return (text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00;
}

function answer(encoding, parts, units, used, alone, part) {
  if (units > alone) return { encoding, segments: parts, units, remaining: part - used };
  return { encoding, segments: units > 0 ? 1 : 0, units, remaining: alone - units };
}
