import type { GenerateResult, Provider } from "../provider/provider.ts";
import { createRetry } from "./create_retry.ts";
import type { BadResult, RetryOptions } from "./retry_options.ts";

/** Options of {@linkcode withRetry}. Clock, seed and signal are those of each call. */
export type ProviderRetryOptions = Omit<RetryOptions, "clock" | "seed">;

/**
 * A provider that makes up to `attemptMaxCount` attempts for a call.
 *
 * Each attempt gets its number in `context.attempt` and a signal that also ends it at the deadline.
 * An answer that looks like a success and holds nothing, or bytes that got lost, is an attempt that
 * failed. An answer that was cut off at the bound of output tokens or filtered is not tried again:
 * it is what the model gives. Waits, jitter and deadline run on the clock and seed of the call, so a
 * run on a virtual clock is repeatable.
 *
 * A budget belongs inside, so that each attempt is reserved and settled; its refusal ends the call.
 *
 * @param provider What to call
 * @param options Bounds and back-off
 * @throws {RangeError} if a number is out of its range
 */
export function withRetry(provider: Provider, options: ProviderRetryOptions = {}): Provider {
  // The seed comes with each call; this one is never drawn from.
  const retry = createRetry({ ...options, seed: 0 });
  return {
    name: provider.name,
    isDeterministic: provider.isDeterministic,
    generate: (request, context) =>
      retry.execute(
        ({ attempt, signal }) =>
          provider.generate(request, {
            ...context,
            attempt: context.attempt + attempt - 1,
            signal,
          }),
        {
          signal: context.signal,
          key: context.key,
          clock: context.ports.clock,
          seed: context.seed,
          judge: judgeAnswer,
        },
      ),
  };
}

/** What is left of bytes that were no UTF-8, or of half a character. */
const REPLACEMENT_CHARACTER = "\ufffd";

// OC-RETRY-4110 impl
/**
 * Says what is wrong with an answer that came as a success. Adapters refuse most of this already;
 * providers of other people may not.
 */
export function judgeAnswer({ text, finishReason }: GenerateResult): BadResult | undefined {
  const isWhole = finishReason === "stop" || finishReason === "unknown";
  if (isWhole && text.trim() === "") {
    return { failureClass: "transient", problem: "wanted a text, found an empty one" };
  }
  if (text.includes(REPLACEMENT_CHARACTER)) {
    return { failureClass: "transient", problem: "wanted a whole text, found lost characters" };
  }
  return undefined;
}
