import { createVirtualClock } from "../internal/clock.ts";
import { isSameForEveryRun, reasonOf, systemCode } from "../internal/errors.ts";
import type { Ports } from "../internal/ports.ts";
import { deriveSeed } from "../internal/random.ts";
import { calibratedRetry } from "../retry/calibrated_retry.ts";
import { withRetry } from "../retry/with_retry.ts";
import type { ChaosGateContext, ChaosGatePlan } from "./chaos_gate_plan.ts";
import type { ChaosJournal } from "./chaos_journal.ts";
import { RunChaosLog } from "./run_chaos_log.ts";
import { withChaos } from "./with_chaos.ts";
import type { ChaosRun } from "./write_chaos_log.ts";

/** Longer messages are cut: they may quote a whole answer of the model. */
const MESSAGE_MAX_LENGTH = 300;

/** What the runs of the gate may use. */
export interface StruckRunScope extends ChaosGateContext {
  /** Where attempts are written ahead. */
  readonly journal: ChaosJournal;
}

/** A run under faults, and why it has no result. */
export interface StruckRun extends ChaosRun {
  /** Code and sentence of what the engine rejected with; null where it has a result. */
  readonly failure: { readonly code: string; readonly message: string } | null;
}

/** Runs in the order of their indices, up to `concurrency` of them under way. */
export async function* runInOrder(
  plan: ChaosGatePlan,
  scope: StruckRunScope,
): AsyncGenerator<StruckRun> {
  const stop = new AbortController();
  const signal = scope.signal ? AbortSignal.any([scope.signal, stop.signal]) : stop.signal;
  const pending: Promise<StruckRun>[] = [];
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

async function runOne(plan: ChaosGatePlan, run: number, scope: StruckRunScope): Promise<StruckRun> {
  const { engine, calibration, guard, cleanText = (text) => text } = plan;
  const { signal, journal } = scope;
  signal?.throwIfAborted();
  const seed = deriveSeed(plan.seed, "run", String(run));
  const ports = portsOfRun(plan, scope.ports);
  const log = new RunChaosLog({ run, plan: plan.chaos.plan, journal });
  const struck = withChaos(plan.provider, log, {
    timeoutMs: calibration.LATENCY_LIMITS.max_call_latency_ms,
  });
  const retrying = withRetry(struck, calibratedRetry(calibration));
  const provider = guard === undefined ? retrying : guard.watch(retrying);
  let failure: StruckRun["failure"] = null;
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
    if (isSameForEveryRun(error)) throw error;
    const message = cleanText(reasonOf(error)).slice(0, MESSAGE_MAX_LENGTH).toWellFormed();
    failure = { code: systemCode(error) ?? "ENGINE_FAILED", message };
  }
  return { entries: log.entries(), isReported: failure !== null, failure };
}

function portsOfRun({ clock, calibration }: ChaosGatePlan, ports: Ports): Ports {
  if (clock === "system") return ports;
  const startMs = Date.parse(calibration.DETERMINISM.time_freeze);
  return { ...ports, clock: createVirtualClock(startMs) };
}
