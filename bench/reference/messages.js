// The least that takes messages for somebody: an object in plain JavaScript that writes each as a row of its own before it answers.
// It knows no accounts, prices, texts or parts, and submits nothing.
import { DurableObject } from "cloudflare:workers";

export class MessagesObject extends DurableObject {
  constructor(state, env) {
    super(state, env);
    this.sql = state.storage.sql;
    this.sql.exec("CREATE TABLE IF NOT EXISTS message (id INTEGER PRIMARY KEY, recipient TEXT NOT NULL, text TEXT NOT NULL, state TEXT NOT NULL)");
  }

  take(messages) {
    return messages.map(([to, text]) => this.sql.exec("INSERT INTO message (recipient, text, state) VALUES (?, ?, 'waiting') RETURNING id", to, text).one().id);
  }
}

export default {
  async fetch(request, env) {
    const { messages } = await request.json();
    const object = env.MESSAGES.get(env.MESSAGES.newUniqueId());
    return Response.json(await object.take(messages), { status: 202 });
  },
};
