// What a stopped Worker left on disk, read and aged.
import { globSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

const databases = (folder) => globSync(`${folder}/**/*.sqlite`).map((path) => new DatabaseSync(path));
const tables = (database) => database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();

/**
 * Makes the one-time codes in a folder older, alarms included, as if the Worker had been stopped for so long.
 * State is JSON in a serialised string: its moments keep their 13 digits, so the length in front still holds.
 */
export function age(persist, seconds) {
  for (const database of databases(`${persist}/do/-OtpObject`)) {
    for (const { name } of tables(database)) {
      if (name === "_cf_KV") ageState(database, seconds);
      if (name === "_cf_ALARM") database.exec(`UPDATE _cf_ALARM SET scheduled_time = scheduled_time - ${seconds}000000000`);
      if (name === "_cf_METADATA") database.exec(`UPDATE _cf_METADATA SET value = value - ${seconds}000000000`);
    }
    database.close();
  }
}

function ageState(database, seconds) {
  for (const { key, value } of database.prepare("SELECT key, value FROM _cf_KV").all()) {
    const older = Buffer.from(value)
      .toString("latin1")
      .replace(/(_at":)(\d{13})/g, (_, name, moment) => name + (Number(moment) - seconds * 1000));
    database.prepare("UPDATE _cf_KV SET value = ? WHERE key = ?").run(Buffer.from(older, "latin1"), key);
  }
}

/** Every file in a folder, as [path, bytes]. */
export const filesIn = (folder) =>
  globSync(`${folder}/**/*`, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .map((path) => [path, readFileSync(path)]);

/** How many one-time codes are stored in a folder. */
export function storedCodes(persist) {
  let count = 0;
  for (const database of databases(`${persist}/do/-OtpObject`)) {
    if (tables(database).some(({ name }) => name === "_cf_KV")) {
      count += database.prepare("SELECT count(*) AS count FROM _cf_KV").get().count;
    }
    database.close();
  }
  return count;
}
