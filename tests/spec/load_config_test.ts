import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { JsonCursor } from "../../src/internal/cursor.ts";
import { InputError } from "../../src/internal/errors.ts";
import { systemFiles } from "../../src/internal/files.ts";
import { DEFAULT_CONFIG, loadSpecConfig } from "../../src/spec/mod.ts";
import { parseSpecConfig } from "../../src/spec/load_config.ts";
import { withRepository } from "./_repository.ts";

function parse(value: unknown) {
  return parseSpecConfig(new JsonCursor(value, "omega.spec.json"));
}

Deno.test("a configuration changes what it names and nothing else", () => {
  assertEquals(parse({}), DEFAULT_CONFIG);
  const full = parse({
    $schema: "x",
    description: "y",
    specs: ["a/*.md"],
    exclude: ["b"],
    ids: {
      prefixes: ["OC", "SEC-AUTH"],
      reserved: [],
      digits_min: 2,
      digits_max: 2,
      definitions: ["end"],
      areas: { "OC-A": { min: 1, max: 2 } },
    },
    outputs: { requirements: "out/req", compliance: "docs/C.md", names: { "60-x": "contracts-x" } },
    accepted: "acc.json",
    lint: { columns_max: 80, order_gap_min: 0, off: ["SPEC010"] },
    links: { exclude: ["v/**"] },
    trace: {
      exclude: ["c"],
      tests: ["d"],
      junit: ["e.xml"],
      thresholds: { should: { covered: 0.5 } },
    },
  });
  assertEquals(full, {
    specs: ["a/*.md"],
    exclude: ["b"],
    ids: {
      prefixes: ["OC", "SEC-AUTH"],
      reserved: [],
      digitsMin: 2,
      digitsMax: 2,
      definitions: ["end"],
      areas: { "OC-A": { min: 1, max: 2 } },
    },
    outputs: { requirements: "out/req", compliance: "docs/C.md", names: { "60-x": "contracts-x" } },
    accepted: "acc.json",
    isAcceptedRequired: true,
    lint: { columnsMax: 80, orderGapMin: 0, off: ["SPEC010"] },
    links: { exclude: ["v/**"] },
    trace: {
      exclude: ["c"],
      tests: ["d"],
      junit: ["e.xml"],
      thresholds: {
        must: { implemented: 1, covered: 1 },
        should: { implemented: 0, covered: 0.5 },
        may: { implemented: 0, covered: 0 },
      },
    },
  });
});

Deno.test("a wrong configuration is refused with its place [OC-SPEC-8008]", () => {
  const table: readonly (readonly [unknown, string])[] = [
    [{ spec: [] }, "at $.spec: wanted one of the keys"],
    [{ specs: "a" }, "at $.specs: wanted an array"],
    [{ specs: [1] }, "at $.specs[0]: wanted a string"],
    [{ ids: { prefixes: ["oc"] } }, "at $.ids.prefixes[0]: wanted upper-case parts"],
    [{ ids: { prefixes: ["A|B"] } }, "at $.ids.prefixes[0]"],
    [{ ids: { digits_min: 5, digits_max: 4 } }, "at $.ids.digits_max: wanted an integer in 5..9"],
    [{ ids: { areas: { a: { min: 1, max: 2 } } } }, "wanted an area in upper case"],
    [{ ids: { areas: { A: { min: 3, max: 2 } } } }, "at $.ids.areas.A.max"],
    [{ ids: { definitions: ["middle"] } }, "wanted one of"],
    [{ outputs: { requirements: "../x" } }, "wanted a path inside of the repository"],
    [{ outputs: { requirements: "/x" } }, "wanted a path inside of the repository"],
    [{ outputs: { compliance: "C:\\x" } }, "wanted a path inside of the repository"],
    [{ outputs: { names: { a: "../b" } } }, "wanted a file name without ending"],
    [{ accepted: "" }, "at $.accepted: wanted a string that is not empty"],
    [{ lint: { off: ["SPEC101"] } }, "at $.lint.off[0]: wanted one of"],
    [{ lint: { columns_max: 1.5 } }, "at $.lint.columns_max: wanted an integer"],
    [{ trace: { thresholds: { must: { covered: 2 } } } }, "wanted a number in 0..1, found 2"],
    [{ trace: { thresholds: { always: {} } } }, "at $.trace.thresholds.always"],
  ];
  for (const [value, text] of table) assertThrows(() => parse(value), InputError, text);
});

Deno.test("loadSpecConfig() takes the defaults where there is no file, and reports a bad one", async () => {
  await withRepository({}, async ({ root, write }) => {
    assertEquals(await loadSpecConfig(root, systemFiles), DEFAULT_CONFIG);
    await write({ "omega.spec.json": "{" });
    await assertRejects(() => loadSpecConfig(root, systemFiles), InputError, "omega.spec.json");
  });
});
