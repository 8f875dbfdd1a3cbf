import type { Violation } from "./violation.ts";
import { quoteValue } from "./violation.ts";

/** Documents that are kept for the check of a pack have together at most this many bytes. */
const DOCUMENTS_MAX_BYTES = 96 * 1024 * 1024;

/** Keeps the content of a few files while all of them go by, within a bound. */
export class DocumentKeeper {
  /** The kept contents by path. */
  readonly documents = new Map<string, Uint8Array>();
  /** Files that were to be kept and were too large. */
  readonly violations: Violation[] = [];
  readonly #isKept: (path: string) => boolean;
  #path: string | null = null;
  #parts: Uint8Array[] = [];
  #keptBytes = 0;

  /** @param isKept Tells by its path whether a file shall be kept */
  constructor(isKept: (path: string) => boolean) {
    this.#isKept = isKept;
  }

  /** Begins a file; its size may be wrong, then the bound is kept while it goes by. */
  begin(path: string, size: number): void {
    this.#parts = [];
    this.#path = this.#isKept(path) ? path : null;
    if (this.#path !== null) this.#reserve(size);
  }

  /** Takes the next piece of the file; it is copied. */
  add(piece: Uint8Array): void {
    if (this.#path !== null) this.#parts.push(piece.slice());
  }

  /** Ends the file. */
  end(): void {
    if (this.#path === null) return;
    const bytes = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of this.#parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    this.documents.set(this.#path, bytes);
    this.#parts = [];
  }

  #reserve(size: number): void {
    this.#keptBytes += size;
    if (this.#keptBytes <= DOCUMENTS_MAX_BYTES) return;
    const path = this.#path!;
    const message = `Cannot check ${quoteValue(path)}: wanted lists and evidence of at most ` +
      `${DOCUMENTS_MAX_BYTES} bytes together, found more`;
    this.violations.push({ code: "TOO_LARGE", message, path });
    this.#keptBytes -= size;
    this.#path = null;
  }
}
