// Small helpers for what the page shows.

export const byId = (id) => document.getElementById(id);

const numbers = new Intl.NumberFormat("en");

export const format = (amount) => numbers.format(amount);

/** Such as `1 message` or `1,024 messages`. */
export function plural(amount, noun) {
  return `${format(amount)} ${noun}${amount === 1 ? "" : "s"}`;
}

/** An element with a class, and text or other nodes in it. */
export function element(name, className, ...content) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

export function button(className, name, onClick, ...content) {
  const made = element("button", className, ...content);
  made.type = "button";
  if (name) made.setAttribute("aria-label", name);
  made.addEventListener("click", onClick);
  return made;
}

/** A term and what it is, for a `dl`. */
export function entry(term, ...content) {
  return element("div", "", element("dt", "", term), element("dd", "", ...content));
}

/** Shows a text, or hides the element when there is none. */
export function say(id, text) {
  byId(id).textContent = text ?? "";
  byId(id).hidden = !text;
}
