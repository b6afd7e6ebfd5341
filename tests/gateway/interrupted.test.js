// The Worker is killed while providers have messages and have not answered for them.
import assert from "node:assert/strict";
import { test } from "node:test";

import { start, temporaryFolder } from "../worker/harness.js";
import { freePort } from "./kannel.js";
import { kill } from "./kill.js";
import { SILENCE, startReceiver } from "./receiver.js";
import { Sender, startSender, withProviders } from "./sender.js";

/**
 * Sends by the first of two providers, which does not answer. When it is there again, after the Worker was killed, the other is the one that
 * would be asked first.
 */
async function interrupted(t, fields, others) {
  const [first, second] = [await startReceiver({ answers: [SILENCE] }), await startReceiver()];
  t.after(() => [first, second].forEach((receiver) => receiver.stop()));
  const by = (...order) => withProviders({ first: first.setting, second: second.setting }, [{ providers: order }], others);
  const options = { persist: temporaryFolder(t), port: await freePort(), t };
  const before = await startSender({ ...options, settings: by("first", "second") });
  const to = ["34600000010", "34600000020", "34600000030"];
  const ids = await before.send(to, fields);
  await before.until(() => first.posts.length >= to.length);
  await kill(before.server);
  first.answers = [204];
  return { first, second, to, ids, sender: new Sender(await start({ ...options, settings: by("second", "first") }), before.user) };
}

test("a provider that takes nothing twice is given the same again by the same id, and nobody else is", async (t) => {
  const { first, second, to, ids, sender } = await interrupted(t);
  for (const id of ids) await sender.becomes(id, ["sent"]);
  assert.equal(second.posts.length, 0);
  for (const number of to) {
    const posts = first.for(number);
    assert.equal(posts.length, 2, number);
    assert.equal(new Set(posts.map(({ id, text }) => id + text)).size, 1, number);
  }
});

test("a code is not made anew for a message that may be on its way with another", async (t) => {
  const fields = { message: "{OTP_CODE}" };
  const { first, second, to, ids, sender } = await interrupted(t, fields, { GATEWAY_DOUBT_SECONDS: "1" });
  for (const id of ids) await sender.becomes(id, ["undelivered"]);
  assert.deepEqual([first.posts.length, second.posts.length], [to.length, 0]);
});
