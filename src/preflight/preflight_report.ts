import { join } from "@std/path";
import { atomicWriteFile } from "../cache/atomic_write.ts";
import { reasonOf, WorldError } from "../internal/errors.ts";
import type { JsonObject } from "../internal/json.ts";
import { formatJson } from "../internal/json.ts";
import type { Ports } from "../internal/ports.ts";
import type { PreflightResult } from "./preflight.ts";
import type { SuiteResult } from "./run_suite.ts";

/** Name of the report. */
export const PREFLIGHT_REPORT_NAME = "PR_PREFLIGHT.json";

/** Schema of the report. */
export const PREFLIGHT_REPORT_SCHEMA = "PR-PREFLIGHT-1.0";

/**
 * Writes `PR_PREFLIGHT.json`. It names no folder of this machine.
 *
 * @param folder Where to write; created with its parents
 * @param result What was found
 * @param ports Where to write; needs `--allow-read` and `--allow-write`
 * @returns Path of the report
 * @throws {WorldError} if it cannot be written
 */
export async function writePreflightReport(
  folder: string,
  result: PreflightResult,
  ports: Ports,
): Promise<string> {
  const path = join(folder, PREFLIGHT_REPORT_NAME);
  try {
    await ports.files.makeFolders(folder);
  } catch (error) {
    throw new WorldError(`Cannot create "${folder}": ${reasonOf(error)}`, { cause: error });
  }
  await atomicWriteFile(path, formatJson(encodePreflight(result)), ports);
  return path;
}

// OC-PREFLIGHT-7008 impl
/** The document of a preflight. */
export function encodePreflight(result: PreflightResult): JsonObject {
  const { repository, suites, inventory, problems } = result;
  return {
    schema_version: PREFLIGHT_REPORT_SCHEMA,
    branch: repository.branch,
    head: repository.head,
    clean: repository.head !== null && repository.changedFiles.length === 0,
    changed_files: repository.changedFiles.map(({ path, status }) => ({ path, status })),
    shallow: repository.isShallow,
    submodules: repository.submodules.map(({ path, commit, isCheckedOut }) => ({
      path,
      commit,
      checked_out: isCheckedOut,
    })),
    suites: suites.map(encodeSuite),
    inventory: inventory.map(({ path, size, sha256, gitBlob }) => ({
      path,
      size,
      sha256,
      git_blob: gitBlob,
    })),
    history: repository.history.map(({ id, time, subject }) => ({ commit: id, time, subject })),
    problems: problems.map(({ code, message, path, suite }) => ({ code, message, path, suite })),
    accepted: result.accepted,
    verdict: result.verdict,
    timestamp: result.timestamp,
    toolchain: { ...result.toolchain },
  };
}

function encodeSuite({ name, status, expectedPassed, counts, exitCode }: SuiteResult): JsonObject {
  return {
    name,
    status,
    expected_passed: expectedPassed,
    passed: counts?.passed ?? null,
    failed: counts?.failed ?? null,
    skipped: counts?.skipped ?? null,
    exit_code: exitCode,
  };
}
