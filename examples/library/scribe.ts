/** Writes a story with the built-in engine and shows how its rules judged it. */
import { createScribeEngine, JsonCursor, parseIntent, parsePlan } from "@omega/readiness/scribe";
import { createProvider } from "@omega/readiness/provider";
import { createVirtualClock, systemPorts } from "@omega/readiness";

async function read(name: string): Promise<JsonCursor> {
  const url = new URL(`../en/${name}`, import.meta.url);
  return new JsonCursor(JSON.parse(await Deno.readTextFile(url)), name);
}

const engine = createScribeEngine({
  plan: parsePlan(await read("plan.json")),
  intent: parseIntent(await read("intent.json")),
  model: "omega-embedded-1",
  repair: { maxAttempts: 2, wordCountDeficitRatioMin: 0.1, retryOnlyRules: ["word_count_range"] },
});
using provider = createProvider("embedded");
const ports = { ...systemPorts, clock: createVirtualClock(0) };
const { hardScore, artifacts } = await engine.run({ run: 1, seed: 42 }, { provider, ports });
console.log(`hard score ${hardScore.toFixed(2)}, ${artifacts.map(({ path }) => path).join(", ")}`);
