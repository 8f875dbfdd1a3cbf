import { reasonOf, systemCode, WorldError } from "./errors.ts";

/**
 * A file could not be read, written or locked: {@linkcode WorldError} with the path.
 *
 * `code` is the system's name of the condition, also where we found it before the system did:
 * `ENOENT` the folder is missing, `ENOTDIR` it is no folder, `EISDIR` the file is a folder, `ELOOP`
 * it is a symbolic link, `ENAMETOOLONG`, `EINVAL` a name that is none everywhere, `EACCES`, `EPERM`
 * and `EROFS` not allowed, `ENOSPC` full, `EIO` broken.
 */
export class FileError extends WorldError {
  /** Name of the class. */
  override readonly name: string = "FileError";
  /** The file that the operation was about, as the caller spelled it. */
  readonly path: string;

  /**
   * Takes the code of the cause where it has one.
   *
   * @param message One sentence that names what could not be done, the path and why
   * @param options `path` as the caller spelled it; `code` where the cause has none
   */
  constructor(
    message: string,
    options: ErrorOptions & { readonly path: string; readonly code?: string },
  ) {
    super(message, options);
    this.path = options.path;
  }
}

/** How all systems name their conditions. */
const SYSTEM_CODE = /^E[A-Z0-9]+$/;

/** How the runtime ends the text of a condition that it has no name for, such as EFBIG. */
const SYSTEM_TEXT = /\(os error \d+\)$/;

/**
 * What is thrown for a failed file operation: a {@linkcode FileError} for what the system reported.
 * Our own errors, a caller's, and a missing permission, whose text names the flag to add, pass
 * through.
 *
 * @param verb What could not be done, such as `write`
 * @param path The file, as the caller spelled it
 * @param error What was thrown
 */
export function fileErrorOf(verb: string, path: string, error: unknown): unknown {
  if (error instanceof WorldError) return error;
  const isSystemError = SYSTEM_CODE.test(systemCode(error) ?? "") ||
    (error instanceof Error && SYSTEM_TEXT.test(error.message));
  if (!isSystemError) return error;
  return new FileError(`Cannot ${verb} "${path}": ${reasonOf(error)}`, { path, cause: error });
}
