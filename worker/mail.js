// The connection that e-mail goes out by: imported by worker/src/mail.rs. What is said on it is the core's (src/mail/smtp.rs).
import { connect } from "cloudflare:sockets";

/** Whether anything comes of a promise is told elsewhere. */
const unheard = () => {};

/** Begins a connection, encrypted or not: `on`, `starttls` or `off`. After so many seconds nothing more is heard of it. */
export function dial(hostname, port, secureTransport, seconds) {
  const call = {};
  call.late = new Promise((resolve) => (call.timer = setTimeout(resolve, seconds * 1_000)));
  try {
    take(call, connect({ hostname, port }, { secureTransport, allowHalfOpen: false }));
  } catch {
    // Of a name that the platform does not connect to.
  }
  return call;
}

function take(call, socket) {
  socket.opened.catch(unheard);
  socket.closed.catch(unheard);
  Object.assign(call, { socket, reader: socket.readable.getReader(), writer: socket.writable.getWriter() });
}

/**
 * Says something, perhaps nothing, and listens: the bytes that come, or nothing where none do any more. With `encrypts`, the
 * connection is encrypted first; the platform sees to it that the server is who it says.
 */
export const exchange = (call, words, encrypts) => Promise.race([call.late, spoken(call, words, encrypts).catch(unheard)]);

async function spoken(call, words, encrypts) {
  if (encrypts) {
    call.reader.releaseLock();
    call.writer.releaseLock();
    take(call, call.socket.startTls());
  }
  if (words) await call.writer.write(new TextEncoder().encode(words));
  return (await call.reader.read()).value;
}

/** Takes leave of the server, whose answer to that is not waited for. */
export async function hangUp(call) {
  await Promise.race([call.late, call.writer?.write(new TextEncoder().encode("QUIT\r\n")).catch(unheard)]);
  clearTimeout(call.timer);
  call.socket?.close().catch(unheard);
}
