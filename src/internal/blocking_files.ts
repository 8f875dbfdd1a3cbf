/**
 * The file system by blocking calls: the twin of `files.ts`.
 *
 * Two uses: the synchronous twins of the public functions, and the short metadata calls of the
 * asynchronous ones, where a hop to the runtime's thread pool costs 10 to 30 times the call itself
 * (`stat` 1 µs, 28 µs of CPU time by way of the pool).
 *
 * @module
 */
import type {
  FileHandle,
  FileOwner,
  Files,
  FileStat,
  FolderEntry,
  LockMode,
  OpenOptions,
} from "./files.ts";
import { kindOf, systemFiles, toStat, wrapHandle } from "./files.ts";

/** An open file whose operations block. */
export interface BlockingFileHandle extends Disposable {
  /** The same open file by asynchronous calls. */
  readonly twin: FileHandle;
  /** Reads into the buffer; null at the end of the file. May read less than asked. */
  read(buffer: Uint8Array): number | null;
  /** Writes from the buffer; may write less than given. */
  write(bytes: Uint8Array): number;
  /** Moves to an offset in bytes from the start. */
  seek(offset: number): void;
  /** Sets the length in bytes. */
  truncate(size: number): void;
  /** Blocks until content and metadata are on the device. */
  sync(): void;
  /** What is known about the open file. */
  stat(): FileStat;
  /** See {@linkcode FileHandle.tryLock}. */
  tryLock(mode: LockMode): boolean;
  /** Gives the lock back; harmless where none is held. */
  unlock(): void;
  /** Closes it; harmless when done twice. */
  close(): void;
}

/** The file system by blocking calls; each means what its namesake in {@linkcode Files} means. */
export interface BlockingFiles {
  /** The asynchronous port of the same file system. */
  readonly twin: Files;
  /** Opens a file. */
  open(path: string, options: OpenOptions): BlockingFileHandle;
  /** Stat of what the path leads to, null where nothing is. */
  stat(path: string): FileStat | null;
  /** Stat of the name itself, null where nothing is. */
  lstat(path: string): FileStat | null;
  /** The names in a folder, sorted by UTF-16 code unit. */
  list(path: string): readonly FolderEntry[];
  /** Creates a folder and its parents; an existing folder is fine. */
  makeFolders(path: string): void;
  /** Gives a file another name, replacing what has it. */
  rename(from: string, to: string): void;
  /** Removes a file, a link or an empty folder. */
  removeFile(path: string): void;
  /** Sets the permission bits. */
  changeMode(path: string, mode: number): void;
  /** Gives the file to another owner and group; nothing to do on Windows. */
  changeOwner(path: string, owner: FileOwner): void;
  /** Absolute path without symbolic links. */
  realPath(path: string): string;
  /** Blocks until the names in a folder are on the device; nothing to do on Windows. */
  syncFolder(path: string): void;
}

function statOrNull(stat: () => Deno.FileInfo): FileStat | null {
  try {
    return toStat(stat());
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function wrapBlockingHandle(file: Deno.FsFile): BlockingFileHandle {
  const close = () => file[Symbol.dispose]();
  return {
    twin: wrapHandle(file),
    read: (buffer) => file.readSync(buffer),
    write: (bytes) => file.writeSync(bytes),
    seek(offset) {
      file.seekSync(offset, Deno.SeekMode.Start);
    },
    truncate: (size) => file.truncateSync(size),
    sync: () => file.syncSync(),
    stat: () => toStat(file.statSync()),
    tryLock: (mode) => file.tryLockSync(mode === "exclusive"),
    unlock: () => file.unlockSync(),
    close,
    [Symbol.dispose]: close,
  };
}

/** The machine's file system by blocking calls. */
export const systemBlockingFiles: BlockingFiles = {
  twin: systemFiles,
  open: (path, options) => wrapBlockingHandle(Deno.openSync(path, options)),
  stat: (path) => statOrNull(() => Deno.statSync(path)),
  lstat: (path) => statOrNull(() => Deno.lstatSync(path)),
  list(path) {
    const entries = Array.from(
      Deno.readDirSync(path),
      (entry) => ({ name: entry.name, kind: kindOf(entry) }),
    );
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  },
  makeFolders: (path) => Deno.mkdirSync(path, { recursive: true }),
  rename: (from, to) => Deno.renameSync(from, to),
  removeFile: (path) => Deno.removeSync(path),
  changeMode: (path, mode) => Deno.chmodSync(path, mode),
  changeOwner(path, { uid, gid }) {
    if (Deno.build.os !== "windows") Deno.chownSync(path, uid, gid);
  },
  realPath: (path) => Deno.realPathSync(path),
  syncFolder(path) {
    // Windows has no handle of a folder that could be flushed; its rename is journalled.
    if (Deno.build.os === "windows") return;
    using folder = Deno.openSync(path, { read: true });
    folder.syncSync();
  },
};
