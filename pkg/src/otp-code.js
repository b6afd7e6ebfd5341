// One-time codes in what people type and paste.

/** A letter or digit of a code, and what may not stand beside one: a longer word or number, or the rest of an amount. */
const ALPHABETS = { digits: ["[0-9]", "[0-9]"], alphanumeric: ["[A-Z0-9]", "[A-Za-z0-9]"] };

/** The value of a digit of any script: each script has its ten side by side, from zero on. */
function digit(character) {
  const code = character.codePointAt(0);
  let value = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++;
  return String(value % 10);
}

const plain = (text) => text.replace(/\p{Nd}/gu, digit).replace(/\p{L}/gu, (letter) => letter.normalize("NFKC"));

/** What is left of a text that is being typed: letters in capitals, digits as 0 to 9, and no more of them than the code has. */
export function clean(text, { length = 6, alphabet = "digits" } = {}) {
  const [one] = ALPHABETS[alphabet];
  return (plain(text).toUpperCase().match(new RegExp(one, "g")) ?? []).slice(0, length).join("");
}

/** The code in a text: alone, with spaces and hyphens, or in a message. An empty string when there is none. */
export function findCode(text, { length = 6, alphabet = "digits" } = {}) {
  const [one, beside] = ALPHABETS[alphabet];
  const read = plain(text);
  const all = read.replace(/[\s\p{Pd}\p{Cf}]/gu, "").toUpperCase();
  if (new RegExp(`^${one}{${length}}$`).test(all)) return all;
  const alone = (code) => new RegExp(`(?<!${beside}|[0-9][.,])(?:${code})(?!${beside}|[.,][0-9])`);
  const patterns = [
    // The line for browsers.
    new RegExp(`(?<=@\\S+ #)${one}{${length}}(?!${beside})`),
    // A word without digits is rather a word.
    alone(`(?=[A-Z]*[0-9])${one}{${length}}`),
    alone(`${one}{${length}}`),
  ];
  if (alphabet === "digits") patterns.push(alone(`(?:[0-9][\\s\\p{Pd}]?){${length - 1}}[0-9]`));
  for (const pattern of patterns) {
    const found = new RegExp(pattern, "u").exec(read);
    if (found) return clean(found[0], { length, alphabet });
  }
  return "";
}
