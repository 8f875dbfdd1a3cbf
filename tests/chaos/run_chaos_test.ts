import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { loadCalibration } from "../../src/calibration/mod.ts";
import type { ChaosGatePlan } from "../../src/chaos/mod.ts";
import { createChaosPlan, loadChaosPlan, runChaos } from "../../src/chaos/mod.ts";
import { describeChaosPlan } from "../../src/chaos/load_chaos_plan.ts";
import type { Engine } from "../../src/engine/mod.ts";
import { InputError } from "../../src/internal/errors.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { createProvider } from "../../src/provider/create_provider.ts";
import { EMBEDDED_MODEL } from "../../src/provider/embedded/embedded_provider.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

const { calibration } = await loadCalibration("calibration/calibration.json", systemPorts);
const hellfire = await loadChaosPlan(
  "calibration/chaos-config.json",
  { profile: "hellfire" },
  systemPorts,
);

const PASSED = { hardScore: 1, softScore: 1, hardPass: true, softPass: true, artifacts: [] };

/** Makes a few calls, two of them at once, and does with errors as told. */
function callingEngine(onError: (error: unknown) => void): Engine {
  return {
    name: "calling",
    async run({ seed }, { provider, ports, signal }) {
      const call = async (key: string) => {
        const messages = [{ role: "user", content: key }] as const;
        const request = { model: EMBEDDED_MODEL, messages, outputMaxTokens: 30, temperature: 0 };
        try {
          await provider.generate(request, { key, attempt: 1, seed, ports, signal });
        } catch (error) {
          onError(error);
        }
      };
      await call("one");
      await Promise.all([call("two"), call("three")]);
      return PASSED;
    },
  };
}

const honest = callingEngine((error) => {
  throw error;
});
const forgetful = callingEngine(() => {});

function planOf(out: string, change: Partial<ChaosGatePlan> = {}): ChaosGatePlan {
  return {
    engine: honest,
    provider: createProvider("embedded"),
    chaos: hellfire,
    calibration,
    count: 60,
    seed: 42,
    concurrency: 1,
    clock: "virtual",
    out,
    ...change,
  };
}

Deno.test("runChaos() settles every fault of an honest engine, and tells the planted ones [OC-INV-0105, OC-CHAOS-4608]", async () => {
  await inTemporaryFolder(async (out) => {
    const result = await runChaos(planOf(out, { count: 100 }), { ports: systemPorts });
    assertEquals([result.verdict, result.violations], ["PASS", []]);
    const { total, attemptMaxCount, byType, reportedRunCount } = result.reconciliation;
    assertEquals([total.silent_success, attemptMaxCount], [0, 4]);
    assertEquals(total.injected, total.retried + total.reported + total.delayed);
    assertEquals(Object.keys(byType).length, 6);
    assert(reportedRunCount > 0 && reportedRunCount < 100);
    assert(result.planted.length === 4 && result.planted.every(({ isCaught }) => isCaught));
    const names = [...Deno.readDirSync(result.runFolder)].map(({ name }) => name).sort();
    assertEquals(names, ["chaos-log.json", "chaos-plan.json"]);
  });
});

Deno.test("runChaos() writes the same log at concurrency 1 and 16, in the order of the runs [OC-CHAOS-4603]", async () => {
  await inTemporaryFolder(async (out) => {
    const logs: string[] = [];
    for (const concurrency of [1, 16, 64]) {
      const { runFolder } = await runChaos(planOf(out, { concurrency }), { ports: systemPorts });
      logs.push(await Deno.readTextFile(join(runFolder, "chaos-log.json")));
    }
    assertEquals(logs[1] === logs[0] && logs[2] === logs[0], true);
    const { entries, schema_version, reconciliation, verdict } = JSON.parse(logs[0]!);
    assertEquals([schema_version, verdict], ["CHAOS-LOG-1.0", "PASS"]);
    const order = entries.map((entry: Record<string, number>) =>
      [entry["run"], entry["call_index"], entry["attempt"]].map((n) => String(n).padStart(4, "0"))
        .join()
    );
    assertEquals(order, order.toSorted());
    const struck = entries.filter((entry: { injected: boolean }) => entry.injected);
    assertEquals(reconciliation.injected, struck.length);
    for (const entry of struck) assert(["retried", "reported"].includes(entry.settlement));
  });
});

