import type { Clock } from "../internal/clock.ts";
import { systemClock } from "../internal/clock.ts";
import type { LockMode } from "../internal/files.ts";
import type { Ports } from "../internal/ports.ts";
import { systemPorts } from "../internal/ports.ts";

/** Options of the lock functions. The names of the calibration's limits stand behind. */
export interface LockOptions extends Partial<Ports> {
  /** How long to wait for the lock, in ms (`LOCK_TIMEOUT_MS`). @default 10_000 */
  readonly timeoutMs?: number | undefined;
  /** The longest wait between two attempts, in ms (`LOCK_SPIN_MS`). @default 50 */
  readonly spinMs?: number | undefined;
  /**
   * On a file system without locks only: a holder that gave no sign of life for so long is dead,
   * in ms (`LOCK_STALE_MS`). A takeover also takes a fifth of it to watch; a shorter `timeoutMs`
   * never takes over. @default 30_000
   */
  readonly staleMs?: number | undefined;
  /** Whether others may hold it at the same time if they too ask for a shared one. @default "exclusive" */
  readonly mode?: LockMode | undefined;
  /** What the holder does, for the error texts of those who wait; cut at 100 characters. @default "" */
  readonly purpose?: string | undefined;
  /** Ends the wait at once; the promise rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
}

/** The options with their defaults. */
export interface LockSettings extends Ports {
  readonly timeoutMs: number;
  readonly spinMs: number;
  readonly staleMs: number;
  readonly mode: LockMode;
  readonly purpose: string;
  readonly signal: AbortSignal | undefined;
}

// OC-LOCK-1013 impl
/**
 * Fills in the defaults and checks.
 *
 * @throws {RangeError} for a limit that is no positive number
 */
export function readLockOptions(path: string, options: LockOptions): LockSettings {
  const { timeoutMs = 10_000, spinMs = 50, staleMs = 30_000 } = options;
  for (const [name, value] of Object.entries({ timeoutMs, spinMs, staleMs })) {
    if (!(value > 0)) {
      throw new RangeError(`Cannot lock "${path}": ${name} must be > 0, got ${value}`);
    }
  }
  const { mode = "exclusive", purpose = "", signal, files = systemPorts.files } = options;
  const { entropy = systemPorts.entropy } = options;
  const blockingFiles = options.blockingFiles ??
    (options.files === undefined ? systemPorts.blockingFiles : undefined);
  return {
    ...{ timeoutMs, spinMs, staleMs, mode, purpose, signal },
    ...{ files, blockingFiles, entropy, clock: realClock(options.clock) },
  };
}

// OC-LOCK-1012 impl
/**
 * Other processes hold the lock in real time: a virtual clock would jump over any deadline while
 * they do, so the machine's takes its place.
 */
function realClock(clock: Clock | undefined): Clock {
  return clock === undefined || clock.kind === "virtual" ? systemClock : clock;
}
