import { loadCalibration } from "../../src/calibration/load.ts";
import { runConcurrency } from "../../src/gates/concurrency/run_concurrency.ts";
import { createWriterStart } from "../../src/gates/concurrency/writer_process.ts";
import { readOwnProgram } from "../../src/internal/own_program.ts";
import type { CommandRun, Values } from "../command.ts";
import { CALIBRATION_PATH } from "../default_paths.ts";
import { renderConcurrency } from "../render/concurrency.ts";

/** Where run folders go, seen from the folder that omega works in. */
const RUNS_FOLDER = "metrics/pr/PR_RUNS";

/** Updates of each writer: some seconds for ten of them on a slow disk. */
const UPDATE_COUNT = 50;

/** `omega concurrency`: PR-G1. */
export function planConcurrency(values: Values): CommandRun {
  const path = values.text("calibration") ?? CALIBRATION_PATH;
  return async ({ ports, signal, progress, hasColor }) => {
    const { calibration } = await loadCalibration(path, ports);
    const result = await runConcurrency({
      writerCount: values.integer("writers") ?? calibration.CONCURRENCY_N,
      updateCount: values.integer("writes") ?? UPDATE_COUNT,
      lock: {
        timeoutMs: calibration.LOCK_TIMEOUT_MS,
        spinMs: calibration.LOCK_SPIN_MS,
        staleMs: calibration.LOCK_STALE_MS,
      },
      out: values.text("out") ?? RUNS_FOLDER,
    }, {
      ports,
      signal,
      start: createWriterStart(readOwnProgram()),
      onProgress: (finishedCount, totalCount, note) =>
        progress.update(finishedCount, totalCount, note),
    });
    const { verdict, violations, runFolder, reportPath, observation, ends } = result;
    return {
      verdict,
      runDir: runFolder,
      violations,
      data: {
        report: reportPath,
        workers: result.writerCount,
        successes: ends.filter(({ ok }) => ok).length,
        counter: observation.last?.counter ?? null,
        hand_overs: observation.last?.handOvers ?? 0,
        residual_locks: result.residualLockCount,
        residual_tmps: result.residualTemporaryCount,
      },
      text: renderConcurrency(result, { hasColor }),
    };
  };
}
