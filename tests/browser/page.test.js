// The page with the message box, as the Worker serves it, in Chromium: on a phone and a desktop, light and dark.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";

import { count, encode, split } from "../../www/lib/index.js";
import { cases } from "../fixtures/segments.js";
import { start } from "../worker/harness.js";
import { launch, screenshotFolder } from "./chromium.js";

const VIEWPORTS = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } };

const browser = await launch();
after(() => browser.close());
const server = await start();
after(() => server.stop());
const address = server.url.href;
const screenshots = screenshotFolder(after);

/** A new page, which fails the test that opened it when it logs an error or asks for what is not there. */
async function open(t, options) {
  const context = await browser.newContext({ viewport: VIEWPORTS.desktop, ...options });
  const page = await context.newPage();
  const complaints = [];
  const pending = new Set();
  page.on("request", (request) => pending.add(request.url()));
  page.on("requestfinished", (request) => pending.delete(request.url()));
  page.on("console", (entry) => ["error", "warning"].includes(entry.type()) && complaints.push(entry.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("response", (response) => response.status() >= 400 && complaints.push(`${response.status()} ${response.url()}`));
  page.on("requestfailed", (request) => complaints.push(`${request.failure().errorText} ${request.url()}`));
  page.on("request", (request) => request.url().startsWith(address) || complaints.push(`asked for ${request.url()}`));
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });
  await page.goto(address);
  await started(page, pending);
  return page;
}

/** Waits until the counter shows something. If it does not, says what it still waits for. */
async function started(page, pending) {
  try {
    await page.waitForFunction(() => document.getElementById("encoding").textContent !== "–");
  } catch (error) {
    const verdict = await page.locator("#verdict").textContent();
    throw new Error(`the page says "${verdict}" and waits for ${[...pending].join(" ") || "nothing"}`, { cause: error });
  }
}

/** What the page shows, as plain values. */
function shown(page) {
  return page.evaluate(() => {
    const text = (id) => document.getElementById(id).textContent;
    const amount = (id) => Number(text(id).replaceAll(",", ""));
    const track = document.querySelector(".track").clientWidth;
    return {
      encoding: text("encoding"),
      segments: amount("segments"),
      units: amount("units"),
      remaining: amount("remaining"),
      fullness: text("fullness"),
      filled: document.getElementById("fill").getBoundingClientRect().width / track,
      verdict: text("verdict"),
      blockers: [...document.querySelectorAll(".blocker .code")].map((code) => code.textContent),
    };
  });
}

function expectedFor({ encoding, segments, units, remaining, capacity, nonGsm }) {
  const unit = encoding === "GSM-7" ? "septets" : "code units";
  const used = capacity - remaining;
  const fullness = `${used} of ${capacity} ${unit}`;
  return { encoding, segments, units, remaining, fullness, verdict: verdictFor(segments, nonGsm.length) };
}

function verdictFor(segments, lacking) {
  if (lacking > 0) return lacking === 1 ? "1 character forces UCS-2" : `${lacking} characters force UCS-2`;
  return segments > 0 ? "Every character is in the GSM-7 alphabet" : "Characters that force UCS-2 are listed here";
}

/** Sets the box at once: keys cannot type a lone surrogate, and take long for 39,000 letters. */
function put(page, text) {
  return page.locator("#message").evaluate((box, value) => {
    box.value = value;
    box.dispatchEvent(new InputEvent("input"));
  }, text);
}

const choose = (page, alphabet) => page.getByRole("radio", { name: alphabet, exact: true }).check();

/** The parts that the page shows: their texts, labels, and the pieces that are marked in them. */
function shownParts(page) {
  return page.locator(".part").evaluateAll((parts) =>
    parts.map((part) => ({
      text: part.querySelector(".part-text").textContent,
      label: part.querySelector(".part-label").textContent,
      guilty: [...part.querySelectorAll("mark")].map((mark) => mark.textContent),
      escapes: [...part.querySelectorAll(".escape")].map((escape) => escape.textContent),
      lineFeeds: part.querySelectorAll(".line-feed").length,
    })),
  );
}

