/** The order of the layers: cache, guard, retries, budget, faults, provider. */
import { assertEquals, assertRejects } from "@std/assert";
import { readBudgetLimits } from "../../src/budget/mod.ts";
import { openResponseCache } from "../../src/cache/response_cache.ts";
import { loadCalibration } from "../../src/calibration/mod.ts";
import type { ChaosPlan } from "../../src/chaos/chaos_plan.ts";
import { createChaosPlan } from "../../src/chaos/chaos_plan.ts";
import { createVirtualClock } from "../../src/internal/clock.ts";
import { systemCode } from "../../src/internal/errors.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { EMBEDDED_MODEL } from "../../src/provider/embedded/embedded_provider.ts";
import type { Provider } from "../../src/provider/provider.ts";
import { ProviderError, type ProviderErrorCode } from "../../src/provider/provider_error.ts";
import { createReachGuard } from "../../src/provider/reach_guard.ts";
import { chainRuns } from "../../src/stress/chain_runs.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

const { calibration } = await loadCalibration("calibration/calibration.json", systemPorts);
const limits = readBudgetLimits(calibration);

/** What each physical call meets, in turn: an error code, or an answer where the list has ended. */
type Script = ProviderErrorCode[];

/** A chain around a scripted provider, and what everybody has seen. */
function openChain(folder: string, script: Script, chaos?: ChaosPlan) {
  const seen = { calls: 0, stops: [] as (string | undefined)[] };
  const provider: Provider = {
    name: "scripted",
    isDeterministic: false,
    generate() {
      seen.calls += 1;
      const code = script.shift();
      if (code !== undefined) return Promise.reject(new ProviderError(code, `failed: ${code}`));
      const usage = { inputTokens: 10, outputTokens: 5, cachedInputTokens: 0 };
      const answer = { text: `text ${seen.calls}`, model: "m", usage, latencyMs: 1 };
      return Promise.resolve({ ...answer, finishReason: "stop" });
    },
  };
  const guard = createReachGuard((error) => seen.stops.push(systemCode(error)));
  async function ask(key: string, run = 1) {
    const cache = await openResponseCache(folder, { isDurable: false });
    const layers = { calibration, limits, chaos, guard, cache, ports: systemPorts };
    using chain = chainRuns(provider, layers);
    const ports = { ...systemPorts, clock: createVirtualClock(0) };
    const { provider: outermost, evidence } = chain.open({ run, seed: run }, ports);
    const call = outermost.generate({
      model: EMBEDDED_MODEL,
      messages: [{ role: "user", content: "Write." }],
      outputMaxTokens: 50,
      temperature: 0,
    }, { key, attempt: 1, seed: run, ports });
    const [result] = await Promise.allSettled([call]);
    const { calls = [], faults = [], cache: lookups } = evidence();
    return {
      text: result.status === "fulfilled" ? result.value.text : result.reason,
      budgeted: calls.map((row) => [row["attempt"], row["outcome"]]),
      struck: faults.map(({ attempt, failure_type }) => [attempt, failure_type]),
      lookups,
    };
  }
  return { ask, seen };
}

Deno.test("a kept answer meets neither budget, faults nor provider, and is no sign of life", () =>
  inTemporaryFolder(async (folder) => {
    const first = openChain(folder, []);
    const asked = await first.ask("a");
    assertEquals([asked.text, asked.lookups], ["text 1", [{ hits: 0, misses: 1 }]]);
    assertEquals(asked.budgeted.length, 1);

    const allStruck = createChaosPlan({ seed: 1, failureRates: { api_error_500: 1 } });
    const { ask, seen } = openChain(folder, ["UNAUTHORIZED"], allStruck);
    const kept = await ask("a");
    assertEquals(kept, {
      text: "text 1",
      budgeted: [],
      struck: [],
      lookups: [{ hits: 1, misses: 0 }],
    });
    assertEquals(seen.calls, 0);

    const alone = openChain(folder, ["UNAUTHORIZED"]);
    await alone.ask("a");
    await alone.ask("b");
    assertEquals(alone.seen.stops, ["UNAUTHORIZED"], "the guard has seen no answer yet");
    assertEquals((await alone.ask("a", 2)).lookups, [{ hits: 0, misses: 1 }], "another run asks");
  }));

Deno.test("every attempt is in the budget, also one that a fault strikes before the provider", () =>
  inTemporaryFolder(async (folder) => {
    const script = [{ attempts: [1], fault: "network_error" } as const];
    const chaos = createChaosPlan({ seed: 1, script });
    const { ask, seen } = openChain(folder, ["SERVER_ERROR"], chaos);
    const { text, budgeted, struck } = await ask("a");
    assertEquals(text, "text 2");
    assertEquals(seen.calls, 2, "the first of three attempts did not get to the provider");
    assertEquals(budgeted.map(([attempt]) => attempt), [1, 2, 3]);
    assertEquals(struck, [[1, "network_error"], [2, undefined], [3, undefined]]);
    assertEquals(seen.stops, []);
  }));

Deno.test("the guard is told when the retries have given up, and not before", () =>
  inTemporaryFolder(async (folder) => {
    const starting = openChain(folder, ["CONNECT_REFUSED", "CONNECT_REFUSED"]);
    assertEquals((await starting.ask("a")).text, "text 3");
    assertEquals(starting.seen.stops, []);

    const attemptCount = calibration.MAX_RETRIES + 1;
    const script = Array<ProviderErrorCode>(attemptCount).fill("CONNECT_REFUSED");
    const dead = openChain(folder, script);
    const { text, budgeted } = await dead.ask("b");
    await assertRejects(() => Promise.reject(text), Error, "CONNECT_REFUSED");
    assertEquals([dead.seen.calls, budgeted.length], [attemptCount, attemptCount]);
    assertEquals(dead.seen.stops, ["CONNECT_REFUSED"]);
  }));
