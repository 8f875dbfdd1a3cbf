import { join } from "@std/path";
import { reasonOf, WorldError } from "../internal/errors.ts";
import type { FileKind, Files, FolderEntry } from "../internal/files.ts";
import { findNameCollisions } from "./name_collision.ts";
import { compareNames, findNameFault } from "../internal/portable_path.ts";
import type { Violation } from "./violation.ts";
import { quoteValue, VIOLATION_MAX_COUNT } from "./violation.ts";

/** More files than this are refused: the lists of a pack are held in memory. */
export const FILE_MAX_COUNT = 250_000;

/** The files of a folder. */
export interface FolderListing {
  /** Paths from the folder, with forward slashes, in the order of a pack. */
  readonly paths: readonly string[];
  /** Names that cannot be packed, and what is neither a file nor a folder. */
  readonly violations: readonly Violation[];
}

/**
 * Lists the files of a folder and of the folders below it, and checks their names. Symbolic links
 * are never followed. A folder without files leaves no trace: neither archives nor checksum lists
 * hold folders.
 *
 * @param folder The folder
 * @param files Where it is; needs `--allow-read`
 * @throws {WorldError} if a folder cannot be read
 */
export async function listFolder(folder: string, files: Files): Promise<FolderListing> {
  const paths: string[] = [];
  const violations: Violation[] = [];
  // A folder is listed only if its name is good, so its path and the depth are bounded.
  const pending = [""];
  while (pending.length > 0 && violations.length < VIOLATION_MAX_COUNT) {
    const prefix = pending.pop()!;
    for (const { name, kind } of await readFolder(join(folder, prefix), files)) {
      const path = prefix + name;
      const violation = checkEntry(path, kind);
      if (violation !== null) violations.push(violation);
      else if (kind === "directory") pending.push(`${path}/`);
      else paths.push(path);
    }
    if (paths.length > FILE_MAX_COUNT) {
      const message = `Cannot pack the folder: wanted at most ${FILE_MAX_COUNT} files, found more`;
      return { paths: [], violations: [{ code: "TOO_LARGE", message }] };
    }
  }
  return { paths: paths.sort(compareNames), violations: sortByPath(violations) };
}

async function readFolder(path: string, files: Files): Promise<readonly FolderEntry[]> {
  try {
    return await files.list(path);
  } catch (error) {
    throw new WorldError(`Cannot read "${path}": ${reasonOf(error)}`, { cause: error });
  }
}

const KIND_TEXTS = {
  symlink: "a symbolic link",
  other: "a device, socket or pipe",
} as const satisfies Partial<Record<FileKind, string>>;

// OC-PACK-6103 impl
function checkEntry(path: string, kind: FileKind): Violation | null {
  const fault = findNameFault(path);
  if (fault !== null) return badName(path, fault);
  if (kind === "file" || kind === "directory") return null;
  const message = `Cannot pack ${quoteValue(path)}: wanted a file, found ${KIND_TEXTS[kind]}`;
  return { code: "NOT_A_FILE", message, path };
}

/** The violation for a name that has a fault. */
export function badName(path: string, fault: string): Violation {
  const message = `Cannot accept the name ${quoteValue(path)}: ` +
    `wanted one that every reader takes alike, found ${fault}`;
  return { code: "BAD_NAME", message, path: path.toWellFormed() };
}

/** The violations for names that collide with another. */
export function checkCollisions(paths: Iterable<string>): readonly Violation[] {
  return findNameCollisions(paths).map(({ path, other }) => ({
    code: "NAME_COLLISION",
    message: `Cannot accept the name ${quoteValue(path)}: ` +
      `some file systems take it and ${quoteValue(other)} for one`,
    path,
  }));
}

function sortByPath(violations: readonly Violation[]): readonly Violation[] {
  return violations.toSorted((a, b) => compareNames(a.path ?? "", b.path ?? ""));
}
