/**
 * Production-readiness gates for engines that call language models.
 *
 * A team points Omega at its engine and learns whether it survives parallel writers, faults and
 * outages, stays inside its budget, and gives results whose spread is bounded; and it gets a pack of
 * evidence that a stranger can check with `unzip`, `sha256sum` and `openssl`.
 *
 * The command line is in `@omega/readiness/cli`; each part can be imported on its own from its
 * sub-path. This module has what belongs to all of them.
 *
 * @module
 */
export * from "./src/budget/mod.ts";
export * from "./src/calibration/mod.ts";
export * from "./src/certificate/mod.ts";
export * from "./src/engine/mod.ts";
export * from "./src/preflight/mod.ts";
export * from "./src/proofpack/mod.ts";
export * from "./src/provider/mod.ts";
export * from "./src/scribe/mod.ts";
export * from "./src/stress/mod.ts";
export { InputError, WorldError } from "./src/internal/errors.ts";
export { type Clock, createVirtualClock, type SleepOptions } from "./src/internal/clock.ts";
export type { BlockingFileHandle, BlockingFiles } from "./src/internal/blocking_files.ts";
export type { Entropy } from "./src/internal/entropy.ts";
export type {
  FileHandle,
  FileKind,
  FileOwner,
  Files,
  FileStat,
  FolderEntry,
  OpenOptions,
} from "./src/internal/files.ts";
export type { Json, JsonObject } from "./src/internal/json.ts";
export { JsonCursor, type NumberRange } from "./src/internal/cursor.ts";
export { type Ports, systemPorts } from "./src/internal/ports.ts";
export { readToolchain, type Toolchain } from "./src/internal/toolchain.ts";
export { VERSION } from "./src/internal/version.ts";
