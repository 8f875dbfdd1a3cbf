/**
 * The ports: the only ways in which logic touches the world.
 *
 * Time, entropy and files come in as a {@linkcode Ports} value, so that a test can hand in a
 * virtual clock or a failing disk, and so that no clock leaks into an artefact.
 *
 * @module
 */
import type { BlockingFiles } from "./blocking_files.ts";
import type { Clock } from "./clock.ts";
import type { Entropy } from "./entropy.ts";
import type { Files } from "./files.ts";
import { systemBlockingFiles } from "./blocking_files.ts";
import { systemClock } from "./clock.ts";
import { systemEntropy } from "./entropy.ts";
import { systemFiles } from "./files.ts";

/** Everything that logic needs from the world. */
export interface Ports {
  /** Wall time, monotonic time and sleep. */
  readonly clock: Clock;
  /** The file system. */
  readonly files: Files;
  /** The same file system by blocking calls; used only beside the `files` that it is the twin of. */
  readonly blockingFiles?: BlockingFiles | undefined;
  /** Unpredictable bytes for temporary names; never used for anything that is reported. */
  readonly entropy: Entropy;
}

/** The ports of the machine that the process runs on. */
export const systemPorts: Ports = {
  clock: systemClock,
  files: systemFiles,
  blockingFiles: systemBlockingFiles,
  entropy: systemEntropy,
};