const partTexts = async (page) => (await shownParts(page)).map(({ text }) => text);

const value = (page) => page.locator("#message").inputValue();

/** The name of what has the focus. */
function focused(page) {
  return page.evaluate(() => {
    const on = document.activeElement;
    return on.id || on.getAttribute("aria-label") || on.textContent.trim();
  });
}

async function visibleText(page, selector) {
  const found = page.locator(selector);
  return (await found.isVisible()) ? found.textContent() : undefined;
}

/** The terms and values of lists of them. */
function entriesOf(lists) {
  return lists.evaluateAll((all) => {
    const entry = ({ children: [term, value] }) => [term.textContent, value.textContent];
    return all.map((list) => Object.fromEntries([...list.children].map(entry)));
  });
}

const hex = (octets) => Buffer.from(octets).toString("hex").toUpperCase();

const QUOTES = "Hi Ana, your parcel arrives today between 14:00 and 16:00. You don’t need to be home: we’ll leave it next door.";
const TURKISH = "Sayın müşterimiz, tek kullanımlık şifreniz 482913. Şifrenizi kimseyle paylaşmayın. İyi günler dileriz.";
const HINDI = "प्रिय ग्राहक, आपका ओटीपी 482913 है। यह 10 मिनट तक मान्य है। कृपया इसे किसी के साथ साझा न करें। धन्यवाद।";

test("shows every fixture as it is counted", async (t) => {
  const page = await open(t, { reducedMotion: "reduce" });
  // A text box turns carriage returns into line feeds.
  for (const { name, text, expected } of cases.filter(({ text }) => !text.includes("\r"))) {
    await put(page, text);
    const { blockers, filled, ...figures } = await shown(page);
    assert.deepEqual(figures, expectedFor(expected), name);
    assert.ok(Math.abs(filled - (1 - expected.remaining / expected.capacity)) < 0.005, `${name}: the bar is ${filled} full`);
    const different = new Set(expected.nonGsm.map(({ character }) => character));
    assert.equal(blockers.length, Math.min(different.size, 12), name);
  }
});

test("counts each key as it is typed", async (t) => {
  const page = await open(t, { reducedMotion: "reduce" });
  await page.locator("#message").pressSequentially("5 €");
  assert.equal((await shown(page)).units, 4);
  await page.keyboard.insertText("’");
  const { encoding, units, blockers } = await shown(page);
  assert.deepEqual([encoding, units, blockers], ["UCS-2", 4, ["U+2019"]]);
  await page.keyboard.press("Backspace");
  assert.equal((await shown(page)).encoding, "GSM-7");
});

test("says what forces UCS-2, and selects it in the box", async (t) => {
  const page = await open(t);
  await put(page, "😀 It’s ‘x’ я `ls`\u00a0ç 好 \u200d");
  const names = await page.locator(".blocker .name").allTextContents();
  assert.deepEqual(names, [
    "emoji",
    "curly apostrophe",
    "opening single quote",
    "Cyrillic letter",
    "backtick",
    "no-break space",
    "Latin letter",
    "Chinese character",
    "zero-width joiner",
  ]);
  const selection = () => page.locator("#message").evaluate((box) => [box.selectionStart, box.selectionEnd, box === document.activeElement]);
  const apostrophe = page.getByRole("button", { name: "curly apostrophe U+2019 × 2" });
  const emoji = page.getByRole("button", { name: "emoji U+1F600" });
  await emoji.click();
  assert.deepEqual(await selection(), [0, 2, true]);
  for (const at of [5, 10, 5]) {
    await apostrophe.click();
    assert.deepEqual(await selection(), [at, at + 1, true]);
  }
});

