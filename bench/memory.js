// Ten million calls, and the memory before and after: node --expose-gc bench/memory.js
import { count } from "../pkg/dist/index.js";
import { SINGLE } from "./texts.js";

const CALLS = 10_000_000;
const texts = SINGLE.filter(({ length }) => length <= 300).flatMap(({ inputs }) => inputs);

function call(times) {
  let segments = 0;
  for (let done = 0; done < times; done++) segments += count(texts[done % texts.length]).segments;
  return segments;
}

function memory() {
  globalThis.gc();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { heapUsed, arrayBuffers, rss };
}

call(100_000);
const before = memory();
call(CALLS);
console.log(JSON.stringify({ calls: CALLS, before, after: memory() }));
