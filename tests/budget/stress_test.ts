import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { BudgetLimit } from "../../src/calibration/mod.ts";
import { loadCalibration } from "../../src/calibration/mod.ts";
import type { SharedBudget } from "../../src/budget/mod.ts";
import {
  BudgetLedger,
  checkRunCost,
  createMemoryBudget,
  parseMoney,
  readBudgetLimits,
} from "../../src/budget/mod.ts";
import type { Engine } from "../../src/engine/mod.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { createStream } from "../../src/internal/random.ts";
import type { Provider } from "../../src/provider/provider.ts";
import { ProviderError } from "../../src/provider/provider_error.ts";
import type { StressPlan, StressResult } from "../../src/stress/mod.ts";
import {
  bareChain,
  budgetRuns,
  mergeShards,
  resumeStress,
  runShard,
  runStress,
} from "../../src/stress/mod.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

const loaded = await loadCalibration("calibration/calibration.json", systemPorts);
const context = { ports: systemPorts, toolchain: { omega: "0.0.0", deno: "0.0.0", v8: "0" } };

const PRICES: BudgetLimit = {
  input_cost_per_1k: 0,
  output_cost_per_1k: 10,
  max_per_call_usd: 0.5,
  max_per_run_usd: 1,
};

/** Answers after a seeded time, fails now and then, and does not always count its tokens. */
const provider: Provider = {
  name: "seeded",
  isDeterministic: true,
  async generate(_request, { key, seed, attempt, ports, signal }) {
    const random = createStream(seed, key, String(attempt));
    await ports.clock.sleep(random.nextBelow(500), { signal });
    if (random.nextBoolean(0.1)) throw new ProviderError("SERVER_ERROR", "500");
    const isMeasured = random.nextBoolean(0.8);
    return {
      text: "text",
      model: "m",
      usage: {
        inputTokens: 10,
        outputTokens: isMeasured ? random.nextBelow(10) : "unmeasured",
        cachedInputTokens: 0,
      },
      finishReason: "stop",
      latencyMs: 0,
    };
  },
};

/** Calls the model four times, twice at once; a failed call is made again. */
const engine: Engine = {
  name: "four-calls",
  async run({ seed }, { provider, ports, signal }) {
    const call = async (key: string) => {
      for (let attempt = 1; attempt <= 3; attempt++) {
        try {
          return await provider.generate({
            ...{ model: "m", outputMaxTokens: 20, temperature: 0 },
            messages: [{ role: "user", content: "Write." }],
          }, { key, attempt, seed, ports, signal });
        } catch (error) {
          if (!(error instanceof ProviderError)) throw error;
        }
      }
      throw new Error("three failures");
    };
    await Promise.all([call("scene-1/pass-0"), call("scene-2/pass-0")]);
    await call("scene-3/pass-0");
    await call("scene-4/pass-0");
    return { hardPass: true, softPass: true, hardScore: 0.9, softScore: 0.9, artifacts: [] };
  },
};

interface Change extends Partial<Omit<StressPlan, "calibration">> {
  readonly prices?: Partial<BudgetLimit>;
  readonly shared?: SharedBudget;
}

function planOf(out: string, { prices = {}, shared, ...change }: Change = {}): StressPlan {
  const calibration = {
    ...loaded.calibration,
    BUDGET_LIMITS: { m: { ...PRICES, ...prices } },
  };
  return {
    engine,
    openProviderChain: budgetRuns(bareChain(provider), readBudgetLimits(calibration), shared),
    provider: provider.name,
    model: "m",
    calibration,
    count: 24,
    seed: 42,
    concurrency: 1,
    isDeterministic: true,
    clock: "virtual",
    inputs: {},
    out,
    ...change,
  };
}

// deno-lint-ignore no-explicit-any -- read by its members
async function readDocument(folder: string, name: string): Promise<any> {
  return JSON.parse(await Deno.readTextFile(join(folder, name)));
}

async function readAll(folder: string): Promise<readonly string[]> {
  const names = ["PR_REPORT.json", "RUN.json", "runs.jsonl", "run-cost.json"];
  return await Promise.all(names.map((name) => Deno.readTextFile(join(folder, name))));
}

