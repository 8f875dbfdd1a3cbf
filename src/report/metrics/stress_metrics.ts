import { ENVELOPE_METRICS } from "../../calibration/calibration.ts";
import type { Calibration } from "../../calibration/calibration.ts";
import { VERSION } from "../../internal/version.ts";
import type { StressIdentity } from "../../stress/run_manifest.ts";
import type { StressSummary } from "../../stress/summary.ts";
import type { StressFindings } from "../findings/collect_findings.ts";
import { SCORE_BOUNDS, type ScoreDistribution } from "../findings/score_tally.ts";
import { callSamples, faultSamples, latencySamples, sceneSamples } from "./evidence_samples.ts";
import {
  type Family,
  one,
  renderExposition,
  type Sample,
  type SamplesByName,
} from "./exposition.ts";
import { metricsContract } from "./metrics_contract.ts";

/** What the metrics of a stress are made of. */
export interface MetricsSource {
  /** What ran. */
  readonly identity: StressIdentity;
  /** The runs, summed up. */
  readonly summary: StressSummary;
  /** What was found beside the summary. */
  readonly findings: StressFindings;
  /** The limits that the runs were judged by. */
  readonly calibration: Calibration;
}

/** The text of `metrics.prom`. */
export function renderMetrics(source: MetricsSource): string {
  return renderExposition(metricsContract(), collectSamples(source));
}

const VERDICTS = ["PASS", "DOWNGRADE", "FAIL"] as const;
const SEVERITIES = ["out_of_bounds", "below_target"] as const;

function collectSamples(source: MetricsSource): SamplesByName {
  const { findings } = source;
  return new Map([
    ...identitySamples(source),
    ...runSamples(source),
    ...scoreSamples(source),
    ...envelopeSamples(source),
    ...latencySamples(source.summary, findings),
    ...callSamples(findings.calls),
    ["omega_stress_faults", faultSamples(findings)],
    ...sceneSamples(findings),
  ]);
}

function identitySamples({ identity, summary }: MetricsSource): readonly Family[] {
  const { engine, provider, model, clock, seed } = identity;
  return [
    ["omega_stress_info", [one(1, { engine, provider, model, clock, version: VERSION })]],
    [
      "omega_stress_verdict",
      VERDICTS.map((verdict) => one(Number(summary.verdict === verdict), { verdict })),
    ],
    ["omega_stress_seed", [one(seed)]],
  ];
}

function runSamples({ summary, findings }: MetricsSource): readonly Family[] {
  const { requestedRunCount, scoredRunCount, details } = summary;
  const { recordedRunCount, hardFailCount, softFailCount } = findings;
  return [
    ["omega_stress_requested_runs", [one(requestedRunCount)]],
    ["omega_stress_recorded_runs", [
      one(scoredRunCount, { status: "scored" }),
      one(recordedRunCount - scoredRunCount, { status: "error" }),
    ]],
    ["omega_stress_broken_runs", [
      one(hardFailCount, { rules: "hard" }),
      one(softFailCount, { rules: "soft" }),
    ]],
    ["omega_stress_repeated_output_runs", [one(details.repeatedOutputCount)]],
  ];
}

function scoreSamples({ summary, findings }: MetricsSource): readonly Family[] {
  const { metrics, details } = summary;
  const [hard, soft] = [{ rules: "hard" }, { rules: "soft" }];
  return [
    ["omega_stress_pass_ratio", [
      one(metrics.hard_pass_rate, hard),
      one(metrics.soft_pass_rate, soft),
    ]],
    ["omega_stress_pass_interval_ratio", [
      one(details.hardPassRateInterval.low, { ...hard, bound: "low" }),
      one(details.hardPassRateInterval.high, { ...hard, bound: "high" }),
      one(details.softPassRateInterval.low, { ...soft, bound: "low" }),
      one(details.softPassRateInterval.high, { ...soft, bound: "high" }),
    ]],
    ["omega_stress_score_mean_ratio", [
      one(metrics.mean_hard_score, hard),
      one(metrics.mean_soft_score, soft),
    ]],
    ["omega_stress_score_deviation_ratio", [
      one(metrics.std_hard_score, hard),
      one(metrics.std_soft_score, soft),
    ]],
    ["omega_stress_score_ratio", [
      ...histogramSamples(findings.hardScores, hard),
      ...histogramSamples(findings.softScores, soft),
    ]],
  ];
}

function histogramSamples(
  { atMostCounts, sum, count }: ScoreDistribution,
  labels: Sample["labels"],
): readonly Sample[] {
  const bucket = (le: string, value: number): Sample => ({
    suffix: "_bucket",
    labels: { ...labels, le },
    value,
  });
  return [
    ...SCORE_BOUNDS.map((bound, index) => bucket(String(bound), atMostCounts[index] ?? 0)),
    bucket("+Inf", count),
    { suffix: "_sum", labels, value: sum },
    { suffix: "_count", labels, value: count },
  ];
}

function envelopeSamples({ summary, calibration }: MetricsSource): readonly Family[] {
  const { violations } = summary.analysis;
  return [
    [
      "omega_stress_envelope_ratio",
      ENVELOPE_METRICS.flatMap((metric) =>
        (["min", "target", "max"] as const).map((bound) =>
          one(calibration.VARIANCE_ENVELOPES[metric][bound], { metric, bound })
        )
      ),
    ],
    [
      "omega_stress_envelope_violation",
      ENVELOPE_METRICS.flatMap((metric) =>
        SEVERITIES.map((severity) => {
          const isThere = violations.some((one) =>
            one.metric === metric && one.severity === severity
          );
          return one(Number(isThere), { metric, severity });
        })
      ),
    ],
  ];
}
