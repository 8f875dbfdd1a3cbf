import type { SceneOutcome } from "../engine/engine.ts";
import { InputError } from "../internal/errors.ts";
import { computePassRate } from "./stats.ts";

/** One part of the runs, such as a scene, over all runs. */
export interface SceneSummary {
  /** Names the part. */
  readonly sceneId: string;
  /** Runs that have it. */
  readonly runCount: number;
  /** Share of them in which it kept every hard rule. */
  readonly hardPassRate: number;
  /** Share of them in which it kept every soft rule. */
  readonly softPassRate: number;
  /** Mean of its hard scores. */
  readonly meanHardScore: number;
  /** Mean of its soft scores. */
  readonly meanSoftScore: number;
}

/** Sums up the parts of runs, run by run. */
export interface SceneTally {
  /**
   * Adds the parts of one run.
   *
   * @throws {InputError} if the runs name too many different parts
   */
  add(scenes: readonly SceneOutcome[]): void;
  /** The parts in the order in which they first came. */
  result(): readonly SceneSummary[];
}

/** An engine that names more parts than this names something else, such as its runs. */
const SCENE_MAX_COUNT = 10_000;

/** Starts a tally. */
export function createSceneTally(): SceneTally {
  const sums = new Map<string, {
    count: number;
    hardPassCount: number;
    softPassCount: number;
    hardScore: number;
    softScore: number;
  }>();
  return {
    add(scenes) {
      for (const scene of scenes) {
        let sum = sums.get(scene.sceneId);
        if (sum === undefined) {
          if (sums.size === SCENE_MAX_COUNT) throw tooMany(scene);
          sum = { count: 0, hardPassCount: 0, softPassCount: 0, hardScore: 0, softScore: 0 };
          sums.set(scene.sceneId, sum);
        }
        sum.count += 1;
        sum.hardPassCount += Number(scene.hardPass);
        sum.softPassCount += Number(scene.softPass);
        sum.hardScore += scene.hardScore;
        sum.softScore += scene.softScore;
      }
    },
    result: () =>
      [...sums].map(([sceneId, sum]) => ({
        sceneId,
        runCount: sum.count,
        hardPassRate: computePassRate(sum.hardPassCount, sum.count),
        softPassRate: computePassRate(sum.softPassCount, sum.count),
        meanHardScore: sum.hardScore / sum.count,
        meanSoftScore: sum.softScore / sum.count,
      })),
  };
}

function tooMany({ sceneId }: SceneOutcome): InputError {
  return new InputError(
    `Cannot sum up scenes: wanted at most ${SCENE_MAX_COUNT} names, the same in every run, ` +
      `found another: ${JSON.stringify(sceneId.slice(0, 100).toWellFormed())}`,
    { code: "TOO_MANY_SCENES" },
  );
}
