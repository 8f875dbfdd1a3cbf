import type { LockLease, LockOptions } from "../lock/mod.ts";
import { acquireLock, tryAcquireLock } from "../lock/mod.ts";
import type { LedgerOwner } from "./ledger_event.ts";

/** The file whose lock a process holds for as long as it uses a ledger. */
function presencePath(ledgerPath: string, token: string): string {
  return `${ledgerPath}.${token}`;
}

/**
 * Shows that a process is alive, until the lease is released or the process dies: the operating
 * system then frees the lock. A process number could not tell that, because numbers are used again.
 *
 * @throws {WorldError} if there can be no lock beside the ledger
 */
export function holdPresence(
  ledgerPath: string,
  token: string,
  options: LockOptions,
): Promise<LockLease> {
  return acquireLock(presencePath(ledgerPath, token), {
    ...options,
    purpose: "uses the budget ledger",
  });
}

// OC-BUDGET-2403 impl
/**
 * Whether the process of an owner has died. What it left beside the ledger is removed.
 *
 * @throws {WorldError} if there can be no lock beside the ledger
 */
export async function hasDied(
  ledgerPath: string,
  { token }: LedgerOwner,
  options: LockOptions,
): Promise<boolean> {
  const result = await tryAcquireLock(presencePath(ledgerPath, token), options);
  if (!result.ok) return false;
  await result.lease.release();
  return true;
}
