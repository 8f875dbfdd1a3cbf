import type { PathMatcher } from "./glob.ts";
import { compileGlob } from "./glob.ts";

/** One line of a `.gitignore` file. */
export interface IgnoreRule {
  /** Whether the line takes back what an earlier one ignores (`!`). */
  readonly isNegated: boolean;
  /** Whether it is about folders only (`/` at its end). */
  readonly isFolderOnly: boolean;
  /** Matches paths from the repository's root. */
  readonly matches: PathMatcher;
}

/**
 * Reads a `.gitignore` file, as gitignore(5) describes it.
 *
 * @param text The file
 * @param folder Its folder from the repository's root, "" for the root itself
 */
export function parseGitIgnore(text: string, folder: string): readonly IgnoreRule[] {
  return text.split(/\r?\n/).flatMap((line) => {
    // A blank at the end counts only behind a backslash.
    const trimmed = line.replace(/(?<!\\) +$/, "");
    if (trimmed === "" || trimmed.startsWith("#")) return [];
    const isNegated = trimmed.startsWith("!");
    const body = isNegated ? trimmed.slice(1) : trimmed;
    const isFolderOnly = body.endsWith("/");
    const pattern = isFolderOnly ? body.slice(0, -1) : body;
    if (pattern === "") return [];
    // A slash that is not the last character ties the pattern to the folder of the file.
    const isAnchored = pattern.includes("/");
    const local = pattern.replace(/^\//, "");
    const prefix = folder === "" ? "" : `${escapeGlob(folder)}/`;
    const matches = compileGlob(`${prefix}${isAnchored ? "" : "**/"}${local}`);
    return [{ isNegated, isFolderOnly, matches }];
  });
}

/** Whether the last rule that matches a path ignores it. */
export function isIgnored(
  path: string,
  isFolder: boolean,
  rules: readonly IgnoreRule[],
): boolean {
  const rule = rules.findLast(({ isFolderOnly, matches }) =>
    (isFolder || !isFolderOnly) && matches(path)
  );
  return rule !== undefined && !rule.isNegated;
}

function escapeGlob(path: string): string {
  return path.replace(/[*?[\\]/g, "\\$&");
}
