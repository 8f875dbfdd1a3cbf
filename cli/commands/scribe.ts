import { join } from "@std/path";
import { BudgetExhaustedError } from "../../src/budget/budget_exhausted.ts";
import type { BudgetLimits } from "../../src/budget/budget_limits.ts";
import { readBudgetLimits } from "../../src/budget/budget_limits.ts";
import { BudgetTracker } from "../../src/budget/budget_tracker.ts";
import { judgeRun } from "../../src/budget/judge_run.ts";
import { formatRunCost } from "../../src/budget/run_cost.ts";
import { withBudget } from "../../src/budget/with_budget.ts";
import { atomicWriteFile } from "../../src/cache/atomic_write.ts";
import type { Calibration } from "../../src/calibration/calibration.ts";
import type { Engine, RunContext, RunInput, RunOutcome } from "../../src/engine/engine.ts";
import { createVirtualClock } from "../../src/internal/clock.ts";
import { InputError, reasonOf, WorldError } from "../../src/internal/errors.ts";
import type { Ports } from "../../src/internal/ports.ts";
import type { Provider } from "../../src/provider/provider.ts";
import { ProviderError } from "../../src/provider/provider_error.ts";
import { withCache } from "../../src/provider/with_cache.ts";
import { calibratedRetry } from "../../src/retry/calibrated_retry.ts";
import { withRetry } from "../../src/retry/with_retry.ts";
import type { Answer, CommandRun, Values } from "../command.ts";
import { openCache } from "../answer_cache.ts";
import { createStoryEngine, loadStory, storyPaths } from "../inputs.ts";
import { openProvider } from "../provider_flags.ts";
import { renderVerdict } from "../render/verdict.ts";
import { loadStoryFaults, openStoryFaults } from "../story_faults.ts";

/** `omega scribe`: one story. */
export function planScribe(values: Values): CommandRun {
  const paths = storyPaths(values, null);
  const out = values.requiredText("out");
  return async ({ ports, signal, hasColor, readVariable }) => {
    const story = await loadStory(paths, ports);
    const { DETERMINISM } = story.calibration.calibration;
    const chosen = openProvider(values, { readVariable });
    using provider = chosen.provider;
    const clock = chosen.clock === "virtual"
      ? createVirtualClock(Date.parse(DETERMINISM.time_freeze))
      : ports.clock;
    const engine = createStoryEngine(story, chosen.model);
    const seed = values.integer("seed") ?? DETERMINISM.seed_base;
    const { calibration } = story.calibration;
    const limits = readBudgetLimits(calibration, paths.calibration);
    limits.prices.priceOf(chosen.model);
    const chaos = await loadStoryFaults(values, ports);
    const cache = await openCache(values, chosen, { calibration, ports });
    let keptCount = 0;
    await claimFolder(out, ports);
    const faults = openStoryFaults(chaos, { provider, calibration, out, ports });
    const context = { provider: faults.provider, ports: { ...ports, clock }, signal };
    const addCache = (inner: Provider) =>
      cache === undefined ? inner : withCache(inner, {
        cache,
        run: 1,
        onLookup: (isHit) => keptCount += Number(isHit),
      });
    const scope = { context, calibration, limits, out, ports, addCache };
    const told = await runInBudget(engine, { run: 1, seed }, scope).catch(async (error) => {
      await faults.settle({ isReported: true });
      throw error;
    });
    const isReported = told instanceof BudgetExhaustedError;
    const silentCount = await faults.settle({ isReported });
    if (isReported) return answerExhausted(told, { out, hasColor });
    const { outcome, isOverBudget } = told;
    for (const { path, content } of outcome.artifacts) {
      await atomicWriteFile(join(out, path), content, ports);
    }
    const isGood = outcome.hardPass && !isOverBudget && silentCount === 0;
    const verdict = isGood ? "PASS" : "FAIL";
    return {
      verdict,
      runDir: out,
      violations: violationsOf(outcome, { isOverBudget, silentCount }),
      data: {
        hard_score: outcome.hardScore,
        soft_score: outcome.softScore,
        kept_answers: cache && keptCount,
      },
      text: [
        `scribe: ${renderVerdict(verdict, { hasColor })}  hard score ${
          outcome.hardScore.toFixed(4)
        }, soft score ${outcome.softScore.toFixed(4)}`,
        ...outcome.artifacts.map(({ path }) => `  ${join(out, path)}`),
      ].join("\n"),
    };
  };
}

