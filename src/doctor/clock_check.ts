import { join } from "@std/path";
import type { DoctorCheck } from "./check.ts";

/** No machine that runs this was set to an earlier time on purpose. */
const EARLIEST_MS = Date.parse("2026-01-01T00:00:00Z");

/** File systems round times to two seconds at worst (FAT). */
const SKEW_MAX_MS = 5_000;

/** Whether the machine's clock is set, agrees with that of the file system, and moves on. */
export const clockCheck: DoctorCheck = {
  name: "clock",
  code: "CLOCK_WRONG",
  affects: "the names of run folders, their times, and limits of waiting",
  isRequired: true,
  async examine({ folder, ports: { clock, files } }) {
    const nowMs = clock.now();
    const startMs = clock.monotonicMs();
    const path = join(folder, "clock");
    using file = await files.open(path, { write: true, createNew: true });
    const { modifiedMs } = await file.stat();
    await clock.sleep(2);
    if (nowMs < EARLIEST_MS) {
      return { isOk: false, detail: `it says ${new Date(nowMs).toISOString()}, which is past` };
    }
    if (!(clock.monotonicMs() > startMs)) {
      return { isOk: false, detail: "it does not move on" };
    }
    const skewMs = modifiedMs === null ? 0 : Math.abs(modifiedMs - nowMs);
    return skewMs <= SKEW_MAX_MS
      ? { isOk: true, detail: "it is set, and files get the same time" }
      : { isOk: false, detail: `new files get a time that is ${Math.round(skewMs)} ms off` };
  },
};