Deno.test("a stress leaves run-cost.json with every attempt, the same at any concurrency [OC-BUDGET-2304]", async () => {
  await inTemporaryFolder(async (out) => {
    const plan = planOf(out);
    const { runFolder, budget, verdict } = await runStress(plan, context);
    const document = await readDocument(runFolder, "run-cost.json");
    const limits = readBudgetLimits(plan.calibration);
    assertEquals(checkRunCost(document, limits).verdict, "PASS");
    assertEquals([document.status, document.total_runs, verdict], ["complete", 24, "PASS"]);
    assert(document.total_calls > 96, "no attempt failed");
    assertEquals(document.total_calls, budget?.callCount);
    const failed = document.calls.filter((call: { outcome: string }) => call.outcome === "failed");
    assertEquals(failed.length, document.total_calls - 96);
    assert(document.warning_counts.output_tokens_unmeasured > 0);
    const order = document.calls.map((call: { run_id: number }) => call.run_id);
    assertEquals(order, order.toSorted((a: number, b: number) => a - b));
    const texts = await readAll(runFolder);
    for (const concurrency of [3, 24]) {
      const again = await runStress(planOf(out, { concurrency }), context);
      assertEquals(await readAll(again.runFolder), texts);
    }
  });
});

Deno.test("a run that exhausts its budget ends; the stress is FAIL and incomplete [OC-BUDGET-2305]", async () => {
  await inTemporaryFolder(async (out) => {
    // Four calls of 0.2 at worst; a run with enough failed or unmeasured ones cannot pay the last.
    const prices = { max_per_run_usd: 0.55 };
    const { runFolder, ...result } = await runStress(planOf(out, { prices }), context);
    assert(result.budget !== null && result.budget.refusedCount > 0);
    assert(result.scoredRunCount > 0, "every run was ended");
    assertEquals([result.verdict, result.isComplete, result.missingRunCount], ["FAIL", false, 0]);
    const [report, cost] = await Promise.all([
      readDocument(runFolder, "PR_REPORT.json"),
      readDocument(runFolder, "run-cost.json"),
    ]);
    assertEquals([report.status, report.budget_verdict, report.verdict], [
      "incomplete",
      "FAIL",
      "FAIL",
    ]);
    assertEquals([cost.status, cost.budget_verdict], ["incomplete", "FAIL"]);
    const refused = cost.violations.find((one: { refused?: boolean }) => one.refused);
    assertEquals([refused.code, refused.type], ["BUDGET_EXHAUSTED", "cost_per_run"]);
    const journal = await Deno.readTextFile(join(runFolder, "runs.jsonl"));
    assert(journal.includes('"code":"BUDGET_EXHAUSTED"'));
    const again = await runStress(planOf(out, { prices, concurrency: 9 }), context);
    assertEquals(await readAll(again.runFolder), await readAll(runFolder));
  });
});

Deno.test("an engine that swallows the refusal does not make the stress pass [OC-BUDGET-2306]", async () => {
  await inTemporaryFolder(async (out) => {
    const swallowing: Engine = {
      ...engine,
      run: (input, runContext) =>
        engine.run(input, runContext).catch(() => ({
          ...{ hardPass: true, softPass: true, hardScore: 0.9, softScore: 0.9, artifacts: [] },
        })),
    };
    const plan = planOf(out, { engine: swallowing, prices: { max_per_run_usd: 0.3 } });
    const { verdict, scoredRunCount } = await runStress(plan, context);
    assertEquals([verdict, scoredRunCount], ["FAIL", 24]);
  });
});

Deno.test("a model without a price stops the stress before the first call", async () => {
  await inTemporaryFolder(async (out) => {
    const calibration = { ...loaded.calibration, BUDGET_LIMITS: { other: PRICES } };
    const chain = budgetRuns(bareChain(provider), readBudgetLimits(calibration));
    const plan = { ...planOf(out), calibration, openProviderChain: chain };
    const error = await runStress(plan, context).catch((error) => error);
    assertEquals([error.name, error.code], ["InputError", "MODEL_WITHOUT_PRICE"]);
    const [folder] = await Array.fromAsync(Deno.readDir(out));
    const journal = await Deno.readTextFile(join(out, folder!.name, "runs.jsonl"));
    assertEquals(journal.trimEnd().split("\n").length, 1);
  });
});

