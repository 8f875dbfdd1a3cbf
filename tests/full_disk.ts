import type { FileHandle, Files } from "../src/internal/files.ts";
import type { Ports } from "../src/internal/ports.ts";
import { systemPorts } from "../src/internal/ports.ts";

/** A file system on which writing fails once so many bytes are written; the last write is short. */
export function fullDisk(
  budgetBytes: number,
  isLimited: (path: string) => boolean = () => true,
): Ports {
  let left = budgetBytes;
  const limit = (handle: FileHandle): FileHandle => ({
    ...handle,
    write(bytes) {
      if (left === 0) {
        return Promise.reject(Object.assign(new Error("no space left"), { code: "ENOSPC" }));
      }
      const part = bytes.subarray(0, left);
      left -= part.length;
      return handle.write(part);
    },
  });
  const files: Files = {
    ...systemPorts.files,
    open: async (path, options) => {
      const handle = await systemPorts.files.open(path, options);
      return isLimited(path) ? limit(handle) : handle;
    },
  };
  return { ...systemPorts, files };
}
