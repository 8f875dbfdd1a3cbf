import type { Entropy } from "../internal/entropy.ts";
import { systemEntropy } from "../internal/entropy.ts";
import type { BlockingFiles } from "../internal/blocking_files.ts";
import type { Files } from "../internal/files.ts";
import { systemPorts } from "../internal/ports.ts";
import type { LockOptions } from "../lock/lock_options.ts";

/** Options of a replacement without a lock; a `Ports` value is one. */
export interface ReplaceOptions {
  /**
   * Whether to wait until the content, and after the rename its name, are on the device. Without it
   * a crash of the machine, not of the process, may lose the new content. @default true
   */
  readonly isDurable?: boolean | undefined;
  /** Ends the replacement before its rename; the promise rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
  /** Where to write. @default the machine's file system */
  readonly files?: Files | undefined;
  /** Its blocking twin. @default the machine's, where `files` is not given */
  readonly blockingFiles?: BlockingFiles | undefined;
  /** What names temporary files. @default the system's */
  readonly entropy?: Entropy | undefined;
}

/** Options of an atomic write: those of the replacement and those of the lock around it. */
export type WriteOptions = ReplaceOptions & Omit<LockOptions, "mode">;

/** What a replacement works with. */
export interface ReplaceSettings {
  readonly isDurable: boolean;
  readonly signal: AbortSignal | undefined;
  readonly files: Files;
  readonly blockingFiles: BlockingFiles | undefined;
  readonly entropy: Entropy;
}

// OC-CACHE-1505 impl
/** Fills in the defaults. */
export function readReplaceOptions(options: ReplaceOptions): ReplaceSettings {
  const { isDurable = true, signal, files = systemPorts.files, entropy = systemEntropy } = options;
  const blockingFiles = options.blockingFiles ??
    (options.files === undefined ? systemPorts.blockingFiles : undefined);
  return { isDurable, signal, files, blockingFiles, entropy };
}
