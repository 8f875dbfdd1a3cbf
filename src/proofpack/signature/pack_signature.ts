/**
 * Signatures of packs, which lie beside them:
 * - `<pack>.dsse.json`: a DSSE envelope over an in-toto statement whose subject is the pack.
 * - `<pack>.sha256`: the pack's line as `sha256sum` writes it.
 * - `<pack>.sha256.sig`: the Ed25519 signature of that line, 64 bytes, for those who have openssl
 *   and no DSSE reader. It covers the line and not the pack because Ed25519 reads a message twice,
 *   so that every tool would have to hold a pack of gigabytes in memory.
 *
 * ```sh
 * sha256sum --strict -c run.zip.sha256
 * openssl pkeyutl -verify -pubin -inkey omega.pub -rawin -in run.zip.sha256 \
 *   -sigfile run.zip.sha256.sig
 * ```
 *
 * @module
 */
import { timingSafeEqual } from "@std/crypto/timing-safe-equal";
import { basename } from "@std/path";
import { atomicWriteFile } from "../../cache/atomic_write.ts";
import { InputError } from "../../internal/errors.ts";
import type { Json, JsonObject } from "../../internal/json.ts";
import { canonicalJson } from "../../internal/json.ts";
import type { Ports } from "../../internal/ports.ts";
import { readInputBytes } from "../../internal/read_file.ts";
import type { Toolchain } from "../../internal/toolchain.ts";
import type { VerifyResult } from "../check_contents.ts";
import { formatChecksums } from "../checksum_list.ts";
import type { PackVerdict } from "../run_type.ts";
import type { Violation } from "../violation.ts";
import { parseEnvelope, sealPayload, verifyEnvelope } from "./dsse.ts";
import type { SigningKey, VerifyingKey } from "./key_pair.ts";
import { SignatureError } from "./signature_error.ts";
import { decodeStatement, encodeStatement } from "./statement.ts";

/** What the predicate of a pack's statement means: the fields of {@linkcode SignedPack}. */
export const PACK_PREDICATE = "urn:omega-readiness:proofpack:v1";

/** An envelope of a pack is a few lines; a larger file is none. */
const ENVELOPE_MAX_BYTES = 1024 * 1024;

/** What a statement says about a pack. */
export interface SignedPack {
  /** SHA-256 of the pack. */
  readonly packSha256: string;
  /** Identifies the contents. */
  readonly packId: string;
  /** What kind of run it holds. */
  readonly runType: string;
  /** What its evidence gives. */
  readonly verdict: PackVerdict;
  /** What made it. */
  readonly toolchain: Toolchain;
}

/** The files that a signature is made of. */
export interface SignatureFiles {
  /** The DSSE envelope. */
  readonly envelopePath: string;
  /** The checksum line. */
  readonly checksumPath: string;
  /** The signature of the checksum line. */
  readonly detachedPath: string;
}

/** Where the signature of a pack lies. */
export function signatureFilesOf(packPath: string): SignatureFiles {
  return {
    envelopePath: `${packPath}.dsse.json`,
    checksumPath: `${packPath}.sha256`,
    detachedPath: `${packPath}.sha256.sig`,
  };
}

/** How to sign. */
export interface SigningOptions {
  /** The key to sign with. */
  readonly key: SigningKey;
  /** Where to write; needs `--allow-read` and `--allow-write`. */
  readonly ports: Ports;
}

// OC-PACK-6403 impl
/**
 * Signs a pack and writes the signature beside it. One pack and key have one signature: it holds
 * no time.
 *
 * @param packPath The pack
 * @param pack What is said about it
 * @param options The key, and where to write
 * @throws {WorldError} if a file cannot be written
 */
export async function signPack(
  packPath: string,
  pack: SignedPack,
  { key, ports }: SigningOptions,
): Promise<SignatureFiles> {
  const files = signatureFilesOf(packPath);
  const name = basename(packPath);
  const payload = encodeStatement({
    subjects: [{ name, sha256: pack.packSha256 }],
    predicateType: PACK_PREDICATE,
    predicate: encodePredicate(pack),
  });
  const line = new TextEncoder().encode(formatChecksums([{ path: name, sha256: pack.packSha256 }]));
  await atomicWriteFile(files.envelopePath, await sealPayload(payload, key), ports);
  await atomicWriteFile(files.checksumPath, line, ports);
  await atomicWriteFile(files.detachedPath, await key.sign(line), ports);
  return files;
}

function encodePredicate({ packId, runType, verdict, toolchain }: Omit<SignedPack, "packSha256">) {
  return { pack_id: packId, run_type: runType, verdict, toolchain: { ...toolchain } };
}

/** What a signature is checked against. */
export interface SignatureCheck {
  /** The key that is trusted. */
  readonly key: VerifyingKey;
  /** Path of the envelope. */
  readonly envelopePath: string;
  /** Where it is read. */
  readonly ports: Pick<Ports, "files">;
}

/**
 * Checks that a verified pack was signed with a key.
 *
 * @param result What the verification of the pack gave
 * @param check The key and the envelope
 * @returns What is wrong; nothing if the signature is good
 * @throws {WorldError} if the envelope is there and cannot be read
 */
export async function checkPackSignature(
  result: VerifyResult,
  { key, envelopePath, ports }: SignatureCheck,
): Promise<readonly Violation[]> {
  try {
    const envelope = parseEnvelope(await readEnvelope(envelopePath, ports), envelopePath);
    await verifyEnvelope(envelope, key, envelopePath);
    const statement = decodeStatement(envelope.payload, PACK_PREDICATE, envelopePath);
    const [subject, other] = statement.subjects;
    if (other !== undefined || !isEqual(subject!.sha256, result.packSha256)) {
      throw mismatch(envelopePath, "this pack alone", "another");
    }
    for (const [field, value] of Object.entries(predicateOf(result))) {
      const wanted = canonicalJson(value ?? null);
      if (canonicalJson(statement.predicate.field(field).value as Json) !== wanted) {
        throw mismatch(envelopePath, `its ${field} ${wanted}`, "another");
      }
    }
    return [];
  } catch (error) {
    if (error instanceof InputError) {
      return [{ code: "SIGNATURE_MALFORMED", message: error.message, path: envelopePath }];
    }
    if (!(error instanceof SignatureError)) throw error;
    return [{ code: error.code, message: error.message, path: envelopePath }];
  }
}

async function readEnvelope(path: string, { files }: Pick<Ports, "files">): Promise<string> {
  if ((await files.stat(path)) === null) {
    const message = `Cannot find the signature "${path}": wanted one by the key that was given`;
    throw new SignatureError("SIGNATURE_MISSING", message);
  }
  const bytes = await readInputBytes(files, path, { maxBytes: ENVELOPE_MAX_BYTES });
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** What a statement must say of a pack; null where the pack does not give it. */
function predicateOf({ packId, runType, verdict, toolchain }: VerifyResult): JsonObject {
  return { pack_id: packId, run_type: runType, verdict, toolchain: toolchain && { ...toolchain } };
}

function isEqual(digest: string, other: string | null): boolean {
  const encoder = new TextEncoder();
  return other !== null && timingSafeEqual(encoder.encode(digest), encoder.encode(other));
}

function mismatch(source: string, wanted: string, found: string): SignatureError {
  const message = `Cannot accept "${source}": wanted a statement about ${wanted}, ` +
    `found one about ${found}`;
  return new SignatureError("SIGNATURE_MISMATCH", message);
}
