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
import type { FilePlace } from "../internal/file_place.ts";
import { locateFile } from "../internal/file_place.ts";
import { systemPorts } from "../internal/ports.ts";
import { quickFiles } from "../internal/quick_files.ts";
import type { StepFiles } from "../internal/steps.ts";
import { runSteps } from "../internal/steps.ts";
import { acquireLockAt } from "../lock/acquire_lock.ts";
import type { LockSettings } from "../lock/lock_options.ts";
import { readLockOptions } from "../lock/lock_options.ts";
import type { LockLease } from "../lock/mod.ts";
import type { LedgerEvent } from "./ledger_event.ts";
import { LedgerFile } from "./ledger_file.ts";
import type { LedgerOptions, LedgerSummary } from "./ledger_options.ts";
import { hasDied, holdPresence } from "./ledger_presence.ts";
import { LedgerTurns } from "./ledger_turns.ts";
import { summarise } from "./read_ledger.ts";
import type { SharedBudget, SharedRequest, SharedReservation } from "./shared_budget.ts";

/** What a ledger is made of once its place is known. */
interface LedgerParts {
  readonly place: FilePlace;
  readonly lock: LockSettings;
  readonly files: StepFiles;
  readonly token: string;
  readonly presence: LockLease;
}

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
  readonly #place: FilePlace;
  readonly #token: string;
  readonly #presence: LockLease;
  readonly #waitMaxMs: number;
  readonly #lock: LockSettings;
  readonly #files: StepFiles;
  readonly #clock: Clock;
  readonly #file: LedgerFile;
  readonly #turns: LedgerTurns;
  #closed: Promise<void> | null = null;

  private constructor(
    options: LedgerOptions,
    { place, lock, files, token, presence }: LedgerParts,
  ) {
    const { isDurable = true, ports = systemPorts, waitMaxMs = 600_000 } = options;
    this.#place = place;
    this.#token = token;
    this.#presence = presence;
    this.#waitMaxMs = waitMaxMs;
    this.#lock = lock;
    this.#files = files;
    this.#clock = lock.clock;
    this.#file = new LedgerFile(place.path, { ports, isDurable });
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
    const { ports = systemPorts } = options;
    const lock = readLockOptions(path, { ...options.lock, ...ports, purpose: "budget ledger" });
    const files = quickFiles(ports);
    // Whatever way the path is spelled, all processes have to find the same names beside the ledger.
    const place = await runSteps(locateFile(files, path, "lock"));
    const token = ports.entropy.hex(8);
    const presence = await holdPresence(place.path, token, lock);
    const ledger = new BudgetLedger(options, { place, lock, files, token, presence });
    try {
      await ledger.#underLock(async (file) => {
        await ledger.#expireDead(file);
        const owner = { token, pid: Deno.pid, since: ledger.#now() };
        file.stage([{ event: "join", owner }]);
        await file.commit();
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
      await this.#turns.writeSettlements(file);
      return summarise(file.state);
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
        await this.#turns.writeSettlements(file);
        file.stage(this.#farewell(file, this.#token));
        await file.commit();
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
    await using _lease = await acquireLockAt(this.#place, this.#lock, this.#files);
    if (isNew) await this.#file.create();
    await this.#file.refresh();
    return await body(this.#file);
  }

  /** Stages that what processes that died had reserved is charged. */
  async #expireDead(file: LedgerFile): Promise<void> {
    for (const owner of file.state.owners) {
      const isOther = owner.token !== this.#token;
      if (isOther && await hasDied(this.#place.path, owner, this.#lock)) {
        file.stage(this.#farewell(file, owner.token));
      }
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
