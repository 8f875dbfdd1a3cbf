import type { JsonCursor } from "../internal/cursor.ts";
import type { Json, JsonObject } from "../internal/json.ts";
import { findNameFault } from "../internal/portable_path.ts";
import type { SceneOutcome } from "../engine/engine.ts";
import type { RunEvidence } from "./provider_chain.ts";

/** A file of a run, as the journal vouches for it. */
export interface ArtifactRecord {
  /** Path inside the run folder, with forward slashes. */
  readonly path: string;
  /** Size in bytes. */
  readonly size: number;
  /** Lower-case hexadecimal digest. */
  readonly sha256: string;
}

/** What every run has, whether it was scored or not. */
export interface RunBase {
  /** Index of the run, from 1. */
  readonly runId: number;
  /** Seed of the run, derived from the stress seed. */
  readonly seed: number;
  /** Time from start to end on the run's clock, in milliseconds. */
  readonly latencyMs: number;
  /** When the run ended, on its own clock, ISO 8601 in UTC. */
  readonly timestamp: string;
  /** What the layers around the provider saw. */
  readonly evidence: RunEvidence;
  /** Files that the run left. */
  readonly artifacts: readonly ArtifactRecord[];
}

/** A run that was scored. */
export interface ScoredRun extends RunBase {
  /** Tells the two kinds of runs apart. */
  readonly status: "scored";
  /** Whether every hard rule was kept. */
  readonly hardPass: boolean;
  /** Whether every soft rule was kept. */
  readonly softPass: boolean;
  /** Share of the hard rules that was kept, in 0..1. */
  readonly hardScore: number;
  /** Share of the soft rules that was kept, in 0..1. */
  readonly softScore: number;
  /** The parts that the run consists of; none where the engine names none. */
  readonly scenes: readonly SceneOutcome[];
  /** SHA-256 of what the run produced, null where the engine does not say. */
  readonly outputSha256: string | null;
}

/** A run that has no score because the infrastructure failed. */
export interface FailedRun extends RunBase {
  /** Tells the two kinds of runs apart. */
  readonly status: "error";
  /** What happened, one sentence. */
  readonly error: { readonly code: string; readonly message: string };
}

/** One line of the journal. */
export type RunRecord = ScoredRun | FailedRun;

/** The document of a record, in the order of the file format. */
export function encodeRunRecord(record: RunRecord): JsonObject {
  const { runId, seed, status, latencyMs, timestamp } = record;
  const head = { run_id: runId, seed, status };
  const tail = { latency_ms: latencyMs, timestamp, evidence: record.evidence };
  const artifacts = record.artifacts.map(({ path, size, sha256 }) => ({ path, size, sha256 }));
  if (record.status === "error") return { ...head, ...tail, artifacts, error: { ...record.error } };
  return {
    ...head,
    hard_pass: record.hardPass,
    soft_pass: record.softPass,
    hard_score: record.hardScore,
    soft_score: record.softScore,
    ...tail,
    output_sha256: record.outputSha256,
    scenes: record.scenes.map(encodeScene),
    artifacts,
  };
}

function encodeScene(scene: SceneOutcome): JsonObject {
  return {
    scene_id: scene.sceneId,
    hard_pass: scene.hardPass,
    soft_pass: scene.softPass,
    hard_score: scene.hardScore,
    soft_score: scene.softScore,
  };
}

/**
 * Reads a record back.
 *
 * @throws {InputError} naming the file and the place
 */
export function decodeRunRecord(cursor: JsonCursor): RunRecord {
  const shared = {
    runId: cursor.field("run_id").number({ min: 1, isInteger: true }),
    seed: cursor.field("seed").number({ min: 0, isInteger: true }),
    latencyMs: cursor.field("latency_ms").number({ min: 0 }),
    timestamp: cursor.field("timestamp").string(),
    evidence: decodeEvidence(cursor.field("evidence")),
    artifacts: cursor.field("artifacts").items().map(decodeArtifact),
  };
  if (cursor.field("status").oneOf(["scored", "error"]) === "error") {
    const error = cursor.field("error");
    return {
      status: "error",
      ...shared,
      error: { code: error.field("code").string(), message: error.field("message").string() },
    };
  }
  const output = cursor.field("output_sha256");
  return {
    status: "scored",
    ...shared,
    ...decodeScore(cursor),
    outputSha256: output.value === null ? null : output.string(),
    scenes: cursor.field("scenes").items().map((scene) => ({
      sceneId: scene.field("scene_id").string(),
      ...decodeScore(scene),
    })),
  };
}

function decodeArtifact(cursor: JsonCursor): ArtifactRecord {
  return {
    path: decodePath(cursor.field("path")),
    size: cursor.field("size").number({ min: 0, isInteger: true }),
    sha256: cursor.field("sha256").string(),
  };
}

/** A journal may come from another machine: its paths must not lead out of the run folder. */
function decodePath(cursor: JsonCursor): string {
  const path = cursor.string();
  const fault = findNameFault(path);
  return fault === null ? path : cursor.fail(`a path inside the run folder, without ${fault}`);
}

function decodeScore(cursor: JsonCursor) {
  return {
    hardPass: cursor.field("hard_pass").boolean(),
    softPass: cursor.field("soft_pass").boolean(),
    hardScore: cursor.field("hard_score").number({ min: 0, max: 1 }),
    softScore: cursor.field("soft_score").number({ min: 0, max: 1 }),
  };
}

function decodeEvidence(cursor: JsonCursor): RunEvidence {
  return Object.fromEntries(
    cursor.members().map(([kind, entries]) => [
      kind,
      entries.items().map((entry) => entry.object() as Readonly<Record<string, Json>>),
    ]),
  );
}
