// The fields of a link, in the order in which people need them.
import { list } from "./field-list.js";
import { address, check, choice, group, integer, moment, some, text, words } from "./fields.js";

const STATUSES = [
  ["302", "302 – temporary (usual)"],
  ["307", "307 – temporary, keeps the method"],
  ["301", "301 – for good: browsers may remember it"],
  ["308", "308 – for good, keeps the method"],
];

const ALPHABETS = [
  ["base62", "Letters and digits (usual)"],
  ["lowercase", "Small letters and digits"],
  ["unambiguous", "Small letters and digits, none that look alike"],
  ["digits", "Digits"],
];

const DEVICES = [
  ["mobile", "Phone"],
  ["tablet", "Tablet"],
  ["desktop", "Desktop"],
];

const SYSTEMS = [
  ["ios", "iOS"],
  ["android", "Android"],
  ["windows", "Windows"],
  ["macos", "macOS"],
  ["linux", "Linux"],
];

const rule = () => [
  words("countries", "Countries", { hint: "Two letters each, such as DE, AT", each: (code) => code.toUpperCase() }),
  words("languages", "Languages", { hint: "Such as de, pt-br", each: (tag) => tag.toLowerCase(), autocapitalize: "off" }),
  some("devices", "Devices", DEVICES),
  some("systems", "Systems", SYSTEMS),
  address("target", "Leads to", { required: true }),
];

const variant = () => [address("target", "Leads to", { required: true }), integer("weight", "Weight", { hint: "1 unless said; 2 is twice as often" })];

/**
 * The sections of the form for a link, or for a new one, which may be on one of some domains. A password is never read, only
 * whether there is one.
 */
export const sectionsFor = (link, domains = [], own = ending()) => [
  {
    fields: [
      address("target", "Target", { hint: "Where the short link leads.", required: true }),
      ...(link ? [] : [own]),
      ...(domains.length ? [domainOf(domains)] : []),
      text("title", "Title", { hint: "What you and your team call it. Visitors do not see it.", maxlength: "200" }),
      words("tags", "Tags", { hint: "With commas between them, to find links again.", autocapitalize: "off" }),
    ],
  },
  ...(link ? [] : [drawn(own)]),
  {
    title: "Notes",
    fields: [
      text("notes", "Notes", { hint: "For your team.", multiline: true, rows: "3" }),
      text("externalId", "Id elsewhere", { hint: "Such as its number in your shop or newsletter." }),
    ],
  },
  {
    title: "Schedule and limits",
    hint: `Times are in your time zone, ${Intl.DateTimeFormat().resolvedOptions().timeZone}.`,
    fields: [
      moment("activeFrom", "Active from", { hint: "Before it, the link leads nowhere." }),
      moment("expiresAt", "Expires", { hint: "From then on, the link leads to the address below, or nowhere." }),
      integer("clickLimit", "Click limit", { hint: "After so many clicks it counts as expired." }),
      address("expiredTarget", "Once expired, leads to", { empty: null }),
    ],
  },
  {
    title: "Password",
    fields: [
      text("password", "Password", {
        hint: link?.hasPassword ? "Visitors are asked for it. Leave it empty to keep what there is." : "Visitors are asked for it.",
        type: "password",
        autocomplete: "new-password",
        exact: true,
      }),
      ...(link?.hasPassword ? [check("withoutPassword", "Remove the password", { hint: "The link then opens for everybody." })] : []),
    ],
  },
  {
    title: "Redirect",
    fields: [
      choice("status", "Status", STATUSES, { fromText: Number }),
      check("passQuery", "Pass the query on", { hint: "What follows the ? in the short link is added to the target." }),
      check("noindex", "Keep it out of search engines"),
    ],
  },
  {
    title: "Campaign (UTM)",
    hint: "Added to the target, for your web analytics.",
    fields: [
      group("utm", [
        text("source", "Source", { hint: "Such as newsletter", empty: null }),
        text("medium", "Medium", { hint: "Such as email", empty: null }),
        text("campaign", "Campaign", { hint: "Such as summer-sale", empty: null }),
        text("term", "Term", { empty: null }),
        text("content", "Content", { empty: null }),
      ]),
    ],
  },
  {
    title: "Targeting",
    fields: [
      list("targeting", {
        item: "Rule",
        add: "Add a rule",
        hint: "Some visitors are led elsewhere: the first rule that fits a visitor decides. What is empty in a rule fits everybody.",
        makeFields: rule,
        ordered: true,
      }),
    ],
  },
  {
    title: "A/B test",
    fields: [
      list("variants", {
        item: "Variant",
        add: "Add a variant",
        hint: "Visitors are spread over these, and each comes to the same one again.",
        makeFields: variant,
      }),
    ],
  },
  {
    title: "In chats and feeds",
    hint: "How the link is shown before anybody follows it. Left empty, the target speaks for itself.",
    fields: [
      group("preview", [
        text("title", "Headline", { maxlength: "200" }),
        text("description", "Description", { multiline: true, rows: "3", maxlength: "500" }),
        address("image", "Picture", { hint: "The address of a picture on the web", empty: null }),
      ]),
    ],
  },
  {
    title: "Apps",
    hint: "Where phones go that have your app.",
    fields: [
      group("deepLinks", [
        address("ios", "iOS", { hint: "A universal link, or one by the app's own scheme", empty: null }),
        address("android", "Android", { hint: "An app link, or one that begins with intent:", empty: null }),
      ]),
    ],
  },
];

function domainOf(domains) {
  const options = domains.map(({ domain }) => [domain, domain]);
  return choice("domain", "Domain", [["", location.host], ...options], { hint: "The host of the short link.", fromText: (name) => name || null });
}

function ending() {
  return text("slug", "Ending", {
    hint: "What follows the host in the short link. Left empty, it is drawn for you. It cannot be changed later.",
    autocapitalize: "off",
    spellcheck: "false",
    autocomplete: "off",
  });
}

/** Whoever has an ending of their own needs none that is drawn. */
function drawn(own) {
  const length = integer("slugLength", "Length", { hint: "4 to 32 characters; 6 unless said. Short ones are soon guessed." });
  const characters = choice("slugAlphabet", "Characters", ALPHABETS);
  return { title: "Drawn ending", hint: "What is drawn where you leave the ending empty.", fields: [length, characters], unless: own };
}

/** What a form of a new link starts with. */
export const BLANK = { status: 302, slugAlphabet: "base62" };

/** What was changed in a form, as the server takes it. */
export function bodyOf(changed) {
  const { withoutPassword, ...body } = changed;
  if (withoutPassword) body.password = null;
  if (body.slug) for (const name of ["slugLength", "slugAlphabet"]) delete body[name];
  return body;
}
