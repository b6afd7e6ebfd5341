// E-mail goes out by SMTP: what the Worker says to a real mail server, and what becomes of that.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { HANG_UP, SILENCE, certificate, listening, mailServer } from "./mail-server.js";

const folder = mkdtempSync(join(tmpdir(), "shortwave-"));
after(() => rmSync(folder, { recursive: true }));
const [trusted, stranger] = ["trusted", "stranger"].map((name) => certificate(folder, name));
// Read by miniflare when it is loaded, which the harness does.
process.env.NODE_EXTRA_CA_CERTS = trusted.path;
const { SETTINGS, errorBody, start } = await import("./harness.js");

const LOGIN = ["codes", "the password of the tests"];
const [username, password] = LOGIN;
const FROM = "Açme <codes@acme.example>";
const TO = "ana@example.com";

/** Starts the Worker, which sends by the server of a port. */
async function sender(t, port, { settings, ...setting } = {}) {
  const MAIL = JSON.stringify({ host: "localhost", port, security: "tls", from: FROM, ...setting });
  const server = await start({ settings: { ...SETTINGS, MAIL, ...settings }, t });
  const answered = (to, message) => server.post("/admin/mail/test", { to, ...message }, { admin: true });
  const send = async (to, message) => {
    const { status, json, text } = await answered(to, message);
    assert.equal(status, 200, text);
    return json.data;
  };
  return { server, answered, send };
}

const encrypted = { key: trusted.key, cert: trusted.cert, secure: true };
const upgraded = { ...encrypted, secure: false };
const accepted = { result: "accepted", stage: "text", reply: "250" };

test("a message goes out encrypted, and comes in as it was written", async (t) => {
  const { port, mails } = await mailServer(t, encrypted);
  const { send } = await sender(t, port);
  const [subject, text] = ["Déjà vu: 漢字 and 🦀, which take more than one encoded word", "Größe\r\n.\r\n..\r\n.x\r\nend"];
  const begun = Date.now();
  assert.deepEqual(await send(TO, { subject, text }), accepted);
  const [{ raw, headers, text: read, ...mail }] = mails;
  assert.deepEqual(mail, { from: "codes@acme.example", to: TO, secure: true, user: undefined });
  assert.equal(read, text);
  const { Date: at, "Message-ID": id, ...others } = headers;
  assert.deepEqual(others, {
    From: FROM, To: TO, Subject: subject, "Auto-Submitted": "auto-generated", "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "base64",
  });
  assert.match(id, /^<[0-9a-f]{32}@acme\.example>$/);
  // In whole seconds.
  assert.ok(Date.parse(at) > begun - 1_000 && Date.parse(at) <= Date.now(), at);
  assert.ok(raw.split("\r\n").every((line) => line.length <= 76), raw);
});

test("without words of one's own there are ours", async (t) => {
  const { port, mails } = await mailServer(t, encrypted);
  const { send } = await sender(t, port);
  assert.deepEqual(await send(TO), accepted);
  assert.equal(mails[0].headers.Subject, "Shortwave: a test");
  assert.match(mails[0].text, /^E-mail gets out/);
});

test("a long text arrives whole", async (t) => {
  const { port, mails } = await mailServer(t, encrypted);
  const { send } = await sender(t, port);
  const text = "a line without an end, ".repeat(434);
  assert.deepEqual(await send(TO, { text }), accepted);
  assert.equal(mails[0].text, text);
});

test("no text makes a header", async (t) => {
  const { port, mails } = await mailServer(t, encrypted);
  const { send } = await sender(t, port);
  assert.deepEqual(await send(TO, { subject: "a\r\nBcc: eve@example.com\r\n\r\nb", text: "c" }), accepted);
  assert.equal(mails[0].headers.Subject, "a  Bcc: eve@example.com    b");
  assert.ok(!("Bcc" in mails[0].headers));
});

