import { createProvider, type ProviderName } from "../../src/provider/create_provider.ts";
import { EMBEDDED_MODEL } from "../../src/provider/embedded/embedded_provider.ts";
import type { StressResult } from "../../src/stress/stress.ts";
import { bareChain } from "../../src/stress/provider_chain.ts";
import { runStress } from "../../src/stress/stress.ts";
import type { Answer, Command, Violation } from "../command.ts";
import { createStoryEngine, loadStory, storyPaths } from "../inputs.ts";
import { renderStress } from "../render/stress.ts";

/** Where run folders go, seen from the folder that omega works in. */
const RUNS_FOLDER = "metrics/pr/PR_RUNS";

/** `omega stress`: PR-G4. */
export const stressCommand: Command = {
  words: ["stress"],
  summary: "PR-G4: run the engine N times and judge the spread of its results",
  flags: [
    "plan",
    "intent",
    "count",
    "concurrency",
    "seed",
    "engine",
    "provider",
    "model",
    "clock",
    "out",
    "strict",
    "calibration",
  ],
  required: ["plan", "intent"],
  example: "omega stress --plan examples/en/plan.json --intent examples/en/intent.json --count 100",
  plan(values) {
    const paths = storyPaths(values);
    return async ({ ports, toolchain, signal, progress, hasColor }) => {
      const story = await loadStory(paths, ports);
      const { calibration } = story.calibration;
      using provider = createProvider((values.text("provider") ?? "embedded") as ProviderName);
      const model = values.text("model") ?? EMBEDDED_MODEL;
      const result = await runStress({
        engine: createStoryEngine(story, model),
        openProviderChain: bareChain(provider),
        provider: provider.name,
        model,
        calibration,
        count: values.integer("count") ?? calibration.STRESS_N,
        seed: values.integer("seed") ?? calibration.DETERMINISM.seed_base,
        concurrency: values.integer("concurrency") ?? 1,
        clock: (values.text("clock") ?? "virtual") as "virtual" | "system",
        inputs: story.documents,
        out: values.text("out") ?? RUNS_FOLDER,
      }, {
        ports,
        toolchain,
        signal,
        onProgress: ({ finishedCount, totalCount, errorCount }) =>
          progress.update(finishedCount, totalCount, errorCount > 0 ? `${errorCount} errors` : ""),
      });
      return answerOf(result, renderStress(result, calibration, { hasColor }));
    };
  },
};

function answerOf(result: StressResult, text: string): Answer {
  return {
    verdict: result.verdict,
    runDir: result.runFolder,
    violations: violationsOf(result),
    data: {
      runs: result.scoredRunCount,
      infrastructure_errors: result.errorCount,
      metrics: { ...result.metrics },
    },
    text,
  };
}

function violationsOf({ analysis, errorCount }: StressResult): readonly Violation[] {
  const envelopes = analysis.violations.map(({ metric, value, envelope, severity }) => {
    const isOut = severity === "out_of_bounds";
    const limit = isOut ? (value > envelope.max ? envelope.max : envelope.min) : envelope.target;
    return {
      code: isOut ? "VARIANCE_OUT_OF_BOUNDS" : "VARIANCE_BELOW_TARGET",
      message: `${metric} is ${value}, ${isOut ? "outside" : "below the target of"} its envelope`,
      path: metric,
      value,
      limit,
    };
  });
  if (errorCount === 0) return envelopes;
  const message = `${errorCount} runs have no score`;
  return [{ code: "INFRASTRUCTURE_ERROR", message, value: errorCount, limit: 0 }, ...envelopes];
}
