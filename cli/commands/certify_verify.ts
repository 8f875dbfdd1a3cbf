import { verifyCertificate } from "../../src/certificate/verify_certificate.ts";
import { readVerifyingKey } from "../../src/proofpack/signature/key_file.ts";
import type { CommandRun, Values } from "../command.ts";
import { renderCertificateCheck } from "../render/certificate.ts";

/** `omega certify verify`: PASS means that nothing was changed; the verdict is beside it. */
export function planCertifyVerify(values: Values): CommandRun {
  const path = values.words[0]!;
  const keyPath = values.text("key");
  const runsFolder = values.text("runs");
  return async ({ ports, signal, hasColor }) => {
    const key = keyPath === undefined ? undefined : await readVerifyingKey(keyPath, ports);
    const result = await verifyCertificate(path, { runsFolder, key, ports, signal });
    return {
      verdict: result.ok ? "PASS" : "FAIL",
      violations: result.violations,
      data: {
        certificate: path,
        certificate_verdict: result.verdict,
        sealed_by: result.keyId,
        key_checked: key !== undefined,
      },
      text: renderCertificateCheck(path, result, { hasColor, isKeyChecked: key !== undefined }),
    };
  };
}
