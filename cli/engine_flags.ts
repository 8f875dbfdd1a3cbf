import { createCommandEngine } from "../src/engine/command_engine.ts";
import type { Engine } from "../src/engine/engine.ts";
import { loadModuleEngine } from "../src/engine/module_engine.ts";
import { InputError } from "../src/internal/errors.ts";
import { suggestName } from "./suggest_name.ts";

/** The engine that a command line names. */
export type EngineChoice =
  | { readonly kind: "scribe" }
  | { readonly kind: "module"; readonly path: string }
  | { readonly kind: "command"; readonly command: string };

/**
 * Reads `scribe`, `module:PATH` or `command:CMD`.
 *
 * @throws {InputError} for anything else
 */
export function parseEngine(text: string): EngineChoice {
  if (text === "scribe") return { kind: "scribe" };
  const [, kind, rest] = /^(module|command):(.+)$/s.exec(text) ?? [];
  if (kind === "module") return { kind, path: rest! };
  if (kind === "command") return { kind, command: rest! };
  const known = ["scribe", "module:PATH", "command:CMD"];
  const found = `found "${text}"${suggestName(text, known)}`;
  throw new InputError(
    `Cannot use --engine: wanted ${known.join(", ")}, ${found}`,
    { code: "USAGE" },
  );
}

/** Opens an engine of the user's own. */
export function openEngine(
  choice: Exclude<EngineChoice, { kind: "scribe" }>,
  options: {
    readonly timeLimitMs: number | undefined;
    readonly redact: (text: string) => string;
    readonly cleanStderr: (text: string) => string;
  },
): Promise<Engine> {
  if (choice.kind === "module") return loadModuleEngine(choice.path);
  return Promise.resolve(createCommandEngine(choice.command, options));
}
