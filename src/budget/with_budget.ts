import type {
  CallContext,
  GenerateRequest,
  GenerateResult,
  Message,
  Provider,
} from "../provider/provider.ts";
import type { Reservation } from "./admission.ts";
import { BudgetExhaustedError } from "./budget_exhausted.ts";
import type { BudgetTracker } from "./budget_tracker.ts";
import { estimateInputTokens } from "./estimate_tokens.ts";
import type { SharedBudget, SharedReservation } from "./shared_budget.ts";

/** Options of {@linkcode withBudget}. */
export interface BudgetOptions {
  /** A budget beside the run's own, which every attempt must fit into as well. @default none */
  readonly shared?: SharedBudget | undefined;
  /**
   * Upper bound of the input tokens of a conversation; an exact tokeniser admits more calls.
   *
   * @default {@linkcode estimateInputTokens}
   */
  readonly estimateTokens?: ((messages: readonly Message[]) => number) | undefined;
}

// OC-BUDGET-2106 impl
/**
 * Puts a budget around a provider: every attempt is admitted before it is sent and recorded when it
 * has ended, however it ends. In the chain it stands inside the retries and outside the faults, so
 * that each physical attempt passes it.
 *
 * `generate` rejects with {@linkcode BudgetExhaustedError} where a call does not fit, and otherwise
 * as the provider does. It waits while calls under way may leave room.
 *
 * @param provider What generates
 * @param tracker The budget of the run
 * @param options A shared budget and another estimate
 * @returns The same provider inside the budget
 *
 * @example Account a call
 * ```ts
 * import { BudgetTracker, readBudgetLimits, withBudget } from "@omega/readiness/budget";
 * import { createProvider, createVirtualClock, loadCalibration } from "@omega/readiness";
 * import { systemPorts } from "@omega/readiness";
 * import { assertEquals } from "@std/assert";
 *
 * const { calibration } = await loadCalibration("calibration/calibration.json", systemPorts);
 * const ports = { ...systemPorts, clock: createVirtualClock(0) };
 * const tracker = new BudgetTracker(readBudgetLimits(calibration), ports.clock);
 * const provider = withBudget(createProvider("embedded"), tracker);
 * await provider.generate({
 *   model: "omega-embedded-1",
 *   messages: [{ role: "user", content: "Write one sentence." }],
 *   outputMaxTokens: 100,
 *   temperature: 0,
 * }, { key: "scene-1/pass-0", attempt: 1, seed: 42, ports });
 * assertEquals(tracker.finalize().calls.length, 1);
 * ```
 */
export function withBudget(
  provider: Provider,
  tracker: BudgetTracker,
  options: BudgetOptions = {},
): Provider {
  const { shared, estimateTokens = estimateInputTokens } = options;

  async function admit(request: GenerateRequest, { key, attempt, signal }: CallContext) {
    const { model, messages, outputMaxTokens } = request;
    const inputTokens = estimateTokens(messages);
    return await tracker.admit({ model, inputTokens, outputMaxTokens, key, attempt }, signal);
  }

  async function generate(request: GenerateRequest, context: CallContext): Promise<GenerateResult> {
    context.signal?.throwIfAborted();
    const reservation = await admit(request, context);
    const sharedReservation = shared && await reserveShared(shared, reservation, context, tracker);
    let result: GenerateResult;
    try {
      result = await provider.generate(request, context);
    } catch (error) {
      const isAborted = context.signal?.aborted ?? false;
      const { cost } = tracker.recordFailure(reservation, error, { isAborted });
      await sharedReservation?.settle(cost);
      throw error;
    }
    // A provider of somebody else's may answer anything.
    const { cost } = tracker.recordCall(reservation, (result as { usage?: unknown } | null)?.usage);
    await sharedReservation?.settle(cost);
    return result;
  }

  return { name: provider.name, isDeterministic: provider.isDeterministic, generate };
}

async function reserveShared(
  shared: SharedBudget,
  reservation: Reservation,
  { key, attempt, signal }: CallContext,
  tracker: BudgetTracker,
): Promise<SharedReservation> {
  const { model, amount } = reservation;
  try {
    const sharedReservation = await shared.reserve({ model, amount, key, attempt }, signal);
    tracker.restart(reservation);
    return sharedReservation;
  } catch (error) {
    tracker.withdraw(reservation, error instanceof BudgetExhaustedError ? error.refusal : null);
    throw error;
  }
}
