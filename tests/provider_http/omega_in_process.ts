/**
 * Runs omega inside of the test process: for command lines that end before anything happens, which
 * are many and would cost a process each.
 *
 * @module
 */
import { runOmega } from "../../cli/omega.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { readToolchain } from "../../src/internal/toolchain.ts";

/** Runs a command line; relative paths are those of the test process. */
export async function runOmegaHere(
  words: readonly string[],
): Promise<{ readonly code: number; readonly stderr: string }> {
  let stderr = "";
  const code = await runOmega(words, {
    ports: systemPorts,
    toolchain: readToolchain(),
    terminal: {
      out: () => {},
      err: (text) => stderr += text,
      isOutTerminal: false,
      isErrTerminal: false,
      isColorRefused: true,
      changeFolder: () => {},
      readVariable: () => "",
      input: { read: () => Promise.resolve(null) },
      machineFolders: () => [],
    },
    signal: new AbortController().signal,
  });
  return { code, stderr };
}
