import { runProcess } from "../engine/run_process.ts";
import type { DoctorCheck, DoctorContext, Finding } from "./check.ts";

/** A program that prints its version and takes longer than this hangs. */
const VERSION_LIMIT_MS = 10_000;

/** A version is one line. */
const OUTPUT_MAX_BYTES = 65_536;

/** What other programs are for. */
type ProgramPurpose = Pick<DoctorCheck, "name" | "code" | "affects">;

/**
 * A check whether a program is installed.
 *
 * @param names Names under which it may be installed, the usual one first
 * @param purpose What it is called and needed for
 */
export function createProgramCheck(
  names: readonly [string, ...string[]],
  purpose: ProgramPurpose,
): DoctorCheck {
  return {
    ...purpose,
    isRequired: false,
    async examine(context) {
      for (const name of names) {
        const finding = await askVersion(name, context);
        if (finding !== null) return finding;
      }
      return { isOk: false, detail: `there is no ${names.join(", ")} on the PATH` };
    },
  };
}

async function askVersion(name: string, context: DoctorContext): Promise<Finding | null> {
  try {
    const { exitCode, stdout } = await runProcess([name, "--version"], {
      input: "",
      timeLimitMs: VERSION_LIMIT_MS,
      stdoutMaxBytes: OUTPUT_MAX_BYTES,
      stderrMaxBytes: OUTPUT_MAX_BYTES,
      clock: context.ports.clock,
      signal: context.signal,
    });
    const [line = ""] = new TextDecoder().decode(stdout).trim().split("\n");
    if (exitCode === 0) return { isOk: true, detail: line };
    return { isOk: false, detail: `"${name} --version" ended with ${exitCode}` };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
