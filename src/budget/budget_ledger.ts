/**
 * A budget that the processes of one machine share.
 *
 * Invariants: a reservation is in the file, under the ledger's lock, before its call is sent; what
 * is spent and reserved by all processes never exceeds the limit by an admission. Failure model: a
 * process may die at any instant. The operating system then frees the lock of its presence file,
 * whoever next lacks room or opens the ledger notices, and its reservations expire: they are charged
 * as reserved and listed in the ledger. Nothing is ever forgotten in favour of spending.
 *
 * @module
 */
import type { Clock } from "../internal/clock.ts";
import { systemClock } from "../internal/clock.ts";
import { systemPorts } from "../internal/ports.ts";
import type { LockLease, LockOptions } from "../lock/mod.ts";
import { acquireLock } from "../lock/mod.ts";
import type { LedgerEvent } from "./ledger_event.ts";
import { LedgerFile } from "./ledger_file.ts";
import type { LedgerOptions, LedgerSummary } from "./ledger_options.ts";
import { hasDied, holdPresence } from "./ledger_presence.ts";
import { LedgerTurns } from "./ledger_turns.ts";
import type { SharedBudget, SharedRequest, SharedReservation } from "./shared_budget.ts";

// OC-BUDGET-2401 impl
/**
 * A budget in a file that any number of processes of one machine use at once, safe against their
 * death. Calls of one process are admitted in order of arrival, model by model; between processes
 * those who wait look again from time to time. A settlement is in the file a few milliseconds later
 * or with the next reservation, and when the ledger is closed.
 *
 * Needs `--allow-read` and `--allow-write` for the folder of the ledger.
 *
 * @example Share a budget
 * ```ts
 * import { BudgetLedger, parseMoney } from "@omega/readiness/budget";
 * import { assertEquals } from "@std/assert";
 *
 * const path = `${await Deno.makeTempDir()}/ledger.jsonl`;
 * await using ledger = await BudgetLedger.open(path, { limitOf: () => parseMoney("1") });
 * const request = { model: "m", amount: parseMoney("0.3"), key: "", attempt: 1 };
 * const reservation = await ledger.reserve(request);
 * await reservation.settle(parseMoney("0.1"));
 * assertEquals((await ledger.read()).accounts.get("m")?.spent, parseMoney("0.1"));
 * ```
 */
export class BudgetLedger implements SharedBudget, AsyncDisposable {
  readonly #path: string;
  readonly #token: string;
  readonly #presence: LockLease;
  readonly #waitMaxMs: number;
  readonly #lock: LockOptions;
  readonly #clock: Clock;
  readonly #file: LedgerFile;
  readonly #turns: LedgerTurns;
  #closed: Promise<void> | null = null;

  private constructor(path: string, token: string, presence: LockLease, options: LedgerOptions) {
    const { isDurable = true, ports = systemPorts, lock = {}, waitMaxMs = 600_000 } = options;
    const { files, blockingFiles, entropy, clock } = ports;
    this.#path = path;
    this.#token = token;
    this.#presence = presence;
    this.#waitMaxMs = waitMaxMs;
    this.#clock = clock.kind === "system" ? clock : systemClock;
    this.#lock = { ...lock, files, blockingFiles, entropy, clock: this.#clock };
    this.#file = new LedgerFile(path, { ports, isDurable });
    this.#turns = new LedgerTurns({
      token,
      clock: this.#clock,
      limitOf: options.limitOf,
      underLock: (body) => this.#underLock(body),
      expireDead: (file) => this.#expireDead(file),
    });
  }

  /**
   * Opens a ledger, creating the file where there is none. Reservations of processes that died
   * expire.
   *
   * @param path The ledger; its folder must exist
   * @param options The limits, durability and ports
   * @throws {InputError} if the file is no ledger, or was altered
   * @throws {WorldError} if it cannot be read, written or locked
   */
  static async open(path: string, options: LedgerOptions): Promise<BudgetLedger> {
    const { ports = systemPorts, lock = {} } = options;
    const { files, blockingFiles, entropy } = ports;
    const token = entropy.hex(8);
    const presence = await holdPresence(path, token, { ...lock, files, blockingFiles, entropy });
    const ledger = new BudgetLedger(path, token, presence, options);
    try {
      await ledger.#underLock(async (file) => {
        await ledger.#expireDead(file);
        const owner = { token, pid: Deno.pid, since: ledger.#now() };
        await file.append([{ event: "join", owner }]);
      }, { isNew: true });
      return ledger;
    } catch (error) {
      ledger.#file.close();
      await presence.release();
      throw error;
    }
  }

  /**
   * Sets a worst case aside, see {@linkcode SharedBudget}. Waits while the calls of this and other
   * processes may leave room, at most `waitMaxMs`.
   *
   * @param request Model and worst case
   * @param signal Ends the wait
   * @throws {BudgetExhaustedError} with scope `shared` if the call does not fit
   * @throws {WorldError} if the ledger cannot be read, written or locked
   * @throws the signal's reason when aborted
   */
  reserve(request: SharedRequest, signal?: AbortSignal): Promise<SharedReservation> {
    this.#checkOpen();
    return this.#turns.reserve(request, { waitMaxMs: this.#waitMaxMs, signal });
  }

  /**
   * What the ledger says now.
   *
   * @throws {WorldError} if it cannot be read or locked
   */
  async read(): Promise<LedgerSummary> {
    this.#checkOpen();
    return await this.#underLock(async (file) => {
      await file.append(this.#turns.takeSettlements(file));
      const { state } = file;
      return {
        accounts: new Map(state.models.map((model) => [model, state.accountOf(model)])),
        ownerCount: state.owners.length,
        expiredCount: state.expiredCount,
        expired: [...state.expired],
      };
    });
  }

  /**
   * Leaves the ledger. What was not settled is charged as reserved. Harmless when done twice.
   *
   * @throws {WorldError} if the last settlements cannot be written: they are charged as reserved
   */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#closed ??= this.#close();
  }

  async #close(): Promise<void> {
    await this.#turns.end();
    try {
      await this.#underLock(async (file) => {
        await file.append(this.#turns.takeSettlements(file));
        await file.append(this.#farewell(file, this.#token));
      });
    } finally {
      this.#file.close();
      await this.#presence.release();
    }
  }

  #checkOpen(): void {
    if (this.#closed !== null) throw new TypeError("Cannot use the ledger: it is closed");
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString();
  }

  /** Does something with the current state while no other process can. */
  async #underLock<T>(
    body: (file: LedgerFile) => Promise<T>,
    { isNew = false }: { readonly isNew?: boolean } = {},
  ): Promise<T> {
    await using _lease = await acquireLock(this.#path, { ...this.#lock, purpose: "budget ledger" });
    if (isNew) await this.#file.create();
    await this.#file.refresh();
    return await body(this.#file);
  }

  /** Charges what processes that died had reserved. */
  async #expireDead(file: LedgerFile): Promise<void> {
    for (const owner of file.state.owners) {
      if (owner.token === this.#token || !(await hasDied(this.#path, owner, this.#lock))) continue;
      await file.append(this.#farewell(file, owner.token));
    }
  }

  #farewell({ state }: LedgerFile, token: string): readonly LedgerEvent[] {
    const at = this.#now();
    const own = state.reservations.filter(({ owner }) => owner === token);
    return [
      ...own.map(({ id }) => ({ event: "expire", id, at }) as const),
      { event: "leave", owner: token },
    ];
  }
}
