import type { Clock } from "../internal/clock.ts";
import { Account } from "./account.ts";
import type { CostLimit, Refusal } from "./budget_exhausted.ts";
import { BudgetExhaustedError } from "./budget_exhausted.ts";
import type { BudgetLimits } from "./budget_limits.ts";
import type { Admission, CallRequest, Reservation, SettledCall } from "./admission.ts";
import type { AttemptEnding } from "./attempt_ending.ts";
import { endAnswered, endFailed, endUnsettled } from "./attempt_ending.ts";
import type { CallRecord } from "./call_record.ts";
import type { ModelPrice, TokenCounts } from "./price_table.ts";
import { costOf } from "./price_table.ts";
import type { RunCalls } from "./run_calls.ts";
import { WaitingLine } from "./waiting_line.ts";

/** Calls and limits of one model. */
interface ModelBudget {
  readonly price: ModelPrice;
  readonly account: Account;
  readonly line: WaitingLine;
}

/** What the tracker knows about a reservation; the caller sees {@linkcode Reservation} of it. */
interface OpenReservation extends Reservation {
  readonly budget: ModelBudget;
  readonly index: number;
  readonly key: string;
  readonly attempt: number;
  readonly reserved: TokenCounts;
  startMs: number;
  settled: SettledCall | null;
}

// OC-BUDGET-2101 impl
/**
 * The budget of one run, for any number of overlapping calls (INV-BUDGET-01).
 *
 * Every physical attempt is reserved with its worst case before it is sent and recorded with its
 * cost afterwards. Admission never lets spent plus reserved exceed a limit; a call exactly at its
 * limit passes. A usage that cannot be believed and an attempt that failed after the model may have
 * run cost what was reserved. Each model has its own limit per run.
 *
 * Nothing here waits for a disk or a network: `reserve` and the recording are one step each, so
 * that no other call can come between decision and booking.
 *
 * @example Reserve, call, record
 * ```ts
 * import { BudgetTracker, readBudgetLimits } from "@omega/readiness/budget";
 * import { loadCalibration, systemPorts } from "@omega/readiness";
 * import { assertEquals } from "@std/assert";
 *
 * const { calibration } = await loadCalibration("calibration/calibration.json", systemPorts);
 * const tracker = new BudgetTracker(readBudgetLimits(calibration), systemPorts.clock);
 * const admission = tracker.reserve({
 *   model: "omega-embedded-1",
 *   inputTokens: 1000,
 *   outputMaxTokens: 1000,
 * });
 * if (!admission.ok) throw new Error("the call does not fit");
 * tracker.recordCall(admission.reservation, { inputTokens: 800, outputTokens: 200 });
 * assertEquals(tracker.finalize().calls[0]?.usage, "measured");
 * ```
 */
export class BudgetTracker {
  readonly #limits: BudgetLimits;
  readonly #clock: Clock;
  readonly #originMs: number;
  readonly #budgets = new Map<string, ModelBudget>();
  /** By order of admission; null where the call is under way or was withdrawn. */
  readonly #calls: (CallRecord | null)[] = [];
  readonly #open = new Set<OpenReservation>();
  readonly #refusals: Refusal[] = [];
  #isFinal = false;

  /**
   * Begins the budget of a run.
   *
   * @param limits Prices and limits
   * @param clock The run's clock; latency is measured on its monotonic time
   */
  constructor(limits: BudgetLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
    this.#originMs = clock.monotonicMs();
  }

