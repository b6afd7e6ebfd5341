// A page that came by plain HTTP has no `crypto.randomUUID`.

/** 32 random digits. */
export const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
