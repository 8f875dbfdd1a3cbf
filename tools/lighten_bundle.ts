/**
 * Makes a minified bundle start faster, without changing what it does.
 *
 * Built-in modules of the runtime are loaded when they are first used: a static import of
 * `node:crypto` alone takes as long as the whole runtime takes to start, and most of what people
 * type (help, a completion, a misspelt flag) hashes nothing. For the same reason libraries that ask
 * `process` for the system and the working folder are led to `Deno`, which knows both. And the text
 * becomes ASCII, which the runtime holds at one byte a character instead of two.
 *
 * Usage: `deno run --allow-read --allow-write tools/lighten_bundle.ts FILE`
 *
 * @module
 */

/** Built-in modules that export functions; what is no function cannot be deferred. */
const DEFERRED = "crypto|net|timers|zlib";

/** Where Deno has what libraries ask of Node; the system's name begins with `win` in both. */
const ASKED_OF_NODE = [
  [".process?.platform", ".Deno?.build?.os"],
  [".process?.cwd", ".Deno?.cwd"],
] as const;

/**
 * Lightens a bundle.
 *
 * @param bundle Text of the bundle, as `deno bundle --minify` writes it
 * @returns The same program
 * @throws {Error} if it imports a built-in function in a way that is not understood
 */
export function lightenBundle(bundle: string): string {
  const statement = new RegExp(`import\\{([^{}]+)\\}from"(node:(?:${DEFERRED}))";`, "g");
  const deferred = bundle.replace(
    statement,
    (_, names: string, module: string) =>
      names.split(",").map((name) => deferFunction(name, module)).join(""),
  );
  const left = new RegExp(`(?:from|import)"node:(?:${DEFERRED})"`).exec(deferred);
  if (left !== null) throw new Error(`Cannot lighten the bundle: wanted {names}, found ${left[0]}`);
  const led = ASKED_OF_NODE.reduce((text, [node, deno]) => text.replaceAll(node, deno), deferred);
  return led.replace(/[\u0080-\uffff]/g, escapeUnit);
}

/** A function that replaces itself by the built-in one when it is first called. */
function deferFunction(name: string, module: string): string {
  const [exported, local = exported] = name.split(" as ");
  const builtIn = `process.getBuiltinModule("${module}").${exported}`;
  return `var ${local}=(...a)=>(${local}=${builtIn})(...a);`;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

if (import.meta.main) {
  const path = Deno.args[0]!;
  Deno.writeTextFileSync(path, lightenBundle(Deno.readTextFileSync(path)));
}
