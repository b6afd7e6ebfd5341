// All that the page says of a text, from the package.
import { SegmentError, count } from "./lib/index.js";

/** What there is to say of a text that cannot be split. */
const UNSPLIT = { lockingShift: "default", singleShift: "default", headerOctets: 0, saving: 0, warnings: [], parts: [] };

/** The package's options for a choice of alphabet. Without any it counts fastest, and texts of any length. */
export const optionsFor = (alphabet) => (alphabet === "auto" ? undefined : { encoding: alphabet });

/**
 * A count as plain values, with `text` and `alphabet`, the one that it was counted by. Where the text cannot be sent as
 * chosen, `problem` is the error, and the figures are those that come nearest.
 */
export function analyse(text, alphabet) {
  try {
    return { ...count(text, optionsFor(alphabet)).toJSON(), text, alphabet };
  } catch (error) {
    if (!(error instanceof SegmentError)) throw error;
    if (alphabet !== "auto") return { problem: error, ...analyse(text, "auto") };
    const figures = count(text);
    return { ...figures, nonGsm: figures.nonGsm, ...UNSPLIT, text, alphabet, problem: error };
  }
}

/** The messages that national tables would take, where that is fewer than the networks' own choice takes. */
export function withNationalTables({ text, alphabet, encoding, segments, problem }) {
  if (problem || alphabet !== "auto" || encoding === "GSM-7" || segments < 2) return;
  const best = count(text, optionsFor("best"));
  return best.segments < segments ? best.segments : undefined;
}

/** By pair of tables, what is known of characters: a text has few different ones. */
const escaped = {};

/** Whether characters take two septets, by the tables of a count: the escape, and the character in the table behind it. */
export function escapes({ encoding, lockingShift, singleShift }) {
  if (encoding !== "GSM-7") return () => false;
  const known = (escaped[`${lockingShift}/${singleShift}`] ??= new Map());
  const tables = { encoding: { locking: lockingShift, single: singleShift } };
  return (character) => {
    if (!known.has(character)) known.set(character, count(character, tables).units === 2);
    return known.get(character);
  };
}
