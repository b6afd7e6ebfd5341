// What phone numbers are: GET /v1/numbers/{number}, and the module that knows, compared with Google's own library.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import google from "google-libphonenumber";

import { told } from "../../build/phone.js";
import { start } from "./harness.js";
import { dataOf, failureOf, keyed } from "./native.js";

describe("over HTTP", () => {
  let server, owner, caller;

  before(async () => {
    server = await start();
    owner = { user: await server.createAccount() };
    caller = await keyed(server, owner, ["otp:read"]);
  });
  after(() => server.stop());

  const show = (number) => server.get(`/v1/numbers/${encodeURIComponent(number)}`, caller);

  test("a number is told with its country and kind", async () => {
    const data = { number: "34666555444", country: "ES", kind: "mobile", possible: true, valid: true };
    assert.deepEqual(dataOf(await show("34666555444")), data);
    assert.deepEqual(dataOf(await show("+34666555444")), data);
  });

  test("known numbers are what they are known for", async () => {
    for (const [number, country, kind, plausible = "valid"] of [
      ["34910123456", "ES", "fixed-line"],
      ["34900123456", "ES", "toll-free"],
      ["34902123456", "ES", "shared-cost"],
      ["34807123456", "ES", "premium-rate"],
      ["34700123456", "ES", "personal-number"],
      ["34511234567", "ES", "uan"],
      ["12015550123", "US", "fixed-line-or-mobile"],
      ["16135550123", "CA", "fixed-line-or-mobile"],
      ["18005551234", "US", "toll-free"],
      ["19005551234", "US", "premium-rate"],
      ["33612345678", "FR", "mobile"],
      ["33899123456", "FR", "premium-rate"],
      ["447400123456", "GB", "mobile"],
      ["447624012345", "IM", "mobile"],
      ["447640123456", "GB", "pager"],
      ["445612345678", "GB", "voip"],
      ["449012345678", "GB", "premium-rate"],
      ["77012345678", "KZ", "mobile"],
      ["41860123456789", "CH", "voicemail"],
      ["881612345678", null, "satellite"],
      ["88216123456", null, "satellite"],
      ["870301234567", null, "satellite"],
      ["883510012345", null, "international-network"],
      ["979123456789", null, "premium-rate"],
      ["80012345678", null, "toll-free"],
      ["80812345678", null, "shared-cost"],
      ["878101234567890", null, "personal-number"],
      // Too short, too long, and of lengths that there are, but with digits that nobody was given.
      ["34666555", "ES", "unknown", "no"],
      ["346665554441", "ES", "unknown", "no"],
      ["123456789012345", null, "unknown", "no"],
      ["34166555444", "ES", "unknown", "possible"],
      ["8816123", null, "satellite", "no"],
      // With the digit of calls at home in it, and of no calling code.
      ["4407400123456", null, "unknown", "no"],
      ["999123456789", null, "unknown", "no"],
      ["000000000000", null, "unknown", "no"],
    ]) {
      const [valid, possible] = [plausible === "valid", plausible !== "no"];
      assert.deepEqual(dataOf(await show(number)), { number, country, kind, possible, valid });
    }
  });

  test("what is no number is not there", async () => {
    for (const text of ["34666", "1234567890123456", "x", "++34666555444", "34 666 555 444", "user@example.com"]) {
      assert.deepEqual(failureOf(await show(text)), [404, "Resource not found"], text);
    }
  });

  test("numbers are in no log", async () => {
    const line = await server.logLine(await show("34666555444"));
    assert.ok(!JSON.stringify(line).includes("34666555444"), JSON.stringify(line));
  });
});

describe("compared with google-libphonenumber", () => {
  const util = google.PhoneNumberUtil.getInstance();
  const { E164 } = google.PhoneNumberFormat;
  const { IS_POSSIBLE } = google.PhoneNumberUtil.ValidationResult;
  const KINDS = new Map(Object.entries(google.PhoneNumberType).map(([name, type]) => [type, name.toLowerCase().replaceAll("_", "-")]));
  const digitsOf = (number) => util.format(number, E164).slice(1);
  const OF_NO_COUNTRY = [800, 808, 870, 878, 881, 882, 883, 888, 979];

  /** What Google's library says, in the words of worker/phone.js. */
  function toldByGoogle(digits) {
    let number;
    try {
      number = util.parse(`+${digits}`);
    } catch {
      return "  ";
    }
    if (digitsOf(number) !== digits) return "  ";
    const plausible = util.isValidNumber(number) ? "valid" : util.isPossibleNumberWithReason(number) === IS_POSSIBLE ? "possible" : "";
    const country = util.getRegionCodeForNumber(number) ?? "";
    return `${plausible} ${plausible === "valid" ? KINDS.get(util.getNumberType(number)) : ""} ${country === "001" ? "" : country}`;
  }

  const examples = new Set(
    [
      ...util.getSupportedRegions().flatMap((region) => [...KINDS.keys()].filter((type) => type >= 0).map((type) => util.getExampleNumberForType(region, type))),
      ...OF_NO_COUNTRY.map((code) => util.getExampleNumberForNonGeoEntity(code)),
    ]
      .filter(Boolean)
      .map(digitsOf)
      .filter((digits) => digits.length >= 6 && digits.length <= 15),
  );

  /** What Google's library says, and ours. Whoever raises the version of either looks here again. */
  const DIFFERENT = new Map([
    // Ours has newer metadata: of Benin, where numbers have ten digits now, of Botswana and Zimbabwe.
    ["22981123456", ["valid uan BJ", "  BJ"]],
    ["22985751234", ["valid voip BJ", "  BJ"]],
    ["26779101234", ["valid voip BW", "valid mobile BW"]],
    ["2631312345", ["valid fixed-line ZW", "possible  ZW"]],
    // Where a country has no mobile phones at all, ours takes fixed lines for either. Only Tristan da Cunha is such a one.
    ["2908999", ["valid fixed-line TA", "valid fixed-line-or-mobile TA"]],
  ]);

  test("every region's example of every kind is the same", () => {
    assert.ok(examples.size > 1_000, `${examples.size}`);
    const found = [...examples].filter((digits) => told(digits) !== toldByGoogle(digits)).map((digits) => [digits, [toldByGoogle(digits), told(digits)]]);
    assert.deepEqual(new Map(found), DIFFERENT);
  });

  test("so are nearly all that have one digit more or less, or another", () => {
    const near = new Set();
    for (const digits of examples) {
      for (let at = 0; at < digits.length; at++) {
        const [before, after] = [digits.slice(0, at), digits.slice(at + 1)];
        for (const other of ["", ...`${at % 10}${(at + 5) % 10}${digits[at]}${digits.length % 10}`]) near.add(before + other + after);
        near.add(`${digits}${at % 10}`);
      }
    }
    const all = [...near].filter((digits) => digits.length >= 6 && digits.length <= 15);
    const different = all.filter((digits) => told(digits) !== toldByGoogle(digits));
    assert.ok(different.length < all.length / 200, `${different.length} of ${all.length}: ${different.slice(0, 20)}`);
  });
});

test("of any digits there is something to tell", () => {
  for (let length = 6; length <= 15; length++) {
    for (let count = 0; count < 2_000; count++) {
      const digits = Array.from({ length }, () => Math.floor(Math.random() * 10)).join("");
      assert.match(told(digits), /^(valid|possible|) ([a-z-]+|) ([A-Z]{2}|)$/, digits);
    }
  }
});