test("shows every fixture in its parts", async (t) => {
  const page = await open(t, { reducedMotion: "reduce" });
  for (const { name, text, expected } of cases.filter(({ text }) => !text.includes("\r"))) {
    await put(page, text);
    if (expected.segments > 255) {
      assert.deepEqual(await shownParts(page), [], name);
      continue;
    }
    const parts = split(text);
    const unit = expected.encoding === "GSM-7" ? "septets" : "code units";
    const labels = parts.map(({ units }, index) => `Part ${index + 1}${units}/${expected.capacity} ${unit}`);
    const shown = await shownParts(page);
    assert.deepEqual(shown.map(({ text }) => text), parts.slice(0, 12).map((part) => part.text), name);
    assert.deepEqual(shown.map(({ label }) => label), labels.slice(0, 12), name);
  }
});

test("cuts where a part is full, and before a character that does not fit", async (t) => {
  const page = await open(t);
  await put(page, `${"a".repeat(152)}€bbbbbbbbbb`);
  assert.deepEqual(await partTexts(page), ["a".repeat(152), "€bbbbbbbbbb"]);
  await put(page, "я".repeat(66) + "😀".repeat(3));
  assert.deepEqual(await partTexts(page), ["я".repeat(66), "😀".repeat(3)]);
  await page.getByText("In 2 parts").waitFor();
  // Told apart by more than colour: each has its border and its number.
  const styles = (property) =>
    page.locator(".part").evaluateAll((parts, name) => parts.map((part) => getComputedStyle(part)[name]), property);
  assert.deepEqual(await styles("borderStyle"), ["solid", "solid"]);
  assert.equal(new Set(await styles("backgroundColor")).size, 2);
});

test("marks in the parts what forces UCS-2, takes two septets, or breaks a line", async (t) => {
  const page = await open(t);
  await put(page, "[5 €]\n\nYes");
  const [gsm] = await shownParts(page);
  assert.deepEqual([gsm.guilty, gsm.escapes, gsm.lineFeeds], [[], ["[", "€]"], 2]);
  const legend = () => page.locator("#legend li:visible").allTextContents();
  assert.deepEqual(await legend(), ["€ takes 2 septets", " line feed"]);
  await put(page, "It’s я and жук {5 €}\u200b");
  const [ucs] = await shownParts(page);
  assert.deepEqual([ucs.guilty, ucs.escapes], [["’", "я", "жук", "\u200b"], []]);
  assert.ok((await page.locator("mark.unseen").boundingBox()).width > 4, "what has no width shows, too");
  assert.deepEqual(await legend(), ["ж not in GSM-7"]);
});

test("types through a long text, and shows the parts as they become", async (t) => {
  const page = await open(t);
  const text = "Say {x} and ’. ".repeat(60);
  await put(page, text);
  await page.locator("#message").evaluate((box) => box.setSelectionRange(300, 300));
  await page.locator("#message").pressSequentially("[é]");
  const typed = `${text.slice(0, 300)}[é]${text.slice(300)}`;
  assert.deepEqual(await partTexts(page), split(typed).map((part) => part.text).slice(0, 12));
  await put(page, "short");
  assert.deepEqual(await partTexts(page), ["short"]);
});

test("shows a dozen of many parts, and all when asked", async (t) => {
  const page = await open(t);
  const text = "Donaudampfschiff ".repeat(500);
  const parts = split(text).map((part) => part.text);
  assert.equal(parts.length, 56);
  await put(page, text);
  assert.deepEqual(await partTexts(page), parts.slice(0, 12));
  assert.match(await page.locator("#more-parts").textContent(), /^and 44 more/);
  await page.getByRole("button", { name: "Show all 56 parts" }).press("Enter");
  assert.deepEqual(await partTexts(page), parts);
  const next = page.locator(".part").nth(12);
  assert.equal(await next.evaluate((part) => part === document.activeElement), true, "reading goes on there");
  await page.getByRole("button", { name: "Show 12 parts only" }).click();
  assert.equal(await page.locator(".part").count(), 12);
  await put(page, "short");
  assert.equal(await page.locator("#more-parts").isHidden(), true);
});

