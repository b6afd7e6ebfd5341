// The worked example: from entering a number to being verified, with a token that begins one verification.
import { byId, say } from "../dom.js";
import { createVerifier, verify } from "../lib/otp.js";

/** What people see one after the other, and where the focus goes. */
const STEPS = { number: "phone", code: "field", done: "done-title" };

const PROBLEMS = {
  blocked: "We cannot send a code to this number. Use another one.",
  400: "That is no telephone number. Enter it with the country’s code, such as +34 666 555 444.",
  401: "The page was open for too long. Try again.",
  402: "Messages cannot be paid for now: the account has no credit left.",
  409: "The page has been used before. Try again.",
  503: "Nobody carries messages now. Try again later.",
};
const NO_ANSWER = "There was no answer. Check the connection, and try again.";
const NO_SERVER = "This example works on a developer’s machine: start one by “make dev”. Elsewhere your own server hands out the token, as below.";

/** What a site's own server would hand out: the sandbox plays that server. */
async function token() {
  const answer = await fetch("../sandbox/tokens", { method: "POST" });
  if (!answer.ok) throw Object.assign(new Error(`HTTP ${answer.status}`), { status: answer.status });
  return (await answer.json()).token;
}

const verifier = createVerifier({ token });
const field = byId("field");
let recipient;
let isSending = false;

function go(step) {
  for (const id of Object.keys(STEPS)) byId(id).hidden = id !== step;
  byId(STEPS[step]).focus();
}

function refuse(problem) {
  say("problem", problem);
  byId("phone").setAttribute("aria-invalid", String(Boolean(problem)));
  if (problem) byId("phone").focus();
}

function problemOf({ status, cause, retryAfterSeconds = 60 }) {
  if (cause?.status === 404) return NO_SERVER;
  if (status === 429) return `That was too often. Try again in ${retryAfterSeconds} seconds.`;
  return PROBLEMS[status] ?? (status ? `The server answered ${status}. Its log says why.` : NO_ANSWER);
}

/** The digits of a number as people write it: `+34 666-555-444`, or `00` in the place of `+`. */
const digitsOf = (text) => text.replace(/[\s().\-/]/g, "").replace(/^(\+|00)/, "");

function sending(isNow) {
  isSending = isNow;
  byId("send").setAttribute("aria-disabled", String(isNow));
  byId("send").textContent = isNow ? "Sending…" : "Send me a code";
}

/** Begins a verification; its status, or nothing where that failed, which is told. */
async function begin() {
  sending(true);
  try {
    return (await verifier.start({ recipient })).status;
  } catch (error) {
    refuse(problemOf(error));
  } finally {
    sending(false);
  }
}

async function send(event) {
  event.preventDefault();
  if (isSending) return;
  refuse();
  recipient = digitsOf(byId("phone").value);
  const status = await begin();
  if (status === "pending") enterCode();
  else if (status) refuse(PROBLEMS[status]);
}

function enterCode() {
  byId("to").textContent = `+${recipient}`;
  verify(field, verifier, { onApproved });
  go("code");
}

function onApproved({ id }) {
  byId("who").textContent = `+${recipient}`;
  byId("its-id").textContent = JSON.stringify(id);
  byId("its-recipient").textContent = JSON.stringify(recipient);
  go("done");
}

function useAnother() {
  // Nobody waits for it; without an answer it ends by itself.
  if (verifier.verification.status === "pending") verifier.cancel().catch(() => {});
  byId("phone").value = "";
  go("number");
}

byId("number").addEventListener("submit", send);
byId("other").addEventListener("click", useAnother);
byId("again").addEventListener("click", useAnother);
