import { join } from "@std/path";
import type { Files } from "../internal/files.ts";
import { InputError } from "../internal/errors.ts";
import { readInputBytes } from "../internal/read_file.ts";
import { compareText } from "./compare_text.ts";
import { askGit } from "./git.ts";
import { type IgnoreRule, isIgnored, parseGitIgnore } from "./git_ignore.ts";

/** Folders nest no deeper, or a loop of links has been walked into. */
const DEPTH_MAX = 100;

/** The files of a repository. */
export interface FileList {
  /** Paths from the root, with slashes, sorted by UTF-16 code unit. */
  readonly paths: readonly string[];
  /** Those of them that are symbolic links. */
  readonly links: ReadonlySet<string>;
  /** Who was asked: git, or the folders themselves. */
  readonly source: "git" | "folders";
}

/** What git says about a folder. */
export interface GitAnswer {
  /** Paths from the folder that was asked about. */
  readonly paths: readonly string[];
  /** Those of them that are symbolic links. */
  readonly links: readonly string[];
}

/** Lists files by git: null where the folder is in no repository or there is no git. */
export type ListByGit = (root: string) => Promise<GitAnswer | null>;

/** How git marks a symbolic link in its index. */
const LINK_MODE = "120000";

/** Asks git for the files that it tracks or would track, without those that were deleted. */
export async function listByGit(root: string): Promise<GitAnswer | null> {
  const [tracked, others, deleted] = await Promise.all([
    askGit(root, ["ls-files", "-z", "--cached", "--stage"]),
    askGit(root, ["ls-files", "-z", "--others", "--exclude-standard"]),
    askGit(root, ["ls-files", "-z", "--deleted"]),
  ]);
  if (tracked === null || others === null || deleted === null) return null;
  const gone = new Set(deleted);
  const links: string[] = [];
  const paths = [...others];
  for (const entry of tracked) {
    // <mode> <object> <stage> TAB <path>
    const path = entry.slice(entry.indexOf("\t") + 1);
    if (gone.has(path)) continue;
    paths.push(path);
    if (entry.startsWith(LINK_MODE)) links.push(path);
  }
  return { paths, links };
}

/** Options of {@linkcode listFiles}. */
export interface ListOptions {
  /** How to ask git. @default by running `git` */
  readonly git?: ListByGit;
}

/**
 * Lists the files of a repository that are not ignored: by git where there is one, else by walking
 * the folders under the rules of their `.gitignore` files. Symbolic links are listed and not
 * followed; `.git` is left out.
 *
 * @param root The repository's root folder
 * @param files The file system
 * @param options How to ask git
 * @throws {InputError} if the root is no folder
 */
export async function listFiles(
  root: string,
  files: Files,
  options: ListOptions = {},
): Promise<FileList> {
  const { git = listByGit } = options;
  const stat = await files.stat(root);
  if (stat?.kind !== "directory") {
    const found = stat?.kind ?? "nothing";
    throw new InputError(`Cannot read repository "${root}": wanted a folder, found ${found}`);
  }
  const fromGit = await git(root);
  if (fromGit !== null) {
    const paths = [...new Set(fromGit.paths)].sort(compareText);
    return { paths, links: new Set(fromGit.links), source: "git" };
  }
  const paths: string[] = [];
  const links = new Set<string>();
  await walk("", [], { root, files, paths, links, depth: 0 });
  return { paths: paths.sort(compareText), links, source: "folders" };
}

interface Walk {
  readonly root: string;
  readonly files: Files;
  readonly paths: string[];
  readonly links: Set<string>;
  readonly depth: number;
}

async function walk(folder: string, outer: readonly IgnoreRule[], walked: Walk): Promise<void> {
  const { root, files, paths, links, depth } = walked;
  if (depth > DEPTH_MAX) {
    throw new InputError(`Cannot list "${folder}": wanted at most ${DEPTH_MAX} levels, found more`);
  }
  const entries = await files.list(join(root, folder));
  const rules = [...outer];
  if (entries.some(({ name, kind }) => name === ".gitignore" && kind === "file")) {
    const bytes = await readInputBytes(files, join(root, folder, ".gitignore"));
    rules.push(...parseGitIgnore(new TextDecoder().decode(bytes), folder));
  }
  for (const { name, kind } of entries) {
    const path = folder === "" ? name : `${folder}/${name}`;
    const isFolder = kind === "directory";
    if (name === ".git" || kind === "other" || isIgnored(path, isFolder, rules)) continue;
    if (isFolder) await walk(path, rules, { ...walked, depth: depth + 1 });
    else paths.push(path);
    if (kind === "symlink") links.add(path);
  }
}
