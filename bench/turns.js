// What takes turns: subjects, each with a server of its own, of which each has a turn in every round.
import { setTimeout as sleep } from "node:timers/promises";

import { load } from "./load.js";

export const progress = (text) => process.stderr.write(`${text}\n`);
export const sorted = (figures) => figures.toSorted((a, b) => a - b);
export const median = (figures) => sorted(figures)[Math.floor(figures.length / 2)];
export const sum = (figures) => figures.reduce((total, figure) => total + figure, 0);

/** Throws when anything but what is meant to be measured was answered. */
export function assertAnswered({ name, status = 200, mayPass = () => 0 }, statuses, seconds) {
  const { [status]: _, 200: passed = 0, ...others } = { 200: 0, ...statuses };
  const tooMany = status !== 200 && passed > mayPass(seconds);
  if (tooMany || Object.keys(others).length) throw new Error(`${name} was answered ${JSON.stringify(statuses)}`);
}

/** One turn of a subject, over so many connections: how many requests were answered. */
export async function turn(subject, { ms, connections }) {
  const { server, next } = subject;
  const start = performance.now();
  const statuses = await load(server.url, { next, connections: subject.connections ?? connections, goesOn: () => performance.now() < start + ms });
  assertAnswered(subject, statuses, (performance.now() - start) / 1_000);
  return sum(Object.values(statuses));
}

/**
 * Milliseconds of CPU per request, for each subject in each round. To a turn belongs what its process does until its next one:
 * copies that an alarm makes, objects that are put to rest. `whole` is that of all rounds together, with what `settle` of a
 * subject has done in the end that was put off.
 */
export async function costs(subjects, { rounds, ...options }) {
  const taking = subjects.map((subject) => ({ subject, turns: [] }));
  let roundMs;
  for (let round = 0; round <= rounds; round++) {
    progress(round ? `costs, round ${round} of ${rounds}` : "costs, to warm up");
    const start = performance.now();
    for (const { subject, turns } of taking) {
      const cpu = subject.server.cpu();
      turns.push({ cpu, requests: await turn(subject, options) });
    }
    roundMs = performance.now() - start;
  }
  await sleep(roundMs);
  const [each, whole] = [{}, {}];
  for (const { subject, turns } of taking) {
    const ends = [...turns.slice(1).map(({ cpu }) => cpu), subject.server.cpu()];
    each[subject.id] = turns.map(({ cpu, requests }, index) => (ends[index] - cpu) / requests).slice(1);
    await subject.settle?.();
    whole[subject.id] = (subject.server.cpu() - turns[0].cpu) / sum(turns.map(({ requests }) => requests));
  }
  return { each, whole };
}
