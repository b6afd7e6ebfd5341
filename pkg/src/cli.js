#!/usr/bin/env node
// npx shortwave count "text"
import { readFileSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { parseArgs } from "node:util";

import { SegmentError, count } from "./index.js";

const HELP = `Counts what a text takes as an SMS.

Usage: shortwave count [options] [text]

Without a text, or with "-" for it, standard input is read. It is UTF-8, and one line end behind it, as echo adds, is
not part of the text. A text that begins with a dash goes last, behind "--".

Options:
  --encoding NAME    auto: as phones choose (unless said); best: the fewest segments; gsm; gsm-pt; utf-16
  --languages A,B    languages whose national tables "best" may use; all unless said
  --reference SIZE   8-bit (unless said) or 16-bit: the number in each header that holds the parts together
  --graphemes        keep in one part what a reader takes for one character, such as a family emoji
  --json             print the whole answer as JSON
  --help             print this
  --version          print the version

Exit status: 0 counted; 1 the text cannot be sent as asked; 2 wrong usage.
`;

const OPTIONS = {
  encoding: { type: "string" },
  languages: { type: "string" },
  reference: { type: "string" },
  graphemes: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean" },
  version: { type: "boolean" },
};

/** The package names an option at the start of what it says of it. */
const OF_AN_OPTION = /^(encoding|languages|reference)\b/;
const MOST_CHARACTERS = 12;
const MOST_PLACES = 6;
const MOST_PARTS = 20;
/** Characters at each end of a longer part that are shown. */
const EXCERPT = 24;
/** What a terminal would not show, or would obey. The joiner of emoji stays: without it they fall apart. */
const UNSEEN = /(?!\u200d)[\p{C}\p{Zl}\p{Zp}]/gu;
const BLANK = /^[\p{C}\p{Z}\p{M}]$/u;

class UsageError extends Error {}

async function answer(args) {
  const { values, positionals } = parse(args);
  if (values.help) return HELP;
  if (values.version) return `${version()}\n`;
  const text = await textOf(positionals);
  const counted = countAsAsked(text, optionsOf(values));
  return values.json ? `${JSON.stringify(counted)}\n` : told(counted);
}

function parse(args) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw error.code?.startsWith("ERR_PARSE_ARGS") ? new UsageError(error.message) : error;
  }
}

function version() {
  return JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version;
}

function textOf([command, text = "-", ...more]) {
  if (command === undefined) throw new UsageError('no command: write shortwave count "text"');
  if (command !== "count") throw new UsageError(`there is no command ${JSON.stringify(command)}: write shortwave count "text"`);
  if (more.length) throw new UsageError(`${more.length + 1} texts instead of one: put quotes around the text`);
  return text === "-" ? textOfInput() : text;
}

async function textOfInput() {
  if (process.stdin.isTTY) throw new UsageError('no text: write shortwave count "text", or pipe it in');
  const bytes = await buffer(process.stdin);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r?\n$/, "");
  } catch {
    throw new UsageError("standard input is not UTF-8: convert it first, for example with iconv -t UTF-8");
  }
}

function optionsOf({ encoding = "auto", languages, reference = "8-bit", graphemes = false }) {
  if (languages === undefined) return { encoding, reference, graphemes };
  if (encoding !== "best") throw new UsageError("--languages is for --encoding best: give both");
  return { encoding, languages: languages.split(","), reference, graphemes };
}

function countAsAsked(text, options) {
  try {
    return count(text, options);
  } catch (error) {
    throw OF_AN_OPTION.test(error.message) ? new UsageError(`--${error.message}`) : error;
  }
}

/** An answer for people. */
function told(counted) {
  const paragraphs = [figuresOf(counted), blockersOf(counted), partsOf(counted), counted.warnings.map(warning)];
  const lines = paragraphs.filter(({ length }) => length).map((paragraph) => paragraph.join("\n"));
  return `${lines.join("\n\n")}\n`;
}

