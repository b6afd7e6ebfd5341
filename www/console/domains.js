// The list of domains: those that links can be made on, and those that wait for their proof.
import { element, plural } from "../dom.js";
import { listDomains } from "./api.js";
import { badgesOf } from "./domain.js";
import { domainPlaceOf } from "./router.js";
import { heading, link as anchor, load, show } from "./view.js";
import { spoken } from "./words.js";

export async function showDomains(_, signal) {
  const place = element("div", "place");
  show("Domains", heading("Domains", anchor("action", "#/domains/new", "Add a domain")), place);
  await load(place, "Loading your domains…", async () => listOf(await listDomains(signal)));
}

function listOf(domains) {
  if (!domains.length) return [emptiness()];
  const list = element("ul", "links", ...domains.map(rowOf));
  list.setAttribute("role", "list");
  return [element("p", "count", plural(domains.length, "domain")), list];
}

function emptiness() {
  return element(
    "div",
    "empty",
    element("h2", "", "No domains yet"),
    element("p", "", "On a domain of your own, short links carry your name. It can be the one that new links are made on."),
    anchor("action", "#/domains/new", "Add your first domain"),
  );
}

function rowOf(domain) {
  const leads = [
    ["Root", domain.rootTarget],
    ["Not found", domain.notFoundTarget],
  ];
  const targets = leads.filter(([, target]) => target).map(([name, target]) => element("span", "target", `${name} → ${spoken(target)}`));
  return element(
    "li",
    "link",
    element(
      "div",
      "link-name",
      element("h2", "", anchor("", domainPlaceOf(domain.domain), domain.domain)),
      element("p", "link-details", ...badgesOf(domain), ...targets),
    ),
  );
}
