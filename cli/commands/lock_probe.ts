import { tryAcquireLock } from "../../src/lock/acquire_lock.ts";
import type { CommandRun, Values } from "../command.ts";

/** The second process of `omega doctor`: says whether it gets a lock. */
export function planLockProbe({ words }: Values): CommandRun {
  const path = words[0]!;
  return async ({ ports, signal }) => {
    const result = await tryAcquireLock(path, { ...ports, signal });
    if (result.ok) await result.lease[Symbol.asyncDispose]();
    return { verdict: "DONE", violations: [], data: { got: result.ok }, text: "" };
  };
}
