// How a link is shown in chats and feeds, before anybody follows it.
import { announceNow } from "../announcer.js";
import { button, element, entry } from "../dom.js";
import { readPreview, updateLink } from "./api.js";
import { attempt } from "./view.js";

/** The section for it; `refresh` shows the link as it came to be. */
export function previewOf(link, refresh) {
  const problems = element("div", "problems");
  const { title, description, image } = link.preview ?? {};
  const facts = [["Headline", title], ["Description", description], ["Picture", image]].filter(([, value]) => value);
  const shown = facts.length
    ? element("dl", "facts", ...facts.map(([name, value]) => entry(name, value)))
    : element("p", "hint", "Shown by what its target says of itself.");
  const does = (label, underWay, done, change) => {
    const pressed = button("", "", press, label);
    function press() {
      return attempt(pressed, underWay, problems, async () => {
        await change();
        await refresh();
        announceNow(done);
      });
    }
    return pressed;
  };
  const actions = element("div", "actions", does("Read it from the target", "Reading the page…", "The preview is read", () => readPreview(link.id)));
  if (link.preview) {
    actions.append(does("Forget it", "Forgetting it…", "The preview is forgotten", () => updateLink(link.id, { preview: null }, "*")));
  }
  return element("section", "card", element("h2", "", "In chats and feeds"), shown, problems, actions);
}