  /**
   * Decides at once whether a call may be sent, and reserves its worst case if so. A call that does
   * not fit even when nothing is under way exhausts the budget; one that only has to wait does not,
   * and is not put into the line of `admit`.
   *
   * @throws {InputError} with code `MODEL_WITHOUT_PRICE` for a model without a price
   * @throws {RangeError} for bounds that are no integers >= 0
   */
  reserve(request: CallRequest): Admission {
    const { model, inputTokens, outputMaxTokens, key = "", attempt = 1 } = request;
    if (this.#isFinal) throw new TypeError("Cannot reserve: the run is finalized");
    checkBound("inputTokens", inputTokens);
    checkBound("outputMaxTokens", outputMaxTokens);
    const budget = this.#budgetOf(model);
    const { price, account } = budget;
    const reserved = { inputTokens, cachedInputTokens: 0, outputTokens: outputMaxTokens };
    const amount = costOf(price, reserved);
    const isAboveCall = amount > price.callMax;
    const fit = account.fit(amount);
    if (isAboveCall || fit !== "fits") {
      const type: CostLimit = isAboveCall ? "cost_per_call" : "cost_per_run";
      const refusal = refuse({ model, key, attempt, type, requested: amount }, budget);
      const canFitLater = !isAboveCall && fit === "later";
      if (!canFitLater) this.#refusals.push(refusal);
      return { ok: false, refusal, canFitLater };
    }
    account.reserve(amount);
    const reservation: OpenReservation = {
      model,
      amount,
      budget,
      index: this.#calls.push(null) - 1,
      key,
      attempt,
      reserved,
      startMs: this.#clock.monotonicMs(),
      settled: null,
    };
    this.#open.add(reservation);
    return { ok: true, reservation };
  }

  /**
   * Reserves like `reserve`, and waits, first come, first served, where calls under way may leave
   * room. A call is refused only if it does not fit beside what is spent for good.
   *
   * @param signal Ends the wait
   * @throws {BudgetExhaustedError} if the call can never fit
   * @throws the signal's reason when aborted
   */
  admit(request: CallRequest, signal?: AbortSignal): Promise<Reservation> {
    const { line } = this.#budgetOf(request.model);
    const attempt = () => {
      const admission = this.reserve(request);
      if (admission.ok) return admission.reservation;
      if (admission.canFitLater) return undefined;
      throw new BudgetExhaustedError(admission.refusal);
    };
    const admitted = line.join(attempt, signal);
    if (line.length === 1) line.serve();
    return admitted;
  }

  /** Starts the latency of a reservation anew: it was held while something else was waited for. */
  restart(reservation: Reservation): void {
    openOf(reservation).startMs = this.#clock.monotonicMs();
  }

  /**
   * Records an answered call with what it used. Recording it again changes nothing.
   *
   * @param reservation From `reserve` or `admit` of this tracker
   * @param usage What the provider told, unchecked: what cannot be believed costs the reservation
   */
  recordCall(reservation: Reservation, usage: unknown): SettledCall {
    const open = openOf(reservation);
    return this.#settle(open, endAnswered(usage, open.reserved));
  }

  /**
   * Records an attempt that gave no answer: its reservation is charged unless the model cannot have
   * run. Recording it again changes nothing.
   *
   * @param reservation From `reserve` or `admit` of this tracker
   * @param error What the provider was rejected with
   * @param options Whether the caller gave up, which counts as charged
   */
  recordFailure(
    reservation: Reservation,
    error: unknown,
    options: { readonly isAborted?: boolean } = {},
  ): SettledCall {
    const open = openOf(reservation);
    return this.#settle(open, endFailed(error, open.reserved, options));
  }

  /**
   * Takes back a reservation whose call was never sent.
   *
   * @param reservation From `reserve` or `admit` of this tracker
   * @param refusal Why, if a budget beside this one refused the call; null if it was given up
   */
  withdraw(reservation: Reservation, refusal: Refusal | null): void {
    const open = openOf(reservation);
    if (!this.#open.delete(open)) return;
    open.budget.account.settle(open.amount, 0n);
    if (refusal !== null) this.#refusals.push(refusal);
    open.budget.line.serve();
  }

  /** Whether a call was refused, or a model that costs something has used up its limit. */
  isBudgetExhausted(): boolean {
    if (this.#refusals.length > 0) return true;
    for (const { account, price } of this.#budgets.values()) {
      const isFree = price.inputPerToken === 0n && price.outputPerToken === 0n;
      if (!isFree && account.spent >= account.limit) return true;
    }
    return false;
  }

  /**
   * Ends the run and gives its calls in the order of their admission. What is still under way is
   * charged as reserved, with the outcome `unsettled`.
   */
  finalize(): RunCalls {
    this.#isFinal = true;
    for (const open of [...this.#open]) {
      this.#settle(open, endUnsettled(open.reserved));
    }
    return {
      calls: this.#calls.filter((call) => call !== null),
      refusals: [...this.#refusals],
    };
  }

  #budgetOf(model: string): ModelBudget {
    let budget = this.#budgets.get(model);
    if (budget === undefined) {
      const price = this.#limits.prices.priceOf(model);
      budget = { price, account: new Account(price.runMax), line: new WaitingLine() };
      this.#budgets.set(model, budget);
    }
    return budget;
  }

  #settle(open: OpenReservation, ending: AttemptEnding): SettledCall {
    if (open.settled !== null) return open.settled;
    const { usage, outcome, errorCode, tokens, warnings } = ending;
    const latencyMs = roundToMicroseconds(this.#clock.monotonicMs() - open.startMs);
    const isSlow = latencyMs > this.#limits.latency.warn_call_latency_ms;
    const call: CallRecord = {
      key: open.key,
      attempt: open.attempt,
      model: open.model,
      usage,
      outcome,
      errorCode,
      inputTokens: tokens.inputTokens,
      cachedInputTokens: tokens.cachedInputTokens,
      outputTokens: tokens.outputTokens,
      reservedInputTokens: open.reserved.inputTokens,
      reservedOutputTokens: open.reserved.outputTokens,
      startMs: roundToMicroseconds(open.startMs - this.#originMs),
      latencyMs,
      endedAtMs: Math.floor(this.#clock.now()),
      warnings: isSlow ? [...warnings, "latency_above_warning"] : warnings,
    };
    const cost = costOf(open.budget.price, tokens);
    open.budget.account.settle(open.amount, cost);
    open.settled = { call, cost };
    this.#calls[open.index] = call;
    this.#open.delete(open);
    open.budget.line.serve();
    return open.settled;
  }
}

// OC-BUDGET-2202 impl
function openOf(reservation: Reservation): OpenReservation {
  // Only the tracker makes reservations; the public type hides what it remembers.
  return reservation as OpenReservation;
}

// OC-BUDGET-2104 impl
function refuse(
  call: Pick<Refusal, "model" | "key" | "attempt" | "type" | "requested">,
  { price, account }: ModelBudget,
): Refusal {
  if (call.type === "cost_per_call") {
    return { ...call, scope: "run", spent: 0n, reserved: 0n, limit: price.callMax };
  }
  const { spent, reserved, limit } = account;
  return { ...call, scope: "run", spent, reserved, limit };
}

function checkBound(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new RangeError(`Cannot reserve: ${name} must be an integer >= 0, got ${value}`);
}

function roundToMicroseconds(timeMs: number): number {
  return Math.round(timeMs * 1000) / 1000;
}
