import { join, resolve } from "@std/path";
import { type BudgetLimits, readBudgetLimits } from "../src/budget/budget_limits.ts";
import type { Calibration } from "../src/calibration/calibration.ts";
import type { LoadedChaosPlan } from "../src/chaos/load_chaos_plan.ts";
import { loadChaosPlan } from "../src/chaos/load_chaos_plan.ts";
import type { Engine } from "../src/engine/engine.ts";
import { InputError } from "../src/internal/errors.ts";
import { createPathCleaner } from "../src/proofpack/path_cleaner.ts";
import type { Provider } from "../src/provider/provider.ts";
import { createReachGuard, type ReachGuard } from "../src/provider/reach_guard.ts";
import { chainRuns } from "../src/stress/chain_runs.ts";
import { CHAOS_INPUT } from "../src/stress/chaos_layer.ts";
import type { RunManifest, StressIdentity } from "../src/stress/run_manifest.ts";
import type { StressPlan } from "../src/stress/stress.ts";
import { openCache, refuseCache, settingsWithCache } from "./answer_cache.ts";
import { optionalChaosChoice } from "./chaos_flags.ts";
import type { CommandContext, Values } from "./command.ts";
import { CALIBRATION_PATH } from "./default_paths.ts";
import { type EngineChoice, openEngine, parseEngine } from "./engine_flags.ts";
import { createStoryEngine, type Inputs, loadInputs, loadStory, storyPaths } from "./inputs.ts";
import {
  createKeyRedactor,
  openNoProvider,
  openProvider,
  type ProviderChoice,
} from "./provider_flags.ts";
import { openSharedBudget } from "./shared_budget.ts";

/** Where run folders go, seen from the folder that omega works in. */
export const RUNS_FOLDER = "metrics/pr/PR_RUNS";

/** A stress that is being resumed: its folder, and what that says about it. */
export interface ResumedStress {
  readonly folder: string;
  readonly manifest: RunManifest;
}

/** A plan, and what to close when it has been carried out. */
export interface OpenStressPlan extends AsyncDisposable {
  readonly plan: StressPlan;
  /** The provider without layers, for whoever puts others around it. */
  readonly provider: Provider;
  /** Watches whether the server is of use; stands outside of the retries. */
  readonly guard: ReachGuard;
  /** Aborted with the reason when the server turns out to be of no use; runs must stop then. */
  readonly unreachable: AbortSignal;
}

/** Where to read, and the stress to go on with. */
export interface StressPlanContext
  extends Pick<CommandContext, "ports" | "readVariable" | "machineFolders"> {
  readonly resumed: ResumedStress | null;
}

/**
 * Makes the plan of a stress from the flags and, when it goes on with an earlier one, from what that
 * one's folder says. A flag that contradicts the folder is not corrected here: the stress refuses it.
 *
 * @throws {InputError} naming the file or flag and the place
 */
