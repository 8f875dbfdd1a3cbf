import { assert, assertEquals } from "@std/assert";
import { formatResults, listBenches } from "../../tools/bench.ts";
import { listFiles, readText } from "../repository/_repository.ts";

Deno.test("every file of bench/ begins with a claim, or serves one that does", () => {
  const benches = listBenches().map(({ name }) => `bench/${name}.ts`);
  const texts = benches.map(readText).join("\n");
  for (const path of listFiles("bench/*.ts")) {
    if (path.split("/").length > 2 || benches.includes(path)) continue;
    assert(texts.includes(path.slice("bench/".length)), path);
  }
  assert(benches.length >= 8, benches.join());
  for (const { claim } of listBenches()) assert(claim.endsWith("."), claim);
});

Deno.test("formatResults() says which claims do not hold, and what was printed", () => {
  const outcome = { name: "lock", claim: "It is fast.", output: "a  1.00 \n", seconds: 1.2 };
  const page = formatResults(
    [{ ...outcome, isOk: true }, { ...outcome, name: "retry", isOk: false }],
    ["2 cores"],
    "2026-01-01",
  );
  assertEquals(page.match(/^\| .*/gm)?.slice(2), [
    "| [lock](lock.ts) | 1 s | hold |",
    "| [retry](retry.ts) | 1 s | **do not hold** |",
  ]);
  assert(page.includes("- 2 cores\n") && page.includes("```text\na  1.00\n```"));
});
