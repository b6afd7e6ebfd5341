// One domain: its state, what proves that it is the account's, and what can be done with it.
import { announceNow } from "../announcer.js";
import { copyButton } from "../clipboard.js";
import { button, element, entry } from "../dom.js";
import { removeDomain, showDomain, updateDomain, verifyDomain } from "./api.js";
import { confirm } from "./dialog.js";
import { draftOfDomain } from "./domain-edit.js";
import { dropDraft } from "./drafts.js";
import { domainPlaceOf, go } from "./router.js";
import { attempt, heading, link as anchor, load, show } from "./view.js";
import { atMinute } from "./words.js";

const LEFT_TO_DO =
  "Links can be made on it. So that they are found, a CNAME record has to lead the domain here, and whoever runs this deployment has to let it in.";

export async function showOneDomain(name, signal) {
  const place = element("div", "place");
  show(name, heading(name), place);
  await load(place, "Loading the domain…", async () => {
    const { data: domain } = await showDomain(name, signal);
    return [...(domain.verifiedAt ? [] : [proofOf(domain, signal)]), summaryOf(domain, signal)];
  });
}

export function badgesOf({ verifiedAt, default: isDefault }) {
  const state = verifiedAt ? element("span", "", "Verified") : element("span", "badge", "Waits for proof");
  return isDefault ? [state, element("span", "badge calm", "Default")] : [state];
}

function summaryOf(domain, signal) {
  const problems = element("div", "problems");
  const shown = [element("p", "link-details", ...badgesOf(domain)), element("dl", "facts", ...factsOf(domain))];
  if (domain.verifiedAt) {
    shown.push(element("p", "hint", LEFT_TO_DO));
  }
  const actions = element("div", "actions", anchor("button", `${domainPlaceOf(domain.domain)}/edit`, "Edit"));
  if (domain.verifiedAt) actions.append(choosing(domain, signal, problems));
  actions.append(removal(domain, problems));
  return element("section", "card summary", ...shown, problems, actions);
}

function factsOf({ rootTarget, notFoundTarget, createdAt, verifiedAt }) {
  const facts = [
    ["Root", rootTarget ?? "Nowhere"],
    ["Not found", notFoundTarget ?? "Nowhere"],
    ["Added", atMinute(createdAt)],
    ["Verified", verifiedAt && atMinute(verifiedAt)],
  ];
  return facts.filter(([, value]) => value).map(([name, value]) => entry(name, value));
}

/** Either is enough. */
function proofOf({ domain, verification: { dns, http } }, signal) {
  const problems = element("div", "problems");
  const check = button("action", "", () => checked(), "Check now");
  const checked = () =>
    attempt(check, "Checking…", problems, async () => {
      await verifyDomain(domain);
      await showOneDomain(domain, signal);
      announceNow(`${domain} is verified`);
    });
  return element(
    "section",
    "card proof",
    element("h2", "", "Show that it is yours"),
    element("p", "", "Nothing is served on it before that. Do one of these two, then check."),
    element("h3", "", "A record, where the DNS of the domain is managed"),
    element("dl", "facts", entry("Type", dns.type), copied("Name", dns.name), copied("Value", dns.value)),
    element("h3", "", "Or a file, on the server that the domain leads to now"),
    element("dl", "facts", copied("Address", http.url), copied("Content", http.content)),
    problems,
    element("div", "actions", check),
  );
}

function copied(term, text) {
  const shown = element("code", "", text);
  return entry(term, shown, copyButton("Copy", ` the ${term.toLowerCase()}`, () => shown, () => text));
}

/** Whether links are made on it that do not say where. */
function choosing({ domain, default: isDefault }, signal, problems) {
  const pressed = button("", "", () => change(), isDefault ? "Unset as default" : "Make it the default");
  const change = () =>
    attempt(pressed, "Saving…", problems, async () => {
      await updateDomain(domain, { default: !isDefault }, "*");
      await showOneDomain(domain, signal);
      announceNow(isDefault ? "It is not the default any more" : `New links are on ${domain} from now on`);
    });
  return pressed;
}

function removal(domain, problems) {
  const pressed = button("danger-quiet", "", remove, "Remove");
  async function remove() {
    if (!(await confirm(`Remove ${domain.domain}?`, whatEnds(domain), "Remove it"))) return;
    await attempt(pressed, "Removing…", problems, async () => {
      await removeDomain(domain.domain);
      dropDraft(draftOfDomain(domain.domain));
      announceNow("The domain is removed");
      go("#/domains");
    });
  }
  return pressed;
}

function whatEnds({ verifiedAt, default: isDefault }) {
  if (!verifiedAt) return "Nothing is served on it yet. You can add it again.";
  return [
    "Within two minutes, neither its links nor anything else on it leads anywhere.",
    "The links stay with your account, and work again when you add and verify the domain again; if another account verifies it before, they are erased.",
    ...(isDefault ? ["New links are made on the host of this deployment then."] : []),
  ].join(" ");
}
