// Everything outside: what the Worker gets for an answer, whichever host it asks.

/**
 * `answers` is by host a function of the URL and the request, which gives `{ status, headers, body }` or nothing (404);
 * `asked` is what was asked, as `host/path`.
 */
export function worldOf(answers) {
  const asked = [];
  async function serve(request, response) {
    const { host } = request.headers;
    asked.push(`${host}${request.url}`);
    const { status = 200, headers = {}, body = "" } = (await answers[host]?.(request.url, request)) ?? { status: 404 };
    response.writeHead(status, headers).end(body);
  }
  return { serve, asked };
}

/** A resolver that answers in JSON, with the TXT records of names. */
export const resolver = (records) => (url) => {
  const query = new URLSearchParams(url.split("?")[1]);
  const name = query.get("name");
  const data = query.get("type") === "TXT" ? (records[name] ?? []) : [];
  const Answer = data.map((text) => ({ name, type: 16, TTL: 60, data: text.replace(/^.*$/, '"$&"') }));
  return { headers: { "Content-Type": "application/dns-json" }, body: JSON.stringify({ Status: 0, Answer }) };
};
