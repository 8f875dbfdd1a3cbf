import type { ByteSource } from "./byte_stream.ts";
import { ByteStream } from "./byte_stream.ts";
import type { ContentDigest } from "./content_meter.ts";
import { ContentMeter } from "./content_meter.ts";
import { MAX_SHRINKING, SHRINKING_FREE_BYTES } from "./deflate_bound.ts";
import { DocumentKeeper } from "./document_keeper.ts";
import { checkInflated, DeflateMismatch } from "./inflate_check.ts";
import type { PackContents } from "./check_contents.ts";
import type { PackFile } from "./pack_file.ts";
import type { LayoutEntry, LocalFields, PlacedEntry } from "./pack_layout.ts";
import {
  decodeExtraSizes,
  decodeLocalFields,
  encodeCentralHeader,
  encodeEnd,
  encodeLocalHeader,
  LOCAL_EXTRA_BYTES,
  LOCAL_FIXED_BYTES,
  LOCAL_SIGNATURE,
  nameLocalField,
} from "./pack_layout.ts";
import { compareNames, findNameFault, NAME_MAX_BYTES } from "../internal/portable_path.ts";
import { Refusal } from "./refusal.ts";
import { badName, checkCollisions, FILE_MAX_COUNT } from "./source_folder.ts";
import type { Violation, ViolationCode } from "./violation.ts";
import { quoteValue } from "./violation.ts";

/** A pack that was read: what is in it, as far as it could be read, and what is wrong with it. */
export interface ReadPack {
  readonly contents: PackContents;
  readonly violations: readonly Violation[];
  /** Whether the archive was read to its end. */
  readonly isWhole: boolean;
}

// OC-PACK-6303 impl
/**
 * Reads a pack front to back, once, in constant memory per file, and compares every byte outside
 * of the contents with what the pack writer writes (see `pack_layout.ts`). Works on a pipe.
 *
 * A reader of our own and not zip.js, because the question is not what a lenient reader makes of
 * the bytes but whether they are the only bytes that the contents could have.
 *
 * @param source The archive
 * @param isKept Tells by its path whether the content of a file shall be kept
 */
export async function readPack(
  source: ByteSource,
  isKept: (path: string) => boolean,
): Promise<ReadPack> {
  const reader = new PackReader(new ByteStream(source), isKept);
  let isWhole = true;
  try {
    await reader.readAll();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    reader.violations.push(error.violation);
    isWhole = false;
  }
  const { files, documents, violations } = reader;
  const collisions = isWhole ? checkCollisions(files.keys()) : [];
  const found = [...violations, ...documents.violations, ...collisions];
  return { contents: { files, documents: documents.documents }, violations: found, isWhole };
}

/** Inflated at a time: a piece of this size may become a thousand times as many bytes. */
const DEFLATED_PIECE_BYTES = 16 * 1024;

// OC-PACK-6302 impl
class PackReader {
  readonly files = new Map<string, PackFile>();
  readonly documents: DocumentKeeper;
  readonly violations: Violation[] = [];
  readonly #entries: PlacedEntry[] = [];
  readonly #stream: ByteStream;
  #previousPath = "";
  /** Null until the first file that is not empty. */
  #isDeflated: boolean | null = null;

  constructor(stream: ByteStream, isKept: (path: string) => boolean) {
    this.#stream = stream;
    this.documents = new DocumentKeeper(isKept);
  }

  async readAll(): Promise<void> {
    while (await this.#isAtLocalHeader()) {
      if (this.#entries.length >= FILE_MAX_COUNT) {
        throw refuse("TOO_LARGE", `at most ${FILE_MAX_COUNT} files`, "more");
      }
      await this.#readFile();
    }
    const offset = this.#stream.offset;
    for (const entry of this.#entries) {
      await this.#expect(encodeCentralHeader(entry), "the central directory");
    }
    const size = this.#stream.offset - offset;
    await this.#expect(encodeEnd({ count: this.#entries.length, size, offset }), "the end record");
    if ((await this.#stream.peek(1)).length > 0) {
      throw refuse("NOT_CANONICAL", "the end of the archive", this.#differenceAt(0, "the archive"));
    }
  }

  async #isAtLocalHeader(): Promise<boolean> {
    const bytes = await this.#stream.peek(4);
    if (bytes.length < 4) return false;
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true) === LOCAL_SIGNATURE;
  }

