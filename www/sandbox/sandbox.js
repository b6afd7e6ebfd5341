// Shows what the sandbox was given, as it comes.
import { button, byId, element } from "../dom.js";

/** So often it is asked for while somebody looks. */
const EVERY_MS = 1_000;

const seen = new Set();
const time = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

const say = (text) => {
  if (byId("state").textContent !== text) byId("state").textContent = text;
};

/** What looks like a code: 4 to 10 digits and capitals that stand alone, and are no part of 12.5000. */
const CODES = /((?<![0-9A-Za-z]|[0-9]\.)(?=[A-Z]*[0-9])[0-9A-Z]{4,10}(?![0-9A-Za-z]|\.[0-9]))/;

/** A text with its codes as buttons that copy them. */
const coded = (text) => text.split(CODES).map((part, place) => (place % 2 ? code(part) : part));

function code(text) {
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    say(`Copied ${text}`);
  };
  return button("code", `Copy the code ${text}`, copy, text);
}

function message({ channel, to, title, text, at }) {
  const isMail = channel === "email";
  const when = element("time", "", time.format(new Date(at)));
  when.dateTime = at;
  const about = isMail ? [element("b", "", title)] : [];
  const from = isMail ? "E-mail" : `Message from ${title}`;
  const bubble = element("div", "bubble", ...about, ...coded(text));
  // Texts are in forty languages, some of which run from right to left.
  bubble.dir = "auto";
  const shown = element("li", "message", element("header", "", element("span", "", "To ", element("strong", "", to), ` · ${from}`), when), bubble);
  shown.dataset.new = "";
  return shown;
}

async function look() {
  const answer = await fetch("messages");
  if (answer.status === 404) return say("There is a sandbox on a developer's machine only: `make dev` starts one.");
  if (!answer.ok) return say(`The server answered ${answer.status}. Its log says why.`);
  const all = await answer.json();
  const fresh = all.filter(({ id, at, text }) => !seen.has(`${id} ${at} ${text}`));
  for (const each of fresh) {
    seen.add(`${each.id} ${each.at} ${each.text}`);
    byId("messages").prepend(message(each));
  }
  if (fresh.length) say(`${fresh.length === 1 ? "A message" : `${fresh.length} messages`} arrived at ${time.format(new Date())}.`);
  else if (seen.size === 0) say("Nothing yet. Send a message or begin a verification, and it appears here.");
}

async function watch() {
  if (!document.hidden) await look().catch(() => say("The server does not answer. It is asked again every second."));
  setTimeout(watch, EVERY_MS);
}

await watch();
