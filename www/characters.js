// What a character is, in words, for those that GSM-7 lacks.

/** Those that get into messages unseen: from word processors, phones' keyboards and copied web pages. */
const NAMES = new Map([
  ["\t", "tab"],
  ["`", "backtick"],
  ["‘", "opening single quote"],
  ["’", "curly apostrophe"],
  ["“", "opening double quote"],
  ["”", "closing double quote"],
  ["„", "low double quote"],
  ["«", "opening angle quote"],
  ["»", "closing angle quote"],
  ["–", "en dash"],
  ["—", "em dash"],
  ["−", "minus sign"],
  ["\u2010", "hyphen"],
  ["\u2011", "no-break hyphen"],
  ["…", "ellipsis"],
  ["•", "bullet"],
  ["·", "middle dot"],
  ["°", "degree sign"],
  ["×", "multiplication sign"],
  ["™", "trademark sign"],
  ["©", "copyright sign"],
  ["®", "registered sign"],
  ["\u00a0", "no-break space"],
  ["\u202f", "narrow no-break space"],
  ["\u2009", "thin space"],
  ["\u200b", "zero-width space"],
  ["\u200c", "zero-width non-joiner"],
  ["\u200d", "zero-width joiner"],
  ["\u200e", "left-to-right mark"],
  ["\u200f", "right-to-left mark"],
  ["\u00ad", "soft hyphen"],
  ["\ufeff", "byte order mark"],
  ["\ufe0e", "text style selector"],
  ["\ufe0f", "emoji style selector"],
  ["\u20e3", "keycap"],
  ["\ufffd", "replacement character"],
]);

const SCRIPTS = (
  "Latin Greek Cyrillic Armenian Hebrew Arabic Devanagari Bengali Gurmukhi Gujarati Tamil Telugu Kannada Malayalam " +
  "Sinhala Thai Lao Tibetan Myanmar Georgian Ethiopic Khmer Hangul Hiragana Katakana Bopomofo Han"
)
  .split(" ")
  .map((name) => [name, new RegExp(`^\\p{Script=${name}}$`, "u")]);

/** General categories, the first that matches: what a character is when no name says more. */
const KINDS = [
  [/^\p{Surrogate}$/u, "half of a broken character"],
  [/^\p{Regional_Indicator}$/u, "half of a flag"],
  [/^\p{Emoji_Modifier}$/u, "emoji skin tone"],
  [/^\p{Extended_Pictographic}$/u, "emoji"],
  [/^\p{Control}$/u, "control character"],
  [/^\p{Format}$/u, "invisible formatting character"],
  [/^\p{Separator}$/u, "space or line separator"],
  [/^\p{Mark}$/u, "combining mark"],
  [/^\p{Currency_Symbol}$/u, "currency sign"],
  [/^\p{Letter}$/u, "letter"],
  [/^\p{Number}$/u, "digit or number"],
  [/^\p{Punctuation}$/u, "punctuation"],
  [/^\p{Symbol}$/u, "symbol"],
];

const INVISIBLE = /^[\p{Other}\p{Separator}\ufe0e\ufe0f]$/u;
const COMBINING = /^\p{Mark}$/u;

/** In words, such as `curly apostrophe`, `Cyrillic letter` or `emoji`. */
export function describe(character) {
  const name = NAMES.get(character);
  if (name) return name;
  const kind = KINDS.find(([pattern]) => pattern.test(character))?.[1] ?? "unassigned character";
  return kind === "letter" ? letterOf(character) : kind;
}

function letterOf(character) {
  const script = SCRIPTS.find(([, pattern]) => pattern.test(character))?.[0];
  if (!script) return "letter";
  return script === "Han" ? "Chinese character" : `${script} letter`;
}

/** Such as `U+2019`. */
export function codePoint(character) {
  return `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** The character as one can see it, or an empty string. */
export function glyph(character) {
  if (INVISIBLE.test(character)) return "";
  return COMBINING.test(character) ? `◌${character}` : character;
}
