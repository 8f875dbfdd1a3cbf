import { join } from "@std/path";
import { WorldError } from "../internal/errors.ts";
import type { Ports } from "../internal/ports.ts";
import { tryAcquireLock } from "../lock/acquire_lock.ts";
import type { LockLease } from "../lock/lock_lease.ts";
import { describeOwner } from "../lock/lock_owner.ts";

/** What is locked: no file of the folder, as documents are replaced under locks of their own. */
const LOCKED_NAME = "stress";

// OC-STRESS-5007 impl
/**
 * Takes a run folder for oneself, so that no two processes do the same runs and write the same
 * journal. A process that is killed loses it at once; its lock file stays and is in nobody's way.
 *
 * @throws {WorldError} with code `RUN_FOLDER_BUSY` if another process is at work in the folder
 */
export async function lockRunFolder(runFolder: string, ports: Ports): Promise<LockLease> {
  const result = await tryAcquireLock(join(runFolder, LOCKED_NAME), {
    ...ports,
    purpose: "stress",
  });
  if (result.ok) return result.lease;
  throw new WorldError(
    `Cannot use "${runFolder}": wanted a folder that nobody works in, ` +
      `found it held by ${describeOwner(result.heldBy)}`,
    { code: "RUN_FOLDER_BUSY" },
  );
}
