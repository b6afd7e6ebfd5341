// One-time codes in a page: a field to type them in, and a client that checks them.
export { findCode } from "./otp-code.js";
export { OtpInput } from "./otp-input.js";
export { createVerifier, verify, VerifierError } from "./otp-verifier.js";
