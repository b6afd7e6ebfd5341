// One link: where it leads, its clicks, its QR code, and what can be done with it.
import { announceNow } from "../announcer.js";
import { copyButton } from "../clipboard.js";
import { button, element, entry, format, plural } from "../dom.js";
import { removeLink, showLink, updateLink } from "./api.js";
import { clicksOf } from "./clicks.js";
import { confirm } from "./dialog.js";
import { dropDraft } from "./drafts.js";
import { isSomething } from "./fields.js";
import { previewOf } from "./preview.js";
import { qrOf } from "./qr.js";
import { go, placeOf } from "./router.js";
import { attempt, link as anchor, load, outwards, show } from "./view.js";
import { atMinute, nameOf, spoken, stateOf } from "./words.js";

export async function showOne(slug, signal) {
  const place = element("div", "place");
  const title = element("h1", "", "Link");
  show("Link", element("div", "heading", title), place);
  await load(place, "Loading the link…", async () => {
    const { data: link } = await showLink(slug, signal);
    title.textContent = nameOf(link);
    document.title = `${nameOf(link)} – Shortwave`;
    return [summaryOf(link, signal), clicksOf(link, signal), qrOf(link, signal), previewOf(link, () => showOne(slug, signal))];
  });
}

function summaryOf(link, signal) {
  const problems = element("div", "problems");
  const short = outwards("short", link.shortUrl, spoken(link.shortUrl));
  const copy = copyButton("Copy", " the short link", () => short.firstChild, () => link.shortUrl);
  return element(
    "section",
    "card summary",
    element("p", "link-short", short, copy),
    element("dl", "facts", ...factsOf(link)),
    problems,
    element("div", "actions", anchor("button", `${placeOf(link.id)}/edit`, "Edit"), archiving(link, signal, problems), removal(link, problems)),
  );
}

/** What is out of the ordinary is told, and nothing of the rest. */
function factsOf(link) {
  const facts = [
    ["Target", link.target],
    ["Made", atMinute(link.createdAt)],
    ["Changed", link.updatedAt !== link.createdAt && atMinute(link.updatedAt)],
    ["Tags", (link.tags ?? []).join(", ")],
    ["Notes", link.notes],
    ["Active from", link.activeFrom && atMinute(link.activeFrom)],
    ["Expires", link.expiresAt && atMinute(link.expiresAt)],
    ["Click limit", link.clickLimit && format(link.clickLimit)],
    ["Once expired", link.expiredTarget],
    ["Password", link.hasPassword && "Visitors are asked for it"],
    ["Targeting", link.targeting?.length && plural(link.targeting.length, "rule")],
    ["A/B test", link.variants?.length && plural(link.variants.length, "variant")],
    ["State", link.state !== "active" && stateOf(link.state)],
  ];
  return facts.filter(([, value]) => value && isSomething(value)).map(([name, value]) => entry(name, String(value)));
}

function archiving(link, signal, problems) {
  const label = link.archived ? "Bring back" : "Archive";
  const pressed = button("", "", () => change(), label);
  const change = () =>
    attempt(pressed, link.archived ? "Bringing it back…" : "Archiving…", problems, async () => {
      await updateLink(link.id, { archived: !link.archived }, "*");
      await showOne(link.id, signal);
      announceNow(link.archived ? "The link is back" : "The link is archived");
    });
  return pressed;
}

function removal(link, problems) {
  const pressed = button("danger-quiet", "", remove, "Delete");
  async function remove() {
    const text = `${spoken(link.shortUrl)} will lead nowhere, its clicks are forgotten, and its ending is never given again. This cannot be undone.`;
    if (!(await confirm("Delete this link?", text, "Delete it"))) return;
    await attempt(pressed, "Deleting…", problems, async () => {
      await removeLink(link.id);
      dropDraft(link.id);
      announceNow("The link is deleted");
      go("#/");
    });
  }
  return pressed;
}
