import { DeflateEncoder } from "./deflate_encoder.ts";

/** A deflated content that is not the one its inflated bytes give; the text says how. */
export class DeflateMismatch extends Error {
  /** Name of the class, for those who catch across realms. */
  override readonly name = "DeflateMismatch";
}

/** What the encoder lags behind is far less; more is a stream that says nothing at length. */
const LAG_MAX_BYTES = 4 * 1024 * 1024;

/** Reads the next piece of the deflated content; empty at its end. */
export type ReadPiece = () => Promise<Uint8Array>;

/**
 * Inflates a content, deflates what comes out again and compares the two streams byte for byte, in
 * constant memory: there is one deflated form of a content in a pack, so whatever else hides in a
 * deflate stream (other block splits, empty blocks, bytes behind its end) is a difference.
 *
 * @param readPiece Where the deflated content comes from
 * @param size Size that the inflated content must have in bytes
 * @param onContent Takes the inflated content in order
 * @throws {DeflateMismatch} if it is no deflate stream, not the one, or of another size
 */
export async function checkInflated(
  readPiece: ReadPiece,
  size: number,
  onContent: (bytes: Uint8Array) => void,
): Promise<void> {
  const wanted = new WantedBytes();
  await using encoder = new DeflateEncoder((bytes) => wanted.match(bytes));
  const inflater = new DecompressionStream("deflate-raw");
  const input = inflater.writable.getWriter();
  const output = inflater.readable.getReader();
  let failure: unknown;
  const fail = async (error: unknown) => {
    failure ??= error;
    await Promise.allSettled([input.abort(error), output.cancel(error)]);
  };

  async function feed(): Promise<void> {
    for (;;) {
      const piece = await readPiece();
      if (piece.length === 0) break;
      const copy = piece.slice();
      wanted.add(copy);
      await input.ready;
      await input.write(copy);
    }
    await input.close();
  }

  async function drain(): Promise<void> {
    let inflatedSize = 0;
    for (;;) {
      const { done, value } = await output.read();
      if (done) break;
      inflatedSize += value.length;
      if (inflatedSize > size) {
        throw new DeflateMismatch(`more than the ${size} bytes it shall have`);
      }
      onContent(value);
      await encoder.write(value);
    }
    if (inflatedSize !== size) throw new DeflateMismatch(`${inflatedSize} bytes and not ${size}`);
    await encoder.finish();
    wanted.expectEnd();
  }

  await Promise.all([feed().catch(fail), drain().catch(fail)]);
  if (failure === undefined) return;
  // The runtimes' sentences for a broken stream differ; the class is the same.
  throw failure instanceof TypeError
    ? new DeflateMismatch("no deflate stream", { cause: failure })
    : failure;
}

/** The deflated bytes that were read and that the encoder has not given again yet. */
class WantedBytes {
  #parts: Uint8Array[] = [];
  #length = 0;

  add(part: Uint8Array): void {
    this.#parts.push(part);
    this.#length += part.length;
    if (this.#length > LAG_MAX_BYTES) throw otherStream();
  }

  match(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length;) {
      const part = this.#parts[0];
      if (part === undefined) throw otherStream();
      const count = Math.min(part.length, bytes.length - from);
      for (let index = 0; index < count; index++) {
        if (part[index] !== bytes[from + index]) throw otherStream();
      }
      from += count;
      this.#length -= count;
      if (count === part.length) this.#parts.shift();
      else this.#parts[0] = part.subarray(count);
    }
  }

  expectEnd(): void {
    if (this.#length > 0) throw otherStream();
  }
}

function otherStream(): DeflateMismatch {
  return new DeflateMismatch("another deflate stream than its content gives");
}
