import { buildPack } from "../../src/proofpack/build_pack.ts";
import type { Command } from "../command.ts";
import { renderBuild } from "../render/proofpack.ts";

/** `omega proofpack build`: PR-G5, the evidence of a run in one file. */
export const proofpackBuildCommand: Command = {
  words: ["proofpack", "build"],
  summary: "PR-G5: pack a run folder into one file whose bytes follow from its contents",
  flags: ["source", "out", "type", "strict"],
  required: ["source", "out", "type"],
  example: "omega proofpack build --source DIR --out run.zip --type stress",
  plan(values) {
    const source = values.requiredText("source");
    const out = values.requiredText("out");
    const runType = values.requiredText("type");
    return async ({ ports, toolchain, signal, machineFolders, hasColor }) => {
      const result = await buildPack({
        source,
        out,
        runType,
        ports,
        toolchain,
        machineFolders,
        signal,
      });
      return {
        verdict: result.verdict,
        violations: result.violations,
        data: result.ok
          ? {
            pack: result.packPath,
            pack_id: result.packId,
            pack_sha256: result.packSha256,
            files: result.fileCount,
            size: result.sizeBytes,
          }
          : {},
        text: renderBuild(result, { hasColor }),
      };
    };
  },
};
