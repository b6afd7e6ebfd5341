// What workerd loads: hands events to the wasm module (worker/src/lib.rs), which scripts/build.sh puts in the
// place of "shortwave-wasm", and which begins when there is one; and redirects to worker/redirect.js, which goes without.
import { DurableObject } from "cloudflare:workers";
import * as wasm from "shortwave-wasm";
import { freshBlocklist, isBlocked } from "./blocklist.js";
import { domainOf, elsewhere, sentTo } from "./domains.js";
import { failed } from "./engine.js";
import { BLOCKED, redirect } from "./redirect.js";

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
    ask(command) {
      return this.#current().ask(command);
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
export const NotifierObject = durable("NotifierObject");
export const OtpObject = durable("OtpObject");
export const LinkJobObject = durable("LinkJobObject");
export const SendingObject = durable("SendingObject");
export const VerificationTraffic = durable("VerificationTraffic");
export const WebhooksObject = durable("WebhooksObject");
export const LinkShard = durable("LinkShard");

/** A redirect, where it comes to one; else what the rest of the Worker answers. */
async function answered(redirecting, request, env) {
  const redirected = await redirecting?.catch(failed);
  if (redirected instanceof Response) return redirected;
  const domain = await domainOf(request.url, env);
  runtime ??= wasm.begin();
  const response = await wasm.serve(request, env, domain?.name, redirected);
  const location = domain && response.status === 404 && elsewhere(domain, request);
  if (!location) return response;
  await freshBlocklist(env);
  return isBlocked(location) ? wasm.serve(request, env, domain.name, BLOCKED) : sentTo(location, response);
}

export default {
  fetch(request, env, ctx) {
    const answer = redirect(request, env, ctx);
    return answer instanceof Response ? answer : answered(answer, request, env);
  },
};
