import { join } from "@std/path";
import { runPreflight } from "../../src/preflight/preflight.ts";
import { loadPreflightConfig } from "../../src/preflight/preflight_config.ts";
import { writePreflightReport } from "../../src/preflight/preflight_report.ts";
import type { CommandRun, Values } from "../command.ts";
import { PREFLIGHT_CONFIG_PATH } from "../default_paths.ts";
import { renderPreflight } from "../render/preflight.ts";

/** Where the report goes, seen from the root. */
const REPORT_FOLDER = "metrics/pr";

/** `omega preflight`: PR-G0. */
export function planPreflight(values: Values): CommandRun {
  const root = values.text("root") ?? ".";
  const configPath = values.text("config") ?? join(root, PREFLIGHT_CONFIG_PATH);
  const out = values.text("out") ?? join(root, REPORT_FOLDER);
  return async ({ ports, toolchain, signal, progress, hasColor }) => {
    const config = await loadPreflightConfig(configPath, ports);
    const result = await runPreflight({
      root,
      config,
      ports,
      toolchain,
      signal,
      onProgress: (finishedCount, totalCount, suite) =>
        progress.update(finishedCount, totalCount, suite),
    });
    const reportPath = await writePreflightReport(out, result, ports);
    return {
      verdict: result.verdict,
      runDir: out,
      violations: result.problems,
      data: {
        report: reportPath,
        branch: result.repository.branch,
        head: result.repository.head,
      },
      text: renderPreflight(result, reportPath, { hasColor }),
    };
  };
}
