// A field that is a list of groups, to which one adds, and whose order may count.
import { announceNow } from "../announcer.js";
import { button, element } from "../dom.js";
import { described, found } from "./fields.js";

/** `item` is what one of them is called, `makeFields` makes the fields of one. */
export function list(name, options) {
  return new List(name, options);
}

class List {
  #item;
  #makeFields;
  #ordered;
  #items = [];
  #rows = element("div", "rows");
  #more;
  #described;

  constructor(name, { item, add, hint, makeFields, ordered = false }) {
    this.name = name;
    this.#item = item;
    this.#makeFields = makeFields;
    this.#ordered = ordered;
    this.#more = button("", "", () => this.#add(), add);
    this.#described = described(this.#more, hint);
    this.node = element("div", "list", ...this.#described.before, this.#rows, this.#described.error, this.#more);
  }

  read() {
    return this.#items.map(({ fields }) => Object.fromEntries(fields.map((field) => [field.name, field.read()])));
  }

  write(values) {
    this.#rows.replaceChildren();
    this.#items = [];
    for (const value of values ?? []) this.#insert(value);
    this.#number();
  }

  find(path) {
    const [index, ...rest] = path.split(".");
    const item = this.#items[index];
    return (item && found(item.fields, rest.join("."))) ?? this.#described;
  }

  clear() {
    this.#described.clear();
    for (const { fields } of this.#items) for (const field of fields) field.clear();
  }

  #insert(value) {
    const fields = this.#makeFields();
    for (const field of fields) field.write(value?.[field.name]);
    const legend = element("legend", "");
    const item = { fields, legend, node: element("fieldset", "row", legend, ...fields.map(({ node }) => node)) };
    item.node.append(element("div", "actions", ...this.#buttonsOf(item)));
    this.#items.push(item);
    this.#rows.append(item.node);
  }

  #buttonsOf(item) {
    const remove = button("", "", () => this.#remove(item), "Remove");
    if (!this.#ordered) return [remove];
    return [button("", "", () => this.#move(item, -1), "Move up"), button("", "", () => this.#move(item, 1), "Move down"), remove];
  }

  #add() {
    this.#insert(undefined);
    this.#changed();
    this.#items.at(-1).node.querySelector("input, select, textarea").focus();
  }

  #remove(gone) {
    this.#items = this.#items.filter((item) => item !== gone);
    gone.node.remove();
    this.#changed();
    announceNow(`${this.#item} removed`);
    this.#more.focus();
  }

  #move(moved, by) {
    const place = this.#items.indexOf(moved) + by;
    if (place < 0 || place >= this.#items.length) return;
    const pressed = document.activeElement;
    this.#items.splice(place - by, 1);
    this.#items.splice(place, 0, moved);
    this.#rows.replaceChildren(...this.#items.map(({ node }) => node));
    pressed.focus();
    this.#changed();
    announceNow(`${this.#item} is now number ${place + 1}`);
  }

  /** As if it had been typed: the form notes what was changed. */
  #changed() {
    this.#number();
    this.#rows.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #number() {
    this.#items.forEach(({ legend }, index) => (legend.textContent = `${this.#item} ${index + 1}`));
  }
}