test("many messages go out at once, and one after the other, each with a name of its own", async (t) => {
  const { port, mails } = await mailServer(t, encrypted);
  const { send } = await sender(t, port);
  const to = Array.from({ length: 8 }, (_, number) => `ana${number}@example.com`);
  for (const result of await Promise.all(to.map((to) => send(to)))) assert.deepEqual(result, accepted);
  for (const each of to) assert.deepEqual(await send(each), accepted);
  assert.deepEqual(mails.map(({ to }) => to).sort(), [...to, ...to].sort());
  assert.equal(new Set(mails.map(({ headers }) => headers["Message-ID"])).size, 16);
});

test("a connection that begins unencrypted is encrypted before anything else is said", async (t) => {
  const { port, mails, said } = await mailServer(t, { ...upgraded, login: LOGIN, isTapped: true });
  const { send } = await sender(t, port, { security: "starttls", username, password });
  assert.deepEqual(await send(TO), accepted);
  assert.deepEqual([mails[0].secure, mails[0].user], [true, username]);
  assert.equal(await said(), "EHLO acme.example\r\nSTARTTLS\r\n");
});

for (const method of ["PLAIN", "LOGIN"]) {
  test(`name and password are given as ${method}`, async (t) => {
    const { port, mails } = await mailServer(t, { ...encrypted, login: LOGIN, authMethods: [method] });
    const { send } = await sender(t, port, { username, password });
    assert.deepEqual(await send(TO), accepted);
    assert.equal(mails[0].user, username);
  });
}

test("who is not let in sends nothing", async (t) => {
  const { port, mails } = await mailServer(t, { ...encrypted, login: LOGIN });
  const wrong = await sender(t, port, { username, password: "another password" });
  assert.deepEqual(await wrong.send(TO), { result: "later", stage: "login", reply: "535" });
  const nobody = await sender(t, port);
  assert.deepEqual(await nobody.send(TO), { result: "later", stage: "sender", reply: "530" });
  assert.deepEqual(mails, []);
});

test("without a way of signing in that both know, nothing is sent", async (t) => {
  const { port, mails } = await mailServer(t, { ...encrypted, login: LOGIN, authMethods: ["XOAUTH2"] });
  const { send } = await sender(t, port, { username, password });
  assert.deepEqual(await send(TO), { result: "later", stage: "login", reply: null });
  assert.deepEqual(mails, []);
});

test("what a server refuses is final, what it puts off is not", async (t) => {
  const rcpt = { "unknown@example.com": 550, "grey@example.com": 451 };
  const data = { "spam@example.com": 554, "full@example.com": 452 };
  const { port, mails } = await mailServer(t, { ...encrypted, rcpt, data });
  const { send } = await sender(t, port);
  assert.deepEqual(await send("unknown@example.com"), { result: "refused", stage: "recipient", reply: "550" });
  assert.deepEqual(await send("grey@example.com"), { result: "later", stage: "recipient", reply: "451" });
  assert.deepEqual(await send("spam@example.com"), { result: "refused", stage: "text", reply: "554" });
  assert.deepEqual(await send("full@example.com"), { result: "later", stage: "text", reply: "452" });
  assert.deepEqual(mails, []);
  assert.deepEqual(await send(TO), accepted);
});

test("of a message that no answer comes to, nobody knows", async (t) => {
  const data = { "gone@example.com": HANG_UP, "silent@example.com": SILENCE };
  const { port } = await mailServer(t, { ...encrypted, data });
  const { send } = await sender(t, port, { seconds: 1 });
  const doubtful = { result: "doubtful", stage: "text", reply: null };
  assert.deepEqual(await send("gone@example.com"), doubtful);
  assert.deepEqual(await send("silent@example.com"), doubtful);
});

