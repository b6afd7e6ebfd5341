// The parts as octets: what a gateway hands to the network. Worked out only while they are shown.
import { optionsFor } from "./analysis.js";
import { copyButton } from "./clipboard.js";
import { byId, element, entry, format, plural } from "./dom.js";
import { encode } from "./lib/index.js";
import { LongList } from "./long-list.js";

const disclosure = byId("octets");
const list = new LongList(byId("messages"), byId("more-messages"), "messages", messageItem);
/** Ties a message's parts together. Drawn once, so that octets do not change while one types. */
const referenceNumber = crypto.getRandomValues(new Uint8Array(1))[0];

let shown;

export function startOctets() {
  disclosure.addEventListener("toggle", fill);
  const all = () => messagesOf(shown).map(({ hex }) => hex);
  byId("copy-all").append(copyButton("Copy all", "", () => byId("messages"), () => all().join("\n")));
  byId("reference").textContent = `${referenceNumber} (${octet(referenceNumber)})`;
}

export function showOctets(counted) {
  shown = counted;
  disclosure.hidden = counted.parts.length === 0;
  fill();
}

function fill() {
  if (!disclosure.open || !shown) return;
  const messages = messagesOf(shown);
  list.show(messages);
  byId("copy-all").hidden = messages.length < 2;
  byId("reference-line").hidden = messages.length < 2;
}

function messagesOf({ text, alphabet, parts }) {
  if (parts.length === 0) return [];
  return encode(text, { ...optionsFor(alphabet), referenceNumber }).map((message) => {
    const { dataCodingScheme, headerOctets, userDataLength, userData } = message;
    const hex = Array.from(userData, octet).join("");
    return { ...message, hex, key: [dataCodingScheme, headerOctets, userDataLength, hex].join("/") };
  });
}

function messageItem({ dataCodingScheme, headerOctets, userDataLength, userData, hex }, place) {
  const header = spaced(userData.subarray(0, headerOctets));
  const details = element("dl", "message-octets");
  const length = dataCodingScheme === 0 ? plural(userDataLength, "septet") : plural(userDataLength, "octet");
  details.append(
    entry("DCS", code("", octet(dataCodingScheme)), ` ${dataCodingScheme === 0 ? "GSM-7" : "UCS-2"}`),
    entry("UDL", code("", octet(userDataLength)), ` ${length}`),
    entry("UDH", header ? code("header-octets", header) : "none"),
    entry("Text", code("text-octets", spaced(userData.subarray(headerOctets)))),
  );
  const number = format(place + 1);
  const copy = copyButton("Copy", ` user data of part ${number}`, () => details, () => hex);
  const label = element("div", "part-label", element("span", "", `Part ${number}`), copy);
  return element("li", "octets-of-part", label, details);
}

const code = (className, text) => element("code", className, text);

const octet = (value) => value.toString(16).toUpperCase().padStart(2, "0");

const spaced = (octets) => Array.from(octets, octet).join(" ");
