import type { DoctorCheck } from "./check.ts";

/** Whether a folder's own entries can be flushed, so that a rename is on the disk. */
export const flushCheck: DoctorCheck = {
  name: "folder flush",
  code: "FLUSH_MISSING",
  affects: "power failures: a file that was just written may be missing afterwards, never torn",
  isRequired: false,
  async examine({ folder, ports }) {
    await ports.files.syncFolder(folder);
    return { isOk: true, detail: "fsync of a folder works" };
  },
};
