/** What {@linkcode runInterruptibly} uses of the process. */
export interface SignalPorts {
  /** Calls the listener at each signal until the returned function is called. */
  readonly listen: (signal: "SIGINT" | "SIGTERM", listener: () => void) => () => void;
  /** Ends the process. */
  readonly exit: (code: number) => never;
}

/** The process's own signals. */
const processSignals: SignalPorts = {
  listen(signal, listener) {
    // Windows knows no SIGTERM.
    if (Deno.build.os === "windows" && signal === "SIGTERM") return () => {};
    Deno.addSignalListener(signal, listener);
    return () => Deno.removeSignalListener(signal, listener);
  },
  exit: (code) => Deno.exit(code),
};

/** Why the signal that `body` got was aborted. */
export class InterruptedError extends Error {
  /** Name of the class. */
  override readonly name = "InterruptedError";
  /** Stable code for programs. */
  readonly code = "INTERRUPTED";
  /** What the shell convention makes of the signal: 130 for SIGINT, 143 for SIGTERM. */
  readonly exitCode: number;

  /**
   * Composes the message.
   *
   * @param signal Which signal came
   */
  constructor(signal: "SIGINT" | "SIGTERM") {
    super(`interrupted by ${signal}`);
    this.exitCode = signal === "SIGINT" ? 130 : 143;
  }
}

// OC-LOCK-1006, OC-LOCK-1015 impl
/**
 * Runs `body` so that SIGINT and SIGTERM release its locks and remove its temporary files: the first
 * one aborts the signal that `body` gets, and when `body` has ended, by whatever way, the process
 * exits with 130 or 143. A second one exits at once; the system then frees the locks, and
 * temporary files are left to `sweep`.
 *
 * Nothing else in this package listens for signals: a library that did would take the decision
 * away from the program.
 *
 * @param body Hands its signal to what it waits for, and holds leases with `await using`
 * @param ports The process's own signals when absent
 * @returns What `body` returns, where no signal came
 * @throws what `body` throws, where no signal came
 *
 * @example Hold a lock in a program that may be interrupted
 * ```ts
 * import { acquireLock, runInterruptibly } from "@omega/readiness/lock";
 *
 * const path = await Deno.makeTempFile();
 * await runInterruptibly(async (signal) => {
 *   await using _lease = await acquireLock(path, { signal });
 * });
 * ```
 */
export async function runInterruptibly<T>(
  body: (signal: AbortSignal) => Promise<T>,
  ports: SignalPorts = processSignals,
): Promise<T> {
  const interruption = new AbortController();
  const stops = (["SIGINT", "SIGTERM"] as const).map((name) =>
    ports.listen(name, () => {
      const reason = new InterruptedError(name);
      if (interruption.signal.aborted) ports.exit(reason.exitCode);
      interruption.abort(reason);
    })
  );
  try {
    return await body(interruption.signal);
  } finally {
    for (const stop of stops) stop();
    const { aborted, reason } = interruption.signal;
    if (aborted) ports.exit((reason as InterruptedError).exitCode);
  }
}
