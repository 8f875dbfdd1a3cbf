/**
 * One writer of the concurrency gate, in a process of its own.
 *
 * It says that it is ready and waits for the start, makes its first update, says so, and waits until
 * every writer has made its first: so all of them are at work at the same time, and the hand-overs
 * that the entry counts are between living processes. Writer and gate meet by files in one folder:
 * `ready-<n>` and `begun-<n>` are the writers', `start` and `continue` the gate's.
 *
 * @module
 */
import { join } from "@std/path";
import { updateCacheAtomic } from "../../cache/json_file.ts";
import { replaceFile } from "../../cache/replace_file.ts";
import { JsonCursor } from "../../internal/cursor.ts";
import { WorldError } from "../../internal/errors.ts";
import type { Json, JsonObject } from "../../internal/json.ts";
import { formatJson, parseJson } from "../../internal/json.ts";
import type { Ports } from "../../internal/ports.ts";
import { createEntry, decodeSharedEntry, encodeSharedEntry, updateEntry } from "./shared_entry.ts";

/** Where writers and gate meet, seen from the run folder. */
export const BARRIER_FOLDER = "barrier";

/** How often a writer looks whether it may go on; a hundred of them shall not slow down the one that writes. */
const BARRIER_POLL_MS = 10;

/** Updates before the start, see {@linkcode warmUp}. */
const WARM_UP_COUNT = 5;

/** The entry, seen from the run folder. */
export const ENTRY_PATH = "cache/entry.json";

/** A writer gives up when the others do not come in this time: the gate may have been killed. */
export const BARRIER_TIMEOUT_MS = 120_000;

/** What a writer is told. */
export interface WriterTask {
  /** Its number, from 0. */
  readonly writer: number;
  readonly writerCount: number;
  /** Updates to make. */
  readonly updateCount: number;
  readonly timeoutMs: number;
  readonly spinMs: number;
  readonly staleMs: number;
}

/** What a writer tells. */
export interface WriterResult {
  /** Updates that it made. */
  readonly updateCount: number;
  /** How long it waited for the lock, all in all and at most, in milliseconds. */
  readonly waitTotalMs: number;
  readonly waitMaxMs: number;
}

/** What a writer uses. */
export interface WriterContext {
  readonly ports: Ports;
  readonly signal: AbortSignal;
}

/** Makes the updates in the run folder that the process works in. */
export async function runWriter(task: WriterTask, context: WriterContext): Promise<WriterResult> {
  const { ports, signal } = context;
  const { clock } = ports;
  await warmUp(task, context);
  await meet(`ready-${task.writer}`, "start", context);
  const { timeoutMs, spinMs, staleMs } = task;
  const purpose = `writer ${task.writer}`;
  let waitTotalMs = 0;
  let waitMaxMs = 0;
  for (let update = 0; update < task.updateCount; update++) {
    if (update === 1) await meet(`begun-${task.writer}`, "continue", context);
    const startMs = clock.monotonicMs();
    await updateCacheAtomic(ENTRY_PATH, (document) => {
      const waitedMs = clock.monotonicMs() - startMs;
      waitTotalMs += waitedMs;
      waitMaxMs = Math.max(waitMaxMs, waitedMs);
      return updateDocument(document, task.writer);
    }, { ...ports, timeoutMs, spinMs, staleMs, signal, purpose });
  }
  return { updateCount: task.updateCount, waitTotalMs, waitMaxMs };
}

/**
 * Makes some updates of a file of its own. Code that runs for the first time takes ten times as
 * long; a hundred processes would each do so under the lock, and the last ones wait for seconds.
 */
async function warmUp({ writer, writerCount }: WriterTask, { ports }: WriterContext) {
  const path = join(BARRIER_FOLDER, `warm-up-${writer}.json`);
  await replaceFile(path, formatJson(encodeSharedEntry(createEntry(writerCount))), ports);
  for (let count = 0; count < WARM_UP_COUNT; count++) {
    await updateCacheAtomic(path, (document) => updateDocument(document, writer), ports);
  }
}

function updateDocument(document: Json, writer: number): JsonObject {
  const entry = decodeSharedEntry(document);
  if (entry === null) {
    throw new WorldError(`Cannot update "${ENTRY_PATH}": wanted a whole entry, found another`);
  }
  return encodeSharedEntry(updateEntry(entry, writer));
}

/** Says how far this writer is, and waits until all are. */
async function meet(
  own: string,
  all: string,
  { ports: { clock, files }, signal }: WriterContext,
): Promise<void> {
  (await files.open(join(BARRIER_FOLDER, own), { write: true, createNew: true })).close();
  const deadlineMs = clock.monotonicMs() + BARRIER_TIMEOUT_MS;
  while (await files.stat(join(BARRIER_FOLDER, all)) === null) {
    if (clock.monotonicMs() > deadlineMs) {
      throw new WorldError(
        `Cannot go on writing: wanted all writers within ${BARRIER_TIMEOUT_MS} ms, found some missing`,
      );
    }
    await clock.sleep(BARRIER_POLL_MS, { signal });
  }
}

/** The task as the argument of the hidden command. */
export function encodeTask(task: WriterTask): string {
  const { writer, writerCount, updateCount, timeoutMs, spinMs, staleMs } = task;
  return JSON.stringify({ writer, writerCount, updateCount, timeoutMs, spinMs, staleMs });
}

/**
 * Reads the argument of the hidden command.
 *
 * @throws {InputError} if it is none
 */
export function decodeTask(text: string): WriterTask {
  const root = new JsonCursor(parseJson(text, "TASK"), "TASK");
  const count = (name: string) => root.field(name).number({ min: 0, isInteger: true });
  const timeMs = (name: string) => root.field(name).number({ min: 0 });
  return {
    writer: count("writer"),
    writerCount: count("writerCount"),
    updateCount: count("updateCount"),
    timeoutMs: timeMs("timeoutMs"),
    spinMs: timeMs("spinMs"),
    staleMs: timeMs("staleMs"),
  };
}

/** What a writer tells, as members of its JSON answer. */
export function encodeResult(result: WriterResult): JsonObject {
  const { updateCount, waitTotalMs, waitMaxMs } = result;
  return { updates: updateCount, wait_total_ms: waitTotalMs, wait_max_ms: waitMaxMs };
}