  async #readFile(): Promise<void> {
    const { offset } = this.#stream;
    const entry = await this.#readHeader();
    const path = this.#checkPath(entry.name);
    this.#checkMethod(entry);
    this.#entries.push({ ...entry, offset });
    const digest = entry.deflatedSize === undefined
      ? await this.#readStored(path, entry.size)
      : await this.#readDeflated(path, entry.size, entry.deflatedSize);
    this.files.set(path, { path, size: digest.size, sha256: digest.sha256 });
    if (digest.crc !== entry.crc) {
      const message = `Cannot accept ${quoteValue(path)}: wanted the content that its header has ` +
        `the CRC-32 of, found another`;
      this.violations.push({ code: "CRC_MISMATCH", message, path });
    }
  }

  /** Reads a local header and compares it with the one that its name, size and CRC give. */
  async #readHeader(): Promise<LayoutEntry> {
    const fixed = await this.#peek(LOCAL_FIXED_BYTES, "a local header");
    const fields = decodeLocalFields(fixed);
    this.#checkLengths(fields);
    const { nameBytes, extraBytes, crc } = fields;
    const length = LOCAL_FIXED_BYTES + nameBytes + extraBytes;
    const header = (await this.#peek(length, "a local header")).slice();
    const name = header.subarray(LOCAL_FIXED_BYTES, LOCAL_FIXED_BYTES + nameBytes);
    const { size, sizeInArchive } = fields.sizes ??
      decodeExtraSizes(header.subarray(LOCAL_FIXED_BYTES + nameBytes));
    if (Number.isNaN(size + sizeInArchive)) {
      throw refuse("TOO_LARGE", "a size of less than 2^53 bytes", "a larger one");
    }
    const deflatedSize = fields.isDeflated ? sizeInArchive : undefined;
    const entry: LayoutEntry = { name, size, crc, deflatedSize };
    const at = findDifference(encodeLocalHeader(entry), header);
    if (at >= 0) this.#failAt(at, nameLocalField(at));
    this.#stream.skip(length);
    return entry;
  }

  /** Bounds what is read on the strength of lengths that nothing has confirmed yet. */
  #checkLengths({ nameBytes, extraBytes, sizes }: LocalFields): void {
    if (nameBytes > NAME_MAX_BYTES) {
      const wanted = `a name of at most ${NAME_MAX_BYTES} bytes`;
      throw refuse("BAD_NAME", wanted, `${nameBytes} bytes at offset ${this.#stream.offset}`);
    }
    if (extraBytes !== (sizes === null ? LOCAL_EXTRA_BYTES : 0)) {
      this.#failAt(28, "the length of the extra field");
    }
  }

  #checkPath(name: Uint8Array): string {
    let path: string;
    try {
      path = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(name);
    } catch {
      throw refuse("BAD_NAME", "a name in UTF-8", `other bytes before ${this.#stream.offset}`);
    }
    const fault = findNameFault(path);
    if (fault !== null) throw new Refusal(badName(path, fault));
    if (this.#entries.length > 0 && compareNames(this.#previousPath, path) >= 0) {
      const found = `${quoteValue(path)} behind ${quoteValue(this.#previousPath)}`;
      throw refuse("NOT_CANONICAL", "each name once and in byte order", found);
    }
    this.#previousPath = path;
    return path;
  }

  /** One method for all files; and no file that unpacks to far more than was sent. */
  #checkMethod({ size, deflatedSize }: LayoutEntry): void {
    const isDeflated = deflatedSize !== undefined;
    if (isDeflated && size > SHRINKING_FREE_BYTES && size > deflatedSize * MAX_SHRINKING) {
      const wanted = `files that deflate at most ${MAX_SHRINKING}-fold`;
      throw refuse("TOO_LARGE", wanted, `${size} bytes in ${deflatedSize}`);
    }
    if (size > 0) this.#isDeflated ??= isDeflated;
    const wanted = size > 0 && this.#isDeflated!;
    if (isDeflated === wanted) return;
    const texts = ["a stored file", "a deflated one"] as const;
    const [stored, deflated] = texts;
    throw refuse("NOT_CANONICAL", wanted ? deflated : stored, wanted ? stored : deflated);
  }

  async #readDeflated(path: string, size: number, deflatedSize: number): Promise<ContentDigest> {
    const meter = new ContentMeter();
    this.documents.begin(path, size);
    let left = deflatedSize;
    const readPiece = async () => {
      if (left === 0) return new Uint8Array(0);
      const piece = await this.#stream.take(Math.min(left, DEFLATED_PIECE_BYTES));
      if (piece.length === 0) throw this.#cutOff(`the content of ${quoteValue(path)}`);
      left -= piece.length;
      return piece;
    };
    try {
      await checkInflated(readPiece, size, (bytes) => {
        meter.update(bytes);
        this.documents.add(bytes);
      });
    } catch (error) {
      if (!(error instanceof DeflateMismatch)) throw error;
      const wanted = `the deflated form of ${quoteValue(path)}`;
      throw refuse("NOT_CANONICAL", wanted, error.message);
    }
    this.documents.end();
    return meter.finish();
  }

  async #readStored(path: string, size: number): Promise<ContentDigest> {
    const meter = new ContentMeter();
    this.documents.begin(path, size);
    for (let left = size; left > 0;) {
      const piece = await this.#stream.take(left);
      if (piece.length === 0) throw this.#cutOff(`the content of ${quoteValue(path)}`);
      meter.update(piece);
      this.documents.add(piece);
      left -= piece.length;
    }
    this.documents.end();
    return meter.finish();
  }

  async #expect(wanted: Uint8Array, what: string): Promise<void> {
    const found = await this.#stream.peek(wanted.length);
    const at = findDifference(wanted, found);
    if (at >= found.length) throw this.#cutOff(what);
    if (at >= 0) this.#failAt(at, what);
    this.#stream.skip(wanted.length);
  }

  async #peek(count: number, what: string): Promise<Uint8Array> {
    const bytes = await this.#stream.peek(count);
    if (bytes.length < count) throw this.#cutOff(what);
    return bytes;
  }

  #cutOff(what: string): Refusal {
    return refuse("NOT_CANONICAL", what, "the end of the archive");
  }

  #failAt(at: number, what: string): never {
    const found = this.#differenceAt(at, what);
    throw refuse("NOT_CANONICAL", "the bytes that its contents give", found);
  }

  #differenceAt(at: number, what: string): string {
    return `others at offset ${this.#stream.offset + at}, in ${what}`;
  }
}

function refuse(code: ViolationCode, wanted: string, found: string): Refusal {
  return new Refusal({ code, message: `Cannot accept the pack: wanted ${wanted}, found ${found}` });
}

// OC-PACK-6305 impl
/** Index of the first byte that differs or is missing, -1 where the second begins with the first. */
function findDifference(wanted: Uint8Array, found: Uint8Array): number {
  for (let index = 0; index < wanted.length; index++) {
    if (wanted[index] !== found[index]) return index;
  }
  return -1;
}
