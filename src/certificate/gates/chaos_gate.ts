import type { JsonCursor } from "../../internal/cursor.ts";
import type { EvidenceReader, Gate, GateJudgement } from "../gate.ts";

/**
 * PR-G3: every fault followed again through the attempts of its call. Written without the gate's own
 * code, so that an error there does not repeat itself here.
 */
export const chaosGate: Gate = {
  id: "PR-G3",
  name: "chaos",
  invariants: ["INV-RETRY-BOUND-01", "INV-FAILCLOSED-01"],
  mainFile: /(?:^|\/)chaos[^/]*_[^/]+\/chaos-log\.json$/,
  judge: judgeChaosLog,
};

/** An attempt as the log has it. */
interface Attempt {
  readonly cursor: JsonCursor;
  readonly run: number;
  readonly call: string;
  readonly attempt: number;
  readonly fault: string | null;
  readonly isClean: boolean;
}

async function judgeChaosLog(path: string, reader: EvidenceReader): Promise<GateJudgement> {
  const root = await reader.readJson(path);
  root.field("schema_version").oneOf(["CHAOS-LOG-1.0"]);
  const attempts = root.field("entries").items().map(readAttempt);
  const struck = attempts.filter(({ fault }) => fault !== null);
  const silent = countSilent(attempts, struck);
  const reasons: string[] = [];
  if (struck.length === 0) reasons.push("no fault was injected, so nothing is proven");
  if (silent > 0) reasons.push(`${silent} faults ended as a silent success`);
  const claimed = root.field("verdict").oneOf(["PASS", "FAIL"]);
  if (claimed === "FAIL" && reasons.length === 0) reasons.push("the gate itself says FAIL");
  if (claimed === "PASS" && silent > 0) root.field("verdict").fail("FAIL");
  return { verdict: reasons.length === 0 ? "PASS" : "FAIL", reasons, evidence: [path] };
}

function readAttempt(cursor: JsonCursor): Attempt {
  const index = { min: 1, isInteger: true } as const;
  const fault = cursor.optional("failure_type")?.string() ?? null;
  if (cursor.field("injected").boolean() !== (fault !== null)) {
    cursor.field("injected").fail(String(fault !== null));
  }
  const run = cursor.field("run").number(index);
  const isAnswered = cursor.field("outcome").string() === "answered";
  return {
    cursor,
    run,
    call: `${run} ${cursor.field("key").string()}`,
    attempt: cursor.field("attempt").number(index),
    fault,
    // A delay changes when an answer comes and nothing in it.
    isClean: isAnswered && (fault === null || fault === "latency"),
  };
}

/**
 * Counts faults that nothing made good: no later clean answer of the same call, no clean answer of
 * its own, and a run that does not say it failed. What the log claims must agree.
 */
function countSilent(attempts: readonly Attempt[], struck: readonly Attempt[]): number {
  const lastClean = new Map<string, number>();
  for (const { call, attempt, isClean } of attempts) {
    if (isClean) lastClean.set(call, Math.max(lastClean.get(call) ?? 0, attempt));
  }
  let silentCount = 0;
  const reportedRuns = new Map<number, boolean>();
  for (const { cursor, run, call, attempt, isClean } of struck) {
    const settlement = cursor.field("settlement");
    if (isClean) {
      settlement.oneOf(["delayed"]);
      continue;
    }
    if ((lastClean.get(call) ?? 0) > attempt) {
      settlement.oneOf(["retried"]);
      continue;
    }
    // A run is reported as failed as a whole, so its open faults are settled all alike.
    const isReported = settlement.oneOf(["reported", "silent_success"]) === "reported";
    if ((reportedRuns.get(run) ?? isReported) !== isReported) settlement.fail("one of one kind");
    reportedRuns.set(run, isReported);
    silentCount += Number(!isReported);
  }
  return silentCount;
}
