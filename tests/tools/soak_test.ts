import { assertRejects } from "@std/assert";
import { SCENARIOS, soak } from "../../tools/soak/soak.ts";

/** Of each scenario; `bin/deno task soak` watches a minute. */
const DURATION_MS = 1_000;

for (const scenario of SCENARIOS) {
  Deno.test({
    name: `soak: ${scenario.name} keeps its promises while processes are killed`,
    ignore: Deno.build.os === "windows",
    fn: async () => void await soak(scenario, { seed: 1, durationMs: DURATION_MS }),
  });
}

Deno.test("soak: a broken promise is told", async () => {
  const broken = { name: "broken", run: () => Promise.reject(new Error("Broken: 1 is 2")) };
  await assertRejects(() => soak(broken, { seed: 1, durationMs: 1 }), Error, "Broken: 1 is 2");
});
