import { JsonCursor } from "../internal/cursor.ts";
import type { Money } from "./money.ts";
import { moneyField } from "./money_field.ts";

/** The public list price of a model, as it was known on a date. */
export interface ListedPrice {
  /** Name of the model, as its vendor's interface has it. */
  readonly model: string;
  /** Who offers it. */
  readonly vendor: string;
  /** Price of 1,000 input tokens. */
  readonly inputPer1k: Money;
  /** Price of 1,000 input tokens from the prompt cache; null where none is listed. */
  readonly cachedInputPer1k: Money | null;
  /** Price of 1,000 input tokens that the vendor puts into its prompt cache unasked; null for none. */
  readonly cacheWritePer1k: Money | null;
  /** Price of 1,000 output tokens. */
  readonly outputPer1k: Money;
  /** The day on which the price was known to hold, ISO 8601. */
  readonly asOf: string;
  /** Where it was read. */
  readonly source: string;
  /** What else there is to know, such as a bound of the prompt's length; null for nothing. */
  readonly note: string | null;
}

/** The list has prices of 1,000,000 tokens, as vendors write them. */
const THOUSANDS_PER_PRICE = 1000n;

/** A date behind the name of a model: a snapshot costs what its model costs. */
const SNAPSHOT = /-(?:\d{8}|\d{4}-\d\d-\d\d)$/;

/**
 * Reads a list of prices.
 *
 * @param document The parsed list
 * @param source What it is called in error texts. @default `"prices.json"`
 * @throws {InputError} naming the JSON path of whatever is wrong
 */
export function readPriceList(document: unknown, source = "prices.json"): readonly ListedPrice[] {
  const root = new JsonCursor(document, source);
  root.onlyKeys(["description", "vendors"]);
  const seen = new Set<string>();
  return root.field("vendors").items().flatMap((vendor) => {
    vendor.onlyKeys(["vendor", "source", "as_of", "models"]);
    return vendor.field("models").items().map((cursor) => {
      const price = readModel(cursor, vendor);
      if (seen.has(price.model)) cursor.field("model").fail("each model once");
      seen.add(price.model);
      return price;
    });
  });
}

function readModel(cursor: JsonCursor, vendor: JsonCursor): ListedPrice {
  cursor.onlyKeys(["model", "input", "cached_input", "cache_write", "output", "note"]);
  const asOf = vendor.field("as_of");
  if (!/^\d{4}-\d\d-\d\d$/.test(asOf.string())) asOf.fail("a day such as 2026-01-31");
  const per1k = (name: string) => moneyField(cursor, name) / THOUSANDS_PER_PRICE;
  const optionalPer1k = (name: string) => cursor.optional(name) === undefined ? null : per1k(name);
  return {
    model: cursor.field("model").string(),
    vendor: vendor.field("vendor").string(),
    inputPer1k: per1k("input"),
    cachedInputPer1k: optionalPer1k("cached_input"),
    cacheWritePer1k: optionalPer1k("cache_write"),
    outputPer1k: per1k("output"),
    asOf: asOf.string(),
    source: vendor.field("source").string(),
    note: cursor.optional("note")?.string() ?? null,
  };
}

/**
 * Looks a model up: by its name, or as a dated snapshot of a model that is listed.
 *
 * @param prices The list
 * @param model Such as `gpt-4o` or `gpt-4o-2024-08-06`
 */
export function findPrice(
  prices: readonly ListedPrice[],
  model: string,
): ListedPrice | undefined {
  const base = model.replace(SNAPSHOT, "");
  return prices.find((price) => price.model === model) ??
    prices.find((price) => price.model === base);
}
