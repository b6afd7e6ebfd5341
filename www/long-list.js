// A list of which a dozen items are made at first, and the others when asked: a text may have hundreds of parts.
import { element, format } from "./dom.js";

const AT_FIRST = 12;

export class LongList {
  #list;
  #more;
  #rest = element("span", "");
  #toggle = element("button", "");
  #noun;
  #make;
  #items = [];
  /** What each item in the list was made from. */
  #made = [];
  #all = false;

  /** `list` takes the items that `make` makes, `more` the button; items are called `noun` (in the plural). */
  constructor(list, more, noun, make) {
    this.#list = list;
    this.#more = more;
    this.#noun = noun;
    this.#make = make;
    this.#toggle.type = "button";
    this.#toggle.addEventListener("click", () => this.#switch());
    more.replaceChildren(this.#rest, this.#toggle);
  }

  /** Items have a `key`: one whose key is what it was at its place stays as it is, so a key costs what it changes. */
  show(items) {
    this.#items = items;
    const shown = this.#all ? items : items.slice(0, AT_FIRST);
    while (this.#made.length > shown.length) {
      this.#made.pop();
      this.#list.lastElementChild.remove();
    }
    shown.forEach((item, place) => this.#place(item, place));
    this.#showMore(items.length - AT_FIRST);
  }

  #place(item, place) {
    if (this.#made[place] === item.key) return;
    const made = this.#make(item, place);
    if (place < this.#made.length) this.#list.children[place].replaceWith(made);
    else this.#list.append(made);
    this.#made[place] = item.key;
  }

  #showMore(hidden) {
    this.#more.hidden = hidden <= 0;
    this.#rest.hidden = this.#all;
    this.#rest.textContent = `and ${format(hidden)} more`;
    const [few, all] = [AT_FIRST, format(this.#items.length)];
    this.#toggle.textContent = this.#all ? `Show ${few} ${this.#noun} only` : `Show all ${all} ${this.#noun}`;
  }

  /** The focus goes where reading goes on: the button is now far below. */
  #switch() {
    this.#all = !this.#all;
    this.show(this.#items);
    const next = this.#list.children[this.#all ? AT_FIRST : 0];
    next.tabIndex = -1;
    next.focus();
  }
}
