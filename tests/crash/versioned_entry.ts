/**
 * An entry of any size whose every word tells its version, so that no mixture of two versions, and
 * no part of one, can be taken for a version.
 *
 * @module
 */

/** Written in so many pieces: a kill between two of them leaves part of the content. */
const PIECE_COUNT = 4;

/** What a version of an entry is. */
export interface Version {
  readonly version: number;
  readonly size: number;
}

/** The content: 32-bit words that are all the version's number. */
export function* versionPieces(version: number, size: number): Generator<Uint8Array> {
  const words = new Uint32Array(size / PIECE_COUNT / 4).fill(version);
  for (let piece = 0; piece < PIECE_COUNT; piece++) yield new Uint8Array(words.buffer);
}

/**
 * Reads an entry; null where there is none.
 *
 * @throws {Error} if it is a mixture
 */
export async function readVersion(path: string): Promise<Version | null> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  const words = new Uint32Array(bytes.buffer);
  const version = words[0] ?? 0;
  if (!words.every((word) => word === version)) throw new Error(`"${path}" is a mixture`);
  return { version, size: bytes.length };
}
