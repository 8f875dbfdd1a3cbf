import type { Ports } from "../internal/ports.ts";
import type { LockOptions } from "../lock/mod.ts";
import type { ExpiredReservation, LedgerAccount } from "./ledger_state.ts";
import type { Money } from "./money.ts";

/** Options of {@linkcode BudgetLedger.open}. */
export interface LedgerOptions {
  /** The most that all processes together may spend on a model. */
  readonly limitOf: (model: string) => Money;
  /**
   * How long a call waits for the reservations of others to settle, in ms. Longer than any call
   * takes, so that it ends a wait for a process that hangs. @default 600_000
   */
  readonly waitMaxMs?: number | undefined;
  /**
   * Whether a reservation waits until it is on the device. Without it a crash of the machine, not
   * of a process, may forget the last of them. @default true
   */
  readonly isDurable?: boolean | undefined;
  /** Limits of the ledger's lock. @default those of `acquireLock` */
  readonly lock?: Pick<LockOptions, "timeoutMs" | "spinMs" | "staleMs"> | undefined;
  /** Where the ledger is; a virtual clock is not used, other processes take real time. */
  readonly ports?: Ports | undefined;
}

/** What a ledger says. */
export interface LedgerSummary {
  /** The sums by model. */
  readonly accounts: ReadonlyMap<string, LedgerAccount>;
  /** Number of processes that use it, and of those whose death nobody has noticed yet. */
  readonly ownerCount: number;
  /** Number of calls under way. */
  readonly reservationCount: number;
  /** Number of reservations whose process died; they are charged as reserved. */
  readonly expiredCount: number;
  /** The last of them. */
  readonly expired: readonly ExpiredReservation[];
}
