/**
 * PR-G3: many runs of one engine under faults, reconciled one by one (INV-RETRY-BOUND-01,
 * INV-FAILCLOSED-01).
 *
 * @module
 */
import { join } from "@std/path";
import { atomicWriteFile } from "../cache/atomic_write.ts";
import type { Calibration } from "../calibration/calibration.ts";
import type { Engine } from "../engine/engine.ts";
import { createVirtualClock } from "../internal/clock.ts";
import { InputError } from "../internal/errors.ts";
import type { Json, JsonObject } from "../internal/json.ts";
import type { Ports } from "../internal/ports.ts";
import { deriveSeed } from "../internal/random.ts";
import { createRunFolder } from "../internal/run_folder.ts";
import type { Provider } from "../provider/provider.ts";
import { calibratedRetry } from "../retry/calibrated_retry.ts";
import { withRetry } from "../retry/with_retry.ts";
import { ChaosJournal, removeChaosJournal } from "./chaos_journal.ts";
import type { ChaosViolation } from "./judge_chaos.ts";
import { judgeChaos } from "./judge_chaos.ts";
import type { LoadedChaosPlan } from "./load_chaos_plan.ts";
import type { PlantedResult } from "./planted_engines.ts";
import { runPlantedEngines } from "./planted_engines.ts";
import type { Reconciliation } from "./reconcile.ts";
import { RunChaosLog } from "./run_chaos_log.ts";
import { withChaos } from "./with_chaos.ts";
import type { ChaosConclusion, ChaosRun } from "./write_chaos_log.ts";
import { writeChaosLog } from "./write_chaos_log.ts";

/** What to run under faults. */
export interface ChaosGatePlan {
  /** What runs. */
  readonly engine: Engine;
  /** What it calls, without retries and faults. */
  readonly provider: Provider;
  /** Name of the model, for the engine. @default the engine's own */
  readonly model?: string | undefined;
  /** Documents by name, for the engine. @default none */
  readonly documents?: Readonly<Record<string, Json>> | undefined;
  /** Which attempts are struck. */
  readonly chaos: LoadedChaosPlan;
  /** Bounds of the retries, time limit of a call, start of the virtual clock. */
  readonly calibration: Calibration;
  /** Number of runs, at least 1. */
  readonly count: number;
  /** Seed of everything but the faults. */
  readonly seed: number;
  /** Number of runs under way at once, at least 1. */
  readonly concurrency: number;
  /** `virtual`: each run has a timeline of its own, and waits take no time. */
  readonly clock: "system" | "virtual";
  /** Folder in which the run folder is created. */
  readonly out: string;
}

/** What the gate may use. */
export interface ChaosGateContext {
  /** The world. */
  readonly ports: Ports;
  /** Ends the gate. */
  readonly signal?: AbortSignal | undefined;
  /** Told after each run. */
  readonly onProgress?: ((finishedCount: number, totalCount: number) => void) | undefined;
}

/** How the gate came out. */
export interface ChaosGateResult {
  /** FAIL where anything is objected to. */
  readonly verdict: "PASS" | "FAIL";
  /** What is objected to. */
  readonly violations: readonly ChaosViolation[];
  /** All faults and what became of them. */
  readonly reconciliation: Reconciliation;
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
  let violations: readonly ChaosViolation[] = [];
  const conclude = (reconciliation: Reconciliation): ChaosConclusion => {
    violations = judgeChaos(reconciliation, { planted, attemptMaxCount });
    return { verdict: verdictOf(violations), members: encodeGate(violations, planted) };
  };
  let reconciliation: Reconciliation;
  {
    using journal = new ChaosJournal(journalPath, ports);
    const runs = runInOrder(plan, { ...context, journal });
    const path = join(runFolder, "chaos-log.json");
    const content = { plan: plan.chaos.plan, runs, conclude };
    reconciliation = await writeChaosLog(path, content, ports);
  }
  await removeChaosJournal(journalPath, ports);
  return { verdict: verdictOf(violations), violations, reconciliation, planted, runFolder };
}

function verdictOf(violations: readonly ChaosViolation[]): "PASS" | "FAIL" {
  return violations.length === 0 ? "PASS" : "FAIL";
}

function encodeGate(
  violations: readonly ChaosViolation[],
  planted: readonly PlantedResult[],
): JsonObject {
  return {
    gate: "PR-G3",
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

interface RunScope extends ChaosGateContext {
  readonly journal: ChaosJournal;
}

/** Runs in the order of their indices, up to `concurrency` of them under way. */
async function* runInOrder(plan: ChaosGatePlan, scope: RunScope): AsyncGenerator<ChaosRun> {
  const stop = new AbortController();
  const signal = scope.signal ? AbortSignal.any([scope.signal, stop.signal]) : stop.signal;
  const pending: Promise<ChaosRun>[] = [];
  try {
    for (let run = 1, finishedCount = 0; finishedCount < plan.count;) {
      for (; run <= plan.count && pending.length < plan.concurrency; run++) {
        const started = runOne(plan, run, { ...scope, signal });
        // A run that fails before its turn is thrown when its turn has come.
        started.catch(() => {});
        pending.push(started);
      }
      yield await pending.shift()!;
      finishedCount += 1;
      scope.onProgress?.(finishedCount, plan.count);
    }
  } finally {
    stop.abort(new Error("Cannot go on with this run: another one ended the gate"));
    await Promise.allSettled(pending);
  }
}

async function runOne(plan: ChaosGatePlan, run: number, scope: RunScope): Promise<ChaosRun> {
  const { engine, calibration } = plan;
  const { signal, journal } = scope;
  signal?.throwIfAborted();
  const seed = deriveSeed(plan.seed, "run", String(run));
  const ports = portsOfRun(plan, scope.ports);
  const log = new RunChaosLog({ run, plan: plan.chaos.plan, journal });
  const struck = withChaos(plan.provider, log, {
    timeoutMs: calibration.LATENCY_LIMITS.max_call_latency_ms,
  });
  const provider = withRetry(struck, calibratedRetry(calibration));
  let isReported = false;
  try {
    await engine.run({ run, seed }, {
      provider,
      ports,
      signal,
      ...(plan.model !== undefined && { model: plan.model }),
      ...(plan.documents && { inputs: plan.documents }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof InputError) throw error;
    isReported = true;
  }
  return { entries: log.entries(), isReported };
}

function portsOfRun({ clock, calibration }: ChaosGatePlan, ports: Ports): Ports {
  if (clock === "system") return ports;
  const startMs = Date.parse(calibration.DETERMINISM.time_freeze);
  return { ...ports, clock: createVirtualClock(startMs) };
}
