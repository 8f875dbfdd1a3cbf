import { dirname, join } from "@std/path";
import type { JsonCursor } from "../internal/cursor.ts";
import { InputError } from "../internal/errors.ts";
import type { Json } from "../internal/json.ts";
import type { Ports } from "../internal/ports.ts";
import { readInputBytes } from "../internal/read_file.ts";
import { listJsonDifferences } from "../proofpack/json_difference.ts";
import { parseToolchain } from "../proofpack/manifest.ts";
import type { Envelope } from "../proofpack/signature/dsse.ts";
import { parseEnvelope, verifyEnvelope } from "../proofpack/signature/dsse.ts";
import type { VerifyingKey } from "../proofpack/signature/key_pair.ts";
import { importVerifyingKey } from "../proofpack/signature/key_pair.ts";
import type { SignatureCode } from "../proofpack/signature/signature_error.ts";
import { SignatureError } from "../proofpack/signature/signature_error.ts";
import type { ReadStatement } from "../proofpack/signature/statement.ts";
import { decodeStatement } from "../proofpack/signature/statement.ts";
import type { Certificate, CertificateVerdict } from "./certificate.ts";
import {
  CERTIFICATE_LANGUAGES,
  CERTIFICATE_PREDICATE,
  CERTIFICATE_SCHEMA,
  createCertificate,
  encodeCertificate,
} from "./certificate.ts";
import { renderCertificate } from "./render_certificate.ts";
import { DOCUMENT_NAME, ENVELOPE_NAME } from "./write_certificate.ts";

/** What can be wrong with a certificate. */
export type CertificateCode =
  | SignatureCode
  /** A file of the register is there with another content. */
  | "ARTEFACT_CHANGED"
  /** A file is there that the register does not have. */
  | "ARTEFACT_ADDED"
  /** A file of the register is not there. */
  | "ARTEFACT_REMOVED"
  /** What the certificate says of a gate is not what its files give. */
  | "CERTIFICATE_CHANGED"
  /** `CERTIFICATE.md` is not the document of the certificate. */
  | "DOCUMENT_CHANGED";

/** One thing that is wrong with a certificate. */
export interface CertificateViolation {
  /** Stable code for programs. */
  readonly code: CertificateCode;
  /** One sentence for people. */
  readonly message: string;
  /** The file, or the JSON path in the certificate. */
  readonly path?: string;
}

/** What a verification of a certificate may use. */
export interface VerifyCertificateOptions {
  /** Folder with the files of the gates. @default where the certificate says, seen from it */
  readonly runsFolder?: string | undefined;
  /**
   * The key that must have sealed it. Without one a signature is held against the key that the
   * certificate itself names: that shows every change, and not who sealed it. @default none
   */
  readonly key?: VerifyingKey | undefined;
  /** Needs `--allow-read`. */
  readonly ports: Pick<Ports, "files" | "clock">;
  /** Ends the verification at once. */
  readonly signal?: AbortSignal | undefined;
}

/** Outcome of {@linkcode verifyCertificate}. */
export interface CertificateVerification {
  /** Whether certificate, document and every file agree. Its verdict may still be FAIL. */
  readonly ok: boolean;
  /** The verdict that the files give now; null where the certificate cannot be read. */
  readonly verdict: CertificateVerdict | null;
  /** Id of the key that the certificate says it was sealed with, null for none. */
  readonly keyId: string | null;
  /** Everything that is wrong. */
  readonly violations: readonly CertificateViolation[];
}

/** More violations than this are not listed: the first ones are what is repaired. */
const VIOLATION_MAX_COUNT = 1000;

// OC-CERT-7507 impl
/**
 * Verifies a certificate: makes it anew from the files of the gates and compares every byte of it
 * and of its document, so that no edit of either, or of any file, goes unseen.
 *
 * @param path `certificate.dsse.json`, `CERTIFICATE.md` beside it, or their folder
 * @param options Where the files are, and the key
 * @throws {InputError} if there is no certificate
 * @throws {WorldError} if a file cannot be read
 * @throws the signal's reason when aborted
 */
export async function verifyCertificate(
  path: string,
  options: VerifyCertificateOptions,
): Promise<CertificateVerification> {
  const { ports, key } = options;
  const isFolder = (await ports.files.stat(path))?.kind === "directory";
  const folder = isFolder ? path : dirname(path);
  const isEnvelope = !isFolder && !path.endsWith(".md");
  const envelopePath = isEnvelope ? path : join(folder, ENVELOPE_NAME);
  const text = decode(await readInputBytes(ports.files, envelopePath));
  let keyId: string | null = null;
  try {
    const envelope = parseEnvelope(text, envelopePath);
    keyId = envelope.signature?.keyId ?? null;
    if (key !== undefined) await verifyEnvelope(envelope, key, envelopePath);
    const statement = decodeStatement(envelope.payload, CERTIFICATE_PREDICATE, envelopePath);
    const seal = await readSeal(envelope, statement, envelopePath);
    const certificate = await remake(statement.predicate, { ...options, folder, seal });
    const violations = [
      ...compareStatement({ envelope, statement }, certificate),
      ...await compareDocument(join(folder, DOCUMENT_NAME), certificate, ports),
    ].slice(0, VIOLATION_MAX_COUNT);
    return { ok: violations.length === 0, verdict: certificate.verdict, keyId, violations };
  } catch (error) {
    return { ok: false, verdict: null, keyId, violations: [explainUnreadable(error)] };
  }
}