test("nobody there, or somebody who says nothing, or who hangs up, or no mail server: all may be there later", async (t) => {
  const talkers = [
    () => {},
    (socket) => socket.end(),
    (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"),
    (socket) => socket.write("220-x\r\n".repeat(2_000)),
  ];
  const ports = talkers.map((talk) => listening(t, createServer((socket) => talk(socket.on("error", () => {})))));
  const settings = { ENVIRONMENT: "local" };
  for (const port of [1, ...(await Promise.all(ports))]) {
    const { send } = await sender(t, port, { security: "none", seconds: 1, settings });
    assert.deepEqual(await send(TO), { result: "later", stage: "connect", reply: null });
  }
});

test("a server whose certificate nobody vouches for, or of another name, is told nothing", async (t) => {
  const unknown = { key: stranger.key, cert: stranger.cert };
  for (const [server, security, stage, said] of [
    [{ ...unknown, secure: true }, "tls", "connect", ""],
    [{ ...unknown, isTapped: true }, "starttls", "tls", "EHLO acme.example\r\nSTARTTLS\r\n"],
  ]) {
    const { port, mails, said: told } = await mailServer(t, { ...server, login: LOGIN });
    const { send } = await sender(t, port, { security, username, password });
    assert.deepEqual(await send(TO), { result: "later", stage, reply: null });
    assert.deepEqual([mails, await told()], [[], said]);
  }
  // The certificate is one of `localhost`.
  const { port, mails } = await mailServer(t, encrypted);
  const { send } = await sender(t, port, { host: "127.0.0.1" });
  assert.deepEqual(await send(TO), { result: "later", stage: "connect", reply: null });
  assert.deepEqual(mails, []);
});

test("a server that cannot encrypt is told neither password nor message", async (t) => {
  const { port, mails, said } = await mailServer(t, { login: LOGIN, hideSTARTTLS: true, allowInsecureAuth: true, isTapped: true });
  const { send } = await sender(t, port, { security: "starttls", username, password });
  assert.deepEqual(await send(TO), { result: "later", stage: "tls", reply: null });
  assert.deepEqual([mails, await said()], [[], "EHLO acme.example\r\nQUIT\r\n"]);
});

test("an address beyond ASCII goes to servers that take such", async (t) => {
  const { port, mails } = await mailServer(t, encrypted);
  const { send } = await sender(t, port);
  assert.deepEqual(await send("josé@example.com"), accepted);
  assert.deepEqual([mails[0].to, mails[0].headers.To], ["josé@example.com", "josé@example.com"]);
  const old = await mailServer(t, { ...encrypted, hideSMTPUTF8: true });
  const toOld = await sender(t, old.port);
  assert.deepEqual(await toOld.send("josé@example.com"), { result: "refused", stage: "recipient", reply: null });
});

test("the log has how far it came, and nothing else", async (t) => {
  const { port } = await mailServer(t, { ...encrypted, login: LOGIN, rcpt: { "unknown@example.com": 550 } });
  const { server, answered } = await sender(t, port, { username, password });
  const answer = await answered("unknown@example.com", { subject: "the subject", text: "the text" });
  await server.logLine(answer);
  const log = server.logs.join("\n");
  assert.match(log, /mail: Refused at Recipient \(550\)/);
  for (const secret of [password, "unknown@", "the subject", "the text", "codes"]) assert.ok(!log.includes(secret), log);
});

test("without the setting there is nobody to send by, and only the operator may ask", async (t) => {
  const server = await start({ t });
  const answer = await server.post("/admin/mail/test", { to: TO }, { admin: true });
  assert.deepEqual([answer.status, answer.json], [503, errorBody(503, "No server for e-mail is configured")]);
  assert.equal((await server.post("/admin/mail/test", { to: TO })).status, 401);
  const wrong = await server.post("/admin/mail/test", { to: "ana" }, { admin: true });
  assert.deepEqual([wrong.status, wrong.json.error.description], [422, "The to field must be a valid email."]);
});

test("a setting that is wrong is told with its place, and nothing is served", async (t) => {
  const { server } = await sender(t, 25, { security: "none" });
  const answer = await server.get("/v1/account");
  assert.equal(answer.status, 503);
  const { error } = await server.logLine(answer);
  assert.match(error, /unfit: MAIL \(security: none is for developers' machines only\);/);
});
