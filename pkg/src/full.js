// All that the package offers, once the module is loaded.
export { Counter, countMany } from "./engine.js";
export { SegmentError, count, encode, split, translate } from "./answers.js";
