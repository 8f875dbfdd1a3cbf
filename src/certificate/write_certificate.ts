import { join } from "@std/path";
import { atomicWriteFile } from "../cache/atomic_write.ts";
import { reasonOf, WorldError } from "../internal/errors.ts";
import type { Ports } from "../internal/ports.ts";
import { sealPayload } from "../proofpack/signature/dsse.ts";
import type { SigningKey } from "../proofpack/signature/key_pair.ts";
import type { Certificate } from "./certificate.ts";
import { encodeCertificate } from "./certificate.ts";
import { renderCertificate } from "./render_certificate.ts";

/** Name of the certificate for programs. */
export const ENVELOPE_NAME = "certificate.dsse.json";
/** Name of the certificate for people. */
export const DOCUMENT_NAME = "CERTIFICATE.md";

/** Where a certificate was written. */
export interface CertificateFiles {
  /** The DSSE envelope. */
  readonly envelopePath: string;
  /** The document for people. */
  readonly documentPath: string;
}

/** How to write a certificate. */
export interface WriteCertificateOptions {
  /** Folder; created with its parents. */
  readonly out: string;
  /** Seals it; null leaves it without a signature, which it says. */
  readonly key: SigningKey | null;
  /** Needs `--allow-read` and `--allow-write`. */
  readonly ports: Ports;
}

/**
 * Writes a certificate, for people and for programs.
 *
 * @param certificate The certificate, made for the same key
 * @param options Where to write
 * @throws {WorldError} if it cannot be written
 */
export async function writeCertificate(
  certificate: Certificate,
  { out, key, ports }: WriteCertificateOptions,
): Promise<CertificateFiles> {
  if (key?.publicKey.id !== certificate.key?.id) {
    throw new TypeError("Cannot write the certificate: wanted the key that it was made for");
  }
  const files = { envelopePath: join(out, ENVELOPE_NAME), documentPath: join(out, DOCUMENT_NAME) };
  try {
    await ports.files.makeFolders(out);
  } catch (error) {
    throw new WorldError(`Cannot create "${out}": ${reasonOf(error)}`, { cause: error });
  }
  const envelope = await sealPayload(encodeCertificate(certificate), key);
  await atomicWriteFile(files.documentPath, renderCertificate(certificate), ports);
  await atomicWriteFile(files.envelopePath, envelope, ports);
  return files;
}
