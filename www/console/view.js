// What every part of the console shows alike: its heading, that it loads, and what did not work.
import { announceNow } from "../announcer.js";
import { button, byId, element } from "../dom.js";
import { advice } from "./words.js";

const view = byId("view");

let isFirst = true;

/** Replaces what is shown. The focus goes to its heading, so that one reads on from there; a page that just came has its own. */
export function show(title, ...content) {
  document.title = `${title} – Shortwave`;
  view.replaceChildren(...content);
  const heading = view.querySelector("h1");
  heading.tabIndex = -1;
  if (!isFirst) heading.focus();
  isFirst = false;
}

/** A heading, with what can be done beside it. */
export function heading(title, ...actions) {
  const made = element("div", "heading", element("h1", "", title));
  if (actions.length) made.append(element("div", "actions", ...actions));
  return made;
}

export function link(className, href, ...content) {
  const made = element("a", className, ...content);
  made.href = href;
  return made;
}

/** A link to another site, in a tab of its own, which learns nothing of this one. */
export function outwards(className, href, ...content) {
  const made = link(className, href, ...content, element("span", "visually-hidden", " (opens in a new tab)"));
  made.target = "_blank";
  made.rel = "noopener noreferrer";
  return made;
}

export function loading(text) {
  const made = element("p", "loading", text);
  made.setAttribute("role", "status");
  return made;
}

/** What went wrong and what to do, with a button to try again where that may help. */
export function problem(error, again) {
  const made = element("div", "problem", element("p", "", advice(error)));
  made.setAttribute("role", "alert");
  if (again && error.status !== 403 && error.status !== 404) made.append(button("", "", again, "Try again"));
  return made;
}

/** Something that is there now, in the place of the sign that it was coming. */
export async function load(place, text, make) {
  place.setAttribute("aria-busy", "true");
  place.replaceChildren(loading(text));
  try {
    place.replaceChildren(...(await make()));
  } catch (error) {
    if (error.name === "AbortError") return;
    place.replaceChildren(problem(error, () => load(place, text, make)));
  } finally {
    place.removeAttribute("aria-busy");
  }
}

/** While something is under way the button says so, and cannot start it again. */
export async function busy(pressed, text, work) {
  if (pressed.getAttribute("aria-disabled") === "true") return;
  const content = [...pressed.childNodes];
  pressed.setAttribute("aria-disabled", "true");
  pressed.replaceChildren(text);
  announceNow(text);
  try {
    await work();
  } finally {
    pressed.removeAttribute("aria-disabled");
    pressed.replaceChildren(...content);
  }
}

/** The same, and what went wrong is told in its place. */
export async function attempt(pressed, text, problems, work) {
  problems.replaceChildren();
  try {
    await busy(pressed, text, work);
  } catch (error) {
    problems.replaceChildren(problem(error));
  }
}
