import { join } from "@std/path";
import { loadCalibration } from "../../src/calibration/load.ts";
import { mergeShards } from "../../src/stress/merge.ts";
import type { CommandRun, Values } from "../command.ts";
import { tellGitHub } from "../github_actions.ts";
import { answerStress } from "../render/stress.ts";

/** `omega stress merge`: one stress out of its shards. */
export function planStressMerge(values: Values): CommandRun {
  const out = values.requiredText("out");
  return async (context) => {
    const result = await mergeShards(values.words, out, context);
    // The limits that the shards were run with, as the merged folder keeps them.
    const path = join(result.runFolder, "inputs", "calibration.json");
    const { calibration } = await loadCalibration(path, context.ports);
    const answer = answerStress(result, calibration, context);
    return await tellGitHub(answer, result, { calibration, context });
  };
}
