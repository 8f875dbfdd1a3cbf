import { assertEquals, assertThrows } from "@std/assert";
import { formatMoney, parseMoney, toDollars } from "../../src/budget/mod.ts";
import { moneyOfNumber } from "../../src/budget/money.ts";

const TEXTS: readonly (readonly [text: string, exact: string])[] = [
  ["0", "0"],
  ["0.1", "0.1"],
  ["007.50", "7.5"],
  ["1e3", "1000"],
  ["1.5e-7", "0.00000015"],
  ["1E+2", "100"],
  ["0.000000000000000000000001", "0.000000000000000000000001"],
  ["12345678901234567890.5", "12345678901234567890.5"],
  ["1.50e-23", "0.000000000000000000000015"],
];

for (const [text, exact] of TEXTS) {
  Deno.test(`parseMoney() reads "${text}" exactly [OC-BUDGET-2001]`, () => {
    assertEquals(formatMoney(parseMoney(text)), exact);
    assertEquals(parseMoney(exact), parseMoney(text));
  });
}

for (
  const text of ["", " 1", "1 ", "-1", "+1", ".5", "5.", "1,5", "0x1", "NaN", "1e", "Infinity"]
) {
  Deno.test(`parseMoney() refuses "${text}" [OC-BUDGET-2002]`, () => {
    assertThrows(() => parseMoney(text), SyntaxError, "wanted a decimal number >= 0");
  });
}

Deno.test("parseMoney() refuses more than 24 decimal places, but not zeros there [OC-BUDGET-2002]", () => {
  assertThrows(() => parseMoney("1e-25"), RangeError, "24 decimal places");
  assertThrows(() => parseMoney("5e-324"), RangeError, "24 decimal places");
  assertEquals(parseMoney("10e-25"), 1n);
});

Deno.test("money adds up to the last unit: 10,000 times 0.1 plus 0.2 [OC-BUDGET-2003]", () => {
  let sum = 0n;
  for (let index = 0; index < 10_000; index++) sum += parseMoney("0.1") + parseMoney("0.2");
  assertEquals(formatMoney(sum), "3000");
  assertEquals(toDollars(parseMoney("0.1") + parseMoney("0.2")), 0.3);
});

Deno.test("money of a JSON number is the decimal that stood in the file", () => {
  for (const value of [0.1, 0.0005, 1e-7, 0.07 / 1000, 123456.789, 1e21, 0]) {
    assertEquals(toDollars(moneyOfNumber(value)), value);
  }
  assertEquals(formatMoney(moneyOfNumber(0.07 / 1000)), "0.00007000000000000001");
  for (const value of [NaN, Infinity, -1]) {
    assertThrows(() => moneyOfNumber(value), SyntaxError);
  }
});

Deno.test("formatMoney() writes differences below zero too", () => {
  assertEquals(formatMoney(parseMoney("0.25") - parseMoney("0.5")), "-0.25");
});
