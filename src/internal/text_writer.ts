import type { FileHandle } from "./files.ts";
import { writeAll } from "./files.ts";

/** Collects text into writes of a size at which the number of calls does not count. */
export class TextWriter {
  static readonly #ENCODER = new TextEncoder();
  readonly #file: FileHandle;
  /** Bytes, not text: pieces of text that wait would outlive the collector's young generation. */
  readonly #buffer = new Uint8Array(64 * 1024);
  #length = 0;

  /** @param file An open file; the writer appends at its position */
  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Adds text; it reaches the file with the next full piece. */
  async write(text: string): Promise<void> {
    for (let rest = text; rest !== "";) {
      const free = this.#buffer.subarray(this.#length);
      const { read, written } = TextWriter.#ENCODER.encodeInto(rest, free);
      this.#length += written;
      rest = rest.slice(read);
      if (rest !== "") await this.flush();
    }
  }

  /** Hands everything to the system. */
  async flush(): Promise<void> {
    await writeAll(this.#file, this.#buffer.subarray(0, this.#length));
    this.#length = 0;
  }
}
