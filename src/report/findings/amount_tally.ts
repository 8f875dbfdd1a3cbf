/** Significant digits that an amount keeps. */
const DIGITS = 4;

/** Buckets of one decade: the first four digits, 1000 to 9999. */
const DECADE = 10 ** DIGITS;

/** Amounts below this count as 0, those above {@linkcode EXPONENT_MAX} as the largest kept. */
const EXPONENT_MIN = -12;
const EXPONENT_MAX = 15;

/** How amounts >= 0 are spread, such as times or costs. */
export interface AmountDistribution {
  /** Number of amounts. */
  readonly count: number;
  /** Their sum. */
  readonly sum: number;
  /** The smallest one; 0 where there is none. */
  readonly lowest: number;
  /** The largest one; 0 where there is none. */
  readonly highest: number;
  /** Amounts, cut to four significant digits, with how often each came, in ascending order. */
  readonly buckets: readonly AmountBucket[];
}

/** Equal amounts. */
export interface AmountBucket {
  /** The amount, cut to four significant digits. */
  readonly amount: number;
  /** How often it came. */
  readonly count: number;
}

/**
 * Counts amounts of any size by their first four digits, as HdrHistogram does with binary ones: the
 * memory is bounded by the digits (28 decades of 9,000) and an amount is at most 0.1 % above its
 * bucket, whatever the largest one turns out to be.
 */
export class AmountTally {
  readonly #counts = new Map<number, number>();
  #count = 0;
  #sum = 0;
  #lowest = Infinity;
  #highest = -Infinity;

  /**
   * Adds an amount.
   *
   * @param amount A finite number >= 0
   */
  add(amount: number): void {
    this.#count += 1;
    this.#sum += amount;
    this.#lowest = Math.min(this.#lowest, amount);
    this.#highest = Math.max(this.#highest, amount);
    const key = keyOf(amount);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** What was counted so far. */
  result(): AmountDistribution {
    const sorted = [...this.#counts].sort(([a], [b]) => a - b);
    return {
      count: this.#count,
      sum: this.#sum,
      lowest: this.#count === 0 ? 0 : this.#lowest,
      highest: this.#count === 0 ? 0 : this.#highest,
      buckets: sorted.map(([key, count]) => ({ amount: amountOf(key), count })),
    };
  }
}

/**
 * The nearest-rank percentile of a distribution, to four significant digits; null where it is
 * empty. The percentile of 100 is the largest amount itself.
 *
 * @param percent In 0..100, exclusive of 0
 */
export function percentileOf(
  { buckets, count, highest }: AmountDistribution,
  percent: number,
): number | null {
  if (count === 0) return null;
  if (percent === 100) return highest;
  const rank = Math.ceil((percent * count) / 100);
  let seen = 0;
  return buckets.find((bucket) => (seen += bucket.count) >= rank)?.amount ?? highest;
}

/** Exponent and first digits as one integer that sorts like the amount; 0 for 0. */
function keyOf(amount: number): number {
  if (amount < Number(`1e${EXPONENT_MIN}`)) return 0;
  let exponent = Math.min(EXPONENT_MAX, Math.floor(Math.log10(amount)));
  // Math.log10 may be off by its last bit: 1000 must not become 999.9.
  if (scale(amount, exponent) >= DECADE) exponent += 1;
  else if (scale(amount, exponent) < DECADE / 10) exponent -= 1;
  const digits = Math.min(DECADE - 1, scale(amount, exponent));
  return (exponent - EXPONENT_MIN + 1) * DECADE + digits;
}

/** The first digits of an amount, for its exponent. The tolerance keeps 0.0123 from being 1229. */
function scale(amount: number, exponent: number): number {
  const shift = DIGITS - 1 - exponent;
  const scaled = shift >= 0 ? amount * 10 ** shift : amount / 10 ** -shift;
  return Math.floor(scaled + 1e-6);
}

function amountOf(key: number): number {
  if (key === 0) return 0;
  const exponent = Math.floor(key / DECADE) + EXPONENT_MIN - 1;
  // Read from decimal text, which gives the double nearest to the digits.
  return Number(`${key % DECADE}e${exponent - DIGITS + 1}`);
}
