/**
 * PR-G1: do parallel writers keep the cache whole (INV-CACHE-LOCK-01)?
 *
 * N processes start at a barrier and make M locked read-modify-writes of one entry each, while a
 * reader checks every version it meets. Afterwards the entry must have all N times M updates, and
 * neither a lock nor a temporary file may be left.
 *
 * @module
 */
import { join } from "@std/path";
import { replaceFile } from "../../cache/replace_file.ts";
import { reasonOf, WorldError } from "../../internal/errors.ts";
import { formatJson } from "../../internal/json.ts";
import type { Ports } from "../../internal/ports.ts";
import { createRunFolder } from "../../internal/run_folder.ts";
import { type ConcurrencyResult, judgeConcurrency } from "./judge_concurrency.ts";
import { writeConcurrencyReport } from "./report.ts";
import { BARRIER_FOLDER, BARRIER_TIMEOUT_MS, ENTRY_PATH, type WriterTask } from "./run_writer.ts";
import { createEntry, encodeSharedEntry } from "./shared_entry.ts";
import { watchEntry } from "./watch_entry.ts";
import type { StartWriter, WriterEnd, WriterProcess } from "./writer_process.ts";

/** Interrupted writers get so long to release their locks. */
const GRACE_MS = 2_000;

/** What to run. */
export interface ConcurrencyPlan {
  /** Processes, at least 1. */
  readonly writerCount: number;
  /** Updates of each, at least 1. */
  readonly updateCount: number;
  /** `LOCK_TIMEOUT_MS`, `LOCK_SPIN_MS` and `LOCK_STALE_MS` of the calibration. */
  readonly lock: Pick<WriterTask, "timeoutMs" | "spinMs" | "staleMs">;
  /** Folder in which the run folder is created. */
  readonly out: string;
}

/** What the gate uses. */
export interface ConcurrencyContext {
  readonly ports: Ports;
  readonly start: StartWriter;
  /** Ends the writers and then the gate. */
  readonly signal?: AbortSignal | undefined;
  /** Told when writers are ready and when they have ended. */
  readonly onProgress?:
    | ((finishedCount: number, totalCount: number, note: string) => void)
    | undefined;
}

/**
 * Runs the writers, judges what they left, and writes `concurrency<N>.report.json`.
 *
 * Needs `--allow-read` and `--allow-write` for the folder and `--allow-run` for the runtime.
 *
 * @throws {WorldError} if the folder cannot be written
 * @throws the signal's reason when aborted; no writer is left running then
 */
export async function runConcurrency(
  plan: ConcurrencyPlan,
  context: ConcurrencyContext,
): Promise<ConcurrencyResult> {
  const { ports, signal } = context;
  const { files } = ports;
  signal?.throwIfAborted();
  const runFolder = await createRunFolder(plan.out, `concurrency${plan.writerCount}`, ports);
  const entryPath = join(runFolder, ENTRY_PATH);
  await files.makeFolders(join(runFolder, "cache"));
  await files.makeFolders(join(runFolder, BARRIER_FOLDER));
  const entry = encodeSharedEntry(createEntry(plan.writerCount));
  await replaceFile(entryPath, formatJson(entry), ports);

  const stopWatching = watchEntry(entryPath, ports);
  let race: Race;
  try {
    race = await runWriters(plan, { ...context, runFolder });
  } catch (error) {
    await stopWatching();
    throw error;
  }
  const observation = await stopWatching();
  await files.removeFolder(join(runFolder, BARRIER_FOLDER));
  const { writerCount, updateCount } = plan;
  const findings = { writerCount, updateCount, ends: race.ends, observation };
  const judged = { ...findings, ...await countResidue(join(runFolder, "cache"), ports) };
  const violations = judgeConcurrency(judged);
  const verdict = violations.length === 0 ? "PASS" : "FAIL";
  const reportPath = join(runFolder, `concurrency${writerCount}.report.json`);
  const { durationMs } = race;
  const result = { ...judged, verdict, violations, durationMs, runFolder, reportPath } as const;
  await writeConcurrencyReport(result, ports);
  return result;
}

interface Race {
  readonly ends: readonly WriterEnd[];
  readonly durationMs: number;
}

