import { resolve, toFileUrl } from "@std/path";
import { InputError, reasonOf } from "../internal/errors.ts";
import type { Engine } from "./engine.ts";

/**
 * Loads an engine from a TypeScript or JavaScript module whose default export is an
 * {@linkcode Engine}. Its calls go through the provider of the run, with budget, retries and faults
 * around it. The code of the module runs with the permissions of this process.
 *
 * Needs `--allow-read` for the module and what it imports.
 *
 * @param path Path of the module, from the folder of the process
 * @returns The engine, named `module:` and the name that it gives itself
 * @throws {InputError} if the module cannot be loaded, or its default export is no engine
 */
export async function loadModuleEngine(path: string): Promise<Engine> {
  const url = toFileUrl(resolve(path)).href;
  let module: { readonly default?: unknown };
  try {
    // The path is the user's, so that it cannot be known before.
    module = await import(url);
  } catch (error) {
    throw new InputError(`Cannot load engine "${path}": ${reasonOf(error)}`, {
      code: "ENGINE_NOT_FOUND",
      cause: error,
    });
  }
  const engine = module.default;
  if (!isEngine(engine)) {
    throw new InputError(
      `Cannot load engine "${path}": wanted a default export with a name and a function run, ` +
        `found ${engine === undefined ? "no default export" : "another value"}`,
      { code: "ENGINE_NOT_FOUND" },
    );
  }
  return { name: `module:${engine.name}`, run: (input, context) => engine.run(input, context) };
}

function isEngine(value: unknown): value is Engine {
  if (typeof value !== "object" || value === null) return false;
  const { name, run } = value as Partial<Engine>;
  return typeof name === "string" && name.trim() !== "" && typeof run === "function";
}
