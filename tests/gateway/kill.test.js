// The Worker's process is killed again and again while messages go out. Of what was acknowledged, nothing is lost and nothing doubled.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";

import { until } from "../until.js";
import { SETTINGS, start, temporaryFolder } from "../worker/harness.js";
import { gatewayAt } from "../worker/world.js";
import { freePort, missing, startGateway } from "./kannel.js";
import { kill } from "./kill.js";

/** How often it is killed, and how many messages go out: `make proof-kill` says more than `make test`. */
const KILLS = Number(process.env.KILLS ?? 3);
const MESSAGES = Number(process.env.MESSAGES ?? 600);
const A_CALL = 50;
const PATIENCE_MS = 20 * 60_000;
const PRICE = 0.065;

test("killed in the middle, it loses no message and sends none twice", { skip: missing, timeout: PATIENCE_MS }, async (t) => {
  const gateway = await startGateway({ receiptDelay: 20 });
  t.after(() => gateway.stop());
  const settings = { ...SETTINGS, ...gatewayAt(gateway), GATEWAY_DOUBT_SECONDS: "20" };
  const options = { settings, persist: temporaryFolder(t), port: await freePort(), t };
  let server = await start(options);
  const user = await server.createAccount();
  assert.equal((await server.put("/admin/prices", `countryIso,countryName,cost\nES,Spain,${PRICE}\n`, { admin: true })).status, 200);
  const credited = MESSAGES;
  await server.post(`/admin/accounts/${user.username}/credit`, { amount: credited }, { admin: true });

  const restart = async () => {
    await kill(server);
    server = await start(options);
  };
  const acknowledged = new Map();
  let next = 0;
  const sendSome = async () => {
    const to = Array.from({ length: A_CALL }, () => String(34_600_000_000 + 10 * next++));
    // Whether a call that is cut off was accepted, nobody knows: it is not acknowledged.
    const answer = await server.post("/api/rest/sms", { to, from: "Shop", message: "Hello" }, { user }).catch(() => undefined);
    if (answer?.status === 202) for (const { to, id } of answer.json.result) acknowledged.set(to, id);
  };
  for (let killed = 0; next < MESSAGES || killed < KILLS; ) {
    await sendSome();
    if (killed < KILLS && next >= (MESSAGES * (killed + 1)) / (KILLS + 1)) {
      // At any moment of what calls and alarms do.
      const during = sendSome();
      await sleep(Math.random() * 200);
      await restart();
      await during;
      killed++;
      await awake(server, user, acknowledged);
    }
  }
  assert.ok(acknowledged.size > MESSAGES / 2, `${acknowledged.size} acknowledged`);

  // What is in doubt waits for its receipt, which may have come while nobody was there.
  const sendings = () => server.get("/api/rest/sendings?limit=1000", { user });
  const isOver = ({ json }) => json.data.every(({ status, updatedAt, createdAt }) => ["FINISHED", "CANCELLED"].includes(status) && updatedAt >= createdAt);
  const over = await until(
    async () => {
      await awake(server, user, acknowledged);
      return sendings();
    },
    isOver,
    PATIENCE_MS / 2,
  );
  assert.ok(isOver(over), JSON.stringify(over.json.data.filter((sending) => !isOver({ json: { data: [sending] } }))));

  const received = Map.groupBy(gateway.carrier.messages, ({ to }) => to);
  const twice = [...received].filter(([, messages]) => messages.length > 1);
  assert.deepEqual(twice, [], "sent twice");
  let failed = 0;
  for (const [to, id] of acknowledged) {
    const { json } = await server.get(`/api/rest/sms/${id}`, { user });
    const kinds = json.data[0].events.map(({ type }) => type);
    const isFailed = kinds.includes("undelivered") || kinds.includes("rejected");
    failed += isFailed;
    assert.ok(received.has(to) || isFailed, `${to} is lost: ${kinds}`);
    if (!received.has(to)) assert.ok(!kinds.includes("delivered"), `${to} never left`);
  }
  const costs = over.json.data.reduce((sum, { cost }) => sum + cost, 0);
  const { json } = await server.get("/api/rest/account", { user });
  assert.equal((json.data.balance + costs).toFixed(6), credited.toFixed(6));
  const sent = over.json.data.reduce((sum, { events }) => sum + events.sent, 0);
  assert.equal(costs.toFixed(6), (sent * PRICE).toFixed(6));
  t.diagnostic(`${acknowledged.size} acknowledged, ${received.size} with the carrier, ${failed} listed as failed, ${KILLS} kills`);
});

/** In a local runtime an object awakes when it is asked; on the platform its alarm awakes it. */
async function awake(server, user, acknowledged) {
  const bySending = new Map([...acknowledged.values()].map((id) => [id.slice(0, 10), id]));
  const ids = [...bySending.values()];
  for (let from = 0; from < ids.length; from += 50) await server.get(`/api/rest/sms/${ids.slice(from, from + 50).join(",")}`, { user });
  await server.get("/api/rest/sendings?limit=1", { user });
}