test("replaces one character wherever it is, and goes on to the next", async (t) => {
  const page = await open(t);
  const text = "“It’s” a\u200bb… it’s я";
  await put(page, text);
  await page.getByRole("button", { name: "Replace curly apostrophe with '" }).press("Enter");
  assert.equal(await value(page), "“It's” a\u200bb… it's я");
  assert.equal(await focused(page), 'Replace closing double quote with "');
  await page.keyboard.press("Enter");
  assert.equal(await value(page), '“It\'s" a\u200bb… it\'s я');
  await page.getByRole("button", { name: "Remove zero-width space" }).click();
  assert.equal(await value(page), "“It's\" ab… it's я");
  await page.getByRole("button", { name: "Replace ellipsis with ..." }).click();
  await page.getByRole("button", { name: 'Replace opening double quote with "' }).click();
  assert.equal(await value(page), '"It\'s" ab... it\'s я');
  assert.equal(await focused(page), "message", "nothing is left to replace");
  assert.deepEqual((await shown(page)).blockers, ["U+044F"]);
  assert.equal(await page.getByRole("button", { name: "Replace all" }).isHidden(), true);
});

test("replaces all at once, says what that saves, and takes it back by undo", async (t) => {
  const page = await open(t);
  await page.locator("#message").fill(QUOTES);
  assert.equal((await shown(page)).segments, 2);
  assert.equal(await visibleText(page, "#saving"), "Replacing them takes 1 message instead of 2");
  await page.getByRole("button", { name: "Replace all" }).click();
  assert.equal(await value(page), QUOTES.replaceAll("’", "'"));
  const { encoding, segments, blockers } = await shown(page);
  assert.deepEqual([encoding, segments, blockers], ["GSM-7", 1, []]);
  assert.equal(await visibleText(page, "#saving"), undefined);
  assert.equal(await focused(page), "message");
  await page.keyboard.press("ControlOrMeta+z");
  assert.equal(await value(page), QUOTES);
  assert.equal((await shown(page)).segments, 2);
});

test("replaces without the command that keeps undo, too", async (t) => {
  const page = await open(t);
  await page.evaluate(() => (document.execCommand = () => false));
  await put(page, "It’s a\u200bb");
  await page.getByRole("button", { name: "Replace all" }).click();
  assert.equal(await value(page), "It's ab");
  assert.equal((await shown(page)).encoding, "GSM-7");
});

test("promises no saving where there is none", async (t) => {
  const page = await open(t);
  await put(page, "It’s");
  assert.equal(await visibleText(page, "#saving"), undefined);
  assert.equal(await page.getByRole("button", { name: "Replace all" }).isVisible(), true);
  await put(page, "");
  assert.equal(await page.getByRole("button", { name: "Replace all" }).isHidden(), true);
});

test("counts carriage returns when asked, warns of them, and still finds its way in the box", async (t) => {
  const page = await open(t);
  const option = page.getByRole("checkbox", { name: "Line breaks as CR LF" });
  await put(page, "no break");
  assert.equal(await option.isHidden(), true);
  const text = "a\n".repeat(54);
  await put(page, text);
  assert.equal((await shown(page)).units, 108);
  await option.check();
  assert.equal((await shown(page)).units, 162);
  assert.deepEqual(await partTexts(page), split(text.replaceAll("\n", "\r\n")).map((part) => part.text));
  const warnings = () => page.locator("#warnings li").allTextContents();
  assert.deepEqual(await warnings(), ["The carriage returns cost 1 message: with line feeds alone it takes 1."]);
  await put(page, "one\ntwo\nit’s\n“so” it’s");
  assert.deepEqual(await warnings(), []);
  await page.getByRole("button", { name: /^curly apostrophe/ }).click();
  assert.equal(await page.evaluate(() => getSelection().toString()), "’");
  await page.getByRole("button", { name: "Replace all" }).click();
  assert.equal(await value(page), "one\ntwo\nit's\n\"so\" it's");
});

