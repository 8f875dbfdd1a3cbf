/**
 * PR-G5: evidence that a stranger can check.
 *
 * {@linkcode buildPack} packs a run folder into a deterministic archive with a manifest, a checksum
 * list and scripts that check it; {@linkcode verifyPack} and {@linkcode verifyFolder} check such an
 * archive and its unpacked form, and recompute the verdict from the evidence inside.
 *
 * ## What is in a pack
 *
 * The files of the run at the root of the archive, and:
 * - `MANIFEST.json`: `schema_version`, `pack_id`, `run_type`, `verdict`, `files[]` (`path`, `size`,
 *   `sha256`; all but itself and the list), `sha256_manifest` (SHA-256 of the lines of those files
 *   in the list: `grep -v '  MANIFEST\.json$' SHA256SUMS.txt | sha256sum`), `toolchain`.
 * - `SHA256SUMS.txt`: one line `<hex>  <path>` for each file but itself, in byte order.
 * - `toolchain.json`, and the scripts `replay.sh` and `verify.ps1`, which check integrity and
 *   completeness of the unpacked pack with standard tools alone.
 *
 * The bytes follow from the contents: no time, no absolute path and no host name is in them, and
 * the archive has one form only (see `pack_layout.ts`).
 *
 * ## What a verified pack proves
 *
 * That its files are those its lists name and that its verdict follows from them. Not who made it:
 * whoever changes the files can make all lists anew. Compare `packSha256` with a published one, or
 * check a signature ({@linkcode checkPackSignature}). {@linkcode replayPack} executes a packed run
 * again, {@linkcode diffPacks} says what changed between two packs.
 *
 * @example Refuse what is no pack
 * ```ts
 * import { verifyPack } from "@omega/readiness/proofpack";
 * import { systemPorts } from "@omega/readiness";
 * import { assertEquals } from "@std/assert";
 *
 * const { ok, violations } = await verifyPack(new Uint8Array(22), { ports: systemPorts });
 * assertEquals(ok, false);
 * assertEquals(violations[0]?.code, "NOT_CANONICAL");
 * ```
 *
 * @module
 */
export { buildPack } from "./build_pack.ts";
export type { BuildOptions, BuildResult, BuiltPack, RefusedPack } from "./build_pack.ts";
export type { ByteSource } from "./byte_stream.ts";
export type { VerifyResult } from "./check_contents.ts";
export { diffPacks } from "./diff_packs.ts";
export type { FileDifference, FileRole, PackDifference } from "./diff_packs.ts";
export type { JsonDifference } from "./json_difference.ts";
export type { Manifest } from "./manifest.ts";
export type { PackFile } from "./pack_file.ts";
export { replayPack } from "./replay_pack.ts";
export type { ExecuteRun, ReplayOptions, ReplayRequest, ReplayResult } from "./replay_pack.ts";
export type { PackVerdict } from "./run_type.ts";
export { readSigningKey, readVerifyingKey, writeKeyFiles } from "./signature/key_file.ts";
export type { KeyFiles } from "./signature/key_file.ts";
export { generateKeyPair, importSigningKey, importVerifyingKey } from "./signature/key_pair.ts";
export type { KeyPairTexts, SigningKey, VerifyingKey } from "./signature/key_pair.ts";
export {
  checkPackSignature,
  PACK_PREDICATE,
  signatureFilesOf,
  signPack,
} from "./signature/pack_signature.ts";
export type {
  SignatureCheck,
  SignatureFiles,
  SignedPack,
  SigningOptions,
} from "./signature/pack_signature.ts";
export type { SignatureCode } from "./signature/signature_error.ts";
export { verifyFolder } from "./verify_folder.ts";
export { verifyPack } from "./verify_pack.ts";
export type { VerifyOptions } from "./inspect_pack.ts";
export type { Violation, ViolationCode } from "./violation.ts";
