import { fromFileUrl } from "@std/path";

/** Longest wait for a registry: an unreachable one must not hold up the tests. */
const DOWNLOAD_TIMEOUT_MS = 20_000;

/**
 * Runs a script that compares with somebody else's program from npm, in a process of its own: what
 * it downloads is no dependency of ours.
 *
 * @param script Name of the script beside the test
 * @param base `import.meta.url` of the test
 * @param input What it reads as JSON on stdin
 * @returns What it wrote as JSON on stdout, null where the package cannot be had
 */
export async function askPeer<T>(script: string, base: string, input: unknown): Promise<T | null> {
  const { stdout, success } = await runWithInput(
    [
      Deno.execPath(),
      "run",
      "--no-config",
      "--no-lock",
      "--no-prompt",
      "--allow-read",
      "--allow-env",
      "--quiet",
      fromFileUrl(new URL(script, base)),
    ],
    input,
  );
  return success ? JSON.parse(stdout) as T : null;
}

/** Runs Python on a script; null where Python or what the script imports is not there. */
export async function askPython<T>(code: string, input: unknown): Promise<T | null> {
  try {
    const { stdout, success } = await runWithInput(["python3", "-c", code], input);
    return success ? JSON.parse(stdout) as T : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function runWithInput(words: readonly string[], input: unknown) {
  const [program, ...args] = words;
  const child = new Deno.Command(program!, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
    signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
  }).spawn();
  const output = child.output();
  try {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(JSON.stringify(input)));
    await writer.close();
  } catch (error) {
    // It ended before it read its input: the exit code says why.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
  const { stdout, success } = await output;
  return { stdout: new TextDecoder().decode(stdout), success };
}

/** Says on the test's output that a comparison was left out, and why. */
export function skipVisibly(what: string): void {
  console.warn(`    SKIPPED: ${what} cannot be had here`);
}
