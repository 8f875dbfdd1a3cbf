import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { dealLanes, listTests } from "../../tools/test.ts";
import { listFiles, ROOT } from "../repository/_repository.ts";

Deno.test("dealLanes() gives every test to one lane, and none to two", async () => {
  const all = listFiles("tests/*_test.ts").map((path) => join(ROOT, path)).sort();
  for (const count of [1, 7, 500]) {
    assertEquals(dealLanes(await listTests(), count).flat().sort(), all);
  }
});
