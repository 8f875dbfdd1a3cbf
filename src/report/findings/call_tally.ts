import type { Money } from "../../budget/money.ts";
import { toDollars } from "../../budget/money.ts";
import type { JsonObject } from "../../internal/json.ts";
import type { RunEvidence } from "../../stress/provider_chain.ts";
import type { AmountDistribution } from "./amount_tally.ts";
import { AmountTally } from "./amount_tally.ts";
import type { PriceCall } from "./call_price.ts";
import { tokensOf } from "./call_price.ts";

/** Models beyond this number are counted together. */
const MODEL_MAX_COUNT = 50;

/** Name under which models are counted that are too many. */
const OTHER_MODELS = "(other models)";

/** The calls of one model. */
export interface ModelCalls {
  /** Name of the model. */
  readonly model: string;
  /** Physical attempts. */
  readonly callCount: number;
  /** Those that gave no answer. */
  readonly failedCount: number;
  /** Those that were not the first one of their call. */
  readonly retryCount: number;
  /** Those whose tokens nobody measured: they are counted with what was reserved, or not at all. */
  readonly unmeasuredCount: number;
  /** Those whose cost nobody knows. */
  readonly unpricedCount: number;
  /** Tokens of the requests, cached ones included. */
  readonly inputTokens: number;
  /** Those of them that came from the provider's cache. */
  readonly cachedInputTokens: number;
  /** Tokens of the answers. */
  readonly outputTokens: number;
  /** What the priced calls cost, exactly. */
  readonly cost: Money;
}

/** What the runs called and what it cost. */
export interface CallFindings {
  /** Physical attempts of all models. */
  readonly callCount: number;
  /** Calls that a budget did not let through. */
  readonly refusedCount: number;
  /** Calls whose cost nobody knows. */
  readonly unpricedCount: number;
  /** What the priced calls cost together, exactly. */
  readonly cost: Money;
  /** The models, sorted by name. */
  readonly models: readonly ModelCalls[];
  /** What a run cost, in US dollars. */
  readonly runCostsUsd: AmountDistribution;
  /** How long a call took, in ms. */
  readonly latenciesMs: AmountDistribution;
}

type ModelSums = { -readonly [K in keyof Omit<ModelCalls, "model">]: ModelCalls[K] };

/** Sums up calls, in constant memory. */
export class CallTally {
  readonly #priceCall: PriceCall;
  readonly #models = new Map<string, ModelSums>();
  readonly #runCosts = new AmountTally();
  readonly #latencies = new AmountTally();
  #refusedCount = 0;
  #isObserved = false;

  /** @param priceCall What a call cost */
  constructor(priceCall: PriceCall) {
    this.#priceCall = priceCall;
  }

  /** Adds the calls of one run. */
  add({ calls, refusals = [] }: RunEvidence): void {
    this.#refusedCount += refusals.length;
    if (calls === undefined) return;
    this.#isObserved = true;
    let runCost = 0n;
    for (const call of calls) runCost += this.#addCall(call);
    this.#runCosts.add(toDollars(runCost));
  }

  #addCall(call: JsonObject): Money {
    const sums = this.#sumsOf(typeof call.model === "string" ? call.model : "unknown");
    const [input, output] = [tokensOf(call, "input_tokens"), tokensOf(call, "output_tokens")];
    const isMeasured = input !== null && output !== null && call.usage !== "unmeasured";
    const cost = this.#priceCall(call);
    sums.callCount += 1;
    sums.failedCount += Number(call.outcome !== undefined && call.outcome !== "answered");
    sums.retryCount += Number(typeof call.attempt === "number" && call.attempt > 1);
    sums.unmeasuredCount += Number(!isMeasured);
    sums.unpricedCount += Number(cost === null);
    sums.inputTokens += input ?? 0;
    sums.cachedInputTokens += tokensOf(call, "cached_input_tokens") ?? 0;
    sums.outputTokens += output ?? 0;
    sums.cost += cost ?? 0n;
    const { latency_ms: latencyMs } = call;
    if (typeof latencyMs === "number" && latencyMs >= 0) this.#latencies.add(latencyMs);
    return cost ?? 0n;
  }

  #sumsOf(name: string): ModelSums {
    const isRoom = this.#models.has(name) || this.#models.size < MODEL_MAX_COUNT;
    const model = isRoom ? name : OTHER_MODELS;
    let sums = this.#models.get(model);
    if (sums === undefined) {
      sums = {
        callCount: 0,
        failedCount: 0,
        retryCount: 0,
        unmeasuredCount: 0,
        unpricedCount: 0,
        inputTokens: 0,
        cachedInputTokens: 0,
        outputTokens: 0,
        cost: 0n,
      };
      this.#models.set(model, sums);
    }
    return sums;
  }

  /** What was added so far; null where no layer around the provider saw calls. */
  result(): CallFindings | null {
    if (!this.#isObserved) return null;
    const models = [...this.#models]
      .map(([model, sums]) => ({ model, ...sums }))
      .sort((a, b) => (a.model < b.model ? -1 : 1));
    return {
      callCount: models.reduce((sum, { callCount }) => sum + callCount, 0),
      refusedCount: this.#refusedCount,
      unpricedCount: models.reduce((sum, { unpricedCount }) => sum + unpricedCount, 0),
      cost: models.reduce((sum, { cost }) => sum + cost, 0n),
      models,
      runCostsUsd: this.#runCosts.result(),
      latenciesMs: this.#latencies.result(),
    };
  }
}
