import { assertEquals, assertRejects } from "@std/assert";
import { InputError, WorldError } from "../../src/internal/errors.ts";
import type { GateStep, StepOutcome } from "../../src/gates/run_gates.ts";
import { runGates } from "../../src/gates/run_gates.ts";

const outcome = (verdict: StepOutcome["verdict"], runDir?: string): StepOutcome => ({
  verdict,
  runDir,
  reasons: verdict === "PASS" ? [] : [verdict],
});

/** A step that notes when it begins and ends. */
function step(
  name: string,
  after: readonly string[],
  result: StepOutcome | Error | null,
  log: string[] = [],
  needs: readonly string[] = [],
): GateStep {
  const run: GateStep["run"] = async () => {
    log.push(`+${name}`);
    await Promise.resolve();
    log.push(`-${name}`);
    if (result instanceof Error) throw result;
    return result!;
  };
  return { name, after, needs, run: result === null ? null : run };
}

const run = (steps: readonly GateStep[], signal = new AbortController().signal) =>
  runGates(steps, { signal });

async function verdictsOf(steps: readonly GateStep[]): Promise<readonly string[]> {
  const { verdict, steps: results } = await run(steps);
  return [verdict, ...results.map((result) => `${result.name} ${result.verdict}`)];
}

Deno.test("runGates() runs what is independent at once and what depends afterwards", async () => {
  const log: string[] = [];
  const pass = outcome("PASS", "x");
  const steps = [
    step("a", [], pass, log),
    step("b", ["a"], pass, log),
    step("c", ["a"], pass, log),
    step("d", ["b", "c"], pass, log, ["b"]),
  ];
  assertEquals((await run(steps)).verdict, "PASS");
  assertEquals(log.join(" "), "+a -a +b +c -b -c +d -d");
});

/** Steps of one or more verdicts, and the verdict over all. */
const WORST: readonly (readonly [readonly (StepOutcome["verdict"] | null)[], string])[] = [
  [["PASS", "DONE"], "PASS"],
  [["PASS", "DOWNGRADE"], "DOWNGRADE"],
  [["DOWNGRADE", "FAIL"], "FAIL"],
  [["FAIL", "STOP"], "STOP"],
  [["PASS", null], "FAIL"],
];

Deno.test("runGates() gives the worst verdict; a missing gate is a failed one [OC-GATES-7101]", async () => {
  for (const [verdicts, wanted] of WORST) {
    const steps = verdicts.map((verdict, index) =>
      step(String(index), [], verdict && outcome(verdict))
    );
    assertEquals((await run(steps)).verdict, wanted, String(verdicts));
  }
});

Deno.test("runGates() goes on behind a failure and not behind a stop [OC-GATES-7102]", async () => {
  const failed = [
    step("a", [], outcome("FAIL", "x")),
    step("b", ["a"], outcome("PASS"), [], ["a"]),
  ];
  assertEquals(await verdictsOf(failed), ["FAIL", "a FAIL", "b PASS"]);
  const stopped = [step("a", [], outcome("STOP")), step("b", ["a"], outcome("PASS"))];
  assertEquals(await verdictsOf(stopped), ["STOP", "a STOP", "b NOT_RUN"]);
  const broken = [step("a", [], new WorldError("disk")), step("b", ["a"], outcome("PASS"))];
  assertEquals(await verdictsOf(broken), ["STOP", "a STOP", "b NOT_RUN"]);
});

Deno.test("runGates() does not run a step whose needed folder is not there", async () => {
  const steps = [
    step("a", [], outcome("FAIL")),
    step("b", ["a"], outcome("PASS"), [], ["a"]),
    step("c", ["b"], outcome("PASS")),
  ];
  assertEquals(await verdictsOf(steps), ["FAIL", "a FAIL", "b NOT_RUN", "c PASS"]);
});

Deno.test("runGates() ends the steps beside one that stops, and throws what is no outcome", async () => {
  const waiting: GateStep = {
    name: "waiting",
    after: [],
    needs: [],
    run: (_needed, signal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason))
      ),
  };
  assertEquals(await verdictsOf([step("a", [], outcome("STOP")), waiting]), [
    "STOP",
    "a STOP",
    "waiting NOT_RUN",
  ]);
  await assertRejects(() => run([step("a", [], new InputError("bad flag")), waiting]), InputError);
  const controller = new AbortController();
  const reason = new Error("enough");
  const ended = run([waiting], controller.signal);
  controller.abort(reason);
  assertEquals(await assertRejects(() => ended), reason);
});
