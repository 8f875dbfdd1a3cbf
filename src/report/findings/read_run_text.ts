import { join } from "@std/path";
import { systemCode } from "../../internal/errors.ts";
import type { FileHandle } from "../../internal/files.ts";
import { createSha256 } from "../../internal/hash.ts";
import { findNameFault } from "../../internal/portable_path.ts";
import type { Ports } from "../../internal/ports.ts";
import type { ArtifactRecord } from "../../stress/run_record.ts";
import { showBlock } from "../visible_text.ts";

/** So many bytes of a run's text are shown; the file has all of it. */
export const TEXT_MAX_BYTES = 64 * 1024;

/** Read at a time: the file is only hashed beyond what is shown. */
const CHUNK_BYTES = 64 * 1024;

/** The text of a run, or why there is none. */
export interface RunText {
  /** The file inside the run folder, with forward slashes. */
  readonly path: string;
  /** The beginning of it, made visible; null where it is not what the journal vouches for. */
  readonly text: string | null;
  /** What a reader should know: where the text is cut, or why it is missing. Null if nothing. */
  readonly note: string | null;
}

/**
 * Reads the text of a run from its file, at most 64 KiB of it. A file that is missing, has a
 * name that leads elsewhere, or has another digest than the journal says gives no text, only the reason: a
 * report must not show what nobody vouches for.
 *
 * @param runFolder Where the runs lie
 * @param artifact The file as the journal has it
 * @param ports Where to read
 */
export async function readRunText(
  runFolder: string,
  artifact: ArtifactRecord,
  { files }: Pick<Ports, "files">,
): Promise<RunText> {
  const { path, size, sha256 } = artifact;
  const fault = findNameFault(path);
  if (fault !== null) {
    return { path, text: null, note: `The file is not read: ${fault} in its name.` };
  }
  try {
    using file = await files.open(join(runFolder, path), { read: true });
    const content = await readContent(file);
    if (content.size !== size || content.sha256 !== sha256) {
      return { path, text: null, note: "The file is not the one that the journal vouches for." };
    }
    const isCut = size > TEXT_MAX_BYTES;
    const note = isCut ? `The first ${TEXT_MAX_BYTES} of ${size} bytes; the file has all.` : null;
    return { path, text: showBlock(decode(content.head, isCut)), note };
  } catch (error) {
    // A report about thousands of runs is worth having without one of the texts.
    return { path, text: null, note: `The file cannot be read: ${describe(error)}.` };
  }
}

async function readContent(file: FileHandle) {
  const head = new Uint8Array(TEXT_MAX_BYTES);
  const chunk = new Uint8Array(CHUNK_BYTES);
  const hash = createSha256();
  let size = 0;
  for (;;) {
    const count = await file.read(chunk);
    if (count === null) break;
    const bytes = chunk.subarray(0, count);
    hash.update(bytes);
    if (size < TEXT_MAX_BYTES) head.set(bytes.subarray(0, TEXT_MAX_BYTES - size), size);
    size += count;
  }
  return { head: head.subarray(0, Math.min(size, TEXT_MAX_BYTES)), size, sha256: hash.hex() };
}

/** Bytes that are no UTF-8 become U+FFFD; a character that the cut went through is left out. */
function decode(head: Uint8Array, isCut: boolean): string {
  return new TextDecoder().decode(head, { stream: isCut });
}

/** The system's texts name the absolute path, which no report may hold; the code says enough. */
function describe(error: unknown): string {
  const code = systemCode(error) ?? "unknown reason";
  return code === "ENOENT" ? "it is missing" : code;
}
