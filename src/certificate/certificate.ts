import { InputError } from "../internal/errors.ts";
import { sha256Hex } from "../internal/hash.ts";
import type { Json, JsonObject } from "../internal/json.ts";
import { canonicalJson } from "../internal/json.ts";
import type { Ports } from "../internal/ports.ts";
import type { Toolchain } from "../internal/toolchain.ts";
import type { VerifyingKey } from "../proofpack/signature/key_pair.ts";
import { encodeStatement } from "../proofpack/signature/statement.ts";
import type { Artefact } from "./artefact_register.ts";
import { registerArtefacts } from "./artefact_register.ts";
import type { EvidenceReader, GateVerdict } from "./gate.ts";
import { besidePath } from "./gate.ts";
import { createEvidenceReader, type JudgedGate, judgeGates } from "./judge_gates.ts";
import { findUnknownGates } from "./unknown_gates.ts";

/** Schema of a certificate's predicate. */
export const CERTIFICATE_SCHEMA = "OMEGA-CERTIFICATE-1.0";

/** What the predicate of a certificate's statement means. */
export const CERTIFICATE_PREDICATE = "urn:omega-readiness:certificate:v1";

/** Languages of `CERTIFICATE.md`. */
export const CERTIFICATE_LANGUAGES = ["en", "fr"] as const;

/** Language of `CERTIFICATE.md`. */
export type CertificateLanguage = (typeof CERTIFICATE_LANGUAGES)[number];

/** Verdict over all gates. */
export type CertificateVerdict = "PASS" | "DOWNGRADE" | "FAIL";

/** What a certificate is made of beside the files that it is over. */
export interface CertificateParts {
  /** The folder with the files of all gates. */
  readonly runsFolder: string;
  /** Where that folder lies, seen from the certificate, with forward slashes. */
  readonly runsPath: string;
  /** Language of the document. */
  readonly language: CertificateLanguage;
  /** What makes the certificate. */
  readonly toolchain: Toolchain;
  /** The public half of the key that seals it; null where none does. */
  readonly key: VerifyingKey | null;
  /** Needs `--allow-read`. */
  readonly ports: Pick<Ports, "files" | "clock">;
  /** Ends the work at once. */
  readonly signal?: AbortSignal | undefined;
}

/** A certificate. It follows from the files and its parts alone, and holds no time of its own. */
export interface Certificate extends Pick<CertificateParts, "language" | "toolchain" | "key"> {
  /** Identifies the contents: `omega-cert-` and 16 hexadecimal digits. */
  readonly id: string;
  /** See {@linkcode CertificateParts.runsPath}. */
  readonly runsPath: string;
  /** Over all gates; recomputed from their files. */
  readonly verdict: CertificateVerdict;
  /** The gates in their order. */
  readonly gates: readonly JudgedGate[];
  /** Every file of the runs folder. */
  readonly register: readonly Artefact[];
  /** What was examined, as the evidence says: commit, branch, engine, model, seed, runs. */
  readonly subject: JsonObject;
  /** Critical files, as preflight has them. */
  readonly inventory: readonly Json[];
  /** The last commits, as preflight has them. */
  readonly history: readonly Json[];
  /** A tag for the commit; null unless it has passed. */
  readonly proposedTag: string | null;
}

// OC-CERT-7501 impl
/**
 * Makes a certificate: registers every file, computes the verdict of every gate from its files, and
 * from those the verdict over all. A gate that is missing or not passed makes it FAIL.
 *
 * @throws {InputError} if there is no folder
 * @throws {WorldError} if a file cannot be read
 * @throws the signal's reason when aborted
 */
