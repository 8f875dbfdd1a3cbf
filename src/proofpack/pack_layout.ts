/**
 * The byte layout of a pack: a ZIP archive of which every byte follows from the names, sizes and
 * contents of its files.
 *
 * Invariants, kept by the writer and demanded by the reader:
 * - local header and content of each file, in the byte order of their names; then one central
 *   header per file in the same order; then the end record. No byte between, before or after.
 * - method 0 (stored), because deflate streams differ between runtimes; or, for all files that are
 *   not empty at once, method 8 (deflated) with the one codec of `deflate_encoder.ts`. A file is
 *   deflated even where that makes it longer, so that the method of one file gives that of all.
 * - flags 0x0800 (UTF-8 name), never a data descriptor. Date 1980-01-01 00:00, made by Unix with
 *   version 2.0, an ordinary file with mode 0644, no other attribute, no comment, one disk, no
 *   folder entries. Not made by MS-DOS, which says nothing of modes: Info-ZIP then takes names for
 *   code page 850 whatever the flag says, and unpacks "é" as two other characters.
 * - no extra field, except ZIP64's where a 32-bit field cannot hold the number: both sizes in the
 *   local header; in the central header what does not fit. A ZIP64 end record only where a field
 *   of the end record does not fit.
 *
 * Up to 4 GiB and 65,534 files these are the bytes of zip.js with STORE, date and attributes set and
 * extended timestamps off; a test compares the two. The writer is our own because zip.js holds a whole
 * entry in memory when no data descriptor may be written, and took 0.35 ms and 12 kB per entry
 * (20,000 files: 7.5 s and 355 MB); and because the reader must define this form anyway, so that
 * writer and reader cannot disagree.
 *
 * Failure model: the reader re-encodes every record from the few fields it takes from it and
 * compares. Whatever an archive claims beyond them (flags, offsets, counts, overlaps, other
 * compression, encryption) is a difference in bytes, so there is no field it could be misled by.
 *
 * Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3.
 *
 * @module
 */

/** What the records of a file are made of. */
export interface LayoutEntry {
  /** UTF-8 bytes of the path. */
  readonly name: Uint8Array;
  /** Size of the content in bytes. */
  readonly size: number;
  /** CRC-32 of the content. */
  readonly crc: number;
  /** Size of the deflated content in bytes. @default the content is stored */
  readonly deflatedSize?: number | undefined;
}

/** A file and where its local header begins. */
export interface PlacedEntry extends LayoutEntry {
  /** Offset of the local header in bytes. */
  readonly offset: number;
}

/** Signature of a local header as a little-endian number. */
export const LOCAL_SIGNATURE = 0x04034b50;
/** Size of a local header without name and extra field. */
export const LOCAL_FIXED_BYTES = 30;
/** Size of the only extra field that a local header may have. */
export const LOCAL_EXTRA_BYTES = 20;
const CENTRAL_SIGNATURE = 0x02014b50;
const CENTRAL_FIXED_BYTES = 46;
const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const END64_SIGNATURE = 0x06064b50;
const END64_BYTES = 56;
const LOCATOR_SIGNATURE = 0x07064b50;
const LOCATOR_BYTES = 20;

const EXTRA_ZIP64 = 0x0001;
const VERSION = 20;
const VERSION_ZIP64 = 45;
/** Upper byte of "made by". */
const MADE_BY_UNIX = 3 << 8;
/** External attributes: an ordinary file that its owner may write and everybody may read. */
const FILE_MODE = 0o100644 * 2 ** 16;
const FLAG_UTF8 = 0x0800;
const METHOD_STORED = 0;
const METHOD_DEFLATED = 8;
/** 1980-01-01 in the format of MS-DOS. */
const DATE = 0x0021;
/** The largest values of the fields say "see ZIP64", so they cannot mean themselves. */
const NUMBER_32 = 0xffffffff;
const NUMBER_16 = 0xffff;

/** Writes little-endian fields one after the other. */
class FieldWriter {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #at = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.#view = new DataView(this.bytes.buffer);
  }

  number16(value: number): this {
    this.#view.setUint16(this.#at, value, true);
    this.#at += 2;
    return this;
  }

  number32(value: number): this {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
    return this;
  }

  number64(value: number): this {
    this.#view.setBigUint64(this.#at, BigInt(value), true);
    this.#at += 8;
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.#at);
    this.#at += bytes.length;
    return this;
  }
}

/** Bytes that the content takes in the archive. */
function sizeInArchive({ size, deflatedSize }: LayoutEntry): number {
  return deflatedSize ?? size;
}

// OC-PACK-6006 impl
/** Whether one of the sizes needs ZIP64; then both are there. */
function isLargeEntry(entry: LayoutEntry): boolean {
  return Math.max(entry.size, sizeInArchive(entry)) >= NUMBER_32;
}

/** The fields that local and central header have in common, from "version needed" on. */
function writeCommon(fields: FieldWriter, entry: LayoutEntry, extraBytes: number): FieldWriter {
  const isLarge = isLargeEntry(entry);
  const method = entry.deflatedSize === undefined ? METHOD_STORED : METHOD_DEFLATED;
  return fields.number16(FLAG_UTF8).number16(method).number16(0).number16(DATE)
    .number32(entry.crc)
    .number32(isLarge ? NUMBER_32 : sizeInArchive(entry))
    .number32(isLarge ? NUMBER_32 : entry.size)
    .number16(entry.name.length).number16(extraBytes);
}

