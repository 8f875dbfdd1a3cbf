/**
 * Atomic file replacement.
 *
 * Invariant: at every instant, and after a crash at any instant, the target is the old content or
 * the new one, whole. Order of steps: exclusive temporary file beside the target, all bytes,
 * fsync, mode of the old file, rename, fsync of the folder. A failed fsync never renames: the
 * kernel may have dropped the dirty pages, and a second fsync on that handle would report success
 * for data that is gone. Whatever fails, the temporary file is removed.
 *
 * @module
 */
import { dirname } from "@std/path";
import { InputError, reasonOf, WorldError } from "../internal/errors.ts";
import type { FileHandle } from "../internal/files.ts";
import { writeAll } from "../internal/files.ts";
import type { Ports } from "../internal/ports.ts";

/** What the ports must have for an atomic write. */
export type WritePorts = Pick<Ports, "files" | "entropy">;

/**
 * Replaces the content of a file, all or nothing.
 *
 * @param path The file; its folder must exist
 * @param content Bytes, or text as UTF-8
 * @param ports Where to write
 * @throws {WorldError} naming the path; the old content is intact and nothing is left beside it
 */
export function atomicWriteFile(
  path: string,
  content: Uint8Array | string,
  ports: WritePorts,
): Promise<void> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return atomicWriteStream(path, (file) => writeAll(file, bytes), ports);
}

/**
 * Replaces the content of a file, all or nothing, with what `fill` writes: for content that does
 * not fit into memory.
 *
 * @param path The file; its folder must exist
 * @param fill Writes the content; if it throws, nothing is replaced
 * @param ports Where to write
 * @throws {WorldError} naming the path; an {@linkcode InputError} of `fill` passes through unchanged
 */
export async function atomicWriteStream(
  path: string,
  fill: (file: FileHandle) => Promise<void>,
  { files, entropy }: WritePorts,
): Promise<void> {
  const temporary = `${path}.${entropy.hex(8)}.tmp`;
  let isCreated = false;
  try {
    const old = await files.stat(path);
    {
      using file = await files.open(temporary, { write: true, createNew: true });
      isCreated = true;
      await fill(file);
      await file.sync();
    }
    if (old !== null && old.mode !== null) await files.changeMode(temporary, old.mode & 0o7777);
    await files.rename(temporary, path);
    isCreated = false;
    await files.syncFolder(dirname(path));
  } catch (error) {
    if (isCreated) await files.removeFile(temporary);
    if (error instanceof WorldError || error instanceof InputError) throw error;
    throw new WorldError(`Cannot write "${path}": ${reasonOf(error)}`, { cause: error });
  }
}
