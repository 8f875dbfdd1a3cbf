import { writeAll } from "../internal/files.ts";
import type { FileHandle } from "../internal/files.ts";
import { createSha256 } from "../internal/hash.ts";
import type { LayoutEntry, PlacedEntry } from "./pack_layout.ts";
import { encodeCentralHeader, encodeEnd, encodeLocalHeader } from "./pack_layout.ts";

/** Small pieces are collected into writes of this size, at which the number of calls is nothing. */
const BUFFER_BYTES = 1024 * 1024;

// OC-PACK-6201 impl
/**
 * Writes a pack front to back in constant memory per file: local headers and contents as they
 * come, then the central directory. The layout is the one of `pack_layout.ts`.
 */
export class PackWriter {
  readonly #file: FileHandle;
  readonly #onWritten: (count: number) => void;
  readonly #hash = createSha256();
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  readonly #entries: PlacedEntry[] = [];
  #bufferedBytes = 0;
  #offset = 0;

  /**
   * @param file An empty file, open for writing
   * @param onWritten Told how many bytes have reached the file
   */
  constructor(file: FileHandle, onWritten: (count: number) => void = () => {}) {
    this.#file = file;
    this.#onWritten = onWritten;
  }

  /** Begins a file; its content follows by {@linkcode PackWriter.write}. */
  async begin(entry: LayoutEntry): Promise<void> {
    this.#entries.push({ ...entry, offset: this.#offset });
    await this.write(encodeLocalHeader(entry));
  }

  /** Writes the next bytes. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#offset += bytes.length;
    if (this.#bufferedBytes + bytes.length > BUFFER_BYTES) await this.#flush();
    if (bytes.length >= BUFFER_BYTES) {
      this.#hash.update(bytes);
      await this.#writeOut(bytes);
      return;
    }
    this.#buffer.set(bytes, this.#bufferedBytes);
    this.#bufferedBytes += bytes.length;
  }

  /**
   * Writes what follows the last file.
   *
   * @returns SHA-256 and size of the whole pack
   */
  async finish(): Promise<{ readonly sha256: string; readonly sizeBytes: number }> {
    const offset = this.#offset;
    for (const entry of this.#entries) await this.write(encodeCentralHeader(entry));
    const size = this.#offset - offset;
    await this.write(encodeEnd({ count: this.#entries.length, size, offset }));
    await this.#flush();
    return { sha256: this.#hash.hex(), sizeBytes: this.#offset };
  }

  async #flush(): Promise<void> {
    const bytes = this.#buffer.subarray(0, this.#bufferedBytes);
    this.#hash.update(bytes);
    await this.#writeOut(bytes);
    this.#bufferedBytes = 0;
  }

  async #writeOut(bytes: Uint8Array): Promise<void> {
    await writeAll(this.#file, bytes);
    this.#onWritten(bytes.length);
  }
}
