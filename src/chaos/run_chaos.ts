/**
 * PR-G3: many runs of one engine under faults, reconciled one by one (INV-RETRY-BOUND-01,
 * INV-FAILCLOSED-01).
 *
 * @module
 */
import { join } from "@std/path";
import { atomicWriteFile } from "../cache/atomic_write.ts";
import type { JsonObject } from "../internal/json.ts";
import { createRunFolder } from "../internal/run_folder.ts";
import type { ChaosGateContext, ChaosGatePlan } from "./chaos_gate_plan.ts";
import { ChaosJournal, removeChaosJournal } from "./chaos_journal.ts";
import type { ChaosViolation, ReportedFailure } from "./judge_chaos.ts";
import { judgeChaos } from "./judge_chaos.ts";
import type { PlantedResult } from "./planted_engines.ts";
import { runPlantedEngines } from "./planted_engines.ts";
import type { Reconciliation } from "./reconcile.ts";
import type { StruckRun } from "./struck_runs.ts";
import { runInOrder } from "./struck_runs.ts";
import { writeChaosLog } from "./write_chaos_log.ts";

/** How the gate came out. */
export interface ChaosGateResult {
  /** FAIL where anything is objected to. */
  readonly verdict: "PASS" | "FAIL";
  /** What is objected to. */
  readonly violations: readonly ChaosViolation[];
  /** All faults and what became of them. */
  readonly reconciliation: Reconciliation;
  /** Why runs were reported as failed, by code, the most frequent first. */
  readonly failures: readonly ReportedFailure[];
  /** The engines that were planted to be caught. */
  readonly planted: readonly PlantedResult[];
  /** Folder with `chaos-log.json` and `chaos-plan.json`. */
  readonly runFolder: string;
}

/**
 * Runs the gate PR-G3 and writes its folder: `chaos-plan.json`, and `chaos-log.json` with every
 * attempt of every run and what became of its fault. The log depends on the plan alone; neither
 * concurrency nor the order in which runs end changes a byte of it.
 *
 * Each attempt stands in `chaos-journal.jsonl` before it is made. After a crash that file is what is
 * left; when the log is written, it is removed.
 *
 * Needs `--allow-read` and `--allow-write` for the folder.
 *
 * @throws {InputError} if the engine rejects with one: every run would
 * @throws {WorldError} if the folder cannot be written
 * @throws the signal's reason when aborted
 */
export async function runChaos(
  plan: ChaosGatePlan,
  context: ChaosGateContext,
): Promise<ChaosGateResult> {
  const { ports } = context;
  const runFolder = await createRunFolder(plan.out, "chaos", ports);
  await atomicWriteFile(join(runFolder, "chaos-plan.json"), plan.chaos.bytes, ports);
  const journalPath = join(runFolder, "chaos-journal.jsonl");
  const planted = await runPlantedEngines(ports);
  const attemptMaxCount = plan.calibration.MAX_RETRIES + 1;
  const tally = new FailureTally();
  const judge = (reconciliation: Reconciliation) =>
    judgeChaos(reconciliation, { planted, attemptMaxCount, failures: tally.result() });
  let reconciliation: Reconciliation;
  {
    using journal = new ChaosJournal(journalPath, ports);
    const runs = runInOrder(plan, { ...context, journal });
    const path = join(runFolder, "chaos-log.json");
    reconciliation = await writeChaosLog(path, {
      plan: plan.chaos.plan,
      runs: tally.watch(runs),
      conclude(reconciliation) {
        const violations = judge(reconciliation);
        const members = encodeGate(violations, { planted, failures: tally.result() });
        return { verdict: verdictOf(violations), members };
      },
    }, ports);
  }
  await removeChaosJournal(journalPath, ports);
  const violations = judge(reconciliation);
  const verdict = verdictOf(violations);
  const failures = tally.result();
  return { verdict, violations, reconciliation, failures, planted, runFolder };
}

/** Counts why runs have no result. */
class FailureTally {
  readonly #failures = new Map<string, { count: number; readonly message: string }>();

  /** Passes runs on and looks at them. */
  async *watch(runs: AsyncIterable<StruckRun>): AsyncGenerator<StruckRun> {
    for await (const run of runs) {
      if (run.failure !== null) this.#add(run.failure);
      yield run;
    }
  }

  #add({ code, message }: { readonly code: string; readonly message: string }): void {
    const known = this.#failures.get(code) ?? { count: 0, message };
    known.count += 1;
    this.#failures.set(code, known);
  }

  result(): readonly ReportedFailure[] {
    return [...this.#failures]
      .map(([code, { count, message }]) => ({ code, count, message }))
      .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
  }
}

function verdictOf(violations: readonly ChaosViolation[]): "PASS" | "FAIL" {
  return violations.length === 0 ? "PASS" : "FAIL";
}

function encodeGate(
  violations: readonly ChaosViolation[],
  { planted, failures }: {
    readonly planted: readonly PlantedResult[];
    readonly failures: readonly ReportedFailure[];
  },
): JsonObject {
  return {
    gate: "PR-G3",
    reported_as: Object.fromEntries(failures.map(({ code, count }) => [code, count])),
    planted_engines: planted.map(({ name, isCaught }) => ({ name, told_apart: isCaught })),
    violations: violations.map(({ code, message, path, value, limit }) => ({
      code,
      message,
      path,
      value,
      limit,
    })),
  };
}
