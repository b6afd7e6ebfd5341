// The form for a new link, and for one that there is.
import { announceNow } from "../announcer.js";
import { button, element } from "../dom.js";
import { createLink, listDomains, showLink, updateLink } from "./api.js";
import { Form } from "./form.js";
import { BLANK, bodyOf, sectionsFor } from "./link-fields.js";
import { random } from "./random.js";
import { go, placeOf } from "./router.js";
import { heading, link as anchor, load, show } from "./view.js";
import { nameOf, sentence } from "./words.js";

export async function showNew(_, signal) {
  const place = element("div", "place");
  show("New link", heading("New link"), place);
  await load(place, "Loading your domains…", async () => [newForm(await listDomains(signal))]);
}

/** A new link is on the default domain, unless it says another. */
function newForm(domains) {
  const keyFor = keys();
  const usual = domains.find((one) => one.default)?.domain ?? "";
  const form = new Form({
    sections: sectionsFor(undefined, domains),
    values: { ...BLANK, domain: usual },
    draft: "new",
    action: "Make the link",
    underWay: "Making the link…",
    cancel: anchor("button", "#/", "Cancel"),
    async save(values, changed) {
      const body = { target: values.target, ...bodyOf(changed) };
      const made = await createLink(body, keyFor(body)).catch(refuseEnding);
      announceNow("The link is made");
      go(placeOf(made.link.id));
    },
  });
  return form.node;
}

/** An ending that is taken is no slip in itself, so the server names no field. */
function refuseEnding(error) {
  if (error.status === 409) error.details = [{ path: "slug", message: sentence(error.reason) }];
  throw error;
}

/** What is sent again unchanged is the same call, and has the same key: its answer may have been lost on the way. */
function keys() {
  let [key, sent] = ["", ""];
  return (body) => {
    const text = JSON.stringify(body);
    if (text !== sent) [key, sent] = [random(), text];
    return key;
  };
}

export async function showEdit(slug, signal) {
  const place = element("div", "place");
  show("Edit link", heading("Edit link"), place);
  await load(place, "Loading the link…", async () => {
    const found = await showLink(slug, signal);
    return formOf(found);
  });
}

function formOf({ link, etag }) {
  const back = placeOf(link.id);
  const form = new Form({
    sections: sectionsFor(link),
    values: link,
    draft: link.id,
    action: "Save",
    underWay: "Saving…",
    cancel: anchor("button", back, "Cancel"),
    async save(_, changed) {
      try {
        await updateLink(link.id, bodyOf(changed), etag);
      } catch (error) {
        if (error.status === 412) error.remedies = [remedy()];
        throw error;
      }
      announceNow("Saved");
      go(back);
    },
  });
  /** What the other changed and one has not touched oneself is taken over; what one typed stays, and is saved on top. */
  function remedy() {
    const take = button("", "", async () => {
      const theirs = await showLink(link.id).catch((error) => form.refuse(error));
      if (!theirs) return;
      etag = theirs.etag;
      form.restart(theirs.link);
      announceNow("The other changes are taken over. Yours are still here, and not saved yet.");
      form.node.querySelector("input").focus();
    });
    take.append("Take over the other changes and keep mine");
    return element("p", "remedy", take);
  }
  const which = element("p", "hint", `${nameOf(link)} – `, anchor("", link.shortUrl, link.shortUrl));
  return [which, form.node];
}
