// The list of links: searched, filtered, sorted, and some at a time.
import { announceNow } from "../announcer.js";
import { copyButton } from "../clipboard.js";
import { button, element, format, plural } from "../dom.js";
import { listLinks } from "./api.js";
import { knows, learn } from "./link-fields.js";
import { place, placeOf, rename } from "./router.js";
import { heading, link as anchor, loading, outwards, problem, show } from "./view.js";
import { nameOf, onDay, spoken } from "./words.js";

const PER_PAGE = 20;
/** So long a search waits for the next letter. */
const PAUSE_MS = 250;

const SORTS = [
  ["-createdAt", "Newest first"],
  ["createdAt", "Oldest first"],
  ["-clicks", "Most clicks"],
  ["-updatedAt", "Last changed"],
  ["title", "Title"],
];

export async function showLinks(_, signal) {
  const { query } = place();
  const filters = filtersOf(query);
  const list = element("ul", "links");
  // Without its bullets, it would be none to Safari.
  list.setAttribute("role", "list");
  const count = element("p", "count");
  const below = element("div", "below");
  show("Links", heading("Links", anchor("action", "#/new", "New link")), filters.node, count, list, below);

  let asked;
  const results = { list, count, below, filters };
  const search = () => {
    asked?.abort();
    asked = new AbortController();
    rename(filters.hash());
    return found(results, AbortSignal.any([signal, asked.signal]));
  };
  filters.onChange(search);
  await search();
}

/** Search, order, tag, and whether archived links are meant; what the address says is what they start with. */
function filtersOf(query) {
  const search = labelled("Search", Object.assign(element("input", ""), { type: "search", placeholder: "Title, target or ending", autocomplete: "off" }));
  const sort = labelled("Order", select(SORTS));
  const kept = labelled("Show", select([["false", "Active"], ["true", "Archived"], ["", "All"]]));
  const tag = element("p", "chosen-tag");
  let chosenTag = query.get("tag") ?? "";
  let changed = () => {};
  search.control.value = query.get("search") ?? "";
  sort.control.value = query.get("sort") ?? "-createdAt";
  kept.control.value = query.get("archived") ?? "false";
  const node = element("form", "filters", search.node, sort.node, kept.node, tag);
  node.setAttribute("role", "search");
  kept.node.hidden = true;

  const showTag = () => {
    const drop = button("", `Without the tag ${chosenTag}`, () => withTag(""), `Tag: ${chosenTag} ✕`);
    tag.replaceChildren(...(chosenTag ? [drop] : []));
  };
  const withTag = (name) => {
    chosenTag = name;
    showTag();
    search.control.focus();
    changed();
  };
  showTag();
  const values = () => ({ search: search.control.value.trim(), sort: sort.control.value, archived: kept.control.value, tag: chosenTag });
  const usual = { search: "", sort: "-createdAt", archived: "false", tag: "" };
  const unusual = () => Object.entries(values()).filter(([name, value]) => value !== usual[name]);
  return {
    node,
    withTag,
    isNarrow: () => unusual().some(([name]) => name !== "sort"),
    query() {
      const { search: words, ...others } = values();
      if (!knows("archived")) delete others.archived;
      return { ...others, [knows("tags") ? "search" : "title.contains"]: words };
    },
    hash: () => `#/${unusual().length ? `?${new URLSearchParams(unusual())}` : ""}`,
    offerWhatIsKnown: () => (kept.node.hidden = !knows("archived")),
    onChange(listener) {
      changed = listener;
      let pause;
      search.control.addEventListener("input", () => {
        clearTimeout(pause);
        pause = setTimeout(listener, PAUSE_MS);
      });
      node.addEventListener("submit", (event) => {
        event.preventDefault();
        clearTimeout(pause);
        listener();
      });
      for (const { control } of [sort, kept]) control.addEventListener("change", listener);
    },
  };
}

function labelled(name, control) {
  const label = element("label", "", element("span", "", name), control);
  return { node: label, control };
}

function select(options) {
  const made = element("select", "");
  made.append(...options.map(([value, shown]) => new Option(shown, value)));
  return made;
}

/** Shows the first links, or why there are none. */
async function found({ list, count, below, filters }, signal) {
  list.setAttribute("aria-busy", "true");
  below.replaceChildren(loading("Loading links…"));
  try {
    const { items, pagination } = await listLinks({ ...filters.query(), limit: PER_PAGE }, signal);
    items.forEach(learn);
    filters.offerWhatIsKnown();
    list.replaceChildren(...items.map((link) => rowOf(link, filters)));
    list.removeAttribute("aria-busy");
    filters.node.hidden = pagination.total === 0 && !filters.isNarrow();
    tellCount(count, list, pagination.total);
    below.replaceChildren(...(pagination.total ? moreOf({ list, count, below, filters }, pagination, signal) : [emptiness(filters)]));
    announceNow(count.textContent);
  } catch (error) {
    if (error.name === "AbortError") return;
    list.replaceChildren();
    count.textContent = "";
    below.replaceChildren(problem(error, () => found({ list, count, below, filters }, signal)));
  }
}

function tellCount(count, list, total) {
  const shown = list.children.length;
  count.textContent = shown === total ? plural(total, "link") : `${format(shown)} of ${plural(total, "link")}`;
  // Where there is none, more is said below.
  count.classList.toggle("visually-hidden", total === 0);
}

/** Appends the next links; the focus goes to the first of them. */
function moreOf(results, { next, total }, signal) {
  if (!next) return [];
  const { list, count, below, filters } = results;
  const more = button("", "", async () => {
    below.replaceChildren(loading("Loading links…"));
    try {
      const { items, pagination } = await listLinks({ ...filters.query(), limit: PER_PAGE, offset: next }, signal);
      const rows = items.map((link) => rowOf(link, filters));
      list.append(...rows);
      tellCount(count, list, pagination.total);
      below.replaceChildren(...moreOf(results, pagination, signal));
      rows[0]?.querySelector("a").focus();
    } catch (error) {
      if (error.name === "AbortError") return;
      below.replaceChildren(problem(error), ...moreOf(results, { next, total }, signal));
    }
  }, "Show more");
  return [more];
}

function emptiness(filters) {
  if (filters.isNarrow()) {
    return element("div", "empty", element("h2", "", "Nothing found"), element("p", "", "No link fits. Try fewer letters, or part of the title."));
  }
  return element(
    "div",
    "empty",
    element("h2", "", "No links yet"),
    element("p", "", "A short link leads to any address that you choose, counts who follows it, and can be changed after it was printed or sent."),
    anchor("action", "#/new", "Make your first link"),
  );
}

function rowOf(link, filters) {
  const { slug, shortUrl, target, title, clicks, createdAt, archived, tags = [] } = link;
  const name = element("h2", "", anchor("", placeOf(slug), nameOf(link)));
  const short = outwards("short", shortUrl, spoken(shortUrl));
  const copy = copyButton("Copy", ` ${spoken(shortUrl)}`, () => short.firstChild, () => shortUrl);
  const details = [element("span", "", onDay(createdAt))];
  if (title) details.unshift(element("span", "target", `→ ${spoken(target)}`));
  if (archived) details.push(element("span", "badge", "Archived"));
  details.push(...tags.map((tag) => button("tag", `Only links with the tag ${tag}`, () => filters.withTag(tag), tag)));
  return element(
    "li",
    "link",
    element("div", "link-name", name, element("p", "link-short", short, copy), element("p", "link-details", ...details)),
    element("p", "link-clicks", element("strong", "", format(clicks)), clicks === 1 ? " click" : " clicks"),
  );
}
