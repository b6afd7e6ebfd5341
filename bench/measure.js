// Medians of what takes turns.

const ROUNDS = 7;
const ROUND_MS = 50;
/** A clock reading costs as much as counting a short text, so one is taken for a batch of about so long. */
const BATCH_MS = 2;

/** Kept, so that no call's result goes unused. */
export let consumed = 0;

/** Calls in turn over the inputs, so many times. Returns milliseconds. */
function batch(call, inputs, calls) {
  const start = performance.now();
  for (let done = 0; done < calls; done++) consumed += call(inputs[done % inputs.length]);
  return performance.now() - start;
}

/** How many calls take about BATCH_MS. Warms the code up on the way. */
function calibrated(call, inputs) {
  for (let calls = 1; ; calls *= 2) if (batch(call, inputs, calls) >= BATCH_MS) return calls;
}

/** Nanoseconds per call in a round of at least ROUND_MS. */
function round({ call, inputs, calls }) {
  let [elapsed, done] = [0, 0];
  while (elapsed < ROUND_MS) {
    elapsed += batch(call, inputs, calls);
    done += calls;
  }
  return (elapsed * 1e6) / done;
}

const median = (figures) => figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)];

/** Median nanoseconds per call of each subject, all taking turns in every round. The first round only warms up. */
export function measure(subjects) {
  const ready = subjects.map((subject) => ({ ...subject, calls: calibrated(subject.call, subject.inputs) }));
  const rounds = Array.from({ length: ROUNDS + 1 }, () => ready.map(round)).slice(1);
  return subjects.map((_, index) => median(rounds.map((figures) => figures[index])));
}

export const METHOD = `Medians of ${ROUNDS} rounds of at least ${ROUND_MS} ms each, in which the subjects take turns.`;
