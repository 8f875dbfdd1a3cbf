import type { StepHandle } from "./steps.ts";

/** Bytes read ahead; a line may be longer, see {@linkcode LINE_MAX_BYTES}. */
const WINDOW_BYTES = 256 * 1024;

/** A longer line is refused: it would have to be held in memory whole. */
export const LINE_MAX_BYTES = 64 * 1024 * 1024;

const LF = 0x0a;

/** A line of a file, and where the next one begins. */
export interface FileLine {
  /** The bytes without the line feed; valid until the next call. */
  readonly bytes: Uint8Array;
  /** Offset of the next line in bytes. */
  readonly nextOffset: number;
  /** Whether the line ends with a line feed; the last one of a torn file does not. */
  readonly isWhole: boolean;
}

/** Reads lines at any offset through a window that makes neighbouring lines cheap. */
export class LineReader {
  readonly #file: Pick<StepHandle, "seek" | "read">;
  #window = new Uint8Array(WINDOW_BYTES);
  #start = 0;
  #length = 0;

  /** @param file An open file; the reader moves its position */
  constructor(file: Pick<StepHandle, "seek" | "read">) {
    this.#file = file;
  }

  /** The line that begins at an offset if it is in memory to its line feed, otherwise null. */
  lineInMemory(offset: number): FileLine | null {
    const from = offset - this.#start;
    if (from < 0 || from >= this.#length) return null;
    const end = this.#window.indexOf(LF, from);
    return end >= 0 && end < this.#length ? this.#line(from, end, true) : null;
  }

  /**
   * The line that begins at an offset, or null at the end of the file.
   *
   * @throws {RangeError} if the line is longer than 64 MiB
   */
  async lineAt(offset: number): Promise<FileLine | null> {
    if (offset < this.#start || offset > this.#start + this.#length) this.#moveTo(offset);
    for (let searched = 0;;) {
      const from = offset - this.#start;
      const end = this.#window.subarray(0, this.#length).indexOf(LF, from + searched);
      if (end >= 0) return this.#line(from, end, true);
      searched = this.#length - from;
      if (!(await this.#extend(offset))) {
        return searched > 0 ? this.#line(offset - this.#start, this.#length, false) : null;
      }
    }
  }

  #line(from: number, end: number, isWhole: boolean): FileLine {
    const nextOffset = this.#start + end + (isWhole ? 1 : 0);
    return { bytes: this.#window.subarray(from, end), nextOffset, isWhole };
  }

  #moveTo(offset: number): void {
    this.#start = offset;
    this.#length = 0;
  }

  /** Reads more behind the window's content, keeping what begins at `keepFrom`. */
  async #extend(keepFrom: number): Promise<boolean> {
    const kept = this.#window.subarray(keepFrom - this.#start, this.#length);
    if (kept.length > LINE_MAX_BYTES) {
      throw new RangeError(`a line is longer than ${LINE_MAX_BYTES} bytes`);
    }
    if (kept.length === this.#window.length) {
      const larger = new Uint8Array(this.#window.length * 2);
      larger.set(kept);
      this.#window = larger;
    } else {
      this.#window.copyWithin(0, keepFrom - this.#start, this.#length);
    }
    this.#start = keepFrom;
    this.#length = kept.length;
    await this.#file.seek(this.#start + this.#length);
    const count = await this.#file.read(this.#window.subarray(this.#length));
    this.#length += count ?? 0;
    return count !== null;
  }
}
