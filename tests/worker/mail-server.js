// A real mail server on this machine, and certificates for it.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { SMTPServer } from "smtp-server";

/** A key and a certificate of `localhost`, in files of a folder. Who trusts the certificate trusts the server. */
export function certificate(folder, name) {
  const [key, cert] = ["key", "cert"].map((kind) => join(folder, `${name}.${kind}.pem`));
  const how = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost".split(" ");
  execFileSync("openssl", [...how, "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert], { stdio: "ignore" });
  return { path: cert, key: readFileSync(key), cert: readFileSync(cert) };
}

/** Something on this machine that listens, until the test ends: its port. */
export async function listening(t, server) {
  server.on("error", () => {});
  await new Promise((listens) => server.listen(0, "127.0.0.1", listens));
  t.after(() => server.close());
  return (server.server ?? server).address().port;
}

/** What an error of the server is answered with. */
const reply = (code) => Object.assign(new Error("by order of the test"), { responseCode: code });

/**
 * Starts a mail server: its port, `mails`, what it took, and `said()`, what it was told before the connection was encrypted, where
 * `isTapped`, once the connection is closed. Whom `rcpt` and `data` name is answered with that code, at that command; where `data` has no code but `HANG_UP` or
 * `SILENCE`, with nothing. `login` are the username and the password that it lets in; without, it lets in everybody.
 */
export async function mailServer(t, { login, rcpt = {}, data = {}, isTapped, ...options } = {}) {
  const [mails, chunks] = [[], []];
  let socket;
  const server = new SMTPServer({
    authOptional: !login,
    onAuth({ username, password }, _, done) {
      const isRight = username === login?.[0] && password === login?.[1];
      done(isRight ? null : reply(535), { user: username });
    },
    onRcptTo({ address }, _, done) {
      done(rcpt[address] && reply(rcpt[address]));
    },
    async onData(stream, { envelope, secure, user }, done) {
      const raw = Buffer.concat(await stream.toArray()).toString();
      const [{ address }] = envelope.rcptTo;
      if (data[address] === SILENCE) return;
      if (data[address] === HANG_UP) return socket.destroy();
      if (data[address]) return done(reply(data[address]));
      mails.push({ from: envelope.mailFrom.address, to: address, secure, user, ...read(raw) });
      done();
    },
    ...options,
  });
  server.server.on("connection", (connection) => {
    socket = connection;
    if (isTapped) socket.on("data", (chunk) => chunks.push(chunk));
  });
  const said = async () => {
    if (!socket.closed) await once(socket, "close");
    return Buffer.concat(chunks).toString();
  };
  return { port: await listening(t, server), mails, said };
}

export const HANG_UP = Symbol("hangs up");
export const SILENCE = Symbol("says nothing");

/** A message as who reads it does: headers, unfolded and decoded, and the text. */
function read(raw) {
  const [head, ...body] = raw.split("\r\n\r\n");
  const lines = head.replaceAll(/\r\n[ \t]/g, " ").split("\r\n");
  const headers = Object.fromEntries(lines.map((line) => /^([^:]+): (.*)$/s.exec(line).slice(1)).map(([name, value]) => [name, words(value)]));
  return { raw, headers, text: Buffer.from(body.join(""), "base64").toString() };
}

/** Encoded words (RFC 2047) that follow each other are one text. */
function words(value) {
  const joined = value.replaceAll(/\?= (?==\?)/g, "?=");
  return joined.replaceAll(/=\?utf-8\?B\?([^?]*)\?=/g, (_, base64) => Buffer.from(base64, "base64").toString());
}
