import type { Money } from "./money.ts";

/**
 * Whether an amount fits: `fits` now, `later` once calls under way have settled for less than was
 * reserved for them, or `never`.
 */
export type Fit = "fits" | "later" | "never";

// OC-BUDGET-2102 impl
/**
 * What is spent and reserved under one limit. Spent plus reserved is never above the limit by an
 * admission; only a call that uses more than its worst case can push it there.
 */
export class Account {
  /** The limit, inclusive. */
  readonly limit: Money;
  #spent = 0n;
  #reserved = 0n;

  /** @param limit The most that may be spent */
  constructor(limit: Money) {
    this.limit = limit;
  }

  /** What settled calls cost. */
  get spent(): Money {
    return this.#spent;
  }

  /** The worst case of the calls under way. */
  get reserved(): Money {
    return this.#reserved;
  }

  /** Whether an amount fits, without reserving it. */
  fit(amount: Money): Fit {
    const spent = this.#spent + amount;
    if (spent > this.limit) return "never";
    return spent + this.#reserved > this.limit ? "later" : "fits";
  }

  /** Reserves an amount that fits. */
  reserve(amount: Money): void {
    this.#reserved += amount;
  }

  /** Puts what a call cost in the place of what was reserved for it. */
  settle(reserved: Money, cost: Money): void {
    this.#reserved -= reserved;
    this.#spent += cost;
  }
}
