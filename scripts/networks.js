// Writes the list of prices that there is before the operator loads one (docs/PRICES.md): the world's mobile networks that are in
// operation, and a row for each country as a whole. All cost nothing, since nobody but the operator knows what they cost.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const prefixes = readFileSync(new URL("../src/country/prefixes.rs", import.meta.url), "utf8");
const networks = createRequire(import.meta.url)("mcc-mnc-list/mcc-mnc-list.json");
const names = new Intl.DisplayNames("en", { type: "region" });

/** By country, what rows say of each network. A code may be of several countries, or of a part of one, as `GE-AB` is. */
const byCountry = new Map();
for (const { type, status, countryCode, mcc, mnc, brand, operator } of networks) {
  const isKnown = /^\d{3} \d{2,3}$/.test(`${mcc} ${mnc}`) && (brand ?? operator);
  if (type !== "National" || status !== "Operational" || !countryCode || !isKnown) continue;
  for (const country of countryCode.split("/")) add(country.slice(0, 2), { name: brand ?? operator, mcc, mnc });
}
// What numbers are of, though nothing is known of its networks.
for (const [, country] of prefixes.matchAll(/\*b"([A-Z]{2})"/g)) add(country);

function add(country, network) {
  const known = byCountry.get(country) ?? [];
  const isNew = network && !known.some(({ mcc, mnc }) => mcc === network.mcc && mnc === network.mnc);
  byCountry.set(country, isNew ? [...known, network] : known);
}

/** That of most networks, and the least of equals. */
function mainMcc(networks) {
  const counts = Map.groupBy(networks, ({ mcc }) => mcc);
  const [main] = [...counts].sort(([one, some], [other, others]) => others.length - some.length || one - other);
  return main?.[0] ?? "";
}

const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const row = (...cells) => `${cells.map(cell).join(",")}\n`;

function rowsOf([country, networks]) {
  const begin = [country, names.of(country)];
  const of = ({ name, mcc, mnc }) => row(...begin, name, mcc, mnc, "0");
  return row(...begin, "Default", mainMcc(networks), "", "0") + networks.map(of).join("");
}

const countries = [...byCountry].sort(([one], [other]) => (one < other ? -1 : 1));
writeFileSync(process.argv[2], row("countryIso", "countryName", "networkName", "mcc", "mnc", "cost") + countries.map(rowsOf).join(""));
