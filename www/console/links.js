// The list of links: searched, filtered, sorted, and some at a time.
import { announceNow } from "../announcer.js";
import { copyButton } from "../clipboard.js";
import { button, element, format, plural } from "../dom.js";
import { listLinks } from "./api.js";
import { Filters } from "./filters.js";
import { place, placeOf, rename } from "./router.js";
import { heading, link as anchor, loading, outwards, problem, show } from "./view.js";
import { nameOf, onDay, spoken, stateOf } from "./words.js";

const PER_PAGE = 20;

export async function showLinks(_, signal) {
  const { query } = place();
  const filters = new Filters(query);
  const list = element("ul", "links");
  // Without its bullets, it would be none to Safari.
  list.setAttribute("role", "list");
  const count = element("p", "count");
  const below = element("div", "below");
  show("Links", heading("Links", anchor("button", "#/transfer", "Import and export"), anchor("action", "#/new", "New link")), filters.node, count, list, below);

  let asked;
  const results = { list, count, below, filters };
  const search = () => {
    // A search that waited for the next letter may come when one has gone elsewhere.
    if (signal.aborted) return undefined;
    asked?.abort();
    asked = new AbortController();
    rename(filters.hash());
    return found(results, AbortSignal.any([signal, asked.signal]));
  };
  filters.onChange(search);
  await search();
}

/** Shows the first links, or why there are none. */
async function found({ list, count, below, filters }, signal) {
  list.setAttribute("aria-busy", "true");
  below.replaceChildren(loading("Loading links…"));
  try {
    const { items, pagination } = await listLinks({ ...filters.query(), limit: PER_PAGE }, signal);
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
  const { id, shortUrl, target, title, clicks, createdAt, state, tags = [] } = link;
  const name = element("h2", "", anchor("", placeOf(id), nameOf(link)));
  const short = outwards("short", shortUrl, spoken(shortUrl));
  const copy = copyButton("Copy", ` ${spoken(shortUrl)}`, () => short.firstChild, () => shortUrl);
  const details = [element("span", "", onDay(createdAt))];
  if (title) details.unshift(element("span", "target", `→ ${spoken(target)}`));
  if (state !== "active") details.push(element("span", "badge", stateOf(state)));
  details.push(...tags.map((tag) => button("tag", `Only links with the tag ${tag}`, () => filters.withTag(tag), tag)));
  return element(
    "li",
    "link",
    element("div", "link-name", name, element("p", "link-short", short, copy), element("p", "link-details", ...details)),
    element("p", "link-clicks", element("strong", "", format(clicks)), clicks === 1 ? " click" : " clicks"),
  );
}