export async function createCertificate(parts: CertificateParts): Promise<Certificate> {
  const { runsFolder, runsPath, language, toolchain, key, ports, signal } = parts;
  const register = await registerArtefacts(runsFolder, ports.files, signal);
  const reader = createEvidenceReader(runsFolder, register, { ports, signal });
  const gates = [...await judgeGates(reader), ...await findUnknownGates(reader)];
  const verdict = judgeAll(gates.map((gate) => gate.verdict));
  const preflight = await readMember(gates, "preflight", (path) => path, reader);
  const run = await readMember(gates, "stress", (path) => besidePath(path, "RUN.json"), reader);
  const subject = describeSubject(preflight, run);
  const id = `omega-cert-${identify(register, gates).slice(0, 16)}`;
  return {
    id,
    runsPath,
    language,
    toolchain,
    key,
    verdict,
    gates,
    register,
    subject,
    inventory: (preflight?.inventory as readonly Json[] | undefined) ?? [],
    history: (preflight?.history as readonly Json[] | undefined) ?? [],
    proposedTag: verdict === "FAIL" ? null : `${id}-${verdict.toLowerCase()}`,
  };
}

// OC-CERT-7511 impl
/** The worst counts; STOP and MISSING are worse than any result. */
function judgeAll(verdicts: readonly GateVerdict[]): CertificateVerdict {
  if (verdicts.every((verdict) => verdict === "PASS")) return "PASS";
  const isFine = (verdict: GateVerdict) => verdict === "PASS" || verdict === "DOWNGRADE";
  return verdicts.every(isFine) ? "DOWNGRADE" : "FAIL";
}

function identify(register: readonly Artefact[], gates: readonly JudgedGate[]): string {
  const verdicts = gates.map(({ id, verdict }) => ({ id, verdict }));
  return sha256Hex(canonicalJson({ register: register.map((one) => ({ ...one })), verdicts }));
}

/** A document beside a gate's main file, or null where it cannot be read. */
async function readMember(
  gates: readonly JudgedGate[],
  name: string,
  toPath: (mainPath: string) => string,
  reader: EvidenceReader,
): Promise<Readonly<Record<string, unknown>> | null> {
  const [mainPath] = gates.find((gate) => gate.name === name)?.evidence ?? [];
  if (mainPath === undefined) return null;
  try {
    return (await reader.readJson(toPath(mainPath))).object();
  } catch (error) {
    // The gate's own verdict says what is wrong with it.
    if (error instanceof InputError) return null;
    throw error;
  }
}

const PREFLIGHT_FIELDS = ["branch", "head", "clean", "timestamp"] as const;
const RUN_FIELDS = ["engine", "provider", "model", "seed", "count", "clock"] as const;

function describeSubject(
  preflight: Readonly<Record<string, unknown>> | null,
  run: Readonly<Record<string, unknown>> | null,
): JsonObject {
  const pick = (source: Readonly<Record<string, unknown>> | null, names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, (source?.[name] as Json | undefined) ?? null]));
  return { ...pick(preflight, PREFLIGHT_FIELDS), ...pick(run, RUN_FIELDS) };
}

/** The payload of a certificate's envelope: an in-toto statement over every registered file. */
export function encodeCertificate(certificate: Certificate): Uint8Array {
  const { register, gates, toolchain, key, language, ...rest } = certificate;
  const subjects = register.map(({ path, sha256 }) => ({ name: path, sha256 }));
  return encodeStatement({
    // A statement needs a subject; an empty folder has none, and its certificate is FAIL anyway.
    subjects: subjects.length > 0 ? subjects : [{ name: ".", sha256: sha256Hex("") }],
    predicateType: CERTIFICATE_PREDICATE,
    predicate: {
      schema_version: CERTIFICATE_SCHEMA,
      certificate_id: rest.id,
      verdict: rest.verdict,
      runs: rest.runsPath,
      language,
      subject: rest.subject,
      sizes: register.map(({ size }) => size),
      gates: gates.map(encodeGate),
      inventory: rest.inventory,
      history: rest.history,
      proposed_tag: rest.proposedTag,
      sealed: encodeSeal(key),
      toolchain: { ...toolchain },
    },
  });
}

/** The key is named in full, so that whoever has no other copy still sees a changed signature. */
function encodeSeal(key: VerifyingKey | null): JsonObject {
  if (key === null) return { with_key: false };
  return { with_key: true, key_id: key.id, public_key: key.pem };
}

function encodeGate(gate: JudgedGate): JsonObject {
  const { id, name, invariants, verdict, reasons, evidence, earlier } = gate;
  return {
    id,
    name,
    invariants,
    verdict,
    reasons,
    evidence,
    earlier: earlier.map((run) => ({ ...run })),
  };
}
