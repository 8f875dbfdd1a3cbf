/**
 * PR-G4: many runs of one engine, journalled, summed up and judged (INV-ENTROPY-01).
 *
 * @module
 */
import { join } from "@std/path";
import { atomicWriteFile } from "../cache/atomic_write.ts";
import { sweep } from "../cache/sweep.ts";
import type { Calibration } from "../calibration/calibration.ts";
import type { Engine } from "../engine/engine.ts";
import { createPause } from "../internal/pause.ts";
import type { Ports } from "../internal/ports.ts";
import { createRunFolder } from "../internal/run_folder.ts";
import type { Toolchain } from "../internal/toolchain.ts";
import { hasSharedRefusal } from "./budget_layer.ts";
import { removeChaosJournal } from "../chaos/chaos_journal.ts";
import { CHAOS_JOURNAL_NAME } from "./chaos_layer.ts";
import { concludeStress, type StressConclusion } from "./conclude.ts";
import { executeRun, type RunScope } from "./execute_run.ts";
import { Journal } from "./journal.ts";
import { JOURNAL_NAME, type JournalHeader } from "./journal_line.ts";
import { lockRunFolder } from "./lock_run_folder.ts";
import type { OpenProviderChain } from "./provider_chain.ts";
import { readDocuments } from "./run_documents.ts";
import { hasArtifacts, removeUnfinished } from "./run_artifacts.ts";
import {
  expectSameIdentity,
  fingerprintOf,
  readRunManifest,
  type StressIdentity,
  writeRunManifest,
} from "./run_manifest.ts";
import { countRunsOf, runsOf, type Shard } from "./shard.ts";
import { meterUsage } from "./usage_meter.ts";

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
  /** What else decides the answers, for the record; nothing secret. @default none */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** Takes what means nothing elsewhere, such as paths, out of error texts. @default as they are */
  readonly cleanText?: ((text: string) => string) | undefined;
  /** Whether the provider is declared to give the same result for the same seed. @default false */
  readonly isDeterministic?: boolean | undefined;
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
export interface StressResult extends StressConclusion {
  /** Folder with the reports, `RUN.json`, `runs.jsonl`, `inputs/` and `runs/`. */
  readonly runFolder: string;
}

/** A finished share of a stress. */
export interface ShardResult {
  /** Folder with `RUN.json`, `runs.jsonl`, `inputs/` and `runs/`; merging makes a report of it. */
  readonly runFolder: string;
  /** Which share it is. */
  readonly shard: Shard;
  /** Whether its runs are all there; not where a shared budget ended them early. */
  readonly isComplete: boolean;
}

// OC-STRESS-5001 impl
/**
 * Runs an engine `count` times, and writes the run folder.
 *
 * The report depends on the plan alone: neither concurrency nor the order in which runs end
 * changes a byte of it. A run whose engine rejects is an infrastructure error and never a score.
 * When the disk fails or the signal aborts, the runs that had ended stay in the journal and
 * `RUN.json` says `incomplete`; {@linkcode resumeStress} goes on from there.
 *
 * Needs `--allow-read` and `--allow-write` for the folder.
 *
 * @throws {WorldError} if the folder cannot be written
 * @throws the signal's reason when aborted
 */
export async function runStress(plan: StressPlan, context: StressContext): Promise<StressResult> {
  const runFolder = await createFolder(plan, null, context);
  await using _lease = await lockRunFolder(runFolder, context.ports);
  const folder = await openNewFolder(runFolder, plan, { ...context, shard: null });
  return await finishWhole(folder, plan, context);
}

/**
 * Runs a share of a stress, on a machine of its own. No verdict follows from a share:
 * {@linkcode mergeShards} makes the report of all of them.
 *
 * @throws as {@linkcode runStress} does
 */
export async function runShard(
  plan: StressPlan,
  shard: Shard,
  context: StressContext,
): Promise<ShardResult> {
  const runFolder = await createFolder(plan, shard, context);
  await using _lease = await lockRunFolder(runFolder, context.ports);
  const folder = await openNewFolder(runFolder, plan, { ...context, shard });
  return await finishShard(folder, shard, plan, context);
}