// OC-PACK-6003 impl
/** The local header of a file, name and extra field included. */
export function encodeLocalHeader(entry: LayoutEntry): Uint8Array<ArrayBuffer> {
  const isLarge = isLargeEntry(entry);
  const extraBytes = isLarge ? LOCAL_EXTRA_BYTES : 0;
  const fields = new FieldWriter(LOCAL_FIXED_BYTES + entry.name.length + extraBytes);
  fields.number32(LOCAL_SIGNATURE).number16(isLarge ? VERSION_ZIP64 : VERSION);
  writeCommon(fields, entry, extraBytes).raw(entry.name);
  if (isLarge) {
    fields.number16(EXTRA_ZIP64).number16(16);
    fields.number64(entry.size).number64(sizeInArchive(entry));
  }
  return fields.bytes;
}

// OC-PACK-6005 impl
/** The central header of a file. */
export function encodeCentralHeader(entry: PlacedEntry): Uint8Array<ArrayBuffer> {
  const isLarge = isLargeEntry(entry);
  const isFar = entry.offset >= NUMBER_32;
  const bodyBytes = (isLarge ? 16 : 0) + (isFar ? 8 : 0);
  const extraBytes = bodyBytes > 0 ? bodyBytes + 4 : 0;
  const fields = new FieldWriter(CENTRAL_FIXED_BYTES + entry.name.length + extraBytes);
  fields.number32(CENTRAL_SIGNATURE).number16(MADE_BY_UNIX | VERSION);
  fields.number16(isLarge || isFar ? VERSION_ZIP64 : VERSION);
  // No comment, disk 0, no internal attributes.
  writeCommon(fields, entry, extraBytes).number16(0).number16(0).number16(0).number32(FILE_MODE);
  fields.number32(isFar ? NUMBER_32 : entry.offset).raw(entry.name);
  if (extraBytes > 0) fields.number16(EXTRA_ZIP64).number16(bodyBytes);
  if (isLarge) fields.number64(entry.size).number64(sizeInArchive(entry));
  if (isFar) fields.number64(entry.offset);
  return fields.bytes;
}

/** Where the central headers are. */
export interface CentralDirectory {
  readonly count: number;
  readonly size: number;
  readonly offset: number;
}

/** Everything behind the central headers. */
export function encodeEnd({ count, size, offset }: CentralDirectory): Uint8Array<ArrayBuffer> {
  const isLarge = count >= NUMBER_16 || size >= NUMBER_32 || offset >= NUMBER_32;
  const fields = new FieldWriter(END_BYTES + (isLarge ? END64_BYTES + LOCATOR_BYTES : 0));
  if (isLarge) {
    fields.number32(END64_SIGNATURE).number64(END64_BYTES - 12);
    fields.number16(VERSION_ZIP64).number16(VERSION_ZIP64).number32(0).number32(0);
    fields.number64(count).number64(count).number64(size).number64(offset);
    fields.number32(LOCATOR_SIGNATURE).number32(0).number64(offset + size).number32(1);
  }
  fields.number32(END_SIGNATURE).number16(0).number16(0);
  fields.number16(Math.min(count, NUMBER_16)).number16(Math.min(count, NUMBER_16));
  fields.number32(Math.min(size, NUMBER_32)).number32(Math.min(offset, NUMBER_32));
  return fields.number16(0).bytes;
}

/** What a local header is re-encoded from. */
export interface LocalFields {
  readonly nameBytes: number;
  readonly extraBytes: number;
  readonly crc: number;
  readonly isDeflated: boolean;
  /** Null where the ZIP64 extra field holds them. */
  readonly sizes: LocalSizes | null;
}

/** The sizes of an entry in bytes. */
export interface LocalSizes {
  /** Size of the content. */
  readonly size: number;
  /** Bytes that it takes in the archive. */
  readonly sizeInArchive: number;
}

/** Takes from a local header's fixed part what it is re-encoded from. */
export function decodeLocalFields(fixed: Uint8Array): LocalFields {
  const view = new DataView(fixed.buffer, fixed.byteOffset, LOCAL_FIXED_BYTES);
  const size = view.getUint32(22, true);
  const isInExtra = size === NUMBER_32;
  return {
    nameBytes: view.getUint16(26, true),
    extraBytes: view.getUint16(28, true),
    crc: view.getUint32(14, true),
    isDeflated: view.getUint16(8, true) === METHOD_DEFLATED,
    sizes: isInExtra ? null : { size, sizeInArchive: view.getUint32(18, true) },
  };
}

/** Takes the sizes from the extra field of a local header; NaN where no number can hold one. */
export function decodeExtraSizes(extra: Uint8Array): LocalSizes {
  const view = new DataView(extra.buffer, extra.byteOffset, LOCAL_EXTRA_BYTES);
  const toNumber = (size: bigint) => size <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(size) : NaN;
  return {
    size: toNumber(view.getBigUint64(4, true)),
    sizeInArchive: toNumber(view.getBigUint64(12, true)),
  };
}

const LOCAL_FIELDS = [
  [4, "the signature"],
  [6, "the version"],
  [8, "the flags"],
  [10, "the method"],
  [14, "the date"],
  [18, "the CRC-32"],
  [26, "the sizes"],
  [30, "the lengths of name and extra field"],
] as const;

/** Names the field of a local header that an offset lies in. */
export function nameLocalField(offset: number): string {
  return LOCAL_FIELDS.find(([end]) => offset < end)?.[1] ?? "the name or extra field";
}
