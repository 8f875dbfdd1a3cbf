/**
 * Engines that are wrong on purpose, and one that is right: the proof that the reconciliation of
 * this very process finds what it is there to find. A gate that never fails proves nothing.
 *
 * @module
 */
import type { Engine, RunContext, RunOutcome } from "../engine/engine.ts";
import { createVirtualClock } from "../internal/clock.ts";
import type { Ports } from "../internal/ports.ts";
import type { Provider } from "../provider/provider.ts";
import { withRetry } from "../retry/with_retry.ts";
import { createChaosPlan } from "./chaos_plan.ts";
import { reconcileRun } from "./reconcile.ts";
import { RunChaosLog } from "./run_chaos_log.ts";
import { withChaos } from "./with_chaos.ts";
import type { FailureType } from "../calibration/calibration.ts";

/** How a planted engine came out. */
export interface PlantedResult {
  /** What the engine does with a fault. */
  readonly name: string;
  /** Whether the reconciliation said what it had to say. */
  readonly isCaught: boolean;
}

interface PlantedCase {
  readonly name: string;
  readonly fault: FailureType;
  /** Whether retries stand between engine and faults. */
  readonly hasRetry: boolean;
  readonly engine: Engine;
  readonly isBad: boolean;
}

/** The provider inside, for the fault that needs an answer to spoil; the others never reach it. */
const plantedProvider: Provider = {
  name: "planted",
  isDeterministic: true,
  generate: ({ model }) =>
    Promise.resolve({
      text: "planted",
      model,
      usage: { inputTokens: 0, outputTokens: 2, cachedInputTokens: 0 },
      finishReason: "stop",
      latencyMs: 0,
    }),
};

const PASSED: RunOutcome = {
  hardScore: 1,
  softScore: 1,
  hardPass: true,
  softPass: true,
  artifacts: [],
};

async function ask({ provider, ports, signal }: RunContext, seed: number): Promise<string> {
  const request = { model: "planted", messages: [], outputMaxTokens: 1, temperature: 0 };
  const context = { key: "call-1", attempt: 1, seed, ports, signal };
  return (await provider.generate(request, context)).text;
}

/** Takes whatever comes for a text. */
const swallowingEngine: Engine = {
  name: "swallowing",
  async run({ seed }, context) {
    await ask(context, seed);
    return PASSED;
  },
};

/** Catches every error and goes on without the text. */
const forgettingEngine: Engine = {
  name: "forgetting",
  async run({ seed }, context) {
    await ask(context, seed).catch(() => "");
    return PASSED;
  },
};

/** Passes every error on, and refuses an empty text. */
const honestEngine: Engine = {
  name: "honest",
  async run({ seed }, context) {
    const text = await ask(context, seed);
    if (text === "") throw new Error("Cannot score the run: wanted a text, found an empty one");
    return PASSED;
  },
};

const CASES: readonly PlantedCase[] = [
  {
    name: "swallows an empty response",
    fault: "empty_response",
    hasRetry: false,
    engine: swallowingEngine,
    isBad: true,
  },
  {
    name: "swallows a corrupt response",
    fault: "corrupt_response",
    hasRetry: false,
    engine: swallowingEngine,
    isBad: true,
  },
  {
    name: "forgets that all retries failed",
    fault: "api_error_500",
    hasRetry: true,
    engine: forgettingEngine,
    isBad: true,
  },
  {
    name: "reports an empty response",
    fault: "empty_response",
    hasRetry: false,
    engine: honestEngine,
    isBad: false,
  },
];

// OC-CHAOS-4608 impl
/**
 * Runs the planted engines, each on a virtual clock of its own.
 *
 * @param ports Files and entropy; nothing is written
 * @returns For each whether the reconciliation told right from wrong
 */
export function runPlantedEngines(ports: Ports): Promise<readonly PlantedResult[]> {
  return Promise.all(CASES.map(async (planted) => ({
    name: planted.name,
    isCaught: await hasSilentSuccess(planted, ports) === planted.isBad,
  })));
}

async function hasSilentSuccess(
  { fault, hasRetry, engine }: PlantedCase,
  ports: Ports,
): Promise<boolean> {
  const plan = createChaosPlan({ profile: "planted", seed: 0, script: [{ fault }] });
  const log = new RunChaosLog({ run: 1, plan });
  const struck = withChaos(plantedProvider, log);
  const provider = hasRetry ? withRetry(struck) : struck;
  const context = { provider, ports: { ...ports, clock: createVirtualClock(0) } };
  let isReported = false;
  try {
    await engine.run({ run: 1, seed: 0 }, context);
  } catch {
    isReported = true;
  }
  return reconcileRun(log.entries(), { isReported })
    .some(({ settlement }) => settlement === "silent_success");
}
