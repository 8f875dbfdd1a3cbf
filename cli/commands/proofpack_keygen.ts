import { writeKeyFiles } from "../../src/proofpack/signature/key_file.ts";
import type { CommandRun, Values } from "../command.ts";

/** `omega proofpack keygen`: a pair of keys for `--sign` and `--key`. */
export function planProofpackKeygen(values: Values): CommandRun {
  const prefix = values.requiredText("out");
  return async ({ ports }) => {
    const { privatePath, publicPath, keyId } = await writeKeyFiles(prefix, ports);
    return {
      verdict: "DONE",
      violations: [],
      data: { private_key: privatePath, public_key: publicPath, key_id: keyId },
      text: [
        `keygen: DONE  ${keyId}`,
        `  private key  ${privatePath}  (only you may read it; never hand it on)`,
        `  public key   ${publicPath}`,
      ].join("\n"),
    };
  };
}
