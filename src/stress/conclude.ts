import { join } from "@std/path";
import type { Calibration } from "../calibration/calibration.ts";
import type { Ports } from "../internal/ports.ts";
import type { Toolchain } from "../internal/toolchain.ts";
import { JOURNAL_NAME } from "./journal_line.ts";
import { readJournal } from "./read_journal.ts";
import { writeReport } from "./report.ts";
import { type StressIdentity, writeRunManifest } from "./run_manifest.ts";
import { type StressSummary, summarizeRuns } from "./summary.ts";

/** What a conclusion needs to know beside the journal. */
export interface ConclusionScope {
  readonly identity: StressIdentity;
  readonly toolchain: Toolchain;
  readonly calibration: Calibration;
  readonly ports: Ports;
}

/**
 * Makes everything that is told about all runs of a stress out of its finished journal, and
 * declares the folder complete. Whoever did the runs, in one go, resumed or in shards, ends here.
 *
 * @param runFolder Folder with the finished journal
 * @param scope What was run, and the limits to judge by
 * @returns The runs, summed up and judged
 * @throws {WorldError} if a file cannot be written; the folder stays incomplete
 */
export async function concludeStress(
  runFolder: string,
  { identity, toolchain, calibration, ports }: ConclusionScope,
): Promise<StressSummary> {
  const openRecords = () => readJournal(join(runFolder, JOURNAL_NAME), ports);
  const summary = await summarizeRuns(openRecords(), { runCount: identity.count, calibration });
  await writeReport(join(runFolder, "PR_REPORT.json"), summary, {
    records: openRecords(),
    identity,
    ports,
  });
  await writeRunManifest(
    runFolder,
    { identity, status: "complete", shard: null, toolchain },
    ports,
  );
  return summary;
}
