// What was typed into a form and not saved yet. It outlives going elsewhere in the console and coming back, and the browser
// asks before it is lost with the page.

const drafts = new Map();

export const draftOf = (form) => drafts.get(form);

export function keepDraft(form, values) {
  drafts.set(form, values);
}

export function dropDraft(form) {
  drafts.delete(form);
}

export const dropAll = () => drafts.clear();

addEventListener("beforeunload", (event) => {
  if (drafts.size) event.preventDefault();
});
