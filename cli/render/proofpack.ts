import type { BuildResult } from "../../src/proofpack/build_pack.ts";
import type { VerifyResult } from "../../src/proofpack/check_contents.ts";
import type { SignatureFiles } from "../../src/proofpack/signature/pack_signature.ts";
import type { Violation } from "../../src/proofpack/violation.ts";
import { quoteValue } from "../../src/proofpack/violation.ts";
import { VERSION } from "../../src/internal/version.ts";
import type { TextStyle } from "./verdict.ts";
import { renderVerdict } from "./verdict.ts";

/** More violations than this are counted; `--json` has them all. */
const SHOWN_MAX_COUNT = 20;

/** The pack that was written and where its signature is, or why none was. */
export function renderBuild(
  result: BuildResult,
  signature: SignatureFiles | null,
  style: TextStyle,
): string {
  if (!result.ok) {
    const head = `PR-G5 proofpack: ${renderVerdict("FAIL", style)}  no pack was written`;
    return [head, ...renderViolations(result.violations)].join("\n");
  }
  const { verdict, reasons, fileCount, sizeBytes, packPath, packId, packSha256 } = result;
  return [
    `PR-G5 proofpack: ${renderVerdict(verdict, style)}  ${fileCount} files, ${sizeBytes} bytes`,
    ...reasons.map((reason) => `  ${reason}`),
    `  pack    ${packPath}`,
    `  id      ${packId}`,
    `  sha256  ${packSha256}`,
    ...(signature === null ? [] : [`  signed  ${signature.envelopePath}`]),
  ].join("\n");
}

/** How a verification is shown. */
export interface VerificationStyle extends TextStyle {
  /** The key that the signature was checked with; null where none was. */
  readonly keyId: string | null;
}

/** Whether a pack is whole, and what is wrong with it if not. */
export function renderVerification(
  path: string,
  result: VerifyResult,
  style: VerificationStyle,
): string {
  if (result.violations.length > 0) {
    const head = `PR-G5 verify: ${renderVerdict("FAIL", style)}  ${path}`;
    return [head, ...renderViolations(result.violations)].join("\n");
  }
  return [
    `PR-G5 verify: ${renderVerdict("PASS", style)}  ${path}`,
    `  id            ${result.packId}`,
    `  run verdict   ${renderVerdict(String(result.verdict), style)}`,
    ...result.reasons.map((reason) => `  ${reason}`),
    ...(result.packSha256 === null ? [] : [`  sha256        ${result.packSha256}`]),
    ...(result.derived.length === 0
      ? []
      : [`  not remade    ${result.derived.join(", ")}: the verdict does not rest on them`]),
    ...(result.toolchain?.omega === VERSION ? [] : [
      `  made by       omega ${
        quoteValue(result.toolchain?.omega ?? "")
      }: its scripts are not known`,
    ]),
    // Whoever sees PASS must not take it for more than was checked.
    `  signed by     ${style.keyId ?? "not checked: no --key was given"}`,
  ].join("\n");
}

/** What is wrong, a line each. */
export function renderViolations(violations: readonly Violation[]): readonly string[] {
  const lines = violations.slice(0, SHOWN_MAX_COUNT).map(({ code, message, path, line }) => {
    const place = path === undefined ? "" : `${path}${line === undefined ? "" : `:${line}`}: `;
    return `  ${code}: ${place}${message}`;
  });
  const restCount = violations.length - lines.length;
  return restCount > 0 ? [...lines, `  and ${restCount} more; --json has them all`] : lines;
}
