/**
 * Atomic file replacement without a lock: for folders that one process has to itself, and under a
 * lock that is already held.
 *
 * @module
 */
import { systemBlockingFiles } from "../internal/blocking_files.ts";
import type { FileHandle } from "../internal/files.ts";
import { locateFile } from "../internal/file_place.ts";
import { quickFiles } from "../internal/quick_files.ts";
import type { StepFiles, Steps } from "../internal/steps.ts";
import { runSteps, runStepsBlocking, step, writeAllSteps } from "../internal/steps.ts";
import { type Fill, replaceSteps } from "./replace_steps.ts";
import type { ReplaceOptions, ReplaceSettings } from "./write_options.ts";
import { readReplaceOptions } from "./write_options.ts";

/** Bytes, or text as UTF-8. */
export type Content = Uint8Array | string;

/** Writes a file's content piece by piece. */
export type FillFile = (file: FileHandle) => Promise<void>;

/** Content that is there already. */
export function fillWith(content: Content): Fill {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return (file) => writeAllSteps(file, bytes);
}

/** Content that a caller writes. The file is the asynchronous port's own, so it is a `FileHandle`. */
export function fillBy(fill: FillFile): Fill {
  return function* (file) {
    yield* step(fill(file as FileHandle));
  };
}

/** What is written, and how. */
export interface Filling {
  readonly fill: Fill;
  readonly settings: ReplaceSettings;
}

/** Locates and replaces. */
export function* replaceAt(files: StepFiles, path: string, filling: Filling): Steps<void> {
  const { fill, settings: { isDurable, signal, entropy } } = filling;
  const place = yield* locateFile(files, path, "write");
  yield* replaceSteps(place, { files, fill, isDurable, signal, entropy });
}

/**
 * Replaces the content of a file, all or nothing, without taking its lock: the last of several
 * writers wins. Readers and crashes at any instant find the old content or the new one, whole.
 *
 * Needs `--allow-read` and `--allow-write` for the folder of the file.
 *
 * @param path The file; its folder must exist
 * @param content Bytes, or text as UTF-8
 * @param options Durability, signal and ports
 * @throws {FileError} with code and path; the old content is intact and nothing is left beside it
 * @throws the signal's reason when aborted before the rename
 *
 * @example Write into a folder of one's own
 * ```ts
 * import { replaceFile } from "@omega/readiness/cache";
 * import { assertEquals } from "@std/assert";
 *
 * const path = `${await Deno.makeTempDir()}/report.txt`;
 * await replaceFile(path, "whole\n");
 * assertEquals(await Deno.readTextFile(path), "whole\n");
 * ```
 */
export function replaceFile(
  path: string,
  content: Content,
  options: ReplaceOptions = {},
): Promise<void> {
  const settings = readReplaceOptions(options);
  return runSteps(replaceAt(quickFiles(settings), path, { fill: fillWith(content), settings }));
}

/**
 * As {@linkcode replaceFile}, with what `fill` writes: for content that does not fit into memory.
 *
 * @param path The file; its folder must exist
 * @param fill Writes the content; if it throws, nothing is replaced and its error passes through
 * @param options Durability, signal and ports
 * @throws {FileError} with code and path; the old content is intact and nothing is left beside it
 */
export function replaceStream(
  path: string,
  fill: FillFile,
  options: ReplaceOptions = {},
): Promise<void> {
  const settings = readReplaceOptions(options);
  return runSteps(replaceAt(settings.files, path, { fill: fillBy(fill), settings }));
}

/**
 * The blocking twin of {@linkcode replaceFile}.
 *
 * @param path The file; its folder must exist
 * @param content Bytes, or text as UTF-8
 * @param options Durability and ports
 * @throws {FileError} with code and path; the old content is intact and nothing is left beside it
 */
export function replaceFileSync(
  path: string,
  content: Content,
  options: Omit<ReplaceOptions, "signal"> = {},
): void {
  const { blockingFiles: files = systemBlockingFiles } = options;
  const settings = readReplaceOptions({ ...options, files: files.twin, blockingFiles: files });
  runStepsBlocking(replaceAt(files, path, { fill: fillWith(content), settings }));
}
