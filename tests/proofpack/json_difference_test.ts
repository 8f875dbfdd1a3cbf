import { assertEquals } from "@std/assert";
import { listJsonDifferences } from "../../src/proofpack/json_difference.ts";

const CASES: readonly (readonly [before: unknown, after: unknown, paths: readonly string[]])[] = [
  [{ a: 1, b: [1, 2] }, { a: 1, b: [1, 2] }, []],
  [{ a: 1 }, { a: 2 }, ["$.a"]],
  [{ a: 1 }, { b: 1 }, ["$.a", "$.b"]],
  [{ a: [1, 2, 3] }, { a: [1, 4] }, ["$.a[1]", "$.a[2]"]],
  [{ a: { b: null } }, { a: { b: 0 } }, ["$.a.b"]],
  [{ a: [] }, { a: {} }, ["$.a"]],
  [{ a: null }, { a: {} }, ["$.a"]],
  [1, 1, []],
  [1, "1", ["$"]],
  [undefined, { a: 1 }, ["$"]],
];

Deno.test("listJsonDifferences() names every place that differs, in document order", () => {
  for (const [before, after, paths] of CASES) {
    assertEquals(listJsonDifferences(before, after).map(({ path }) => path), paths);
  }
});

Deno.test("listJsonDifferences() lists at most a hundred places", () => {
  const before = Array.from({ length: 1000 }, (_, index) => index);
  assertEquals(listJsonDifferences(before, before.map((value) => value + 1)).length, 100);
});
