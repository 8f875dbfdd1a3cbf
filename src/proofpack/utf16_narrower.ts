/** In place of a character that one byte does not hold; patterns take it for part of a name. */
const OTHER = 0x80;

const NOTHING = new Uint8Array(0);

/**
 * Makes UTF-16 text, which editors and shells on Windows write, into one byte a character, so that
 * the patterns for other text find in it what they look for. Content without a byte order mark of
 * UTF-16 is passed on as it is. Works on content in pieces, in constant memory.
 */
export class Utf16Narrower {
  /** Whether the low byte of a character comes first; null for other text. */
  #isLittleEndian: boolean | null = null;
  #isDecided = false;
  /** Bytes that wait for the next piece. */
  #held = NOTHING;

  /** Bytes in the content for each byte that {@linkcode Utf16Narrower.narrow} gives. */
  get bytesPerCharacter(): 1 | 2 {
    return this.#isLittleEndian === null ? 1 : 2;
  }

  /** Takes the next piece; valid until that is overwritten. */
  narrow(piece: Uint8Array): Uint8Array {
    const bytes = this.#held.length === 0 ? piece : concat(this.#held, piece);
    this.#held = NOTHING;
    if (!this.#isDecided) {
      if (bytes.length < 2) return this.#hold(bytes);
      this.#isDecided = true;
      const mark = bytes[0]! * 256 + bytes[1]!;
      this.#isLittleEndian = mark === 0xfffe ? true : mark === 0xfeff ? false : null;
    }
    return this.#isLittleEndian === null ? bytes : this.#takeCharacters(bytes);
  }

  #hold(bytes: Uint8Array): Uint8Array {
    this.#held = bytes.slice();
    return NOTHING;
  }

  #takeCharacters(bytes: Uint8Array): Uint8Array {
    const low = this.#isLittleEndian ? 0 : 1;
    const narrow = new Uint8Array(bytes.length >> 1);
    for (let index = 0; index < narrow.length; index++) {
      const isOneByte = bytes[2 * index + 1 - low] === 0;
      narrow[index] = isOneByte ? bytes[2 * index + low]! : OTHER;
    }
    if (bytes.length % 2 === 1) this.#hold(bytes.subarray(-1));
    return narrow;
  }
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