/** What a run is made in, beside engine and input. */
interface BudgetedScope {
  readonly context: RunContext;
  readonly calibration: Calibration;
  readonly limits: BudgetLimits;
  /** Folder for `run-cost.json`. */
  readonly out: string;
  readonly ports: Ports;
  /** Puts the cache around retries and budget, where there is one. */
  readonly addCache: (provider: Provider) => Provider;
}

/** Runs an engine inside its budget and writes `run-cost.json`, whatever becomes of the run. */
async function runInBudget(
  engine: Engine,
  input: RunInput,
  { context, calibration, limits, out, ports, addCache }: BudgetedScope,
): Promise<
  { readonly outcome: RunOutcome; readonly isOverBudget: boolean } | BudgetExhaustedError
> {
  const tracker = new BudgetTracker(limits, context.ports.clock);
  const budgeted = withBudget(context.provider, tracker);
  const provider = addCache(withRetry(budgeted, calibratedRetry(calibration)));
  const conclude = async () => {
    const calls = tracker.finalize();
    const run = { runId: 1, ...calls };
    const text = formatRunCost([run], limits, { isComplete: true });
    // Where no model ran there is nothing to account, and the folder stays as it was.
    const isFree = calls.refusals.length === 0 &&
      calls.calls.every(({ usage }) => usage === "not_run");
    if (!isFree) await atomicWriteFile(join(out, "run-cost.json"), text, ports);
    return judgeRun(run, limits).length > 0;
  };
  try {
    const outcome = await engine.run(input, { ...context, provider });
    return { outcome, isOverBudget: await conclude() };
  } catch (error) {
    await conclude();
    if (error instanceof BudgetExhaustedError) return error;
    return blameTheWorld(error);
  }
}

/** The budget ended the story before it was whole. */
function answerExhausted(
  { code, message }: BudgetExhaustedError,
  { out, hasColor }: { readonly out: string; readonly hasColor: boolean },
): Answer {
  return {
    verdict: "FAIL",
    runDir: out,
    violations: [{ code, message }],
    text: `scribe: ${renderVerdict("FAIL", { hasColor })}  ${message}\n  ${
      join(out, "run-cost.json")
    }`,
  };
}

/** Without an answer there is no story; that is no bug of ours. */
function blameTheWorld(error: unknown): never {
  if (!(error instanceof ProviderError)) throw error;
  throw new WorldError(error.message, { code: error.code, cause: error });
}

/** Creates the folder, or takes an empty one: a story that is there is never written over. */
async function claimFolder(path: string, { files }: Ports): Promise<void> {
  try {
    const stat = await files.stat(path);
    if (stat === null) return await files.makeFolders(path);
    const isEmpty = stat.kind === "directory" && (await files.list(path)).length === 0;
    if (isEmpty) return;
  } catch (error) {
    throw new WorldError(`Cannot create "${path}": ${reasonOf(error)}`, { cause: error });
  }
  throw new InputError(
    `Cannot use --out: wanted a new or empty folder, found "${path}" with files in it`,
  );
}

function violationsOf(
  { hardPass, softPass }: RunOutcome,
  { isOverBudget, silentCount }: { readonly isOverBudget: boolean; readonly silentCount: number },
) {
  const hard = { code: "HARD_RULE_VIOLATED", message: "a scene breaks a hard rule" };
  const soft = { code: "SOFT_RULE_VIOLATED", message: "a scene breaks a soft rule" };
  const path = "run-cost.json";
  const budget = { code: "BUDGET_EXCEEDED", message: "a limit of the budget was exceeded", path };
  const silence = {
    code: "SILENT_SUCCESS",
    message: `${silentCount} faults ended as results that nobody can trust`,
    path: "chaos-log.json",
  };
  return [
    ...(silentCount > 0 ? [silence] : []),
    ...(isOverBudget ? [budget] : []),
    ...(hardPass ? [] : [hard]),
    ...(softPass ? [] : [soft]),
  ];
}
