// What the package must say in each place: for the fixtures what they say, for the rest what it says here.
import assert from "node:assert/strict";

import * as whole from "../../pkg/dist/index.js";
import * as slim from "../../pkg/dist/slim.js";
import { cases } from "../fixtures/segments.js";
import { answersOf, slimAnswersOf } from "./answers.js";

/** The fixtures, and texts that the rest of the package is for. */
export const texts = [
  ...cases.map(({ text }) => text),
  "“Olá”, disse a João: não há pão… às 5 €".repeat(6),
  "नमस्ते दुनिया ".repeat(20),
  "a".repeat(150) + "👨‍👩‍👧‍👦 \ud83d \r\n" + "я".repeat(150),
  "línea\r\n".repeat(60),
];

const plain = (answers) => JSON.parse(JSON.stringify(answers));
const expected = { whole: plain(answersOf(whole, texts)), slim: plain(slimAnswersOf(slim, texts)) };

/** Compares what `answersOf` and `slimAnswersOf` said in some place. */
export function assertAnswers(answers) {
  for (const variant of Object.keys(answers)) {
    const { counts } = answers[variant];
    for (const [index, { name, expected }] of cases.entries()) {
      assert.deepEqual(withoutReplacements(counts[index]), expected, `${variant}: ${name}`);
    }
    for (const [call, said] of Object.entries(expected[variant])) {
      assert.deepEqual(answers[variant][call], said, `${variant}: ${call}`);
    }
  }
}

function withoutReplacements({ nonGsm, ...figures }) {
  return { ...figures, nonGsm: nonGsm.map(({ character, index }) => ({ character, index })) };
}
