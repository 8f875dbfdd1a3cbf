/**
 * PR-G4: many runs of one engine, journalled, summed up and judged (INV-ENTROPY-01).
 *
 * @module
 */
import { join } from "@std/path";
import { atomicWriteFile } from "../cache/atomic_write.ts";
import type { Calibration } from "../calibration/calibration.ts";
import type { Engine, RunOutcome } from "../engine/engine.ts";
import { createVirtualClock } from "../internal/clock.ts";
import { InputError, reasonOf, WorldError } from "../internal/errors.ts";
import { sha256Hex } from "../internal/hash.ts";
import type { Ports } from "../internal/ports.ts";
import { deriveSeed } from "../internal/random.ts";
import { createRunFolder } from "../internal/run_folder.ts";
import type { Toolchain } from "../internal/toolchain.ts";
import type { Provider } from "../provider/provider.ts";
import { Journal, readJournal } from "./journal.ts";
import type { StressSummary } from "./report.ts";
import { summarizeRuns, writeReport } from "./report.ts";
import type { StressIdentity } from "./run_manifest.ts";
import { fingerprintOf, writeRunManifest } from "./run_manifest.ts";
import type { ArtifactRecord, RunRecord } from "./run_record.ts";

/** A document that the runs depend on; copied into the run folder. */
export interface StressInput {
  /** Digest of its content: `sha256:` and hexadecimal digits. */
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/** What to stress. */
export interface StressPlan {
  readonly engine: Engine;
  readonly provider: Provider;
  /** Name of the model, for the record. */
  readonly model: string;
  readonly calibration: Calibration;
  /** Number of runs, at least 1. */
  readonly count: number;
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
  readonly finishedCount: number;
  readonly totalCount: number;
  readonly errorCount: number;
}

/** What a stress may use. */
export interface StressContext {
  readonly ports: Ports;
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
    provider: plan.provider.name,
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

interface RunScope extends StressContext {
  readonly journal: Journal;
  readonly runFolder: string;
}

/** Starts the runs in order, `concurrency` at a time, and stops all when one cannot be recorded. */
async function runAll(plan: StressPlan, scope: RunScope): Promise<void> {
  const stop = new AbortController();
  const signal = scope.signal ? AbortSignal.any([scope.signal, stop.signal]) : stop.signal;
  let nextRun = 1;
  let finishedCount = 0;
  let errorCount = 0;

  async function work(): Promise<void> {
    while (nextRun <= plan.count) {
      signal.throwIfAborted();
      const record = await runOne(plan, nextRun++, { ...scope, signal });
      await scope.journal.append(record);
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

async function runOne(plan: StressPlan, run: number, scope: RunScope): Promise<RunRecord> {
  const seed = deriveSeed(plan.seed, "run", String(run));
  const ports = portsOfRun(plan, scope.ports);
  const startMs = ports.clock.monotonicMs();
  const timing = () => ({
    latencyMs: roundToMicroseconds(ports.clock.monotonicMs() - startMs),
    timestamp: new Date(ports.clock.now()).toISOString(),
  });
  let outcome: RunOutcome;
  try {
    const { provider } = plan;
    outcome = await plan.engine.run({ run, seed }, { provider, ports, signal: scope.signal });
    checkOutcome(outcome, plan.engine.name);
  } catch (error) {
    scope.signal?.throwIfAborted();
    if (error instanceof InputError) throw error;
    return { status: "error", runId: run, seed, ...timing(), error: describeFailure(error) };
  }
  const { hardPass, softPass, hardScore, softScore } = outcome;
  const done = { ...timing(), hardPass, softPass, hardScore, softScore };
  const artifacts = await writeArtifacts(outcome, run, scope);
  return { status: "scored", runId: run, seed, ...done, artifacts };
}

/** On the virtual clock every run has a timeline of its own, so that none sees the others. */
function portsOfRun(plan: StressPlan, ports: Ports): Ports {
  if (plan.clock === "system") return ports;
  const startMs = Date.parse(plan.calibration.DETERMINISM.time_freeze);
  return { ...ports, clock: createVirtualClock(startMs) };
}

function roundToMicroseconds(timeMs: number): number {
  return Math.round(timeMs * 1000) / 1000;
}

/** An engine of somebody else's may return anything; a score that is no share is no score. */
function checkOutcome({ hardScore, softScore, hardPass, softPass }: RunOutcome, name: string) {
  for (const [field, score] of Object.entries({ hardScore, softScore })) {
    if (!(score >= 0 && score <= 1)) {
      throw new RangeError(`Cannot score run of "${name}": ${field} must be in 0..1, got ${score}`);
    }
  }
  if (typeof hardPass !== "boolean" || typeof softPass !== "boolean") {
    throw new TypeError(`Cannot score run of "${name}": hardPass and softPass must be booleans`);
  }
}

/** Longer messages are cut: they may quote a whole answer of the model. */
const MESSAGE_MAX_LENGTH = 1000;

function describeFailure(error: unknown): { readonly code: string; readonly message: string } {
  const code = error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : "ENGINE_FAILED";
  return { code, message: reasonOf(error).slice(0, MESSAGE_MAX_LENGTH).toWellFormed() };
}

async function writeArtifacts(
  { artifacts }: RunOutcome,
  run: number,
  { runFolder, ports }: RunScope,
): Promise<readonly ArtifactRecord[]> {
  if (artifacts.length === 0) return [];
  const folder = `runs/${String(run).padStart(6, "0")}`;
  const records: ArtifactRecord[] = [];
  try {
    await ports.files.makeFolders(join(runFolder, folder));
  } catch (error) {
    const path = join(runFolder, folder);
    throw new WorldError(`Cannot create "${path}": ${reasonOf(error)}`, { cause: error });
  }
  for (const { path: name, content } of artifacts) {
    const path = `${folder}/${name}`;
    const bytes = new TextEncoder().encode(content);
    await atomicWriteFile(join(runFolder, path), bytes, ports);
    records.push({ path, size: bytes.length, sha256: sha256Hex(bytes) });
  }
  return records;
}
