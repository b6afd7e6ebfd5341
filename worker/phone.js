// What a phone number is, by libphonenumber's metadata (docs/NUMBERS.md). A module of its own, which worker/platform.js loads when the
// first number is asked for; scripts/build.sh puts the metadata in the place of "shortwave-phone-metadata".
import { parsePhoneNumberFromString } from "libphonenumber-js/core";
import metadata from "shortwave-phone-metadata";

/**
 * Of a number in international form, without its `+`: whether it is `valid` or `possible`, its kind and its country, with spaces
 * between. What is not so, or not known, is empty. src/phone_kind.rs reads it.
 */
export function told(digits) {
  const international = `+${digits}`;
  const number = parsePhoneNumberFromString(international, { extract: false }, metadata);
  // It reads +44 07400 as +44 7400; but as they stand, those digits lead to nobody.
  if (number?.number !== international) return "  ";
  const plausible = number.isValid() ? "valid" : number.isPossible() ? "possible" : "";
  const kind = number.getType()?.toLowerCase().replaceAll("_", "-");
  return `${plausible} ${kind ?? ""} ${number.country ?? ""}`;
}
