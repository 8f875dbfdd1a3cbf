import type { Calibration } from "../../calibration/calibration.ts";
import type { StressIdentity } from "../../stress/run_manifest.ts";
import type { StressSummary } from "../../stress/summary.ts";
import type { StressFindings } from "../findings/collect_findings.ts";
import type { RunText } from "../findings/read_run_text.ts";

/** Everything that a page about a stress is made of. */
export interface ReportSource {
  /** What ran. */
  readonly identity: StressIdentity;
  /** The runs, summed up. */
  readonly summary: StressSummary;
  /** What was found beside the summary. */
  readonly findings: StressFindings;
  /** The limits that the runs were judged by. */
  readonly calibration: Calibration;
  /** Texts of the chosen runs by the index of the run. */
  readonly texts: ReadonlyMap<number, RunText>;
}