function figuresOf({ encoding, segments, units, remaining, capacity, headerOctets, lockingShift, singleShift }) {
  const unit = encoding === "GSM-7" ? "septet" : "code unit";
  const rows = [
    ["encoding", encoding],
    ["segments", segments],
    ["units", amount(units, unit)],
    ["left", `${remaining} of ${capacity}${segments > 1 ? " in the last" : ""}`],
    ["header", headerOctets ? `${amount(headerOctets, "octet")}${segments > 1 ? " in each" : ""}` : "none"],
  ];
  const national = lockingShift !== "default" || singleShift !== "default";
  if (national) rows.push(["tables", `${lockingShift} locking, ${singleShift} single shift`]);
  return rows.map(([name, value]) => `${name.padEnd(10)}${value}`);
}

function blockersOf({ nonGsm, saving }) {
  if (!nonGsm.length) return [];
  const groups = grouped(nonGsm);
  const rows = groups.slice(0, MOST_CHARACTERS).map(rowOf);
  const lines = ["Not in the GSM 7-bit default alphabet:", ...aligned(rows).map((line) => `  ${line}`)];
  if (groups.length > rows.length) lines.push(`  and ${groups.length - rows.length} more characters`);
  const replaceable = nonGsm.some(({ replacement }) => replacement !== undefined);
  if (replaceable) lines.push(`Replaced as proposed, the text takes ${fewer(saving)}.`);
  return lines;
}

/** By character, in the order of their first places. */
function grouped(nonGsm) {
  const groups = new Map();
  for (const one of nonGsm) {
    if (!groups.has(one.character)) groups.set(one.character, []);
    groups.get(one.character).push(one);
  }
  return [...groups.values()];
}

/** A character with its places; what people see goes last, since none knows how wide a terminal draws it. */
function rowOf(places) {
  const [{ character, replacement }] = places;
  const code = `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  const at = places.slice(0, MOST_PLACES).map(({ index }) => index);
  const more = places.length > at.length ? ` and ${places.length - at.length} more` : "";
  const seen = BLANK.test(character) ? "" : `${character} `;
  return [code, `at ${at.join(", ")}${more}`, `${seen}${instead(replacement)}`];
}

function instead(replacement) {
  if (replacement === undefined) return "";
  return replacement === "" ? "-> leave out" : `-> ${BLANK.test(replacement) ? JSON.stringify(replacement) : replacement}`;
}

const fewer = (saving) => (saving ? `${amount(saving, "segment")} less` : "as many segments");

function partsOf({ segments, parts, encoding }) {
  if (segments < 2) return [];
  const unit = encoding === "GSM-7" ? "septet" : "code unit";
  const rows = parts.slice(0, MOST_PARTS).map(({ text, units }, index) => [`${index + 1}`, amount(units, unit), excerpt(text)]);
  const lines = ["Parts:", ...aligned(rows).map((line) => `  ${line}`)];
  if (segments > rows.length) lines.push(`  and ${segments - rows.length} more: --json has all`);
  return lines;
}

function excerpt(text) {
  const characters = [...text];
  const cut = characters.length > 2 * EXCERPT + 3;
  const shown = cut ? [...characters.slice(0, EXCERPT), " ... ", ...characters.slice(-EXCERPT)].join("") : text;
  return JSON.stringify(shown).replace(UNSEEN, (character) => `\\u{${character.codePointAt(0).toString(16)}}`);
}

function warning({ code, parts }) {
  if (code === "carriage-returns") return `Warning: line ends of \\r\\n cost ${amount(parts, "segment")} more than \\n would.`;
  return `Warning: ${parts} parts are more than the 15 that the REST API sends.`;
}

const amount = (number, unit) => `${number} ${unit}${number === 1 ? "" : "s"}`;

/** Rows of cells as lines, each column but the last as wide as its widest cell. */
function aligned(rows) {
  const width = (column) => Math.max(...rows.map((row) => row[column].length));
  const padded = (cell, column, row) => (column < row.length - 1 ? cell.padEnd(width(column) + 2) : cell);
  return rows.map((row) => row.map(padded).join("").trimEnd());
}

function fail(error) {
  const wrongUsage = error instanceof UsageError;
  if (!wrongUsage && !(error instanceof SegmentError)) throw error;
  process.stderr.write(`shortwave: ${error.message}${wrongUsage ? "\nSee shortwave --help." : ""}\n`);
  process.exitCode = wrongUsage ? 2 : 1;
}

// A reader that has enough, such as head, is no fault.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  process.stdout.write(await answer(process.argv.slice(2)));
} catch (error) {
  fail(error);
}