export async function openStressPlan(
  values: Values,
  context: StressPlanContext,
): Promise<OpenStressPlan> {
  await using opening = new AsyncDisposableStack();
  const identity = context.resumed?.manifest.identity;
  const choice = parseEngine(engineText(values, identity));
  if (choice.kind !== "command" && values.integer("engine-timeout-ms") !== undefined) {
    throw new InputError(
      `Cannot use --engine-timeout-ms: wanted --engine command:CMD with it, found ${choice.kind}`,
      { code: "USAGE" },
    );
  }
  const out = values.text("out") ?? RUNS_FOLDER;
  const cleanText = createPathCleaner([...context.machineFolders, resolve(out)]);
  const loaded = await loadFor(choice, values, { ...context, cleanText });
  const { calibration, documents, openOwn } = loaded;
  const chosen = choice.kind === "command"
    ? openNoProvider(values, identity)
    : openProvider(values, context, identity);
  const { model, clock } = chosen;
  const settings = settingsWithCache(values, chosen.settings);
  const provider = opening.use(chosen.provider);
  const limits = readBudgetLimits(calibration, calibrationSource(values, context.resumed));
  // An engine of the user's own may call another model, or none; its first call tells.
  if (choice.kind === "scribe") limits.prices.priceOf(model);
  const engine = await openOwn(model);
  const count = values.integer("count") ?? identity?.count ?? calibration.STRESS_N;
  const scope = { ...context, chosen, calibration, limits, count, opening };
  const { open: openProviderChain, chaos, guard, unreachable } = await openLayers(values, scope);
  const opened = opening.move();
  return {
    plan: {
      ...{ engine, openProviderChain, model, settings, cleanText, calibration, count, clock, out },
      provider: provider.name,
      isDeterministic: provider.isDeterministic,
      seed: values.integer("seed") ?? identity?.seed ?? calibration.DETERMINISM.seed_base,
      concurrency: values.integer("concurrency") ?? 1,
      inputs: chaos === null ? documents : { ...documents, [CHAOS_INPUT]: chaos },
    },
    ...{ provider, guard, unreachable },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** What the layers of a stress are made of. */
interface LayerScope extends StressPlanContext {
  readonly chosen: ProviderChoice;
  readonly calibration: Calibration;
  readonly limits: BudgetLimits;
  /** Number of runs. */
  readonly count: number;
  /** Takes what must be closed. */
  readonly opening: AsyncDisposableStack;
}

/** Opens the layers that the flags ask for: what only reads comes first. */
async function openLayers(values: Values, scope: LayerScope) {
  const { chosen, calibration, limits, count, opening, ports } = scope;
  if (values.integer("probe-determinism") !== undefined) {
    refuseCache(values, "--probe-determinism", "repetitions would answer each other");
  }
  const chaos = await loadChaos(values, scope);
  const cache = await openCache(values, chosen, { calibration, ports });
  const shared = await openSharedBudget(values, { calibration, limits, count, ports });
  const stop = new AbortController();
  const guard = createReachGuard((error) => stop.abort(error));
  const { open } = opening.use(chainRuns(chosen.provider, {
    ...{ calibration, limits, guard, cache, ports },
    shared: opening.use(shared)?.budget,
    chaos: chaos?.plan,
  }));
  return { open, chaos, guard, unreachable: stop.signal };
}

/** The faults that the flags ask for, or else those of the stress that is gone on with. */
async function loadChaos(
  values: Values,
  { ports, resumed }: StressPlanContext,
): Promise<LoadedChaosPlan | null> {
  const asked = optionalChaosChoice(values);
  if (asked !== null) return await loadChaosPlan(asked.path, asked.choice, ports);
  if (resumed?.manifest.identity.inputDigests[CHAOS_INPUT] === undefined) return null;
  return await loadChaosPlan(join(resumed.folder, "inputs", `${CHAOS_INPUT}.json`), {}, ports);
}

/** A folder has the name of an engine, not where it lies: it must be named again. */
function engineText(values: Values, identity: StressIdentity | undefined): string {
  const text = values.text("engine");
  if (text !== undefined) return text;
  if (identity === undefined || identity.engine === "scribe") return "scribe";
  throw new InputError(
    `Cannot go on: wanted --engine for "${identity.engine}", found nothing`,
    { code: "USAGE" },
  );
}

/** What an engine works on, and the engine, once the model is known. */
interface Loaded extends Inputs {
  openOwn(model: string): Promise<Engine>;
}

async function loadFor(
  choice: EngineChoice,
  values: Values,
  { ports, readVariable, resumed, cleanText }: StressPlanContext & {
    readonly cleanText: (text: string) => string;
  },
): Promise<Loaded> {
  const inputFolder = inputFolderOf(resumed);
  if (choice.kind === "scribe") {
    const story = await loadStory(storyPaths(values, inputFolder), ports);
    const { calibration: { calibration }, documents } = story;
    const openOwn = (model: string) => Promise.resolve(createStoryEngine(story, model));
    return { calibration, documents, openOwn };
  }
  const inputs = await loadInputs(values, inputFolder, ports);
  const timeLimitMs = values.integer("engine-timeout-ms") ??
    inputs.calibration.LATENCY_LIMITS.max_run_latency_ms;
  const redact = createKeyRedactor(values, { readVariable });
  return {
    ...inputs,
    openOwn: () => openEngine(choice, { timeLimitMs, redact, cleanStderr: cleanText }),
  };
}

/** Where the limits were read, as error texts name it. */
function calibrationSource(values: Values, resumed: ResumedStress | null): string {
  const folder = inputFolderOf(resumed);
  return values.text("calibration") ??
    (folder === null ? CALIBRATION_PATH : join(folder, "calibration.json"));
}

/** The copies that a stress keeps of its inputs. */
function inputFolderOf(resumed: ResumedStress | null): string | null {
  return resumed === null ? null : join(resumed.folder, "inputs");
}
