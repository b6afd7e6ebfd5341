// Copies a style sheet into a folder, and each image that is written out in it (`data:`) as a file beside it:
//   node scripts/take-out-images.js FROM.css FOLDER
//
// The pages' content security policy then needs no exception.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const ENDINGS = { "image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg" };
const DATA_URL = /url\(("?)data:([\w/+]+)[^,]*?(;base64)?,(.*?)\1\)/g;

const [from, folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
let count = 0;
const style = readFileSync(from, "utf8").replace(DATA_URL, (_, _quote, type, base64, data) => {
  const name = `image-${++count}.${ENDINGS[type]}`;
  writeFileSync(join(folder, name), base64 ? Buffer.from(data, "base64") : decodeURIComponent(data.replaceAll('\\"', '"')));
  return `url(${name})`;
});
writeFileSync(join(folder, basename(from)), style.replace(/\/\*# sourceMappingURL=.*\*\//, ""));
