// Buttons that copy.
import { announceNow } from "./announcer.js";
import { button, element } from "./dom.js";

const SAID_FOR_MS = 2000;

/**
 * `more` is for those who hear the button's name and do not see its place. `shown()` is selected where the browser does
 * not copy `text()`.
 */
export function copyButton(label, more, shown, text) {
  const said = element("span", "", label);
  const made = button("copy", "", copy, said, element("span", "visually-hidden", more));
  let back;

  async function copy() {
    said.textContent = (await written(text())) ? "Copied" : selected(shown());
    announceNow(said.textContent);
    clearTimeout(back);
    back = setTimeout(() => (said.textContent = label), SAID_FOR_MS);
  }
  return made;
}

async function written(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Refused, or not on offer: a page that came by plain HTTP has no clipboard.
    return false;
  }
}

function selected(shown) {
  getSelection().selectAllChildren(shown);
  return "Selected";
}
