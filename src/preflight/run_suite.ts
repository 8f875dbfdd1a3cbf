import { join } from "@std/path";
import { InputError, reasonOf, WorldError } from "../internal/errors.ts";
import type { Ports } from "../internal/ports.ts";
import { readInputBytes } from "../internal/read_file.ts";
import type { ProcessResult } from "../engine/run_process.ts";
import { runProcess } from "../engine/run_process.ts";
import type { SuiteConfig } from "./preflight_config.ts";
import type { Problem, ProblemCode } from "./problem.ts";
import { REPORT_READERS } from "./reports/report_format.ts";
import type { TestCounts } from "./reports/test_counts.ts";

/** A report that a suite prints or writes is at most this large. */
const REPORT_MAX_BYTES = 64 * 1024 * 1024;

/** How a suite compares with its baseline. */
export type SuiteStatus = "OK" | "BELOW" | "MISSING";

/** A suite that was run. */
export interface SuiteResult {
  /** Its name. */
  readonly name: string;
  /** How it compares with its baseline; what failed is in `problems`. */
  readonly status: SuiteStatus;
  /** Passed tests that the baseline has. */
  readonly expectedPassed: number;
  /** What its report says; null where there is none that can be read. */
  readonly counts: TestCounts | null;
  /** Exit code of the command; null where it was killed or not started. */
  readonly exitCode: number | null;
  /** What is wrong with it. */
  readonly problems: readonly Problem[];
}

/** Where a suite runs. */
export interface SuiteContext {
  /** The project's root. */
  readonly root: string;
  /** Clock and files; needs `--allow-run`. */
  readonly ports: Pick<Ports, "clock" | "files">;
  /** Kills the command at once. */
  readonly signal?: AbortSignal | undefined;
}

// OC-PREFLIGHT-7007 impl
/**
 * Runs the test command of a suite and counts what it reports. Whatever the command does, its whole
 * process group is gone afterwards: also when it hangs and when it left programs behind.
 *
 * @throws the signal's reason when aborted
 */
export async function runSuite(suite: SuiteConfig, context: SuiteContext): Promise<SuiteResult> {
  const result = await start(suite, context);
  const problems: Problem[] = [];
  const object = (code: ProblemCode, message: string) =>
    problems.push({ code, message: `Suite "${suite.name}": ${message}`, suite: suite.name });
  if (typeof result === "string") object("SUITE_COMMAND_FAILED", result);
  else if (result.end !== "exit") object(...explainKill(result.end, suite));
  const isEnded = typeof result !== "string" && result.end === "exit";
  const counts = isEnded ? await readCounts(suite, result, { ...context, object }) : null;
  const status = judgeCounts(counts, suite.expectedPassed);
  if (counts !== null) objectToCounts(counts, suite, object);
  const exitCode = isEnded ? result.exitCode : null;
  if (isEnded && exitCode !== 0 && !(counts !== null && counts.failed > 0)) {
    object("SUITE_COMMAND_FAILED", `the command ended with exit code ${exitCode}`);
  }
  const { name, expectedPassed } = suite;
  return { name, status, expectedPassed, counts, exitCode, problems };
}

function explainKill(
  end: Exclude<ProcessResult["end"], "exit">,
  { timeLimitMs }: SuiteConfig,
): readonly [ProblemCode, string] {
  switch (end) {
    case "time limit":
      return ["SUITE_TIMED_OUT", `the command was killed after ${timeLimitMs / 1000} s`];
    case "too much output":
      return [
        "SUITE_COMMAND_FAILED",
        `the command was killed when it had printed more than ${REPORT_MAX_BYTES} bytes`,
      ];
    default:
      return end satisfies never;
  }
}

type ObjectTo = (code: ProblemCode, message: string) => void;

function judgeCounts(counts: TestCounts | null, expectedPassed: number): SuiteStatus {
  if (counts === null || counts.passed + counts.failed === 0) return "MISSING";
  return counts.passed < expectedPassed ? "BELOW" : "OK";
}

function objectToCounts(counts: TestCounts, suite: SuiteConfig, object: ObjectTo): void {
  const { passed, failed, skipped } = counts;
  if (failed > 0) object("SUITE_FAILED", `${failed} tests failed`);
  const status = judgeCounts(counts, suite.expectedPassed);
  const said = `${passed} tests passed, ${skipped} were skipped`;
  if (status === "MISSING") object("SUITE_MISSING", `no test ran, ${skipped} were skipped`);
  else if (status === "BELOW") {
    object("SUITE_BELOW", `${said}, the baseline has ${suite.expectedPassed}`);
  }
}

// OC-PREFLIGHT-7006 impl
/** Runs the command; a text says why it could not be started. */
async function start(
  { command, report, timeLimitMs }: SuiteConfig,
  { root, ports: { clock, files }, signal }: SuiteContext,
): Promise<ProcessResult | string> {
  const [program, ...args] = command as readonly [string, ...string[]];
  const path = /[/\\]/.test(program) ? join(root, program) : program;
  try {
    // What an earlier run has left would be read where this one reports nothing.
    const reportPath = report === null ? null : join(root, report);
    if (reportPath !== null && (await files.lstat(reportPath)) !== null) {
      await files.removeFile(reportPath);
    }
    return await runProcess([path, ...args], {
      input: "",
      cwd: root,
      env: { NO_COLOR: "1" },
      timeLimitMs,
      stdoutMaxBytes: REPORT_MAX_BYTES,
      stderrMaxBytes: 64 * 1024,
      clock,
      signal,
    });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Deno.errors.NotCapable) throw error;
    return `the command could not be run: ${reasonOf(error)}`;
  }
}

async function readCounts(
  suite: SuiteConfig,
  result: ProcessResult,
  { root, ports: { files }, object }: SuiteContext & { readonly object: ObjectTo },
): Promise<TestCounts | null> {
  const source = suite.report ?? `the output of suite "${suite.name}"`;
  try {
    const bytes = suite.report === null
      ? result.stdout
      : await readReport(join(root, suite.report), files);
    if (bytes === null) {
      object("SUITE_MISSING", `the command wrote no ${suite.report}`);
      return null;
    }
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return REPORT_READERS[suite.format](text, source);
  } catch (error) {
    if (error instanceof WorldError) throw error;
    if (!(error instanceof InputError || error instanceof TypeError)) throw error;
    object("SUITE_UNREADABLE", reasonOf(error));
    return null;
  }
}

async function readReport(path: string, files: Ports["files"]): Promise<Uint8Array | null> {
  if ((await files.stat(path)) === null) return null;
  return await readInputBytes(files, path, { maxBytes: REPORT_MAX_BYTES });
}
