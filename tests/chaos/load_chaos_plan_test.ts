import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { loadCalibration } from "../../src/calibration/mod.ts";
import { createChaosPlan, loadChaosPlan } from "../../src/chaos/mod.ts";
import { spreadRate } from "../../src/chaos/chaos_plan.ts";
import { describeChaosPlan } from "../../src/chaos/load_chaos_plan.ts";
import { InputError } from "../../src/internal/errors.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

const CONFIG = "calibration/chaos-config.json";

Deno.test("loadChaosPlan() reads the shipped profiles, which are those of the calibration [OC-CHAOS-4509]", async () => {
  const { calibration } = await loadCalibration("calibration/calibration.json", systemPorts);
  const names = Object.keys(JSON.parse(await Deno.readTextFile(CONFIG)).profiles);
  assertEquals(names, Object.keys(calibration.CHAOS_PROFILES));
  for (
    const [profile, { CHAOS_RATE, failure_types }] of Object.entries(calibration.CHAOS_PROFILES)
  ) {
    const { plan } = await loadChaosPlan(CONFIG, { profile }, systemPorts);
    assertEquals(plan.failureRates, spreadRate(CHAOS_RATE, failure_types));
    assertEquals([plan.profile, plan.seed], [profile, 42]);
  }
  const { plan: quiet } = await loadChaosPlan(CONFIG, { profile: "none" }, systemPorts);
  assertEquals(quiet.failureRates, {});
  const byDefault = await loadChaosPlan(CONFIG, { seed: 7 }, systemPorts);
  assertEquals([byDefault.plan.profile, byDefault.plan.seed], ["medium", 7]);
});

Deno.test("loadChaosPlan() reads an exported plan as the plan that it was [OC-CHAOS-4510]", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "plan.json");
    const given = describeChaosPlan(createChaosPlan({
      profile: "mine",
      seed: 5,
      failureRates: { latency: 0.25, timeout: 0.5 },
      script: [{ run: 1, key: "k", callIndex: 2, attempts: [1, 2], fault: "timeout" }, {
        fault: "api_error_500",
        wireForm: "status_503",
      }],
    }));
    await Deno.writeFile(path, given.bytes);
    const read = await loadChaosPlan(path, { seed: 99 }, systemPorts);
    assertEquals([read.digest, read.bytes], [given.digest, given.bytes]);
    assertEquals(read.plan.seed, 5);
    for (let run = 1; run < 50; run++) {
      const identity = { run, key: "k", callIndex: 1, attempt: 1 };
      assertEquals(read.plan.draw(identity), given.plan.draw(identity));
    }
    await assertRejects(
      () => loadChaosPlan(path, { profile: "hellfire" }, systemPorts),
      InputError,
      'is a plan of "mine"',
    );
  });
});

Deno.test("a plan's digest follows from its draws, not from how it was written", () => {
  const digest = (failureRates: Record<string, number>, seed = 1) =>
    describeChaosPlan(createChaosPlan({ seed, failureRates })).digest;
  assertEquals(digest({ timeout: 0.1, latency: 0.2 }), digest({ latency: 0.2, timeout: 0.1 }));
  assertEquals(digest({ timeout: 0.1, latency: 0 }), digest({ timeout: 0.1 }));
  assert(digest({ timeout: 0.1 }) !== digest({ timeout: 0.2 }));
  assert(digest({ timeout: 0.1 }) !== digest({ timeout: 0.1 }, 2));
});

function config(profile: unknown, change: Record<string, unknown> = {}): string {
  return JSON.stringify({
    profiles: { p: profile },
    default_profile: "p",
    deterministic_seed: 1,
    ...change,
  });
}

const GOOD = { CHAOS_RATE: 0.5, failure_types: ["TIMEOUT", "ERROR", "EMPTY", "PARTIAL"] };

