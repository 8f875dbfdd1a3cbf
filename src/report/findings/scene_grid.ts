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

/** Numbers of a cell: its runs, their hard scores, and those that broke a hard rule. */
const CELL_SIZE = 3;

/**
 * Sums up parts and runs. The rule: with N runs a column has ceil(N / 50), and above 40 parts only
 * the 40 with the lowest mean hard score have a row.
 */
export class SceneGridTally {
  readonly #runsPerColumn: number;
  readonly #columnCount: number;
  /** The cells of each part, one behind the other. */
  readonly #rows = new Map<string, Float64Array>();

  /** @param runCount Runs that were asked for */
  constructor(runCount: number) {
    this.#runsPerColumn = Math.max(1, Math.ceil(runCount / COLUMN_MAX_COUNT));
    this.#columnCount = Math.ceil(runCount / this.#runsPerColumn);
  }

  /** Adds the parts of one run. One that was not asked for is left out. */
  add(runId: number, scenes: readonly SceneOutcome[]): void {
    const column = Math.floor((runId - 1) / this.#runsPerColumn);
    if (column >= this.#columnCount) return;
    for (const { sceneId, hardScore, hardPass } of scenes) {
      let cells = this.#rows.get(sceneId);
      if (cells === undefined) {
        cells = new Float64Array(this.#columnCount * CELL_SIZE);
        this.#rows.set(sceneId, cells);
      }
      const at = column * CELL_SIZE;
      cells[at]! += 1;
      cells[at + 1]! += hardScore;
      cells[at + 2]! += Number(!hardPass);
    }
  }

  /**
   * What was added so far.
   *
   * @param scenes The parts over all runs
   */
  result(scenes: readonly SceneSummary[]): SceneGrid {
    const rows = selectScenes(scenes).map((summary) => ({
      summary,
      cells: this.#cellsOf(summary.sceneId),
    }));
    const [runsPerColumn, columnCount] = [this.#runsPerColumn, this.#columnCount];
    return { runsPerColumn, columnCount, rows, sceneCount: scenes.length };
  }

  #cellsOf(sceneId: string): readonly SceneCell[] {
    const sums = this.#rows.get(sceneId);
    return Array.from({ length: this.#columnCount }, (_, column) => {
      const at = column * CELL_SIZE;
      const [runCount = 0, hardScore = 0, hardFailCount = 0] = sums?.subarray(at, at + CELL_SIZE) ??
        [];
      return { runCount, meanHardScore: hardScore / Math.max(1, runCount), hardFailCount };
    });
  }
}

function selectScenes(scenes: readonly SceneSummary[]): readonly SceneSummary[] {
  if (scenes.length <= ROW_MAX_COUNT) return scenes;
  // Sorting is stable: of equal ones the first stay.
  const worst = scenes.toSorted((a, b) => a.meanHardScore - b.meanHardScore);
  const kept = new Set(worst.slice(0, ROW_MAX_COUNT));
  return scenes.filter((scene) => kept.has(scene));
}
