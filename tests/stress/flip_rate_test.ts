import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { loadCalibration } from "../../src/calibration/mod.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { findRunCount, measureFlipRate, type RunSample } from "../../src/stress/flip_rate.ts";

const { calibration } = await loadCalibration("calibration/calibration.json", systemPorts);
const options = { calibration, seed: 42 };

/** An engine that keeps the hard rules in a share of its runs and is perfect otherwise. */
function sampleWith(passRate: number): readonly RunSample[] {
  return Array.from({ length: 1000 }, (_, index) => ({
    hardPass: index < passRate * 1000,
    softPass: true,
    hardScore: 0.9,
    softScore: 0.9,
  }));
}

Deno.test("measureFlipRate() is 0 far from a limit and grows towards it [OC-STRESS-5211]", () => {
  assertEquals(measureFlipRate(sampleWith(1), 100, options), 0);
  assertEquals(measureFlipRate(sampleWith(0.2), 100, options), 0);
  const near = measureFlipRate(sampleWith(0.78), 100, options);
  const at = measureFlipRate(sampleWith(0.75), 100, options);
  assert(near > 0.1 && near < at, `${near} ${at}`);
  // On the limit a verdict is a coin toss, and two of them disagree half of the time.
  assertAlmostEquals(at, 0.5, 0.04);
});

Deno.test("measureFlipRate() agrees with the binomial distribution", () => {
  // With N = 10 and a pass rate of 0.8 the verdict is FAIL for 7 or fewer passes: P = 0.3222.
  const failRate = 0.3222;
  const expected = 2 * failRate * (1 - failRate);
  assertAlmostEquals(measureFlipRate(sampleWith(0.8), 10, options), expected, 0.04);
});

Deno.test("measureFlipRate() is the same for the same seed", () => {
  const sample = sampleWith(0.8);
  assertEquals(measureFlipRate(sample, 20, options), measureFlipRate(sample, 20, options));
  assertThrows(() => measureFlipRate([], 20, options), RangeError);
});

Deno.test("findRunCount() needs more runs the nearer the limit is, and gives up on it", () => {
  assertEquals(findRunCount(sampleWith(1), 0.01, options), 1);
  const far = findRunCount(sampleWith(0.9), 0.05, options)!;
  const near = findRunCount(sampleWith(0.8), 0.05, options)!;
  assert(far < near && near <= 1024, `${far} ${near}`);
  assertEquals(
    findRunCount(sampleWith(0.75).slice(0, 1000), 0.01, {
      ...options,
      seed: 1,
    }),
    null,
  );
});
