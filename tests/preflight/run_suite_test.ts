import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { systemPorts } from "../../src/internal/ports.ts";
import { runSuite } from "../../src/preflight/run_suite.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { runTool } from "../proofpack/_tool.ts";
import { configOf, isPosix, PRINTING_SUITE, tap } from "./_project.ts";

type Change = Partial<typeof PRINTING_SUITE> | { readonly report: string };

/** Runs a suite in a folder that has a report, and gives the outcome on one line. */
function outcomeOf(change: Change, reportText = tap(3), options: { signal?: AbortSignal } = {}) {
  return inTemporaryFolder(async (root) => {
    await Deno.writeTextFile(join(root, "report.tap"), reportText);
    const [suite] = configOf({ suites: [{ ...PRINTING_SUITE, ...change }] }).suites;
    const result = await runSuite(suite!, { root, ports: systemPorts, ...options });
    return [result.status, ...result.problems.map(({ code }) => code)].join(" ");
  });
}

const shell = (script: string) => ({ command: ["sh", "-c", script] });

/** Test commands, what they report, and what is made of it. */
const OUTCOMES:
  readonly (readonly [name: string, change: Change, text: string, outcome: string])[] = [
    ["as many tests as the baseline", {}, tap(3), "OK"],
    ["more tests than the baseline", {}, tap(4), "OK"],
    ["fewer tests than the baseline", {}, tap(2), "BELOW SUITE_BELOW"],
    ["skipped tests in place of passed ones", {}, tap(2, 0, 5), "BELOW SUITE_BELOW"],
    ["skipped tests only", {}, tap(0, 0, 3), "MISSING SUITE_MISSING"],
    ["no tests", {}, tap(0), "MISSING SUITE_MISSING"],
    ["a failed test", {}, tap(3, 1), "OK SUITE_FAILED"],
    ["failed tests only", {}, tap(0, 2), "BELOW SUITE_FAILED SUITE_BELOW"],
    [
      "failed tests and an exit code that says so",
      shell("cat report.tap; exit 1"),
      tap(3, 1),
      "OK SUITE_FAILED",
    ],
    [
      "passed tests and an exit code that denies it",
      shell("cat report.tap; exit 1"),
      tap(3),
      "OK SUITE_COMMAND_FAILED",
    ],
    ["output that is no report", {}, "hello", "MISSING SUITE_UNREADABLE"],
    ["output that is not UTF-8", shell("printf '\\377'"), "", "MISSING SUITE_UNREADABLE"],
    ["a report that breaks off", {}, "TAP version 14\nok\n", "MISSING SUITE_UNREADABLE"],
    [
      "more output than a report has",
      shell("head -c 67200000 /dev/zero; cat report.tap"),
      tap(3),
      "MISSING SUITE_COMMAND_FAILED",
    ],
    [
      "a program that is not there",
      { command: ["omega-no-such-program"] },
      "",
      "MISSING SUITE_COMMAND_FAILED",
    ],
    [
      "a program of the project that is not there",
      { command: ["bin/none"] },
      "",
      "MISSING SUITE_COMMAND_FAILED",
    ],
    [
      "a report file that is not written",
      { report: "metrics/r.tap", ...shell("true") },
      "",
      "MISSING SUITE_MISSING",
    ],
    [
      "a report file",
      { report: "metrics/r.tap", ...shell("mkdir metrics; cat report.tap > metrics/r.tap") },
      tap(3),
      "OK",
    ],
  ];

for (const [name, change, text, outcome] of OUTCOMES) {
  Deno.test({
    name: `runSuite() judges ${name}`,
    ignore: !isPosix,
    fn: async () => assertEquals(await outcomeOf(change, text), outcome),
  });
}

Deno.test({
  name: "runSuite() removes the report of an earlier run before it runs [OC-PREFLIGHT-7007]",
  ignore: !isPosix,
  fn: () =>
    inTemporaryFolder(async (root) => {
      await Deno.mkdir(join(root, "metrics"));
      await Deno.writeTextFile(join(root, "metrics/r.tap"), tap(3));
      const change = { report: "metrics/r.tap", command: ["true"] };
      const [suite] = configOf({ suites: [{ ...PRINTING_SUITE, ...change }] }).suites;
      const { status } = await runSuite(suite!, { root, ports: systemPorts });
      assertEquals(status, "MISSING");
    }),
});

async function isRunning(mark: string): Promise<boolean> {
  return (await runTool(["sh", "-c", `ps -eo args | grep -v grep | grep -q '${mark}'`])).code === 0;
}

Deno.test({
  name:
    "runSuite() kills a command that hangs, with everything that it started [OC-PREFLIGHT-7006]",
  ignore: !isPosix,
  fn: async () => {
    const mark = `sleep 7${crypto.getRandomValues(new Uint32Array(1))[0]! % 100000}`;
    const script = `(trap '' TERM HUP; ${mark}) & ${mark}; wait`;
    const started = performance.now();
    assertEquals(await outcomeOf({ ...shell(script), time_limit_s: 1 }), "MISSING SUITE_TIMED_OUT");
    assert(performance.now() - started < 5000);
    assertEquals(await isRunning(mark), false);
  },
});

Deno.test({
  name: "runSuite() waits for no program that a command left behind with its output open",
  ignore: !isPosix,
  fn: async () => {
    const mark = `sleep 8${crypto.getRandomValues(new Uint32Array(1))[0]! % 100000}`;
    assertEquals(await outcomeOf(shell(`cat report.tap; ${mark} &`)), "OK");
    assertEquals(await isRunning(mark), false);
  },
});

Deno.test({
  name: "runSuite() ends at once with the reason of its signal, and no command lives on",
  ignore: !isPosix,
  fn: async () => {
    const mark = `sleep 9${crypto.getRandomValues(new Uint32Array(1))[0]! % 100000}`;
    const controller = new AbortController();
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 200);
    const { signal } = controller;
    const error = await assertRejects(() => outcomeOf(shell(`${mark}; true`), "", { signal }));
    assertEquals(error, reason);
    assertEquals(await isRunning(mark), false);
  },
});
