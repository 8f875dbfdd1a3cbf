import type { Certificate } from "../../src/certificate/certificate.ts";
import type { CertificateVerification } from "../../src/certificate/verify_certificate.ts";
import type { CertificateFiles } from "../../src/certificate/write_certificate.ts";
import type { TextStyle } from "./verdict.ts";
import { renderVerdict } from "./verdict.ts";

/** More violations than this are counted; `--json` has them all. */
const SHOWN_MAX_COUNT = 20;

/** The certificate that was written: its gates, and whether a key sealed it. */
export function renderCertification(
  certificate: Certificate,
  files: CertificateFiles,
  style: TextStyle,
): string {
  const { verdict, gates, key, proposedTag, id } = certificate;
  return [
    `certify: ${renderVerdict(verdict, style)}  ${id}`,
    ...gates.flatMap((gate) => [
      `  ${gate.id}  ${renderVerdict(gate.verdict, style)}  ${gate.name}`,
      ...gate.reasons.map((reason) => `    ${reason}`),
    ]),
    `  sealed  ${key?.id ?? "no key was used"}`,
    `  tag     ${proposedTag ?? "none, the verdict is FAIL"}`,
    `  files   ${files.documentPath}, ${files.envelopePath}`,
  ].join("\n");
}

/** How the check of a certificate is shown. */
export interface CertificateCheckStyle extends TextStyle {
  /** Whether a key was given to check the seal with. */
  readonly isKeyChecked: boolean;
}

/** Whether a certificate holds, and what was changed if not. */
export function renderCertificateCheck(
  path: string,
  result: CertificateVerification,
  style: CertificateCheckStyle,
): string {
  const { ok, verdict, keyId, violations } = result;
  const hidden = violations.length - SHOWN_MAX_COUNT;
  const seal = keyId === null
    ? "no key was used"
    : style.isKeyChecked
    ? keyId
    : `by the key it names, ${keyId}; whose that is was not checked: no --key was given`;
  return [
    `certify verify: ${renderVerdict(ok ? "PASS" : "FAIL", style)}  ${path}`,
    ...violations.slice(0, SHOWN_MAX_COUNT).map(({ code, message }) => `  ${code}: ${message}`),
    ...(hidden > 0 ? [`  and ${hidden} more; --json has them all`] : []),
    `  verdict  ${verdict === null ? "none" : renderVerdict(verdict, style)}`,
    `  sealed   ${seal}`,
  ].join("\n");
}
