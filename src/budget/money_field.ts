import type { JsonCursor } from "../internal/cursor.ts";
import type { Money } from "./money.ts";
import { formatMoney, parseMoney } from "./money.ts";

/**
 * A member that holds an amount as exact decimal text, in the form in which we write it.
 *
 * @throws {InputError} naming the file and the place
 */
export function moneyField(cursor: JsonCursor, name: string): Money {
  const member = cursor.field(name);
  const text = member.string();
  try {
    const money = parseMoney(text);
    if (formatMoney(money) === text) return money;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
  }
  return member.fail("an exact decimal amount such as 0.0025");
}
