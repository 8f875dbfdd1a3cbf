import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { InputError } from "../../src/internal/errors.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { parseStatus } from "../../src/preflight/parse_status.ts";
import { loadPreflightConfig } from "../../src/preflight/preflight_config.ts";
import { ROOT } from "../cli/run_omega.ts";
import { configOf, PRINTING_SUITE } from "./_project.ts";

const suite = (change: Record<string, unknown>) => ({ suites: [{ ...PRINTING_SUITE, ...change }] });

/** Changes that make a configuration unusable, and the place that the error names. */
const REFUSED: readonly (readonly [change: Record<string, unknown>, path: string])[] = [
  [{ schema_version: "PREFLIGHT-CONFIG-2.0" }, "$.schema_version"],
  [{ surprise: 1 }, "$.surprise"],
  [{ own_outputs: ["../x"] }, "$.own_outputs[0]"],
  [{ own_outputs: undefined }, "$.own_outputs"],
  [{ accepted: ["NOT_CLEAN"] }, "$.accepted[0]"],
  [{ accepted: ["SUITE_FAILED"] }, "$.accepted[0]"],
  [{ critical_files: ["/etc/passwd"] }, "$.critical_files[0]"],
  [{ critical_files: ["a\\b"] }, "$.critical_files[0]"],
  [{ suites: [] }, "$.suites"],
  [suite({ command: [] }), "$.suites[0].command"],
  [suite({ command: "make test" }), "$.suites[0].command"],
  [suite({ format: "xml" }), "$.suites[0].format"],
  [suite({ report: "src.txt" }), "$.suites[0].report"],
  [suite({ report: "metrics" }), "$.suites[0].report"],
  [suite({ expected_passed: 0 }), "$.suites[0].expected_passed"],
  [suite({ expected_passed: 1.5 }), "$.suites[0].expected_passed"],
  [suite({ time_limit_s: 0 }), "$.suites[0].time_limit_s"],
  [suite({ name: "" }), "$.suites[0].name"],
  [suite({ more: 1 }), "$.suites[0].more"],
  [{ suites: [PRINTING_SUITE, PRINTING_SUITE] }, "$.suites[1].name"],
];

Deno.test("parsePreflightConfig() names the place of whatever is wrong", () => {
  for (const [change, path] of REFUSED) {
    assertThrows(() => configOf(change), InputError, `at ${path}:`, JSON.stringify(change));
  }
});

Deno.test("the configuration of this repository names files and folders that are there", async () => {
  const config = await loadPreflightConfig(join(ROOT, "calibration/preflight.json"), systemPorts);
  for (const path of config.criticalFiles) assert(await Deno.stat(join(ROOT, path)), path);
  for (const { command } of config.suites) {
    const folders = command.filter((word) => word.startsWith("tests/"));
    for (const folder of folders) assert(await Deno.stat(join(ROOT, folder)), folder);
  }
});

Deno.test("parseStatus() reads names of any kind, renames and folders below the top", () => {
  const text = " M a b.txt\0?? new\nline\0R  to\0from\0 M part/x\0";
  assertEquals(parseStatus(text), [
    { status: " M", path: "a b.txt" },
    { status: "??", path: "new\nline" },
    { status: "R ", path: "to" },
    { status: " M", path: "part/x" },
  ]);
  assertEquals(parseStatus(" M part/x\0", "part/"), [{ status: " M", path: "x" }]);
  assertEquals(parseStatus(""), []);
});
