/**
 * PR-G4: many runs of one engine, journalled, summed up and judged (INV-ENTROPY-01).
 *
 * @module
 */
import { join } from "@std/path";
import { atomicWriteFile } from "../cache/atomic_write.ts";
import type { Calibration } from "../calibration/calibration.ts";
import type { Engine } from "../engine/engine.ts";
import type { Ports } from "../internal/ports.ts";
import { createRunFolder } from "../internal/run_folder.ts";
import type { Toolchain } from "../internal/toolchain.ts";
import { executeRun, type RunScope } from "./execute_run.ts";
import { Journal, readJournal } from "./journal.ts";
import type { OpenProviderChain } from "./provider_chain.ts";
import { writeReport } from "./report.ts";
import { type StressSummary, summarizeRuns } from "./summary.ts";
import type { StressIdentity } from "./run_manifest.ts";
import { fingerprintOf, writeRunManifest } from "./run_manifest.ts";

/** A document that the runs depend on; copied into the run folder. */
export interface StressInput {
  /** Digest of its content: `sha256:` and hexadecimal digits. */
  readonly digest: string;
  /** Its content, copied as it is. */
  readonly bytes: Uint8Array;
}

/** What to stress. */
export interface StressPlan {
  /** What runs. */
  readonly engine: Engine;
  /** Gives each run its provider. */
  readonly openProviderChain: OpenProviderChain;
  /** Name of the provider inside, for the record. */
  readonly provider: string;
  /** Name of the model, for the record. */
  readonly model: string;
  /** Limits to judge by. */
  readonly calibration: Calibration;
  /** Number of runs, at least 1. */
  readonly count: number;
  /** Seed of all randomness. */
  readonly seed: number;
  /** Number of runs under way at once, at least 1. */
  readonly concurrency: number;
  /** `virtual`: each run has a timeline of its own from `DETERMINISM.time_freeze` on. */
  readonly clock: "system" | "virtual";
  /** Documents by name: `calibration`, `plan`, `intent`. */
  readonly inputs: Readonly<Record<string, StressInput>>;
  /** Folder in which the run folder is created. */
  readonly out: string;
}

/** How far a stress is. */
export interface StressProgress {
  /** Runs that ended, scored or not. */
  readonly finishedCount: number;
  /** Runs that were asked for. */
  readonly totalCount: number;
  /** Runs that ended without a score. */
  readonly errorCount: number;
}

/** What a stress may use. */
export interface StressContext {
  /** The world. */
  readonly ports: Ports;
  /** Versions, for the record. */
  readonly toolchain: Toolchain;
  /** Ends the stress: no further run starts, those under way are aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Told after each run. */
  readonly onProgress?: ((progress: StressProgress) => void) | undefined;
}

/** A finished stress. */
export interface StressResult extends StressSummary {
  /** Folder with `PR_REPORT.json`, `RUN.json`, `runs.jsonl`, `inputs/` and `runs/`. */
  readonly runFolder: string;
}

/**
 * Runs an engine `count` times, and writes the run folder.
 *
 * The report depends on the plan alone: neither concurrency nor the order in which runs end
 * changes a byte of it. A run whose engine rejects is an infrastructure error and never a score.
 * When the disk fails or the signal aborts, the runs that had ended stay in the journal and
 * `RUN.json` says `incomplete`.
 *
 * Needs `--allow-read` and `--allow-write` for the folder.
 *
 * @throws {WorldError} if the folder cannot be written
 * @throws the signal's reason when aborted
 */
export async function runStress(plan: StressPlan, context: StressContext): Promise<StressResult> {
  const { ports, toolchain } = context;
  const identity = identify(plan);
  const runFolder = await createRunFolder(plan.out, `stress${plan.count}`, ports);
  const manifestPath = join(runFolder, "RUN.json");
  await writeRunManifest(manifestPath, identity, { status: "incomplete", toolchain, ports });
  await writeInputs(runFolder, plan, ports);

  const journalPath = join(runFolder, "runs.jsonl");
  {
    using journal = await Journal.create(journalPath, {
      fingerprint: fingerprintOf(identity),
      runCount: plan.count,
    }, ports);
    await runAll(plan, { ...context, journal, runFolder });
    await journal.finish();
  }

  const summary = await summarizeRuns(readJournal(journalPath, ports), {
    runCount: plan.count,
    calibration: plan.calibration,
  });
  const records = readJournal(journalPath, ports);
  await writeReport(join(runFolder, "PR_REPORT.json"), summary, { records, identity, ports });
  await writeRunManifest(manifestPath, identity, { status: "complete", toolchain, ports });
  return { ...summary, runFolder };
}

function identify(plan: StressPlan): StressIdentity {
  const digests = Object.entries(plan.inputs).map(([name, { digest }]) => [name, digest] as const);
  return {
    engine: plan.engine.name,
    provider: plan.provider,
    model: plan.model,
    seed: plan.seed,
    count: plan.count,
    clock: plan.clock,
    inputDigests: Object.fromEntries(digests),
  };
}

/** Keeps a copy of every input, so that the folder alone can be judged and replayed. */
async function writeInputs(runFolder: string, plan: StressPlan, ports: Ports): Promise<void> {
  const folder = join(runFolder, "inputs");
  await ports.files.makeFolders(folder);
  for (const [name, { bytes }] of Object.entries(plan.inputs)) {
    await atomicWriteFile(join(folder, `${name}.json`), bytes, ports);
  }
}

interface JournalScope extends StressContext {
  readonly journal: Journal;
  readonly runFolder: string;
}

/** Starts the runs in order, `concurrency` at a time, and stops all when one cannot be recorded. */
async function runAll(plan: StressPlan, scope: JournalScope): Promise<void> {
  const stop = new AbortController();
  const signal = scope.signal ? AbortSignal.any([scope.signal, stop.signal]) : stop.signal;
  const { time_freeze: timeFreeze } = plan.calibration.DETERMINISM;
  const virtualStartMs = plan.clock === "virtual" ? Date.parse(timeFreeze) : null;
  const { ports, journal, runFolder } = scope;
  const runScope: RunScope = { ...plan, virtualStartMs, runFolder, ports, signal };
  let nextRun = 1;
  let finishedCount = 0;
  let errorCount = 0;

  async function work(): Promise<void> {
    while (nextRun <= plan.count) {
      signal.throwIfAborted();
      const record = await executeRun(nextRun++, runScope);
      await journal.append(record);
      finishedCount += 1;
      errorCount += Number(record.status === "error");
      scope.onProgress?.({ finishedCount, totalCount: plan.count, errorCount });
    }
  }

  const workerCount = Math.min(plan.concurrency, plan.count);
  const workers = Array.from({ length: workerCount }, () =>
    work().catch((error) => {
      stop.abort(error);
      throw error;
    }));
  await Promise.allSettled(workers);
  // The first failure stopped the others; theirs are its echo.
  signal.throwIfAborted();
}
