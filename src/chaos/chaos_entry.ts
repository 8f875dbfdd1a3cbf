import type { FailureType } from "../calibration/calibration.ts";
import { FAILURE_TYPES } from "../calibration/calibration.ts";
import type { JsonCursor } from "../internal/cursor.ts";
import type { JsonObject } from "../internal/json.ts";

/**
 * How an attempt ended: with an answer that looks like one, with an error, or not before its run
 * did. `unknown` is an attempt that was under way when the process died.
 */
export const ATTEMPT_OUTCOMES = ["answered", "failed", "abandoned", "unknown"] as const;

/** How an attempt ended. */
export type ChaosAttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

/** One physical attempt of a call, struck or not. */
export interface ChaosEntry {
  /** Index of the run, from 1. */
  readonly run: number;
  /** Which call of the run, from 1, in the order of their first attempts. */
  readonly callIndex: number;
  /** Key of the call. */
  readonly key: string;
  /** Physical attempt of the call, from 1. */
  readonly attempt: number;
  /** The fault that struck; undefined where none did. */
  readonly failureType: FailureType | undefined;
  /** When the attempt began, on the run's clock, ISO 8601 in UTC. */
  readonly timestamp: string;
  /** How it ended. */
  readonly outcome: ChaosAttemptOutcome;
  /** Code of the error, where it failed. */
  readonly errorCode: string | undefined;
}

/** The scene that a call's key names, or the key itself where it names none. */
export function sceneIdOf(key: string): string {
  return /^scene-(.+)\/pass-\d+$/.exec(key)?.[1] ?? key;
}

// OC-CHAOS-4602 impl
/** The document of an entry, in the order of the file format. */
export function encodeChaosEntry(entry: ChaosEntry): JsonObject {
  return {
    call_index: entry.callIndex,
    scene_id: sceneIdOf(entry.key),
    injected: entry.failureType !== undefined,
    failure_type: entry.failureType,
    timestamp: entry.timestamp,
    run: entry.run,
    key: entry.key,
    attempt: entry.attempt,
    outcome: entry.outcome,
    error_code: entry.errorCode,
  };
}

/**
 * Reads an entry back.
 *
 * @throws {InputError} naming the file and the place
 */
export function decodeChaosEntry(cursor: JsonCursor): ChaosEntry {
  const index = { min: 1, isInteger: true } as const;
  return {
    run: cursor.field("run").number(index),
    callIndex: cursor.field("call_index").number(index),
    key: cursor.field("key").string(),
    attempt: cursor.field("attempt").number(index),
    failureType: cursor.optional("failure_type")?.oneOf(FAILURE_TYPES),
    timestamp: cursor.field("timestamp").string(),
    outcome: cursor.field("outcome").oneOf(ATTEMPT_OUTCOMES),
    errorCode: cursor.optional("error_code")?.string(),
  };
}
