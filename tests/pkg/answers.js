// What the package says of texts, as plain values. This file is copied to each place that the package runs in, and runs
// there; here the answers are compared. So it imports nothing.

/** What `count` and the others of the whole package say. */
export function answersOf(api, texts) {
  const more = Object.entries(MORE).map(([name, ask]) => [name, texts.map(plainly(api, ask))]);
  return { ...slimAnswersOf(api, texts), ...Object.fromEntries(more) };
}

/** What the slim package says. */
export function slimAnswersOf({ count, countMany, Counter }, texts) {
  const counts = texts.map((text) => {
    const counted = count(text);
    return { ...counted, nonGsm: counted.nonGsm };
  });
  const many = countMany(texts);
  return { counts, many: [many.length, many.segments, ...many], typed: texts.map((text) => typed(new Counter("€5"), text)) };
}

/** Types a text into the middle of another, and more into its middle. */
function typed(counter, text) {
  const first = counter.edit(1, 1, text);
  const second = counter.edit(text.length >> 1, (text.length >> 1) + 1, "{😀");
  return [first, second, counter.edit(0, 1, ""), counter.length];
}

const MORE = {
  whole: ({ count }, text) => count(text, { encoding: "best" }),
  wide: ({ split }, text) => split(text, { reference: "16-bit", graphemes: true }),
  portuguese: ({ count }, text) => count(text, { encoding: "gsm-pt" }),
  octets: ({ encode }, text) => encode(text, { referenceNumber: 0x1cc }).map(inHex),
  smart: ({ translate }, text) => translate(text),
  rest: ({ translate }, text) => translate(text, "rest"),
};

/** An answer, or a refusal. */
function plainly(api, ask) {
  return (text) => {
    try {
      return ask(api, text);
    } catch (error) {
      const { name, message, code, index, parts } = error;
      return { name, message, code, index, parts };
    }
  };
}

function inHex(message) {
  return { ...message, userData: Array.from(message.userData, (octet) => octet.toString(16).padStart(2, "0")).join("") };
}
