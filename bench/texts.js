// The texts that counters are timed on.

const ENGLISH = "The quick brown fox jumps over the lazy dog, twice a day. ";
const PRICES = "Pay 15 € at [desk 4] or {online} ~ code A|B: thanks, señor Müller. ";
const PARTY = "See you at the party 🎉 on Friday 😀 bring cake 🍰 ";
const HINDI = "आपका सत्यापन कोड यह है, कृपया इसे किसी को न बताएं। ";

/** Of each kind, so that no engine can keep the answer for the only one. */
const VARIANTS = 8;
const PERSONALISED = 100_000;

/** Texts of one length in code units, each starting at another place of the source. */
function variants(source, length) {
  const characters = [...source];
  return Array.from({ length: VARIANTS }, (_, start) => {
    const turned = characters.slice(start).concat(characters.slice(0, start)).join("");
    return arrived(turned.repeat(Math.ceil(length / turned.length)).slice(0, length).toWellFormed());
  });
}

/** Parsed, as texts arrive: a slice would refer to another string, and be slower to read for everybody. */
const arrived = (text) => JSON.parse(JSON.stringify(text));

export const SINGLE = [
  ["20 ASCII", ENGLISH, 20],
  ["160 GSM", ENGLISH, 160],
  ["1,000 GSM with extension", PRICES, 1000],
  ["300 with emoji", PARTY, 300],
  ["10,000 GSM", ENGLISH, 10_000],
  ["300 Hindi", HINDI, 300],
].map(([name, source, length]) => ({ name, length, inputs: variants(source, length) }));

/** Messages of about 120 characters, none like another. */
export function personalised() {
  const message = (index) =>
    `Hi Ana${index}, your parcel ${(index * 7919) % 100_000} arrives today between 14:00 and 16:00. You do not need to be home: ok?`;
  return Array.from({ length: PERSONALISED }, (_, index) => arrived(message(index)));
}
