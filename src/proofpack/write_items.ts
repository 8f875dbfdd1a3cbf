import { crc32 } from "node:zlib";
import { join } from "@std/path";
import { reasonOf, WorldError } from "../internal/errors.ts";
import type { FileHandle, Files } from "../internal/files.ts";
import { shareOut } from "../internal/share_out.ts";
import { DeflateEncoder } from "./deflate_encoder.ts";
import type { MeasuredFile } from "./measure_source.ts";
import { PackWriter } from "./pack_writer.ts";

/** A file of the pack, with its content where that was generated. */
export interface PackItem extends MeasuredFile {
  readonly content?: Uint8Array;
}

/** Where the contents are. */
export interface WriteOptions {
  readonly folder: string;
  readonly files: Files;
  /** Told how many bytes have reached the file. */
  readonly onWritten?: ((count: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Files up to this size are read whole, several at once: opening them is what takes time. */
const SMALL_MAX_BYTES = 256 * 1024;
/** Small files read at once hold at most this many bytes. */
const BATCH_MAX_BYTES = 4 * 1024 * 1024;
/** Small files read at once. */
const BATCH_MAX_COUNT = 32;
/** Read at a time from larger files. */
const CHUNK_BYTES = 1024 * 1024;

/**
 * Writes a pack into an empty file.
 *
 * @param file The file
 * @param items Everything in the pack, in its order
 * @param options Where the contents are
 * @returns SHA-256 and size of the pack
 * @throws {WorldError} if a file cannot be read or is not what was measured
 */
export async function writeItems(
  file: FileHandle,
  items: readonly PackItem[],
  options: WriteOptions,
): Promise<{ readonly sha256: string; readonly sizeBytes: number }> {
  const writer = new PackWriter(file, options.onWritten);
  const encoder = new TextEncoder();
  const begin = ({ path, size, crc, deflatedSize }: PackItem) =>
    writer.begin({ name: encoder.encode(path), size, crc, deflatedSize });
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (let index = 0; index < items.length;) {
    options.signal?.throwIfAborted();
    const batch = takeBatch(items, index);
    index += Math.max(batch.length, 1);
    const contents: Uint8Array[] = [];
    await shareOut(batch.entries(), batch.length, async (queue) => {
      for (const [at, item] of queue) contents[at] = await readSmall(item, options);
    });
    for (const [at, item] of batch.entries()) {
      await begin(item);
      await using body = openBody(item, writer);
      await body.write(contents[at]!);
      await body.finish();
    }
    if (batch.length > 0) continue;
    const item = items[index - 1]!;
    await begin(item);
    await copyLarge(item, { ...options, writer, buffer });
  }
  return await writer.finish();
}

/** The small files from an index on; empty if the one there is large. */
function takeBatch(items: readonly PackItem[], from: number): readonly PackItem[] {
  let sum = 0;
  let end = from;
  while (end < items.length && end - from < BATCH_MAX_COUNT) {
    const { size, content } = items[end]!;
    if (content === undefined && size > SMALL_MAX_BYTES) break;
    sum += size;
    if (sum > BATCH_MAX_BYTES && end > from) break;
    end += 1;
  }
  return items.slice(from, end);
}

async function readSmall(item: PackItem, options: WriteOptions): Promise<Uint8Array> {
  if (item.content !== undefined) return item.content;
  return await reading(item, options, async (file) => {
    // One byte more than measured, so that growth is seen.
    const bytes = new Uint8Array(item.size + 1);
    let length = 0;
    while (length < bytes.length) {
      const count = await file.read(bytes.subarray(length));
      if (count === null) break;
      length += count;
    }
    const content = bytes.subarray(0, length);
    checkContent(item, { size: length, crc: crc32(content) });
    return content;
  });
}

/** Where the content of a file goes: into the archive as it is, or deflated. */
interface ItemBody extends AsyncDisposable {
  write(bytes: Uint8Array): Promise<void>;
  finish(): Promise<unknown>;
}

function openBody({ deflatedSize }: PackItem, writer: PackWriter): ItemBody {
  if (deflatedSize !== undefined) return new DeflateEncoder((bytes) => writer.write(bytes));
  const done = () => Promise.resolve();
  return { write: (bytes) => writer.write(bytes), finish: done, [Symbol.asyncDispose]: done };
}

async function copyLarge(
  item: PackItem,
  options: WriteOptions & { readonly writer: PackWriter; readonly buffer: Uint8Array },
): Promise<void> {
  const { writer, buffer, signal } = options;
  await using body = openBody(item, writer);
  await reading(item, options, async (file) => {
    let crc = 0;
    let size = 0;
    for (;;) {
      signal?.throwIfAborted();
      const count = await file.read(buffer);
      if (count === null) break;
      const chunk = buffer.subarray(0, count);
      crc = crc32(chunk, crc);
      size += count;
      // Checked early, so that a file that grows without end does not fill the disk.
      if (size > item.size) break;
      await body.write(chunk);
    }
    checkContent(item, { size, crc });
    await body.finish();
  });
}

/** Size and CRC-32 tell an accidental change; nobody gains by a deliberate one of his own files. */
function checkContent(
  item: PackItem,
  { size, crc }: { readonly size: number; readonly crc: number },
): void {
  if (size !== item.size || crc !== item.crc) throw new Error("it changed meanwhile");
}

async function reading<T>(
  { path }: PackItem,
  { folder, files, signal }: WriteOptions,
  use: (file: FileHandle) => Promise<T>,
): Promise<T> {
  const fullPath = join(folder, path);
  try {
    using file = await files.open(fullPath, { read: true });
    return await use(file);
  } catch (error) {
    signal?.throwIfAborted();
    throw new WorldError(`Cannot pack "${fullPath}": ${reasonOf(error)}`, { cause: error });
  }
}
