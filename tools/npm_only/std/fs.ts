/**
 * The part of `@std/fs` that this project uses. No npm package holds @std's own file functions, so
 * these few lines are ours; names, options, results and errors follow `@std/fs` 1.0.
 */

import { basename, fromFileUrl, join, normalize } from "./path.ts";

/** One entry that `walk` yields. */
export interface WalkEntry extends Deno.DirEntry {
  path: string;
}

/** Options of `walk`. */
export interface WalkOptions {
  maxDepth?: number;
  includeFiles?: boolean;
  includeDirs?: boolean;
  includeSymlinks?: boolean;
  followSymlinks?: boolean;
  canonicalize?: boolean;
  exts?: string[];
  match?: RegExp[];
  skip?: RegExp[];
}

/** Options of `exists`. */
export interface ExistsOptions {
  isReadable?: boolean;
  isDirectory?: boolean;
  isFile?: boolean;
}

function toPath(path: string | URL): string {
  return path instanceof URL ? fromFileUrl(path) : path;
}

function isWanted(path: string, exts?: string[], match?: RegExp[], skip?: RegExp[]): boolean {
  if (exts && !exts.some((ext) => path.endsWith(ext))) return false;
  if (match && !match.some((pattern) => path.match(pattern))) return false;
  return !skip?.some((pattern) => path.match(pattern));
}

/** Yields what lies under `root`, the root itself first, in the order the system lists it. */
export async function* walk(
  root: string | URL,
  options: WalkOptions = {},
): AsyncIterableIterator<WalkEntry> {
  const {
    maxDepth = Infinity,
    includeFiles = true,
    includeDirs = true,
    includeSymlinks = true,
    followSymlinks = false,
    canonicalize = true,
    match,
    skip,
  } = options;
  // `@std/fs` accepts extensions with and without their dot.
  const exts = options.exts?.map((ext) => ext.startsWith(".") ? ext : `.${ext}`);
  if (maxDepth < 0) return;

  const top = normalize(toPath(root));
  if (includeDirs && isWanted(top, exts, match, skip)) {
    const { isFile, isDirectory, isSymlink } = await Deno.stat(top);
    yield { path: top, name: basename(top), isFile, isDirectory, isSymlink };
  }
  if (maxDepth < 1 || !isWanted(top, undefined, undefined, skip)) return;

  for await (const entry of Deno.readDir(top)) {
    let path = join(top, entry.name);
    let { isDirectory, isSymlink } = entry;
    if (isSymlink) {
      if (!followSymlinks) {
        if (includeSymlinks && isWanted(path, exts, match, skip)) yield { path, ...entry };
        continue;
      }
      const realPath = await Deno.realPath(path);
      if (canonicalize) path = realPath;
      ({ isDirectory, isSymlink } = await Deno.lstat(realPath));
    }
    if (isSymlink || isDirectory) {
      yield* walk(path, { ...options, maxDepth: maxDepth - 1 });
    } else if (includeFiles && isWanted(path, exts, match, skip)) {
      yield { path, ...entry };
    }
  }
}

function requireDirectory(info: Deno.FileInfo): void {
  if (info.isDirectory) return;
  const found = info.isFile ? "file" : info.isSymlink ? "symlink" : "undefined";
  throw new Error(`Failed to ensure directory exists: expected 'dir', got '${found}'`);
}

/** Makes the folder and those above it, unless they are there. */
export async function ensureDir(dir: string | URL): Promise<void> {
  try {
    return requireDirectory(await Deno.stat(dir));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  try {
    await Deno.mkdir(dir, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    requireDirectory(await Deno.stat(dir));
  }
}

/** Removes what the folder holds, and makes the folder if it is missing. */
export async function emptyDir(dir: string | URL): Promise<void> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(dir));
    await Promise.all(
      entries.map(({ name }) => Deno.remove(join(toPath(dir), name), { recursive: true })),
    );
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    await Deno.mkdir(dir, { recursive: true });
  }
}

function mayRead({ mode, uid, gid }: Deno.FileInfo): boolean {
  if (mode === null) return true;
  if (Deno.uid() === uid) return (mode & 0o400) !== 0;
  if (Deno.gid() === gid) return (mode & 0o040) !== 0;
  return (mode & 0o004) !== 0;
}

/** Tells whether the path exists, and is of the kind asked for. */
export async function exists(path: string | URL, options: ExistsOptions = {}): Promise<boolean> {
  const { isReadable = false, isDirectory = false, isFile = false } = options;
  try {
    const info = await Deno.stat(path);
    if (isDirectory && isFile) {
      throw new TypeError(
        "ExistsOptions.options.isDirectory and ExistsOptions.options.isFile must not be true together",
      );
    }
    if ((isDirectory && !info.isDirectory) || (isFile && !info.isFile)) return false;
    return !isReadable || mayRead(info);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    if (error instanceof Deno.errors.PermissionDenied) {
      // The path is there, only its details may not be read: as `@std/fs` answers.
      const state = await Deno.permissions.query({ name: "read", path });
      if (state.state === "granted") return !isReadable;
    }
    throw error;
  }
}
