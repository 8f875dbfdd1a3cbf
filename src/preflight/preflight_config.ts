import type { JsonCursor } from "../internal/cursor.ts";
import type { Ports } from "../internal/ports.ts";
import { findNameFault } from "../internal/portable_path.ts";
import { readJsonFile } from "../internal/read_file.ts";
import type { ProblemCode } from "./problem.ts";
import { ACCEPTABLE_CODES } from "./problem.ts";
import type { ReportFormat } from "./reports/report_format.ts";
import { REPORT_FORMATS } from "./reports/report_format.ts";

/** Schema of the configuration. */
export const PREFLIGHT_CONFIG_SCHEMA = "PREFLIGHT-CONFIG-1.0";

/** A test suite of the project and what it must give. */
export interface SuiteConfig {
  /** Its name. */
  readonly name: string;
  /** Program and arguments, run in the root; a program with a slash is one of the project. */
  readonly command: readonly string[];
  /** How the command reports. */
  readonly format: ReportFormat;
  /** File that the command writes its report to, from the root; null where it prints it. */
  readonly report: string | null;
  /** Fewer passed tests than this are BELOW the baseline. */
  readonly expectedPassed: number;
  /** The command is killed when it has run this long, in milliseconds. */
  readonly timeLimitMs: number;
}

/** What a preflight checks. */
export interface PreflightConfig {
  /** Top folders that the project's own tools write; their files do not count as changes. */
  readonly ownOutputs: readonly string[];
  /** Problems that do not stop this project, such as a shallow clone. */
  readonly accepted: readonly ProblemCode[];
  /** The suites, in the order in which they run. */
  readonly suites: readonly SuiteConfig[];
  /** Files that must be there and committed, from the root. */
  readonly criticalFiles: readonly string[];
}

/**
 * Loads the configuration of a preflight. Nothing falls back to a default.
 *
 * @param path The file
 * @param ports Where to read; needs `--allow-read`
 * @throws {InputError} naming file and JSON path
 * @throws {WorldError} if the file is there and cannot be read
 */
export async function loadPreflightConfig(
  path: string,
  { files }: Pick<Ports, "files">,
): Promise<PreflightConfig> {
  return parsePreflightConfig((await readJsonFile(files, path)).root);
}

/**
 * Reads a configuration.
 *
 * @throws {InputError} naming file and JSON path
 */
export function parsePreflightConfig(root: JsonCursor): PreflightConfig {
  root.onlyKeys([
    "$schema",
    "schema_version",
    "description",
    "own_outputs",
    "accepted",
    "suites",
    "critical_files",
  ]);
  root.field("schema_version").oneOf([PREFLIGHT_CONFIG_SCHEMA]);
  root.optional("description")?.string();
  const ownOutputs = root.field("own_outputs").items().map(readPath);
  const suites = root.field("suites").items().map((suite) => readSuite(suite, ownOutputs));
  if (suites.length === 0) root.field("suites").fail("at least one suite");
  const names = suites.map(({ name }) => name);
  const repeated = names.findIndex((name, index) => names.indexOf(name) < index);
  if (repeated >= 0) root.field("suites").items()[repeated]!.field("name").fail("another name");
  return {
    ownOutputs,
    accepted: root.field("accepted").items().map((code) => code.oneOf(ACCEPTABLE_CODES)),
    suites,
    criticalFiles: root.field("critical_files").items().map(readPath),
  };
}

function readSuite(cursor: JsonCursor, ownOutputs: readonly string[]): SuiteConfig {
  cursor.onlyKeys(["name", "command", "format", "report", "expected_passed", "time_limit_s"]);
  const command = cursor.field("command");
  if (command.items().length === 0) command.fail("a program and its arguments");
  const report = cursor.field("report");
  const reportPath = report.value === null ? null : readPath(report);
  // The report of an earlier run is removed first, so it must be nothing that anybody wrote.
  if (reportPath !== null && !isBelow(reportPath, ownOutputs)) {
    report.fail("null, or a file in one of own_outputs");
  }
  return {
    name: cursor.field("name").string(),
    command: command.items().map((word) => word.string({ canBeEmpty: true })),
    format: cursor.field("format").oneOf(REPORT_FORMATS),
    report: reportPath,
    expectedPassed: cursor.field("expected_passed").number({ min: 1, isInteger: true }),
    timeLimitMs: cursor.field("time_limit_s").number({ min: 1, max: 86_400 }) * 1000,
  };
}

/** A path from the root that stays in it. */
function readPath(cursor: JsonCursor): string {
  const path = cursor.string();
  return findNameFault(path) === null ? path : cursor.fail("a path inside the root");
}

/** Whether a path lies in one of the folders. */
export function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path.startsWith(`${folder}/`));
}
