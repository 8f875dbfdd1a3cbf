/**
 * Reconciliation (INV-FAILCLOSED-01): every fault that struck must be found again in what the engine
 * reported.
 *
 * A fault is settled when a later attempt of the same call gave a clean answer, when its run was
 * reported as failed, or when it was a delay and the answer came. Anything else is a silent success:
 * somebody took a fault for a result.
 *
 * @module
 */
import type { FailureType } from "../calibration/calibration.ts";
import { FAILURE_TYPES } from "../calibration/calibration.ts";
import type { JsonObject } from "../internal/json.ts";
import type { ChaosEntry } from "./chaos_entry.ts";

/** What became of a fault. */
export const SETTLEMENTS = [
  /** A later attempt of the same call gave a clean answer. */
  "retried",
  /** The run has no result: it was reported as failed. */
  "reported",
  /** The answer came late, and clean. */
  "delayed",
  /** The run has a result although the fault was never made good. */
  "silent_success",
] as const;

/** What became of a fault. */
export type Settlement = (typeof SETTLEMENTS)[number];

/** An attempt, and what became of its fault; undefined where none struck. */
export interface ReconciledEntry extends ChaosEntry {
  /** What became of the fault. */
  readonly settlement: Settlement | undefined;
}

// OC-CHAOS-4601 impl
/**
 * Settles the faults of one run.
 *
 * @param entries All attempts of the run
 * @param options Whether the run was reported as failed
 */
export function reconcileRun(
  entries: readonly ChaosEntry[],
  options: { readonly isReported: boolean },
): readonly ReconciledEntry[] {
  const lastCleanAttempt = new Map<string, number>();
  for (const entry of entries) {
    const before = lastCleanAttempt.get(entry.key) ?? 0;
    if (isClean(entry)) lastCleanAttempt.set(entry.key, Math.max(before, entry.attempt));
  }
  return entries.map((entry) => {
    if (entry.failureType === undefined) return { ...entry, settlement: undefined };
    if (isClean(entry)) return { ...entry, settlement: "delayed" };
    if ((lastCleanAttempt.get(entry.key) ?? 0) > entry.attempt) {
      return { ...entry, settlement: "retried" };
    }
    return { ...entry, settlement: options.isReported ? "reported" : "silent_success" };
  });
}

/** An answer that nothing has falsified. */
function isClean({ outcome, failureType }: ChaosEntry): boolean {
  return outcome === "answered" && (failureType === undefined || failureType === "latency");
}

/** How many faults struck and what became of them. */
export type SettlementCounts = Readonly<Record<Settlement | "injected", number>>;

/** All faults of all runs, summed up. */
export interface Reconciliation {
  /** Runs that were reconciled. */
  readonly runCount: number;
  /** Runs that were reported as failed. */
  readonly reportedRunCount: number;
  /** Physical attempts. */
  readonly attemptCount: number;
  /** Attempts that gave an answer which nothing has falsified. */
  readonly cleanAttemptCount: number;
  /** The largest number of attempts of one call. */
  readonly attemptMaxCount: number;
  /** All faults together. */
  readonly total: SettlementCounts;
  /** By type, those that struck at least once, in the order of the types. */
  readonly byType: Readonly<Partial<Record<FailureType, SettlementCounts>>>;
  /** The first silent successes, at most a hundred. */
  readonly silentSuccesses: readonly ReconciledEntry[];
}

/** Only so many are named; all are counted. */
const NAMED_MAX_COUNT = 100;

// OC-CHAOS-4607 impl
/** Sums up reconciled runs in constant memory. */
export class ReconciliationTally {
  #runCount = 0;
  #reportedRunCount = 0;
  #attemptCount = 0;
  #cleanAttemptCount = 0;
  #attemptMaxCount = 0;
  readonly #counts = new Map<FailureType, Record<Settlement | "injected", number>>();
  readonly #silentSuccesses: ReconciledEntry[] = [];

  /** Adds a run. */
  add(
    entries: readonly ReconciledEntry[],
    { isReported }: { readonly isReported: boolean },
  ): void {
    this.#runCount += 1;
    this.#reportedRunCount += Number(isReported);
    this.#attemptCount += entries.length;
    for (const entry of entries) {
      this.#cleanAttemptCount += Number(isClean(entry));
      this.#attemptMaxCount = Math.max(this.#attemptMaxCount, entry.attempt);
      if (entry.failureType === undefined) continue;
      const counts = this.#counts.get(entry.failureType) ?? noCounts();
      this.#counts.set(entry.failureType, counts);
      counts.injected += 1;
      counts[entry.settlement!] += 1;
      const isNamed = this.#silentSuccesses.length < NAMED_MAX_COUNT;
      if (entry.settlement === "silent_success" && isNamed) this.#silentSuccesses.push(entry);
    }
  }

  /** The sums so far. */
  result(): Reconciliation {
    const total = noCounts();
    const byType: Partial<Record<FailureType, SettlementCounts>> = {};
    for (const type of FAILURE_TYPES) {
      const counts = this.#counts.get(type);
      if (counts === undefined) continue;
      byType[type] = { ...counts };
      for (const name of COUNT_NAMES) total[name] += counts[name];
    }
    return {
      runCount: this.#runCount,
      reportedRunCount: this.#reportedRunCount,
      attemptCount: this.#attemptCount,
      cleanAttemptCount: this.#cleanAttemptCount,
      attemptMaxCount: this.#attemptMaxCount,
      total,
      byType,
      silentSuccesses: [...this.#silentSuccesses],
    };
  }
}

const COUNT_NAMES = ["injected", ...SETTLEMENTS] as const;

function noCounts(): Record<Settlement | "injected", number> {
  return { injected: 0, retried: 0, reported: 0, delayed: 0, silent_success: 0 };
}

/** The document of a reconciliation, in the order of the file format. */
export function encodeReconciliation(reconciliation: Reconciliation): JsonObject {
  const { runCount, reportedRunCount, attemptCount, cleanAttemptCount } = reconciliation;
  const { attemptMaxCount, total, byType } = reconciliation;
  return {
    runs: runCount,
    reported_runs: reportedRunCount,
    attempts: attemptCount,
    clean_attempts: cleanAttemptCount,
    attempts_of_one_call_max: attemptMaxCount,
    ...total,
    by_type: Object.fromEntries(
      Object.entries(byType).map(([type, counts]) => [type, { ...counts }]),
    ),
  };
}
