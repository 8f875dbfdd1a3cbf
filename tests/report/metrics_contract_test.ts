import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { JsonCursor } from "../../src/internal/cursor.ts";
import { InputError } from "../../src/internal/errors.ts";
import {
  metricsContract,
  parseMetricsContract,
} from "../../src/report/metrics/metrics_contract.ts";

Deno.test("the contract in the code is the contract in the file", async () => {
  const file = JSON.parse(await Deno.readTextFile("calibration/metrics.contract.json"));
  assertEquals([...metricsContract().values()], file.metrics);
});

const METRIC = { name: "a_runs", type: "gauge", unit: "runs", labels: [], help: "Help." };

const BAD_CONTRACTS: readonly (readonly [string, unknown, string])[] = [
  ["a name without its unit", { ...METRIC, name: "a" }, "$.metrics[0].name"],
  ["another type", { ...METRIC, type: "counter" }, "$.metrics[0].type"],
  ["a label in capitals", { ...METRIC, labels: ["Kind"] }, "$.metrics[0].labels[0]"],
  ["an unknown key", { ...METRIC, more: 1 }, "$.metrics[0].more"],
  ["no help", { ...METRIC, help: " " }, "$.metrics[0].help"],
];

for (const [name, metric, path] of BAD_CONTRACTS) {
  Deno.test(`parseMetricsContract() refuses ${name}`, () => {
    const document = { schema_version: "METRICS-CONTRACT-1.0", metrics: [metric] };
    const error = assertThrows(
      () => parseMetricsContract(new JsonCursor(document, "contract")),
      InputError,
    );
    assertStringIncludes(error.message, path);
  });
}

Deno.test("parseMetricsContract() refuses a name that is taken", () => {
  const document = { schema_version: "METRICS-CONTRACT-1.0", metrics: [METRIC, METRIC] };
  assertThrows(
    () => parseMetricsContract(new JsonCursor(document, "contract")),
    InputError,
    "taken",
  );
});
