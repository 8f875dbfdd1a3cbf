import { assertEquals, assertThrows } from "@std/assert";
import type { BudgetLimit } from "../../src/calibration/mod.ts";
import { costOf, formatMoney, PriceTable } from "../../src/budget/mod.ts";
import { InputError } from "../../src/internal/errors.ts";
import { PLAIN_MODEL } from "./_limits.ts";

function tableOf(change: Partial<Record<keyof BudgetLimit, unknown>>): PriceTable {
  return new PriceTable({ m: { ...PLAIN_MODEL, ...change } as BudgetLimit }, "limits.json");
}

const REFUSED: readonly (readonly [field: keyof BudgetLimit, value: unknown, found: string])[] = [
  ["input_cost_per_1k", NaN, "NaN"],
  ["input_cost_per_1k", -0.1, "-0.1"],
  ["output_cost_per_1k", "0.1", '"0.1"'],
  ["output_cost_per_1k", null, "null"],
  ["output_cost_per_1k", Infinity, "Infinity"],
  ["input_cost_per_1k", 1e-22, "1e-22"],
  ["max_per_call_usd", 5e-324, "5e-324"],
  ["max_per_run_usd", undefined, "nothing"],
  ["cached_input_cost_per_1k", 0.5, "0.5"],
];

for (const [field, value, found] of REFUSED) {
  Deno.test(`PriceTable names ${field} when it is ${String(value)}`, () => {
    const error = assertThrows(() => tableOf({ [field]: value }), InputError, `found ${found}`);
    assertEquals(error.message.includes(`"limits.json" at $.BUDGET_LIMITS.m.${field}`), true);
  });
}

Deno.test("PriceTable refuses a model without a price, naming it and the calibration [OC-BUDGET-2006]", () => {
  for (const model of ["gpt-9", "toString", "__proto__", ""]) {
    const error = assertThrows(() => tableOf({}).priceOf(model), InputError, `"${model}"`);
    assertEquals(error.code, "MODEL_WITHOUT_PRICE");
    assertEquals(error.message.includes('"limits.json"'), true);
  }
});

Deno.test("costOf() bills a cached token once, at the cached price, exactly [OC-BUDGET-2004]", () => {
  const prices = { input_cost_per_1k: 0.0025, output_cost_per_1k: 0.01 };
  const cached = { ...prices, cached_input_cost_per_1k: 0.00125 };
  const tokens = { inputTokens: 1_000, cachedInputTokens: 600, outputTokens: 3 };
  assertEquals(formatMoney(costOf(tableOf(cached).priceOf("m"), tokens)), "0.00178");
  // Without a cached price every token has the full one.
  assertEquals(formatMoney(costOf(tableOf(prices).priceOf("m"), tokens)), "0.00253");
});

Deno.test("costOf() takes a price of 0 for a price [OC-BUDGET-2005]", () => {
  const free = tableOf({ input_cost_per_1k: 0, output_cost_per_1k: 0 }).priceOf("m");
  assertEquals(costOf(free, { inputTokens: 1e9, cachedInputTokens: 0, outputTokens: 1e9 }), 0n);
});

Deno.test("costOf() is exact for any published price, and for computed ones", () => {
  for (const price of [0.00001875, 0.0000375, 0.000000005, 0.07 / 1000, 1 / 3]) {
    const table = tableOf({ output_cost_per_1k: price });
    const cost = costOf(table.priceOf("m"), {
      inputTokens: 0,
      cachedInputTokens: 0,
      outputTokens: 1000,
    });
    assertEquals(Number(formatMoney(cost)), price);
  }
});