/** What is wrong with a certificate that cannot be compared; anything else is thrown on. */
function explainUnreadable(error: unknown): CertificateViolation {
  if (error instanceof SignatureError) {
    return { code: error.code, message: error.message, path: ENVELOPE_NAME };
  }
  if (!(error instanceof InputError)) throw error;
  return { code: "CERTIFICATE_CHANGED", message: error.message, path: ENVELOPE_NAME };
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** The key that a certificate names, which its signature must be by; null without a signature. */
async function readSeal(
  envelope: Envelope,
  { predicate }: ReadStatement,
  source: string,
): Promise<VerifyingKey | null> {
  if (envelope.signature === null) return null;
  const key = await importVerifyingKey(
    predicate.field("sealed").field("public_key").string(),
    source,
  );
  await verifyEnvelope(envelope, key, source);
  return key;
}

/** Makes the certificate again, as its own predicate says it was made. */
async function remake(
  predicate: JsonCursor,
  options: VerifyCertificateOptions & {
    readonly folder: string;
    readonly seal: VerifyingKey | null;
  },
): Promise<Certificate> {
  predicate.field("schema_version").oneOf([CERTIFICATE_SCHEMA]);
  const runsPath = predicate.field("runs").string();
  return await createCertificate({
    runsFolder: options.runsFolder ?? join(options.folder, runsPath),
    runsPath,
    language: predicate.field("language").oneOf(CERTIFICATE_LANGUAGES),
    toolchain: parseToolchain(predicate.field("toolchain")),
    key: options.seal,
    ports: options.ports,
    signal: options.signal,
  });
}

function compareStatement(
  { envelope, statement }: { readonly envelope: Envelope; readonly statement: ReadStatement },
  certificate: Certificate,
): readonly CertificateViolation[] {
  const [claimed, found] = [envelope.payload, encodeCertificate(certificate)].map(decode);
  if (claimed === found) return [];
  const violations = [
    ...compareRegister(statement, certificate),
    ...comparePredicate(claimed!, found!),
  ];
  if (violations.length > 0) return violations;
  const message =
    "The certificate does not name each of its files once, in the order of their paths";
  return [{ code: "CERTIFICATE_CHANGED", message, path: "$.subject" }];
}

// OC-CERT-7508 impl
function compareRegister(
  { subjects }: ReadStatement,
  { register }: Certificate,
): readonly CertificateViolation[] {
  const violations: CertificateViolation[] = [];
  const claimed = new Map(subjects.map(({ name, sha256 }) => [name, sha256]));
  for (const { path, sha256 } of register) {
    const before = claimed.get(path);
    claimed.delete(path);
    if (before === sha256) continue;
    const code = before === undefined ? "ARTEFACT_ADDED" : "ARTEFACT_CHANGED";
    const said = before === undefined ? "is not in the register" : "is not what was certified";
    violations.push({ code, message: `"${path}" ${said}`, path });
  }
  if (register.length === 0) claimed.delete(".");
  for (const path of claimed.keys()) {
    violations.push({ code: "ARTEFACT_REMOVED", message: `"${path}" is not there`, path });
  }
  return violations;
}

/** What is said beyond the register: gates, verdict, inventory, seal. */
function comparePredicate(claimed: string, found: string): readonly CertificateViolation[] {
  const predicateOf = (text: string) => (JSON.parse(text) as { predicate: Json }).predicate;
  const differences = listJsonDifferences(predicateOf(claimed), predicateOf(found));
  return differences.map(({ path, before, after }) => ({
    code: "CERTIFICATE_CHANGED",
    message: `The certificate says ${shorten(before)} at ${path}, its files give ${shorten(after)}`,
    path,
  }));
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57).toWellFormed()}...` : text;
}

async function compareDocument(
  path: string,
  certificate: Certificate,
  { files }: Pick<Ports, "files">,
): Promise<readonly CertificateViolation[]> {
  const fail = (message: string): readonly CertificateViolation[] => [
    { code: "DOCUMENT_CHANGED", message, path: DOCUMENT_NAME },
  ];
  if ((await files.stat(path)) === null) return fail(`${DOCUMENT_NAME} is not there`);
  const found = decode(await readInputBytes(files, path)).split("\n");
  const wanted = renderCertificate(certificate).split("\n");
  const index = wanted.findIndex((line, at) => line !== found[at]);
  if (index < 0 && found.length === wanted.length) return [];
  const line = (index < 0 ? wanted.length : index) + 1;
  return fail(`${DOCUMENT_NAME} is not the document of the certificate from line ${line} on`);
}
