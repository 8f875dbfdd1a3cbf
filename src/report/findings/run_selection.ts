import type { RunRecord, ScoredRun } from "../../stress/run_record.ts";
import type { RunExcerpt } from "./run_excerpt.ts";

/** So many runs of each kind are kept to be looked at one by one. */
export const SELECTION_COUNT = 20;

/** The runs that can be looked at one by one. */
export interface RunSelection {
  /** The 20 worst scored runs, the worst first. */
  readonly worst: readonly RunExcerpt[];
  /** The 20 first scored runs, in their order. */
  readonly first: readonly RunExcerpt[];
  /** The 20 first runs without a score, in their order. */
  readonly failed: readonly RunExcerpt[];
}

/** Chooses runs while they pass by, in constant memory. */
export class RunSelector {
  readonly #excerpt: (record: RunRecord) => RunExcerpt;
  readonly #worst: { readonly record: Score; readonly excerpt: RunExcerpt }[] = [];
  readonly #first: RunExcerpt[] = [];
  readonly #failed: RunExcerpt[] = [];

  /** @param excerpt Makes the bounded form of a run that is kept */
  constructor(excerpt: (record: RunRecord) => RunExcerpt) {
    this.#excerpt = excerpt;
  }

  /** Looks at a run; in the order of the runs. */
  add(record: RunRecord): void {
    if (record.status === "error") {
      if (this.#failed.length < SELECTION_COUNT) this.#failed.push(this.#excerpt(record));
      return;
    }
    if (this.#first.length < SELECTION_COUNT) this.#first.push(this.#excerpt(record));
    this.#addWorst(record);
  }

  #addWorst(record: ScoredRun): void {
    const isFull = this.#worst.length === SELECTION_COUNT;
    if (isFull && compareRuns(record, this.#worst.at(-1)!.record) >= 0) return;
    const place = this.#worst.findIndex((other) => compareRuns(record, other.record) < 0);
    const { runId, hardPass, hardScore, softScore } = record;
    this.#worst.splice(place < 0 ? this.#worst.length : place, 0, {
      record: { runId, hardPass, hardScore, softScore },
      excerpt: this.#excerpt(record),
    });
    this.#worst.length = Math.min(this.#worst.length, SELECTION_COUNT);
  }

  /** What was chosen so far. */
  result(): RunSelection {
    return {
      worst: this.#worst.map(({ excerpt }) => excerpt),
      first: this.#first,
      failed: this.#failed,
    };
  }
}

type Score = Pick<ScoredRun, "runId" | "hardPass" | "hardScore" | "softScore">;

/** Worse is: a broken hard rule, then the lower hard score, then the lower soft score. */
function compareRuns(a: Score, b: Score): number {
  return Number(a.hardPass) - Number(b.hardPass) || a.hardScore - b.hardScore ||
    a.softScore - b.softScore || a.runId - b.runId;
}
