/**
 * `@std/crypto` from npm, `timingSafeEqual` only: the package's `crypto/mod.js` names files that
 * it does not contain, and digests come from `node:crypto` in this project anyway.
 */
// @ts-types="./crypto.d.ts"
export * from "npm:deno-std@1.4.0/crypto/timing_safe_equal.js";
