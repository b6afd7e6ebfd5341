// An authenticator app (RFC 4226 and 6238): what a user's phone would show.
import { createHmac } from "node:crypto";

/** The code of a base32 secret, `steps` half-minutes from now. */
export const totp = (secret, steps = 0) => hotp(secret, Math.floor(Date.now() / 30_000) + steps);

/** The code of a base32 secret and a counter. */
export function hotp(secret, count, { algorithm = "SHA1", digits = 6 } = {}) {
  const counter = Buffer.alloc(8);
  counter.writeBigInt64BE(BigInt(count));
  const mac = createHmac(algorithm, fromBase32(secret)).update(counter).digest();
  const offset = mac.at(-1) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits).padStart(digits, "0");
}

/** The octets that a text in base32 stands for. */
export function fromBase32(text) {
  const bits = [...text].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}
