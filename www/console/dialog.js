// Dialogs: the browser's own, which keep the focus, close by Escape, and give the focus back.
import { button, element } from "../dom.js";

let count = 0;

/** Shows a dialog until `done(value)` is called, which it resolves to; undefined where it was closed otherwise. */
export function ask(title, makeContent) {
  const dialog = element("dialog", "dialog");
  const heading = element("h2", "", title);
  heading.id = `dialog-${++count}`;
  dialog.setAttribute("aria-labelledby", heading.id);
  return new Promise((resolve) => {
    let answer;
    const done = (value) => {
      answer = value;
      dialog.close();
    };
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    dialog.append(heading, ...makeContent(done));
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Asks whether something shall be done that cannot be undone. */
export function confirm(title, text, action) {
  return ask(title, (done) => [
    element("p", "", text),
    element(
      "div",
      "actions",
      button("", "", () => done(false), "Keep it"),
      button("action danger", "", () => done(true), action),
    ),
  ]);
}
