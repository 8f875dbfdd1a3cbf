import { buildPack } from "../../src/proofpack/build_pack.ts";
import { readInputBytes } from "../../src/internal/read_file.ts";
import { readSigningKey } from "../../src/proofpack/signature/key_file.ts";
import { signPack } from "../../src/proofpack/signature/pack_signature.ts";
import type { CommandRun, Values } from "../command.ts";
import { renderBuild } from "../render/proofpack.ts";

/** The verifier has 0.7 MB. */
const VERIFIER_MAX_BYTES = 16 * 1024 * 1024;

/** `omega proofpack build`: PR-G5, the evidence of a run in one file. */
export function planProofpackBuild(values: Values): CommandRun {
  const source = values.requiredText("source");
  const out = values.requiredText("out");
  const runType = values.requiredText("type");
  const keyPath = values.text("sign");
  const verifierPath = values.text("verifier");
  const isCompressed = values.isOn("compress");
  return async ({ ports, toolchain, signal, machineFolders, hasColor }) => {
    // Read first, so that a key that cannot be used leaves no pack without its signature.
    const key = keyPath === undefined ? null : await readSigningKey(keyPath, ports);
    const verifier = verifierPath === undefined
      ? undefined
      : await readInputBytes(ports.files, verifierPath, { maxBytes: VERIFIER_MAX_BYTES });
    const options = { source, out, runType, isCompressed, verifier, ports, toolchain, signal };
    const result = await buildPack({ ...options, machineFolders });
    if (!result.ok) {
      const text = renderBuild(result, null, { hasColor });
      return { verdict: result.verdict, violations: result.violations, text };
    }
    const signed = { ...result, runType, toolchain };
    const signature = key && await signPack(out, signed, { key, ports });
    return {
      verdict: result.verdict,
      violations: result.violations,
      data: {
        pack: result.packPath,
        pack_id: result.packId,
        pack_sha256: result.packSha256,
        files: result.fileCount,
        size: result.sizeBytes,
        signature: signature?.envelopePath,
        key_id: key?.publicKey.id,
      },
      text: renderBuild(result, signature, { hasColor }),
    };
  };
}
