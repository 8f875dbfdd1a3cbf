import { ZipWriter } from "@zip-js/zip-js";

/** Takes the output of an encoder; awaited before there is more. */
export type ByteSink = (bytes: Uint8Array) => void | Promise<void>;

/** Size of the pieces that the codec is given, so that how content is read changes nothing. */
const PIECE_BYTES = 64 * 1024;
/** zlib's own default, the usual trade of time for size. */
const LEVEL = 6;
/** Fixed part of the header that the library writes in front of an entry. */
const HEADER_BYTES = 30;

// OC-PACK-6007 impl
/**
 * Deflates one content into a stream whose bytes depend on the content alone.
 *
 * The runtime's own deflate is zlib here and something else there, and changes between versions:
 * one input gave five different streams. zip.js carries a zlib compiled to WebAssembly, whose
 * arithmetic is the same on every machine. Its archive around the stream is cut off: the layout
 * of a pack is ours (see `pack_layout.ts`).
 *
 * Rejected: the runtime's `CompressionStream` and `node:zlib` for their bytes, a deflate of our own
 * because the strategy of one that compresses as well would be zlib again.
 */
export class DeflateEncoder implements AsyncDisposable {
  readonly #sink: ByteSink;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #added: Promise<{ readonly compressedSize: number }>;
  readonly #piece = new Uint8Array(PIECE_BYTES);
  #pieceLength = 0;
  /** What the library wrote and nobody has taken yet: the header at first, the end at last. */
  #held = new Uint8Array(0);
  #isInContent = false;
  #isEnded = false;
  #size = 0;
  /** Why the sink takes no more. */
  #failure: { readonly reason: unknown } | null = null;

  /** @param sink Takes the deflated bytes in order */
  constructor(sink: ByteSink) {
    this.#sink = sink;
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    this.#input = writable.getWriter();
    const archive = new WritableStream<Uint8Array>({ write: (bytes) => this.#take(bytes) });
    const writer = new ZipWriter(archive, {
      level: LEVEL,
      useWebWorkers: false,
      useCompressionStream: false,
      dataDescriptor: true,
      extendedTimestamp: false,
      zip64: true,
    });
    this.#added = writer.add("-", readable);
    // A failure is told where the encoder is ended or written to; here it would end the process.
    this.#added.catch(() => {});
  }

  /**
   * Adds content. The bytes may be overwritten afterwards.
   *
   * @throws whatever the sink has thrown
   */
  async write(bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.length;) {
      const part = bytes.subarray(from, from + PIECE_BYTES - this.#pieceLength);
      this.#piece.set(part, this.#pieceLength);
      this.#pieceLength += part.length;
      from += part.length;
      if (this.#pieceLength === PIECE_BYTES) await this.#give();
    }
  }

  /**
   * Ends the content.
   *
   * @returns Size of the deflated stream in bytes
   * @throws whatever the sink has thrown
   */
  async finish(): Promise<number> {
    await this.#give();
    await this.#input.close();
    const { compressedSize } = await this.#added;
    this.#isEnded = true;
    // Behind the stream the library has written the record of its sizes, which is not ours.
    const rest = this.#held.subarray(0, compressedSize - this.#size);
    if (rest.length > 0) await this.#pass(rest);
    this.#throwFailure();
    return compressedSize;
  }

  /**
   * Gives up if the content is not ended; nothing reaches the sink afterwards. The stream is ended
   * and not aborted: only then does the codec free its memory, of which there is little, and let
   * the next encoder in, of which it runs as many at once as the machine has cores.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#failure ??= { reason: new Error("the encoder was aborted") };
    await this.#input.close().catch(() => {});
    await this.#added.catch(() => {});
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.reason;
  }

  /** A sink that throws must not break the stream, which would never be ended then. */
  async #pass(bytes: Uint8Array): Promise<void> {
    if (this.#failure !== null) return;
    try {
      await this.#sink(bytes);
    } catch (reason) {
      this.#failure = { reason };
    }
  }

  async #give(): Promise<void> {
    if (this.#pieceLength === 0) return;
    const piece = this.#piece.slice(0, this.#pieceLength);
    this.#pieceLength = 0;
    await this.#input.ready;
    await this.#input.write(piece);
    this.#throwFailure();
  }

  async #take(bytes: Uint8Array): Promise<void> {
    const held = new Uint8Array(this.#held.length + bytes.length);
    held.set(this.#held);
    held.set(bytes, this.#held.length);
    this.#held = held;
    if (!this.#isInContent) {
      if (held.length < HEADER_BYTES) return;
      const view = new DataView(held.buffer);
      const length = HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
      if (held.length < length) return;
      this.#isInContent = true;
      this.#held = held.slice(length);
    }
    const outLength = this.#held.length - TRAILER_BYTES;
    if (outLength <= 0) return;
    const out = this.#held.slice(0, outLength);
    this.#held = this.#held.slice(outLength);
    this.#size += out.length;
    await this.#pass(out);
  }
}

/** The library's record behind the stream: signature, CRC-32 and two sizes of 64 bits. */
const TRAILER_BYTES = 24;

/** Size that a content has when deflated, without keeping it. */
export async function measureDeflated(content: Uint8Array): Promise<number> {
  await using encoder = new DeflateEncoder(() => {});
  await encoder.write(content);
  return await encoder.finish();
}
