// What a stopped Worker left on disk, read and aged.
import { globSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** A Worker that runs may be writing: its databases are waited for. */
function* databases(folder) {
  for (const path of globSync(`${folder}/**/*.sqlite`)) yield new DatabaseSync(path, { timeout: 10_000 });
}
const tables = (database) => database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();

/**
 * Makes what is stored in a folder older, alarms included, as if the Worker had been stopped for so long: one-time codes, or
 * another class of objects. A whole state is JSON in a serialised string: its moments keep their 13 digits, so the length in
 * front still holds.
 */
export function age(persist, seconds, className = "OtpObject") {
  for (const database of databases(`${persist}/do/-${className}`)) {
    for (const { name } of tables(database)) {
      if (name === "_cf_KV") ageColumn(database, name, "value", seconds);
      if (ROWS_OF_JSON.has(name)) ageRows(database, name, seconds);
      else if (hasData(database, name)) ageColumn(database, name, "data", seconds);
      if (name === "_cf_ALARM") database.exec(`UPDATE _cf_ALARM SET scheduled_time = scheduled_time - ${seconds}000000000`);
      if (name === "_cf_METADATA") database.exec(`UPDATE _cf_METADATA SET value = value - ${seconds}000000000`);
    }
    database.close();
  }
}

/** Whether what is kept is JSON by an id. */
const hasData = (database, name) => database.prepare("SELECT count(*) AS count FROM pragma_table_info(?) WHERE name IN ('id', 'data')").get(name).count === 2;

const NANOSECONDS = 1_000_000;

/** Has the alarms of a class that are set run at its next start too, whatever they were set for. */
export function ringEarly(persist, className) {
  const due = BigInt(Date.now() - 1_000) * BigInt(NANOSECONDS);
  for (const database of databases(`${persist}/do/-${className}`)) {
    for (const { name } of tables(database)) {
      if (name === "_cf_ALARM") database.prepare("UPDATE _cf_ALARM SET scheduled_time = ?").run(due);
      if (name === "_cf_METADATA") database.prepare("UPDATE _cf_METADATA SET value = ? WHERE key = 1 AND value > 0").run(due);
    }
    database.close();
  }
}

/** How many alarms of a class have yet to run by now. */
export function dueAlarms(persist, className) {
  let count = 0;
  for (const database of databases(`${persist}/do/-${className}`)) {
    const isOne = tables(database).some(({ name }) => name === "_cf_METADATA");
    const due = "SELECT count(*) AS count FROM _cf_METADATA WHERE key = 1 AND value > 0 AND value < ?";
    if (isOne) count += database.prepare(due).get(BigInt(Date.now()) * BigInt(NANOSECONDS)).count;
    database.close();
  }
  return count;
}

/** What is kept of those who have codes, and of how many there were. */
const ROWS_OF_JSON = new Set(["record", "hour", "prefix"]);

/** All numbers of 13 digits are moments, in columns and in their JSON. */
function ageRows(database, table, seconds) {
  const [key, ...columns] = database.prepare("SELECT name FROM pragma_table_info(?)").all(table).map(({ name }) => name);
  const earlier = (moment) => moment - seconds * 1_000;
  const older = (value) => (typeof value === "string" ? value.replace(/\b\d{13}\b/g, earlier) : value > 1e12 ? earlier(value) : value);
  const update = database.prepare(`UPDATE ${table} SET ${columns.map((name) => `${name} = ?`).join(", ")} WHERE ${key} = ?`);
  for (const row of database.prepare(`SELECT * FROM ${table}`).all()) update.run(...columns.map((name) => older(row[name])), row[key]);
}

function ageColumn(database, table, column, seconds) {
  // A string that has more than Latin letters is stored with two bytes for each.
  const earlier = (_, name, moment) => {
    const digits = String(Number(moment.replaceAll("\0", "")) - seconds * 1_000);
    return name + (moment.includes("\0") ? [...digits].map((digit) => `${digit}\0`).join("") : digits);
  };
  const key = table === "_cf_KV" ? "key" : "id";
  for (const row of database.prepare(`SELECT ${key} AS key, ${column} AS value FROM ${table}`).all()) {
    const isText = typeof row.value === "string";
    const text = isText ? row.value : Buffer.from(row.value).toString("latin1");
    const older = [/((?:_at|[a-z]At)":)(\d{13})/g, /((?:_\0a\0t|[a-z]\0A\0t)\0"\0:\0)((?:\d\0){13})/g].reduce((text, moments) => text.replace(moments, earlier), text);
    database.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${key} = ?`).run(isText ? older : Buffer.from(older, "latin1"), row.key);
  }
}

/** Every file in a folder, as [path, bytes]. */
export const filesIn = (folder) =>
  globSync(`${folder}/**/*`, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .map((path) => [path, readFileSync(path)]);

/** What is kept of those who have codes or factors in a folder, recipient by recipient and user by user. */
export function storedRecords(persist) {
  return [...databases(`${persist}/do/-OtpObject`)].flatMap((database) => {
    const has = tables(database).some(({ name }) => name === "record");
    const rows = has ? database.prepare("SELECT data FROM record").all() : [];
    database.close();
    return rows.map(({ data }) => JSON.parse(data));
  });
}

/** How many rows the tables of a name have, in all objects of a class. */
export function storedRows(persist, className, table) {
  let count = 0;
  for (const database of databases(`${persist}/do/-${className}`)) {
    try {
      if (tables(database).some(({ name }) => name === table)) count += database.prepare(`SELECT count(*) AS count FROM ${table}`).get().count;
    } finally {
      database.close();
    }
  }
  return count;
}

/** What `count` tells of a Worker that runs; nothing while that erases what is looked at. */
export function whileRunning(count) {
  try {
    return count();
  } catch (error) {
    if (error.code !== "ERR_SQLITE_ERROR" && error.code !== "ENOENT") throw error;
    return undefined;
  }
}

/** How many objects of a class hold something in a folder, or, of those with one-time codes, how many recipients they hold. */
export const storedObjects = (persist, className = "OtpObject") => storedRows(persist, className, className === "OtpObject" ? "record" : "_cf_KV");
