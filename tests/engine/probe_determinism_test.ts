import { assertEquals, assertRejects } from "@std/assert";
import type { Engine, RunContext, RunOutcome } from "../../src/engine/engine.ts";
import { freezeWallTime, probeDeterminism } from "../../src/engine/probe_determinism.ts";
import { createVirtualClock, systemClock } from "../../src/internal/clock.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { createProvider } from "../../src/provider/create_provider.ts";

const openContext = (): RunContext => ({
  provider: createProvider("embedded"),
  ports: systemPorts,
});
const INPUT = { run: 1, seed: 42 };

/** Gives the next outcome each time. */
function scripted(outcomes: readonly Partial<RunOutcome>[]): Engine {
  const base = { hardScore: 1, softScore: 1, hardPass: true, softPass: true, artifacts: [] };
  const queue = [...outcomes];
  return { name: "scripted", run: () => Promise.resolve({ ...base, ...queue.shift() }) };
}

const file = (content: string, path = "a.txt") => ({ artifacts: [{ path, content }] });

Deno.test("probeDeterminism() finds the first byte in which two runs differ [OC-ENGINE-3507]", async () => {
  const table: readonly (readonly [readonly Partial<RunOutcome>[], object | null])[] = [
    [[file("same"), file("same"), file("same")], null],
    [[file("at 12:00:01", "stderr.txt"), file("at 12:00:02", "stderr.txt"), {}], null],
    [[file("sané"), file("sanê")], {
      where: "a.txt",
      repetition: 2,
      offset: 4,
      expected: 0xa9,
      found: 0xaa,
      expectedExcerpt: "sané",
      foundExcerpt: "sanê",
    }],
    [[file("abc"), file("abc"), file("ab")], {
      where: "a.txt",
      repetition: 3,
      offset: 2,
      expected: 0x63,
      found: null,
      expectedExcerpt: "abc",
      foundExcerpt: "ab",
    }],
    [[file("x"), {}], {
      where: "a.txt",
      repetition: 2,
      offset: 0,
      expected: 0x78,
      found: null,
      expectedExcerpt: "x",
      foundExcerpt: "",
    }],
    [[{ output: "a" }, { output: "b" }], {
      where: "output",
      repetition: 2,
      offset: 0,
      expected: 0x61,
      found: 0x62,
      expectedExcerpt: "a",
      foundExcerpt: "b",
    }],
  ];
  for (const [outcomes, difference] of table) {
    const { length: count } = outcomes;
    const result = await probeDeterminism(scripted(outcomes), { count, input: INPUT, openContext });
    assertEquals(result, { count, difference } as typeof result);
  }
  const scores = scripted([{ softScore: 0.5 }, { softScore: 0.25 }]);
  const { difference } = await probeDeterminism(scores, { count: 2, input: INPUT, openContext });
  assertEquals(difference?.where, "outcome");
});

Deno.test("probeDeterminism() repeats one run and seed, as many at once as asked for", async () => {
  const inputs: unknown[] = [];
  let [active, activeMax] = [0, 0];
  const engine: Engine = {
    name: "counting",
    async run(input) {
      inputs.push(input);
      activeMax = Math.max(activeMax, ++active);
      await new Promise((resolve) => setTimeout(resolve, 1));
      active -= 1;
      return { hardScore: 1, softScore: 1, hardPass: true, softPass: true, artifacts: [] };
    },
  };
  await probeDeterminism(engine, { count: 6, input: INPUT, concurrency: 3, openContext });
  assertEquals(inputs, Array.from({ length: 6 }, () => INPUT));
  assertEquals(activeMax, 3);
});

Deno.test("probeDeterminism() passes on the failure of a run, and refuses to compare one run", async () => {
  const failing: Engine = { name: "failing", run: () => Promise.reject(new Error("no answer")) };
  const probe = (engine: Engine, count: number) => () =>
    probeDeterminism(engine, { count, input: INPUT, openContext });
  await assertRejects(probe(failing, 2), Error, "no answer");
  await assertRejects(probe(scripted([]), 1), RangeError, "count must be an integer >= 2, got 1");
});

Deno.test("freezeWallTime() stops the time of day and nothing else", async () => {
  const inner = createVirtualClock(5000);
  const clock = freezeWallTime(inner, 1000);
  await clock.sleep(50);
  assertEquals([clock.now(), clock.monotonicMs(), inner.now()], [1000, 50, 5050]);
  assertEquals([clock.kind, freezeWallTime(systemClock, 0).kind], ["virtual", "system"]);
});
