/**
 * PR-G0: is the baseline what we think it is?
 *
 * {@linkcode runPreflight} looks at branch, commit and cleanness of a git repository, runs the
 * project's own test commands and counts passed and skipped tests apart, and takes the inventory of
 * critical files; {@linkcode writePreflightReport} writes `PR_PREFLIGHT.json`.
 *
 * @example Stop where there is no repository
 * ```ts
 * import { runPreflight } from "@omega/readiness/preflight";
 * import { readToolchain, systemPorts } from "@omega/readiness";
 * import { assertEquals } from "@std/assert";
 *
 * const { verdict, problems } = await runPreflight({
 *   root: await Deno.makeTempDir(),
 *   config: { ownOutputs: [], accepted: [], suites: [], criticalFiles: [] },
 *   ports: systemPorts,
 *   toolchain: readToolchain(),
 * });
 * assertEquals([verdict, problems[0]?.code], ["STOP", "NOT_A_REPOSITORY"]);
 * ```
 *
 * @module
 */
export { runPreflight } from "./preflight.ts";
export type { PreflightOptions, PreflightResult, RepositoryState, Submodule } from "./preflight.ts";
export { loadPreflightConfig } from "./preflight_config.ts";
export type { PreflightConfig, SuiteConfig } from "./preflight_config.ts";
export { PREFLIGHT_REPORT_NAME, writePreflightReport } from "./preflight_report.ts";
export { ACCEPTABLE_CODES } from "./problem.ts";
export type { Problem, ProblemCode } from "./problem.ts";
export type { Commit } from "./git_repository.ts";
export type { InventoryItem } from "./inventory.ts";
export type { ChangedFile } from "./parse_status.ts";
export { REPORT_FORMATS } from "./reports/report_format.ts";
export type { ReportFormat } from "./reports/report_format.ts";
export type { TestCounts } from "./reports/test_counts.ts";
export type { SuiteResult, SuiteStatus } from "./run_suite.ts";
