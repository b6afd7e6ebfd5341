// Signing in: as the whole page at first, and in a dialog when the session ends while something is being done.
import { button, element } from "../dom.js";
import { ask } from "./dialog.js";
import { text } from "./fields.js";
import { Refusal } from "./http.js";
import { forget, signIn, user } from "./session.js";
import { busy, link as anchor, show } from "./view.js";
import { advice, inSeconds } from "./words.js";

/** The page for those who are not signed in. */
export function showSignIn(done) {
  const help = element("details", "help", element("summary", "", "No user yet?"));
  help.append(
    element("p", "", "A user is added by somebody who has one already, or with the account’s API password:"),
    element("pre", "", `curl -u USERNAME:API_PASSWORD ${location.origin}/v1/users -d '{"email":"you@example.com","password":"twelve characters or more","role":"owner"}'`),
    element("p", "", "The ", anchor("", "../docs/", "API reference"), " has the call, and tries it out for you."),
  );
  help.querySelector("pre").tabIndex = 0;
  const title = element("h1", "", "Sign in");
  show("Sign in", element("div", "card sign-in", title, element("p", "hint", "To make, change and watch your short links."), formOf({ done }), help));
}

/** The same in a dialog: what was under way goes on afterwards, unless it is somebody else who signs in. */
export async function signInAgain(before) {
  const signedIn = await ask("Sign in again", (done) => [
    element("p", "", "Your session has ended. What you typed is still here: sign in, and it goes on."),
    formOf({ email: before?.email, done: () => done(true), cancel: button("", "", () => done(false), "Not now") }),
  ]);
  if (!signedIn) forget();
  if (!signedIn || (before && before.id !== user.id)) throw new Refusal({ status: 401 });
}

function formOf({ email = "", done, cancel = "" }) {
  const fields = {
    email: text("email", "E-mail", { type: "email", autocomplete: "username", "aria-required": "true" }),
    password: text("password", "Password", { type: "password", exact: true, autocomplete: "current-password", "aria-required": "true" }),
    code: text("code", "Code of your second factor", {
      hint: "Of your authenticator app, or a recovery code.",
      autocomplete: "one-time-code",
      autocapitalize: "characters",
      spellcheck: "false",
    }),
  };
  const { email: address, password, code } = fields;
  address.write(email);
  code.node.hidden = true;
  // Where a dialog puts the focus.
  password.control.autofocus = Boolean(email);
  const problems = element("div", "problems");
  const submit = element("button", "action", "Sign in");
  const form = element("form", "form", problems, ...Object.values(fields).map(({ node }) => node), element("div", "actions", submit, cancel));
  form.noValidate = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await busy(submit, "Signing in…", attempt);
  });

  async function attempt() {
    problems.replaceChildren();
    Object.values(fields).forEach((field) => field.clear());
    const empty = Object.values(fields).find((field) => !field.node.hidden && !field.control.value);
    if (empty) return refuse(empty, EMPTY[empty.name]);
    try {
      await signIn(address.read(), password.read(), code.read());
    } catch (error) {
      return tell(error);
    }
    done();
  }
  function tell(error) {
    if (error.status === 402) return askForCode();
    const told = element("p", "problem", SAID[error.status]?.(error) ?? advice(error));
    told.setAttribute("role", "alert");
    problems.replaceChildren(told);
    if (error.status === 401) password.control.select();
    (error.status === 401 ? password : address).control.focus();
  }
  /** The server asks for one where there is none, and where it is wrong. */
  function askForCode() {
    if (code.node.hidden) {
      code.node.hidden = false;
      return code.control.focus();
    }
    code.control.select();
    refuse(code, "This code is wrong, or was used already. Each is good once: wait for the next one.");
  }
  function refuse(field, message) {
    field.refuse(message);
    field.control.focus();
  }
  return form;
}

const EMPTY = {
  email: "Enter the e-mail address that you sign in with.",
  password: "Enter your password.",
  code: "Enter the code that your app shows.",
};

const SAID = {
  400: () => "This is not an e-mail address and password. Check what you typed.",
  401: () => "E-mail address or password are wrong. Check both and try again.",
  429: ({ retryAfter }) => `Too many attempts. Wait ${retryAfter ? inSeconds(retryAfter) : "a little"}, then try again.`,
};
