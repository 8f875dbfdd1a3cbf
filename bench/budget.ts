/**
 * Claims: reserving and recording a call takes less than 1.5 µs in memory, and on a shared ledger at
 * least five times as many calls a second go through as through the same loop with proper-lockfile
 * and write-file-atomic on Node.
 *
 * The peer is fetched with npm into a temporary folder. Ours and the peer take turns in every round,
 * so that a busy machine slows both; the best round of each counts. A round is long enough for the
 * first calls of a process, which are slow, to make no difference. `durable` waits for the device
 * in each write of the peer and in each reservation of ours (a settlement that a power failure takes
 * leaves its reservation, which is charged as more); `quick` waits in neither.
 *
 *     bin/deno run --allow-all bench/budget.ts
 *
 * @module
 */
import { join } from "@std/path";
import { BudgetTracker, readBudgetLimits, withBudget } from "../src/budget/mod.ts";
import { systemPorts } from "../src/internal/ports.ts";
import type { GenerateResult, Provider } from "../src/provider/provider.ts";
import type { RaceTrack } from "./process_race.ts";
import { createRaceTrack, median, omegaCommand, PEER_COMMAND, race } from "./process_race.ts";

const ROUNDS = 3;
/** Short and many, so that some of them are not interrupted. */
const MEMORY_ROUNDS = 60;
const MEMORY_CALLS = 20_000;
const MEMORY_MAX_US = 1.5;
const LEDGER_CALLS = 1_200;
const LEDGER_RATIO_MIN = 5;
const PROCESS_COUNTS = [1, 8];

const limits = readBudgetLimits({
  BUDGET_LIMITS: {
    m: {
      input_cost_per_1k: 0.0005,
      output_cost_per_1k: 0.0015,
      max_per_call_usd: 1,
      max_per_run_usd: 1_000_000,
    },
  },
  LATENCY_LIMITS: {
    max_call_latency_ms: 60_000,
    max_run_latency_ms: 600_000,
    warn_call_latency_ms: 30_000,
  },
});

/** Microseconds per call of the tracker alone. */
function measureTracker(): number {
  const tracker = new BudgetTracker(limits, systemPorts.clock);
  const startMs = performance.now();
  for (let index = 0; index < MEMORY_CALLS; index++) {
    const request = { model: "m", inputTokens: 3000, outputMaxTokens: 800, key: "k", attempt: 1 };
    const admission = tracker.reserve(request);
    if (!admission.ok) throw new Error("the budget is too small");
    tracker.recordCall(admission.reservation, USAGE);
  }
  return ((performance.now() - startMs) * 1000) / MEMORY_CALLS;
}

const USAGE = { inputTokens: 700, outputTokens: 250, cachedInputTokens: 0 };
const ANSWER: GenerateResult = {
  ...{ text: "", model: "m", finishReason: "stop", latencyMs: 0 },
  usage: USAGE,
};
const instant: Provider = {
  name: "instant",
  isDeterministic: true,
  generate: () => Promise.resolve(ANSWER),
};

/** Microseconds per call of a provider that answers at once, with a prompt of 3 KB. */
async function measureProvider(provider: Provider): Promise<number> {
  const content = "All work and no play makes Jack a dull boy. ".repeat(68);
  const request = {
    ...{ model: "m", outputMaxTokens: 800, temperature: 0 },
    messages: [{ role: "user", content }] as const,
  };
  const context = { key: "k", attempt: 1, seed: 1, ports: systemPorts };
  const calls = MEMORY_CALLS / 10;
  const startMs = performance.now();
  for (let index = 0; index < calls; index++) await provider.generate(request, context);
  return ((performance.now() - startMs) * 1000) / calls;
}

/** How a race is run. */
interface Setting {
  readonly processCount: number;
  readonly durability: "durable" | "quick";
}

/** Calls a second of several processes on one file, from the first call to the end of the last. */
async function measureRace(
  command: readonly string[],
  { processCount, durability }: Setting,
  track: RaceTrack,
): Promise<number> {
  const callCount = Math.ceil(LEDGER_CALLS / processCount);
  const file = join(await Deno.makeTempDir({ dir: track.folder }), "ledger");
  if (command === PEER_COMMAND) {
    await Deno.writeTextFile(file, JSON.stringify({ limit: 1e9, spent: 0, reserved: 0 }));
  }
  const words = [...command, file, String(callCount), durability];
  const { timeMs } = await race(words, processCount, track);
  return (callCount * processCount * 1000) / timeMs;
}

/** Measures what happens in memory; gives whether the claim holds. */
async function measureMemory(): Promise<boolean> {
  measureTracker();
  const tracker = Array.from({ length: MEMORY_ROUNDS }, measureTracker);
  const bare: number[] = [];
  const budgeted: number[] = [];
  for (let round = 0; round < MEMORY_ROUNDS; round++) {
    bare.push(await measureProvider(instant));
    budgeted.push(
      await measureProvider(withBudget(instant, new BudgetTracker(limits, systemPorts.clock))),
    );
  }
  const rows: readonly (readonly [string, readonly number[]])[] = [
    ["reserve + record", tracker],
    ["provider alone", bare],
    ["withBudget(), 3 KB prompt", budgeted],
  ];
  console.log("in memory, µs per call        best  median");
  for (const [name, times] of rows) {
    const columns = [Math.min(...times), median(times)].map((us) => us.toFixed(2).padStart(7));
    console.log(`  ${name.padEnd(26)}${columns.join(" ")}`);
  }
  return Math.min(...tracker) < MEMORY_MAX_US;
}

/** Measures one setting; gives whether the claim holds. */
async function measureLedger(setting: Setting, track: RaceTrack): Promise<boolean> {
  const omega = omegaCommand("budget/ledger_process.ts");
  let [ours, theirs] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    ours = Math.max(ours, await measureRace(omega, setting, track));
    theirs = Math.max(theirs, await measureRace(PEER_COMMAND, setting, track));
  }
  const { processCount, durability } = setting;
  console.log([
    `  ${processCount} process${processCount === 1 ? "  " : "es"}, ${durability}`.padEnd(30),
    ours.toFixed(0).padStart(10),
    theirs.toFixed(0).padStart(9),
    `${(ours / theirs).toFixed(1)}x`.padStart(8),
  ].join(""));
  return ours >= LEDGER_RATIO_MIN * theirs;
}

const isKept = [await measureMemory()];
await using track = await createRaceTrack("budget/node_peer.mjs");
console.log("shared ledger, calls per second    omega     peer   ratio");
for (const processCount of PROCESS_COUNTS) {
  for (const durability of ["quick", "durable"] as const) {
    isKept.push(await measureLedger({ processCount, durability }, track));
  }
}
const verdict = isKept.every(Boolean) ? "kept" : "BROKEN";
console.log(`claims: below ${MEMORY_MAX_US} µs, at least ${LEDGER_RATIO_MIN} times: ${verdict}`);
if (verdict !== "kept") Deno.exitCode = 1;
