import type { Clock } from "../internal/clock.ts";
import { BudgetExhaustedError } from "./budget_exhausted.ts";
import type { LedgerFile } from "./ledger_file.ts";
import type { Money } from "./money.ts";
import type { AdmissionPlan, AdmissionRules } from "./plan_admissions.ts";
import { planAdmissions } from "./plan_admissions.ts";
import type { SharedRequest, SharedReservation } from "./shared_budget.ts";

/** Events that are written together at most: others wait for the lock meanwhile. */
const BATCH_MAX_COUNT = 256;

/** Between two looks at what other processes have settled, the first time and at most, in ms. */
const POLL_MIN_MS = 5;
const POLL_MAX_MS = 200;

/** Why a pause ends. A reason of its own, because making the usual one costs some microseconds. */
const WOKEN = "woken";

/** What the turns work on. */
export interface LedgerTurnsOptions {
  /** Token of this process. */
  readonly token: string;
  readonly clock: Clock;
  readonly limitOf: AdmissionRules["limitOf"];
  /** Does something while no other process can. */
  readonly underLock: <T>(body: (file: LedgerFile) => Promise<T>) => Promise<T>;
  /** Stages that what processes that died had reserved is charged. Needs the lock. */
  readonly expireDead: (file: LedgerFile) => Promise<void>;
}

/** A call that waits for room. */
interface ReserveTask {
  readonly request: SharedRequest;
  readonly deadlineMs: number;
  readonly resolve: (reservation: SharedReservation) => void;
  readonly reject: (reason: unknown) => void;
  isAborted: boolean;
}

/** A call that has ended. */
interface SettleTask {
  readonly id: string;
  readonly cost: Money;
  /** Told when it is on the device; null for one that may be lost. */
  readonly written: PromiseWithResolvers<void> | null;
}

/** A reservation that is in the file. */
interface Admitted {
  readonly task: ReserveTask;
  readonly id: string;
}

// OC-BUDGET-2402 impl
/**
 * The turns of one process at a ledger. Whatever has gathered is done under one lock: first what
 * ended, then what wants to begin.
 *
 * A settlement for at most its worst case does not take a turn of its own: it waits a few
 * milliseconds for the next reservation. If the process dies before, the reservation expires and is
 * charged, which is more. If it cannot be written, it is tried again with the next turn.
 */
export class LedgerTurns {
  readonly #options: LedgerTurnsOptions;
  #lastId = 0;
  /** Not admitted yet, in order of arrival. */
  #reserves: ReserveTask[] = [];
  #settles: SettleTask[] = [];
  #pump: Promise<void> | null = null;
  /** Ends the pause between two turns. */
  #wakeUp = new AbortController();
  /** Whether something came that must not wait. */
  #hasNews = false;
  #isEnding = false;

  /** @param options The ledger and the limits */
  constructor(options: LedgerTurnsOptions) {
    this.#options = options;
  }