interface RaceScope extends ConcurrencyContext {
  readonly runFolder: string;
}

/** Starts the writers, opens the barrier, and waits for all of them. */
async function runWriters(plan: ConcurrencyPlan, scope: RaceScope): Promise<Race> {
  const { ports: { clock }, signal, onProgress, runFolder } = scope;
  const { writerCount, updateCount, lock } = plan;
  const writers: WriterProcess[] = [];
  const stopAll = () => writers.forEach((writer) => writer.stop("SIGTERM"));
  signal?.addEventListener("abort", stopAll);
  let endedCount = 0;
  try {
    const ends: Promise<WriterEnd>[] = [];
    for (let writer = 0; writer < writerCount; writer++) {
      signal?.throwIfAborted();
      const started = scope.start({ writer, writerCount, updateCount, ...lock }, runFolder);
      writers.push(started);
      ends.push(started.ended.then((end) => {
        endedCount += 1;
        onProgress?.(endedCount, writerCount, "writers have ended");
        return end;
      }));
    }
    await openBarrier(plan, scope, {
      theirs: "ready-",
      ours: "start",
      endedCount: () => endedCount,
    });
    const startMs = clock.monotonicMs();
    if (updateCount > 1) {
      const barrier = { theirs: "begun-", ours: "continue", endedCount: () => endedCount };
      await openBarrier(plan, scope, barrier);
    }
    const all = await Promise.all(ends);
    signal?.throwIfAborted();
    return { ends: all, durationMs: clock.monotonicMs() - startMs };
  } catch (error) {
    stopAll();
    await endAll(writers, clock);
    throw error;
  } finally {
    signal?.removeEventListener("abort", stopAll);
  }
}

/** What the writers say and the gate answers, see `run_writer.ts`. */
interface Barrier {
  readonly theirs: string;
  readonly ours: string;
  /** Writers that have ended, and will never say anything. */
  readonly endedCount: () => number;
}

/** Waits until every writer has come to the barrier, or has ended before. */
async function openBarrier(
  { writerCount }: ConcurrencyPlan,
  { ports: { clock, files }, signal, onProgress, runFolder }: RaceScope,
  { theirs, ours, endedCount }: Barrier,
): Promise<void> {
  const folder = join(runFolder, BARRIER_FOLDER);
  const deadlineMs = clock.monotonicMs() + BARRIER_TIMEOUT_MS;
  for (;;) {
    const names = await files.list(folder);
    const readyCount = names.filter(({ name }) => name.startsWith(theirs)).length;
    onProgress?.(readyCount, writerCount, ours === "start" ? "writers are ready" : "have begun");
    // The others shall end too.
    if (readyCount >= writerCount || endedCount() > 0) break;
    if (clock.monotonicMs() > deadlineMs) {
      throw new WorldError(
        `Cannot start the writers: wanted ${writerCount} within ${BARRIER_TIMEOUT_MS} ms, ` +
          `found ${readyCount}`,
      );
    }
    await clock.sleep(5, { signal });
  }
  await replaceFile(join(folder, ours), "", { files, isDurable: false });
}

/** Waits for interrupted writers, and kills those that do not end. */
async function endAll(writers: readonly WriterProcess[], clock: Ports["clock"]): Promise<void> {
  const done = new AbortController();
  const grace = clock.sleep(GRACE_MS, done).then(
    () => writers.forEach((writer) => writer.stop("SIGKILL")),
    () => {},
  );
  await Promise.all(writers.map(({ ended }) => ended));
  done.abort();
  await grace;
}

/** Counts what the writers left beside the entry. */
async function countResidue(
  folder: string,
  { files }: Ports,
): Promise<Pick<ConcurrencyResult, "residualLockCount" | "residualTemporaryCount">> {
  try {
    const names = (await files.list(folder)).map(({ name }) => name);
    const residue = names.filter((name) => name !== "entry.json");
    const locks = residue.filter((name) => /\.lock(?:\.|$)/.test(name));
    // Whatever else is there was not there before either.
    return {
      residualLockCount: locks.length,
      residualTemporaryCount: residue.length - locks.length,
    };
  } catch (error) {
    throw new WorldError(`Cannot read "${folder}": ${reasonOf(error)}`, { cause: error });
  }
}
