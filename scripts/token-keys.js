#!/usr/bin/env node
// Prints a TOKEN_KEYS setting with a new key that signs, and the keys of an earlier setting that go on verifying.
//   node scripts/token-keys.js [EdDSA|HS256] [file with the earlier setting]
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";

const [algorithm = "EdDSA", earlier] = process.argv.slice(2);
const kid = `${new Date().toISOString().slice(0, 10)}-${randomBytes(3).toString("hex")}`;
const make = {
  EdDSA: () => generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }),
  HS256: () => ({ kty: "oct", k: randomBytes(32).toString("base64url") }),
}[algorithm];
if (!make) throw new Error("the algorithm is EdDSA or HS256");
const keys = earlier ? JSON.parse(readFileSync(earlier, "utf8")).keys : [];
console.log(JSON.stringify({ keys: [{ ...make(), kid, alg: algorithm, use: "sig" }, ...keys] }));