Deno.test("runChaos() fails an engine that forgets errors, naming run, call and attempt [OC-INV-0105]", async () => {
  await inTemporaryFolder(async (out) => {
    const plan = planOf(out, { engine: forgetful });
    const { verdict, violations, reconciliation } = await runChaos(plan, { ports: systemPorts });
    assertEquals(verdict, "FAIL");
    assert(reconciliation.total.silent_success > 0);
    assertEquals(new Set(violations.map(({ code }) => code)), new Set(["SILENT_SUCCESS"]));
    assert(/^\d+\/(one|two|three)\/\d$/.test(violations[0]!.path!), violations[0]!.path);
  });
});

Deno.test("runChaos() fails where nothing struck: nothing was proven [OC-CHAOS-4606]", async () => {
  await inTemporaryFolder(async (out) => {
    const chaos = describeChaosPlan(createChaosPlan({ seed: 1 }));
    const { verdict, violations } = await runChaos(planOf(out, { chaos }), { ports: systemPorts });
    assertEquals([verdict, violations.map(({ code }) => code)], ["FAIL", ["NOTHING_INJECTED"]]);
  });
});

Deno.test("runChaos() fails an engine that never works: it reports every fault, and proves nothing", async () => {
  await inTemporaryFolder(async (out) => {
    const provider = {
      name: "gone",
      isDeterministic: false,
      generate: () => Promise.reject(Object.assign(new Error("gone"), { status: 503 })),
    };
    const plan = planOf(out, { provider, count: 5 });
    const { violations, reconciliation, runFolder } = await runChaos(plan, { ports: systemPorts });
    assertEquals([reconciliation.total.silent_success, reconciliation.reportedRunCount], [0, 5]);
    assertEquals(violations.map(({ code }) => code), ["NO_RESULT"]);
    const log = JSON.parse(await Deno.readTextFile(join(runFolder, "chaos-log.json")));
    assertEquals([log.gate, log.verdict, log.violations[0].code], ["PR-G3", "FAIL", "NO_RESULT"]);
    assertEquals(log.planted_engines.length, 4);
    assertEquals(log.reported_as, { RETRY_EXHAUSTED: 5 });
  });
});

Deno.test("runChaos() fails an engine that goes around the bound of attempts [OC-CHAOS-4607]", async () => {
  await inTemporaryFolder(async (out) => {
    const stubborn: Engine = {
      name: "stubborn",
      async run(input, context) {
        try {
          return await honest.run(input, context);
        } catch {
          return await honest.run(input, context);
        }
      },
    };
    const plan = planOf(out, { engine: stubborn });
    const { violations, reconciliation } = await runChaos(plan, { ports: systemPorts });
    assert(reconciliation.attemptMaxCount > 4);
    assertEquals(violations.map(({ code }) => code).includes("RETRY_BOUND_EXCEEDED"), true);
  });
});

Deno.test("runChaos() stops at an input error and when aborted, and leaves the journal", async () => {
  await inTemporaryFolder(async (out) => {
    const engine: Engine = {
      name: "bad",
      run: () => Promise.reject(new InputError("no such model")),
    };
    await assertRejects(
      () => runChaos(planOf(out, { engine, concurrency: 4 }), { ports: systemPorts }),
      InputError,
      "no such model",
    );
    const stop = new AbortController();
    await assertRejects(
      () =>
        runChaos(planOf(join(out, "second"), { concurrency: 4 }), {
          ports: systemPorts,
          signal: stop.signal,
          onProgress: (finishedCount) => finishedCount === 10 && stop.abort(new Error("enough")),
        }),
      Error,
      "enough",
    );
    const [folder] = [...Deno.readDirSync(join(out, "second"))];
    const names = [...Deno.readDirSync(join(out, "second", folder!.name))].map(({ name }) => name);
    assertEquals(names.sort(), ["chaos-journal.jsonl", "chaos-plan.json"]);
  });
});
