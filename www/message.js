// The message box: its text as it is counted, and changes to it that can be undone.
import { byId } from "./dom.js";

const box = byId("message");

/** A text box has line feeds only. What a form sends has carriage returns too, and they cost units. */
export function textToCount() {
  return byId("crlf").checked ? box.value.replaceAll("\n", "\r\n") : box.value;
}

/** The same characters with their places in the box, which has no carriage returns. In order, as they come. */
export function placesInBox(characters, text) {
  if (!text.includes("\r")) return characters;
  let [from, returns] = [0, 0];
  return characters.map((found) => {
    for (; from < found.index; from++) if (text[from] === "\r") returns++;
    return { ...found, index: found.index - returns };
  });
}

/** Selects what begins at a place: the next one behind the caret, or the first. */
export function selectNext(character, places) {
  const next = places.find((index) => index >= box.selectionEnd) ?? places[0];
  box.focus();
  box.setSelectionRange(next, next + character.length);
}

/** Puts each character's replacement in its place: one edit, so that one undo takes it back. */
export function replace(found) {
  const [first, last] = [found[0], found[found.length - 1]];
  let replaced = "";
  let from = first.index;
  for (const { character, index, replacement } of found) {
    replaced += box.value.slice(from, index) + replacement;
    from = index + character.length;
  }
  edit(first.index, last.index + last.character.length, replaced);
}

export function replaceText(text) {
  edit(0, box.value.length, text);
}

/** As if it were typed. The command is deprecated, and is the one way that keeps the box's undo history. */
function edit(from, to, inserted) {
  box.focus({ preventScroll: true });
  box.setSelectionRange(from, to);
  const done = inserted ? document.execCommand("insertText", false, inserted) : document.execCommand("delete");
  if (done) return;
  box.setRangeText(inserted, from, to, "end");
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

export function focus() {
  box.focus({ preventScroll: true });
}

export function direction() {
  return getComputedStyle(box).direction;
}

export function onInput(listener) {
  box.addEventListener("input", listener);
}
