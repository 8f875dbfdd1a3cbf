import { relative, resolve } from "@std/path";
import type { CertificateLanguage } from "../../src/certificate/certificate.ts";
import { createCertificate } from "../../src/certificate/certificate.ts";
import { writeCertificate } from "../../src/certificate/write_certificate.ts";
import { readSigningKey } from "../../src/proofpack/signature/key_file.ts";
import type { CommandRun, Values } from "../command.ts";
import { renderCertification } from "../render/certificate.ts";

/** `omega certify`: a document over all gates. */
export function planCertify(values: Values): CommandRun {
  const runs = values.requiredText("runs");
  const out = values.requiredText("out");
  const keyPath = values.text("sign");
  const language = (values.text("lang") ?? "en") as CertificateLanguage;
  return async ({ ports, toolchain, signal, hasColor }) => {
    const key = keyPath === undefined ? null : await readSigningKey(keyPath, ports);
    const certificate = await createCertificate({
      runsFolder: runs,
      runsPath: relative(resolve(out), resolve(runs)).replaceAll("\\", "/") || ".",
      language,
      toolchain,
      key: key?.publicKey ?? null,
      ports,
      signal,
    });
    const files = await writeCertificate(certificate, { out, key, ports });
    const violations = certificate.gates.flatMap(({ id, verdict, reasons }) =>
      verdict === "PASS" ? [] : reasons.map((reason) => ({
        code: `GATE_${verdict}`,
        message: `${id}: ${reason}`,
        path: id,
      }))
    );
    return {
      verdict: certificate.verdict,
      runDir: out,
      violations,
      data: {
        certificate_id: certificate.id,
        certificate: files.envelopePath,
        sealed_by: certificate.key?.id ?? null,
        proposed_tag: certificate.proposedTag,
        gates: Object.fromEntries(certificate.gates.map(({ id, verdict }) => [id, verdict])),
      },
      text: renderCertification(certificate, files, { hasColor }),
    };
  };
}
