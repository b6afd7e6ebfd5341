// What workerd loads: hands events to the wasm module (worker/src/lib.rs), which scripts/build.sh puts in the
// place of "shortwave-wasm", and which begins when there is one; and redirects to worker/redirect.js, which goes without.
import { DurableObject } from "cloudflare:workers";
import * as wasm from "shortwave-wasm";
import { failed, redirect } from "./redirect.js";

let runtime;

// All classes are one in Rust, which is told their name (worker/src/durable/class.rs).
//
// A panic unwinds and leaves the module usable. A trap (stack overflow, out of memory) does not: the module is
// then instantiated anew, and an object built in the old instance has to be built again. Its state is in storage.
const durable = (name) =>
  class extends DurableObject {
    #object;
    #instance;

    #current() {
      runtime ??= wasm.begin();
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

function serve(request, env, ctx) {
  runtime ??= wasm.begin();
  return wasm.fetch(request, env, ctx);
}

/** A redirect, where it comes to one. */
async function redirected(answer, request, env, ctx) {
  const response = await answer.catch(failed);
  return response ?? serve(request, env, ctx);
}

export default {
  fetch(request, env, ctx) {
    const answer = redirect(request, env, ctx);
    if (answer instanceof Response) return answer;
    return answer ? redirected(answer, request, env, ctx) : serve(request, env, ctx);
  },
};
