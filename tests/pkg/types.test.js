// The types of the packed package, as TypeScript takes them in each way that it finds modules.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { installPacked, write } from "./install.js";

const TSC = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));

const { project } = installPacked(after);

/** Right uses, and wrong ones that must be found out: tsc fails at an expected error that is none. */
const USES = `
const wide: Options = { encoding: "best", languages: ["turkish", "hindi"], reference: "16-bit", graphemes: true };
export const counted: Count = count("5 €", wide);
export const encoding: "GSM-7" | "UCS-2" = counted.encoding;
export const figures: Figures = { ...count("a") };
export const numbers: number[] = [counted.segments, counted.units, counted.remaining, counted.capacity];
export const more: number[] = [counted.headerOctets, counted.saving];
export const proposed: string | undefined = counted.nonGsm[0]?.replacement;
export const shifts: LanguageName[] = [counted.lockingShift, counted.singleShift];
export const plain: number[] = counted.toJSON().parts[0]!.utf16;
for (const warning of counted.warnings) {
  if (warning.code === "carriage-returns") warning.parts.toFixed();
  // @ts-expect-error: there is no such warning
  if (warning.code === "too-long") warning;
}

const options: Options = { capacity: { gsm: [150, 66] }, encoding: { locking: "turkish", single: "spanish" } };
export const parts: Part[] = split("a", options);
export const [from, to]: [number, number] = parts[0]!.characters;
export const messages: Message[] = encode("a", { ...options, referenceNumber: 7 });
export const octets: Uint8Array | undefined = messages[0]?.userData;
export const scheme: 0 | 8 | undefined = messages[0]?.dataCodingScheme;
export const translated: string = translate("a").text + translate("a", "rest").replacements[0]?.replacement;

const counts: Counts = countMany(["a", "b"] as const);
export const many: (Figures | undefined)[] = [counts.at(0), ...counts];
export const total: number = counts.segments + counts.length;

const counter = new Counter();
export const edited: Figures = counter.edit(0, 0, "a");
export const standing: [Figures, string, number, number] = [counter.count, counter.text, counter.length, counter.charCodeAt(0)];

export function refusal(error: unknown): string | undefined {
  return error instanceof SegmentError ? error.code + error.character + error.index + error.parts + error.message : undefined;
}

// @ts-expect-error: not a string
count(5);
// @ts-expect-error: no such encoding
count("a", { encoding: "gsm7" });
// @ts-expect-error: no such option
count("a", { encodng: "gsm" });
// @ts-expect-error: neither table
count("a", { encoding: {} });
// @ts-expect-error: Spanish has no locking table
count("a", { encoding: { locking: "spanish" } });
// @ts-expect-error: no such language
count("a", { encoding: "best", languages: ["french"] });
// @ts-expect-error: not a size
count("a", { reference: 16 });
// @ts-expect-error: two numbers
count("a", { capacity: { gsm: 150 } });
// @ts-expect-error: for encode alone
count("a", { referenceNumber: 1 });
// @ts-expect-error: read only
counted.segments = 2;
// @ts-expect-error: read only
counted.nonGsm = [];
// @ts-expect-error: read only
counter.text = "a";
// @ts-expect-error: no such table
translate("a", "trans");
// @ts-expect-error: one text
countMany("a");
// @ts-expect-error: thrown, not made
new SegmentError();
// @ts-expect-error: a type, not a class that is exported
new Count();
`;

const NAMES = "Counter, SegmentError, count, countMany, encode, split, translate";
const TYPES = "Count, Counts, Figures, LanguageName, Message, Options, Part";

const WHOLE = `import { ${NAMES} } from "shortwave";\nimport type { ${TYPES} } from "shortwave";\n${USES}`;

const SLIM = `
import { Counter, count, countMany } from "shortwave/slim";
import type { Count, Figures } from "shortwave/slim";
const slim: Count = count("a");
export const place: number | undefined = slim.nonGsm[0]?.index;
export const figures: (Figures | undefined)[] = [slim, countMany(["a"]).at(0), new Counter("a").count];
// @ts-expect-error: no replacements
slim.nonGsm[0]?.replacement;
// @ts-expect-error: no parts
slim.parts;
// @ts-expect-error: no options
count("a", { encoding: "best" });
// @ts-expect-error: not in the slim package
import { split } from "shortwave/slim";
`;

