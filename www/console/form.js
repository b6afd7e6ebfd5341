// A form: its fields, what was typed and not saved yet, and what the server said to it.
import { button, element } from "../dom.js";
import { draftOf, dropDraft, keepDraft } from "./drafts.js";
import { found } from "./fields.js";
import { busy } from "./view.js";
import { advice } from "./words.js";

/**
 * A form of `sections`: `[{title, hint, fields}, …]`, those with a title folded until they are needed. `values` are what it
 * starts with; `draft` names what is kept of it. `save(values, changed)` sends it.
 */
export function makeForm({ sections, values, draft, action, underWay, save, cancel }) {
  const fields = sections.flatMap((section) => section.fields);
  const read = () => Object.fromEntries(fields.map((field) => [field.name, field.read()]));
  const write = (of) => fields.forEach((field) => field.write(of[field.name]));
  const problems = element("div", "problems");
  const submit = element("button", "action", action);
  const form = element("form", "form", problems);
  form.noValidate = true;

  write(values);
  // As the controls read it: a moment that they show without its seconds is not one that was changed.
  let before = read();
  const changed = () => differing(before, read());
  const restored = element("p", "offer", element("span", "", "What you had typed here before is back."), button("", "", discard, "Discard it"));
  restored.hidden = true;

  function discard() {
    dropDraft(draft);
    write(before);
    restored.hidden = true;
    fields[0].find("").control.focus();
  }
  function noted() {
    if (Object.keys(changed()).length) keepDraft(draft, read());
    else dropDraft(draft);
  }
  async function submitted(event) {
    event.preventDefault();
    await busy(submit, underWay, async () => {
      clear();
      try {
        const sent = read();
        await save(sent, changed());
        dropDraft(draft);
      } catch (error) {
        refuse(error);
      }
    });
  }
  function clear() {
    problems.replaceChildren();
    for (const field of fields) field.clear();
  }
  /** What is wrong is told above the form, and at each field; the focus goes to the first. */
  function refuse(error) {
    const elsewhere = [];
    const refused = [];
    for (const { path, message } of error.details ?? []) {
      const field = found(fields, path);
      if (field) refused.push(field) && field.refuse(message);
      else elsewhere.push(message);
    }
    tell(error, elsewhere);
    for (const { control } of refused) control.closest("details")?.setAttribute("open", "");
    (inOrder(refused)[0]?.control ?? problems.firstChild).focus();
  }
  function tell(error, messages) {
    const told = element("div", "problem", element("p", "", advice(error)), ...messages.map((message) => element("p", "", message)));
    told.setAttribute("role", "alert");
    told.tabIndex = -1;
    problems.replaceChildren(told, ...(error.remedies ?? []));
  }
  const inOrder = (refused) => refused.sort((a, b) => (a.control.compareDocumentPosition(b.control) & 4 ? -1 : 1));

  form.append(restored, ...sections.map(sectionOf), element("div", "actions", submit, cancel));
  form.addEventListener("input", noted);
  form.addEventListener("submit", submitted);
  const kept = draftOf(draft);
  if (kept) write(kept);
  restored.hidden = !kept;
  return {
    node: form,
    read,
    refuse,
    changed,
    /** Other values are what it starts from now: those of the server, where somebody else changed them. */
    restart(others) {
      const typed = changed();
      write(others);
      before = read();
      write({ ...before, ...typed });
      clear();
    },
  };
}

function sectionOf({ title, hint, fields }) {
  const nodes = fields.map(({ node }) => node);
  if (!title) return element("div", "section", ...nodes);
  const made = element("details", "section", element("summary", "", title));
  if (hint) made.append(element("p", "hint", hint));
  made.append(...nodes);
  return made;
}

/** The members of one object that are otherwise in another. */
function differing(before, after) {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])));
}
