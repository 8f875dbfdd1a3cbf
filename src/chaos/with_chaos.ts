import { systemCode } from "../internal/errors.ts";
import type { Provider } from "../provider/provider.ts";
import type { FaultTiming } from "./inject_fault.ts";
import { injectFault } from "./inject_fault.ts";
import type { RunChaosLog } from "./run_chaos_log.ts";

/** Options of {@linkcode withChaos}: how long faults take. */
export type ChaosOptions = Partial<FaultTiming>;

// OC-CHAOS-4506 impl
/**
 * A provider whose attempts are struck as the plan of a run's log says.
 *
 * It stands right around the adapter, inside budget and retries. Each attempt, struck or not, is
 * written down before it is made and completed when it has ended.
 *
 * @param provider What to call
 * @param log The attempts of the run; one log for each run
 * @param options How long faults take: a timeout 60 s, a delay 0.5 to 5 s, a rate limit 1 s
 */
export function withChaos(
  provider: Provider,
  log: RunChaosLog,
  options: ChaosOptions = {},
): Provider {
  const timing: FaultTiming = {
    timeoutMs: options.timeoutMs ?? 60_000,
    delayMinMs: options.delayMinMs ?? 500,
    delayMaxMs: options.delayMaxMs ?? 5_000,
    retryAfterSeconds: options.retryAfterSeconds ?? 1,
  };
  return {
    name: provider.name,
    isDeterministic: provider.isDeterministic,
    async generate(request, context) {
      const attempt = await log.begin(context.key, context.ports.clock.now());
      try {
        const answer = attempt.fault === undefined
          ? await provider.generate(request, context)
          : await injectFault(attempt.fault.type, { provider, request, context, timing });
        await attempt.end({ outcome: "answered", errorCode: undefined });
        return answer;
      } catch (error) {
        await attempt.end({ outcome: "failed", errorCode: codeOf(error) });
        throw error;
      }
    },
  };
}

function codeOf(error: unknown): string {
  return systemCode(error) ?? (error instanceof Error ? error.name : "UNKNOWN");
}