test("warns of more parts than the REST API takes", async (t) => {
  const page = await open(t);
  await put(page, "a".repeat(153 * 15));
  assert.equal(await page.locator("#warnings li").count(), 0);
  await put(page, "a".repeat(153 * 15 + 1));
  assert.deepEqual(await page.locator("#warnings li").allTextContents(), [
    "16 parts: the REST API takes 15 at most.",
  ]);
});

for (const [language, text, tables] of [
  ["Turkish", TURKISH, { "Single shift": "Turkish", Header: "4 octets" }],
  ["Hindi", HINDI, { "Locking shift": "Hindi", "Single shift": "Hindi", Header: "7 octets" }],
]) {
  test(`offers the tables of ${language} where they take fewer messages`, async (t) => {
    const page = await open(t);
    await put(page, text);
    assert.equal((await shown(page)).segments, 2);
    assert.equal(await visibleText(page, "#tables-saving"), "National tables take 1 message instead of 2");
    await page.getByRole("button", { name: "Use them" }).press("Enter");
    const { encoding, segments, units, verdict, blockers } = await shown(page);
    const best = count(text, { encoding: "best" });
    assert.deepEqual([encoding, segments, units], ["GSM-7", 1, best.units]);
    assert.deepEqual([verdict, blockers], [`Every character is in the ${language} tables`, []]);
    const choice = page.getByRole("radio", { name: "National tables" });
    assert.equal(await choice.evaluate((radio) => radio.checked && radio === document.activeElement), true);
    assert.equal(await page.locator("#tables-offer").isHidden(), true);
    const entries = await entriesOf(page.locator("#tables"));
    assert.deepEqual(entries, [tables]);
    const [{ text: shownText, guilty, escapes }] = await shownParts(page);
    assert.deepEqual([shownText, guilty], [text, []]);
    assert.equal(Array.from(escapes.join("")).length, best.units - Array.from(text).length, "each escape is one unit more");
  });
}

test("counts by the alphabet that one chooses", async (t) => {
  const page = await open(t);
  await put(page, "Olá, são 5 €");
  for (const [name, encoding] of [["UCS-2", "utf-16"], ["Portuguese", "gsm-pt"], ["National tables", "best"]]) {
    await choose(page, name);
    const { encoding: expected, units, remaining } = count("Olá, são 5 €", { encoding });
    const figures = await shown(page);
    assert.deepEqual([figures.encoding, figures.units, figures.remaining], [expected, units, remaining], name);
  }
  await choose(page, "National tables");
  await put(page, "Olá 🎉");
  assert.equal((await shown(page)).verdict, "UCS-2 is best: 2 characters not in GSM-7");
  await choose(page, "UCS-2");
  await put(page, "hello");
  assert.equal((await shown(page)).verdict, "GSM-7 has every character, too");
  await page.getByRole("radio", { name: "UCS-2" }).press("ArrowRight");
  assert.equal((await shown(page)).encoding, "GSM-7", "round to Automatic, by key");
});

test("says what the chosen alphabet lacks, and goes on counting", async (t) => {
  const page = await open(t);
  await choose(page, "Portuguese");
  assert.equal(await visibleText(page, "#problem"), undefined);
  await put(page, QUOTES);
  const problem = "GSM-7 Portuguese has no ’ (curly apostrophe), so the text is counted as Automatic would.";
  assert.equal(await visibleText(page, "#problem"), problem);
  const { encoding, segments, units } = await shown(page);
  assert.deepEqual([encoding, segments, units], ["UCS-2", 2, 111]);
  assert.equal((await partTexts(page)).length, 2);
  await put(page, "a\u00a0b");
  assert.match(await visibleText(page, "#problem"), /has no no-break space, so/);
  await page.getByRole("button", { name: "Replace all" }).click();
  assert.equal(await visibleText(page, "#problem"), undefined);
  assert.equal((await shown(page)).encoding, "GSM-7");
});

