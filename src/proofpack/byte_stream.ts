/** Read ahead at first; what {@linkcode ByteStream.peek} can give. */
const WINDOW_MIN_BYTES = 16 * 1024;
/** Read ahead once the source turns out to be long, so that the number of calls is nothing. */
const WINDOW_MAX_BYTES = 1024 * 1024;

/** Where bytes come from: an open file is one, and so is anything else that reads forward. */
export interface ByteSource {
  /** Reads into the buffer; null at the end. May read less than asked. */
  read(buffer: Uint8Array): Promise<number | null>;
}

/** Bytes in memory as a source. */
export function sourceOfBytes(bytes: Uint8Array): ByteSource {
  let offset = 0;
  return {
    read(buffer) {
      const piece = bytes.subarray(offset, offset + buffer.length);
      if (piece.length === 0) return Promise.resolve(null);
      buffer.set(piece);
      offset += piece.length;
      return Promise.resolve(piece.length);
    },
  };
}

/** Reads forward through a window of bounded size, so that memory does not depend on the source. */
export class ByteStream {
  readonly #source: ByteSource;
  #window = new Uint8Array(WINDOW_MIN_BYTES);
  #start = 0;
  #end = 0;
  #offset = 0;
  #isAtEnd = false;

  /** @param source What to read; the stream is its only reader */
  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** Offset of the next byte from the start. */
  get offset(): number {
    return this.#offset;
  }

  /**
   * The next bytes without moving on: `count` of them, fewer only at the end of the source. Valid
   * until the next call.
   *
   * @param count At most 16 KiB
   */
  async peek(count: number): Promise<Uint8Array> {
    while (this.#end - this.#start < count && !this.#isAtEnd) await this.#fill();
    return this.#window.subarray(this.#start, Math.min(this.#start + count, this.#end));
  }

  /** The next bytes, at least one and at most `countMax`; none only at the end of the source. */
  async take(countMax: number): Promise<Uint8Array> {
    if (this.#start === this.#end && !this.#isAtEnd) await this.#fill();
    const piece = this.#window.subarray(
      this.#start,
      Math.min(this.#start + countMax, this.#end),
    );
    this.skip(piece.length);
    return piece;
  }

  /** Moves on by bytes that were peeked at. */
  skip(count: number): void {
    this.#start += count;
    this.#offset += count;
  }

  async #fill(): Promise<void> {
    const kept = this.#window.subarray(this.#start, this.#end);
    const isFull = this.#end === this.#window.length;
    if (isFull && this.#window.length < WINDOW_MAX_BYTES) {
      this.#window = new Uint8Array(this.#window.length * 4);
    }
    this.#window.set(kept);
    this.#end -= this.#start;
    this.#start = 0;
    const count = await this.#source.read(this.#window.subarray(this.#end));
    if (count === null) this.#isAtEnd = true;
    else this.#end += count;
  }
}
