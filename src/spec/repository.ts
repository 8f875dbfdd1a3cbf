import { join } from "@std/path";
import { InputError, reasonOf, WorldError } from "../internal/errors.ts";
import type { Files } from "../internal/files.ts";
import type { Ports } from "../internal/ports.ts";
import { quickFiles } from "../internal/quick_files.ts";
import type { StepFiles, StepHandle } from "../internal/steps.ts";
import { INPUT_MAX_BYTES } from "../internal/read_file.ts";
import { shareOut } from "../internal/share_out.ts";
import { listFiles, type ListOptions } from "./list_files.ts";

/**
 * Files being read at once. More than a few keep a second core busy with the system calls; many
 * more only hold memory.
 */
const READERS = 16;

/** First read of each file; most are smaller, so that two calls read them. */
const BUFFER_BYTES = 64 * 1024;

/** What the ports must have for reading a repository. */
export type ReadPorts = Pick<Ports, "files" | "blockingFiles">;

/** The files of a repository, listed once. */
export interface Repository {
  /** Path of the root folder on this machine; never part of an output. */
  readonly root: string;
  /** The file system. */
  readonly files: Files;
  /** Its blocking twin, with which small files are read ten times as fast. */
  readonly blockingFiles?: Ports["blockingFiles"];
  /** Paths from the root, with slashes, sorted by UTF-16 code unit. */
  readonly paths: readonly string[];
  /** Those of them that are symbolic links. */
  readonly links: ReadonlySet<string>;
  /** Who listed them. */
  readonly source: "git" | "folders";
}

/**
 * Lists the files of a repository.
 *
 * @throws {InputError} if the root is no folder
 */
export async function openRepository(
  root: string,
  { files, blockingFiles }: ReadPorts,
  options: ListOptions = {},
): Promise<Repository> {
  return { root, files, blockingFiles, ...await listFiles(root, files, options) };
}

/** Options of {@linkcode visitFiles}. */
export interface VisitOptions {
  /** How large a file may be. @default 64 MiB */
  readonly maxBytes?: number;
  /** Whether larger files are left out, instead of refused. @default false */
  readonly skipsLarger?: boolean;
}

/** A generated file may be larger than any input: V8 holds no text of more than 512 MiB. */
export const GENERATED_MAX_BYTES: number = 512 * 1024 * 1024;

/**
 * Reads files of a repository, several at once, and hands each one's bytes over. The order in which
 * they come is not fixed; what depends on order must be sorted by the caller.
 *
 * @param repository The repository
 * @param paths What to read; a folder and a missing file are left out
 * @param visit Takes path and bytes; the bytes are valid until it returns
 * @param options How large a file may be
 * @throws {InputError} if a file is too large
 * @throws {WorldError} if a file is there and cannot be read
 */
export async function visitFiles(
  repository: Repository,
  paths: readonly string[],
  visit: (path: string, bytes: Uint8Array) => void,
  options: VisitOptions = {},
): Promise<void> {
  const { maxBytes = INPUT_MAX_BYTES, skipsLarger = false } = options;
  const files = quickFiles(repository);
  await shareOut(paths, Math.min(READERS, paths.length), async (queue) => {
    const buffer = new Uint8Array(BUFFER_BYTES);
    for (const path of queue) {
      const place = { files, path, buffer, maxBytes, skipsLarger };
      const bytes = await readFileOrNull(join(repository.root, path), place);
      if (bytes !== null) visit(path, bytes);
    }
  });
}

/** The text of one file, null where there is none. */
export async function readText(repository: Repository, path: string): Promise<string | null> {
  let text: string | null = null;
  await visitFiles(repository, [path], (_, bytes) => {
    text = decodeText(bytes);
  });
  return text;
}

interface ReadPlace {
  readonly files: StepFiles;
  /** The path as error texts name it. */
  readonly path: string;
  readonly buffer: Uint8Array;
  readonly maxBytes: number;
  readonly skipsLarger: boolean;
}

async function readFileOrNull(location: string, place: ReadPlace): Promise<Uint8Array | null> {
  try {
    const file = await place.files.open(location, { read: true });
    try {
      return await readWhole(file, place);
    } finally {
      file.close();
    }
  } catch (error) {
    if (isNoFile(error)) return null;
    if (error instanceof InputError) throw error;
    throw new WorldError(`Cannot read "${place.path}": ${reasonOf(error)}`, { cause: error });
  }
}

async function readWhole(
  file: StepHandle,
  { path, buffer, maxBytes, skipsLarger }: ReadPlace,
): Promise<Uint8Array | null> {
  let bytes = buffer;
  for (let length = 0;;) {
    const count = await file.read(bytes.subarray(length));
    if (count === null) return bytes.subarray(0, length);
    length += count;
    if (length > maxBytes) {
      if (skipsLarger) return null;
      throw new InputError(`Cannot read "${path}": wanted at most ${maxBytes} bytes, found more`);
    }
    if (length === bytes.length) {
      const larger = new Uint8Array(bytes.length * 2);
      larger.set(bytes);
      bytes = larger;
    }
  }
}

/** Missing, a folder, or a name that leads nowhere. */
function isNoFile(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.IsADirectory ||
    error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.FilesystemLoop;
}

/** Decodes UTF-8; a byte order mark is dropped, and what is no UTF-8 becomes U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  return UTF_8.decode(bytes);
}

/** Without `stream` a decoder keeps nothing from one text to the next. */
const UTF_8 = new TextDecoder();
