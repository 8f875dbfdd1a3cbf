import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../src/internal/errors.ts";
import type { ReportFormat } from "../../src/preflight/reports/report_format.ts";
import { REPORT_READERS } from "../../src/preflight/reports/report_format.ts";
import { ROOT, run } from "../cli/run_omega.ts";
import { join } from "@std/path";
import { inTemporaryFolder } from "../temporary_folder.ts";

const VITEST = (tests: readonly string[], passed: number, status = "passed") =>
  JSON.stringify({
    numPassedTests: passed,
    testResults: [{ status, assertionResults: tests.map((status) => ({ status })) }],
  });

/** Reports, and what they count: passed, failed, skipped. */
const READ: readonly (readonly [ReportFormat, string, readonly [number, number, number]])[] = [
  ["junit", '<testsuite><testcase name="a"/></testsuite>', [1, 0, 0]],
  [
    "junit",
    '<testsuites tests="99"><testsuite><testcase name="a"><failure/></testcase>' +
    '<testcase name="b"><skipped/></testcase><testcase name="c"><error/></testcase></testsuite>' +
    '<testsuite><testcase name="d"/></testsuite></testsuites>',
    [1, 2, 1],
  ],
  ["junit", "<testsuites></testsuites>", [0, 0, 0]],
  ["tap", "1..2\nok 1 - a\nnot ok 2 - b\n", [1, 1, 0]],
  ["tap", "TAP version 13\nok 1 a # SKIP no network\nok 2\n1..2\n", [1, 0, 1]],
  ["tap", "not ok 1 - later # TODO\nok 2 - a \\# skip\n1..2\n", [1, 0, 1]],
  ["tap", "ok 1 - issue #5 # SKIP\nok 2 - C# todo list\nok 3 # Skipped: slow\n1..3\n", [1, 0, 2]],
  ["tap", "    ok 1 - sub\n    1..1\nok 1 - parent\n1..1\r\n", [1, 0, 0]],
  ["tap", "ok 1 - prints\n  ---\n  text: not ok\n  ...\nokay then\n1..1\n", [1, 0, 0]],
  ["tap", "1..0 # SKIP nothing to do\n", [0, 0, 0]],
  ["deno-test", "x\nok | 12 passed | 0 failed (3s)\n", [12, 0, 0]],
  ["deno-test", "FAILED | 1 passed (2 steps) | 3 failed (1 step) | 4 ignored (10ms)\n", [1, 3, 4]],
  ["deno-test", "ok | 5 passed | 0 failed | 1 ignored | 2 filtered out (1m2s)\n", [5, 0, 1]],
  [
    "deno-test",
    "\u001b[0m\u001b[32mok\u001b[0m | 2 passed | 0 failed \u001b[0m\u001b[38;5;245m(8ms)\u001b[0m\n",
    [2, 0, 0],
  ],
  ["vitest-json", VITEST(["passed", "failed", "skipped", "todo", "pending"], 1), [1, 1, 3]],
  ["vitest-json", VITEST([], 0, "failed"), [0, 1, 0]],
  ["vitest-json", VITEST([], 0), [0, 0, 0]],
];

Deno.test("REPORT_READERS count passed, failed and skipped tests apart", () => {
  for (const [format, text, [passed, failed, skipped]] of READ) {
    assertEquals(REPORT_READERS[format](text, "x"), { passed, failed, skipped }, text);
  }
});

/** Texts that are no whole report. */
const REFUSED: readonly (readonly [ReportFormat, string])[] = [
  ["junit", ""],
  ["junit", "<html></html>"],
  ["junit", "<testsuite><testcase></testsuite>"],
  ["junit", '<!DOCTYPE x [<!ENTITY a "b">]><testsuite/>'],
  ["tap", ""],
  ["tap", "ok 1\nok 2\n"],
  ["tap", "1..3\nok 1\nok 2\n"],
  ["tap", "1..1\nok 1\n1..1\n"],
  ["tap", "1..2\nok 1\nBail out! disk full\nok 2\n"],
  ["deno-test", ""],
  ["deno-test", "error: no tests found\n"],
  ["deno-test", "ok | 9 passed | 0 failed (1s)\nok | 1 passed | 0 failed (1s)\n"],
  ["deno-test", "they said: ok | 9 passed | 0 failed (1s)\n"],
  ["vitest-json", "{}"],
  ["vitest-json", VITEST(["passed"], 2)],
  ["vitest-json", VITEST(["fine"], 1)],
  ["vitest-json", '{"numPassedTests":1,"testResults":[]}'],
];

Deno.test("REPORT_READERS refuse what is no whole report", () => {
  for (const [format, text] of REFUSED) {
    assertThrows(() => REPORT_READERS[format](text, "x"), InputError, "x", `${format}: ${text}`);
  }
});

Deno.test("REPORT_READERS read what deno test really writes", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "sample_test.ts");
    await Deno.writeTextFile(
      path,
      'Deno.test("a", () => {}); Deno.test("b", () => { throw new Error("<no>"); });' +
        'Deno.test.ignore("c", () => {}); Deno.test("d", async (t) => { await t.step("e", () => {}); });',
    );
    const test = (...flags: string[]) =>
      run([join(ROOT, "bin/deno"), "test", "--no-check", "--no-config", ...flags, path], {
        cwd: folder,
      });
    const wanted = { passed: 2, failed: 1, skipped: 1 };
    const [pretty, junit] = await Promise.all([test(), test("--reporter=junit")]);
    assertEquals(REPORT_READERS["deno-test"](pretty.stdout, "x"), wanted);
    // Its JUnit has a case for each step, too.
    assertEquals(REPORT_READERS.junit(junit.stdout, "x"), { ...wanted, passed: 3 });
    const tap = await test("--reporter=tap");
    assertEquals(REPORT_READERS.tap(tap.stdout, "x"), wanted);
  }));
