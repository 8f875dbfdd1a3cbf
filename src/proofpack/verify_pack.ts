import { InputError, reasonOf, WorldError } from "../internal/errors.ts";
import type { Files } from "../internal/files.ts";
import { createSha256 } from "../internal/hash.ts";
import type { Ports } from "../internal/ports.ts";
import type { ByteSource } from "./byte_stream.ts";
import { sourceOfBytes } from "./byte_stream.ts";
import type { VerifyResult } from "./check_contents.ts";
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

/**
 * Verifies a pack: that the archive is byte for byte what the pack writer writes for its contents,
 * then that lists, manifest, scripts and verdict are what the contents give.
 *
 * Nothing is unpacked. The archive is read once, front to back, in bounded memory; whatever the
 * bytes are, the answer is a result and never a crash.
 *
 * @param pack Path of the pack, its bytes, or anything that reads forward, such as standard input
 * @param options Where it is read
 * @throws {InputError} if there is no file at the path
 * @throws {WorldError} if it cannot be read
 * @throws the signal's reason when aborted
 */
export async function verifyPack(
  pack: string | Uint8Array | ByteSource,
  options: VerifyOptions,
): Promise<VerifyResult> {
  const { ports, signal } = options;
  if (pack instanceof Uint8Array) return await verifySource(sourceOfBytes(pack), options);
  if (typeof pack !== "string") return await verifySource(pack, options);
  try {
    using file = await openPack(pack, ports.files);
    return await verifySource(file, options);
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

const TIME_LIMIT_MS = 10 * 60_000;

function refuseSlow(timeLimitMs: number): Refusal {
  const message = `Cannot accept the pack: wanted one that is verified within ${timeLimitMs} ms, ` +
    `found one that takes longer`;
  return new Refusal({ code: "TOO_LARGE", message });
}

async function verifySource(
  source: ByteSource,
  { ports: { clock }, timeLimitMs = TIME_LIMIT_MS, signal }: VerifyOptions,
): Promise<VerifyResult> {
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
  const { contents, violations, isWhole } = await readPack(watched, DOCUMENT_NAMES);
  const result = checkContents(contents, violations);
  if (isWhole) return { ...result, packSha256: hash.hex() };
  // What lies behind the fault is unknown, so files that were not seen are not missing.
  return { ...result, verdict: null, reasons: [], violations };
}
