import type { Calibration } from "../calibration/calibration.ts";
import type { Engine } from "../engine/engine.ts";
import type { Json } from "../internal/json.ts";
import type { Ports } from "../internal/ports.ts";
import type { Provider } from "../provider/provider.ts";
import type { ReachGuard } from "../provider/reach_guard.ts";
import type { LoadedChaosPlan } from "./load_chaos_plan.ts";

/** What to run under faults. */
export interface ChaosGatePlan {
  /** What runs. */
  readonly engine: Engine;
  /** What it calls, without retries and faults. */
  readonly provider: Provider;
  /** Told when the server turns out to be of no use. @default nobody is told */
  readonly guard?: ReachGuard | undefined;
  /** Takes what means nothing elsewhere, such as paths, out of error texts. @default as they are */
  readonly cleanText?: ((text: string) => string) | undefined;
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
