/** Strikes calls by a seeded plan: the same seed strikes the same calls on every machine. */
import { createChaosPlan } from "@omega/readiness/chaos";

const plan = createChaosPlan({ seed: 42, failureRates: { timeout: 0.2, rate_limit_429: 0.2 } });
const struck = Array.from(
  { length: 1_000 },
  (_, index) => plan.draw({ run: index + 1, key: "scene-1/pass-0", callIndex: 1, attempt: 1 }),
).filter((fault) => fault !== undefined);
const timeouts = struck.filter(({ type }) => type === "timeout").length;
console.log(`${struck.length} of 1000 calls struck, ${timeouts} by a timeout`);
