// Which part of the console is shown: the fragment of the address says, so that one can go back, reload and bookmark.

/** `{path, query}` of `#/path?query`. */
export function place() {
  const [path, query = ""] = location.hash.replace(/^#/, "").split("?");
  return { path: path || "/", query: new URLSearchParams(query) };
}

export const placeOf = (id) => `#/links/${encodeURIComponent(id)}`;

export const domainPlaceOf = (name) => `#/domains/${encodeURIComponent(name)}`;

export function go(hash) {
  location.hash = hash;
}

/** The same place in other words, such as another search: nothing to go back to. */
export function rename(hash) {
  history.replaceState(history.state, "", hash);
}

/** The part whose pattern has the path's form, with what stands in the place of `*`. */
export function match(parts, path) {
  for (const [pattern, part] of parts) {
    const found = new RegExp(`^${pattern.replaceAll("*", "([^/]+)")}$`).exec(path);
    if (found) return { part, found: found.slice(1).map(decoded) };
  }
  return undefined;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
