// What was kept of those who were verified is gone when its time is over. `make proof-erasure` has 100,000 of them.
import assert from "node:assert/strict";
import { test } from "node:test";

import { until } from "../until.js";
import { SETTINGS, start, temporaryFolder } from "./harness.js";
import { age, filesIn, storedObjects, storedRows, whileRunning } from "./storage.js";

const VERIFICATIONS = Number(process.env.VERIFICATIONS ?? 1_000);
/** One in so many is sent by the sandbox. To satellites, as the others are, nothing is sent, so that there is nothing but the codes. */
const SENT_OF = 10;
const AT_ONCE = 32;
const PATIENCE_MS = 60_000 + VERIFICATIONS * 10;

/** The bytes of the databases of a class. */
const size = (persist, className) => filesIn(persist).filter(([path]) => path.includes(className) && /\.sqlite$/.test(path)).reduce((total, [, bytes]) => total + bytes.length, 0);
const SIZED = ["OtpObject", "SendingObject", "AccountObject"];
const isSent = (count) => count % SENT_OF === 0;
const recipientOf = (count) => String((isSent(count) ? 34_600_000_000 : 870_000_000_000) + count);
/** How many codes there are, and sendings, in objects of their own and in the account's. */
const stored = (persist) => [storedObjects(persist), storedObjects(persist, "SendingObject"), storedRows(persist, "AccountObject", "sending")];

test("a day after their end, verifications take no storage", { timeout: 2 * PATIENCE_MS }, async (t) => {
  const persist = temporaryFolder(t);
  const options = { settings: { ...SETTINGS, PROVIDERS: '{"providers":{"sandbox":{"kind":"sandbox"}}}' }, persist, t };
  const first = await start(options);
  const user = await first.createAccount();
  let next = 0;
  const verify = async () => {
    while (next < VERIFICATIONS) {
      const count = next++;
      const { json } = await first.post("/v1/verifications", { recipient: recipientOf(count) }, { user });
      assert.equal(json.data.status, isSent(count) ? "pending" : "blocked");
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, verify));
  await first.stop();
  const sent = Math.ceil(VERIFICATIONS / SENT_OF);
  assert.deepEqual(stored(persist), [VERIFICATIONS, sent, sent]);
  const full = SIZED.map((name) => size(persist, name));

  // The codes' time, and a day.
  for (const name of ["OtpObject", "SendingObject"]) age(persist, 600 + 86_400 + 60, name);
  const second = await start(options);
  const left = async () => {
    // Any call starts the objects, and with them the alarms that are due: a day's at once, for which it may wait too long.
    await Promise.allSettled([second.get(`/v1/verifications/${"0".repeat(48)}`, { user }), second.get(`/api/rest/sms/${"0".repeat(13)}`, { user })]);
    return whileRunning(() => stored(persist));
  };
  assert.deepEqual(await until(left, (counts) => counts?.every((count) => count === 0), PATIENCE_MS), [0, 0, 0]);
  await second.stop();
  const empty = SIZED.map((name) => size(persist, name));
  SIZED.forEach((name, index) => console.log(`${name}: ${full[index]} bytes, and ${empty[index]} when all was over`));
  // A page or two of each of the sixteen objects: that there is a database.
  assert.ok(empty[0] <= 16 * 65_536, `${empty} bytes are left of ${full}`);
  // An object without anything is a database of a page.
  assert.ok(empty[1] <= sent * 8_192, `${empty} bytes are left of ${full}`);
});
