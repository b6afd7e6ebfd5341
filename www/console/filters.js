// Which links are shown: search, order, tag and state.
import { button, element } from "../dom.js";

/** So long a search waits for the next letter. */
const PAUSE_MS = 250;

const SORTS = [
  ["-createdAt", "Newest first"],
  ["createdAt", "Oldest first"],
  ["-clicks", "Most clicks"],
  ["-updatedAt", "Last changed"],
  ["title", "Title"],
];

/** What is shown, and as what the API is asked for it. */
const SHOWN = {
  current: ["All but archived", { archived: "false" }],
  active: ["Active", { state: "active" }],
  scheduled: ["Scheduled", { state: "scheduled" }],
  expired: ["Expired", { state: "expired" }],
  archived: ["Archived", { state: "archived" }],
  all: ["All", {}],
};

/** What is not said in the address. */
const USUAL = { search: "", sort: "-createdAt", show: "current", tag: "" };

export class Filters {
  #search = searchBox();
  #sort = labelled("Order", select(SORTS));
  #show = labelled("Show", select(Object.entries(SHOWN).map(([value, [words]]) => [value, words])));
  #tag = "";
  #chosenTag = element("p", "chosen-tag");
  #changed = () => {};

  /** As an address says. */
  constructor(query) {
    const said = { ...USUAL, ...Object.fromEntries(query) };
    this.#search.control.value = said.search;
    this.#sort.control.value = said.sort;
    this.#show.control.value = said.show in SHOWN ? said.show : USUAL.show;
    this.node = element("form", "filters", this.#search.node, this.#sort.node, this.#show.node, this.#chosenTag);
    this.node.setAttribute("role", "search");
    this.#choose(said.tag);
  }

  /** The same as an address says it. */
  hash() {
    const unusual = this.#unusual();
    return `#/${unusual.length ? `?${new URLSearchParams(unusual)}` : ""}`;
  }

  /** The same as the API is asked. */
  query() {
    const { show, ...rest } = this.#values();
    const [, asked] = SHOWN[show];
    return { ...rest, ...asked };
  }

  /** Whether some links are left out on purpose. */
  isNarrow() {
    return this.#unusual().some(([name]) => name !== "sort");
  }

  /** Only links with a tag, or with any. */
  withTag(tag) {
    this.#choose(tag);
    this.#search.control.focus();
    this.#changed();
  }

  onChange(listener) {
    this.#changed = listener;
    let pause;
    this.#search.control.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(listener, PAUSE_MS);
    });
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(pause);
      listener();
    });
    for (const { control } of [this.#sort, this.#show]) control.addEventListener("change", listener);
  }

  #values() {
    const search = this.#search.control.value.trim();
    return { search, sort: this.#sort.control.value, show: this.#show.control.value, tag: this.#tag };
  }

  #unusual() {
    return Object.entries(this.#values()).filter(([name, value]) => value !== USUAL[name]);
  }

  #choose(tag) {
    this.#tag = tag;
    const drop = button("", `Without the tag ${tag}`, () => this.withTag(""), `Tag: ${tag} ✕`);
    this.#chosenTag.replaceChildren(...(tag ? [drop] : []));
  }
}

function searchBox() {
  const control = element("input", "");
  return labelled("Search", Object.assign(control, { type: "search", placeholder: "Title, target, tag or note", autocomplete: "off" }));
}

function labelled(name, control) {
  return { node: element("label", "", element("span", "", name), control), control };
}

function select(options) {
  const made = element("select", "");
  made.append(...options.map(([value, shown]) => new Option(shown, value)));
  return made;
}
