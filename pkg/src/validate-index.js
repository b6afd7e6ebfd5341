// The entry of judging messages for Node, browsers and bundlers: see index.js.
import { bytes } from "../dist/tmp/validate.js";
import { load } from "./validate.js";

load(new WebAssembly.Module(bytes));
export { validateSms } from "./validate.js";
