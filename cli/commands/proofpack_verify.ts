import { verifyFolder } from "../../src/proofpack/verify_folder.ts";
import { verifyPack } from "../../src/proofpack/verify_pack.ts";
import type { Command } from "../command.ts";
import { renderVerification } from "../render/proofpack.ts";

/** `omega proofpack verify`: PASS means that the pack is whole; its own verdict is beside it. */
export const proofpackVerifyCommand: Command = {
  words: ["proofpack", "verify"],
  summary: "PR-G5: check a pack, or the folder it was unpacked into",
  positionals: [{ name: "PACK", summary: "a pack, or the folder it was unpacked into" }],
  flags: [],
  example: "omega proofpack verify run.zip",
  plan({ words }) {
    const path = words[0]!;
    return async ({ ports, signal, hasColor }) => {
      const isFolder = (await ports.files.stat(path))?.kind === "directory";
      const verify = isFolder ? verifyFolder : verifyPack;
      const result = await verify(path, { ports, signal });
      return {
        verdict: result.ok ? "PASS" : "FAIL",
        violations: result.violations,
        data: { pack: path, pack_id: result.packId, pack_verdict: result.verdict },
        text: renderVerification(path, result, { hasColor }),
      };
    };
  },
};