Deno.test("loadChaosPlan() knows the other names of the faults, and rates by type [OC-CHAOS-4507]", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "config.json");
    const ratesOf = async (text: string) => {
      await Deno.writeTextFile(path, text);
      return (await loadChaosPlan(path, {}, systemPorts)).plan.failureRates;
    };
    assertEquals(await ratesOf(config(GOOD)), {
      timeout: 0.125,
      api_error_500: 0.125,
      empty_response: 0.125,
      partial_response: 0.125,
    });
    const rates = config({ failure_rates: { CORRUPT: 0.2, latency: 0.8 }, description: "" });
    assertEquals(await ratesOf(rates), { corrupt_response: 0.2, latency: 0.8 });
  });
});

const PLAN = { schema_version: "CHAOS-PLAN-1.0", profile: "p", seed: 1 };

/** What the file holds, and what the error must say. */
const BAD: readonly (readonly [string, string])[] = [
  ["{", "wanted JSON"],
  [config({ ...GOOD, CHAOS_RATE: 1.1 }), "at $.profiles.p.CHAOS_RATE: wanted a number in 0..1"],
  [config({ ...GOOD, CHAOS_RATE: -0.1 }), "found -0.1"],
  [config({ ...GOOD, CHAOS_RATE: null }), "found null"],
  [config({ ...GOOD, CHAOS_RATE: "0.5" }), 'found "0.5"'],
  [config(GOOD).replace("0.5", "1e999"), "at $.profiles.p.CHAOS_RATE"],
  [config(GOOD).replace("0.5", "NaN"), "wanted JSON"],
  [config({ ...GOOD, failure_types: ["slowness"] }), "at $.profiles.p.failure_types[0]"],
  [config({ ...GOOD, failure_types: [] }), "at least one failure type"],
  [config({ ...GOOD, failure_types: ["timeout", "TIMEOUT"] }), "each failure type once"],
  [config({ ...GOOD, extra: 1 }), "at $.profiles.p.extra"],
  [config({ ...GOOD, failure_rates: {} }), "nothing beside failure_rates"],
  [config({ failure_rates: { timeout: 0.7, latency: 0.4 } }), "rates that sum to at most 1"],
  [config({ failure_rates: { timeout: -1 } }), "at $.profiles.p.failure_rates.timeout"],
  [config({ failure_rates: { timeout: 0.1, TIMEOUT: 0.1 } }), "each failure type once"],
  [config({ failure_rates: { slowness: 0.1 } }), 'found "slowness"'],
  [config(GOOD, { profiles: {} }), "at least one profile"],
  [config(GOOD, { default_profile: "q" }), "at $.default_profile"],
  [config(GOOD, { deterministic_seed: -1 }), "at $.deterministic_seed"],
  [config(GOOD, { more: 1 }), "at $.more"],
  [JSON.stringify({ ...PLAN, schema_version: "CHAOS-PLAN-9" }), "at $.schema_version"],
  [JSON.stringify({ ...PLAN, failure_rates: { timeout: 2 } }), "at $.failure_rates.timeout"],
  [JSON.stringify({ ...PLAN, script: [{ fault: "nothing" }] }), "at $.script[0].fault"],
  [JSON.stringify({ ...PLAN, script: [{ fault: "timeout", attempts: [0] }] }), "attempts[0]"],
  [JSON.stringify({ ...PLAN, script: [{ fault: "timeout", wire_form: "x" }] }), "wire_form"],
];

for (const [text, problem] of BAD) {
  Deno.test(`loadChaosPlan() refuses ${text} (${problem})`, async () => {
    await inTemporaryFolder(async (folder) => {
      const path = join(folder, "chaos.json");
      await Deno.writeTextFile(path, text);
      const error = await assertRejects(() => loadChaosPlan(path, {}, systemPorts), InputError);
      assert(error.message.includes(problem), error.message);
    });
  });
}

Deno.test("loadChaosPlan() names the profiles that there are", async () => {
  await assertRejects(
    () => loadChaosPlan(CONFIG, { profile: "hellfyre" }, systemPorts),
    InputError,
    'Cannot use chaos profile "hellfyre": wanted one of light, medium, heavy, hellfire, none in',
  );
});
