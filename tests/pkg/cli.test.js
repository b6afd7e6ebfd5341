// The command line of the packed package, as npx runs it.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { after, test } from "node:test";

import { count } from "../../pkg/dist/index.js";
import { installPacked, NODES } from "./install.js";

const { project } = installPacked(after);
const COMMAND = join(project, "node_modules/.bin/shortwave");

const environment = (node, more) => ({ ...process.env, PATH: `${dirname(NODES[node])}${delimiter}${process.env.PATH}`, ...more });

/** Runs the command. Returns its exit status and what it printed. */
function shortwave(args, { input = "", node = "Node 22", env } = {}) {
  const { status, stdout, stderr } = spawnSync(COMMAND, args, { input, encoding: "utf8", env: environment(node, env) });
  return { status, stdout, stderr };
}

function printed(args, options) {
  const { status, stdout, stderr } = shortwave(args, options);
  assert.deepEqual([status, stderr], [0, ""]);
  return stdout;
}

const unitsOf = (args, options) => JSON.parse(printed(["count", "--json", ...args], options)).units;

const REPORT = `encoding  UCS-2
segments  2
units     106 code units
left      28 of 67 in the last
header    6 octets in each

Not in the GSM 7-bit default alphabet:
  U+2019   at 2, 27  ’ -> '
  U+1F389  at 10     🎉
  U+00A0   at 20     -> " "
  U+00BA   at 22     º -> leave out
  U+200B   at 23     -> leave out
Replaced as proposed, the text takes as many segments.

Parts:
  1  67 code units  "It’s here 🎉 in the \u00a0xº\\u{200b}b ... hijabcdefghijabcdefghija"
  2  39 code units  "bcdefghijabcdefghijabcdefghijabcdefghij"
`;

const REPORTED = `It’s here 🎉 in the \u00a0xº\u200bbcd’${"abcdefghij".repeat(8).slice(2)}`;

for (const node of Object.keys(NODES)) {
  test(`${node} prints a report`, () => {
    assert.equal(printed(["count", REPORTED], { node }), REPORT);
  });

  test(`${node} reads standard input, and prints JSON`, () => {
    assert.equal(printed(["count", "--json"], { node, input: "It’s 5 €\n" }), `${JSON.stringify(count("It’s 5 €"))}\n`);
  });

  test(`${node} refuses wrong usage`, () => {
    const { status, stdout, stderr } = shortwave(["count", "--encoding", "gsm7", "a"], { node });
    assert.deepEqual([status, stdout], [2, ""]);
    assert.equal(stderr, 'shortwave: --encoding: "gsm7" is not one of auto, best, gsm, utf-16, gsm-pt\nSee shortwave --help.\n');
  });
}

test("the README shows what is printed", () => {
  const readme = readFileSync(join(project, "node_modules/shortwave/README.md"), "utf8");
  const [, text, report] = readme.match(/```console\n\$ npx shortwave count "(.*)"\n([^]*?)```/);
  assert.equal(printed(["count", text]), report);
});

test("a short text makes a short report", () => {
  const report = (segments, units, left) =>
    `encoding  GSM-7\nsegments  ${segments}\nunits     ${units}\nleft      ${left} of 160\nheader    none\n`;
  assert.equal(printed(["count", "5 €"]), report(1, "4 septets", 156));
  assert.equal(printed(["count", "a"]), report(1, "1 septet", 159));
  assert.equal(printed(["count", ""]), report(0, "0 septets", 160));
});

test("a report says what replacing saves, and warns", () => {
  const reports = {
    [`“${"a".repeat(100)}”`]: /\n {2}U\+201C {2}at 0 {4}“ -> "\n[^]*the text takes 1 segment less\.\n/,
    ["a\r\n".repeat(60)]: /\nWarning: line ends of \\r\\n cost 1 segment more than \\n would\.\n$/,
    ["abc".repeat(1000)]: /\n {2}20 {2}93 septets {3}"[abc]{24} \.\.\. [abc]{24}"\n\nWarning: 20 parts/,
    ["abc".repeat(1100)]: /\n {2}and 2 more: --json has all\n\nWarning: 22 parts are more than the 15 that the REST API sends\.\n$/,
  };
  for (const [text, report] of Object.entries(reports)) assert.match(printed(["count", text]), report);
});

test("a report lists a dozen characters and half a dozen places", () => {
  const lines = printed(["count", "абвгдежзиклмно".repeat(8)]).split("\n");
  const listed = lines.filter((line) => /^ {2}U\+/.test(line));
  assert.equal(listed.length, 12);
  assert.equal(listed[0], "  U+0430  at 0, 14, 28, 42, 56, 70 and 2 more   а");
  assert.ok(lines.includes("  and 2 more characters"));
});

test("a report names national tables", () => {
  const report = printed(["count", "--encoding", "best", `ş${"a".repeat(100)}`]);
  assert.match(report, /\nheader {4}4 octets\ntables {4}default locking, turkish single shift\n/);
});

