import { compareStresses } from "../../src/stress/compare.ts";
import type { CommandRun, Values } from "../command.ts";
import { renderComparison } from "../render/stress_compare.ts";

/** `omega stress compare`: is the second stress better, the same or worse? */
export function planStressCompare({ words }: Values): CommandRun {
  const [before, after] = words as [string, string];
  return async ({ ports }) => {
    const comparison = await compareStresses(before, after, ports);
    const { verdict, pairCount, unpairedCount, metrics } = comparison;
    return {
      verdict: verdict === "worse" ? "FAIL" : "PASS",
      violations: metrics.filter((one) => one.verdict === "worse").map((one) => ({
        code: "WORSE",
        message: `${one.metric} went from ${one.before} to ${one.after}`,
        path: one.metric,
        value: one.after,
        limit: one.before,
      })),
      data: {
        comparison: verdict,
        pairs: pairCount,
        unpaired: unpairedCount,
        metrics: metrics.map((one) => ({ ...one, interval: { ...one.interval } })),
      },
      text: renderComparison(comparison),
    };
  };
}
