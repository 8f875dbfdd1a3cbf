/**
 * Claim: retry, deadline and classification cost at most 2 µs per successful call.
 *
 * The same trivial asynchronous operation is called bare, through `createRetry` (without and with a
 * caller's signal, and with an operation that asks for its own signal), through cockatiel's retry
 * alone and wrapped as retry + circuit breaker + timeout, and through p-retry. Peers take turns in
 * every round. Rounds are short, so that some are not interrupted on a busy machine; the best of each
 * counts.
 *
 *     bin/deno run --no-lock --allow-all bench/retry.ts
 *
 * @module
 */
import { createRetry } from "../src/retry/mod.ts";

const ROUNDS = 150;
const CALLS = 2_000;

/** Dynamic, so that checking and publishing this repository needs none of them. */
async function importPeer<T>(specifier: string): Promise<T> {
  return await import(specifier);
}

interface CockatielPolicy {
  execute(operation: () => Promise<number>): Promise<number>;
}
interface Cockatiel {
  handleAll: unknown;
  ExponentialBackoff: new () => unknown;
  ConsecutiveBreaker: new (count: number) => unknown;
  TimeoutStrategy: { Aggressive: unknown };
  retry(handle: unknown, options: unknown): CockatielPolicy;
  circuitBreaker(handle: unknown, options: unknown): CockatielPolicy;
  timeout(ms: number, strategy: unknown): CockatielPolicy;
  wrap(...policies: readonly CockatielPolicy[]): CockatielPolicy;
}
interface PRetry {
  default(operation: () => Promise<number>, options: unknown): Promise<number>;
}

const cockatiel = await importPeer<Cockatiel>("npm:cockatiel@3.2.1");
const pRetry = await importPeer<PRetry>("npm:p-retry@7.1.0");

const operation = (): Promise<number> => Promise.resolve(1);
const retry = createRetry({ seed: 1 });
const { signal } = new AbortController();
const cockatielRetry = cockatiel.retry(cockatiel.handleAll, {
  maxAttempts: 3,
  backoff: new cockatiel.ExponentialBackoff(),
});
const cockatielAll = cockatiel.wrap(
  cockatielRetry,
  cockatiel.circuitBreaker(cockatiel.handleAll, {
    halfOpenAfter: 10_000,
    breaker: new cockatiel.ConsecutiveBreaker(5),
  }),
  cockatiel.timeout(60_000, cockatiel.TimeoutStrategy.Aggressive),
);

const CONTENDERS: Readonly<Record<string, () => Promise<number>>> = {
  "bare await": operation,
  "omega retry + deadline + classification": () => retry.execute(operation),
  "omega, with the caller's signal": () => retry.execute(operation, { signal }),
  "omega, the operation takes its signal": () =>
    retry.execute(({ signal }) => Promise.resolve(Number(!signal.aborted))),
  "cockatiel retry": () => cockatielRetry.execute(operation),
  "cockatiel retry + breaker + timeout": () => cockatielAll.execute(operation),
  "p-retry": () => pRetry.default(operation, { retries: 3 }),
};

async function measure(call: () => Promise<number>): Promise<number> {
  const startMs = performance.now();
  for (let index = 0; index < CALLS; index++) await call();
  return ((performance.now() - startMs) * 1000) / CALLS;
}

const best = new Map<string, number>();
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, call] of Object.entries(CONTENDERS)) {
    const timeUs = await measure(call);
    best.set(name, Math.min(best.get(name) ?? Infinity, timeUs));
  }
}

const ours = best.get("omega retry + deadline + classification")!;
console.log("µs per call   against omega");
for (const [name, timeUs] of best) {
  const ratio = `${(timeUs / ours).toFixed(2)}x`;
  console.log(`${timeUs.toFixed(3).padStart(11)}   ${ratio.padStart(13)}   ${name}`);
}
const isKept = ours <= 2;
console.log(`claim: at most 2 µs, measured ${ours.toFixed(3)} µs: ${isKept ? "kept" : "BROKEN"}`);
if (!isKept) Deno.exit(1);
