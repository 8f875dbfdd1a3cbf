import { join } from "@std/path";
import { stemOfTemporary } from "../internal/file_place.ts";
import type { Files, FolderEntry } from "../internal/files.ts";
import { InputError } from "../internal/errors.ts";
import { readInputBytes } from "../internal/read_file.ts";
import { decodeEntry } from "./cache_entry.ts";

/** Exact counters of what is in a response cache's folder. */
export interface CacheCensus {
  /** Entries whose key and digest hold. */
  readonly validEntries: number;
  /** Entries that would go into quarantine if they were asked for. */
  readonly corruptEntries: number;
  /** Files in the quarantine folder. */
  readonly quarantinedFiles: number;
  /** Temporary files, of living and dead writers. */
  readonly temporaryFiles: number;
  /** Lock files, of living and dead holders. */
  readonly lockFiles: number;
  /** Whatever else lies there. */
  readonly foreignFiles: number;
}

type Counters = { -readonly [K in keyof CacheCensus]: number };

const BUCKET_NAME = /^[0-9a-f]{2}$/;
const ENTRY_NAME = /^([0-9a-f]{62})\.json$/;
const QUARANTINED_NAME = /^[0-9a-f]{64}\.[0-9a-f]{16}\.json$/;
const LOCK_NAME = /\.lock(?:\.owned(?:\..+)?)?$/;

/** Counts everything in a response cache's folder and checks every entry; changes nothing. */
export async function takeCensus(root: string, files: Files): Promise<CacheCensus> {
  const counters: Counters = {
    validEntries: 0,
    corruptEntries: 0,
    quarantinedFiles: 0,
    temporaryFiles: 0,
    lockFiles: 0,
    foreignFiles: 0,
  };
  for (const { name, kind } of await files.list(root)) {
    const folder = join(root, name);
    if (kind === "directory" && BUCKET_NAME.test(name)) {
      for (const entry of await files.list(folder)) {
        counters[await classify(entry, folder, name, files)] += 1;
      }
    } else if (kind === "directory" && name === "quarantine") {
      for (const entry of await files.list(folder)) {
        counters[QUARANTINED_NAME.test(entry.name) ? "quarantinedFiles" : "foreignFiles"] += 1;
      }
    } else {
      counters.foreignFiles += 1;
    }
  }
  return counters;
}

async function classify(
  { name, kind }: FolderEntry,
  folder: string,
  bucket: string,
  files: Files,
): Promise<keyof CacheCensus> {
  const digits = ENTRY_NAME.exec(name)?.[1];
  if (digits !== undefined) {
    if (kind !== "file") return "corruptEntries";
    try {
      const bytes = await readInputBytes(files, join(folder, name));
      return decodeEntry(bucket + digits, bytes).ok ? "validEntries" : "corruptEntries";
    } catch (error) {
      if (error instanceof InputError) return "corruptEntries";
      throw error;
    }
  }
  if (kind !== "file") return "foreignFiles";
  if (stemOfTemporary(name) !== null) return "temporaryFiles";
  return LOCK_NAME.test(name) ? "lockFiles" : "foreignFiles";
}
