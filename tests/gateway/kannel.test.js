// What the core asks of Kannel, through a real Kannel: the octets that a carrier gets, and the receipts that come back.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";

import { until } from "../until.js";
import { startCore } from "./core.js";
import { missing, startGateway } from "./kannel.js";

/** The default alphabet with its extension table (3GPP TS 23.038, clause 6.2.1), which 147 septets take. */
const ALPHABET =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà\f^{}\\[~]|€";

const PORTUGUESE = "portuguese/portuguese";

/** Messages, in how many segments they go, and of some what SMPP carries, worked out by hand. */
const MESSAGES = [
  { name: "GSM 7-bit", text: "Hello @ Århus?", encoding: "gsm", segments: 1 },
  { name: "one character", text: "@", encoding: "gsm", segments: 1, body: "00" },
  { name: "extension table", text: "5 € [x]", encoding: "gsm", segments: 1, body: "35201b65201b3c781b3e" },
  { name: "the whole default alphabet", text: ALPHABET, encoding: "gsm", segments: 1 },
  { name: "white space around it", text: " \n text \r\n ", encoding: "gsm", segments: 1 },
  { name: "what means something in URLs", text: "100% & a=b + c? %41 %%d #x;y/z", encoding: "gsm", segments: 1 },
  { name: "all the room of a message", text: "a".repeat(160), encoding: "gsm", segments: 1 },
  { name: "three segments", text: `${"a b".repeat(50)}  €${"Üni".repeat(60)} end `, encoding: "gsm", segments: 3 },
  { name: "UCS-2", text: "Привет", encoding: "ucs2", segments: 1, body: "041f04400438043204350442" },
  { name: "emoji", text: "👋🏽 ok 👩‍👩‍👧", encoding: "ucs2", segments: 1 },
  { name: "UCS-2 of what could be GSM 7-bit", text: "\0 a", encoding: "ucs2", segments: 1, body: "000000200061" },
  { name: "three segments of UCS-2", text: "Ж😀".repeat(55), encoding: "ucs2", segments: 3 },
  { name: "Portuguese", text: "Não há ação {sem} reação", encoding: PORTUGUESE, segments: 1 },
  { name: "three segments of Portuguese", text: "São João à noite. ".repeat(20), encoding: PORTUGUESE, segments: 3 },
  { name: "Turkish, locking shift alone", text: "Işık ve gölge", encoding: "turkish/default", segments: 1 },
  { name: "flash", text: "Now!", encoding: "gsm", segments: 1, isFlash: true },
  { name: "flash in UCS-2", text: "Сейчас", encoding: "ucs2", segments: 1, isFlash: true },
  { name: "three segments of flash", text: "Run! ".repeat(70), encoding: "gsm", segments: 3, isFlash: true },
];

/** What a message class adds to TP-DCS (3GPP TS 23.038, clause 4): the group of classes, or a bit of the general one. */
const flash = (dataCoding) => (dataCoding === 0x00 ? 0xf0 : dataCoding | 0x10);

const hex = (octets) => Buffer.from(octets).toString("hex");