// OC-STRESS-5102 impl
/**
 * Goes on with a stress that was stopped, whole or a share: runs only what is missing. The folder
 * ends as if it had never been stopped, byte for byte where the clock is virtual.
 *
 * @param runFolder The folder of the stopped stress
 * @param plan The same plan; `out` is not used
 * @param options `retryErrors` runs again what had ended in an infrastructure error
 * @throws {InputError} if the folder is another stress's, or its journal is damaged
 * @throws {WorldError} with code `RUN_FOLDER_BUSY` if another process is at work in the folder
 * @throws as {@linkcode runStress} does
 */
export async function resumeStress(
  runFolder: string,
  plan: StressPlan,
  options: StressContext & { readonly retryErrors?: boolean },
): Promise<StressResult | ShardResult> {
  const { ports, retryErrors = false } = options;
  const manifest = await readRunManifest(runFolder, ports);
  expectSameIdentity(manifest.identity, identify(plan), runFolder);
  await using _lease = await lockRunFolder(runFolder, ports);
  // What a kill in the middle of a report has left.
  await sweep(runFolder, ports);
  const path = join(runFolder, JOURNAL_NAME);
  const header = headerOf(manifest.identity);
  const isNew = (await ports.files.stat(path)) === null;
  const journal = isNew
    ? await Journal.create(path, header, ports)
    : await Journal.reopen(path, header, {
      ports,
      isDone: (record) =>
        record.status === "error" && retryErrors ? false : hasArtifacts(runFolder, record, ports),
    });
  const folder: OpenFolder = { ...manifest, runFolder, journal };
  await writeRunManifest(runFolder, { ...manifest, status: "incomplete" }, ports);
  if (manifest.shard === null) return await finishWhole(folder, plan, options);
  return await finishShard(folder, manifest.shard, plan, options);
}

/** A run folder that runs are being written into. */
interface OpenFolder {
  readonly runFolder: string;
  readonly identity: StressIdentity;
  readonly shard: Shard | null;
  readonly toolchain: Toolchain;
  readonly journal: Journal;
}

function createFolder(
  { out, count }: StressPlan,
  shard: Shard | null,
  { ports }: StressContext,
): Promise<string> {
  const part = shard === null ? "" : `-${shard.index}of${shard.count}`;
  return createRunFolder(out, `stress${count}${part}`, ports);
}

/** Fills a new folder. The manifest comes after the inputs: with it the folder can be resumed. */
async function openNewFolder(
  runFolder: string,
  plan: StressPlan,
  { shard, ports, toolchain }: StressContext & Pick<OpenFolder, "shard">,
): Promise<OpenFolder> {
  const identity = identify(plan);
  const inputFolder = join(runFolder, "inputs");
  await ports.files.makeFolders(inputFolder);
  for (const [name, { bytes }] of Object.entries(plan.inputs)) {
    await atomicWriteFile(join(inputFolder, `${name}.json`), bytes, ports);
  }
  await writeRunManifest(runFolder, { identity, status: "incomplete", shard, toolchain }, ports);
  const path = join(runFolder, JOURNAL_NAME);
  const journal = await Journal.create(path, headerOf(identity), ports);
  return { runFolder, identity, shard, toolchain, journal };
}

// OC-STRESS-5005 impl
function identify(plan: StressPlan): StressIdentity {
  const digests = Object.entries(plan.inputs).map(([name, { digest }]) => [name, digest] as const);
  return {
    engine: plan.engine.name,
    provider: plan.provider,
    model: plan.model,
    settings: plan.settings,
    isDeterministic: plan.isDeterministic,
    seed: plan.seed,
    count: plan.count,
    clock: plan.clock,
    inputDigests: Object.fromEntries(digests),
  };
}

function headerOf(identity: StressIdentity): JournalHeader {
  return { fingerprint: fingerprintOf(identity), runCount: identity.count };
}

