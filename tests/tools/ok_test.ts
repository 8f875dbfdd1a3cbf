import { assertEquals } from "@std/assert";
import { countTests } from "../../tools/ok.ts";

Deno.test("countTests() reads what deno test prints last, and takes nothing for a failure", () => {
  const cases = [
    ["ok | 12 passed | 0 failed (3s)", "12 passed, 0 failed, 0 skipped"],
    ["ok | 12 passed (4 steps) | 0 failed | 3 ignored (1m)", "12 passed, 0 failed, 3 skipped"],
    ["ok | 1 passed | 0 failed\nFAILED | 5 passed | 2 failed", "5 passed, 2 failed, 0 skipped"],
    [
      "FAILED | 5 passed | 2 failed (1 step) | 1 ignored (2 steps)",
      "5 passed, 2 failed, 1 skipped",
    ],
    ["error: no test", "0 passed, 1 failed, 0 skipped"],
  ] as const;
  for (const [output, counted] of cases) assertEquals(countTests(output), counted);
});
