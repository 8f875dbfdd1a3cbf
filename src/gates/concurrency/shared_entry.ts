/**
 * The cache entry that all writers of the gate update.
 *
 * One JSON object. `counter` grows by one with every update, so a lost update shows in the end;
 * `hand_overs` grows when the writer is another one than last time, so writers that only ran one
 * after the other show too; `updates` has each writer's part; `payload` depends on the counter and
 * `sha256` is the digest of the rest, so that a mixture of two versions shows at once.
 *
 * @module
 */
import { sha256Hex } from "../../internal/hash.ts";
import type { Json, JsonObject } from "../../internal/json.ts";
import { canonicalJson } from "../../internal/json.ts";

/** Two pages and more: a write that stops at a page's or block's end shows. */
const PAYLOAD_BYTES = 9_000;

/** One version of the entry. */
export interface SharedEntry {
  /** Updates so far. */
  readonly counter: number;
  /** Number of the writer that made this version. */
  readonly lastWriter: number;
  /** How often an update came from another writer than the one before. */
  readonly handOvers: number;
  /** Updates of each writer, by number. */
  readonly updates: readonly number[];
}

/** The entry before the first update. */
export function createEntry(writerCount: number): SharedEntry {
  const updates = new Array<number>(writerCount).fill(0);
  return { counter: 0, lastWriter: -1, handOvers: 0, updates };
}

/** The next version, made by a writer. */
export function updateEntry(entry: SharedEntry, writer: number): SharedEntry {
  const { counter, lastWriter, handOvers, updates } = entry;
  return {
    counter: counter + 1,
    lastWriter: writer,
    handOvers: handOvers + Number(writer !== lastWriter && counter > 0),
    updates: updates.with(writer, updates[writer]! + 1),
  };
}

/** The version as a JSON document. */
export function encodeSharedEntry(entry: SharedEntry): JsonObject {
  const { counter, lastWriter, handOvers, updates } = entry;
  const body = {
    counter,
    last_writer: lastWriter,
    hand_overs: handOvers,
    updates,
    payload: payloadOf(counter),
  };
  return { ...body, sha256: sha256Hex(canonicalJson(body)) };
}

function payloadOf(counter: number): string {
  const line = `version ${counter} `;
  return line.repeat(Math.ceil(PAYLOAD_BYTES / line.length)).slice(0, PAYLOAD_BYTES);
}

/** Reads a version; null where it is not exactly one that was written. */
export function decodeSharedEntry(document: Json): SharedEntry | null {
  if (typeof document !== "object" || document === null) return null;
  const { counter, last_writer, hand_overs, updates } = document as Record<string, Json>;
  const isComplete = [counter, last_writer, hand_overs].every(Number.isSafeInteger) &&
    Array.isArray(updates) && updates.every(Number.isSafeInteger);
  if (!isComplete) return null;
  const entry: SharedEntry = {
    counter: counter as number,
    lastWriter: last_writer as number,
    handOvers: hand_overs as number,
    updates: updates as number[],
  };
  const isWhole = canonicalJson(encodeSharedEntry(entry)) === canonicalJson(document);
  const sum = entry.updates.reduce((total, count) => total + count, 0);
  return isWhole && sum === entry.counter ? entry : null;
}
