import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { CalibrationNullError, loadCalibration } from "../../src/calibration/mod.ts";
import { InputError } from "../../src/internal/errors.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

const SHIPPED = "calibration/calibration.json";

// deno-lint-ignore no-explicit-any -- the tests break the document on purpose
type Document = any;

const shipped = JSON.parse(await Deno.readTextFile(SHIPPED));

function changed(change: (document: Document) => void): string {
  const document: Document = structuredClone(shipped);
  change(document);
  return JSON.stringify(document);
}

function loadText(text: string) {
  return inTemporaryFolder(async (folder) => {
    const path = join(folder, "calibration.json");
    await Deno.writeTextFile(path, text);
    return await loadCalibration(path, systemPorts);
  });
}

Deno.test("loadCalibration() loads the shipped file with the values of the design [OC-CALIB-0201]", async () => {
  const { calibration } = await loadCalibration(SHIPPED, systemPorts);
  assertEquals(calibration.LOCK_TIMEOUT_MS, 10_000);
  assertEquals(calibration.MAX_RETRIES, 3);
  assertEquals(calibration.STRESS_N, 100);
  assertEquals(calibration.VARIANCE_ENVELOPES.mean_hard_score, {
    min: 0.7,
    target: 0.8,
    max: 0.95,
  });
  assertEquals(calibration.CHAOS_PROFILES["hellfire"]?.CHAOS_RATE, 0.5);
  assertEquals(calibration.DETERMINISM.time_freeze, "2026-01-01T00:00:00.000Z");
});

Deno.test("loadCalibration() takes other models and numbers, and descriptions [OC-CALIB-0205]", async () => {
  const { calibration } = await loadText(changed((document) => {
    document.BUDGET_LIMITS = {
      description: "of last year",
      "some/model-4:free": {
        description: "costs nothing",
        input_cost_per_1k: 0,
        output_cost_per_1k: 0,
        cached_input_cost_per_1k: 0,
        max_per_call_usd: 0,
        max_per_run_usd: 0,
      },
    };
    document.CHAOS_PROFILES = { storm: { CHAOS_RATE: 1, failure_types: ["TIMEOUT", "LATENCY"] } };
    delete document.$schema;
    delete document.description;
  }));
  assertEquals(Object.keys(calibration.BUDGET_LIMITS), ["some/model-4:free"]);
  assertEquals(calibration.CHAOS_PROFILES["storm"]?.failure_types, ["timeout", "latency"]);
});

Deno.test("loadCalibration() digests the content, not the layout [OC-CALIB-0206]", async () => {
  const { digest } = await loadCalibration(SHIPPED, systemPorts);
  assert(/^sha256:[0-9a-f]{64}$/.test(digest));
  assertEquals((await loadText(JSON.stringify(shipped))).digest, digest);
  const other = await loadText(changed((document) => document.STRESS_N = 101));
  assert(other.digest !== digest);
});

Deno.test("loadCalibration() reports every null as CALIBRATION_NULL, before anything else [OC-CALIB-0204]", async () => {
  const error = await assertRejects(
    () =>
      loadText(changed((document) => {
        document.BUDGET_LIMITS["omega-embedded-1"].max_per_call_usd = null;
        document.REPAIR.RETRY_ONLY_RULES[1] = null;
        document.STRESS_N = null;
        document.UNKNOWN = 1;
      })),
    CalibrationNullError,
  );
  assertEquals(error.code, "CALIBRATION_NULL");
  assertEquals(error.fields, [
    "$.BUDGET_LIMITS.omega-embedded-1.max_per_call_usd",
    "$.STRESS_N",
    "$.REPAIR.RETRY_ONLY_RULES[1]",
  ]);
  await assertRejects(() => loadText("null"), CalibrationNullError, "at $,");
  await assertRejects(
    () => loadText('{"BUDGET_LIMITS":{"m":{"max_per_call_usd":null}}}'),
    CalibrationNullError,
    "$.BUDGET_LIMITS.m.max_per_call_usd",
  );
});

