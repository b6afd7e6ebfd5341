// A carrier, simulated: it takes short messages by SMPP 3.4, keeps them as they came, and tells what became of them.
import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import smpp from "smpp";

// The package reads a message as text. Here it is its octets that count.
delete smpp.commands.submit_sm.params.short_message.filter;

/** What a receipt says, by the last digit of the recipient's number; for others it is DELIVRD, and 5 has none. */
const OUTCOMES = new Map([
  ["6", { stat: "REJECTD", state: 8, error: "008" }],
  ["7", { stat: "EXPIRED", state: 3, error: "027" }],
  ["8", { stat: "UNDELIV", state: 5, error: "011" }],
]);
const DELIVERED = { stat: "DELIVRD", state: 2, error: "000" };
const SILENT = "5";
/** Numbers that end in it are refused when a message is submitted. */
const REFUSED = "9";

/** esm_class: there is a user data header (SMPP 3.4, clause 5.2.12). */
const UDHI = 0x40;

/** Starts one on a port of its own. `receiptDelay` is in milliseconds, and may be set anew at any time. */
export async function startCarrier({ username, password, receiptDelay = 0 }) {
  const carrier = new Carrier({ username, password, receiptDelay });
  await carrier.listen();
  return carrier;
}

/** Emits "message" with each message that is submitted. */
class Carrier extends EventEmitter {
  /** What was submitted, in order: addresses, data coding, and header and body in hexadecimal. */
  messages = [];
  #server = smpp.createServer((session) => this.#serve(session));
  #closing;

  constructor(options) {
    super();
    Object.assign(this, options);
  }

  /** Takes connections; after it was stopped, on the port that it had. */
  async listen() {
    this.#closing = new AbortController();
    this.#server.listen(this.port ?? 0, "127.0.0.1");
    await once(this.#server, "listening");
    this.port = this.#server.address().port;
  }

  /** Hangs up, and takes no connections. What was to be reported is forgotten. A second call does nothing. */
  async stop() {
    if (!this.#server.listening) return;
    this.#closing.abort();
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const session of [...this.#server.sessions]) session.destroy();
    await closed;
  }

  #serve(session) {
    // A gateway that is being stopped hangs up.
    session.on("error", () => {});
    session.on("bind_transceiver", (pdu) => {
      const isKnown = pdu.system_id === this.username && pdu.password === this.password;
      session.send(pdu.response({ command_status: isKnown ? smpp.ESME_ROK : smpp.ESME_RBINDFAIL, system_id: "carrier" }));
    });
    session.on("enquire_link", (pdu) => session.send(pdu.response()));
    session.on("unbind", (pdu) => session.send(pdu.response(), () => session.close()));
    session.on("submit_sm", (pdu) => this.#take(session, pdu));
  }

  #take(session, pdu) {
    const message = this.#keep(pdu);
    const digit = message.to.at(-1);
    if (digit === REFUSED) return session.send(pdu.response({ command_status: smpp.ESME_RINVDSTADR }));
    session.send(pdu.response({ message_id: message.id }));
    if (pdu.registered_delivery & 1 && digit !== SILENT) void this.#report(session, message, OUTCOMES.get(digit) ?? DELIVERED);
  }

  #keep(pdu) {
    const octets = pdu.short_message;
    const headerOctets = pdu.esm_class & UDHI ? octets[0] + 1 : 0;
    const message = {
      id: `carrier-${this.messages.length + 1}`,
      from: pdu.source_addr,
      fromType: pdu.source_addr_ton,
      to: pdu.destination_addr,
      toType: pdu.dest_addr_ton,
      dataCoding: pdu.data_coding,
      header: octets.subarray(0, headerOctets).toString("hex"),
      body: octets.subarray(headerOctets).toString("hex"),
    };
    this.messages.push(message);
    this.emit("message", message);
    return message;
  }

  /** A receipt in the form of SMPP 3.4, appendix B, and as the fields that a receipt may have besides. */
  async #report(session, { id, from, to }, { stat, state, error }) {
    if (!(await sleep(this.receiptDelay, true, { signal: this.#closing.signal }).catch(() => false))) return;
    const date = new Date().toISOString().replace(/\D/g, "").slice(2, 12);
    const delivered = stat === DELIVERED.stat ? "001" : "000";
    session.deliver_sm({
      esm_class: 0x04,
      source_addr: to,
      destination_addr: from,
      receipted_message_id: id,
      message_state: state,
      short_message: `id:${id} sub:001 dlvrd:${delivered} submit date:${date} done date:${date} stat:${stat} err:${error} text:stat:DELIVRD`,
    });
  }
}
