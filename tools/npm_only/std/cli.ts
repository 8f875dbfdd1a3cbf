/** `@std/cli` from npm, `parseArgs` only: the package's `cli/mod.js` names files it does not contain. */
// @ts-types="./cli.d.ts"
export * from "npm:deno-std@1.4.0/cli/parse_args.js";
