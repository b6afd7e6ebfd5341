// The least that so many writes cost: `POST /` writes each string of a list as a row of one object, in one transaction.
import { DurableObject } from "cloudflare:workers";

export class RowsObject extends DurableObject {
  constructor(state, env) {
    super(state, env);
    state.storage.sql.exec("CREATE TABLE IF NOT EXISTS row (name TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID");
  }

  async fetch(request) {
    const { sql } = this.ctx.storage;
    for (const name of await request.json()) {
      const [row] = sql.exec("SELECT count FROM row WHERE name = ?", name);
      sql.exec("INSERT OR REPLACE INTO row (name, count) VALUES (?, ?)", name, (row?.count ?? 0) + 1);
    }
    return new Response("done");
  }
}

export default {
  fetch: (request, env) => env.ROWS.get(env.ROWS.idFromName("rows")).fetch(request),
};
