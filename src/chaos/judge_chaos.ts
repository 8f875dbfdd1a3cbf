import type { PlantedResult } from "./planted_engines.ts";
import type { Reconciliation } from "./reconcile.ts";

/** Something that PR-G3 objects to. */
export interface ChaosViolation {
  /** Stable code for programs. */
  readonly code:
    | "SILENT_SUCCESS"
    | "RETRY_BOUND_EXCEEDED"
    | "NOTHING_INJECTED"
    | "NO_RESULT"
    | "PLANTED_ENGINE_MISSED";
  /** One sentence. */
  readonly message: string;
  /** The attempt, as `run/key/attempt`. */
  readonly path?: string | undefined;
  /** What was found. */
  readonly value?: number | undefined;
  /** What it was compared with. */
  readonly limit?: number | undefined;
}

/** Why runs were reported as failed. */
export interface ReportedFailure {
  /** Code of what the engine rejected with. */
  readonly code: string;
  /** Number of runs. */
  readonly count: number;
  /** The sentence of the first of them. */
  readonly message: string;
}

/** What a gate is judged by beside its faults. */
export interface ChaosLimits {
  /** How the planted engines came out. */
  readonly planted: readonly PlantedResult[];
  /** Attempts that a call may have. */
  readonly attemptMaxCount: number;
  /** Why runs have no result. */
  readonly failures: readonly ReportedFailure[];
}

// OC-INV-0105, OC-CHAOS-4606 impl
/**
 * Judges what became of the faults: none may be a silent success, no call may have more attempts
 * than allowed, at least one fault must have struck and one run have a result, and every planted
 * engine must be told apart.
 */
export function judgeChaos(
  reconciliation: Reconciliation,
  { planted, attemptMaxCount, failures }: ChaosLimits,
): readonly ChaosViolation[] {
  const violations: ChaosViolation[] = reconciliation.silentSuccesses.map((entry) => ({
    code: "SILENT_SUCCESS",
    message: `run ${entry.run} has a result although ${entry.failureType} struck attempt ` +
      `${entry.attempt} of "${entry.key}" and was never made good`,
    path: `${entry.run}/${entry.key}/${entry.attempt}`,
  }));
  if (reconciliation.attemptMaxCount > attemptMaxCount) {
    violations.push({
      code: "RETRY_BOUND_EXCEEDED",
      message: `a call had ${reconciliation.attemptMaxCount} attempts`,
      value: reconciliation.attemptMaxCount,
      limit: attemptMaxCount,
    });
  }
  if (reconciliation.total.injected === 0) {
    violations.push({
      code: "NOTHING_INJECTED",
      message: "no fault struck, so nothing was proven",
      value: 0,
      limit: 1,
    });
  }
  // An engine that never works reports every run as failed, and every fault with it.
  if (reconciliation.reportedRunCount === reconciliation.runCount) {
    const reason = failures[0]?.message ?? "there was no run";
    violations.push({
      code: "NO_RESULT",
      message: `no run has a result, so nothing shows that a fault can be made good: ${reason}`,
      value: 0,
      limit: 1,
    });
  }
  for (const { name, isCaught } of planted) {
    if (isCaught) continue;
    const message = `the reconciliation misjudged the planted engine that ${name}`;
    violations.push({ code: "PLANTED_ENGINE_MISSED", message });
  }
  return violations;
}
