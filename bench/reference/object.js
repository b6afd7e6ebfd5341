// The least that a Worker with state can do: one object in SQLite that reads a row and writes it, and nothing else. And the least that
// one does whose callers another object lets in.
import { DurableObject } from "cloudflare:workers";

export class RowObject extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS row (id TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID");
  }

  fetch() {
    return new Response(String(this.#count()));
  }

  /** Lets a caller in, by nothing. */
  admit(command) {
    return command;
  }

  count(command) {
    this.#count();
    return command;
  }

  #count() {
    const { sql } = this.ctx.storage;
    const [row] = sql.exec("SELECT n FROM row WHERE id = 'x'");
    const n = (row?.n ?? 0) + 1;
    sql.exec("INSERT OR REPLACE INTO row (id, n) VALUES ('x', ?)", n);
    return n;
  }
}

/** As long as what an object of ours is asked. */
const COMMAND = new Uint8Array(200);

/** A password stretched as a login does it (src/auth/password.rs), and nothing else. */
async function stretched() {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode("correct horse battery"), "PBKDF2", false, ["deriveBits"]);
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt: new Uint8Array(16), iterations: 100_000 };
  return new Response(await crypto.subtle.deriveBits(algorithm, key, 256));
}

/** What is asked with a body, read as JSON, of one who is let in; with a line for the log. */
async function letIn(request, { ROWS }, pathname) {
  const asked = await request.json();
  await ROWS.getByName("account").admit(COMMAND);
  const { length } = await ROWS.getByName(pathname).count(COMMAND);
  console.log(JSON.stringify({ method: request.method, path: pathname, status: 200 }));
  return Response.json({ ...asked, length });
}

export default {
  /** `/row/NAME` asks the object of that name, `/admitted/NAME` asks it after another, `/stretch` stretches a password. */
  fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === "/stretch") return stretched();
    if (pathname.startsWith("/admitted/")) return letIn(request, env, pathname);
    return env.ROWS.getByName(pathname).fetch(request);
  },
};
