import { join } from "@std/path";
import { reasonOf, WorldError } from "../internal/errors.ts";
import type { FileHandle, Files } from "../internal/files.ts";
import { shareOut } from "../internal/share_out.ts";
import type { ContentDigest } from "./content_meter.ts";
import { ContentMeter } from "./content_meter.ts";
import { MAX_SHRINKING, SHRINKING_FREE_BYTES } from "./deflate_bound.ts";
import { DeflateEncoder } from "./deflate_encoder.ts";
import type { ScanHit, ScanRuleSet } from "./content_scanner.ts";
import { ContentScanner } from "./content_scanner.ts";
import type { ScanCode } from "./scan_rule.ts";
import { maskSecret } from "./secret_rules.ts";
import type { Violation } from "./violation.ts";
import { quoteValue, VIOLATION_MAX_COUNT } from "./violation.ts";

/** Files read at once. Opening and closing dominates small ones; above 8 nothing is gained. */
const READER_COUNT = 8;
/** Read at a time, per reader. */
const CHUNK_BYTES = 256 * 1024;
const LF = 0x0a;

/** A file of the source and what is in it. */
export interface MeasuredFile extends ContentDigest {
  readonly path: string;
  /** Size of the deflated content in bytes; undefined where it shall be stored. */
  readonly deflatedSize?: number | undefined;
}

/** The source's files, measured and scanned. */
export interface MeasuredSource {
  /** In the order of the paths given. */
  readonly files: readonly MeasuredFile[];
  readonly violations: readonly Violation[];
}

/** Where the source is and what must not be in it. */
export interface MeasureOptions {
  readonly folder: string;
  readonly rules: ScanRuleSet;
  /** Whether the files shall be deflated. */
  readonly isDeflated: boolean;
  readonly files: Files;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads every file of a source once: size, digests, and what the scan rules find.
 *
 * @param paths Paths from the folder
 * @throws {WorldError} if a file cannot be read
 */
export async function measureSource(
  paths: readonly string[],
  options: MeasureOptions,
): Promise<MeasuredSource> {
  const measured = new Array<MeasuredFile>(paths.length);
  const violations = new Array<readonly Violation[]>(paths.length);
  await shareOut(paths.entries(), READER_COUNT, async (queue) => {
    const scanner = new ContentScanner(options.rules);
    const buffer = new Uint8Array(CHUNK_BYTES);
    for (const [index, path] of queue) {
      options.signal?.throwIfAborted();
      const { found, ...file } = await measureFile(path, { ...options, scanner, buffer });
      measured[index] = file;
      violations[index] = [...found, ...checkShrinking(file)];
    }
  });
  return { files: measured, violations: violations.flat().slice(0, VIOLATION_MAX_COUNT) };
}

async function measureFile(
  path: string,
  { folder, files, isDeflated, signal, scanner, buffer }: MeasureOptions & {
    readonly scanner: ContentScanner;
    readonly buffer: Uint8Array;
  },
): Promise<MeasuredFile & { readonly found: readonly Violation[] }> {
  const fullPath = join(folder, path);
  try {
    using file = await files.open(fullPath, { read: true });
    const meter = new ContentMeter();
    await using encoder = isDeflated ? new DeflateEncoder(() => {}) : null;
    scanner.reset();
    for await (const chunk of readChunks(file, buffer)) {
      signal?.throwIfAborted();
      meter.update(chunk);
      scanner.update(chunk);
      await encoder?.write(chunk);
    }
    const digest = meter.finish();
    const size = await encoder?.finish();
    // There is nothing to deflate in an empty file, and two bytes would say so.
    const deflatedSize = digest.size === 0 ? undefined : size;
    const hits = scanner.finish();
    const found = hits.length > 0 ? await placeHits(path, hits, { file, buffer }) : [];
    return { path, ...digest, deflatedSize, found };
  } catch (error) {
    signal?.throwIfAborted();
    throw new WorldError(`Cannot read "${fullPath}": ${reasonOf(error)}`, { cause: error });
  }
}

/** The content from the current position on; a piece is valid until the next one. */
async function* readChunks(file: FileHandle, buffer: Uint8Array): AsyncGenerator<Uint8Array> {
  for (;;) {
    const count = await file.read(buffer);
    if (count === null) return;
    yield buffer.subarray(0, count);
  }
}

function checkShrinking({ path, size, deflatedSize }: MeasuredFile): readonly Violation[] {
  if (deflatedSize === undefined || size <= SHRINKING_FREE_BYTES) return [];
  if (size <= deflatedSize * MAX_SHRINKING) return [];
  const message = `Cannot deflate ${quoteValue(path)}: wanted a content that becomes at most ` +
    `${MAX_SHRINKING} times shorter, found ${size} bytes in ${deflatedSize}`;
  return [{ code: "TOO_LARGE", message, path }];
}

/** Counts lines by a second read: a source without hits, which is the rule, never pays for it. */
async function placeHits(
  path: string,
  hits: readonly ScanHit[],
  { file, buffer }: { readonly file: FileHandle; readonly buffer: Uint8Array },
): Promise<readonly Violation[]> {
  const violations: Violation[] = [];
  let line = 1;
  let offset = 0;
  let next = 0;
  await file.seek(0);
  for await (const chunk of readChunks(file, buffer)) {
    for (const byte of chunk) {
      if (offset === hits[next]?.offset) violations.push(describeHit(path, line, hits[next++]!));
      if (byte === LF) line += 1;
      offset += 1;
    }
    if (next === hits.length) break;
  }
  return violations;
}

/** What a pack should have in place of a hit. */
const WANTED = {
  ABSOLUTE_PATH: "no absolute path",
  SECRET: "no secret",
} as const satisfies Record<ScanCode, string>;

function describeHit(path: string, line: number, hit: ScanHit): Violation {
  const { code } = hit;
  // The violation goes to terminals and logs, which a secret must not reach.
  const text = code === "SECRET" ? maskSecret(hit.text) : hit.text;
  const value = text.length > 100 ? `${text.slice(0, 97).toWellFormed()}...` : text;
  const message = `Cannot pack ${quoteValue(path)} at line ${line}: ` +
    `wanted ${WANTED[code]}, found ${quoteValue(text)}`;
  return { code, message, path, line, value };
}
