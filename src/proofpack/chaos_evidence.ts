import { decodeChaosEntry } from "../chaos/chaos_entry.ts";
import type { ReconciledEntry, Reconciliation } from "../chaos/reconcile.ts";
import { encodeReconciliation, reconcileRun, ReconciliationTally } from "../chaos/reconcile.ts";
import type { JsonCursor } from "../internal/cursor.ts";
import { InputError } from "../internal/errors.ts";
import type { Json } from "../internal/json.ts";
import { canonicalJson } from "../internal/json.ts";

/** Where the attempts of a stress under chaos lie in its folder. */
export const CHAOS_LOG = "chaos-log.json";

/** What a stress says about its faults. */
export interface ChaosClaims {
  /** `PR_REPORT.json`. */
  readonly report: JsonCursor;
  /** `RUN.json`. */
  readonly run: JsonCursor;
  /** `chaos-log.json`, where it is there. */
  readonly log: JsonCursor | undefined;
  /** Whether a run has a score; the others were reported as failed. */
  readonly isScored: (runId: number) => boolean;
}

/**
 * Settles every fault of a stress again (INV-FAILCLOSED-01): from the attempts in the log, and from
 * which runs have a score in the report. What log and report claim must agree with that.
 *
 * @returns Faults that ended as silent successes; 0 without chaos
 * @throws {InputError} naming file and JSON path of what is missing or does not agree
 */
export function countSilentSuccesses({ report, run, log, isScored }: ChaosClaims): number {
  const digest = run.field("input_digests").optional("chaos");
  const claimed = report.optional("chaos");
  if (log === undefined) {
    if (digest === undefined && claimed === undefined) return 0;
    throw new InputError(
      `Cannot read "${CHAOS_LOG}": wanted a file, as the run had chaos, found none`,
    );
  }
  log.field("schema_version").oneOf(["CHAOS-LOG-1.0"]);
  if (digest === undefined) run.field("input_digests").fail("a digest of the plan of the faults");
  log.field("plan_digest").oneOf([digest!.string()]);
  const reconciliation = settleAgain(log.field("entries"), isScored);
  checkCounts(log.field("reconciliation"), reconciliation);
  if (claimed !== undefined) checkCounts(claimed, reconciliation);
  else if (reconciliation.attemptCount > 0) report.field("chaos");
  const silentCount = reconciliation.total.silent_success;
  log.field("verdict").oneOf([silentCount > 0 ? "FAIL" : "PASS"]);
  return silentCount;
}

/** Settles the entries run by run; they must stand in the order of run, call and attempt. */
function settleAgain(
  entries: JsonCursor,
  isScored: (runId: number) => boolean,
): Reconciliation {
  const tally = new ReconciliationTally();
  const items = entries.items();
  for (let start = 0; start < items.length;) {
    const run = decodeChaosEntry(items[start]!).run;
    let end = start;
    while (end < items.length && items[end]!.field("run").value === run) end += 1;
    const after = items[end]?.field("run").number({ min: 1, isInteger: true });
    if (after !== undefined && after < run) items[end]!.field("run").fail(`a run above ${run}`);
    const part = items.slice(start, end);
    const isReported = !isScored(run);
    const settled = reconcileRun(part.map(decodeChaosEntry), { isReported });
    settled.forEach((entry, index) => checkSettlement(part[index]!, entry));
    tally.add(settled, { isReported });
    start = end;
  }
  return tally.result();
}

function checkSettlement(item: JsonCursor, { failureType, settlement }: ReconciledEntry): void {
  const isInjected = failureType !== undefined;
  if (item.field("injected").boolean() !== isInjected) item.field("injected").fail(`${isInjected}`);
  if (settlement !== undefined) item.field("settlement").oneOf([settlement]);
}

/** Sums over all faults; the numbers of runs are those of the report and are not here. */
function checkCounts(claimed: JsonCursor, reconciliation: Reconciliation): void {
  const wanted = encodeReconciliation(reconciliation);
  for (const [name, value] of Object.entries(wanted)) {
    if (name === "runs" || name === "reported_runs") continue;
    const member = claimed.field(name);
    if (canonicalJson(member.value as Json) === canonicalJson(value as Json)) continue;
    member.fail(`${canonicalJson(value as Json)}, which the attempts give`);
  }
}
