import { assertEquals } from "@std/assert";
import { readUsage } from "../../src/budget/usage_reading.ts";

const RESERVED = { inputTokens: 500, cachedInputTokens: 0, outputTokens: 100 };

const good = { inputTokens: 40, outputTokens: 9, cachedInputTokens: 30 };

Deno.test("readUsage() takes what the provider counted", () => {
  assertEquals(readUsage(good, RESERVED), {
    usage: "measured",
    tokens: { inputTokens: 40, cachedInputTokens: 30, outputTokens: 9 },
    warnings: [],
  });
});

Deno.test("readUsage() charges the full price where nothing is said about a cache", () => {
  for (const cachedInputTokens of ["unmeasured", undefined]) {
    const { usage, tokens } = readUsage({ ...good, cachedInputTokens }, RESERVED);
    assertEquals([usage, tokens.cachedInputTokens], ["measured", 0]);
  }
});

/** A usage that cannot be believed, and the warnings that name it. */
const BROKEN: readonly (readonly [name: string, usage: unknown, warnings: readonly string[]])[] = [
  ["none", undefined, ["usage_missing"]],
  ["null", null, ["usage_missing"]],
  ["text", "40", ["usage_missing"]],
  [
    "an empty object",
    {},
    ["input_tokens_missing", "output_tokens_missing"],
  ],
  ["null input", { ...good, inputTokens: null }, ["input_tokens_null"]],
  ["unmeasured output", { ...good, outputTokens: "unmeasured" }, ["output_tokens_unmeasured"]],
  ["text as output", { ...good, outputTokens: "9" }, ["output_tokens_not_a_count"]],
  ["NaN input", { ...good, inputTokens: NaN }, ["input_tokens_not_a_count"]],
  ["infinite output", { ...good, outputTokens: Infinity }, ["output_tokens_not_a_count"]],
  ["negative output", { ...good, outputTokens: -1 }, ["output_tokens_negative"]],
  ["half a token", { ...good, inputTokens: 40.5 }, ["input_tokens_not_a_count"]],
  ["null cached", { ...good, cachedInputTokens: null }, ["cached_input_tokens_null"]],
  ["negative cached", { ...good, cachedInputTokens: -1 }, ["cached_input_tokens_negative"]],
  ["text as cached", { ...good, cachedInputTokens: "3" }, ["cached_input_tokens_not_a_count"]],
  [
    "more cached than input",
    { ...good, cachedInputTokens: 41 },
    ["cached_input_tokens_above_input"],
  ],
];

for (const [name, usage, warnings] of BROKEN) {
  Deno.test(`readUsage() charges the reservation for ${name}, with a named warning [OC-BUDGET-2203]`, () => {
    assertEquals(readUsage(usage, RESERVED), { usage: "unmeasured", tokens: RESERVED, warnings });
  });
}

Deno.test("readUsage() charges what was used when that is more than was reserved [OC-BUDGET-2204]", () => {
  const reading = readUsage({ inputTokens: 600, outputTokens: 200 }, RESERVED);
  assertEquals(reading.usage, "measured");
  assertEquals(reading.tokens, { inputTokens: 600, cachedInputTokens: 0, outputTokens: 200 });
  assertEquals(reading.warnings, [
    "input_tokens_above_reservation",
    "output_tokens_above_reservation",
  ]);
});

Deno.test("readUsage() never charges less than a count that can be read", () => {
  const { tokens, warnings } = readUsage({ inputTokens: 600, outputTokens: null }, RESERVED);
  assertEquals(tokens, { inputTokens: 600, cachedInputTokens: 0, outputTokens: 100 });
  assertEquals(warnings, ["output_tokens_null", "input_tokens_above_reservation"]);
});
