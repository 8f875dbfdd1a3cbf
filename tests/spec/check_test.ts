import { assertEquals } from "@std/assert";
import {
  acceptRequirements,
  checkProject,
  extractSpecifications,
  toSarif,
} from "../../src/spec/mod.ts";
import type { FileTree, TestRepository } from "./_repository.ts";
import { PORTS, shortly, withRepository } from "./_repository.ts";

const SPEC = ".specs/10-lock.md";
const TREE = {
  [SPEC]: "# Lock\n\n## Rules\n\n- [OC-LOCK-1001] It MUST hold, see [code](../src/lock.ts).\n" +
    "- [OC-LOCK-1002] It MUST NOT wait.\n",
  "src/lock.ts": "// OC-LOCK-1001 impl\n// OC-LOCK-1002 impl\n",
  "tests/lock_test.ts": 'Deno.test("OC-LOCK-1001 holds", f);\nDeno.test("OC-LOCK-1002 runs", f);\n',
  "docs/guide.md": "# Guide\n\nSee [the rules](../.specs/10-lock.md#rules).\n",
  "metrics/junit/a.xml": '<testsuites><testsuite><testcase name="OC-LOCK-1001 holds"/>' +
    '<testcase name="OC-LOCK-1002 runs"/></testsuite></testsuites>',
} as const satisfies FileTree;

async function check(repository: TestRepository): Promise<readonly string[]> {
  return (await checkProject(await repository.open())).findings.map(shortly);
}

Deno.test("each way to break the chain is seen at its place, and mending it passes [OC-SPEC-8307]", async () => {
  await withRepository(TREE, async (repository) => {
    await extractSpecifications(await repository.open(), PORTS);
    await acceptRequirements(await repository.open(), PORTS);
    assertEquals(await check(repository), []);
    const text = TREE[SPEC];
    const table: readonly (readonly [string, FileTree, readonly string[]])[] = [
      ["delete a requirement", { [SPEC]: text.replace(/- \[OC-LOCK-1002.*\n/, "") }, [
        "requirements/10-lock.yaml:18:1 SPEC101",
        "requirements/10-lock.yaml:18:1 SPEC104",
        "src/lock.ts:2:4 SPEC301",
        "tests/lock_test.ts:2:12 SPEC301",
      ]],
      ["reword it", { [SPEC]: text.replace("wait", "sleep") }, [
        `${SPEC}:6:3 SPEC302`,
        "requirements/10-lock.yaml:19:1 SPEC101",
      ]],
      ["duplicate an ID", { [SPEC]: `${text}- [OC-LOCK-1001] It MAY be.\n` }, [
        `${SPEC}:7:3 SPEC003`,
      ]],
      ["remove a mark", { "src/lock.ts": "// OC-LOCK-1001 impl\n\n" }, [
        `${SPEC}:6:3 SPEC303`,
        "requirements/10-lock.yaml:25:1 SPEC101",
      ]],
      ["skip its test", {
        "metrics/junit/a.xml": TREE["metrics/junit/a.xml"]
          .replace('"OC-LOCK-1002 runs"/>', '"OC-LOCK-1002 runs"><skipped/></testcase>'),
      }, [`${SPEC}:6:3 SPEC306`]],
      ["let its test fail", {
        "metrics/junit/a.xml": TREE["metrics/junit/a.xml"]
          .replace('"OC-LOCK-1002 runs"/>', '"OC-LOCK-1002 runs"><failure/></testcase>'),
      }, [`${SPEC}:6:3 SPEC307`]],
      ["lose the report", { "metrics/junit/a.xml": null }, [
        `${SPEC}:5:3 SPEC306`,
        `${SPEC}:6:3 SPEC306`,
      ]],
      ["break an anchor", { "docs/guide.md": TREE["docs/guide.md"].replace("#rules", "#ruled") }, [
        "docs/guide.md:3:17 SPEC202",
      ]],
      ["rename a heading", { [SPEC]: text.replace("## Rules", "## Laws") }, [
        "docs/guide.md:3:17 SPEC202",
        "requirements/10-lock.yaml:8:1 SPEC101",
      ]],
      ["move the code", { "src/lock.ts": null, "src/locks.ts": TREE["src/lock.ts"] }, [
        `${SPEC}:5:43 SPEC201`,
        "requirements/10-lock.yaml:14:1 SPEC101",
      ]],
    ];
    for (const [what, change, findings] of table) {
      await repository.write(change);
      const found = (await check(repository)).filter((one) => !one.startsWith("COMPLIANCE.md:"));
      assertEquals(found, findings, what);
      for (const path of Object.keys(change)) {
        const old = (TREE as FileTree)[path] ?? null;
        await repository.write({ [path]: old });
      }
      assertEquals(await check(repository), [], `${what}, mended`);
    }
  });
});

Deno.test("toSarif() has what SARIF 2.1.0 asks for [OC-SPEC-8206]", () => {
  const place = { path: "docs/a b.md", line: 3, column: 7, utf16Column: 5 };
  const log = toSarif([{ code: "SPEC202", message: "broken", ...place }]);
  assertEquals(log.version, "2.1.0");
  const [run] = log.runs as unknown as readonly [{
    tool: { driver: { name: string; rules: readonly { id: string; name: string }[] } };
    columnKind: string;
    results: readonly Record<string, unknown>[];
  }];
  assertEquals(run.columnKind, "utf16CodeUnits");
  const [result] = run.results;
  assertEquals(run.tool.driver.rules[result!.ruleIndex as number], {
    id: "SPEC202",
    name: "BrokenAnchor",
    shortDescription: { text: "The anchor of a link does not exist" },
    defaultConfiguration: { level: "error" },
  } as never);
  assertEquals(result, {
    ruleId: "SPEC202",
    ruleIndex: result!.ruleIndex,
    level: "error",
    message: { text: "broken" },
    locations: [{
      physicalLocation: {
        artifactLocation: { uri: "docs/a%20b.md", uriBaseId: "ROOT" },
        region: { startLine: 3, startColumn: 5 },
      },
    }],
  });
});
