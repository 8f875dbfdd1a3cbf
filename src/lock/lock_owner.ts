/**
 * The owner record in a lock file: who holds the lock, for people and for error texts.
 *
 * One JSON object on the first line. It decides nothing where the operating system's lock does;
 * in the fallback without such locks its token does.
 *
 * @module
 */
import type { ProcessIdentity } from "../internal/process_identity.ts";

/** The longest record; the mark of a waiter lies behind it. */
export const OWNER_MAX_BYTES = 1024;

/** Longer purposes are cut. */
const PURPOSE_MAX_LENGTH = 100;

/** Who holds a lock. */
export interface LockOwner {
  /** Process on its machine. */
  readonly pid: number;
  /** Machine, `"unknown"` where the holder may not ask for it. */
  readonly host: string;
  /** Wall time at which the lock was taken, ISO 8601 in UTC. */
  readonly since: string;
  /** What the holder does, in its own words. */
  readonly purpose: string;
  /** 32 random hexadecimal digits that no other holding has. */
  readonly token: string;
}

/** What a holder writes into the lock file. */
export interface OwnerRecord extends LockOwner {
  /** Until when the holder takes the lock again and again, in ms of the wall clock, where known. */
  readonly turnEndMs?: number;
}

/** Composes the record of a holding that begins now. */
export function createOwner(
  { pid, host }: ProcessIdentity,
  { nowMs, purpose, token }: {
    readonly nowMs: number;
    readonly purpose: string;
    readonly token: string;
  },
): LockOwner {
  // A cut inside a surrogate pair would not be well-formed text.
  const short = purpose.slice(0, PURPOSE_MAX_LENGTH).toWellFormed();
  return {
    pid,
    host: host.slice(0, 255),
    since: new Date(nowMs).toISOString(),
    purpose: short,
    token,
  };
}

/** The record as bytes: one line of JSON. */
export function encodeOwner(owner: OwnerRecord): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(owner)}\n`);
}

/** How every record begins, also one that a crash cut short. */
const RECORD_START = new TextEncoder().encode('{"pid":');

/** Whether bytes are the beginning of a record, whole or cut short. */
export function isOwnerRecord(bytes: Uint8Array): boolean {
  return bytes.length > 0 &&
    RECORD_START.every((byte, index) => index >= bytes.length || bytes[index] === byte);
}

/** Who holds the lock; null where there is no record, or none that is whole. */
export function decodeOwner(bytes: Uint8Array): LockOwner | null {
  const record = decodeRecord(bytes);
  if (record === null) return null;
  const { pid, host, since, purpose, token } = record;
  return { pid, host, since, purpose, token };
}

/** Reads a record; null where there is none, or none that is whole. */
export function decodeRecord(bytes: Uint8Array): OwnerRecord | null {
  const end = bytes.indexOf(0x0a);
  if (end < 0) return null;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
    return isOwner(value) ? value : null;
  } catch {
    return null;
  }
}

function isOwner(value: unknown): value is OwnerRecord {
  if (typeof value !== "object" || value === null) return false;
  const { pid, host, since, purpose, token, turnEndMs = 0 } = value as Record<string, unknown>;
  return typeof pid === "number" && typeof turnEndMs === "number" &&
    [host, since, purpose, token].every((it) => typeof it === "string");
}

/** One phrase for an error text. */
export function describeOwner(owner: LockOwner | null): string {
  if (owner === null) return "a holder that left no record";
  const { pid, host, since, purpose } = owner;
  return `process ${pid} on ${host} since ${since}${purpose === "" ? "" : ` (${purpose})`}`;
}
