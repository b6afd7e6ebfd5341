// What was kept of those who were verified is gone when its time is over. `make proof-erasure` has 100,000 of them.
import assert from "node:assert/strict";
import { test } from "node:test";

import { until } from "../until.js";
import { SETTINGS, start, temporaryFolder } from "./harness.js";
import { age, filesIn, storedObjects } from "./storage.js";

const VERIFICATIONS = Number(process.env.VERIFICATIONS ?? 1_000);
const AT_ONCE = 32;
const PATIENCE_MS = 60_000 + VERIFICATIONS * 10;

/** The bytes of the databases of codes. */
const size = (persist) => filesIn(persist).filter(([path]) => path.includes("OtpObject") && /\.sqlite$/.test(path)).reduce((total, [, bytes]) => total + bytes.length, 0);

test("a day after their end, verifications take no storage", { timeout: 2 * PATIENCE_MS }, async (t) => {
  const persist = temporaryFolder(t);
  const options = { settings: { ...SETTINGS, PROVIDERS: '{"providers":{"sandbox":{"kind":"sandbox"}}}' }, persist, t };
  const first = await start(options);
  const user = await first.createAccount();
  let next = 0;
  // To satellites nothing is sent, so that there is nothing but the codes.
  const verify = async () => {
    while (next < VERIFICATIONS) {
      const { json } = await first.post("/v1/verifications", { recipient: String(870_000_000_000 + next++) }, { user });
      assert.equal(json.data.status, "blocked");
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, verify));
  await first.stop();
  assert.equal(storedObjects(persist), VERIFICATIONS);
  const full = size(persist);

  age(persist, 86_400 + 60);
  const second = await start(options);
  const left = async () => {
    // Any call starts the objects, and with them the alarms that are due.
    await second.get(`/v1/verifications/${"0".repeat(48)}`, { user });
    return storedObjects(persist);
  };
  assert.equal(await until(left, (count) => count === 0, PATIENCE_MS), 0);
  await second.stop();
  const empty = size(persist);
  console.log(`${VERIFICATIONS} verifications took ${full} bytes, and ${empty} when they were over`);
  // A page or two of each of the sixteen objects: that there is a database.
  assert.ok(empty <= 16 * 65_536, `${empty} bytes are left of ${full}`);
});
