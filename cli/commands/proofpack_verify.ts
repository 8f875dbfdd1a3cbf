import { InputError } from "../../src/internal/errors.ts";
import type { VerifyResult } from "../../src/proofpack/check_contents.ts";
import { readVerifyingKey } from "../../src/proofpack/signature/key_file.ts";
import {
  checkPackSignature,
  signatureFilesOf,
} from "../../src/proofpack/signature/pack_signature.ts";
import { verifyFolder } from "../../src/proofpack/verify_folder.ts";
import { verifyPack } from "../../src/proofpack/verify_pack.ts";
import type { CommandContext, CommandRun, Values } from "../command.ts";
import { renderVerification } from "../render/proofpack.ts";

/** Stands for standard input, as it does for many programs. */
const STANDARD_INPUT = "-";

/** `omega proofpack verify`: PASS means that the pack is whole; its own verdict is beside it. */
export function planProofpackVerify(values: Values): CommandRun {
  const pack = values.words[0]!;
  const keyPath = values.text("key");
  const signaturePath = values.text("signature");
  if (keyPath === undefined && signaturePath !== undefined) {
    throw usage("wanted --key PUB beside --signature: a signature proves nothing without a key");
  }
  if (pack === STANDARD_INPUT && keyPath !== undefined && signaturePath === undefined) {
    throw usage("wanted --signature FILE beside --key: standard input has no file beside it");
  }
  return async (context) => {
    const { ports, hasColor } = context;
    const key = keyPath === undefined ? null : await readVerifyingKey(keyPath, ports);
    const result = await verify(pack, context);
    const envelopePath = signaturePath ?? signatureFilesOf(pack).envelopePath;
    const signatureViolations = key === null || !result.ok
      ? []
      : await checkPackSignature(result, { key, envelopePath, ports });
    const violations = [...result.violations, ...signatureViolations];
    const keyId = key?.id ?? null;
    return {
      verdict: violations.length === 0 ? "PASS" : "FAIL",
      violations,
      data: {
        pack,
        pack_id: result.packId,
        pack_sha256: result.packSha256,
        pack_verdict: result.verdict,
        derived: result.derived,
        signed_by: violations.length === 0 ? keyId : null,
      },
      text: renderVerification(pack, { ...result, violations }, { hasColor, keyId }),
    };
  };
}

function usage(problem: string): InputError {
  return new InputError(`Cannot run "omega proofpack verify": ${problem}`, { code: "USAGE" });
}

async function verify(
  pack: string,
  { ports, signal, input }: CommandContext,
): Promise<VerifyResult> {
  if (pack === STANDARD_INPUT) return await verifyPack(input, { ports, signal });
  const isFolder = (await ports.files.stat(pack))?.kind === "directory";
  return await (isFolder ? verifyFolder : verifyPack)(pack, { ports, signal });
}
