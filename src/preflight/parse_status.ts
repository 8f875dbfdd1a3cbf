/** A file that is not as committed. */
export interface ChangedFile {
  /** Path from the root. */
  readonly path: string;
  /** Two letters of `git status --porcelain=v1`: index and working tree; `??` is untracked. */
  readonly status: string;
}

/**
 * Reads the answer of `git status --porcelain=v1 -z`.
 *
 * @param text The answer
 * @param prefix Path of the root from the top of the repository, with a slash, or nothing; git
 * names files from the top
 * @returns The files in the order of git
 */
export function parseStatus(text: string, prefix = ""): readonly ChangedFile[] {
  const parts = text.split("\0");
  const changed: ChangedFile[] = [];
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!;
    if (part.length < 4) continue;
    const status = part.slice(0, 2);
    const path = part.slice(3);
    changed.push({ status, path: path.startsWith(prefix) ? path.slice(prefix.length) : path });
    // The name that a renamed or copied file had before follows as a part of its own.
    if (/[RC]/.test(status)) index += 1;
  }
  return changed;
}