Deno.test("loadCalibration() needs every key [OC-CALIB-0202]", async () => {
  for (const key of Object.keys(shipped)) {
    if (key === "$schema" || key === "description") continue;
    await assertRejects(
      () => loadText(changed((document) => delete document[key])),
      InputError,
      `at $.${key}: wanted a value, found nothing`,
    );
  }
});

const BAD: readonly (readonly [string, (document: Document) => void])[] = [
  ["$.EXTRA: wanted one of the keys", (d) => d.EXTRA = 1],
  ["$.LOCK_SPIN_MS: wanted a number >= 0, found -1", (d) => d.LOCK_SPIN_MS = -1],
  ['$.LOCK_SPIN_MS: wanted a number >= 0, found "50"', (d) => d.LOCK_SPIN_MS = "50"],
  ["$.BACKOFF_MAX_MS: wanted a number >= 1000, found 1", (d) => d.BACKOFF_MAX_MS = 1],
  ["$.MAX_RETRIES: wanted an integer >= 0, found 1.5", (d) => d.MAX_RETRIES = 1.5],
  ["$.STRESS_N: wanted an integer >= 1, found 0", (d) => d.STRESS_N = 0],
  ["$.PASS_RATIO_MIN: wanted a number in 0..1, found 1.01", (d) => d.PASS_RATIO_MIN = 1.01],
  [
    "$.VARIANCE_ENVELOPES.std_hard_score.min: wanted a number in 0..0.15, found 0.2",
    (d) => d.VARIANCE_ENVELOPES.std_hard_score.min = 0.2,
  ],
  [
    "$.VARIANCE_ENVELOPES.std_hard_score.target: wanted a number in 0..0.15, found 0.16",
    (d) => d.VARIANCE_ENVELOPES.std_hard_score.target = 0.16,
  ],
  ["$.VARIANCE_ENVELOPES.extra: wanted one of", (d) => d.VARIANCE_ENVELOPES.extra = {}],
  [
    "$.BUDGET_LIMITS.m: wanted an object, found an array of 0",
    (d) => d.BUDGET_LIMITS = { m: [] },
  ],
  [
    "$.BUDGET_LIMITS.omega-embedded-1.currency: wanted one of the keys",
    (d) => d.BUDGET_LIMITS["omega-embedded-1"].currency = "EUR",
  ],
  [
    "$.CHAOS_PROFILES.light.CHAOS_RATE: wanted a number in 0..1, found 2",
    (d) => d.CHAOS_PROFILES.light.CHAOS_RATE = 2,
  ],
  [
    "$.CHAOS_PROFILES.light.failure_types: wanted at least one failure type, found an array of 0",
    (d) => d.CHAOS_PROFILES.light.failure_types = [],
  ],
  [
    "$.CHAOS_PROFILES.light.failure_types[0]: wanted one of",
    (d) => d.CHAOS_PROFILES.light.failure_types = ["flood"],
  ],
  [
    "$.DETERMINISM.time_freeze: wanted an instant in UTC",
    (d) => d.DETERMINISM.time_freeze = "2026-01-01",
  ],
  [
    "$.DETERMINISM.time_freeze: wanted an instant in UTC",
    (d) => d.DETERMINISM.time_freeze = "2026-13-01T00:00:00Z",
  ],
  [
    "$.DETERMINISM.prng_algorithm: wanted one of",
    (d) => d.DETERMINISM.prng_algorithm = "mersenne",
  ],
  [
    "$.PROOFPACK.compression_level: wanted an integer in 0..9, found 10",
    (d) => d.PROOFPACK.compression_level = 10,
  ],
];

for (const [text, change] of BAD) {
  Deno.test(`loadCalibration() refuses ${text} [OC-CALIB-0203]`, async () => {
    const error = await assertRejects(() => loadText(changed(change)), InputError, text);
    assertEquals(error.message.includes("calibration.json"), true);
  });
}

Deno.test("loadCalibration() refuses a number that JSON writes and no double holds", async () => {
  const text = JSON.stringify(shipped).replace('"STRESS_N":100', '"STRESS_N":1e999');
  await assertRejects(() => loadText(text), InputError, "$.STRESS_N: wanted an integer >= 1");
});
