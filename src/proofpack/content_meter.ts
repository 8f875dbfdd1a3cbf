import { crc32 } from "node:zlib";
import { createSha256 } from "../internal/hash.ts";

/** What identifies the content of a file. */
export interface ContentDigest {
  /** Size in bytes. */
  readonly size: number;
  /** Lower-case hexadecimal SHA-256. */
  readonly sha256: string;
  /** CRC-32, as ZIP has it. */
  readonly crc: number;
}

/** Takes size, SHA-256 and CRC-32 of content that comes in pieces, in one pass. */
export class ContentMeter {
  readonly #hash = createSha256();
  #size = 0;
  #crc = 0;

  /** Adds the next piece. */
  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#crc = crc32(bytes, this.#crc);
    this.#size += bytes.length;
  }

  /** The digest of everything that was added; ends the computation. */
  finish(): ContentDigest {
    return { size: this.#size, sha256: this.#hash.hex(), crc: this.#crc };
  }
}

/** The digest of content that is in memory. */
export function digestContent(bytes: Uint8Array): ContentDigest {
  const meter = new ContentMeter();
  meter.update(bytes);
  return meter.finish();
}
