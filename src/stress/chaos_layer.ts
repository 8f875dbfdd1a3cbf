import { join } from "@std/path";
import type { Calibration } from "../calibration/calibration.ts";
import { decodeChaosEntry, encodeChaosEntry } from "../chaos/chaos_entry.ts";
import { ChaosJournal } from "../chaos/chaos_journal.ts";
import type { ChaosPlan } from "../chaos/chaos_plan.ts";
import { RunChaosLog } from "../chaos/run_chaos_log.ts";
import { withChaos } from "../chaos/with_chaos.ts";
import type { ChaosRun } from "../chaos/write_chaos_log.ts";
import { JsonCursor } from "../internal/cursor.ts";
import type { Ports } from "../internal/ports.ts";
import type { OpenProviderChain } from "./provider_chain.ts";
import type { RunRecord } from "./run_record.ts";

/** Name of the evidence. */
const FAULTS = "faults";

/** Name of the write-ahead journal in a run folder; it is gone when the runs are done. */
export const CHAOS_JOURNAL_NAME = "chaos-journal.jsonl";

/** Name of the plan among the inputs of a stress. */
export const CHAOS_INPUT = "chaos";

/** A layer of faults that holds open journals. */
export interface ChaosLayer extends Disposable {
  /** Opens a chain with the faults in it. */
  readonly open: OpenProviderChain;
}

/**
 * Puts seeded faults around the chain of every run. What was attempted and what struck becomes
 * evidence of the run, so that `chaos-log.json` can be made from the journal; beside it each attempt
 * is written ahead in the run folder.
 *
 * @param open The chain inside: the provider
 * @param plan Which attempts are struck
 * @param options Time limit of a call, which a `timeout` takes, and where to write ahead
 */
export function chaosRuns(
  open: OpenProviderChain,
  plan: ChaosPlan,
  options: { readonly calibration: Calibration; readonly ports: Ports },
): ChaosLayer {
  const { calibration: { LATENCY_LIMITS }, ports: { files, blockingFiles } } = options;
  const journals = new Map<string, ChaosJournal>();

  function journalOf(runFolder: string): ChaosJournal {
    const path = join(runFolder, CHAOS_JOURNAL_NAME);
    const journal = journals.get(path) ?? new ChaosJournal(path, { files, blockingFiles });
    journals.set(path, journal);
    return journal;
  }

  return {
    open(input, ports, runFolder) {
      const chain = open(input, ports, runFolder);
      const journal = runFolder === undefined ? undefined : journalOf(runFolder);
      const log = new RunChaosLog({ run: input.run, plan, journal });
      return {
        provider: withChaos(chain.provider, log, {
          timeoutMs: LATENCY_LIMITS.max_call_latency_ms,
        }),
        evidence: () => ({ ...chain.evidence(), [FAULTS]: log.entries().map(encodeChaosEntry) }),
      };
    },
    [Symbol.dispose]() {
      for (const journal of journals.values()) journal[Symbol.dispose]();
    },
  };
}

/**
 * The attempts of a run as chaos saw them, or null where it had no chaos of ours: somebody else's
 * chain may keep its faults in another form.
 *
 * @throws {InputError} naming the run and the place
 */
export function readRunFaults({ runId, evidence, status }: RunRecord): ChaosRun | null {
  const faults = evidence[FAULTS];
  if (faults === undefined || !faults.every(({ call_index }) => call_index !== undefined)) {
    return null;
  }
  const items = new JsonCursor(faults, `run ${runId} of runs.jsonl`).items();
  return { entries: items.map(decodeChaosEntry), isReported: status === "error" };
}
