// The entry of QR codes for Node, browsers and bundlers: see index.js.
import { bytes } from "../dist/tmp/qr.js";
import { load } from "./qr.js";

load(new WebAssembly.Module(bytes));
export { png, svg } from "./qr.js";