describe("Kannel", { skip: missing, concurrency: true }, () => {
  let core, gateway, receipts;
  before(async () => {
    core = startCore();
    gateway = await startGateway();
    receipts = await listen();
  });
  after(async () => {
    receipts?.stop();
    await gateway?.stop();
    await core?.stop();
  });

  let messages = 0;
  /** A message as the core is asked for it. Its number ends in `digit`, which says what the carrier does with it. */
  const compose = ({ text = "Hello", encoding = "gsm", isFlash = false, digit = 0, ...others } = {}) => {
    const id = String(++messages).padStart(4, "0");
    return {
      id,
      text,
      encoding,
      isFlash,
      from: "Shop",
      to: `34600${id}${digit}`,
      referenceNumber: 0x1200 + messages,
      receiptsTo: `${receipts.url}/${id}?sign=%C3%A9%2B%25d`,
      username: gateway.username,
      password: gateway.password,
      ...others,
    };
  };
  /** Sends what the core says; its answers are what the core reads in those of Kannel. */
  const send = async (message) => {
    const { segments, queries } = await core.ask({ message });
    const answers = [];
    for (const query of queries) {
      const response = await fetch(`${gateway.url}?${query}`);
      answers.push(await core.ask({ answer: [response.status, await response.text()] }));
    }
    return { segments, answers };
  };
  const carried = async ({ to }, count) => {
    const ofIt = () => gateway.carrier.messages.filter((message) => message.to === to);
    return until(ofIt, (found) => found.length >= count);
  };
  /** What the core reads in the receipts of a message, once these are as many. */
  const told = async ({ id }, count) => {
    const queries = await until(() => receipts.of(id), (found) => found.length >= count);
    return Promise.all(queries.map((receipt) => core.ask({ receipt })));
  };

  for (const { name, segments: count, body, ...parameters } of MESSAGES) {
    test(`a carrier gets the octets of the segments: ${name}`, async () => {
      const message = compose(parameters);
      const { segments, answers } = await send(message);
      assert.equal(segments.length, count);
      assert.deepEqual(answers, Array(count).fill("Accepted"));
      const expected = segments.map(({ dataCoding, header, body }) => ({
        from: message.from,
        to: message.to,
        toType: 1,
        dataCoding: message.isFlash ? flash(dataCoding) : dataCoding,
        header: hex(header),
        body: hex(body),
      }));
      const received = await carried(message, count);
      assert.deepEqual(received.map(({ id, fromType, ...rest }) => rest), expected);
      if (body) assert.equal(received[0].body, body);
    });
  }

  // Types of numbers are those of SMPP 3.4, clause 5.2.5: alphanumeric and national.
  for (const [from, received, type] of [["Café Øl", "Caf\x05 \x0bl", 5], ["34600000000", "34600000000", 2], ["2020", "2020", 2]]) {
    test(`a carrier gets the sender: ${from}`, async () => {
      const message = compose({ from });
      await send(message);
      const [{ from: sender, fromType }] = await carried(message, 1);
      assert.deepEqual([sender, fromType], [received, type]);
    });
  }

  for (const [encoding, text] of [[PORTUGUESE, "Φ"], ["default/spanish", "Sí"]]) {
    test(`there is no way to give Kannel an escape of its own: ${encoding}`, async () => {
      const { segments, queries } = await core.ask({ message: compose({ encoding, text }) });
      assert.match(hex(segments[0].body), /1b/);
      assert.equal(queries, null);
    });
  }

  const accepted = { part: 1, status: "ACCEPTD", reason: null };
  for (const [digit, outcome] of [
    [0, { part: 1, status: "DELIVRD", reason: null }],
    [6, { part: 1, status: "REJECTD", reason: "008" }],
    [7, { part: 1, status: "EXPIRED", reason: "027" }],
    [8, { part: 1, status: "UNDELIV", reason: "011" }],
  ]) {
    test(`a receipt says ${outcome.status}`, async () => {
      const message = compose({ digit });
      const sentAt = Date.now();
      await send(message);
      const found = await told(message, 2);
      const [{ id }] = await carried(message, 1);
      assert.ok(found.every((receipt) => receipt.carrierId === id), JSON.stringify(found));
      assert.ok(found.every(({ at }) => Math.abs(at - sentAt) < 30_000), JSON.stringify(found));
      // They may come in any order, since Kannel makes each call on a connection of its own.
      assert.deepEqual(withoutDetails(found), [accepted, outcome]);
    });
  }

  test("a carrier that refuses a message says so at once", async () => {
    const message = compose({ digit: 9 });
    assert.deepEqual((await send(message)).answers, ["Accepted"]);
    assert.deepEqual(withoutDetails(await told(message, 1)), [{ part: 1, status: "REJECTD", reason: "0x0000000b" }]);
  });

  test("without a receipt it stays with what the carrier took", async () => {
    const [silent, reported] = [compose({ digit: 5 }), compose()];
    await send(silent);
    await send(reported);
    await told(reported, 2);
    assert.deepEqual(withoutDetails(await told(silent, 1)), [accepted]);
  });

  test("each segment has receipts of its own", async () => {
    const message = compose({ text: "x".repeat(400) });
    await send(message);
    const found = await told(message, 6);
    const delivered = found.filter(({ status }) => status === "DELIVRD").map(({ part }) => part);
    assert.deepEqual(delivered.toSorted(), [1, 2, 3]);
  });

  test("a URL for receipts comes back as it was", async () => {
    const message = compose();
    await send(message);
    const [query] = await until(() => receipts.of(message.id), (found) => found.length > 0);
    assert.match(query, /^sign=%C3%A9%2B%25d&part=1&/);
  });

  test("Kannel keeps a message for a carrier that is away", async (t) => {
    const { url, carrier, stop } = await startGateway();
    t.after(stop);
    await carrier.stop();
    const { queries } = await core.ask({ message: compose() });
    const send = async () => (await fetch(`${url}?${queries[0]}`)).text();
    const body = await until(send, (body) => body.startsWith("3:"));
    assert.equal(body, "3: Queued for later delivery");
    assert.equal(await core.ask({ answer: [202, body] }), "Accepted");
    const arrived = once(carrier, "message", { signal: AbortSignal.timeout(20_000) });
    await carrier.listen();
    assert.equal((await arrived)[0].body, "48656c6c6f");
  });

  test("with the wrong password it is somebody else's turn", async () => {
    assert.deepEqual((await send(compose({ password: "wrong" }))).answers, ["Later(Settings)"]);
  });

  test("what Kannel does not take is refused", async () => {
    assert.deepEqual((await send(compose({ from: "" }))).answers, ["Refused(Request)"]);
  });
});

/** Sorted by status. */
const withoutDetails = (found) =>
  found.map(({ part, status, reason }) => ({ part, status, reason })).toSorted((a, b) => a.status.localeCompare(b.status));

/** A server that receipts are told to: `/{id}?…`. */
async function listen() {
  const calls = [];
  const server = createServer((request, response) => {
    calls.push(new URL(request.url, "http://127.0.0.1"));
    response.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    of: (id) => calls.filter(({ pathname }) => pathname === `/${id}`).map(({ search }) => search.slice(1)),
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
