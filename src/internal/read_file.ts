import { InputError, reasonOf, WorldError } from "./errors.ts";
import type { FileHandle, Files } from "./files.ts";
import { JsonCursor } from "./cursor.ts";
import { parseJson } from "./json.ts";

/** An input document larger than this is refused before it is read. */
export const INPUT_MAX_BYTES = 64 * 1024 * 1024;

/** Read at a time from a file: large enough that the call does not count. */
const CHUNK_BYTES = 1024 * 1024;

/** Options of {@linkcode readInputBytes}. */
export interface ReadOptions {
  /** Larger files are refused. @default 64 MiB */
  readonly maxBytes?: number;
}

// OC-INPUT-0403 impl
/**
 * Reads a whole input file.
 *
 * @throws {InputError} if it is missing, no regular file, or too large
 * @throws {WorldError} if it is there and cannot be read
 */
export async function readInputBytes(
  files: Files,
  path: string,
  options: ReadOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { maxBytes = INPUT_MAX_BYTES } = options;
  try {
    const stat = await files.stat(path);
    if (stat === null) throw unreadable(path, "a file", "nothing there");
    // A pipe or /dev/stdin has no size to check first, so the bound is kept while reading.
    if (stat.kind === "directory") throw unreadable(path, "a file", "a folder");
    if (stat.size > maxBytes) {
      throw unreadable(path, `at most ${maxBytes} bytes`, `${stat.size} bytes`);
    }
    using file = await files.open(path, { read: true });
    return await readWhole(file, path, { sizeHint: stat.size, maxBytes });
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new WorldError(`Cannot read "${path}": ${reasonOf(error)}`, { cause: error });
  }
}

async function readWhole(
  file: FileHandle,
  path: string,
  { sizeHint, maxBytes }: { readonly sizeHint: number; readonly maxBytes: number },
): Promise<Uint8Array<ArrayBuffer>> {
  // One byte more than expected, so that the end is seen without growing.
  let bytes = new Uint8Array(sizeHint + 1);
  let length = 0;
  for (;;) {
    if (length === bytes.length) {
      const larger = new Uint8Array(bytes.length + CHUNK_BYTES);
      larger.set(bytes);
      bytes = larger;
    }
    const count = await file.read(bytes.subarray(length));
    if (count === null) return bytes.subarray(0, length);
    length += count;
    if (length > maxBytes) throw unreadable(path, `at most ${maxBytes} bytes`, "more");
  }
}

function unreadable(path: string, wanted: string, found: string): InputError {
  return new InputError(`Cannot read "${path}": wanted ${wanted}, found ${found}`);
}

/** A JSON document that was read: where to read on, and the bytes it was made of. */
export interface JsonDocument {
  readonly root: JsonCursor;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Reads a JSON file: UTF-8 (a byte order mark is skipped), not empty, no duplicate keys.
 *
 * @throws {InputError} naming the file, the place, what was wanted and what was found
 * @throws {WorldError} if the file is there and cannot be read
 */
export async function readJsonFile(
  files: Files,
  path: string,
  options: ReadOptions = {},
): Promise<JsonDocument> {
  const bytes = await readInputBytes(files, path, options);
  if (bytes.length === 0) throw unreadable(path, "JSON", "an empty file");
  const root = new JsonCursor(parseJson(decodeUtf8(bytes, path), path), path);
  return { root, bytes };
}

/** UTF-16 is named, because editors on Windows write it and the bare error would not help. */
function decodeUtf8(bytes: Uint8Array, path: string): string {
  const [first, second] = bytes;
  const hasUtf16Mark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (hasUtf16Mark || first === 0 || second === 0) {
    throw unreadable(path, "UTF-8 text", hasUtf16Mark ? "UTF-16" : "UTF-16 or binary data");
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new InputError(`Cannot read "${path}": wanted UTF-8 text, found other bytes`, {
      cause: error,
    });
  }
}
