// Controls of a form, each with its label, a hint and a place for what is wrong with it.
//
// A field is `{name, node, read(), write(value), find(path), clear()}`; what `find` finds for the path of a problem has
// `refuse(message)` and a `control` to go to.
import { element } from "../dom.js";

let ids = 0;

/** One control. `toText` and `fromText` are between values and what it shows. */
function single(name, label, { hint, control, toText = (value) => value ?? "", fromText = (text) => text, exact = false }) {
  control.id = `field-${++ids}`;
  const caption = element("label", "", label);
  caption.htmlFor = control.id;
  const parts = described(control, hint);
  return {
    ...parts,
    name,
    node: element("div", "field", caption, ...parts.before, control, parts.error),
    read: () => fromText(exact ? control.value : control.value.trim()),
    write: (value) => (control.value = toText(value)),
  };
}

/** A hint and a place for problems, which screen readers read with the control. */
export function described(control, hint) {
  const error = element("p", "error");
  error.id = `field-${++ids}`;
  error.hidden = true;
  const before = hint ? [element("p", "hint", hint)] : [];
  for (const part of before) part.id = `field-${++ids}`;
  control.setAttribute("aria-describedby", [...before, error].map(({ id }) => id).join(" "));
  const own = {
    control,
    error,
    before,
    refuse(message) {
      error.textContent = message;
      error.hidden = false;
      control.setAttribute("aria-invalid", "true");
    },
    clear() {
      error.hidden = true;
      control.removeAttribute("aria-invalid");
    },
    find: () => own,
  };
  return own;
}

function input(attributes) {
  const made = element(attributes.multiline ? "textarea" : "input", "");
  for (const [name, value] of Object.entries(attributes)) {
    if (name !== "multiline" && value !== undefined) made.setAttribute(name, value);
  }
  return made;
}

/** A text; `empty` where there is none. With `exact`, spaces around it count. */
export function text(name, label, { hint, empty = "", exact, ...attributes } = {}) {
  return single(name, label, {
    hint,
    exact,
    control: input({ type: attributes.multiline ? undefined : "text", ...attributes }),
    fromText: (written) => (written === "" ? empty : written),
  });
}

/** Begins with a scheme, and not with a host and its port. */
const isWhole = (written) => /^[a-z][a-z0-9+.-]*:/i.test(written) && !/^(localhost|[^/:]*\.[^/:]*):\d/i.test(written);

/** An address. Who leaves `https://` out means it. */
export function address(name, label, { hint, empty = "", required } = {}) {
  const control = input({ type: "text", inputmode: "url", autocapitalize: "off", spellcheck: "false", autocomplete: "off", placeholder: "https://…" });
  if (required) control.setAttribute("aria-required", "true");
  const whole = (written) => (isWhole(written) ? written : `https://${written}`);
  return single(name, label, { hint, control, fromText: (written) => (written === "" ? empty : whole(written)) });
}

export function integer(name, label, { hint, ...attributes } = {}) {
  return single(name, label, {
    hint,
    control: input({ type: "text", inputmode: "numeric", autocomplete: "off", ...attributes }),
    // What is no number goes to the server as it is, which says so.
    fromText: (written) => (written === "" ? null : /^\d+$/.test(written) ? Number(written) : written),
  });
}

/** A moment, in the time zone of who looks at it. */
export function moment(name, label, { hint } = {}) {
  return single(name, label, {
    hint,
    control: input({ type: "datetime-local" }),
    toText: (value) => (value ? inZone(new Date(value)) : ""),
    fromText: (written) => (written === "" ? null : new Date(written).toISOString()),
  });
}

function inZone(date) {
  const there = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return there.toISOString().slice(0, 16);
}

/** A list of words, with commas between them; `each` is done to every one. */
export function words(name, label, { hint, each = (word) => word, ...attributes } = {}) {
  return single(name, label, {
    hint,
    control: input({ type: "text", autocomplete: "off", ...attributes }),
    toText: (list) => (list ?? []).join(", "),
    fromText: (written) => written.split(",").map((word) => each(word.trim())).filter(Boolean),
  });
}

export function colour(name, label, { hint } = {}) {
  return single(name, label, { hint, control: input({ type: "color" }) });
}

/** A file, or undefined. A page can take back what was chosen, and choose nothing itself. */
export function file(name, label, { hint, ...attributes } = {}) {
  const field = single(name, label, { hint, control: input({ type: "file", ...attributes }) });
  return { ...field, read: () => field.control.files[0], write: () => (field.control.value = "") };
}

/** One of some values: `[[value, words], …]`. */
export function choice(name, label, options, { hint, fromText } = {}) {
  const control = element("select", "");
  control.append(...options.map(([value, shown]) => new Option(shown, value)));
  return single(name, label, { hint, control, toText: String, fromText });
}

export function check(name, label, { hint } = {}) {
  const control = input({ type: "checkbox", id: `field-${++ids}` });
  const parts = described(control, hint);
  const node = element("div", "field check", element("label", "", control, element("span", "", label)), ...parts.before, parts.error);
  return { ...parts, name, node, read: () => control.checked, write: (value) => (control.checked = Boolean(value)) };
}

/** Some of some values: `[[value, words], …]`. None is the same as all. */
export function some(name, label, options) {
  const boxes = options.map(([value]) => Object.assign(input({ type: "checkbox" }), { value }));
  const labels = options.map(([, shown], index) => element("label", "", boxes[index], element("span", "", shown)));
  const set = element("fieldset", "some", element("legend", "", label), ...labels);
  const parts = described(set);
  set.append(parts.error);
  return {
    ...parts,
    control: boxes[0],
    name,
    node: set,
    read: () => boxes.filter(({ checked }) => checked).map(({ value }) => value),
    write: (values) => boxes.forEach((box) => (box.checked = (values ?? []).includes(box.value))),
  };
}

/** Fields that are one value together: an object, or null when all are empty. */
export function group(name, fields) {
  const members = () => Object.fromEntries(fields.map((field) => [field.name, field.read()]));
  return {
    name,
    node: element("div", "group", ...fields.map(({ node }) => node)),
    read: () => (Object.values(members()).some(isSomething) ? members() : null),
    write: (value) => fields.forEach((field) => field.write(value?.[field.name])),
    find: (path) => found(fields, path),
    clear: () => fields.forEach((field) => field.clear()),
  };
}

export const isSomething = (value) => !(value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0));

/** The field that a path such as `0.target` leads to from here, or the nearest. */
export function found(fields, path) {
  const [name, ...rest] = path.split(".");
  return fields.find((field) => field.name === name)?.find(rest.join("."));
}