test("says when a text is longer than a message may be", async (t) => {
  const page = await open(t);
  for (const alphabet of ["Automatic", "National tables", "Portuguese"]) {
    await choose(page, alphabet);
    await put(page, "a".repeat(40_000));
    assert.match(await visibleText(page, "#problem"), /^A message has 255 parts at most: .* take 26\d, /, alphabet);
    assert.equal((await shown(page)).segments, 262);
    assert.deepEqual(await shownParts(page), []);
    assert.equal(await page.locator("#octets").isHidden(), true);
  }
  await put(page, "short");
  assert.equal(await visibleText(page, "#problem"), undefined);
});

/** What the disclosure says of each part. */
const shownOctets = (page) => entriesOf(page.locator("#messages dl"));

/** With no spaces, as `[header, text]`. */
async function plainOctets(page) {
  return (await shownOctets(page)).map(({ UDH, Text }) => [UDH, Text].map((octets) => octets.replaceAll(" ", "")));
}

const referenceOf = async (page) => parseInt(await page.locator("#reference").textContent(), 10);

async function openOctets(page) {
  await page.getByText("Octets", { exact: true }).click();
  await page.locator("#messages > li").first().waitFor();
}

test("shows octets, only while they are asked for", async (t) => {
  const page = await open(t);
  assert.equal(await page.locator("#octets").isHidden(), true);
  await put(page, "hellohello");
  assert.deepEqual(await shownOctets(page), []);
  await openOctets(page);
  const owed = { DCS: "00 GSM-7", UDL: "0A 10 septets", UDH: "none", Text: "E8 32 9B FD 46 97 D9 EC 37" };
  assert.deepEqual(await shownOctets(page), [owed]);
  await put(page, "я");
  assert.deepEqual(await shownOctets(page), [{ DCS: "08 UCS-2", UDL: "02 2 octets", UDH: "none", Text: "04 4F" }]);
});

test("shows each part's header with one reference number, apart from the text", async (t) => {
  const page = await open(t);
  const text = "hello [you] ".repeat(30);
  await put(page, text);
  await openOctets(page);
  const messages = encode(text, { referenceNumber: await referenceOf(page) });
  const owed = messages.map(({ userData, headerOctets: at }) => [hex(userData.slice(0, at)), hex(userData.slice(at))]);
  assert.deepEqual(await plainOctets(page), owed);
  await put(page, "other");
  await put(page, text);
  assert.deepEqual(await plainOctets(page), owed, "the number stays");
});

test("copies the octets of a part, and of all", async (t) => {
  const page = await open(t, { permissions: ["clipboard-read", "clipboard-write"] });
  const text = "hello [you] ".repeat(30);
  await put(page, text);
  await openOctets(page);
  const second = page.getByRole("button", { name: "Copy user data of part 2" });
  await second.click();
  await page.locator("#messages").getByText("Copied").waitFor();
  const owed = encode(text, { referenceNumber: await referenceOf(page) }).map(({ userData }) => hex(userData));
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  assert.equal(await copied(), owed[1]);
  assert.equal(await page.getByRole("status").textContent(), "Copied");
  await page.getByRole("button", { name: "Copy all" }).click();
  await page.locator("#copy-all").getByText("Copied").waitFor();
  assert.equal(await copied(), owed.join("\n"));
});

test("selects the octets where the browser does not copy", async (t) => {
  const page = await open(t);
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await put(page, "hellohello");
  await openOctets(page);
  await page.getByRole("button", { name: "Copy user data of part 1" }).click();
  await page.locator("#messages").getByText("Selected").waitFor();
  assert.match(await page.evaluate(() => getSelection().toString()), /E8 32 9B FD 46 97 D9 EC 37/);
});

test("lists a dozen different characters and how many more there are", async (t) => {
  const page = await open(t);
  await put(page, "абвгдежзийклмно");
  assert.equal(await page.locator(".blocker").count(), 12);
  assert.equal(await page.locator("#more").textContent(), "and 3 more");
  await put(page, "абв");
  assert.equal(await page.locator("#more").isHidden(), true);
});

