import prices from "../../calibration/prices.json" with { type: "json" };
import { findPrice, readPriceList } from "../../src/budget/price_list.ts";
import { InputError } from "../../src/internal/errors.ts";
import type { CommandRun, Values } from "../command.ts";
import { suggestName } from "../suggest_name.ts";
import { calibrationEntryOf, renderPrice } from "../render/budget.ts";

/** `omega budget price`: the list price of a model, ready for a calibration. */
export function planBudgetPrice({ words }: Values): CommandRun {
  const model = words[0]!;
  return () => {
    const list = readPriceList(prices);
    const price = findPrice(list, model);
    if (price === undefined) {
      const hint = suggestName(model, list.map((listed) => listed.model)) ||
        "; BUDGET_LIMITS of your calibration takes any name with the price of its vendor";
      throw new InputError(
        `Cannot look up "${model}": wanted one of the ${list.length} models in ` +
          `calibration/prices.json, found no such name${hint}`,
        { code: "MODEL_WITHOUT_PRICE" },
      );
    }
    return Promise.resolve({
      verdict: "DONE",
      violations: [],
      data: {
        model,
        vendor: price.vendor,
        ...calibrationEntryOf(price),
        as_of: price.asOf,
        source: price.source,
        note: price.note ?? undefined,
      },
      text: renderPrice(model, price),
    });
  };
}
