import type { Files } from "../internal/files.ts";
import { LocalQueues } from "./local_queue.ts";
import { TurnTaking } from "./turn_taking.ts";

/** What a process knows about the locks of one file system. */
export interface LockState {
  readonly queues: LocalQueues;
  readonly turns: TurnTaking;
}

/**
 * Mutable and shared by design: it orders those who wait inside one process. Two copies of this
 * module in one process still exclude each other, because the system's locks belong to open files.
 */
const states = new WeakMap<Files, LockState>();

/** The state that belongs to a file system. */
export function lockStateOf(files: Files): LockState {
  let state = states.get(files);
  if (state === undefined) {
    states.set(files, state = { queues: new LocalQueues(), turns: new TurnTaking() });
  }
  return state;
}
