// One HTTP exchange.
import { once } from "node:events";
import { request } from "node:http";

/** The answer, read whole. */
export async function exchange(url, { method = "GET", path, headers = {}, body }, agent) {
  const length = body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) };
  const outgoing = request(url + path, { method, headers: { ...headers, ...length }, agent });
  outgoing.end(body);
  const [response] = await once(outgoing, "response");
  const text = Buffer.concat(await response.toArray()).toString();
  return { status: response.statusCode, headers: response.headers, text };
}
