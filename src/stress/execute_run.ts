/**
 * One run of a stress: seed, timeline, engine, score, artifacts.
 *
 * @module
 */
import type { Engine, RunOutcome } from "../engine/engine.ts";
import { createVirtualClock } from "../internal/clock.ts";
import { InputError, reasonOf } from "../internal/errors.ts";
import { sha256Hex } from "../internal/hash.ts";
import type { Ports } from "../internal/ports.ts";
import { deriveSeed } from "../internal/random.ts";
import type { OpenProviderChain } from "./provider_chain.ts";
import { writeArtifacts } from "./run_artifacts.ts";
import type { RunRecord } from "./run_record.ts";

/** What a run needs to know of its stress. */
export interface RunScope {
  readonly engine: Engine;
  readonly openProviderChain: OpenProviderChain;
  /** Seed of the stress. */
  readonly seed: number;
  /** Where the run's virtual timeline starts, in ms since 1970; null on the system clock. */
  readonly virtualStartMs: number | null;
  readonly runFolder: string;
  readonly ports: Ports;
  readonly signal: AbortSignal;
}

/**
 * Does one run and writes its artifacts.
 *
 * @returns The record to journal: scored, or an infrastructure error where the engine rejected or
 * returned what is no score
 * @throws {InputError} if the engine rejects with one: every run would
 * @throws {WorldError} if the artifacts cannot be written
 * @throws the signal's reason when aborted
 */
export async function executeRun(run: number, scope: RunScope): Promise<RunRecord> {
  const { engine, signal } = scope;
  const seed = deriveSeed(scope.seed, "run", String(run));
  const ports = portsOfRun(scope);
  const chain = scope.openProviderChain({ run, seed }, ports);
  const startMs = ports.clock.monotonicMs();
  const describeRun = () => ({
    runId: run,
    seed,
    latencyMs: roundToMicroseconds(ports.clock.monotonicMs() - startMs),
    timestamp: new Date(ports.clock.now()).toISOString(),
    evidence: chain.evidence(),
  });
  let outcome: RunOutcome;
  try {
    outcome = await engine.run({ run, seed }, { provider: chain.provider, ports, signal });
    checkOutcome(outcome, engine.name);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof InputError) throw error;
    return { status: "error", ...describeRun(), error: describeFailure(error) };
  }
  const { hardPass, softPass, hardScore, softScore, scenes = [], output } = outcome;
  const base = { ...describeRun(), hardPass, softPass, hardScore, softScore, scenes };
  const outputSha256 = output === undefined ? null : sha256Hex(output);
  const artifacts = await writeArtifacts(scope.runFolder, run, {
    artifacts: outcome.artifacts,
    ports: scope.ports,
  });
  return { status: "scored", ...base, outputSha256, artifacts };
}

/** On the virtual clock every run has a timeline of its own, so that none sees the others. */
function portsOfRun({ ports, virtualStartMs }: RunScope): Ports {
  if (virtualStartMs === null) return ports;
  return { ...ports, clock: createVirtualClock(virtualStartMs) };
}

function roundToMicroseconds(timeMs: number): number {
  return Math.round(timeMs * 1000) / 1000;
}

/** An engine of somebody else's may return anything; a score that is no share is no score. */
function checkOutcome(outcome: RunOutcome, name: string): void {
  for (const part of [outcome, ...(outcome.scenes ?? [])]) {
    for (const field of ["hardScore", "softScore"] as const) {
      if (!(part[field] >= 0 && part[field] <= 1)) {
        throw new RangeError(
          `Cannot score run of "${name}": ${field} must be in 0..1, got ${part[field]}`,
        );
      }
    }
    if (typeof part.hardPass !== "boolean" || typeof part.softPass !== "boolean") {
      throw new TypeError(`Cannot score run of "${name}": hardPass and softPass must be booleans`);
    }
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
