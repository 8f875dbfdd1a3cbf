import { decodeChaosEntry } from "../../chaos/chaos_entry.ts";
import { reconcileRun } from "../../chaos/reconcile.ts";
import { JsonCursor } from "../../internal/cursor.ts";
import { InputError } from "../../internal/errors.ts";
import type { JsonObject } from "../../internal/json.ts";
import type { RunRecord } from "../../stress/run_record.ts";

/** Pairs of fault and outcome beyond this number are counted together. */
const PAIR_MAX_COUNT = 200;

/** Name under which pairs are counted that are too many. */
const OTHER = "(other)";

/** Faults of one type of which the same became. */
export interface FaultCount {
  /** Type of the fault, such as `timeout`. */
  readonly failureType: string;
  /** What became of them, such as `retried`. */
  readonly outcome: string;
  /** How often. */
  readonly count: number;
}

/** What chaos did and what became of it. */
export interface FaultFindings {
  /** Faults that were injected. */
  readonly faultCount: number;
  /** Runs that were struck at least once. */
  readonly struckRunCount: number;
  /** By type and outcome, sorted by both. */
  readonly counts: readonly FaultCount[];
}

/** Counts faults, in constant memory. */
export class FaultTally {
  readonly #counts = new Map<string, FaultCount>();
  #faultCount = 0;
  #struckRunCount = 0;
  #isObserved = false;

  /** Adds the faults of one run. */
  add(record: RunRecord): void {
    if (record.evidence.faults === undefined) return;
    this.#isObserved = true;
    const faults = faultsOf(record);
    this.#struckRunCount += Number(faults.length > 0);
    for (const fault of faults) this.#add(fault);
  }

  #add(fault: Fault): void {
    this.#faultCount += 1;
    const name = JSON.stringify([fault.failureType, fault.outcome]);
    const isRoom = this.#counts.has(name) || this.#counts.size < PAIR_MAX_COUNT;
    const key = isRoom ? name : OTHER;
    const { failureType, outcome } = isRoom ? fault : { failureType: OTHER, outcome: OTHER };
    const count = (this.#counts.get(key)?.count ?? 0) + 1;
    this.#counts.set(key, { failureType, outcome, count });
  }

  /** What was added so far; null where chaos was off. */
  result(): FaultFindings | null {
    if (!this.#isObserved) return null;
    const counts = [...this.#counts.values()].sort((a, b) =>
      compare(a.failureType, b.failureType) || compare(a.outcome, b.outcome)
    );
    return { faultCount: this.#faultCount, struckRunCount: this.#struckRunCount, counts };
  }
}

/** A fault and what became of it. */
export interface Fault {
  /** Type of the fault. */
  readonly failureType: string;
  /** What became of it, such as `retried`. */
  readonly outcome: string;
}

/**
 * The faults of a run, settled as chaos does: what became of a fault shows only when the run has
 * ended. Evidence of another kind is taken by its word.
 */
export function faultsOf(record: RunRecord): readonly Fault[] {
  const { faults = [] } = record.evidence;
  const settled = settleFaults(faults, { isReported: record.status === "error" });
  if (settled !== null) return settled;
  return faults.filter(({ injected }) => injected !== false).map((fault) => ({
    failureType: textOf(fault, "failure_type"),
    outcome: textOf(fault, "outcome"),
  }));
}

function settleFaults(
  faults: readonly JsonObject[],
  options: { readonly isReported: boolean },
): readonly Fault[] | null {
  try {
    const entries = faults.map((fault) => decodeChaosEntry(new JsonCursor(fault, "evidence")));
    return reconcileRun(entries, options).flatMap(({ failureType, settlement }) =>
      failureType === undefined ? [] : [{ failureType, outcome: settlement ?? "unknown" }]
    );
  } catch (error) {
    // Somebody else's chain may keep its faults in another form.
    if (!(error instanceof InputError)) throw error;
    return null;
  }
}

function textOf(fault: JsonObject, name: string): string {
  const value = fault[name];
  return typeof value === "string" ? value : "unknown";
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
