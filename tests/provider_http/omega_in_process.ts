/**
 * Runs omega inside of the test process: for what would cost a process each and needs none.
 *
 * @module
 */
import { runOmega } from "../../cli/omega.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { readToolchain } from "../../src/internal/toolchain.ts";
import type { Ended } from "./omega_process.ts";

/** Runs a command line; relative paths are those of the test process. */
export async function runOmegaHere(
  words: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>> | undefined } = {},
): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  const code = await runOmega(words, {
    ports: systemPorts,
    toolchain: readToolchain(),
    terminal: {
      out: (text) => stdout += text,
      err: (text) => stderr += text,
      isOutTerminal: false,
      isErrTerminal: false,
      isColorRefused: true,
      changeFolder: () => {},
      readVariable: (name) => options.env?.[name] ?? "",
      input: { read: () => Promise.resolve(null) },
      machineFolders: () => [],
    },
    signal: new AbortController().signal,
  });
  return { code, stdout, stderr };
}
