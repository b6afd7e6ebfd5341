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

/** A resolver that answers in JSON, with the TXT records of names, and with the addresses of others. */
export const resolver = (texts, addresses = {}) => (url) => {
  const query = new URLSearchParams(url.split("?")[1]);
  const [name, type] = [query.get("name"), query.get("type")];
  const records = {
    TXT: () => (texts[name] ?? []).map((text) => [16, text.replace(/^.*$/, '"$&"')]),
    A: () => (addresses[name] ?? []).filter((address) => !address.includes(":")).map((address) => [1, address]),
    AAAA: () => (addresses[name] ?? []).filter((address) => address.includes(":")).map((address) => [28, address]),
  };
  // As resolvers do: what the name stands for first, where it is not the name itself.
  const alias = type === "TXT" ? [] : [[5, `alias.${name}.`]];
  const Answer = [...alias, ...records[type]()].map(([type, data]) => ({ name, type, TTL: 60, data }));
  return { headers: { "Content-Type": "application/dns-json" }, body: JSON.stringify({ Status: 0, Answer }) };
};

/** The settings of a deployment that has one Kannel. */
export function gatewayAt({ url, username, password }) {
  return { PROVIDERS: JSON.stringify({ providers: { kannel: { kind: "kannel", url, username, password } } }) };
}

/** Those of one whose gateway is `gateway()`. */
export const GATEWAY = gatewayAt({ url: "http://gateway.test/cgi-bin/sendsms", username: "shortwave", password: "password of the tests" });

/** A gateway that takes every message: the world that it is in, and the text that it last had for a number. */
export function gateway() {
  const texts = new Map();
  function take(url) {
    const query = new URL(url, "http://gateway.test").searchParams;
    if (!query.has("to")) return { status: 403 };
    texts.set(query.get("to").replace("+", ""), query.get("text"));
    return { status: 202, body: "0: Accepted for delivery" };
  }
  return { world: worldOf({ "gateway.test": take }), textTo: (number) => texts.get(number) };
}
