// What workerd loads: hands events to the wasm module (worker/src/lib.rs), which scripts/build.sh puts in the
// place of "shortwave-wasm".
import { DurableObject } from "cloudflare:workers";
import * as wasm from "shortwave-wasm";

const runtime = wasm.__worker_init_state();

// A panic unwinds and leaves the module usable. A trap (stack overflow, out of memory) does not: the module is
// then instantiated anew, and an object built in the old instance has to be built again. Its state is in storage.
const durable = (name) =>
  class extends DurableObject {
    #object;
    #instance;

    #current() {
      if (this.#instance !== runtime.instanceId) {
        this.#object = new wasm[name](this.ctx, this.env);
        this.#instance = runtime.instanceId;
      }
      return this.#object;
    }

    fetch(request) {
      return this.#current().fetch(request);
    }

    alarm() {
      return this.#current().alarm();
    }
  };

export const AccountObject = durable("AccountObject");
export const OtpObject = durable("OtpObject");
export const LinkShard = durable("LinkShard");

export default {
  fetch: (request, env, ctx) => wasm.fetch(request, env, ctx),
};
