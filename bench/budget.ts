/**
 * Claims: reserving and recording a call takes less than 1.5 µs in memory, and on a shared ledger at
 * least five times as many calls a second go through as through the same loop with proper-lockfile
 * and write-file-atomic on Node.
 *
 * The peer is fetched with npm into a temporary folder. Ours and the peer take turns in every round,
 * so that a busy machine slows both; the median of the rounds counts. `durable` waits for the device
 * in each write of the peer and in each reservation of ours (a settlement that a power failure takes
 * leaves its reservation, which is charged as more); `quick` waits in neither.
 *
 *     bin/deno run --allow-all bench/budget.ts
 *
 * @module
 */
import { fromFileUrl, join } from "@std/path";
import { BudgetTracker, readBudgetLimits, withBudget } from "../src/budget/mod.ts";
import { systemPorts } from "../src/internal/ports.ts";
import type { GenerateResult, Provider } from "../src/provider/provider.ts";

const ROUNDS = 3;
/** Short and many, so that some of them are not interrupted. */
const MEMORY_ROUNDS = 60;
const MEMORY_CALLS = 20_000;
const LEDGER_CALLS = 240;
const PROCESS_COUNTS = [1, 8];
const PEERS = ["proper-lockfile@4.1.2", "write-file-atomic@7.0.0"];

const root = fromFileUrl(new URL("..", import.meta.url));

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

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

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

async function run(program: string, args: readonly string[], cwd: string): Promise<void> {
  const { code, stderr } = await new Deno.Command(program, { args: [...args], cwd }).output();
  if (code !== 0) throw new Error(`${program} ended ${code}: ${new TextDecoder().decode(stderr)}`);
}

interface Race {
  readonly folder: string;
  readonly processCount: number;
  readonly durability: "durable" | "quick";
}

/** Calls a second of several processes on one file, from the first call to the end of the last. */
async function measureRace(
  { folder, processCount, durability }: Race,
  contender: "omega" | "peer",
): Promise<number> {
  const callCount = Math.ceil(LEDGER_CALLS / processCount);
  const file = join(await Deno.makeTempDir({ dir: folder }), "ledger");
  if (contender === "peer") {
    await Deno.writeTextFile(file, JSON.stringify({ limit: 1e9, spent: 0, reserved: 0 }));
  }
  const words = contender === "peer"
    ? ["node", "node_peer.mjs"]
    : [join(root, "bin/deno"), "run", "--allow-all", join(root, "bench/budget/ledger_process.ts")];
  const [program, ...args] = [...words, file, String(callCount), durability];
  const runners = Array.from({ length: processCount }, () => new Runner(program!, args, folder));
  await Promise.all(runners.map((runner) => runner.expect("ready")));
  const startMs = performance.now();
  await Promise.all(runners.map(async (runner) => {
    await runner.go();
    await runner.expect("done");
  }));
  const timeMs = performance.now() - startMs;
  await Promise.all(runners.map((runner) => runner.end()));
  return (callCount * processCount * 1000) / timeMs;
}

/** A process that says when it is ready and when it is done, so that its start is not measured. */
class Runner {
  readonly #child: Deno.ChildProcess;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #text = "";

  constructor(program: string, args: readonly string[], cwd: string) {
    const streams = { stdin: "piped", stdout: "piped", stderr: "inherit" } as const;
    this.#child = new Deno.Command(program, { args: [...args], cwd, ...streams }).spawn();
    this.#reader = this.#child.stdout.getReader();
  }

  async expect(word: string): Promise<void> {
    while (!this.#text.includes(word)) {
      const { value, done } = await this.#reader.read();
      if (done) throw new Error(`a process ended before it was ${word}`);
      this.#text += new TextDecoder().decode(value);
    }
  }

  async go(): Promise<void> {
    const writer = this.#child.stdin.getWriter();
    await writer.write(new TextEncoder().encode("go\n"));
    await writer.close();
  }

  async end(): Promise<void> {
    await this.#reader.cancel();
    await this.#child.status;
  }
}

measureTracker();
console.log("in memory, µs per call        best  median");
const tracker = Array.from({ length: MEMORY_ROUNDS }, measureTracker);
const bare: number[] = [];
const budgeted: number[] = [];
for (let round = 0; round < MEMORY_ROUNDS; round++) {
  bare.push(await measureProvider(instant));
  budgeted.push(
    await measureProvider(withBudget(instant, new BudgetTracker(limits, systemPorts.clock))),
  );
}
for (
  const [name, times] of [
    ["reserve + record", tracker],
    ["provider alone", bare],
    ["withBudget(), 3 KB prompt", budgeted],
  ] as const
) {
  const columns = [Math.min(...times), median(times)].map((us) => us.toFixed(2).padStart(7));
  console.log(`  ${name.padEnd(26)}${columns.join(" ")}`);
}

const folder = await Deno.makeTempDir({ prefix: "omega-bench-" });
try {
  await Deno.copyFile(join(root, "bench/budget/node_peer.mjs"), join(folder, "node_peer.mjs"));
  await Deno.writeTextFile(join(folder, "package.json"), '{"private":true,"type":"module"}');
  await run("npm", ["install", "--no-audit", "--no-fund", "--silent", ...PEERS], folder);
  console.log("shared ledger, calls per second    omega     peer   ratio");
  for (const processCount of PROCESS_COUNTS) {
    for (const durability of ["quick", "durable"] as const) {
      const setting = { folder, processCount, durability };
      const [ours, theirs]: [number[], number[]] = [[], []];
      for (let round = 0; round < ROUNDS; round++) {
        ours.push(await measureRace(setting, "omega"));
        theirs.push(await measureRace(setting, "peer"));
      }
      const ratio = median(ours) / median(theirs);
      console.log([
        `  ${processCount} process${processCount === 1 ? "  " : "es"}, ${durability}`.padEnd(30),
        median(ours).toFixed(0).padStart(10),
        median(theirs).toFixed(0).padStart(9),
        `${ratio.toFixed(1)}x`.padStart(8),
      ].join(""));
    }
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
