import { readCacheAtomic } from "../../cache/json_file.ts";
import { InputError } from "../../internal/errors.ts";
import type { Ports } from "../../internal/ports.ts";
import type { SharedEntry } from "./shared_entry.ts";
import { decodeSharedEntry } from "./shared_entry.ts";

/** Reading shall not take the processor that the writers need. */
const READ_PAUSE_MS = 3;

/** What a reader saw. */
export interface Observation {
  /** Reads all in all. */
  readonly readCount: number;
  /** Reads that gave no version that was ever written, or an older one than before. */
  readonly invalidReadCount: number;
  /** Different versions that were read. */
  readonly versionCount: number;
  /** The last whole version, null if there was none. */
  readonly last: SharedEntry | null;
}

/**
 * Reads the entry again and again, without a lock, and checks every version.
 *
 * @param path The entry
 * @param ports Files and clock
 * @returns Stops reading after one more look, and tells what was seen
 */
export function watchEntry(
  path: string,
  ports: Pick<Ports, "files" | "blockingFiles" | "clock">,
): () => Promise<Observation> {
  let isStopped = false;
  async function watch(): Promise<Observation> {
    let readCount = 0;
    let invalidReadCount = 0;
    let versionCount = 0;
    let last: SharedEntry | null = null;
    for (let isLast = false; !isLast;) {
      isLast = isStopped;
      const entry = await readEntry(path, ports);
      readCount += 1;
      if (entry === null || entry.counter < (last?.counter ?? 0)) {
        invalidReadCount += 1;
      } else {
        versionCount += Number(entry.counter !== last?.counter);
        last = entry;
      }
      if (!isLast) await ports.clock.sleep(READ_PAUSE_MS);
    }
    return { readCount, invalidReadCount, versionCount, last };
  }
  const watching = watch();
  return () => {
    isStopped = true;
    return watching;
  };
}

async function readEntry(
  path: string,
  ports: Pick<Ports, "files" | "blockingFiles">,
): Promise<SharedEntry | null> {
  try {
    return decodeSharedEntry(await readCacheAtomic(path, ports));
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}
