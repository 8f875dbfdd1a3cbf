import type { FileHandle } from "./files.ts";
import { writeAll } from "./files.ts";

/** Collects text into writes of a size at which the number of calls does not count. */
export class TextWriter {
  static readonly #FLUSH_LENGTH = 64 * 1024;
  readonly #file: FileHandle;
  #text = "";

  /** @param file An open file; the writer appends at its position */
  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Adds text; it reaches the file with the next full piece. */
  async write(text: string): Promise<void> {
    this.#text += text;
    if (this.#text.length >= TextWriter.#FLUSH_LENGTH) await this.flush();
  }

  /** Hands everything to the system. */
  async flush(): Promise<void> {
    const bytes = new TextEncoder().encode(this.#text);
    this.#text = "";
    await writeAll(this.#file, bytes);
  }
}
