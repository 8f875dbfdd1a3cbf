import type { PlantedResult } from "./planted_engines.ts";
import type { Reconciliation } from "./reconcile.ts";

/** Something that PR-G3 objects to. */
export interface ChaosViolation {
  /** Stable code for programs. */
  readonly code:
    | "SILENT_SUCCESS"
    | "RETRY_BOUND_EXCEEDED"
    | "NOTHING_INJECTED"
    | "NO_ANSWER"
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

/**
 * Judges what became of the faults: none may be a silent success, no call may have more attempts
 * than allowed, at least one fault must have struck and one attempt been answered, and every planted
 * engine must be told apart.
 */
export function judgeChaos(
  reconciliation: Reconciliation,
  limits: { readonly planted: readonly PlantedResult[]; readonly attemptMaxCount: number },
): readonly ChaosViolation[] {
  const { planted, attemptMaxCount } = limits;
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
  // Where no call ever works every run is reported as failed, and every fault with it.
  if (reconciliation.cleanAttemptCount === 0) {
    violations.push({
      code: "NO_ANSWER",
      message: "no attempt was answered, so nothing shows that a fault can be made good",
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
