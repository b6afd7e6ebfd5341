// One exchange with the server, and what is known when it did not work.

/** A call that was refused, or got no answer at all: then its status is 0. */
export class Refusal extends Error {
  constructor({ status, path, reason = "", details = [], retryAfter, transactionId }) {
    super(reason || `HTTP ${status}`);
    Object.assign(this, { status, path, reason, details, retryAfter, transactionId });
  }
}

/** The answer to a call, which is one that worked. `body` is a file, or is sent as JSON. */
export async function exchange(method, path, { body, headers = {}, signal } = {}) {
  const request = { method, headers: { ...headers }, signal };
  if (body instanceof Blob) request.body = body;
  else if (body !== undefined) {
    request.headers["Content-Type"] = "application/json";
    request.body = JSON.stringify(body);
  }
  // The page says who calls: a browser that is refused would ask for a name and password of its own.
  const response = await reached(path, { ...request, credentials: "omit", cache: "no-store" });
  if (!response.ok) throw await refusal(response, path);
  return response;
}

async function reached(path, request) {
  try {
    return await fetch(path, request);
  } catch (error) {
    // Who gave up a call does not want to hear of it.
    if (error.name === "AbortError") throw error;
    throw new Refusal({ status: 0 });
  }
}

async function refusal(response, path) {
  const { reason, details } = (await said(response)).errors ?? {};
  return new Refusal({
    status: response.status,
    path,
    reason,
    details,
    retryAfter: Number(response.headers.get("Retry-After")) || undefined,
    transactionId: response.headers.get("X-Transaction-Id"),
  });
}

/** What is between here and the server may answer in words of its own. */
async function said(response) {
  try {
    return await response.json();
  } catch {
    return {};
  }
}
