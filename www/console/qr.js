// The link as a QR code: to look at, and to download.
import { element } from "../dom.js";
import { drawQr } from "./api.js";
import { choice, colour, found } from "./fields.js";
import { logo } from "./logo.js";
import { link as anchor, loading, problem } from "./view.js";
import { spoken } from "./words.js";

const FORMATS = [
  ["svg", "SVG: sharp at any size"],
  ["png", "PNG: for everything else"],
];

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

const USUAL = { format: "svg", size: "512", level: "M", foreground: "#000000", background: "#ffffff" };

export function qrOf(link, signal) {
  const { node, draw } = new QrCode(link, signal);
  draw();
  return node;
}

class QrCode {
  #link;
  #signal;
  #logo = logo("logo", "Logo", () => this.draw());
  #fields = [
    choice("format", "Format", FORMATS),
    choice("size", "Size", SIZES),
    choice("level", "Error correction", LEVELS),
    colour("foreground", "Colour"),
    colour("background", "Ground"),
    this.#logo,
  ];
  #picture = element("div", "qr-picture");
  #download = anchor("action", "", "Download");
  /** The picture that is shown, and the call for the next. */
  #blob;
  #asked;

  constructor(link, signal) {
    this.#link = link;
    this.#signal = signal;
    for (const field of this.#fields) field.write(USUAL[field.name]);
    const controls = element("div", "qr-controls", ...this.#fields.map(({ node }) => node), this.#download);
    this.node = element("section", "card qr", element("h2", "", "QR code"), this.#picture, controls);
    this.#download.hidden = true;
    controls.addEventListener("change", this.draw);
    signal.addEventListener("abort", () => this.#keep(undefined));
  }

  /** Draws it anew; what is there stays until then. */
  draw = async () => {
    this.#asked?.abort();
    this.#asked = new AbortController();
    this.#picture.setAttribute("aria-busy", "true");
    this.#fields.forEach((field) => field.clear());
    if (!this.#blob) this.#picture.replaceChildren(loading("Drawing…"));
    try {
      const query = Object.fromEntries(this.#fields.map((field) => [field.name, field.read()]).filter(([, value]) => value));
      this.#show(await drawQr(this.#link.id, query, AbortSignal.any([this.#signal, this.#asked.signal])), query);
    } catch (error) {
      if (error.name !== "AbortError") this.#refuse(error);
    }
  };

  #show(drawn, { format, logo }) {
    this.#keep(URL.createObjectURL(drawn));
    this.#logo.keep();
    this.#picture.replaceChildren(pictureOf(this.#blob, this.#link, logo));
    this.#picture.removeAttribute("aria-busy");
    this.#download.href = this.#blob;
    this.#download.download = `${this.#link.slug}.${format}`;
    this.#download.hidden = false;
  }

  /** Such as two colours that no scanner tells apart, which is said at their fields. */
  #refuse(error) {
    this.#picture.removeAttribute("aria-busy");
    const told = (error.details ?? []).filter(({ path }) => found(this.#fields, path));
    for (const { path, message } of told) found(this.#fields, path).refuse(message);
    if (!told.length) this.#picture.replaceChildren(problem(error, this.draw));
  }

  #keep(blob) {
    if (this.#blob) URL.revokeObjectURL(this.#blob);
    this.#blob = blob;
  }
}

function pictureOf(source, link, logo) {
  const image = element("img", "");
  image.src = source;
  image.alt = `QR code of ${spoken(link.shortUrl)}${logo ? ", with a logo" : ""}`;
  image.width = image.height = 220;
  return image;
}
