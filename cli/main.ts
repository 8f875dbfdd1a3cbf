/**
 * The `omega` command. This file alone touches the process: arguments, streams, signals, exit.
 *
 * @example Show the help
 * ```sh
 * deno run --allow-read --allow-write jsr:@omega/readiness/cli --help
 * ```
 *
 * @module
 */
import { systemPorts } from "../src/internal/ports.ts";
import { readToolchain } from "../src/internal/toolchain.ts";
import { Interruption, runOmega } from "./omega.ts";

/** Writes all of the text; a reader that has gone away is no error of ours. */
function writeText(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let written = 0; written < bytes.length;) {
      written += stream.writeSync(bytes.subarray(written));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** Aborts on the first signal; a second one ends the process at once. */
function listenForSignals(interruption: AbortController): void {
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    // Windows knows no SIGTERM.
    if (Deno.build.os === "windows" && name === "SIGTERM") continue;
    Deno.addSignalListener(name, () => {
      const reason = new Interruption(name);
      if (interruption.signal.aborted) Deno.exit(reason.exitCode);
      interruption.abort(reason);
    });
  }
}

/** NO_COLOR counts when it is set and not empty. Without permission to ask it is not set. */
function isColorRefused(): boolean {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "NO_COLOR" });
  return state === "granted" && (Deno.env.get("NO_COLOR") ?? "") !== "";
}

if (import.meta.main) {
  const interruption = new AbortController();
  listenForSignals(interruption);
  Deno.exit(
    await runOmega(Deno.args, {
      ports: systemPorts,
      toolchain: readToolchain(),
      terminal: {
        out: (text) => writeText(Deno.stdout, text),
        err: (text) => writeText(Deno.stderr, text),
        isOutTerminal: Deno.stdout.isTerminal(),
        isErrTerminal: Deno.stderr.isTerminal(),
        isColorRefused: isColorRefused(),
        changeFolder: (path) => Deno.chdir(path),
      },
      signal: interruption.signal,
    }),
  );
}
