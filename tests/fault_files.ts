/**
 * A file system that fails on purpose: the k-th step fails, is cut short, finds the disk full, or is
 * where the process dies.
 *
 * A step is one call that a crash or a full disk can interrupt. After a crash nothing works any more
 * and every open file is closed, as the kernel does it, so that clean-up code cannot help.
 */
import type { FileHandle, Files } from "../src/internal/files.ts";
import { systemFiles } from "../src/internal/files.ts";

/** What happens at the step. */
export type Fault =
  | { readonly kind: "error"; readonly code: string }
  | { readonly kind: "crash-before" }
  | { readonly kind: "crash-after" }
  | { readonly kind: "short-write"; readonly bytes: number };

/** At which step what happens; none where `at` is beyond the last one. */
export interface FaultPlan {
  readonly at: number;
  readonly fault: Fault;
  /** Counts only steps of this name. */
  readonly only?: string;
}

/** What the process died of. */
export class Crash extends Error {
  override readonly name = "Crash";
}

/** A failing file system and what was done with it. */
export interface FaultFiles {
  readonly files: Files;
  /** Names of the steps that were begun, in order. */
  readonly steps: readonly string[];
  /** Whether the fault has struck. */
  readonly hasStruck: () => boolean;
}

/** Wraps the machine's file system. */
export function createFaultFiles(plan: FaultPlan, base: Files = systemFiles): FaultFiles {
  const steps: string[] = [];
  const open = new Set<FileHandle>();
  let count = 0;
  let hasStruck = false;
  let isDead = false;

  function die(): never {
    isDead = true;
    for (const handle of open) handle.close();
    open.clear();
    throw new Crash("the process died");
  }

  async function perform<T>(name: string, call: () => Promise<T>): Promise<T> {
    if (isDead) throw new Crash("the process is dead");
    steps.push(name);
    const isIt = (plan.only === undefined || plan.only === name) && count++ === plan.at;
    if (!isIt) return await call();
    hasStruck = true;
    switch (plan.fault.kind) {
      case "error":
        throw Object.assign(new Error(`${plan.fault.code}: ${name} failed`), {
          code: plan.fault.code,
        });
      case "crash-before":
        return die();
      case "crash-after":
        await call();
        return die();
      case "short-write":
        return await call();
      default:
        return plan.fault satisfies never;
    }
  }

  function wrap(handle: FileHandle): FileHandle {
    open.add(handle);
    const close = () => {
      open.delete(handle);
      handle.close();
    };
    return {
      read: (buffer) => perform("read", () => handle.read(buffer)),
      write: (bytes) => {
        const isShort = plan.fault.kind === "short-write" && count === plan.at;
        const part = isShort ? bytes.subarray(0, shortLength(plan.fault, bytes.length)) : bytes;
        return perform("write", () => handle.write(part));
      },
      seek: (offset) => handle.seek(offset),
      truncate: (size) => perform("truncate", () => handle.truncate(size)),
      sync: () => perform("sync", () => handle.sync()),
      stat: () => perform("fstat", () => handle.stat()),
      tryLock: (mode) => perform("tryLock", () => handle.tryLock(mode)),
      unlock: () => perform("unlock", () => handle.unlock()),
      close,
      [Symbol.dispose]: close,
    };
  }

  const files: Files = {
    open: async (path, options) => {
      let handle: FileHandle | undefined;
      return await perform("open", async () => {
        handle = wrap(await base.open(path, options));
        return handle;
      });
    },
    stat: (path) => perform("stat", () => base.stat(path)),
    lstat: (path) => perform("lstat", () => base.lstat(path)),
    list: (path) => perform("list", () => base.list(path)),
    makeFolders: (path) => perform("makeFolders", () => base.makeFolders(path)),
    makeNewFolder: (path) => perform("makeNewFolder", () => base.makeNewFolder(path)),
    rename: (from, to) => perform("rename", () => base.rename(from, to)),
    removeFile: (path) => perform("removeFile", () => base.removeFile(path)),
    removeFolder: (path) => perform("removeFolder", () => base.removeFolder(path)),
    changeMode: (path, mode) => perform("changeMode", () => base.changeMode(path, mode)),
    changeOwner: (path, owner) => perform("changeOwner", () => base.changeOwner(path, owner)),
    realPath: (path) => perform("realPath", () => base.realPath(path)),
    syncFolder: (path) => perform("syncFolder", () => base.syncFolder(path)),
  };
  return { files, steps, hasStruck: () => hasStruck };
}

function shortLength(fault: Fault, length: number): number {
  return fault.kind === "short-write" ? Math.min(fault.bytes, length) : length;
}
