import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { dealLanes } from "../../tools/test.ts";
import { listFiles, ROOT } from "../repository/_repository.ts";

Deno.test("dealLanes() gives every test to one lane, and none to two", () => {
  const all = listFiles("tests/*_test.ts").map((path) => join(ROOT, path)).sort();
  for (const count of [1, 7, 500]) assertEquals(dealLanes(count).flat().sort(), all);
});
