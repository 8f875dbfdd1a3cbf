/**
 * The file system as a port.
 *
 * Every operation that a crash or a full disk can interrupt is one method, so that a test port can
 * fail, shorten or stop each of them in turn.
 *
 * @module
 */

/** What a path leads to. */
export type FileKind = "file" | "directory" | "symlink" | "other";

/** What is known about a file without opening it. */
export interface FileStat {
  /** What it is. */
  readonly kind: FileKind;
  /** Size in bytes. */
  readonly size: number;
  /** Permission bits, null where the platform has none. */
  readonly mode: number | null;
  /** Owner, null where the platform has none. */
  readonly uid: number | null;
  /** Group, null where the platform has none. */
  readonly gid: number | null;
  /** Device and inode identify the file behind a name; null where the platform has none. */
  readonly device: number;
  /** See `device`. */
  readonly inode: number | null;
  /** Number of names; 0 once the open file is unlinked. Null where the platform has none. */
  readonly linkCount: number | null;
  /** Time of the last change of content in ms since 1970, null where unknown. */
  readonly modifiedMs: number | null;
}

/** One name in a folder. */
export interface FolderEntry {
  /** Name without its folder. */
  readonly name: string;
  /** What it is. */
  readonly kind: FileKind;
}

/** Whom a file belongs to. */
export interface FileOwner {
  /** User. */
  readonly uid: number;
  /** Group. */
  readonly gid: number;
}

/** How to open a file. */
export interface OpenOptions {
  /** For reading. */
  readonly read?: boolean;
  /** For writing. */
  readonly write?: boolean;
  /** Every write goes to the end. */
  readonly append?: boolean;
  /** Empties the file. */
  readonly truncate?: boolean;
  /** Creates the file where it is missing. */
  readonly create?: boolean;
  /** Creates the file and fails where it exists. */
  readonly createNew?: boolean;
  /** Permission bits of a created file, before the umask. */
  readonly mode?: number;
}

/** A lock that many may hold at once, or one that excludes all others. */
export type LockMode = "shared" | "exclusive";

/** An open file. */
export interface FileHandle extends Disposable {
  /** Reads into the buffer; null at the end of the file. May read less than asked. */
  read(buffer: Uint8Array): Promise<number | null>;
  /** Writes from the buffer; may write less than given, see {@linkcode writeAll}. */
  write(bytes: Uint8Array): Promise<number>;
  /** Moves to an offset in bytes from the start. */
  seek(offset: number): Promise<void>;
  /** Sets the length in bytes. */
  truncate(size: number): Promise<void>;
  /** Waits until content and metadata are on the device. */
  sync(): Promise<void>;
  /** What is known about the open file. */
  stat(): Promise<FileStat>;
  /**
   * Takes the operating system's advisory lock on the open file without waiting; false where
   * another open file holds it. The system frees it when the file is closed or its process dies.
   */
  tryLock(mode: LockMode): Promise<boolean>;
  /** Gives the lock back; harmless where none is held. */
  unlock(): Promise<void>;
  /** Closes it; harmless when done twice. */
  close(): void;
}

/** The file system. */
export interface Files {
  /** Opens a file. */
  open(path: string, options: OpenOptions): Promise<FileHandle>;
  /** Stat of what the path leads to, null where nothing is. */
  stat(path: string): Promise<FileStat | null>;
  /** Stat of the name itself, null where nothing is. */
  lstat(path: string): Promise<FileStat | null>;
  /** The names in a folder, sorted by UTF-16 code unit. */
  list(path: string): Promise<readonly FolderEntry[]>;
  /** Creates a folder and its parents; an existing folder is fine. */
  makeFolders(path: string): Promise<void>;
  /** Creates one folder; false where the name is taken. */
  makeNewFolder(path: string): Promise<boolean>;
  /** Gives a file another name, replacing what has it. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, a link or an empty folder. */
  removeFile(path: string): Promise<void>;
  /** Removes a folder with all that is in it. */
  removeFolder(path: string): Promise<void>;
  /** Sets the permission bits. */
  changeMode(path: string, mode: number): Promise<void>;
  /** Gives the file to another owner and group; nothing to do on Windows. */
  changeOwner(path: string, owner: FileOwner): Promise<void>;
  /** Absolute path without symbolic links. */
  realPath(path: string): Promise<string>;
  /** Waits until the names in a folder are on the device; nothing to do on Windows. */
  syncFolder(path: string): Promise<void>;
}

/** What the runtime's stat or folder entry stands for. */
export function kindOf(info: Deno.FileInfo | Deno.DirEntry): FileKind {
  if (info.isFile) return "file";
  if (info.isDirectory) return "directory";
  return info.isSymlink ? "symlink" : "other";
}

/** The port's form of the runtime's stat. */
export function toStat(info: Deno.FileInfo): FileStat {
  return {
    kind: kindOf(info),
    size: info.size,
    mode: info.mode,
    uid: info.uid,
    gid: info.gid,
    device: info.dev,
    inode: info.ino,
    linkCount: info.nlink,
    modifiedMs: info.mtime?.getTime() ?? null,
  };
}

async function statOrNull(stat: Promise<Deno.FileInfo>): Promise<FileStat | null> {
  try {
    return toStat(await stat);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** The port's form of the runtime's open file. */
export function wrapHandle(file: Deno.FsFile): FileHandle {
  const close = () => file[Symbol.dispose]();
  return {
    read: (buffer) => file.read(buffer),
    write: (bytes) => file.write(bytes),
    async seek(offset) {
      await file.seek(offset, Deno.SeekMode.Start);
    },
    truncate: (size) => file.truncate(size),
    sync: () => file.sync(),
    stat: async () => toStat(await file.stat()),
    tryLock: (mode) => file.tryLock(mode === "exclusive"),
    unlock: () => file.unlock(),
    close,
    [Symbol.dispose]: close,
  };
}

/** The machine's file system. */
export const systemFiles: Files = {
  open: async (path, options) => wrapHandle(await Deno.open(path, options)),
  stat: (path) => statOrNull(Deno.stat(path)),
  lstat: (path) => statOrNull(Deno.lstat(path)),
  async list(path) {
    const entries: FolderEntry[] = [];
    for await (const entry of Deno.readDir(path)) {
      entries.push({ name: entry.name, kind: kindOf(entry) });
    }
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  },
  makeFolders: (path) => Deno.mkdir(path, { recursive: true }),
  async makeNewFolder(path) {
    try {
      await Deno.mkdir(path);
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) return false;
      throw error;
    }
  },
  rename: (from, to) => Deno.rename(from, to),
  removeFile: (path) => Deno.remove(path),
  removeFolder: (path) => Deno.remove(path, { recursive: true }),
  changeMode: (path, mode) => Deno.chmod(path, mode),
  async changeOwner(path, { uid, gid }) {
    if (Deno.build.os !== "windows") await Deno.chown(path, uid, gid);
  },
  realPath: (path) => Deno.realPath(path),
  async syncFolder(path) {
    // Windows has no handle of a folder that could be flushed; its rename is journalled.
    if (Deno.build.os === "windows") return;
    using folder = await Deno.open(path, { read: true });
    await folder.sync();
  },
};

// OC-CACHE-1504 impl
/** Writes all bytes: one call of `write` may be short. */
export async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const count = await file.write(bytes.subarray(written));
    if (count === 0) throw new Error("the file took no bytes");
    written += count;
  }
}
