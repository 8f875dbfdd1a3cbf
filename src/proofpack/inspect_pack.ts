import { InputError, reasonOf, WorldError } from "../internal/errors.ts";
import type { Files } from "../internal/files.ts";
import { createSha256 } from "../internal/hash.ts";
import type { Ports } from "../internal/ports.ts";
import type { ByteSource } from "./byte_stream.ts";
import { sourceOfBytes } from "./byte_stream.ts";
import type { PackContents, VerifyResult } from "./check_contents.ts";
import { checkContents, DOCUMENT_NAMES } from "./check_contents.ts";
import { readPack } from "./read_pack.ts";
import { Refusal } from "./refusal.ts";

/** What a verification may use. */
export interface VerifyOptions {
  /** Where packs are read; needs `--allow-read`. */
  readonly ports: Pick<Ports, "files" | "clock">;
  /**
   * Longer verifications end, and the pack is refused: nobody has to wait for what a stranger
   * sends. In milliseconds. @default 10 minutes
   */
  readonly timeLimitMs?: number | undefined;
  /** Ends the verification at once. */
  readonly signal?: AbortSignal | undefined;
}

/** How to look into a pack. */
export interface InspectOptions extends VerifyOptions {
  /** Files whose content shall be kept beside those that the check needs. @default none */
  readonly keeps?: ((path: string) => boolean) | undefined;
}

/** A pack that was looked into. */
export interface InspectedPack {
  /** What is wrong with it. */
  readonly result: VerifyResult;
  /** What is in it; not to be trusted unless `result.ok`. */
  readonly contents: PackContents;
}

/** See {@linkcode VerifyOptions.timeLimitMs}. A pack of 2 GB takes five seconds. */
const TIME_LIMIT_MS = 10 * 60_000;

// OC-PACK-6304 impl
/**
 * Verifies a pack and gives its files and the content of some.
 *
 * @param pack Path of the pack, its bytes, or anything that reads forward
 * @param options Where it is read, and what is kept
 * @throws as `verifyPack`
 */
export async function inspectPack(
  pack: string | Uint8Array | ByteSource,
  options: InspectOptions,
): Promise<InspectedPack> {
  const { ports, signal } = options;
  if (pack instanceof Uint8Array) return await inspectSource(sourceOfBytes(pack), options);
  if (typeof pack !== "string") return await inspectSource(pack, options);
  try {
    using file = await openPack(pack, ports.files);
    return await inspectSource(file, options);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof InputError) throw error;
    throw new WorldError(`Cannot read "${pack}": ${reasonOf(error)}`, { cause: error });
  }
}

async function openPack(path: string, files: Files) {
  const stat = await files.stat(path);
  if (stat === null) {
    throw new InputError(`Cannot verify "${path}": wanted a pack, found nothing there`);
  }
  if (stat.kind === "directory") {
    throw new InputError(`Cannot verify "${path}" as a pack: wanted a file, found a folder`);
  }
  return await files.open(path, { read: true });
}

function refuseSlow(timeLimitMs: number): Refusal {
  const message = `Cannot accept the pack: wanted one that is verified within ${timeLimitMs} ms, ` +
    `found one that takes longer`;
  return new Refusal({ code: "TOO_LARGE", message });
}

async function inspectSource(
  source: ByteSource,
  { ports: { clock }, timeLimitMs = TIME_LIMIT_MS, keeps, signal }: InspectOptions,
): Promise<InspectedPack> {
  const endMs = clock.monotonicMs() + timeLimitMs;
  const hash = createSha256();
  const watched: ByteSource = {
    async read(buffer) {
      signal?.throwIfAborted();
      if (clock.monotonicMs() > endMs) throw refuseSlow(timeLimitMs);
      const count = await source.read(buffer);
      if (count !== null) hash.update(buffer.subarray(0, count));
      return count;
    },
  };
  const isKept = (path: string) => DOCUMENT_NAMES.has(path) || keeps?.(path) === true;
  const { contents, violations, isWhole } = await readPack(watched, isKept);
  const result = checkContents(contents, violations);
  if (isWhole) return { result: { ...result, packSha256: hash.hex() }, contents };
  // What lies behind the fault is unknown, so files that were not seen are not missing.
  return { result: { ...result, verdict: null, reasons: [], violations }, contents };
}
