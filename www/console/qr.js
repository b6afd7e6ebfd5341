// The link as a QR code: to look at, and to download.
import { element } from "../dom.js";
import { drawQr } from "./api.js";
import { choice, colour, found } from "./fields.js";
import { link as anchor, loading, problem } from "./view.js";
import { spoken } from "./words.js";

const SIZES = [
  ["256", "Small, 256 pixels"],
  ["512", "Medium, 512 pixels"],
  ["1024", "Large, 1,024 pixels"],
  ["2048", "Huge, 2,048 pixels"],
];

const LEVELS = [
  ["L", "Low: fewest squares"],
  ["M", "Medium (usual)"],
  ["Q", "High"],
  ["H", "Highest: for a logo on top, or rough print"],
];

/** A section that is empty until there is something in it: not every server draws. */
export function qrOf(link, signal) {
  const section = element("section", "card qr");
  section.hidden = true;
  const title = element("h2", "", "QR code");
  const picture = element("div", "qr-picture");
  const fields = [
    choice("format", "Format", [["svg", "SVG: sharp at any size"], ["png", "PNG: for everything else"]]),
    choice("size", "Size", SIZES),
    choice("level", "Error correction", LEVELS),
    colour("foreground", "Colour"),
    colour("background", "Ground"),
  ];
  const write = { format: "svg", size: "512", level: "M", foreground: "#000000", background: "#ffffff" };
  for (const field of fields) field.write(write[field.name]);
  const download = anchor("action", "", "Download");
  const controls = element("div", "qr-controls", ...fields.map(({ node }) => node), download);
  section.append(title, picture, controls);

  let blob;
  let asked;
  const draw = async () => {
    asked?.abort();
    asked = new AbortController();
    const query = Object.fromEntries(fields.map((field) => [field.name, field.read()]));
    picture.setAttribute("aria-busy", "true");
    fields.forEach((field) => field.clear());
    if (!blob) picture.replaceChildren(loading("Drawing…"));
    try {
      const drawn = await drawQr(link.slug, query, AbortSignal.any([signal, asked.signal]));
      if (blob) URL.revokeObjectURL(blob);
      blob = URL.createObjectURL(drawn);
      picture.replaceChildren(pictureOf(blob, link));
      download.href = blob;
      download.download = `${link.slug}.${query.format}`;
      section.hidden = false;
    } catch (error) {
      if (error.name === "AbortError" || (error.status === 404 && !blob)) return;
      section.hidden = false;
      if (!toldAtFields(error, fields)) picture.replaceChildren(problem(error, draw));
    } finally {
      picture.removeAttribute("aria-busy");
    }
  };
  controls.addEventListener("change", draw);
  signal.addEventListener("abort", () => blob && URL.revokeObjectURL(blob));
  draw();
  return section;
}

/** Such as two colours that no scanner tells apart. */
function toldAtFields({ details = [] }, fields) {
  const told = details.filter(({ path }) => found(fields, path));
  for (const { path, message } of told) found(fields, path).refuse(message);
  return told.length > 0;
}

function pictureOf(source, link) {
  const image = element("img", "");
  image.src = source;
  image.alt = `QR code of ${spoken(link.shortUrl)}`;
  image.width = image.height = 220;
  return image;
}
