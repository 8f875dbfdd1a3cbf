import type { SceneOutcome } from "../../engine/engine.ts";
import type { SceneSummary } from "../../stress/scene_tally.ts";

/** A heat map has at most so many columns. */
const COLUMN_MAX_COUNT = 50;

/** A heat map has at most so many rows. */
const ROW_MAX_COUNT = 40;

/** One part of the runs over neighbouring runs. */
export interface SceneCell {
  /** Runs that have the part. */
  readonly runCount: number;
  /** Mean of its hard scores; 0 without a run. */
  readonly meanHardScore: number;
  /** Runs in which it broke a hard rule. */
  readonly hardFailCount: number;
}

/** One part of the runs, over all of them and piece by piece. */
export interface SceneRow {
  /** The part over all runs. */
  readonly summary: SceneSummary;
  /** The part over neighbouring runs, in the order of the runs. */
  readonly cells: readonly SceneCell[];
}

/** The parts of the runs beside the runs. */
export interface SceneGrid {
  /** Runs of a column; the last one may have fewer. */
  readonly runsPerColumn: number;
  /** Number of columns. */
  readonly columnCount: number;
  /** The parts in the order in which the engine names them. */
  readonly rows: readonly SceneRow[];
  /** Parts that the engine names; above 40, the rows are the 40 with the lowest mean hard score. */
  readonly sceneCount: number;
}

interface CellSums {
  runCount: number;
  hardScore: number;
  hardFailCount: number;
}

/**
 * Sums up parts and runs. The rule: with N runs a column has ceil(N / 50), and above 40 parts only
 * the 40 with the lowest mean hard score have a row.
 */
export class SceneGridTally {
  readonly #runsPerColumn: number;
  readonly #columnCount: number;
  readonly #sceneCount: number;
  readonly #rows: ReadonlyMap<
    string,
    { readonly summary: SceneSummary; readonly cells: CellSums[] }
  >;

  /**
   * @param scenes The parts over all runs
   * @param runCount Runs that were asked for
   */
  constructor(scenes: readonly SceneSummary[], runCount: number) {
    this.#runsPerColumn = Math.max(1, Math.ceil(runCount / COLUMN_MAX_COUNT));
    this.#columnCount = Math.ceil(runCount / this.#runsPerColumn);
    this.#sceneCount = scenes.length;
    this.#rows = new Map(
      selectScenes(scenes).map((summary) => {
        const cells = Array.from({ length: this.#columnCount }, newSums);
        return [summary.sceneId, { summary, cells }];
      }),
    );
  }

  /** Adds the parts of one run. */
  add(runId: number, scenes: readonly SceneOutcome[]): void {
    const column = Math.floor((runId - 1) / this.#runsPerColumn);
    for (const { sceneId, hardScore, hardPass } of scenes) {
      const sums = this.#rows.get(sceneId)?.cells[column];
      if (sums === undefined) continue;
      sums.runCount += 1;
      sums.hardScore += hardScore;
      sums.hardFailCount += Number(!hardPass);
    }
  }

  /** What was added so far. */
  result(): SceneGrid {
    const rows = [...this.#rows.values()].map(({ summary, cells }) => ({
      summary,
      cells: cells.map(({ runCount, hardScore, hardFailCount }) => ({
        runCount,
        meanHardScore: hardScore / Math.max(1, runCount),
        hardFailCount,
      })),
    }));
    const runsPerColumn = this.#runsPerColumn;
    return { runsPerColumn, columnCount: this.#columnCount, rows, sceneCount: this.#sceneCount };
  }
}

function newSums(): CellSums {
  return { runCount: 0, hardScore: 0, hardFailCount: 0 };
}

function selectScenes(scenes: readonly SceneSummary[]): readonly SceneSummary[] {
  if (scenes.length <= ROW_MAX_COUNT) return scenes;
  // Sorting is stable: of equal ones the first stay.
  const worst = scenes.toSorted((a, b) => a.meanHardScore - b.meanHardScore);
  const kept = new Set(worst.slice(0, ROW_MAX_COUNT));
  return scenes.filter((scene) => kept.has(scene));
}
