// The entry of QR codes for Cloudflare Workers: see workerd.js.
import module from "./qr.wasm";
import { load } from "./qr.js";

load(module);
export { png, svg } from "./qr.js";