test("tells screen readers once, when the typing pauses", async (t) => {
  const page = await open(t);
  const status = page.getByRole("status");
  assert.equal(await status.getAttribute("aria-live"), "polite");
  await page.evaluate(() => {
    window.announced = [];
    const note = () => window.announced.push(document.getElementById("status").textContent);
    new MutationObserver(note).observe(document.getElementById("status"), { childList: true });
  });
  await page.getByRole("textbox", { name: "Message" }).pressSequentially("It is я", { delay: 20 });
  await page.waitForFunction(() => window.announced.length > 0);
  const summary = "1 segment, UCS-2, 63 units remaining. 1 character forces UCS-2.";
  assert.deepEqual(await page.evaluate(() => window.announced), [summary]);
});

test("has names for what one can press or read", async (t) => {
  const page = await open(t);
  await put(page, `${QUOTES} 🎉`);
  assert.deepEqual(await page.getByRole("heading").allTextContents(), [
    "Short messages, counted to the last unit.",
    "How many messages is it?",
    "3 characters force UCS-2",
    "In 2 parts",
    "The same counter in your code",
  ]);
  await page.getByRole("list", { name: "In 2 parts" }).waitFor();
  await page.getByRole("list", { name: "3 characters force UCS-2" }).waitFor();
  await page.getByRole("group", { name: "Alphabet" }).waitFor();
  for (const button of await page.getByRole("button").all()) assert.notEqual((await button.innerText()).trim(), "");
});

test("works by keyboard, with the focus in sight", async (t) => {
  const page = await open(t);
  await page.keyboard.press("Tab");
  const focused = () =>
    page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      return { on: document.activeElement.id || document.activeElement.textContent.trim(), outline: `${outlineWidth} ${outlineStyle}` };
    });
  assert.deepEqual(await focused(), { on: "Console", outline: "3px solid" });
  await page.keyboard.press("Tab");
  assert.deepEqual(await focused(), { on: "API reference", outline: "3px solid" });
  await page.keyboard.press("Tab");
  assert.deepEqual(await focused(), { on: "message", outline: "3px solid" });
  await page.keyboard.press("Tab");
  assert.deepEqual(await focused(), { on: "One-time code", outline: "3px solid" });
  await page.keyboard.press("Enter");
  const { encoding, segments, units } = await shown(page);
  assert.deepEqual([encoding, segments, units], ["GSM-7", 1, 64]);
  // The focus stays, to try the next; the text that was there can be had back.
  assert.deepEqual(await focused(), { on: "One-time code", outline: "3px solid" });
});

test("shows the focus on the alphabets, the octets and the replacements", async (t) => {
  const page = await open(t);
  await put(page, QUOTES);
  const outlined = (locator) =>
    locator.evaluate((element) => {
      const { outlineWidth, outlineStyle } = getComputedStyle(element);
      return `${outlineWidth} ${outlineStyle}`;
    });
  await page.getByRole("button", { name: "العربية" }).focus();
  await page.keyboard.press("Tab");
  const choice = page.getByRole("radio", { name: "Automatic" });
  assert.equal(await choice.evaluate((radio) => radio === document.activeElement), true);
  assert.equal(await outlined(page.locator(":checked + span")), "3px solid");
  for (const name of ["Replace all", "curly apostrophe U+2019 × 2", "Replace curly apostrophe with '"]) {
    await page.keyboard.press("Tab");
    assert.equal(await outlined(page.getByRole("button", { name })), "3px solid");
  }
  await page.keyboard.press("Tab");
  assert.equal(await outlined(page.locator("summary")), "3px solid");
  await page.keyboard.press("Enter");
  await page.locator("#messages > li").first().waitFor();
});

test("tries each example, of which undo takes one back", async (t) => {
  const page = await open(t);
  for (const example of await page.locator("[data-text]").all()) {
    await example.click();
    const text = await example.getAttribute("data-text");
    assert.equal(await value(page), text);
    assert.equal((await partTexts(page)).join(""), text);
  }
  await page.locator("#message").focus();
  await page.keyboard.press("ControlOrMeta+z");
  assert.equal(await value(page), await page.getByRole("button", { name: "हिन्दी" }).getAttribute("data-text"));
});

