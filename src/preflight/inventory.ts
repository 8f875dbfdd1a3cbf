import { join } from "@std/path";
import { reasonOf, WorldError } from "../internal/errors.ts";
import type { Files } from "../internal/files.ts";
import { createSha256 } from "../internal/hash.ts";
import type { Problem } from "./problem.ts";

/** A critical file as it is. */
export interface InventoryItem {
  /** Path from the root. */
  readonly path: string;
  /** Size in bytes. */
  readonly size: number;
  /** Lower-case hexadecimal SHA-256 of the file in the working tree. */
  readonly sha256: string;
  /** Object id of the file in the commit; null where the commit does not have it. */
  readonly gitBlob: string | null;
}

/** Read at a time. */
const CHUNK_BYTES = 256 * 1024;

// OC-PREFLIGHT-7003 impl
/**
 * Takes the inventory of critical files.
 *
 * @param paths The files, from the root
 * @param source The root, what the commit has, and where to read
 * @returns What is there, and a problem for each that is not, or not committed
 * @throws {WorldError} if a file is there and cannot be read
 */
export async function takeInventory(
  paths: readonly string[],
  { root, blobs, files }: {
    readonly root: string;
    readonly blobs: ReadonlyMap<string, string>;
    readonly files: Files;
  },
): Promise<{ readonly items: readonly InventoryItem[]; readonly problems: readonly Problem[] }> {
  const items: InventoryItem[] = [];
  const problems: Problem[] = [];
  for (const path of paths) {
    const content = await digestFile(join(root, path), files);
    if (content === null) {
      const message = `Critical file "${path}" is not there`;
      problems.push({ code: "CRITICAL_FILE_MISSING", message, path });
      continue;
    }
    const gitBlob = blobs.get(path) ?? null;
    items.push({ path, ...content, gitBlob });
    if (gitBlob !== null) continue;
    const message = `Critical file "${path}" is not in the commit`;
    problems.push({ code: "CRITICAL_FILE_UNTRACKED", message, path });
  }
  return { items, problems };
}

async function digestFile(
  path: string,
  files: Files,
): Promise<{ readonly size: number; readonly sha256: string } | null> {
  try {
    if ((await files.stat(path))?.kind !== "file") return null;
    using file = await files.open(path, { read: true });
    const hash = createSha256();
    const buffer = new Uint8Array(CHUNK_BYTES);
    let size = 0;
    for (;;) {
      const count = await file.read(buffer);
      if (count === null) return { size, sha256: hash.hex() };
      hash.update(buffer.subarray(0, count));
      size += count;
    }
  } catch (error) {
    throw new WorldError(`Cannot read "${path}": ${reasonOf(error)}`, { cause: error });
  }
}