async function finishWhole(
  folder: OpenFolder,
  plan: StressPlan,
  context: StressContext,
): Promise<StressResult> {
  await runMissing(folder, plan, context);
  const { runFolder, identity, toolchain } = folder;
  const conclusion = await concludeStress(runFolder, {
    identity,
    toolchain,
    calibration: plan.calibration,
    ports: context.ports,
  });
  return { ...conclusion, runFolder };
}

async function finishShard(
  folder: OpenFolder,
  shard: Shard,
  plan: StressPlan,
  context: StressContext,
): Promise<ShardResult> {
  const isComplete = await runMissing(folder, plan, context);
  const status = isComplete ? "complete" : "incomplete";
  await writeRunManifest(folder.runFolder, { ...folder, status }, context.ports);
  return { runFolder: folder.runFolder, shard, isComplete };
}

/** Does the runs that the journal lacks, and closes it. False where a budget ended them early. */
async function runMissing(
  { journal, runFolder, shard }: OpenFolder,
  plan: StressPlan,
  context: StressContext,
): Promise<boolean> {
  using openJournal = journal;
  await removeUnfinished(runFolder, (run) => openJournal.hasRun(run), context.ports);
  const isComplete = await runAll(shard, plan, { ...context, journal: openJournal, runFolder });
  await openJournal.finish();
  // Every attempt stands in the journal of the runs now.
  if (isComplete) await removeChaosJournal(join(runFolder, CHAOS_JOURNAL_NAME), context.ports);
  return isComplete;
}

interface JournalScope extends StressContext {
  readonly journal: Journal;
  readonly runFolder: string;
}

/** After so many runs whatever else is to do gets a turn: engines that never wait give none. */
const TURN_RUN_COUNT = 64;

// OC-STRESS-5002 impl
/**
 * Starts the missing runs in order, `concurrency` at a time, and stops all when one cannot be
 * recorded. When a budget that all share has no room, those under way end as they can and no other one starts.
 *
 * @returns Whether all were done
 */
async function runAll(
  shard: Shard | null,
  plan: StressPlan,
  scope: JournalScope,
): Promise<boolean> {
  const stop = new AbortController();
  const signal = scope.signal ? AbortSignal.any([scope.signal, stop.signal]) : stop.signal;
  const { time_freeze: timeFreeze } = plan.calibration.DETERMINISM;
  const virtualStartMs = plan.clock === "virtual" ? Date.parse(timeFreeze) : null;
  const { ports, journal, runFolder } = scope;
  const documents = readDocuments(plan.inputs);
  const runScope: RunScope = {
    ...plan,
    openProviderChain: meterUsage(plan.openProviderChain),
    virtualStartMs,
    documents,
    runFolder,
    ports,
    signal,
  };
  const totalCount = countRunsOf(plan.count, shard);
  const queue = runsOf(plan.count, shard);
  const giveTurn = createPause(ports.clock, signal);
  let finishedCount = 0;
  for (const run of runsOf(plan.count, shard)) finishedCount += Number(journal.hasRun(run));
  let errorCount = 0;
  let isExhausted = false;

  async function work(): Promise<void> {
    for (const run of queue) {
      if (journal.hasRun(run)) continue;
      if (isExhausted) return;
      signal.throwIfAborted();
      const record = await executeRun(run, runScope);
      await journal.append(record);
      finishedCount += 1;
      errorCount += Number(record.status === "error");
      isExhausted ||= hasSharedRefusal(record.evidence);
      scope.onProgress?.({ finishedCount, totalCount, errorCount });
      if (run % TURN_RUN_COUNT === 0) await giveTurn(0);
    }
  }

  const workers = Array.from(
    { length: Math.min(plan.concurrency, totalCount) },
    () =>
      work().catch((error) => {
        stop.abort(error);
        throw error;
      }),
  );
  await Promise.allSettled(workers);
  // The first failure stopped the others; theirs are its echo.
  signal.throwIfAborted();
  return finishedCount === totalCount;
}
