// The entry of judging messages for Cloudflare Workers: see workerd.js.
import module from "./validate.wasm";
import { load } from "./validate.js";

load(module);
export { validateSms } from "./validate.js";
