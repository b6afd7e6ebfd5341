// What workerd loads: hands events to the wasm module (worker/src/lib.rs), which scripts/build.sh puts in the
// place of "shortwave-wasm".
import { DurableObject } from "cloudflare:workers";
import * as wasm from "shortwave-wasm";

const runtime = wasm.__worker_init_state();

// All classes are one in Rust, which is told their name (worker/src/durable/class.rs).
//
// A panic unwinds and leaves the module usable. A trap (stack overflow, out of memory) does not: the module is
// then instantiated anew, and an object built in the old instance has to be built again. Its state is in storage.
const durable = (name) =>
  class extends DurableObject {
    #object;
    #instance;

    #current() {
      if (this.#instance !== runtime.instanceId) {
        this.#object = new wasm.AnyObject(name, this.ctx, this.env);
        this.#instance = runtime.instanceId;
      }
      return this.#object;
    }

    /** Commands and replies are bytes: worker/platform.js is at the other end. */
    async fetch(request) {
      const command = new Uint8Array(await request.arrayBuffer());
      return new Response(await this.#current().ask(command));
    }

    alarm() {
      return this.#current().alarm();
    }
  };

export const AccountObject = durable("AccountObject");
export const DirectoryObject = durable("DirectoryObject");
export const GuardObject = durable("GuardObject");
export const IdempotencyObject = durable("IdempotencyObject");
export const LoginObject = durable("LoginObject");
export const OtpObject = durable("OtpObject");
export const LinkShard = durable("LinkShard");

export default {
  fetch: (request, env, ctx) => wasm.fetch(request, env, ctx),
};
