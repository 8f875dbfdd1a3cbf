import { runOmega } from "../../cli/omega.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { readToolchain } from "../../src/internal/toolchain.ts";
import type { Ended } from "./run_omega.ts";

/**
 * Runs a command line inside of the test process: for what is not about the process, which takes a
 * tenth of a second to start. Relative paths are those of the test process.
 */
export async function runOmegaHere(
  words: readonly string[],
  variables: Readonly<Record<string, string>> = {},
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
      readVariable: (name) => variables[name] ?? "",
      input: { read: () => Promise.resolve(null) },
      machineFolders: () => [],
    },
    signal: new AbortController().signal,
  });
  return { code, stdout, stderr };
}
