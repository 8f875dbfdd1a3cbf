import { assert, assertEquals, assertThrows } from "@std/assert";
import prices from "../../calibration/prices.json" with { type: "json" };
import { findPrice, formatMoney, PriceTable, readPriceList } from "../../src/budget/mod.ts";
import { InputError } from "../../src/internal/errors.ts";
import { toDollars } from "../../src/budget/money.ts";
import { PLAIN_MODEL } from "./_limits.ts";

// deno-lint-ignore no-explicit-any -- the tests break the documents on purpose
type Document = any;

const LIST = readPriceList(prices);

Deno.test("the list of prices has models of several vendors, each with a date and a source", () => {
  const vendors = new Set(LIST.map(({ vendor }) => vendor));
  assert(vendors.size >= 6 && LIST.length >= 40, `${vendors.size} vendors, ${LIST.length} models`);
  for (const price of LIST) {
    const { inputPer1k, cachedInputPer1k, cacheWritePer1k, outputPer1k } = price;
    assert(!Number.isNaN(Date.parse(price.asOf)));
    assertEquals(new URL(price.source).protocol, "https:");
    assert(inputPer1k <= outputPer1k && (cachedInputPer1k ?? 0n) <= inputPer1k, price.model);
    assert(inputPer1k <= (cacheWritePer1k ?? inputPer1k), price.model);
  }
});

Deno.test("every price of the list fits into a calibration exactly", () => {
  for (const { model, inputPer1k, outputPer1k, cachedInputPer1k } of LIST) {
    const entry = {
      ...PLAIN_MODEL,
      input_cost_per_1k: toDollars(inputPer1k),
      output_cost_per_1k: toDollars(outputPer1k),
      ...(cachedInputPer1k && { cached_input_cost_per_1k: toDollars(cachedInputPer1k) }),
    };
    const price = new PriceTable({ [model]: entry }).priceOf(model);
    assertEquals(price.inputPerToken * 1000n, inputPer1k);
    assertEquals(price.outputPerToken * 1000n, outputPer1k);
    assertEquals(price.cachedInputPerToken * 1000n, cachedInputPer1k ?? inputPer1k);
  }
});

Deno.test("findPrice() finds a model by its name and by a dated snapshot of it", () => {
  const perMillion = (model: string) => {
    const price = findPrice(LIST, model);
    return price && formatMoney(price.inputPer1k * 1000n);
  };
  assertEquals(perMillion("gpt-4o"), "2.5");
  assertEquals(perMillion("gpt-4o-2024-08-06"), "2.5");
  assertEquals(perMillion("claude-haiku-4-5-20251001"), "1");
  assertEquals(perMillion("command-r7b-12-2024"), "0.0375");
  for (const model of ["gpt-4o-latest", "gpt", "", "toString"]) {
    assertEquals(perMillion(model), undefined);
  }
});

const BROKEN: readonly (readonly [string, (document: Document) => void])[] = [
  ["$.vendors[0].models[0].input", (d) => d.vendors[0].models[0].input = 10],
  ["$.vendors[0].models[0].input", (d) => d.vendors[0].models[0].input = "10.0"],
  ["$.vendors[0].models[0].output", (d) => delete d.vendors[0].models[0].output],
  ["$.vendors[0].as_of", (d) => d.vendors[0].as_of = "last week"],
  ["$.vendors[1].models[0].model", (d) => {
    d.vendors[1].models[0].model = d.vendors[0].models[0].model;
  }],
  ["$.vendors[0].models[0].price", (d) => d.vendors[0].models[0].price = "1"],
];

for (const [path, change] of BROKEN) {
  Deno.test(`readPriceList() refuses another shape at ${path}`, () => {
    const document = structuredClone(prices) as Document;
    change(document);
    assertThrows(() => readPriceList(document), InputError, `at ${path}:`);
  });
}
