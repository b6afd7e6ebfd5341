// What the Worker asks of other people's servers: imported by worker/src/outbound.rs, which says whom it may ask.

/** Somebody else's server is waited for so long. */
const PATIENCE_MS = 5_000;

/** The number of a type of records (RFC 1035, clause 3.2.2; RFC 3596). */
const TYPES = { A: 1, TXT: 16, AAAA: 28 };

/** What the records of a name say, asked of a resolver that answers in JSON; none where that fails. */
async function records(resolver, name, type) {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    const query = new URLSearchParams({ name, type });
    const response = await fetch(`${resolver}?${query}`, { headers: { Accept: "application/dns-json" }, signal });
    const { Answer = [] } = await response.json();
    return Answer.filter((record) => record.type === TYPES[type]).map(({ data }) => data);
  } catch (error) {
    console.error(`resolver: ${error}`);
    return [];
  }
}

/** The texts of a name. A record of several strings is written as several in quotes. */
export async function txt(resolver, name) {
  const texts = await records(resolver, name, "TXT");
  return texts.map((text) => text.replaceAll(/^"|"$|" "/g, ""));
}

/** The addresses of a name. */
export async function addresses(resolver, name) {
  return (await Promise.all(["A", "AAAA"].map((type) => records(resolver, name, type)))).flat();
}

/** The first bytes of an answer, at most so many. */
async function beginning(response, most) {
  const bytes = new Uint8Array(most);
  let length = 0;
  for await (const chunk of response.body ?? []) {
    const taken = chunk.subarray(0, most - length);
    bytes.set(taken, length);
    length += taken.length;
    if (length === most) break;
  }
  return bytes.subarray(0, length);
}

const MOST_OF_PROOF = 1_024;

/** A small text at a URL, there or where one redirect to the same host's https leads; nothing where there is none. */
export async function page(url) {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    let response = await fetch(url, { redirect: "manual", signal });
    const moved = response.headers.get("Location");
    const secure = url.replace(/^http:/, "https:");
    if (moved && new URL(moved, url).href === secure) response = await fetch(secure, { redirect: "manual", signal });
    const bytes = response.ok ? await beginning(response, MOST_OF_PROOF + 1) : [];
    return bytes.length > MOST_OF_PROOF ? undefined : new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}

/** What is read of a page: its head is at the beginning. */
const MOST_OF_PAGE = 1_000_000;

/**
 * What a page says of itself: title, description, and the URL of a picture, each empty where it does not say. Where it has moved
 * it is its new URL, and where there is none, the status, or 0 for what is no page or does not come in time.
 */
export async function metadata(url) {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const headers = { Accept: "text/html,application/xhtml+xml", "User-Agent": "Mozilla/5.0 (compatible; Shortwave; link preview)" };
  try {
    const response = await fetch(url, { headers, redirect: "manual", signal });
    const moved = response.headers.get("Location");
    if (response.status >= 300 && response.status < 400 && moved) return new URL(moved, url).href;
    if (!response.ok) return response.status;
    if (!/^(text\/html|application\/xhtml\+xml)\b/i.test(response.headers.get("Content-Type"))) return 0;
    return said(await read(new Response(await beginning(response, MOST_OF_PAGE), response)), url);
  } catch (error) {
    console.error(`page: ${error}`);
    return 0;
  }
}

/** What the head of a page says, by the names of its elements: the first of each counts. */
async function read(response) {
  const found = {};
  const note = (name, text) => (found[name?.toLowerCase()] ??= decoded(text ?? ""));
  let title = "";
  const rewriter = new HTMLRewriter()
    .on("title", {
      text({ text, lastInTextNode }) {
        title += text;
        if (lastInTextNode) note("title", title);
      },
    })
    .on("meta", {
      element: (meta) => void note(meta.getAttribute("property") ?? meta.getAttribute("name"), meta.getAttribute("content")),
    });
  await rewriter.transform(response).arrayBuffer();
  return found;
}

function said(found, url) {
  const first = (...names) => names.map((name) => found[name]).find(Boolean) ?? "";
  const image = first("og:image:secure_url", "og:image", "og:image:url", "twitter:image");
  return [
    first("og:title", "twitter:title", "title"),
    first("og:description", "twitter:description", "description"),
    (image && URL.parse(image, url)?.href) ?? "",
  ];
}

/** The characters that pages write by a name, but for most of those that have none on a keyboard's side. */
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", hellip: "…", ndash: "–", mdash: "—", lsquo: "‘", rsquo: "’", ldquo: "“", rdquo: "”", laquo: "«", raquo: "»", bull: "•", middot: "·", trade: "™", reg: "®", copy: "©", euro: "€", pound: "£" };

/** A text of HTML with its character references undone; those of names that are not known stay. */
function decoded(text) {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,8}));/gi, (written, decimal, hex, name) => {
    if (name) return NAMED[name.toLowerCase()] ?? accented(name) ?? written;
    const code = decimal ? Number(decimal) : parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : written;
  });
}

/** Letters by their name in HTML: a letter, and what is put on it. */
const MARKS = { grave: "\u0300", acute: "\u0301", circ: "\u0302", tilde: "\u0303", uml: "\u0308", ring: "\u030a", cedil: "\u0327", caron: "\u030c" };

function accented(name) {
  const [, letter, mark] = /^([a-z])(grave|acute|circ|tilde|uml|ring|cedil|caron)$/i.exec(name) ?? [];
  return letter && (letter + MARKS[mark]).normalize();
}

/** A webhook has so long to answer. */
const HEARD_MS = 10_000;

/** Posts events to a webhook, by Standard Webhooks; says what came of it where that was no success. A redirect is none. */
export async function post(url, id, at, signature, body) {
  const signal = AbortSignal.timeout(HEARD_MS);
  const headers = { "Content-Type": "application/json", "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature };
  try {
    const response = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
    await response.body?.cancel();
    return response.ok ? undefined : String(response.status);
  } catch (error) {
    console.error(`webhook: ${error}`);
    return error.name === "TimeoutError" ? "no answer in time" : "no connection";
  }
}

/**
 * Tells what became of messages, all at once. Of each there are five fields: URL, id, moment, signature and a form or an object of
 * JSON, which is posted; where it is empty, the URL is asked. Answers with the statuses, 0 where none came.
 */
export function notify(fields) {
  const told = [];
  for (let at = 0; at < fields.length; at += 5) told.push(notifyOne(...fields.slice(at, at + 5)));
  return Promise.all(told);
}

async function notifyOne(url, id, at, signature, body) {
  const signal = AbortSignal.timeout(HEARD_MS);
  const headers = { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature };
  if (body) headers["Content-Type"] = body.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded";
  try {
    const response = await fetch(url, { method: body ? "POST" : "GET", headers, body: body || undefined, redirect: "manual", signal });
    await response.body?.cancel();
    return String(response.status);
  } catch (error) {
    console.error(`notification: ${error.name}`);
    return "0";
  }
}

/** A gateway says what it has to in a few words. */
const MOST_OF_ANSWER = 1_024;

/** Asks a gateway: its status, a line's end, and what it says; nothing where no answer came. */
export async function gateway(url) {
  const signal = AbortSignal.timeout(HEARD_MS);
  try {
    const response = await fetch(url, { redirect: "manual", signal });
    return `${response.status}\n${new TextDecoder().decode(await beginning(response, MOST_OF_ANSWER))}`;
  } catch (error) {
    console.error(`gateway: ${error.name}`);
    return undefined;
  }
}