const QR = `
import { png, svg } from "shortwave/qr";
import type { Level, OptionError, Options } from "shortwave/qr";
const level: Level = "Q";
const options: Options = { size: 300, margin: 2, level, foreground: "#123456", background: "transparent", logo: new Uint8Array() };
export const drawn: [string, Uint8Array] = [svg("a"), png("a", options)];
export const field = (error: OptionError): string => error.field + error.message;
// @ts-expect-error: no such level
svg("a", { level: "X" });
// @ts-expect-error: no such option
svg("a", { colour: "#123456" });
// @ts-expect-error: not a string
png(5);
// @ts-expect-error: the bytes are needed
png("a", { logo: "logo.png" });
`;

const VALIDATE = `
import { validateSms } from "shortwave/validate";
import type { Options, Recipient, Refused, RuleError, Taken } from "shortwave/validate";
const options: Options = { now: new Date(), origin: "https://api.example.com", shortOrigin: undefined };
const judged: Taken | Refused = validateSms({ to: ["34666555444"], from: "SHOP", message: "a" }, options);
export const error: RuleError | undefined = judged.ok ? undefined : judged.error;
export const path: string | undefined = error?.path;
export const status: 202 | 207 | 400 | 413 | 422 = judged.status;
export const recipients: readonly Recipient[] = judged.ok ? judged.result : [];
export const parts: (number | string)[] = recipients.map((one) => (one.accepted ? one.parts : one.error.description + one.to));
validateSms("{}", { now: 0 });
// @ts-expect-error: not known before it is looked at
judged.result;
// @ts-expect-error: no parts of one that is refused
recipients[0]?.parts;
// @ts-expect-error: no such option
validateSms({}, { host: "https://example.com" });
// @ts-expect-error: no body
validateSms(5);
// @ts-expect-error: not a moment
validateSms({}, { now: "2026-11-22" });
`;

const INIT = `
import init, { ${NAMES} } from "shortwave/init";
import type { ${TYPES} } from "shortwave/init";
export const begun: Promise<void> = init();
init("/shortwave.wasm");
init(new Uint8Array());
// @ts-expect-error: nothing to load
init(5);
${USES}
`;

const OTP = `
import { createVerifier, findCode, OtpInput, verify, VerifierError } from "shortwave/otp";
import type { Verification } from "shortwave/otp";

const field: OtpInput = document.querySelector("otp-input")!;
Object.assign(field, { length: 8 });
field.expiresAt = new Date();
field.texts = { left: (time) => time };
field.addEventListener("otp-complete", ({ detail }) => detail.code.length);
const verifier = createVerifier({ token: async () => "token" });
const begun: Promise<Verification> = verifier.start({ recipient: "34666555444", channels: ["sms"] });
verifier.check("123456", { payee: "Shop", amount: "1 EUR" }).then(({ valid, verification }): [boolean, number] => [valid, verification.attempts]);
const end: () => void = verify(field, verifier, { onApproved: ({ id }) => id, onError: ({ status, details }) => [status, details[0]?.path] });
const wait: number | undefined = new Error() instanceof VerifierError ? 1 : undefined;
const code: string = findCode("123 456", { length: 6 });
// @ts-expect-error: no such alphabet
findCode("123 456", { alphabet: "hex" });
// @ts-expect-error: no such field
verifier.start({ colour: "red" });
// @ts-expect-error: no such status
field.status = "done";
export { begun, code, end, wait };
`;
const PAGE = `
import init from "shortwave/init";
import "shortwave/element";
init(new URL("https://example.com/shortwave.wasm"));
init(fetch("/shortwave.wasm"));
// @ts-expect-error: no such entry
import "shortwave/elements";
`;

