import type { Json, JsonObject } from "../internal/json.ts";
import type { Provider, TokenCount, Usage } from "../provider/provider.ts";
import type { OpenProviderChain, RunEvidence } from "./provider_chain.ts";

/** Name of the evidence. */
const USAGE = "usage";

/** What calls consumed, as their providers told. */
export interface UsageTotals {
  /** Calls that were answered. */
  readonly calls: number;
  /** Calls that were not. */
  readonly failedCalls: number;
  /** Answered calls whose input or output the provider did not count. */
  readonly unmeasuredCalls: number;
  /** Tokens of the requests that were counted, cached ones included. */
  readonly inputTokens: number;
  /** Those of them that came from a prompt cache. */
  readonly cachedInputTokens: number;
  /** Tokens of the answers that were counted. */
  readonly outputTokens: number;
}

/** The names of the file format. */
const FIELDS = {
  calls: "calls",
  failedCalls: "failed_calls",
  unmeasuredCalls: "unmeasured_calls",
  inputTokens: "input_tokens",
  cachedInputTokens: "cached_input_tokens",
  outputTokens: "output_tokens",
} as const satisfies Record<keyof UsageTotals, string>;

const NAMES = Object.keys(FIELDS) as readonly (keyof UsageTotals)[];

/** Sums over no calls. */
export const NO_USAGE: UsageTotals = {
  calls: 0,
  failedCalls: 0,
  unmeasuredCalls: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
};

/**
 * Puts a meter around every chain: what the calls of a run consumed becomes evidence of the run. It
 * stands outermost, where the engine's calls arrive; what retries inside cost is the budget's.
 */
export function meterUsage(open: OpenProviderChain): OpenProviderChain {
  return (input, ports, runFolder) => {
    const chain = open(input, ports, runFolder);
    let totals = NO_USAGE;
    const provider: Provider = {
      name: chain.provider.name,
      isDeterministic: chain.provider.isDeterministic,
      async generate(request, context) {
        try {
          const result = await chain.provider.generate(request, context);
          // A kept answer was counted when it was asked for.
          if (!result.isCached) totals = addUsage(totals, usageOf(result.usage));
          return result;
        } catch (error) {
          totals = addUsage(totals, { ...NO_USAGE, failedCalls: 1 });
          throw error;
        }
      },
    };
    // An engine that calls no model has no usage to show.
    const hasCalls = () => totals.calls + totals.failedCalls > 0;
    return {
      provider,
      evidence: () => ({
        ...chain.evidence(),
        ...(hasCalls() ? { [USAGE]: [encodeUsage(totals)] } : {}),
      }),
    };
  };
}

function usageOf({ inputTokens, cachedInputTokens, outputTokens }: Usage): UsageTotals {
  const isMeasured = inputTokens !== "unmeasured" && outputTokens !== "unmeasured";
  return {
    ...NO_USAGE,
    calls: 1,
    unmeasuredCalls: isMeasured ? 0 : 1,
    inputTokens: countOf(inputTokens),
    cachedInputTokens: countOf(cachedInputTokens),
    outputTokens: countOf(outputTokens),
  };
}

function countOf(tokens: TokenCount): number {
  return tokens === "unmeasured" ? 0 : tokens;
}

/** Adds what one run, or one call, consumed. */
export function addUsage(totals: UsageTotals, more: UsageTotals): UsageTotals {
  const sums = NAMES.map((name) => [name, totals[name] + more[name]] as const);
  return Object.fromEntries(sums) as unknown as UsageTotals;
}

/** What the evidence of a run says about its usage. */
export function readUsage(evidence: RunEvidence): UsageTotals {
  return (evidence[USAGE] ?? []).reduce<UsageTotals>((totals, document) => {
    const counts = NAMES.map((name) => [name, readCount(document[FIELDS[name]])] as const);
    return addUsage(totals, Object.fromEntries(counts) as unknown as UsageTotals);
  }, NO_USAGE);
}

/** A journal may be anybody's: what is no count adds nothing. */
function readCount(value: Json | undefined): number {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? value as number : 0;
}

/** The document of the sums, in the order of the file format. */
export function encodeUsage(totals: UsageTotals): JsonObject {
  return Object.fromEntries(NAMES.map((name) => [FIELDS[name], totals[name]]));
}