  /**
   * Waits for room.
   *
   * @param request Model and worst case
   * @param options How long to wait at most, and what ends the wait
   */
  reserve(
    request: SharedRequest,
    { waitMaxMs, signal }: {
      readonly waitMaxMs: number;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<SharedReservation> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const { promise, resolve, reject } = Promise.withResolvers<SharedReservation>();
    const deadlineMs = this.#options.clock.monotonicMs() + waitMaxMs;
    const task: ReserveTask = { request, deadlineMs, resolve, reject, isAborted: false };
    const onAbort = () => {
      task.isAborted = true;
      this.#forget(task);
      reject(signal!.reason);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#reserves.push(task);
    this.#start(true);
    return promise.finally(() => signal?.removeEventListener("abort", onAbort));
  }

  /**
   * Writes the settlements that are not in the file yet. Needs the lock.
   *
   * @throws {WorldError} if they cannot be written
   */
  async writeSettlements(file: LedgerFile): Promise<void> {
    const settles = this.#settles.splice(0);
    try {
      stageSettlements(file, settles);
      await file.commit();
      if (mustLast(settles)) await file.flush();
    } catch (error) {
      for (const { written } of settles) written?.reject(error);
      throw error;
    }
    for (const { written } of settles) written?.resolve();
  }

  /** Refuses those who wait and lets the turn under way come to its end. */
  async end(): Promise<void> {
    this.#isEnding = true;
    for (const task of this.#reserves.splice(0)) {
      task.reject(new TypeError("Cannot reserve: the ledger is closed"));
    }
    this.#wakeUp.abort(WOKEN);
    await this.#pump;
  }

  #start(isUrgent: boolean): void {
    this.#hasNews ||= isUrgent;
    if (isUrgent) this.#wakeUp.abort(WOKEN);
    this.#pump ??= this.#work();
  }

  async #work(): Promise<void> {
    let pauseMs = POLL_MIN_MS;
    while (!this.#isEnding && this.#reserves.length + this.#settles.length > 0) {
      if (!this.#hasNews) {
        await this.#pause(pauseMs);
        pauseMs = Math.min(pauseMs * 2, POLL_MAX_MS);
      }
      if (this.#isEnding) break;
      if (this.#hasNews) pauseMs = POLL_MIN_MS;
      this.#hasNews = false;
      await this.#takeTurn();
    }
    // In one step with the look at the empty lists: whoever comes later starts anew.
    this.#pump = null;
  }

  async #pause(ms: number): Promise<void> {
    this.#wakeUp = new AbortController();
    await this.#options.clock.sleep(ms, { signal: this.#wakeUp.signal }).catch(() => {});
  }

  /** One turn: what is acknowledged afterwards is in the file, and reservations on the device. */
  async #takeTurn(): Promise<void> {
    const settles = this.#settles.splice(0, BATCH_MAX_COUNT);
    let admitted: readonly Admitted[] = [];
    let isWritten = false;
    try {
      const file = await this.#options.underLock(async (file) => {
        stageSettlements(file, settles);
        admitted = await this.#admit(file);
        await file.commit();
        isWritten = true;
        return file;
      });
      // Outside of the lock, so that a device is waited for by all processes at once.
      if (admitted.length > 0 || mustLast(settles)) await file.flush();
    } catch (error) {
      this.#undo(error, { settles, isWritten, admitted });
      return;
    }
    for (const { written } of settles) written?.resolve();
    for (const { task, id } of admitted) this.#hand(task, id);
  }

  /** Nobody can say whether there is room, so that nothing may be sent. */
  #undo(
    error: unknown,
    { settles, isWritten, admitted }: {
      readonly settles: readonly SettleTask[];
      readonly isWritten: boolean;
      readonly admitted: readonly Admitted[];
    },
  ): void {
    if (!isWritten) this.#settles.unshift(...settles.filter(({ written }) => written === null));
    for (const { written } of settles) written?.reject(error);
    for (const { task, id } of admitted) {
      task.isAborted = true;
      task.reject(error);
      this.#hand(task, id);
    }
    for (const task of this.#reserves.splice(0)) task.reject(error);
  }

  /** Admits whoever has room, in order, and refuses those who never will. */
  async #admit(file: LedgerFile): Promise<readonly Admitted[]> {
    const tasks = this.#reserves.slice(0, BATCH_MAX_COUNT);
    let plans = this.#plan(tasks, file);
    if (plans.some(({ kind }) => kind !== "admit")) {
      await this.#options.expireDead(file);
      plans = this.#plan(tasks, file);
    }
    const { token } = this.#options;
    const admitted = tasks.filter((_, index) => plans[index]!.kind === "admit")
      .map((task) => ({ task, id: `${token}-${++this.#lastId}` }));
    file.stage(admitted.map(({ task: { request: { model, amount } }, id }) => {
      return { event: "reserve", reservation: { id, owner: token, model, amount } };
    }));
    for (const { task } of admitted) this.#forget(task);
    for (const [index, plan] of plans.entries()) {
      if (plan.kind !== "refuse") continue;
      this.#forget(tasks[index]!);
      tasks[index]!.reject(new BudgetExhaustedError(plan.refusal));
    }
    // Those that were not looked at must not wait for others to settle.
    this.#hasNews ||= this.#reserves.length >= BATCH_MAX_COUNT;
    return admitted;
  }

  #plan(tasks: readonly ReserveTask[], { state }: LedgerFile): readonly AdmissionPlan[] {
    const { clock, limitOf } = this.#options;
    const nowMs = clock.monotonicMs();
    return planAdmissions(tasks.map(({ request }) => request), state, {
      limitOf,
      isLate: (index) => nowMs >= tasks[index]!.deadlineMs,
    });
  }

  /** Gives a reservation to its caller, or takes it back where the caller has gone. */
  #hand(task: ReserveTask, id: string): void {
    let settled: Promise<void> | null = null;
    const settle = (cost: Money) => settled ??= this.#settle(id, cost, task.request.amount);
    if (task.isAborted) settle(0n);
    else task.resolve({ settle });
  }

  #settle(id: string, cost: Money, worst: Money): Promise<void> {
    // What cost more than was reserved must not be lost. At the end there is one last writing; behind
    // it the call is charged as reserved.
    const written = cost > worst && !this.#isEnding ? Promise.withResolvers<void>() : null;
    this.#settles.push({ id, cost, written });
    if (this.#isEnding) return Promise.resolve();
    // Those of this process who wait for room need not wait for others.
    this.#start(written !== null || this.#reserves.length > 0);
    return written?.promise ?? Promise.resolve();
  }

  #forget(task: ReserveTask): void {
    this.#reserves = this.#reserves.filter((other) => other !== task);
  }
}

/** What is not open any more has expired: others took this process for dead. */
function stageSettlements(file: LedgerFile, settles: readonly SettleTask[]): void {
  const open = settles.filter(({ id }) => file.state.hasReservation(id));
  file.stage(open.map(({ id, cost }) => ({ event: "settle", id, cost })));
}

/** Whether somebody waits until a settlement is on the device. */
function mustLast(settles: readonly SettleTask[]): boolean {
  return settles.some(({ written }) => written !== null);
}
