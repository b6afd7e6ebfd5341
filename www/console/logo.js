// The field for the logo in a QR code: a picture that one chooses, as the address of the code has it.
import { announceNow } from "../announcer.js";
import { button, format } from "../dom.js";
import { file } from "./fields.js";

/** An address has no room for more bytes. */
const MOST_BYTES = 4_096;

/**
 * A field with `keep()` besides, to be called when its logo was drawn: when another is refused after that, it has this one
 * again. `onChange()` is called when there is another logo, or none.
 */
export function logo(name, label, onChange) {
  const field = file(name, label, {
    hint: `In the middle: a PNG of at most ${format(MOST_BYTES)} bytes. Error correction is then the highest.`,
    accept: "image/png",
  });
  const remove = button("", "", () => choose(""), "Remove the logo");
  let [chosen, kept] = ["", ""];
  remove.hidden = true;
  field.node.append(remove);
  field.control.addEventListener("change", async (event) => {
    event.stopPropagation();
    const picture = field.read();
    if (!picture) return;
    field.clear();
    try {
      choose(await inAddress(picture));
    } catch (error) {
      refuse(error.message);
    }
  });

  function choose(logo) {
    chosen = logo;
    if (!logo) {
      field.write();
      field.control.focus();
    }
    onChange();
  }
  /** The file is taken back: browsers say nothing when it is chosen again, and it may be another by then. */
  function refuse(message) {
    chosen = kept;
    field.write();
    field.refuse(message);
    announceNow(message);
  }
  function keep() {
    kept = chosen;
    remove.hidden = !kept;
  }
  const own = { ...field, read: () => chosen, keep, refuse, find: () => own };
  return own;
}

/** In base64url without padding (RFC 4648, clause 5). */
async function inAddress(picture) {
  if (picture.size > MOST_BYTES) throw new Error(tooLarge(picture.size));
  const bytes = await picture.arrayBuffer().catch(() => {
    throw new Error("This file cannot be read any more. Choose it again.");
  });
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const tooLarge = (size) =>
  `This picture has ${format(size)} bytes, too many for a code, which takes ${format(MOST_BYTES)}. ` +
  "Save it smaller, such as 64 pixels wide and with few colours.";
