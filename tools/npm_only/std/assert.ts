/** `@std/assert` from npm: the same JavaScript, typed by assert.d.ts. */
// @ts-types="./assert.d.ts"
export * from "npm:deno-std@1.4.0/assert/mod.js";
