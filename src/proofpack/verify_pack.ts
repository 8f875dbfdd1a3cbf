import type { ByteSource } from "./byte_stream.ts";
import type { VerifyResult } from "./check_contents.ts";
import type { VerifyOptions } from "./inspect_pack.ts";
import { inspectPack } from "./inspect_pack.ts";

// OC-PACK-6301 impl
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
  return (await inspectPack(pack, options)).result;
}
