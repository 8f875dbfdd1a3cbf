/**
 * Money as whole numbers, so that sums are exact and a comparison with a limit is one too.
 *
 * The unit is 10^-24 US dollars. Published prices need 10^-15 at most (cents per million tokens,
 * cached and discounted); the rest is room for prices that a program computed with doubles: 0.07
 * divided by 1000 is written as 0.00007000000000000001, has 20 decimal places for 1,000 tokens and
 * therefore 23 for one, and still is one exact amount. Measured on the build machine, the bigints
 * of this unit cost 144 ns for a reservation and its settlement, those of 10^-15 would cost 60 ns;
 * safe integers would cost 15 ns and end at 9 dollars.
 *
 * @module
 */

/** An amount of money: a whole number of 10^-24 US dollars. */
export type Money = bigint;

/** Decimal places of a US dollar that an amount keeps. */
export const MONEY_DECIMALS = 24;

const DOLLAR = 10n ** BigInt(MONEY_DECIMALS);

// OC-BUDGET-2002 impl
const DECIMAL = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;

// OC-BUDGET-2001 impl
/**
 * Reads an amount from decimal text, exactly.
 *
 * @param text Digits with an optional fraction and exponent, such as `"0.0025"` or `"1.5e-7"`
 * @throws {SyntaxError} if the text is no such number; negative amounts are none
 * @throws {RangeError} if it has more than 24 decimal places
 *
 * @example Add tenths without an error
 * ```ts
 * import { formatMoney, parseMoney } from "@omega/readiness/budget";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(formatMoney(parseMoney("0.1") + parseMoney("0.2")), "0.3");
 * ```
 */
export function parseMoney(text: string): Money {
  const match = DECIMAL.exec(text);
  if (match === null) {
    throw new SyntaxError(`Cannot read money "${text}": wanted a decimal number >= 0`);
  }
  const [, whole = "", fraction = "", exponent = "0"] = match;
  // The amount is digits * 10^shift units.
  const digits = whole + fraction;
  const shift = MONEY_DECIMALS + Number(exponent) - fraction.length;
  if (shift >= 0) return BigInt(digits) * 10n ** BigInt(shift);
  const kept = digits.slice(0, shift);
  if (/[1-9]/.test(digits.slice(shift))) {
    throw new RangeError(
      `Cannot read money "${text}": wanted at most ${MONEY_DECIMALS} decimal places, found more`,
    );
  }
  return BigInt(kept);
}

/**
 * Reads an amount from a JSON number: the shortest text that gives the number back is taken as the
 * exact decimal, because that is what stood in the file.
 *
 * @throws {SyntaxError} for NaN, an infinity and a negative number
 * @throws {RangeError} if it has more than 24 decimal places
 */
export function moneyOfNumber(value: number): Money {
  return parseMoney(String(value));
}

/** The exact decimal text of an amount, without zeros at its end: `"0.3"`, `"12"`, `"-0.5"`. */
export function formatMoney(money: Money): string {
  const size = money < 0n ? -money : money;
  const fraction = String(size % DOLLAR).padStart(MONEY_DECIMALS, "0").replace(/0+$/, "");
  const text = fraction === "" ? String(size / DOLLAR) : `${size / DOLLAR}.${fraction}`;
  return money < 0n ? `-${text}` : text;
}

/**
 * The double nearest to an amount, for JSON numbers and for people. Up to 15 significant digits
 * its shortest text is the exact decimal; the exact text stands beside it wherever it is written.
 */
export function toDollars(money: Money): number {
  return Number(formatMoney(money));
}
