// The benchmark in a page: see segments.js.
import { bulk, singles } from "./counters.js";

globalThis.run = () => ({ singles: singles(console.log), bulk: bulk(console.log) });
