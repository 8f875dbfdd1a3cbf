import type { Clock } from "../../src/internal/clock.ts";
import type { Progress } from "../command.ts";

/** A terminal line is redrawn at most this often. */
const REDRAW_INTERVAL_MS = 100;

/** Elsewhere a line is written for each such share of the work. */
const PLAIN_STEPS = 10;

const BAR_WIDTH = 24;

/** How progress is shown. */
export interface ProgressOptions {
  /** Whether stderr is a terminal: one line that is redrawn; otherwise a line per tenth. */
  readonly isTerminal: boolean;
  readonly clock: Clock;
  /** Writes to stderr. */
  readonly write: (text: string) => void;
}

/** A progress display that can be ended. */
export interface ProgressDisplay extends Progress {
  /** Removes the terminal's line, so that what follows starts on a clean one. */
  end(): void;
}

/** A progress display that shows nothing. */
export const silentProgress: ProgressDisplay = { update() {}, end() {} };

/** Starts a progress display on stderr. */
export function createProgress({ isTerminal, clock, write }: ProgressOptions): ProgressDisplay {
  const startMs = clock.monotonicMs();
  let drawnAtMs = -Infinity;
  let stepsShown = 0;
  return {
    update(finishedCount, totalCount, note = "") {
      const nowMs = clock.monotonicMs();
      const state = { finishedCount, totalCount, note, elapsedMs: nowMs - startMs };
      if (!isTerminal) {
        const steps = Math.floor((finishedCount / totalCount) * PLAIN_STEPS);
        if (steps > stepsShown) write(`${renderPlain(state)}\n`);
        stepsShown = steps;
      } else if (nowMs - drawnAtMs >= REDRAW_INTERVAL_MS || finishedCount === totalCount) {
        drawnAtMs = nowMs;
        write(`\r\x1b[K${renderBar(state)}`);
      }
    },
    end() {
      if (drawnAtMs > -Infinity) write("\r\x1b[K");
    },
  };
}

/** How far the work is. */
export interface ProgressState {
  readonly finishedCount: number;
  readonly totalCount: number;
  readonly note: string;
  readonly elapsedMs: number;
}

/** The line for a terminal: bar, counts, rate and the time that is left. */
export function renderBar({ finishedCount, totalCount, note, elapsedMs }: ProgressState): string {
  const filled = Math.floor((finishedCount / totalCount) * BAR_WIDTH);
  const bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
  const perSecond = elapsedMs > 0 ? (finishedCount / elapsedMs) * 1000 : 0;
  const leftSeconds = perSecond > 0 ? (totalCount - finishedCount) / perSecond : 0;
  const pace = `${perSecond.toFixed(1)}/s, ${Math.ceil(leftSeconds)} s left`;
  return [bar, `${finishedCount}/${totalCount}`, pace, note].filter((part) => part).join("  ");
}

/** The line elsewhere: no redrawing, no time, so that logs compare. */
export function renderPlain({ finishedCount, totalCount, note }: ProgressState): string {
  return `${finishedCount}/${totalCount}${note && `  ${note}`}`;
}
