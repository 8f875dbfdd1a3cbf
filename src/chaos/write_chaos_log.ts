import { atomicWriteStream } from "../cache/atomic_write.ts";
import type { Json, JsonObject } from "../internal/json.ts";
import type { Ports } from "../internal/ports.ts";
import type { JsonPart } from "../internal/stream_json.ts";
import { streamJson } from "../internal/stream_json.ts";
import type { ChaosEntry } from "./chaos_entry.ts";
import { encodeChaosEntry } from "./chaos_entry.ts";
import type { ChaosPlan } from "./chaos_plan.ts";
import { chaosPlanDigest } from "./chaos_plan_document.ts";
import type { Reconciliation } from "./reconcile.ts";
import { encodeReconciliation, reconcileRun, ReconciliationTally } from "./reconcile.ts";

/** Schema of `chaos-log.json`. */
export const CHAOS_LOG_SCHEMA = "CHAOS-LOG-1.0";

/** What is said about all runs behind their attempts. */
export interface ChaosConclusion {
  /** FAIL where anything is objected to. */
  readonly verdict: "PASS" | "FAIL";
  /** Further members of the log. */
  readonly members: JsonObject;
}

/** What a log is made of. */
export interface ChaosLogContent {
  /** What the faults were drawn from. */
  readonly plan: ChaosPlan;
  /** The runs in the order of their indices. */
  readonly runs: AsyncIterable<ChaosRun>;
  /** Judges all runs together. @default FAIL where a fault is a silent success */
  readonly conclude?: ((reconciliation: Reconciliation) => ChaosConclusion) | undefined;
}

/** The attempts of a run, and whether it was reported as failed. */
export interface ChaosRun {
  /** All attempts, by call and attempt. */
  readonly entries: readonly ChaosEntry[];
  /** Whether the run has no result and says so. */
  readonly isReported: boolean;
}

// OC-CHAOS-4603 impl
/**
 * Reconciles runs and writes `chaos-log.json`: one pass, constant memory, all or nothing.
 *
 * @param path Where to write
 * @param content What the faults were drawn from, the runs, and who judges them
 * @param ports Where to write
 * @returns All runs, summed up
 * @throws {WorldError} if it cannot be written
 * @throws what `runs` throws, unchanged
 */
export async function writeChaosLog(
  path: string,
  { plan, runs, conclude = concludeBySilence }: ChaosLogContent,
  ports: Pick<Ports, "files" | "entropy">,
): Promise<Reconciliation> {
  const tally = new ReconciliationTally();
  let failed: { readonly error: unknown } | undefined;
  // What ends the runs is no failure of the file, whatever the writer makes of it.
  async function* watch(source: AsyncIterable<ChaosRun>): AsyncGenerator<ChaosRun> {
    try {
      yield* source;
    } catch (error) {
      failed = { error };
      throw error;
    }
  }
  const head: JsonObject = {
    schema_version: CHAOS_LOG_SCHEMA,
    profile: plan.profile,
    seed: plan.seed,
    plan_digest: chaosPlanDigest(plan),
  };
  // The sums stand behind the entries, so that they need not be known before them.
  function* parts(): Generator<JsonPart> {
    yield { members: head };
    yield { name: "entries", items: encodeRuns(watch(runs), tally) };
    const reconciliation = tally.result();
    const { verdict, members } = conclude(reconciliation);
    yield {
      members: { reconciliation: encodeReconciliation(reconciliation), ...members, verdict },
    };
  }
  try {
    await atomicWriteStream(path, (file) => streamJson(file, parts()), ports);
  } catch (error) {
    throw failed === undefined ? error : failed.error;
  }
  return tally.result();
}

function concludeBySilence({ total }: Reconciliation): ChaosConclusion {
  return { verdict: total.silent_success > 0 ? "FAIL" : "PASS", members: {} };
}

async function* encodeRuns(
  runs: AsyncIterable<ChaosRun>,
  tally: ReconciliationTally,
): AsyncGenerator<Json> {
  for await (const { entries, isReported } of runs) {
    const reconciled = reconcileRun(entries, { isReported });
    tally.add(reconciled, { isReported });
    for (const entry of reconciled) {
      yield { ...encodeChaosEntry(entry), settlement: entry.settlement };
    }
  }
}
