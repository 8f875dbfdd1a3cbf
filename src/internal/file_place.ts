/**
 * Where a file lies, whatever way its path is spelled, and the names that belong to it.
 *
 * Beside a file `name` lie, while they are needed: `name.lock`, its lock, and
 * `name.<16 hexadecimal digits>.tmp`, its next content. A name of more than 200 bytes leaves no
 * room for that within the 255 bytes of most file systems; `~` and 40 digits of its SHA-256 stand
 * for it then. Both names begin with the same stem, so that a leftover temporary file names the
 * lock that would protect it.
 *
 * @module
 */
import { basename, dirname, join } from "@std/path";
import { FileError, fileErrorOf } from "./file_error.ts";
import type { FileKind } from "./files.ts";
import { sha256Hex } from "./hash.ts";
import { isDeviceName } from "./portable_path.ts";
import type { StepFiles, Steps } from "./steps.ts";
import { step } from "./steps.ts";

/** Longer names are hashed: 200 + 1 + 16 + 4 bytes stay below 255, with room for other endings. */
const STEM_MAX_BYTES = 200;

/** Ending of a lock file's name. */
export const LOCK_ENDING = ".lock";

/** Ending of a temporary file's name. */
export const TEMPORARY_ENDING = ".tmp";

const TEMPORARY_NAME = /^(.+)\.[0-9a-f]{16}\.tmp$/s;

/** A file's place. */
export interface FilePlace {
  /** The path as the caller spelled it, for error texts. */
  readonly spelled: string;
  /** The same file for every spelling: no symbolic link in it. */
  readonly path: string;
  /** The folder that holds it. */
  readonly folder: string;
  /** What the names beside it begin with. */
  readonly stem: string;
  /** What is there, null where nothing is. */
  readonly kind: FileKind | null;
}

// OC-LOCK-1003 impl
/**
 * Finds a file's place. The file itself need not exist, its folder must.
 *
 * @param files Where to look
 * @param path Any spelling; a symbolic link leads to the file that it names
 * @param verb What is going to be done, for the error text
 * @throws {FileError} `ENOENT` without a folder, `EINVAL` for a name that is none everywhere
 */
export function* locateFile(files: StepFiles, path: string, verb: string): Steps<FilePlace> {
  checkName(path, verb);
  try {
    const stat = yield* step(files.lstat(path));
    const kind = stat?.kind ?? null;
    const name = basename(path);
    // "." and ".." and a root have no name of their own in the folder that they seem to lie in.
    if (kind === "symlink" || name === "" || name === "." || name === "..") {
      const real = yield* step(files.realPath(path));
      return placeAt(dirname(real), basename(real), { spelled: path, kind });
    }
    const folder = yield* step(files.realPath(dirname(path)));
    return placeAt(folder, name, { spelled: path, kind });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw missing(path, verb, error);
    throw fileErrorOf(verb, path, error);
  }
}

function checkName(path: string, verb: string): void {
  const fault = path === ""
    ? "an empty path"
    : path.includes("\u0000")
    ? "a NUL character"
    : isDeviceName(basename(path))
    // Refused on every system: what is written here must be readable there.
    ? "the name of a device of Windows"
    : null;
  if (fault === null) return;
  const shown = path.replaceAll("\u0000", "\\0");
  throw new FileError(`Cannot ${verb} "${shown}": wanted a file name, found ${fault}`, {
    path,
    code: "EINVAL",
  });
}

/** Not the file is missing, which would be fine, but what its path or link leads through. */
function missing(path: string, verb: string, cause: Error): FileError {
  return new FileError(
    `Cannot ${verb} "${path}": wanted an existing folder to lead to, found none`,
    { path, cause, code: "ENOENT" },
  );
}

function placeAt(
  folder: string,
  name: string,
  rest: Pick<FilePlace, "spelled" | "kind">,
): FilePlace {
  return { ...rest, folder, path: join(folder, name), stem: stemOf(name) };
}

/** What the names beside a file begin with. */
export function stemOf(name: string): string {
  const isShort = name.length * 3 <= STEM_MAX_BYTES ||
    new TextEncoder().encode(name).length <= STEM_MAX_BYTES;
  return isShort ? name : `~${sha256Hex(name).slice(0, 40)}`;
}

// OC-LOCK-1002 impl
/** Path of a file's lock. */
export function lockPathOf({ folder, stem }: Pick<FilePlace, "folder" | "stem">): string {
  return join(folder, stem + LOCK_ENDING);
}

/** Path of a file's next content; `digits` are 16 hexadecimal ones that nobody else has drawn. */
export function temporaryPathOf(
  { folder, stem }: Pick<FilePlace, "folder" | "stem">,
  digits: string,
): string {
  return join(folder, `${stem}.${digits}${TEMPORARY_ENDING}`);
}

/** The stem in a temporary file's name, null for any other name. */
export function stemOfTemporary(name: string): string | null {
  return TEMPORARY_NAME.exec(name)?.[1] ?? null;
}
