// A form: its fields, what was typed and not saved yet, and what the server said to it.
import { announceNow } from "../announcer.js";
import { button, element } from "../dom.js";
import { draftOf, dropDraft, keepDraft } from "./drafts.js";
import { found, isSomething } from "./fields.js";
import { busy } from "./view.js";
import { advice } from "./words.js";

export class Form {
  #sections;
  #fields;
  #before;
  #draft;
  #save;
  #latest;
  #underWay;
  #problems = element("div", "problems");
  #restored;
  #submit;

  /**
   * Of `sections`: `[{title, hint, fields, unless}, …]`, those with a title folded until they are needed, and not offered while
   * the field `unless` is filled. `values` are what it starts with; `draft` names what is kept of it. `save(values, changed)`
   * sends it; where somebody else may have changed what is there, `latest()` asks for it.
   */
  constructor({ sections, values, draft, action, underWay, save, latest, cancel }) {
    this.#sections = sections.map((section) => ({ ...section, node: sectionOf(section) }));
    this.#fields = sections.flatMap((section) => section.fields);
    this.#draft = draft;
    this.#save = save;
    this.#latest = latest;
    this.#underWay = underWay;
    this.#submit = element("button", "action", action);
    this.#restored = element("p", "offer", element("span", "", "What you had typed here before is back."));
    this.#restored.append(button("", "", () => this.#discard(), "Discard it"));
    const actions = element("div", "actions", this.#submit, cancel);
    this.node = element("form", "form", this.#problems, this.#restored, ...this.#sections.map(({ node }) => node), actions);
    this.node.noValidate = true;
    this.node.addEventListener("input", () => this.#note());
    this.node.addEventListener("submit", (event) => this.#submitted(event));
    this.#start(values);
  }

  /** Other values are what it starts from now: those of the server, where somebody else changed them. What one typed stays. */
  #restart(values) {
    const typed = this.#changed();
    this.#write(values);
    this.#before = this.#read();
    this.#write({ ...this.#before, ...typed });
    this.#clear();
  }

  /** What is wrong is told above the form, and at each field; the focus goes to the first. */
  #refuse(error) {
    const [refused, elsewhere] = this.#refused(error.details ?? []);
    this.#tell(error, elsewhere);
    for (const { control } of refused) control.closest("details")?.setAttribute("open", "");
    const [first] = refused.map(({ control }) => control).sort(inOrder);
    (first ?? this.#problems.firstChild).focus();
  }

  #start(values) {
    this.#write(values);
    // As the controls read it: a moment that they show without its seconds is not one that was changed.
    this.#before = this.#read();
    const kept = draftOf(this.#draft);
    if (kept) this.#write({ ...this.#before, ...kept });
    this.#restored.hidden = !kept;
  }

  #read() {
    return Object.fromEntries(this.#fields.map((field) => [field.name, field.read()]));
  }

  #write(values) {
    for (const field of this.#fields) field.write(values[field.name]);
    this.#offer();
  }

  #offer() {
    for (const { node, unless } of this.#sections) node.hidden = Boolean(unless) && isSomething(unless.read());
  }

  #changed() {
    return differing(this.#before, this.#read());
  }

  #note() {
    this.#offer();
    const changed = this.#changed();
    if (Object.keys(changed).length) keepDraft(this.#draft, changed);
    else dropDraft(this.#draft);
  }

  #discard() {
    dropDraft(this.#draft);
    this.#write(this.#before);
    this.#restored.hidden = true;
    this.#fields[0].find("").control.focus();
  }

  async #submitted(event) {
    event.preventDefault();
    await busy(this.#submit, this.#underWay, async () => {
      this.#clear();
      try {
        await this.#save(this.#read(), this.#changed());
        dropDraft(this.#draft);
      } catch (error) {
        this.#refuse(error);
      }
    });
  }

  #clear() {
    this.#problems.replaceChildren();
    for (const field of this.#fields) field.clear();
  }

  /** The fields that were refused, which say so from now on, and what is wrong elsewhere. */
  #refused(details) {
    const [refused, elsewhere] = [[], []];
    for (const { path, message } of details) {
      const field = found(this.#fields, path);
      field?.refuse(message);
      if (field) refused.push(field);
      else elsewhere.push(message);
    }
    return [refused, elsewhere];
  }

  #tell(error, messages) {
    const told = element("div", "problem", element("p", "", advice(error)), ...messages.map((message) => element("p", "", message)));
    told.setAttribute("role", "alert");
    told.tabIndex = -1;
    this.#problems.replaceChildren(told, ...(error.status === 412 && this.#latest ? [this.#remedy()] : []));
  }

  /** What the other changed and one has not touched oneself is taken over; what one typed stays, and is saved on top. */
  #remedy() {
    const take = async () => {
      try {
        this.#restart(await this.#latest());
      } catch (error) {
        return this.#refuse(error);
      }
      announceNow("The other changes are taken over. Yours are still here, and not saved yet.");
      this.#fields[0].find("").control.focus();
    };
    return element("p", "remedy", button("", "", take, "Take over the other changes and keep mine"));
  }
}

const inOrder = (one, other) => (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);

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
