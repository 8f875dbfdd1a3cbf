/**
 * The certificate: one document over all gates, which anybody can compute again.
 *
 * {@linkcode createCertificate} registers every file of a runs folder and computes the verdict of
 * every gate from its files; {@linkcode writeCertificate} writes it as `CERTIFICATE.md` for people
 * and as a DSSE envelope for programs; {@linkcode verifyCertificate} makes it anew and compares.
 *
 * A gate that is missing, unknown or not passed makes the certificate FAIL. Without a key it says
 * that it is not sealed.
 *
 * @example Certify nothing
 * ```ts
 * import { createCertificate } from "@omega/readiness/certificate";
 * import { readToolchain, systemPorts } from "@omega/readiness";
 * import { assertEquals } from "@std/assert";
 *
 * const { verdict, gates } = await createCertificate({
 *   ...{ runsFolder: await Deno.makeTempDir(), runsPath: ".", language: "en", key: null },
 *   toolchain: readToolchain(),
 *   ports: systemPorts,
 * });
 * assertEquals(verdict, "FAIL");
 * assertEquals(gates[0]?.verdict, "MISSING");
 * ```
 *
 * @module
 */
export {
  CERTIFICATE_LANGUAGES,
  CERTIFICATE_PREDICATE,
  createCertificate,
  encodeCertificate,
} from "./certificate.ts";
export type {
  Certificate,
  CertificateLanguage,
  CertificateParts,
  CertificateVerdict,
} from "./certificate.ts";
export type { Artefact } from "./artefact_register.ts";
export type { GateJudgement, GateVerdict } from "./gate.ts";
export type { EarlierRun, JudgedGate } from "./judge_gates.ts";
export { renderCertificate } from "./render_certificate.ts";
export { verifyCertificate } from "./verify_certificate.ts";
export type {
  CertificateCode,
  CertificateVerification,
  CertificateViolation,
  VerifyCertificateOptions,
} from "./verify_certificate.ts";
export { writeCertificate } from "./write_certificate.ts";
export type { CertificateFiles, WriteCertificateOptions } from "./write_certificate.ts";
