// The form for a new domain, and for one that there is.
import { announceNow } from "../announcer.js";
import { element } from "../dom.js";
import { addDomain, showDomain, updateDomain } from "./api.js";
import { address, text } from "./fields.js";
import { Form } from "./form.js";
import { domainPlaceOf, go } from "./router.js";
import { heading, link as anchor, load, show } from "./view.js";
import { sentence, spoken } from "./words.js";

export const draftOfDomain = (name) => `domain ${name}`;

const targets = () => [
  address("rootTarget", "Root leads to", { hint: "Where people are led who ask for the domain alone. Left empty, nothing is there.", empty: null }),
  address("notFoundTarget", "Not found leads to", {
    hint: "Where people are led who ask for a link that is not there. Left empty, they are told so.",
    empty: null,
  }),
];

export function showNewDomain() {
  const name = text("domain", "Domain", {
    hint: "Such as go.example.org. You are shown next how to prove that it is yours.",
    inputmode: "url",
    autocapitalize: "off",
    autocomplete: "off",
    spellcheck: "false",
    "aria-required": "true",
  });
  const form = new Form({
    sections: [{ fields: [name, ...targets()] }],
    values: {},
    draft: draftOfDomain(""),
    action: "Add the domain",
    underWay: "Adding the domain…",
    cancel: anchor("button", "#/domains", "Cancel"),
    async save(values, changed) {
      // Who pastes the address of the domain means its name.
      const made = await addDomain({ ...changed, domain: spoken(values.domain) }).catch(refuseName);
      announceNow("The domain is added");
      go(domainPlaceOf(made.data.domain));
    },
  });
  show("Add a domain", heading("Add a domain"), form.node);
}

/** A domain that the account has already is no slip in itself, so the server names no field. */
function refuseName(error) {
  if (error.status === 409) error.details = [{ path: "domain", message: sentence(error.reason) }];
  throw error;
}

export async function showDomainEdit(name, signal) {
  const place = element("div", "place");
  show("Edit domain", heading("Edit domain"), place);
  await load(place, "Loading the domain…", async () => formOf(await showDomain(name, signal)));
}

function formOf({ data: domain, etag }) {
  const name = domain.domain;
  const back = domainPlaceOf(name);
  const form = new Form({
    sections: [{ fields: targets() }],
    values: domain,
    draft: draftOfDomain(name),
    action: "Save",
    underWay: "Saving…",
    cancel: anchor("button", back, "Cancel"),
    async save(_, changed) {
      await updateDomain(name, changed, etag);
      announceNow("Saved. It reaches everybody within two minutes.");
      go(back);
    },
    async latest() {
      const theirs = await showDomain(name);
      etag = theirs.etag;
      return theirs.data;
    },
  });
  return [element("p", "hint", name), form.node];
}
