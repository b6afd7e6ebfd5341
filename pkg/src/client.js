// A client of the API: `fetch` with the types of the API's description.
import createFetchClient, { mergeHeaders } from "openapi-fetch";

export function createClient({ username, apiPassword, token, headers, ...options } = {}) {
  return createFetchClient({
    ...options,
    headers: mergeHeaders(authorization(username, apiPassword, token), headers),
    // Lists in a query have commas between.
    querySerializer: { array: { style: "form", explode: false } },
  });
}

/** A token goes before a name and password. Who gives both must have both right. */
function authorization(username, apiPassword, token) {
  const basic = username === undefined ? undefined : `Basic ${base64(`${username}:${apiPassword}`)}`;
  if (token === undefined) return { Authorization: basic };
  return { Authorization: `Bearer ${token}`, "X-Authorization": basic };
}

const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
