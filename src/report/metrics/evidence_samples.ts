import { toDollars } from "../../budget/money.ts";
import type { StressSummary } from "../../stress/summary.ts";
import { type AmountDistribution, percentileOf } from "../findings/amount_tally.ts";
import type { CallFindings } from "../findings/call_tally.ts";
import type { StressFindings } from "../findings/collect_findings.ts";
import { type Family, one, type Sample } from "./exposition.ts";

const CALL_PERCENTS = [50, 90, 95, 99, 100] as const;

/** Times of runs and of calls. */
export function latencySamples(
  summary: StressSummary,
  { latenciesMs, calls }: StressFindings,
): readonly Family[] {
  const runs = summary.details.latencyMs.map(({ percent, value }) => [percent, value] as const);
  const callMs = calls?.latenciesMs;
  const ofCalls = callMs === undefined ? [] : summarySamples(
    CALL_PERCENTS.flatMap((percent) => {
      const value = percentileOf(callMs, percent);
      return value === null ? [] : [[percent, value] as const];
    }),
    callMs,
  );
  return [
    ["omega_stress_run_latency_seconds", summarySamples(runs, latenciesMs)],
    ["omega_stress_call_latency_seconds", ofCalls],
  ];
}

function summarySamples(
  percentiles: readonly (readonly [number, number])[],
  { sum, count }: AmountDistribution,
): readonly Sample[] {
  return [
    ...percentiles.map(([percent, valueMs]) =>
      one(valueMs / 1000, { quantile: String(percent / 100) })
    ),
    { suffix: "_sum", labels: {}, value: sum / 1000 },
    { suffix: "_count", labels: {}, value: count },
  ];
}

/** Calls, tokens and cost by model; none where nobody counted. */
export function callSamples(calls: CallFindings | null): readonly Family[] {
  if (calls === null) return [];
  const { models, refusedCount } = calls;
  return [
    [
      "omega_stress_calls",
      models.flatMap(({ model, ...sums }) => [
        one(sums.callCount, { model, kind: "all" }),
        one(sums.retryCount, { model, kind: "retry" }),
        one(sums.failedCount, { model, kind: "failed" }),
        one(sums.unmeasuredCount, { model, kind: "unmeasured" }),
        one(sums.unpricedCount, { model, kind: "unpriced" }),
      ]),
    ],
    ["omega_stress_refused_calls", [one(refusedCount)]],
    [
      "omega_stress_tokens",
      models.flatMap(({ model, inputTokens, cachedInputTokens, outputTokens }) => [
        one(inputTokens, { model, direction: "input" }),
        one(cachedInputTokens, { model, direction: "cached_input" }),
        one(outputTokens, { model, direction: "output" }),
      ]),
    ],
    // A model of which no call has a known cost has no sample: unknown is not zero.
    [
      "omega_stress_cost_usd",
      models.filter(({ unpricedCount, callCount }) => unpricedCount < callCount)
        .map(({ model, cost }) => one(toDollars(cost), { model })),
    ],
  ];
}

/** Faults by type and outcome. */
export function faultSamples({ faults }: StressFindings): readonly Sample[] {
  return (faults?.counts ?? []).map(({ failureType, outcome, count }) =>
    one(count, { failure_type: failureType, outcome })
  );
}

/** Pass rates and scores of the scenes that have a row in the heat map. */
export function sceneSamples({ sceneGrid }: StressFindings): readonly Family[] {
  const scenes = sceneGrid.rows.map(({ summary }) => summary);
  return [
    [
      "omega_stress_scene_pass_ratio",
      scenes.flatMap(({ sceneId: scene, hardPassRate, softPassRate }) => [
        one(hardPassRate, { scene, rules: "hard" }),
        one(softPassRate, { scene, rules: "soft" }),
      ]),
    ],
    [
      "omega_stress_scene_score_mean_ratio",
      scenes.flatMap(({ sceneId: scene, meanHardScore, meanSoftScore }) => [
        one(meanHardScore, { scene, rules: "hard" }),
        one(meanSoftScore, { scene, rules: "soft" }),
      ]),
    ],
  ];
}
