// The form for a new link, and for one that there is.
import { announceNow } from "../announcer.js";
import { element } from "../dom.js";
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
  await load(place, "Loading your domains…", async () => [newForm(await usableDomains(signal))]);
}

const usableDomains = async (signal) => (await listDomains(signal)).filter(({ verifiedAt }) => verifiedAt);

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
      go(placeOf(made.data.id));
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

function formOf({ data: link, etag }) {
  const back = placeOf(link.id);
  const form = new Form({
    sections: sectionsFor(link),
    values: link,
    draft: link.id,
    action: "Save",
    underWay: "Saving…",
    cancel: anchor("button", back, "Cancel"),
    async save(_, changed) {
      await updateLink(link.id, bodyOf(changed), etag);
      announceNow("Saved");
      go(back);
    },
    async latest() {
      const theirs = await showLink(link.id);
      etag = theirs.etag;
      return theirs.data;
    },
  });
  const which = element("p", "hint", `${nameOf(link)} – `, anchor("", link.shortUrl, link.shortUrl));
  return [which, form.node];
}
