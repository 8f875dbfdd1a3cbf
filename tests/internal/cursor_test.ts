import { assertEquals, assertThrows } from "@std/assert";
import { JsonCursor } from "../../src/internal/cursor.ts";
import { InputError } from "../../src/internal/errors.ts";

function at(value: unknown): JsonCursor {
  return new JsonCursor(value, "f.json");
}

Deno.test("JsonCursor names file, path, what was wanted and what was found [OC-INPUT-0402]", () => {
  const document = at({ a: [{ "b c": "x", n: 7, s: " ", deep: { k: 1 } }] });
  const item = document.field("a").items()[0]!;
  const table: readonly (readonly [() => unknown, string])[] = [
    [() => item.field("b c").number(), `at $.a[0]["b c"]: wanted a number, found "x"`],
    [() => item.field("gone"), "at $.a[0].gone: wanted a value, found nothing"],
    [() => item.field("n").string(), "at $.a[0].n: wanted a string, found 7"],
    [() => item.field("s").string(), 'wanted a string that is not empty, found " "'],
    [() => item.field("n").number({ max: 3 }), "wanted a number <= 3, found 7"],
    [() => item.field("n").number({ min: 8 }), "wanted a number >= 8, found 7"],
    [() => item.field("n").number({ min: 0, max: 1 }), "wanted a number in 0..1, found 7"],
    [() => at(1.5).number({ isInteger: true }), "at $: wanted an integer, found 1.5"],
    [() => at(NaN).number(), "wanted a number, found NaN"],
    [() => at(JSON.parse("1e999")).number({ min: 0 }), "wanted a number >= 0, found Infinity"],
    [() => at("\ud800").string(), "wanted a string of whole characters"],
    [() => item.field("n").boolean(), "wanted true or false, found 7"],
    [() => item.field("n").items(), "wanted an array, found 7"],
    [() => document.field("a").object(), "at $.a: wanted an object, found an array of 1"],
    [() => at(null).object(), "at $: wanted an object, found null"],
    [() => item.field("n").oneOf(["p", "q"]), 'wanted one of "p", "q", found 7'],
    [
      () => item.field("deep").onlyKeys(["j"]),
      "at $.a[0].deep.k: wanted one of the keys j, found 1",
    ],
    [() => at("y".repeat(99)).number(), `found "${"y".repeat(56)}...`],
  ];
  for (const [read, text] of table) {
    const error = assertThrows(read, InputError, text);
    assertEquals(error.message.startsWith('Cannot read "f.json" at '), true);
    assertEquals(error.code, "BAD_INPUT");
  }
});

Deno.test("JsonCursor does not take inherited members for the document's", () => {
  assertEquals(at({}).optional("toString"), undefined);
  assertEquals(at(JSON.parse('{"__proto__": {"a": 1}}')).optional("a"), undefined);
});