test("nothing in a text commands the terminal", () => {
  const controls = "\u001b[31m\u009b31m\u202e\u2066\u0007\ud800";
  // Two parts, so that its text is quoted.
  const report = printed(["count"], { input: `${controls.slice(0, -1)}${"я".repeat(70)}` });
  assert.doesNotMatch(report, /[\0-\t\v-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
  assert.match(report, /"\\u001b\[31m\\u\{9b\}31m\\u\{202e\}\\u\{2066\}\\u0007я/);
});

const OF_MANY_ALPHABETS = `${"a".repeat(62)}👨‍👩‍👧‍👦{não}${"o".repeat(100)}`;
const PORTUGUESE = `{não}${"o".repeat(200)}`;

const OPTIONS = {
  "--encoding best": { encoding: "best" },
  "--encoding gsm-pt": { encoding: "gsm-pt" },
  "--encoding=utf-16": { encoding: "utf-16" },
  "--encoding best --languages turkish,hindi": { encoding: "best", languages: ["turkish", "hindi"] },
  "--reference 16-bit": { reference: "16-bit" },
  "--graphemes --encoding utf-16": { graphemes: true, encoding: "utf-16" },
};

for (const [args, options] of Object.entries(OPTIONS)) {
  test(`${args} is what the package says`, () => {
    const text = options.encoding === "gsm-pt" ? PORTUGUESE : OF_MANY_ALPHABETS;
    assert.equal(printed(["count", "--json", ...args.split(" "), text]), `${JSON.stringify(count(text, options))}\n`);
  });
}

test("options may stand behind the text, and a text with a dash behind two", () => {
  assert.equal(unitsOf(["abc", "--encoding", "utf-16"]), 3);
  assert.equal(unitsOf(["--", "--help"]), 6);
});

test("one line end of standard input is dropped", () => {
  const inputs = { abc: 3, "abc\n": 3, "abc\r\n": 3, "abc\n\n": 4, "\nabc": 4, "\n": 0, "": 0, "é\n": 1 };
  for (const [input, units] of Object.entries(inputs)) {
    assert.equal(unitsOf([], { input }), units, JSON.stringify(input));
    assert.equal(unitsOf(["-"], { input }), units, JSON.stringify(input));
  }
  assert.equal(unitsOf(["abc\n"], { input: "other" }), 4);
});

test("a long input is read to its end", () => {
  assert.equal(unitsOf([], { input: "я".repeat(255 * 67) }), 255 * 67);
});

const AT_A_TERMINAL = { NODE_OPTIONS: "--import=data:text/javascript,process.stdin.isTTY=true" };

const WRONG = [
  [[], /^shortwave: no command: write shortwave count "text"\n/],
  [["tally", "a"], /^shortwave: there is no command "tally": write shortwave count "text"\n/],
  [["count", "two", "words"], /^shortwave: 2 texts instead of one: put quotes around the text\n/],
  [["count", "--jsno", "a"], /^shortwave: Unknown option '--jsno'/],
  [["count", "--encoding"], /^shortwave: Option '--encoding <value>' argument missing\n/],
  [["count", "--json=yes", "a"], /^shortwave: Option '--json' does not take an argument\n/],
  [["count", "--reference", "8", "a"], /^shortwave: --reference: "8" is not one of 8-bit, 16-bit\n/],
  [["count", "--languages", "turkish", "a"], /^shortwave: --languages is for --encoding best: give both\n/],
  [["count", "--encoding=best", "--languages=french", "a"], /^shortwave: --languages: "french" is not one of default, turkish/],
  [["count"], /^shortwave: standard input is not UTF-8: convert it first/, { input: Buffer.from([0x61, 0xff]) }],
  [["count"], /^shortwave: no text: write shortwave count "text", or pipe it in\n/, { env: AT_A_TERMINAL }],
];

for (const [args, message, options] of WRONG) {
  test(`wrong usage says what to do: ${message.source.slice(12, 60)}`, () => {
    const { status, stdout, stderr } = shortwave(args, options);
    assert.match(stderr, message);
    assert.match(stderr, /\nSee shortwave --help\.\n$/);
    assert.deepEqual([status, stdout], [2, ""]);
  });
}

test("a text that cannot be sent as asked is refused", () => {
  const lacking = { status: 1, stdout: "", stderr: 'shortwave: the alphabet lacks "я" at 2\n' };
  assert.deepEqual(shortwave(["count", "--encoding", "gsm", "5 я"]), lacking);
  const many = { status: 1, stdout: "", stderr: "shortwave: 256 parts are more than the 255 that a message may have\n" };
  for (const json of [[], ["--json"]]) assert.deepEqual(shortwave(["count", ...json], { input: "a".repeat(39_016) }), many);
});

test("help names every option, and the version is the package's", () => {
  for (const option of ["encoding", "languages", "reference", "graphemes", "json", "help", "version"]) {
    assert.ok(printed(["--help"]).includes(`  --${option}`), option);
  }
  assert.equal(printed(["count", "--help"]), printed(["--help"]));
  const { version } = JSON.parse(readFileSync(new URL("../../pkg/package.json", import.meta.url), "utf8"));
  assert.equal(printed(["--version"]), `${version}\n`);
});

test("a reader that leaves early is no fault", async () => {
  const child = spawn(COMMAND, ["count", "--json"], { env: environment("Node 22") });
  child.stdout.destroy();
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (data) => (complaints += data));
  // An answer that no pipe holds.
  child.stdin.end("ç".repeat(255 * 67));
  const [status, signal] = await once(child, "close");
  assert.deepEqual([status, signal, complaints], [0, null, ""]);
});
