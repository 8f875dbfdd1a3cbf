/** What a child process took. */
export interface ProcessMeasure {
  /** Wall time in milliseconds, from start to exit. */
  readonly wallMs: number;
  /** Peak resident memory in MiB; null where the system does not tell. */
  readonly peakMemoryMiB: number | null;
}

/** Between two looks at the child's memory; the kernel keeps the peak, so none is missed. */
const POLL_INTERVAL_MS = 20;

/**
 * Runs a command to its end and measures it.
 *
 * @param command Program and arguments
 * @param codes Exit codes that are an answer. @default 0 alone
 * @throws {Error} if it exits with another one, with its stderr
 */
export async function measureProcess(
  command: readonly string[],
  codes: readonly number[] = [0],
): Promise<ProcessMeasure> {
  const [program, ...args] = command;
  const startMs = performance.now();
  const child = new Deno.Command(program!, { args, stdout: "null", stderr: "piped" }).spawn();
  let peakMemoryMiB: number | null = null;
  const timer = setInterval(() => {
    peakMemoryMiB = readPeakMemory(child.pid) ?? peakMemoryMiB;
  }, POLL_INTERVAL_MS);
  try {
    const { code, stderr } = await child.output();
    const wallMs = performance.now() - startMs;
    if (!codes.includes(code)) {
      throw new Error(`${command.join(" ")} ended ${code}: ${new TextDecoder().decode(stderr)}`);
    }
    return { wallMs, peakMemoryMiB };
  } finally {
    clearInterval(timer);
  }
}

/** VmHWM of Linux's /proc (which Deno reads with --allow-all only): the child's peak so far. */
function readPeakMemory(pid: number): number | null {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    const match = /^VmHWM:\s+(\d+) kB$/m.exec(status);
    return match === null ? null : Number(match[1]) / 1024;
  } catch (error) {
    // The process ended between two looks, or this system has no /proc.
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
