// The gauge and the figures.
import { byId, entry, format } from "./dom.js";

export const UNIT = { "GSM-7": "septets", "UCS-2": "code units" };

/** A language's name as one writes it. */
export const languageName = (language) => language[0].toUpperCase() + language.slice(1);

export function showFigures(counted) {
  const { encoding, segments, units, remaining, capacity } = counted;
  const used = capacity - remaining;
  byId("encoding").textContent = encoding;
  byId("segments").textContent = format(segments);
  byId("units").textContent = format(units);
  byId("remaining").textContent = format(remaining);
  byId("place").textContent = segments > 1 ? `Segment ${format(segments)}` : segments ? "One segment" : "No segment yet";
  byId("fullness").textContent = `${used} of ${capacity} ${UNIT[encoding]}`;
  byId("fill").style.inlineSize = `${(100 * used) / capacity}%`;
  byId("gauge").dataset.encoding = encoding;
  showTables(counted);
}

/** Only what is out of the ordinary: a message in the default tables that needs no header says nothing here. */
function showTables({ lockingShift, singleShift, headerOctets, segments }) {
  const entries = [];
  if (lockingShift !== "default") entries.push(entry("Locking shift", languageName(lockingShift)));
  if (singleShift !== "default") entries.push(entry("Single shift", languageName(singleShift)));
  if (headerOctets) entries.push(entry(segments > 1 ? "Header in each part" : "Header", `${headerOctets} octets`));
  byId("tables").replaceChildren(...entries);
  byId("tables").hidden = entries.length === 0;
}
