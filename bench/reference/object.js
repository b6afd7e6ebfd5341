// The least that a Worker with state can do: one object in SQLite that reads a row and writes it, and nothing else.
import { DurableObject } from "cloudflare:workers";

export class RowObject extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS row (id TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID");
  }

  fetch() {
    const { sql } = this.ctx.storage;
    const [row] = sql.exec("SELECT n FROM row WHERE id = 'x'");
    const n = (row?.n ?? 0) + 1;
    sql.exec("INSERT OR REPLACE INTO row (id, n) VALUES ('x', ?)", n);
    return new Response(String(n));
  }
}

/** A password stretched as a login does it (src/auth/password.rs), and nothing else. */
async function stretched() {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode("correct horse battery"), "PBKDF2", false, ["deriveBits"]);
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt: new Uint8Array(16), iterations: 100_000 };
  return new Response(await crypto.subtle.deriveBits(algorithm, key, 256));
}

export default {
  /** `/row/NAME` asks the object of that name, `/stretch` stretches a password. */
  fetch(request, env) {
    const { pathname } = new URL(request.url);
    return pathname === "/stretch" ? stretched() : env.ROWS.getByName(pathname).fetch(request);
  },
};
