// The console: finds out who is signed in, and shows the part that the address names.
import { byId } from "../dom.js";
import { showNewDomain, showDomainEdit } from "./domain-edit.js";
import { showOneDomain } from "./domain.js";
import { showDomains } from "./domains.js";
import { dropAll } from "./drafts.js";
import { showEdit, showNew } from "./edit.js";
import { showOne } from "./link.js";
import { showLinks } from "./links.js";
import { match, place } from "./router.js";
import * as session from "./session.js";
import { showSignIn, signInAgain } from "./sign-in.js";
import { showTransfer } from "./transfer.js";
import { showVerifications } from "./verifications.js";
import { heading, link, problem, show } from "./view.js";

/** Each part is given what stands in the place of `*`, and a signal that ends with it. */
const PARTS = [
  ["/", showLinks],
  ["/new", showNew],
  ["/transfer", showTransfer],
  ["/links/*", showOne],
  ["/links/*/edit", showEdit],
  ["/domains", showDomains],
  ["/domains/new", showNewDomain],
  ["/domains/*", showOneDomain],
  ["/domains/*/edit", showDomainEdit],
  ["/verifications", showVerifications],
];

let leaving = new AbortController();

async function showPlace() {
  leaving.abort();
  leaving = new AbortController();
  if (!session.user) return showSignIn(showPlace);
  const matched = match(PARTS, place().path);
  if (!matched) return show("Not found", heading("There is nothing here"), link("", "#/", "Go to your links"));
  await matched.part(matched.found[0], leaving.signal);
}

async function start() {
  session.onChange(showWho);
  session.onEnd(session.isStored() ? () => Promise.resolve(session.forget()) : signInAgain);
  byId("sign-out").addEventListener("click", signOut);
  byId("skip").addEventListener("click", skip);
  addEventListener("hashchange", showPlace);
  await resume();
}

/** A reload does not sign one out. */
async function resume() {
  try {
    if (session.isStored()) await session.token();
  } catch (error) {
    if (error.status !== 401) return show("Console", heading("Console"), problem(error, resume));
  }
  session.onEnd(signInAgain);
  await showPlace();
}

let last;

/** What one typed is nothing to the next. */
function showWho() {
  if (session.user) {
    if (last && last !== session.user.id) startAgain();
    last = session.user.id;
  }
  for (const id of ["who", "to-links", "to-domains", "to-verifications"]) byId(id).hidden = !session.user;
  byId("who-name").textContent = session.user?.email ?? "";
}

function startAgain() {
  dropAll();
  location.hash = "";
  location.reload();
}

async function signOut() {
  dropAll();
  await session.signOut();
  await showPlace();
}

/** The fragment of the address is the console's own. */
function skip(event) {
  event.preventDefault();
  byId("view").focus();
}

start();
