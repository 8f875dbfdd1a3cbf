import { JsonCursor } from "../internal/cursor.ts";
import type { JsonObject } from "../internal/json.ts";
import type { AnswerStore } from "../provider/with_cache.ts";
import { withCache } from "../provider/with_cache.ts";
import type { OpenProviderChain } from "./provider_chain.ts";
import type { RunRecord } from "./run_record.ts";

/** Name of the evidence. */
const CACHE = "cache";

/** Which calls were answered by kept answers: those are repeats, not new samples. */
export interface CacheTotals {
  /** Calls that were. */
  readonly hits: number;
  /** Calls that were not. */
  readonly misses: number;
  /** Runs that had nothing but kept answers. */
  readonly repeatedRuns: number;
}

/**
 * Puts a cache around the chain of every run, outermost: a kept answer costs nothing, meets no fault
 * and says nothing about the server. How many there were becomes evidence of the run.
 *
 * @param open The chain inside
 * @param cache Kept answers of the provider inside
 */
export function cacheRuns(open: OpenProviderChain, cache: AnswerStore): OpenProviderChain {
  return (input, ports, runFolder) => {
    const chain = open(input, ports, runFolder);
    const counts = { hits: 0, misses: 0 };
    const provider = withCache(chain.provider, {
      cache,
      run: input.run,
      onLookup: (isHit) => counts[isHit ? "hits" : "misses"] += 1,
    });
    return { provider, evidence: () => ({ ...chain.evidence(), [CACHE]: [{ ...counts }] }) };
  };
}

/**
 * Adds what the evidence of a run says about its cache; where it says nothing, the sums stay.
 *
 * @throws {InputError} naming the run and the place
 */
export function addCacheLookups(
  totals: CacheTotals | null,
  { runId, evidence }: RunRecord,
): CacheTotals | null {
  const lookups = evidence[CACHE];
  if (lookups === undefined) return totals;
  const { hits: earlierHits, misses: earlierMisses, repeatedRuns } = totals ?? NO_LOOKUPS;
  let [hits, misses] = [0, 0];
  for (const lookup of new JsonCursor(lookups, `run ${runId} of runs.jsonl`).items()) {
    hits += lookup.field("hits").number({ min: 0, isInteger: true });
    misses += lookup.field("misses").number({ min: 0, isInteger: true });
  }
  return {
    hits: earlierHits + hits,
    misses: earlierMisses + misses,
    repeatedRuns: repeatedRuns + Number(hits > 0 && misses === 0),
  };
}

const NO_LOOKUPS: CacheTotals = { hits: 0, misses: 0, repeatedRuns: 0 };

/** The document of the sums. */
export function encodeCacheTotals({ hits, misses, repeatedRuns }: CacheTotals): JsonObject {
  return { hits, misses, repeated_runs: repeatedRuns };
}