test("writes from right to left where the text does", async (t) => {
  const page = await open(t);
  const direction = () => page.locator("#message").evaluate((box) => getComputedStyle(box).direction);
  await put(page, "Hello");
  assert.equal(await direction(), "ltr");
  await put(page, "مرحبا");
  assert.equal(await direction(), "rtl");
  assert.equal(await page.locator(".part-text").evaluate((text) => getComputedStyle(text).direction), "rtl");
});

test("keeps what the browser restores, and counts it", async (t) => {
  const page = await open(t);
  await page.locator("#message").fill("[kept]");
  await choose(page, "UCS-2");
  await page.goto("about:blank");
  await page.goBack();
  await page.waitForFunction(() => document.getElementById("units").textContent === "6");
  assert.equal((await shown(page)).encoding, "UCS-2");
  await choose(page, "Automatic");
  assert.equal((await shown(page)).units, 8);
});

const SAMPLES = {
  empty: { text: "" },
  gsm: { text: "Your code is 482913. It is valid for 10 minutes. Don't share it with anyone, not even us." },
  ucs: { text: "Hi Ana, you don’t need to be home: we’ll leave your parcel next door – as agreed… 5 € back if it’s late 🎉" },
  saving: { text: QUOTES },
  arabic: { text: "مرحبا، رمز التحقق الخاص بك هو 482913. ".repeat(3) },
  lines: { text: "Row [1]: 5 €\n\n".repeat(20), crlf: true },
  turkish: { text: TURKISH },
  tables: { text: TURKISH, alphabet: "National tables" },
  lacking: { text: `${QUOTES}\n🎉`, alphabet: "Portuguese" },
  unbroken: { text: "Donaudampfschifffahrtsgesellschaft".repeat(400) },
  excessive: { text: "a".repeat(40_000) },
};

async function assertFits(page, name) {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overflow, 0, `${name} scrolls sideways`);
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll("body *:not(pre, pre *, textarea, .visually-hidden)")]
      .filter(({ clientWidth, scrollWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
      .map((element) => element.id || element.className || element.tagName),
  );
  assert.deepEqual(cut, [], `${name} is cut off`);
}

for (const [device, viewport] of Object.entries(VIEWPORTS)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`fits a ${device}, ${colorScheme}`, async (t) => {
      const page = await open(t, { viewport, colorScheme, reducedMotion: "reduce" });
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const brightness = Math.max(...background.match(/\d+/g).map(Number));
      assert.equal(brightness > 128, colorScheme === "light", background);
      for (const [name, { text, alphabet = "Automatic", crlf = false }] of Object.entries(SAMPLES)) {
        await choose(page, alphabet);
        await put(page, text);
        if (text.includes("\n")) await page.locator("#crlf").setChecked(crlf);
        for (const open of [false, true]) {
          await page.locator("#octets").evaluate((octets, open) => (octets.open = open), open);
          if (open && text && name !== "excessive") await page.locator("#messages > li").first().waitFor();
          await assertFits(page, name);
          const file = `${device}-${colorScheme}-${name}${open ? "-octets" : ""}.png`;
          await page.screenshot({ path: join(screenshots, file), fullPage: true });
        }
      }
    });
  }
}

test("shows the choice and the marks in forced colours", async (t) => {
  const page = await open(t, { forcedColors: "active", viewport: VIEWPORTS.phone });
  await put(page, QUOTES);
  const style = (selector, property) =>
    page.locator(selector).first().evaluate((element, name) => getComputedStyle(element)[name], property);
  assert.notEqual(await style(":checked + span", "backgroundColor"), await style(".choices", "backgroundColor"));
  assert.equal(await style(".part mark", "borderBlockEndStyle"), "solid");
  await page.screenshot({ path: join(screenshots, "phone-forced.png"), fullPage: true });
});
