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
import { reasonOf, WorldError } from "../src/internal/errors.ts";
import { systemPorts } from "../src/internal/ports.ts";
import { readToolchain } from "../src/internal/toolchain.ts";
import { Interruption, runOmega } from "./omega.ts";

/**
 * Writes all of the text; a reader that has gone away is no error of ours.
 *
 * @throws {WorldError} if it cannot be written, as on a full disk
 */
function writeText(name: "stdout" | "stderr", text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let written = 0; written < bytes.length;) {
      written += Deno[name].writeSync(bytes.subarray(written));
    }
  } catch (error) {
    // OC-CLI-9106 impl
    if (error instanceof Deno.errors.BrokenPipe) return;
    // OC-CLI-9108 impl
    throw new WorldError(`Cannot write to ${name}: ${reasonOf(error)}`, { cause: error });
  }
}

// OC-CLI-9107 impl
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

/** A variable of the environment; without permission to read it, it is as good as not set. */
function readVariable(variable: string): string {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? Deno.env.get(variable) ?? "" : "";
}

/** The variables that name the user's home and the folder for temporary files on all systems. */
const FOLDER_VARIABLES = ["HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"];

function listMachineFolders(): readonly string[] {
  return [Deno.cwd(), ...FOLDER_VARIABLES.map(readVariable)].filter((folder) => folder !== "");
}

/** How long what is still open, such as an idle connection, may hold the process up. */
const LINGER_MS = 100;

/**
 * Ends the process with an exit code. It ends by itself if it can: only then does the runtime keep
 * what it compiled, without which every start takes half as long again.
 */
function end(exitCode: number, { isForced }: { readonly isForced: boolean }): void {
  if (isForced) Deno.exit(exitCode);
  Deno.exitCode = exitCode;
  Deno.unrefTimer(setTimeout(() => Deno.exit(exitCode), LINGER_MS));
}

if (import.meta.main) {
  const interruption = new AbortController();
  listenForSignals(interruption);
  const exitCode = await runOmega(Deno.args, {
    ports: systemPorts,
    toolchain: readToolchain(),
    terminal: {
      out: (text) => writeText("stdout", text),
      err: (text) => writeText("stderr", text),
      isOutTerminal: Deno.stdout.isTerminal(),
      isErrTerminal: Deno.stderr.isTerminal(),
      isColorRefused: readVariable("NO_COLOR") !== "",
      changeFolder: (path) => Deno.chdir(path),
      readVariable,
      input: { read: (buffer) => Deno.stdin.read(buffer) },
      machineFolders: listMachineFolders,
    },
    signal: interruption.signal,
  });
  end(exitCode, { isForced: interruption.signal.aborted });
}
