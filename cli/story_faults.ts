import { join } from "@std/path";
import type { Calibration } from "../src/calibration/calibration.ts";
import { ChaosJournal, removeChaosJournal } from "../src/chaos/chaos_journal.ts";
import type { LoadedChaosPlan } from "../src/chaos/load_chaos_plan.ts";
import { loadChaosPlan } from "../src/chaos/load_chaos_plan.ts";
import { RunChaosLog } from "../src/chaos/run_chaos_log.ts";
import { withChaos } from "../src/chaos/with_chaos.ts";
import { writeChaosLog } from "../src/chaos/write_chaos_log.ts";
import type { Ports } from "../src/internal/ports.ts";
import type { Provider } from "../src/provider/provider.ts";
import { optionalChaosChoice } from "./chaos_flags.ts";
import type { Values } from "./command.ts";

/** Faults around the provider of one story. */
export interface StoryFaults {
  /** What the story calls. */
  readonly provider: Provider;
  /**
   * Settles the faults once the story has ended, and writes `chaos-log.json`.
   *
   * @returns Faults that ended as silent successes
   */
  settle(story: { readonly isReported: boolean }): Promise<number>;
}

/** Where a story is written, and by what limits. */
export interface StoryFaultScope {
  readonly provider: Provider;
  readonly calibration: Calibration;
  /** Folder of the story. */
  readonly out: string;
  readonly ports: Ports;
}

/** The faults that a command line asks for, read before anything is written; null for none. */
export async function loadStoryFaults(
  values: Values,
  ports: Ports,
): Promise<LoadedChaosPlan | null> {
  const asked = optionalChaosChoice(values);
  return asked === null ? null : await loadChaosPlan(asked.path, asked.choice, ports);
}

/** Puts faults around a provider; without a plan it stays as it is and nothing is written. */
export function openStoryFaults(
  chaos: LoadedChaosPlan | null,
  { provider, calibration, out, ports }: StoryFaultScope,
): StoryFaults {
  if (chaos === null) return { provider, settle: () => Promise.resolve(0) };
  const { plan } = chaos;
  const journalPath = join(out, "chaos-journal.jsonl");
  const journal = new ChaosJournal(journalPath, ports);
  const log = new RunChaosLog({ run: 1, plan, journal });
  return {
    provider: withChaos(provider, log, {
      timeoutMs: calibration.LATENCY_LIMITS.max_call_latency_ms,
    }),
    async settle({ isReported }) {
      const run = { entries: log.entries(), isReported };
      const runs = ReadableStream.from([run]);
      const { total } = await writeChaosLog(join(out, "chaos-log.json"), { plan, runs }, ports);
      journal[Symbol.dispose]();
      await removeChaosJournal(journalPath, ports);
      return total.silent_success;
    },
  };
}
