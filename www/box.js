// The counter: counts as one types, and shows all that there is to say.
import { analyse } from "./analysis.js";
import { announceAtPause } from "./announcer.js";
import { byId } from "./dom.js";
import { showFigures } from "./figures.js";
import { guiltyIn, showFindings, startFindings, summary } from "./findings.js";
import { onInput, replaceText, textToCount } from "./message.js";
import { showOctets, startOctets } from "./pdu.js";
import { followDirection, showParts } from "./parts.js";

const alphabets = byId("alphabets");

/** What each choice of alphabet means. */
const HINTS = {
  auto: "As networks choose: GSM-7 when it has every character, otherwise UCS-2.",
  best: "GSM-7 with the tables of a language, such as Turkish or Hindi, when that takes the least room.",
  "gsm-pt": "GSM-7 with the Portuguese tables, whatever the text is.",
  "utf-16": "UCS-2 whatever the text is: 70 code units to a message.",
};

const chosenAlphabet = () => alphabets.querySelector(":checked").value;

function show() {
  followDirection();
  const alphabet = chosenAlphabet();
  const text = textToCount();
  const counted = analyse(text, alphabet);
  const guilty = guiltyIn(counted);
  byId("alphabet-hint").textContent = HINTS[alphabet];
  byId("line-ends").hidden = !text.includes("\n");
  showFigures(counted);
  showFindings(counted, guilty, alphabet);
  showParts(counted, new Set(guilty.map(({ character }) => character)));
  showOctets(counted);
  return counted;
}

const update = () => announceAtPause(summary(show()));

export function start() {
  startFindings(() => {
    alphabets.querySelector("[value=best]").checked = true;
    alphabets.querySelector("[value=best]").focus();
    update();
  });
  startOctets();
  onInput(update);
  alphabets.addEventListener("change", update);
  byId("crlf").addEventListener("change", update);
  for (const example of document.querySelectorAll("[data-text]")) {
    example.addEventListener("click", () => tryExample(example));
  }
  // A browser that comes back to the page keeps what was typed and chosen.
  addEventListener("pageshow", show);
  show();
}

/** The focus stays on the button: one tries the next, or undoes. */
function tryExample(example) {
  replaceText(example.dataset.text);
  example.focus({ preventScroll: true });
}
