import type { Observation } from "./watch_entry.ts";
import type { WriterEnd } from "./writer_process.ts";

/** What the gate found out. */
export interface ConcurrencyFindings {
  readonly writerCount: number;
  /** Updates that each writer was to make. */
  readonly updateCount: number;
  readonly ends: readonly WriterEnd[];
  readonly observation: Observation;
  /** Lock files that were left. */
  readonly residualLockCount: number;
  /** Temporary files that were left. */
  readonly residualTemporaryCount: number;
}

/** Something that is wrong. */
export interface ConcurrencyViolation {
  readonly code: string;
  readonly message: string;
  readonly value?: number;
  readonly limit?: number;
}

/** A finished gate. */
export interface ConcurrencyResult extends ConcurrencyFindings {
  readonly verdict: "PASS" | "FAIL";
  readonly violations: readonly ConcurrencyViolation[];
  /** From the start of the writers to the end of the last one, in milliseconds. */
  readonly durationMs: number;
  /** Folder with the report and the entry. */
  readonly runFolder: string;
  readonly reportPath: string;
}

// OC-CACHE-1804 impl
/**
 * The fewest hand-overs that show the writers at work at the same time. Writers that ran one after
 * the other would have one less than there are writers. As each makes its first update before any
 * makes its second, at least as many again follow.
 */
export function leastHandOverCount(writerCount: number, updateCount: number): number {
  return (writerCount - 1) * (updateCount > 1 ? 2 : 1);
}

/** Whether the entry has every update of every writer and no reader saw anything else than versions. */
export function isCacheValid(findings: ConcurrencyFindings): boolean {
  const { writerCount, updateCount, observation: { last, invalidReadCount } } = findings;
  return invalidReadCount === 0 && last !== null && last.counter === writerCount * updateCount &&
    last.updates.length === writerCount && last.updates.every((count) => count === updateCount);
}

// OC-CACHE-1802 impl
/** Everything that is wrong; nothing means PASS. */
export function judgeConcurrency(findings: ConcurrencyFindings): readonly ConcurrencyViolation[] {
  const { writerCount, updateCount, ends, observation } = findings;
  const expectedCount = writerCount * updateCount;
  const leastCount = leastHandOverCount(writerCount, updateCount);
  const counter = observation.last?.counter ?? 0;
  const handOverCount = observation.last?.handOvers ?? 0;
  const violations: ConcurrencyViolation[] = ends.flatMap((end, writer) =>
    end.ok ? [] : [{ code: "WRITER_FAILED", message: `writer ${writer}: ${end.reason}` }]
  );
  const add = (code: string, message: string, value: number, limit: number) =>
    violations.push({ code, message, value, limit });
  if (counter !== expectedCount) {
    add("UPDATES_LOST", `the entry has ${counter} updates`, counter, expectedCount);
  } else if (!isCacheValid(findings)) {
    violations.push({ code: "CACHE_INVALID", message: "the entry is not what the writers wrote" });
  }
  const invalidCount = observation.invalidReadCount;
  if (invalidCount > 0) add("TORN_READ", `${invalidCount} reads were no version`, invalidCount, 0);
  if (handOverCount < leastCount) {
    add(
      "NOT_INTERLEAVED",
      `the writers took turns ${handOverCount} times`,
      handOverCount,
      leastCount,
    );
  }
  const { residualLockCount: locks, residualTemporaryCount: temporaries } = findings;
  if (locks > 0) add("RESIDUAL_LOCK", `${locks} lock files were left`, locks, 0);
  if (temporaries > 0) {
    add("RESIDUAL_TMP", `${temporaries} temporary files were left`, temporaries, 0);
  }
  return violations;
}