const CLIENT = `
import { createClient } from "shortwave/client";
import type { Options, Schemas, Shortwave, paths } from "shortwave/client";
const options: Options = { baseUrl: "https://example.com", username: "demo", apiPassword: "secret" };
const shortwave: Shortwave = createClient(options);
createClient();
createClient({ token: "sw_live_", headers: { Accept: "application/json" } });

export async function links(): Promise<string[]> {
  const query = { limit: 10, sort: ["-clicks" as const, "title" as const], "clicks.from": 1 };
  const { data, error, response } = await shortwave.GET("/v1/links", { params: { query } });
  if (error) throw new Error(error.errors.reason + error.errors.details[0]?.path + response.status);
  const items: Schemas["Link"][] = data.items;
  return items.map(({ shortUrl }) => shortUrl);
}

export async function checks(id: string): Promise<boolean | undefined> {
  const body: Schemas["CreateVerificationBody"] = { recipient: "34666555444", channels: ["sms", { channel: "sms", timeout: 30 }], appId: null };
  const made = await shortwave.POST("/v1/verifications", { body, params: { header: { "Idempotency-Key": "a" } } });
  const status: Schemas["Verification"]["status"] | undefined = made.data?.data.status;
  const role: Schemas["User"]["role"] = "owner";
  const checked = await shortwave.POST("/v1/verifications/{id}/check", { params: { path: { id } }, body: { code: status ?? "" } });
  return checked.data?.data.valid;
}

export async function rest(): Promise<number | undefined> {
  const counted = await shortwave.POST("/api/rest/sms/count", { body: { message: "a" } });
  const counts = counted.data?.data;
  const failed: number | undefined = counted.error?.error.code;
  return counts && "segments" in counts ? counts.segments : failed;
}

export async function change(slug: string): Promise<void> {
  const path = { id: slug };
  await shortwave.PATCH("/v1/links/{id}", { params: { path, header: { "If-Match": '"v1"' } }, body: { title: "A" } });
  await shortwave.DELETE("/v1/links/{id}", { params: { path } });
  const key: keyof paths = "/v1/links";
  // @ts-expect-error: not a title
  await shortwave.PATCH("/v1/links/{id}", { params: { path }, body: { title: 5 } });
  // @ts-expect-error: the path has an argument
  await shortwave.GET("/v1/links/{id}");
  // @ts-expect-error: no such path
  await shortwave.GET("/v1/link");
  // @ts-expect-error: no such method
  await shortwave.PUT(key, {});
  // @ts-expect-error: a target is required
  await shortwave.POST("/v1/links", { body: {} });
  // @ts-expect-error: no such column
  await shortwave.GET("/v1/links", { params: { query: { sort: ["name"] } } });
  // @ts-expect-error: a word
  await shortwave.POST("/v1/users", { body: { email: "a@example.com", password: "long enough", role: "king" } });
}

// @ts-expect-error: no such option
createClient({ user: "demo" });
// @ts-expect-error: not exported
import { createQuerySerializer } from "shortwave/client";
`;

const STRICT = {
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noUncheckedSideEffectImports: true,
  target: "es2022",
  lib: ["es2022"],
  types: [],
};

const CASES = {
  "modules as Node finds them": {
    options: { module: "nodenext", moduleResolution: "nodenext" },
    files: { "whole.mts": WHOLE, "slim.mts": SLIM, "qr.mts": QR, "validate.mts": VALIDATE, "init.mts": INIT },
  },
  "modules as Node requires them": {
    options: { module: "nodenext", moduleResolution: "nodenext" },
    files: { "whole.cts": WHOLE, "slim.cts": SLIM, "qr.cts": QR, "validate.cts": VALIDATE },
  },
  "modules as bundlers find them": {
    options: { module: "esnext", moduleResolution: "bundler" },
    files: { "whole.ts": WHOLE, "slim.ts": SLIM, "qr.ts": QR, "validate.ts": VALIDATE, "init.ts": INIT },
  },
  "modules as bundlers find them for a Worker": {
    options: { module: "esnext", moduleResolution: "bundler", customConditions: ["workerd"] },
    files: { "whole.ts": WHOLE, "slim.ts": SLIM, "qr.ts": QR, "validate.ts": VALIDATE },
  },
  "the API's client, imported and required": {
    options: { module: "nodenext", moduleResolution: "nodenext", lib: ["es2022", "dom", "dom.iterable"] },
    files: { "client.mts": CLIENT, "client.cts": CLIENT },
  },
  "the API's client, in a bundle": {
    options: { module: "esnext", moduleResolution: "bundler", lib: ["es2022", "dom", "dom.iterable"] },
    files: { "client.ts": CLIENT },
  },
  "a page with the element": {
    options: { module: "esnext", moduleResolution: "bundler", lib: ["es2022", "dom"] },
    files: { "page.ts": PAGE },
  },
  "a page that asks for codes": {
    options: { module: "esnext", moduleResolution: "bundler", lib: ["es2022", "dom", "dom.iterable"] },
    files: { "otp.ts": OTP },
  },
};

/** What tsc finds fault with. */
async function faults(folder, { options, files }) {
  for (const [file, source] of Object.entries(files)) write(project, join(folder, file), source);
  const config = { compilerOptions: { ...STRICT, ...options }, include: ["*"] };
  const path = write(project, join(folder, "tsconfig.json"), JSON.stringify(config));
  const { stdout } = await promisify(execFile)(process.execPath, [TSC, "--project", path]).catch((error) => error);
  return stdout;
}

for (const [name, given] of Object.entries(CASES)) {
  test(name, async () => {
    assert.equal(await faults(name.replaceAll(" ", "-"), given), "");
  });
}
