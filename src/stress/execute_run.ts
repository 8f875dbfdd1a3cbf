/**
 * One run of a stress: seed, timeline, engine, score, artifacts.
 *
 * @module
 */
import { checkArtifacts } from "../engine/check_artifacts.ts";
import type { Artifact, Engine, RunOutcome } from "../engine/engine.ts";
import { EngineError } from "../engine/engine_error.ts";
import { createVirtualClock } from "../internal/clock.ts";
import { isSameForEveryRun, reasonOf } from "../internal/errors.ts";
import { sha256Hex } from "../internal/hash.ts";
import type { Json } from "../internal/json.ts";
import type { Ports } from "../internal/ports.ts";
import { deriveSeed } from "../internal/random.ts";
import type { OpenProviderChain } from "./provider_chain.ts";
import { writeArtifacts } from "./run_artifacts.ts";
import type { RunRecord } from "./run_record.ts";

/** What a run needs to know of its stress. */
export interface RunScope {
  readonly engine: Engine;
  readonly openProviderChain: OpenProviderChain;
  /** Name of the model, for the engine. */
  readonly model: string;
  /** The documents of the stress by name, for the engine. */
  readonly documents: Readonly<Record<string, Json>>;
  /** Takes what means nothing elsewhere, such as paths, out of error texts. @default as they are */
  readonly cleanText?: ((text: string) => string) | undefined;
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
 * @throws {Deno.errors.NotCapable} if the engine lacks a permission
 * @throws {WorldError} if the artifacts cannot be written
 * @throws the signal's reason when aborted
 */
export async function executeRun(run: number, scope: RunScope): Promise<RunRecord> {
  const { engine, signal, model, documents: inputs } = scope;
  const seed = deriveSeed(scope.seed, "run", String(run));
  const ports = portsOfRun(scope);
  const chain = scope.openProviderChain({ run, seed }, ports, scope.runFolder);
  const startMs = ports.clock.monotonicMs();
  const describeRun = () => ({
    runId: run,
    seed,
    latencyMs: roundToMicroseconds(ports.clock.monotonicMs() - startMs),
    timestamp: new Date(ports.clock.now()).toISOString(),
    evidence: chain.evidence(),
  });
  // OC-ENGINE-3510 impl
  const keep = (artifacts: readonly Artifact[]) =>
    writeArtifacts(scope.runFolder, run, { artifacts, ports: scope.ports });
  let outcome: RunOutcome;
  try {
    const { provider } = chain;
    outcome = await engine.run({ run, seed }, { provider, ports, signal, model, inputs });
    checkOutcome(outcome, engine.name);
  } catch (error) {
    signal.throwIfAborted();
    if (isSameForEveryRun(error)) throw error;
    const base = describeRun();
    const artifacts = await keep(error instanceof EngineError ? error.artifacts : []);
    return { status: "error", ...base, artifacts, error: describeFailure(error, scope) };
  }
  const { hardPass, softPass, hardScore, softScore, scenes = [], output } = outcome;
  const base = { ...describeRun(), hardPass, softPass, hardScore, softScore, scenes };
  const outputSha256 = output === undefined ? null : sha256Hex(output);
  const artifacts = await keep(outcome.artifacts);
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

// OC-ENGINE-3502 impl
/**
 * An engine of somebody else's may return anything; a score that is no share is no score, and a
 * file that would lie outside of the run's folder is none of the run's.
 */
function checkOutcome(outcome: RunOutcome, name: string): void {
  checkArtifacts(outcome.artifacts);
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

// OC-ENGINE-3501 impl
function describeFailure(
  error: unknown,
  { cleanText = (text) => text }: RunScope,
): { readonly code: string; readonly message: string } {
  const code = error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : "ENGINE_FAILED";
  return { code, message: cleanText(reasonOf(error)).slice(0, MESSAGE_MAX_LENGTH).toWellFormed() };
}
