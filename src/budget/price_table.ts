import type { BudgetLimit } from "../calibration/calibration.ts";
import { JsonCursor } from "../internal/cursor.ts";
import { InputError } from "../internal/errors.ts";
import type { Money } from "./money.ts";
import { moneyOfNumber } from "./money.ts";

/** Prices and cost limits of one model, exact. */
export interface ModelPrice {
  /** Name of the model, as the calibration has it. */
  readonly model: string;
  /** Price of one input token that did not come from the provider's cache. */
  readonly inputPerToken: Money;
  /** Price of one input token from the provider's cache; the full price where none is given. */
  readonly cachedInputPerToken: Money;
  /** Price of one output token. */
  readonly outputPerToken: Money;
  /** The most that one call may cost. */
  readonly callMax: Money;
  /** The most that the calls of this model in one run may cost together. */
  readonly runMax: Money;
  /** The most that the calls of this model in all runs may cost together; null for no such limit. */
  readonly totalMax: Money | null;
}

/** Tokens of a call. */
export interface TokenCounts {
  /** Tokens of the request, cached ones included. */
  readonly inputTokens: number;
  /** Those of them that came from the provider's cache. */
  readonly cachedInputTokens: number;
  /** Tokens of the answer. */
  readonly outputTokens: number;
}

/** Tokens that a price in the calibration is for. */
const TOKENS_PER_PRICE = 1000n;

// OC-BUDGET-2006 impl
/** The prices of a calibration, exact. */
export class PriceTable {
  /** The calibration as error texts name it. */
  readonly source: string;
  readonly #prices = new Map<string, ModelPrice>();

  /**
   * Reads the prices of a calibration.
   *
   * @param limits `BUDGET_LIMITS` of the calibration
   * @param source The calibration as error texts name it. @default `"calibration.json"`
   * @throws {InputError} naming the JSON path of a price that no exact amount can hold
   */
  constructor(limits: Readonly<Record<string, BudgetLimit>>, source = "calibration.json") {
    this.source = source;
    for (const [model, cursor] of new JsonCursor(limits, source, "$.BUDGET_LIMITS").members()) {
      this.#prices.set(model, readPrice(model, cursor));
    }
  }

  /** Whether a model has a limit for all runs together. */
  get hasTotals(): boolean {
    return [...this.#prices.values()].some(({ totalMax }) => totalMax !== null);
  }

  /**
   * The most that all runs together may spend on a model: its own limit for that, or without one
   * the limit of a run once for each run.
   *
   * @throws {InputError} with code `MODEL_WITHOUT_PRICE` if the calibration has no price for it
   */
  totalMaxOf(model: string, runCount: number): Money {
    const { totalMax, runMax } = this.priceOf(model);
    return totalMax ?? runMax * BigInt(runCount);
  }

  /** The models that have a price. */
  get models(): readonly string[] {
    return [...this.#prices.keys()];
  }

  /**
   * The price of a model. A price of 0 is one.
   *
   * @throws {InputError} with code `MODEL_WITHOUT_PRICE` if the calibration has none
   */
  priceOf(model: string): ModelPrice {
    const price = this.#prices.get(model);
    if (price !== undefined) return price;
    const known = this.models.map((name) => `"${name}"`).join(", ") || "none";
    throw new InputError(
      `Cannot use model "${model}": wanted a price in BUDGET_LIMITS of "${this.source}", ` +
        `found prices of ${known}; "omega budget price ${model}" may know one to put there`,
      { code: "MODEL_WITHOUT_PRICE" },
    );
  }
}

// OC-BUDGET-2004 impl
/** What tokens cost; a cached token is paid once, at the cached price. */
export function costOf(price: ModelPrice, tokens: TokenCounts): Money {
  const { inputTokens, cachedInputTokens, outputTokens } = tokens;
  const cost = BigInt(inputTokens - cachedInputTokens) * price.inputPerToken +
    BigInt(outputTokens) * price.outputPerToken;
  // Most calls have no cached token, and a multiplication of bigints allocates.
  if (cachedInputTokens === 0) return cost;
  return cost + BigInt(cachedInputTokens) * price.cachedInputPerToken;
}

function readPrice(model: string, cursor: JsonCursor): ModelPrice {
  const inputPerToken = perToken(cursor.field("input_cost_per_1k"));
  const total = cursor.optional("max_total_usd");
  const cached = cursor.optional("cached_input_cost_per_1k");
  if (cached !== undefined) {
    cached.number({ min: 0, max: Number(cursor.field("input_cost_per_1k").value) });
  }
  return {
    model,
    inputPerToken,
    cachedInputPerToken: cached === undefined ? inputPerToken : perToken(cached),
    outputPerToken: perToken(cursor.field("output_cost_per_1k")),
    callMax: amount(cursor.field("max_per_call_usd")),
    runMax: amount(cursor.field("max_per_run_usd")),
    totalMax: total === undefined ? null : amount(total),
  };
}

function perToken(cursor: JsonCursor): Money {
  const price = amount(cursor);
  if (price % TOKENS_PER_PRICE !== 0n) cursor.fail("a price of at most 21 decimal places");
  return price / TOKENS_PER_PRICE;
}

// OC-BUDGET-2005 impl
function amount(cursor: JsonCursor): Money {
  const value = cursor.number({ min: 0 });
  try {
    return moneyOfNumber(value);
  } catch (error) {
    if (error instanceof RangeError) return cursor.fail("an amount of at most 24 decimal places");
    throw error;
  }
}
