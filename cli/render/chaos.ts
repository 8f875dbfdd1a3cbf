import type { ChaosPlan } from "../../src/chaos/chaos_plan.ts";
import type { SettlementCounts } from "../../src/chaos/reconcile.ts";
import type { ChaosGateResult } from "../../src/chaos/run_chaos.ts";
import type { TextStyle } from "./verdict.ts";
import { renderVerdict } from "./verdict.ts";

/** More violations than this are counted; `--json` has them. */
const SHOWN_MAX_COUNT = 20;

const COLUMNS = ["injected", "retried", "reported", "delayed", "silent_success"] as const;

/** The verdict, the reconciliation table, the planted engines, and where the log lies. */
export function renderChaosGate(result: ChaosGateResult, style: TextStyle): string {
  const { verdict, violations, reconciliation, failures, planted, runFolder } = result;
  const { runCount, reportedRunCount, attemptCount, attemptMaxCount, total, byType } =
    reconciliation;
  const shown = violations.slice(0, SHOWN_MAX_COUNT);
  const rest = violations.length - shown.length;
  return [
    `PR-G3 chaos: ${renderVerdict(verdict, style)}  ${runCount} runs, ${attemptCount} attempts, ` +
    `${total.injected} faults, ${total.silent_success} silent successes`,
    ...shown.map(({ code, message }) => `  ${code}: ${message}`),
    ...(rest > 0 ? [`  and ${rest} more; chaos-log.json has them all`] : []),
    renderRow("fault", Object.fromEntries(COLUMNS.map((name) => [name, name.replace("_", " ")]))),
    ...Object.entries(byType).map(([type, counts]) => renderCounts(type, counts)),
    renderCounts("all", total),
    `  ${reportedRunCount} runs reported as failed${renderFailures(failures)}, ` +
    `at most ${attemptMaxCount} attempts of a call`,
    ...planted.map(({ name, isCaught }) =>
      `  planted engine that ${name}: ${isCaught ? "told apart" : "MISSED"}`
    ),
    `  run folder      ${runFolder}`,
  ].join("\n");
}

function renderFailures(failures: ChaosGateResult["failures"]): string {
  const counts = failures.map(({ code, count }) => `${count} ${code}`);
  return counts.length === 0 ? "" : ` (${counts.join(", ")})`;
}

function renderCounts(name: string, counts: SettlementCounts): string {
  return renderRow(name, Object.fromEntries(COLUMNS.map((column) => [column, counts[column]])));
}

function renderRow(name: string, cells: Readonly<Record<string, string | number>>): string {
  const padded = COLUMNS.map((column) => String(cells[column]).padStart(column.length + 2));
  return `  ${name.padEnd(16)}${padded.join("")}`;
}

/** Calls and attempts that are shown as an example. */
const EXAMPLE_CALLS = ["scene-1/pass-0", "scene-2/pass-0", "scene-3/pass-0"];
const EXAMPLE_ATTEMPTS = [1, 2, 3, 4];

/** The plan's rates, and what it draws for the first calls of the first run. */
export function renderChaosPlan(
  plan: ChaosPlan,
  digest: string,
  path: string | undefined,
): string {
  const rates = Object.entries(plan.failureRates);
  return [
    `chaos plan: profile ${plan.profile}, seed ${plan.seed}, ${plan.script.length} lines of script`,
    ...rates.map(([type, rate]) => `  ${type.padEnd(18)}${(rate * 100).toFixed(2).padStart(6)} %`),
    "  run 1, attempts 1 to 4:",
    ...EXAMPLE_CALLS.map((key, index) => {
      const drawn = EXAMPLE_ATTEMPTS.map((attempt) =>
        plan.draw({ run: 1, key, callIndex: index + 1, attempt })?.type ?? "-"
      );
      return `  ${key.padEnd(18)}${drawn.join(", ")}`;
    }),
    `  digest  ${digest}`,
    ...(path === undefined ? [] : [`  plan    ${path}`]),
  ].join("\n");
}