/** What both kinds of shared budgets do to a stress that is too dear for them. */
async function expectStopped(result: StressResult, out: string): Promise<void> {
  const { runFolder, budget, missingRunCount, verdict, isComplete } = result;
  assert(missingRunCount > 0 && missingRunCount < 24, `${missingRunCount} runs missing`);
  assertEquals([verdict, isComplete, budget?.verdict], ["FAIL", false, "FAIL"]);
  assert(budget!.cost <= parseMoney("3"));
  const [report, run, cost] = await Promise.all([
    readDocument(runFolder, "PR_REPORT.json"),
    readDocument(runFolder, "RUN.json"),
    readDocument(runFolder, "run-cost.json"),
  ]);
  assertEquals([report.status, run.status, cost.status], Array(3).fill("incomplete"));
  assertEquals(cost.violations.at(-1).scope, "shared");
  // With money again, what is missing is done, and the folder is that of a stress never stopped.
  const resumed = await resumeStress(runFolder, planOf(out), { ...context, retryErrors: true });
  assert("metrics" in resumed && resumed.verdict === "PASS");
  const whole = await runStress(planOf(out), context);
  assertEquals(await readAll(runFolder), await readAll(whole.runFolder));
}

Deno.test("a budget that all runs share ends the stress; it can be resumed", async () => {
  await inTemporaryFolder(async (out) => {
    const shared = createMemoryBudget(() => parseMoney("3"));
    await expectStopped(await runStress(planOf(out, { shared, concurrency: 4 }), context), out);
  });
});

Deno.test("a ledger that other processes share ends the stress; it can be resumed", async () => {
  await inTemporaryFolder(async (out) => {
    const path = join(out, "ledger.jsonl");
    const limitOf = () => parseMoney("4");
    await using other = await BudgetLedger.open(path, { limitOf, isDurable: false });
    const request = { model: "m", amount: parseMoney("1"), key: "", attempt: 1 };
    await (await other.reserve(request)).settle(parseMoney("1"));
    await using shared = await BudgetLedger.open(path, { limitOf, isDurable: false });
    const result = await runStress(planOf(join(out, "runs"), { shared, concurrency: 4 }), context);
    await shared.read();
    const account = (await other.read()).accounts.get("m")!;
    assertEquals(account.spent, result.budget!.cost + parseMoney("1"));
    assertEquals(account.reserved, 0n);
    await expectStopped(result, join(out, "runs"));
  });
});

Deno.test("shards with budgets merge into the stress in one piece, to the byte", async () => {
  await inTemporaryFolder(async (out) => {
    const inputs = { calibration: loaded };
    const plan = { ...planOf(out, { inputs }), calibration: loaded.calibration, model: MODEL };
    const chain = budgetRuns(bareChain(provider), readBudgetLimits(loaded.calibration));
    const embedded = { ...plan, openProviderChain: chain, engine: renamed };
    const whole = await runStress(embedded, context);
    const folders = await Promise.all([1, 2, 3].map(async (index) => {
      const shard = { index, count: 3 };
      const { runFolder, isComplete } = await runShard(embedded, shard, context);
      assertEquals(isComplete, true);
      return runFolder;
    }));
    const merged = await mergeShards(folders, join(out, "merged"), context);
    assertEquals(await readAll(merged.runFolder), await readAll(whole.runFolder));
    assertEquals(merged.budget, whole.budget);
  });
});

const MODEL = "omega-embedded-1";

/** The engine on the model of the shipped calibration, which a merge reads from the shards. */
const renamed: Engine = {
  ...engine,
  run: (input, runContext) =>
    engine.run(input, {
      ...runContext,
      provider: {
        ...runContext.provider,
        generate: (request, callContext) =>
          runContext.provider.generate({ ...request, model: MODEL }, callContext),
      },
    }),
};
