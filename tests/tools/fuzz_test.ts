import { assert, assertEquals } from "@std/assert";
import { fuzzTarget, listTargets } from "../../tools/fuzz/fuzz.ts";

/** Cases of a usual run; `bin/deno task fuzz` tries them for as long as one likes. */
const CASE_COUNT = 200;

for (const target of await listTargets()) {
  Deno.test(`fuzz: ${target.name} keeps its promises`, async () => {
    const caseMaxCount = target.name === "pack" ? 20 : CASE_COUNT;
    const plan = { seed: 1, targetMaxMs: 60_000, caseMaxCount };
    const { caseCount, failure } = await fuzzTarget(target, plan);
    if (failure !== null) throw new Error(failure.replay, { cause: failure.error });
    assertEquals(caseCount, caseMaxCount);
  });
}

Deno.test("fuzz: a failure gives the command that makes the same input again", async () => {
  const seen: number[] = [];
  const target = {
    name: "planted",
    check(stream: { nextBelow(bound: number): number }) {
      const drawn = stream.nextBelow(100);
      seen.push(drawn);
      if (drawn < 5) throw new RangeError(`${drawn}`);
    },
  };
  const { failure } = await fuzzTarget(target, { seed: 9, targetMaxMs: 60_000 });
  assert(failure !== null && failure.error instanceof RangeError);
  const words = /^bin\/deno task fuzz --target planted --seed 9 --case (\d+)$/.exec(failure.replay);
  assertEquals(Number(words![1]), seen.length - 1);
  await fuzzTarget(target, { seed: 9, targetMaxMs: 0, onlyCase: Number(words![1]) });
  assertEquals(seen.at(-1), seen.at(-2));
});
